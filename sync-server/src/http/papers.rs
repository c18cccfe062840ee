//! The routes of papers: what the address asks for, read and handed on.

use super::answer::paper;
use super::{Call, Caller, routes};
use crate::app::App;
use crate::ask::papers::{self, CasePaper};
use crate::error::{Failed, Outcome};
use crate::papers::Form;
use crate::papers::period::Period;
use axum::response::Response;
use shared_model::api::Code;
use shared_model::ids::CaseId;
use shared_model::people::Account;
use shared_model::place::PlaceCode;

/// `?period=2026-10&form=xlsx`, with `place=<code>` for another than the asker's own.
pub fn statistics(app: &App, call: Call) -> Outcome<Response> {
    let (asker, place, period, form) = of_place(&call)?;
    paper(papers::statistics(app, Some(asker), place.as_ref(), &period, form)?)
}

/// The same.
pub fn register(app: &App, call: Call) -> Outcome<Response> {
    let (asker, place, period, form) = of_place(&call)?;
    paper(papers::register(app, Some(asker), place.as_ref(), &period, form)?)
}

/// The same.
pub fn helping(app: &App, call: Call) -> Outcome<Response> {
    let (asker, place, period, form) = of_place(&call)?;
    paper(papers::helping(app, Some(asker), place.as_ref(), &period, form)?)
}

/// `?id=<case>&form=docx`
pub fn case_file(app: &App, call: Call) -> Outcome<Response> {
    on_case(app, &call, CasePaper::File)
}

/// The same.
pub fn agreement(app: &App, call: Call) -> Outcome<Response> {
    on_case(app, &call, CasePaper::Agreement)
}

fn on_case(app: &App, call: &Call, wanted: CasePaper) -> Outcome<Response> {
    let asker = asker(call)?;
    let id = CaseId::parse(call.value("id")).map_err(malformed)?;
    paper(papers::on_case(app, Some(asker), wanted, &id, form(call)?)?)
}

fn of_place(call: &Call) -> Outcome<(&Account, Option<PlaceCode>, Period, Form)> {
    let asker = asker(call)?;
    let place = match call.value("place") {
        "" => None,
        code => Some(PlaceCode::parse(code).map_err(malformed)?),
    };
    let period = Period::parse(call.value("period")).map_err(malformed)?;
    Ok((asker, place, period, form(call)?))
}

fn form(call: &Call) -> Outcome<Form> {
    Form::parse(call.value("form")).ok_or_else(|| malformed("form is xlsx, csv, docx or html"))
}

fn asker(call: &Call) -> Outcome<&Account> {
    match &call.caller {
        Caller::Console(Some(row), _) => Ok(&row.account),
        _ => Err(routes::no_console()),
    }
}

fn malformed(why: impl ToString) -> Failed {
    Failed::problem(Code::Malformed, why.to_string())
}
