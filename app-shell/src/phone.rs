//! What Android tells the engine beside the screens, and is asked for by them: which link there is, that
//! it is a good moment to deliver although nobody looks, and to hand a text on to another app.

use replica::Shelf;
use serde::{Deserialize, Serialize};
use shared_model::api::photos::LinkKind;
use shared_model::api::{Code, Command, Problem};
use tauri::ipc::{Channel, InvokeResponseBody};
use tauri::plugin::{Builder, PluginHandle, TauriPlugin};
use tauri::{AppHandle, Manager, Wry, async_runtime};

/// The package and the class of the Kotlin side (`PhonePlugin.kt`).
const PACKAGE: &str = "cn.weige.app";
const CLASS: &str = "PhonePlugin";

struct Phone(PluginHandle<Wry>);

/// What Android tells.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    Link(LinkKind),
    Wake(bool),
}

#[derive(Serialize)]
struct Watch {
    channel: Channel,
}

#[derive(Serialize)]
struct Share<'a> {
    text: &'a str,
}

/// Listens to Android for these replicas, as long as the app lives.
pub fn plugin(shelf: Shelf) -> TauriPlugin<Wry> {
    let build = Builder::new("phone").setup(move |app, api| {
        app.manage(Phone(api.register_android_plugin(PACKAGE, CLASS)?));
        let app = app.clone();
        // Android answers on the thread this runs on.
        async_runtime::spawn_blocking(move || {
            let heard = app.clone();
            let channel = Channel::new(move |told| {
                hear(&heard, &shelf, told);
                Ok(())
            });
            // Without it the link counts as free, and the app delivers while it is open.
            let _ = app.state::<Phone>().0.run_mobile_plugin::<()>("watch", Watch { channel });
        });
        Ok(())
    });
    build.build()
}

fn hear(app: &AppHandle, shelf: &Shelf, told: InvokeResponseBody) {
    let InvokeResponseBody::Json(text) = told else { return };
    match serde_json::from_str(&text) {
        Ok(Told::Link(link)) => shelf.set_link(link),
        Ok(Told::Wake(true)) => {
            let (app, shelf) = (app.clone(), shelf.clone());
            async_runtime::spawn(async move {
                // What fails here is told where somebody looks: by the entries that still wait.
                let _ = shelf.command(Command::Sync).await;
                let _ = async_runtime::spawn_blocking(move || {
                    app.state::<Phone>().0.run_mobile_plugin::<()>("delivered", ())
                })
                .await;
            });
        }
        // A newer Kotlin side may tell more.
        Ok(Told::Wake(false)) | Err(_) => {}
    }
}

/// Lets somebody choose the app a text goes to.
///
/// # Errors
/// When Android can't.
pub fn share(app: &AppHandle, text: &str) -> Result<(), Problem> {
    let shared = app.state::<Phone>().0.run_mobile_plugin::<()>("share", Share { text });
    shared.map_err(|error| Problem::new(Code::NotHere, error.to_string()))
}
