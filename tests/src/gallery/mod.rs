//! Pictures of the screens in an invented village, taken by one command: for the documents, and to be
//! looked at after a change.

mod console;
mod phone;

use crate::screen::Screen;
use crate::world::{Console, Outcome, Village};
use shared_model::api::view::CaseItem;
use shared_model::api::{Answer, Query};
use std::path::{Path, PathBuf};

/// A place on the way: its name, its address behind `#`, and what appears there.
struct Stop {
    name: &'static str,
    address: String,
    appears: &'static str,
    /// What is pressed then, one after the other, with what appears.
    presses: Vec<(String, &'static str)>,
}

impl Stop {
    fn at(name: &'static str, address: impl Into<String>, appears: &'static str) -> Stop {
        Stop { name, address: address.into(), appears, presses: vec![] }
    }

    fn then(mut self, press: impl Into<String>, appears: &'static str) -> Stop {
        self.presses.push((press.into(), appears));
        self
    }
}

/// Where pictures go, and how many there are.
struct Album {
    folder: PathBuf,
    taken: usize,
}

impl Album {
    fn visits(&mut self, screen: &Screen, stop: &Stop, manner: &str) -> Outcome<()> {
        screen.runs(&format!("location.hash = '#/{}'; return null;", stop.address))?;
        screen.sees(stop.appears)?;
        for (press, appears) in &stop.presses {
            screen.click(press)?;
            screen.sees(appears)?;
        }
        self.takes(screen, &format!("{}{manner}", stop.name))
    }

    fn takes(&mut self, screen: &Screen, name: &str) -> Outcome<()> {
        // A picture of a page that is still being drawn is of no use to anybody.
        screen.runs("await document.fonts.ready; await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))); return null;")?;
        screen.misses("loading")?;
        screen.sees_css("body:not(:has(.wg-notice__b))")?;
        self.taken += 1;
        screen.picture(&self.folder.join(format!("{name}.png")))
    }
}

/// The open cases somebody sees.
fn open_cases(console: &Console) -> Outcome<Vec<CaseItem>> {
    let query = Query::Cases { search: String::new(), closed: false };
    match console.query(query).map_err(|p| p.to_string())? {
        Answer::Cases(cases) => Ok(cases),
        other => Err(format!("cases were asked, not {other:?}")),
    }
}

/// Takes all pictures into a folder, which is made; how many there are.
///
/// # Errors
/// The screen that doesn't come.
pub fn take(folder: &Path) -> Outcome<usize> {
    std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut album = Album { folder: folder.to_owned(), taken: 0 };
    let village = Village::of_sample()?;
    phone::take(&village, &mut album)?;
    console::take(&village, &mut album)?;
    Ok(album.taken)
}
