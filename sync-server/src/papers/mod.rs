//! Papers: what offices print, file and hand on, made from the cases and typed by nobody again.
//!
//! Pure: cases in, bytes out. [`facts`] reads a case; [`statistics`] counts with a definition beside
//! each number and [`shown`] hides small ones from the county; [`helping`] sums up volunteers' help; [`register`], [`case_file`] and
//! [`agreement`] lay out; [`xlsx`], [`csv`], [`docx`] and [`html`] write. What is read from the store
//! for whom is decided in [`crate::ask::papers`].

pub mod agreement;
pub mod case_file;
pub mod csv;
pub mod docx;
pub mod facts;
pub mod helping;
pub mod html;
pub mod number;
pub mod paper;
pub mod period;
pub mod register;
pub mod shown;
pub mod since;
pub mod statistics;
pub mod statistics_table;
pub mod table;
pub mod words;
pub mod xlsx;

/// In which form a paper is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A sheet.
    Xlsx,
    /// The same without looks.
    Csv,
    /// A document.
    Docx,
    /// A page to be printed from the browser.
    Html,
}

impl Form {
    /// Reads `xlsx`, `csv`, `docx` or `html`.
    pub fn parse(word: &str) -> Option<Form> {
        [Form::Xlsx, Form::Csv, Form::Docx, Form::Html].into_iter().find(|form| form.word() == word)
    }

    /// The word in addresses, and the end of a file's name.
    pub fn word(self) -> &'static str {
        match self {
            Form::Xlsx => "xlsx",
            Form::Csv => "csv",
            Form::Docx => "docx",
            Form::Html => "html",
        }
    }

    /// The type of its bytes.
    pub fn content_type(self) -> &'static str {
        match self {
            Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Form::Csv => "text/csv; charset=utf-8",
            Form::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Form::Html => "text/html; charset=utf-8",
        }
    }
}

/// A paper that is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What the file is called, without its end.
    pub name: String,
    /// In which form it is.
    pub form: Form,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
