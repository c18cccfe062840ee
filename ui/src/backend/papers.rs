//! The addresses papers are fetched from: plain links of the server this page came from, with the
//! session's cookie. A browser saves what comes, or shows it to be printed.

use super::Table;
use shared_model::ids::CaseId;
use shared_model::photo::PhotoHash;
use shared_model::place::PlaceCode;

/// The forms of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A sheet.
    Xlsx,
    /// The same as text.
    Csv,
    /// A document.
    Docx,
    /// A page to be printed.
    Html,
}

impl Form {
    /// The word in an address and of a `data-test`.
    pub fn word(self) -> &'static str {
        match self {
            Form::Xlsx => "xlsx",
            Form::Csv => "csv",
            Form::Docx => "docx",
            Form::Html => "html",
        }
    }
}

/// Tables of a place and a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TablePaper {
    /// The mediation table.
    Statistics,
    /// The register of cases.
    Register,
    /// Volunteers' help.
    Helping,
}

impl TablePaper {
    /// The word in an address, of a `data-test` and of its texts.
    pub fn word(self) -> &'static str {
        match self {
            TablePaper::Statistics => "statistics",
            TablePaper::Register => "register",
            TablePaper::Helping => "helping",
        }
    }
}

/// Papers on one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CasePaper {
    /// All that was written.
    File,
    /// The agreement to be signed.
    Agreement,
}

impl CasePaper {
    /// The word in an address.
    fn path(self) -> &'static str {
        match self {
            CasePaper::File => "case",
            CasePaper::Agreement => "agreement",
        }
    }

    /// The word of a `data-test` and of its texts.
    pub fn word(self) -> &'static str {
        match self {
            CasePaper::File => "file",
            CasePaper::Agreement => "agreement",
        }
    }
}

/// Where a table is; `period` as the server reads it: `2026-10`, `2026-Q4`, `2026`, `from..to`.
pub fn table(paper: TablePaper, place: &PlaceCode, period: &str, form: Form) -> String {
    format!("/v1/papers/{}?place={place}&period={period}&form={}", paper.word(), form.word())
}

/// Where a paper on a case is.
pub fn on_case(paper: CasePaper, case: &CaseId, form: Form) -> String {
    format!("/v1/papers/{}?id={case}&form={}", paper.path(), form.word())
}

/// Where the empty table to fill in is.
pub fn template(table: Table) -> &'static str {
    match table {
        Table::Cases => "/v1/import/template",
        Table::Items => "/v1/import/items/template",
        Table::People => "/v1/import/people/template",
    }
}

/// Where a photo of a case is; `village` is the one the case lies in.
pub fn photo(village: &PlaceCode, case: &CaseId, hash: &PhotoHash) -> String {
    format!("/v1/photo?doc=c.{village}.{case}&hash={hash}")
}
