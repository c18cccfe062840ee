//! The routes of imports: a spreadsheet as the body, a report as the answer.

use super::answer::{json, paper};
use super::{Call, Caller, routes};
use crate::act::import::{self, Manner};
use crate::app::App;
use crate::error::{Failed, Outcome};
use crate::import::cases::sheet::SheetForm;
use crate::papers::{Form, Made};
use crate::store::records::AccountRow;
use axum::response::Response;
use shared_model::api::Code;

/// `?form=xlsx&trial=1` or `&partial=1`; the file is the body.
pub fn cases(app: &App, call: Call) -> Outcome<Response> {
    let asker = asker(&call)?;
    let form = match call.value("form") {
        "xlsx" => SheetForm::Xlsx,
        "csv" => SheetForm::Csv,
        _ => return Err(Failed::problem(Code::Malformed, "form is xlsx or csv")),
    };
    let manner = Manner { form, partial: call.value("partial") == "1", trial: call.value("trial") == "1" };
    json(&import::cases(app, Some(asker), manner, &call.body)?)
}

/// An empty table to fill in.
pub fn template(app: &App, call: Call) -> Outcome<Response> {
    let bytes = import::empty_table(app, Some(asker(&call)?))?;
    paper(Made { name: "案件导入表".to_owned(), form: Form::Xlsx, bytes })
}

fn asker(call: &Call) -> Outcome<&AccountRow> {
    match &call.caller {
        Caller::Console(Some(row), _) => Ok(row),
        _ => Err(routes::no_console()),
    }
}
