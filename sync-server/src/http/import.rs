//! The routes of imports: a spreadsheet as the body, a report as the answer; and the empty tables.

use super::answer::{json, paper};
use super::{Call, Caller, routes};
use crate::act::import::{self, Manner};
use crate::act::lists;
use crate::app::App;
use crate::error::{Failed, Outcome};
use crate::import::sheet::SheetForm;
use crate::papers::{Form, Made};
use crate::store::records::AccountRow;
use axum::response::Response;
use shared_model::api::Code;

/// `?form=xlsx&trial=1` or `&partial=1`; the file is the body.
pub fn cases(app: &App, call: Call) -> Outcome<Response> {
    json(&import::cases(app, Some(asker(&call)?), manner(&call)?, &call.body)?)
}

/// The same of service lists, which are replaced whole.
pub fn items(app: &App, call: Call) -> Outcome<Response> {
    json(&lists::import_items(app, Some(asker(&call)?), manner(&call)?, &call.body)?)
}

/// The same of the directory.
pub fn people(app: &App, call: Call) -> Outcome<Response> {
    json(&lists::import_people(app, Some(asker(&call)?), manner(&call)?, &call.body)?)
}

fn manner(call: &Call) -> Outcome<Manner> {
    let form = match call.value("form") {
        "xlsx" => SheetForm::Xlsx,
        "csv" => SheetForm::Csv,
        _ => return Err(Failed::problem(Code::Malformed, "form is xlsx or csv")),
    };
    Ok(Manner { form, partial: call.value("partial") == "1", trial: call.value("trial") == "1" })
}

/// An empty table to fill in.
pub fn template(app: &App, call: Call) -> Outcome<Response> {
    blank("案件导入表", import::empty_table(app, Some(asker(&call)?))?)
}

/// An empty table of service items.
pub fn items_template(_: &App, call: Call) -> Outcome<Response> {
    blank("事项清单导入表", lists::empty_items(Some(asker(&call)?))?)
}

/// An empty table of people.
pub fn people_template(app: &App, call: Call) -> Outcome<Response> {
    blank("人员名册导入表", lists::empty_people(app, Some(asker(&call)?))?)
}

fn blank(name: &str, bytes: Vec<u8>) -> Outcome<Response> {
    paper(Made { name: name.to_owned(), form: Form::Xlsx, bytes })
}

fn asker(call: &Call) -> Outcome<&AccountRow> {
    match &call.caller {
        Caller::Console(Some(row), _) => Ok(row),
        _ => Err(routes::no_console()),
    }
}
