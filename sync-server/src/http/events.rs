//! The route of events: what is new in the asker's sight, sent as it happens (server-sent events).

use super::{Call, Caller, routes};
use crate::app::App;
use crate::error::Outcome;
use crate::news::watch::{Message, Watching};
use crate::permit;
use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use std::convert::Infallible;

/// Goes on after the header `Last-Event-ID`, which a browser sends by itself when it comes back.
pub fn events(_: &App, call: Call) -> Outcome<Response> {
    let Caller::Console(Some(asker), Some(secret)) = &call.caller else { return Err(routes::no_console()) };
    permit::check("events", Some(&asker.account))?;
    let watching = Watching::begin(&call.app, &asker.account, secret, call.last_event.as_deref())?;
    let messages = futures_util::stream::unfold(watching, Watching::next);
    let mut response =
        Sse::new(messages.map(|message| Ok::<_, Infallible>(written(message)))).into_response();
    // A proxy must not gather them before it passes them on.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn written(message: Message) -> Event {
    let Some(id) = message.id else {
        return match message.word {
            "" => Event::default().comment(""),
            word => Event::default().event(word).data(message.data),
        };
    };
    Event::default().id(id).event(message.word).data(message.data)
}
