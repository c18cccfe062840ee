//! The boundary behind which all data lives: commands, queries, and the hooks that pages use.

pub mod http;
pub mod papers;
pub mod tauri;

use shared_model::api::import::ImportReport;
use shared_model::api::view::*;
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::people::Reference;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use yew::prelude::*;

/// An answer that is on its way.
pub type Coming<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// Whoever answers: the engine inside the phone, or the server over HTTP.
pub trait Backend {
    /// Has something done.
    fn command(&self, command: Command) -> Coming<Done>;
    /// Asks something.
    fn query(&self, query: Query) -> Coming<Answer>;
    /// Hands a spreadsheet of cases in. `trial`: only to be told what would come of it; `partial`:
    /// what is right is written although something is wrong.
    fn import_cases(&self, sheet: Rc<Sheet>, trial: bool, partial: bool) -> Coming<ImportReport>;
}

/// A spreadsheet as a file holds it.
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet {
    /// An Excel file; else text with commas.
    pub xlsx: bool,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The backend as the context carries it: equal only to itself.
#[derive(Clone)]
pub struct Link(pub Rc<dyn Backend>);

impl PartialEq for Link {
    fn eq(&self, other: &Link) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A view that can be taken out of an [`Answer`].
pub trait Shown: Sized + 'static {
    /// The view, when the answer is of that kind.
    fn of(answer: Answer) -> Option<Self>;
}

macro_rules! shown {
    ($($kind:ident => $view:ty),* $(,)?) => {$(
        impl Shown for $view {
            fn of(answer: Answer) -> Option<Self> {
                match answer {
                    Answer::$kind(view) => Some(view),
                    _ => None,
                }
            }
        }
    )*};
}

shown! {
    Session => SessionView,
    Today => TodayView,
    Households => Vec<HouseholdItem>,
    Household => HouseholdView,
    History => Vec<HistoryEntry>,
    Cases => Vec<CaseItem>,
    Case => CaseView,
    Suggestion => SuggestionView,
    Sync => SyncView,
    Draft => Option<String>,
    Reference => Reference,
    Members => Vec<MemberView>,
    Numbers => NumbersView,
}

/// Asks and takes the view out of the answer.
///
/// # Errors
/// What the backend says, or `internal` when it answered something else than was asked.
pub async fn ask<T: Shown>(link: &Link, query: Query) -> Result<T, Problem> {
    let answer = link.0.query(query).await?;
    T::of(answer).ok_or_else(|| Problem::new(Code::Internal, "the answer is of another kind than the query"))
}

/// What came of a query.
#[derive(Debug, PartialEq)]
pub enum Loaded<T> {
    /// Nothing yet.
    Loading,
    /// The newest answer; it stays while a newer one is on its way.
    Ready(Rc<T>),
    /// It failed.
    Failed(Problem),
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        match self {
            Loaded::Loading => Loaded::Loading,
            Loaded::Ready(view) => Loaded::Ready(view.clone()),
            Loaded::Failed(problem) => Loaded::Failed(problem.clone()),
        }
    }
}

impl<T> Loaded<T> {
    /// The view, when there is one.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Loaded::Ready(view) => Some(view),
            _ => None,
        }
    }
}

/// A query that a component holds.
pub struct Asked<T> {
    /// What came of it.
    pub state: Loaded<T>,
    /// Asks again; what is shown stays until the answer comes.
    pub reload: Callback<()>,
}

/// The backend of this bundle.
///
/// # Panics
/// When the binary put none into the context: no page can do without.
#[hook]
#[allow(clippy::expect_used, reason = "a bundle without a backend is a fault no user can meet")]
pub fn use_link() -> Link {
    use_context::<Link>().expect("the bundle provides a backend")
}

/// Asks `query` at once, when it changes, and on `reload`. An answer that comes after a newer
/// question was asked is dropped.
#[hook]
pub fn use_query<T: Shown>(query: Query) -> Asked<T> {
    let link = use_link();
    let state = use_state(|| Loaded::Loading);
    let round = use_mut_ref(|| 0u32);
    let reload = {
        let state = state.clone();
        use_callback((query, link), move |(), (query, link): &(Query, Link)| {
            let (state, round, link, query) = (state.clone(), round.clone(), link.clone(), query.clone());
            *round.borrow_mut() += 1;
            let mine = *round.borrow();
            wasm_bindgen_futures::spawn_local(async move {
                let came = ask::<T>(&link, query).await;
                if *round.borrow() == mine {
                    state.set(match came {
                        Ok(view) => Loaded::Ready(Rc::new(view)),
                        Err(problem) => Loaded::Failed(problem),
                    });
                }
            });
        })
    };
    use_effect_with(reload.clone(), |reload| reload.emit(()));
    Asked { state: (*state).clone(), reload }
}

/// A component's way to give commands, one at a time.
#[derive(Clone, PartialEq)]
pub struct Doing {
    /// A command is on its way.
    pub busy: bool,
    /// Why the last one failed; gone when the next is given.
    pub problem: Option<Problem>,
    /// Gives a command; the callback hears of success only.
    pub run: Callback<(Command, Callback<Done>)>,
    /// Forgets the last problem.
    pub forget: Callback<()>,
}

/// Gives commands and remembers what became of the last one.
#[hook]
pub fn use_command() -> Doing {
    let link = use_link();
    let busy = use_state(|| false);
    let problem = use_state(|| None);
    // The state above is what this rendering saw; a second tap in the same moment needs the truth.
    let running = use_mut_ref(|| false);
    let run = {
        let (busy, problem) = (busy.clone(), problem.clone());
        use_callback(link, move |(command, then): (Command, Callback<Done>), link: &Link| {
            if running.replace(true) {
                return;
            }
            busy.set(true);
            problem.set(None);
            let (busy, problem, running, link) =
                (busy.clone(), problem.clone(), running.clone(), link.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let came = link.0.command(command).await;
                running.replace(false);
                busy.set(false);
                match came {
                    Ok(done) => then.emit(done),
                    Err(why) => problem.set(Some(why)),
                }
            });
        })
    };
    let forget = {
        let problem = problem.clone();
        use_callback((), move |(), ()| problem.set(None))
    };
    Doing { busy: *busy, problem: (*problem).clone(), run, forget }
}
