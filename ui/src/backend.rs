//! The boundary behind which all data lives: commands, queries, and the hooks that pages use.

pub mod events;
pub mod files;
pub mod http;
pub mod papers;
pub mod picked;
pub mod tauri;

use crate::around::use_thing;
use crate::json::say::say;
use crate::json::{self, record};
use crate::record;
use serde::de::{DeserializeOwned, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use shared_model::api::desk::{NearCase, PaperMonths, QueueItem};
use shared_model::api::device::{Finger, Platform, Said};
use shared_model::api::feedback::FeedbackView;
use shared_model::api::import::ImportReport;
use shared_model::api::leaflet::LeafletView;
use shared_model::api::photos::{LetGo, PhotoData, StorageView};
use shared_model::api::view::*;
use shared_model::api::{Code, Command, Problem, Query};
use shared_model::directory::ListedPerson;
use shared_model::ids::CaseId;
use shared_model::people::Reference;
use shared_model::photo::Photo;
use shared_model::position::Position;
use shared_model::services::ServiceItems;
use std::any::Any;
use std::fmt::Formatter;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use yew::prelude::*;

/// An answer that is on its way.
pub type Coming<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// Whoever answers: the engine inside the phone, or the server over HTTP.
pub trait Backend {
    /// Has something done: a [`Done`](shared_model::api::Done), unread.
    fn command(&self, command: Command) -> Coming<Told>;
    /// Asks something, as JSON says a [`Query`]: an [`Answer`](shared_model::api::Answer), unread.
    fn query(&self, query: String) -> Coming<Told>;
    /// Hands a spreadsheet in. `trial`: only to be told what would come of it; `partial`: what is right
    /// is written although something is wrong.
    fn hand_in(&self, table: Table, sheet: Rc<Sheet>, trial: bool, partial: bool) -> Coming<ImportReport>;
    /// Hands a photo in that goes with a step of a case: a JPEG. It waits for the step that names it.
    fn add_photo(&self, _case: CaseId, _jpeg: Vec<u8>) -> Coming<Photo> {
        Box::pin(async { Err(Problem::new(Code::NotHere, "photos are handed in so in the console alone")) })
    }
    /// Takes a picture's file into the phone: `data:image/jpeg;base64,…`. An entry then names it.
    fn take_photo(&self, _file: String) -> Coming<Photo> {
        Box::pin(async { Err(Problem::new(Code::NotHere, "photos are taken on the phone")) })
    }
    /// What the QR code in a picture's file says: `data:image/jpeg;base64,…`.
    fn read_code(&self, _file: String) -> Coming<String> {
        Box::pin(async { Err(Problem::new(Code::NotHere, "codes are read on the phone")) })
    }
    /// What the device around the phone's engine can do.
    fn platform(&self) -> Coming<Platform> {
        Box::pin(async { Err(Problem::new(Code::NotHere, "a phone says what it can do")) })
    }
    /// Asks the phone something of opening by finger. The answer is whether it opens so afterwards.
    fn finger(&self, _finger: Finger) -> Coming<bool> {
        Box::pin(async { Err(Problem::new(Code::NotHere, "a phone may know a finger")) })
    }
    /// Hands a text on to another app, which whoever holds the phone chooses.
    fn share(&self, _text: String) -> Coming<()> {
        Box::pin(async { Err(Problem::new(Code::NotHere, "a phone hands on")) })
    }
    /// Has the phone remind its person of these, in the place of what was planned before.
    fn remind(&self, _said: Vec<Said>) -> Coming<()> {
        Box::pin(async { Err(Problem::new(Code::NotHere, "phones remind")) })
    }
    /// Asks the phone where it is. Whoever holds it may have to allow that.
    fn position(&self) -> Coming<Position> {
        Box::pin(async { Err(Problem::new(Code::NotHere, "a phone says where it is")) })
    }
    /// Listens to what is new as it happens, until the ear is dropped; none where nobody tells.
    fn listen(&self, _: Callback<events::Heard>) -> Option<events::Ear> {
        None
    }
}

/// What a spreadsheet that is handed in holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Open cases.
    Cases,
    /// The service lists of a place.
    Items,
    /// People of a village's directory.
    People,
}

impl Table {
    /// All of them.
    pub const ALL: [Table; 3] = [Table::Cases, Table::Items, Table::People];

    /// The word in an address, of a `data-test` and of its texts.
    pub fn word(self) -> &'static str {
        match self {
            Table::Cases => "cases",
            Table::Items => "items",
            Table::People => "people",
        }
    }
}

/// A spreadsheet as a file holds it.
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet {
    /// An Excel file; else text with commas.
    pub xlsx: bool,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What was answered, as JSON. Who asked knows what stands in it; a bundle then holds no reader of
/// what it never asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told(pub String);

impl Told {
    /// Takes out what was asked for.
    ///
    /// # Errors
    /// When something else was answered.
    pub fn read<T: Shown>(&self) -> Result<T, json::Unreadable> {
        T::told(&self.0)
    }
}

/// What a command answers that wrote an entry.
#[derive(Debug, PartialEq, Eq)]
pub struct Saved {
    /// The id of what was written.
    pub id: String,
}

/// What an enrolment answers.
#[derive(Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// How many households arrived.
    pub households: u32,
}

record! {
    Saved { id }
    Enrolled { households }
}

/// The backend as the context carries it: equal only to itself.
#[derive(Clone)]
pub struct Link(pub Rc<dyn Backend>);

impl PartialEq for Link {
    fn eq(&self, other: &Link) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A view that can be taken out of what was answered.
pub trait Shown: Sized + 'static {
    /// Its name there.
    const NAME: &'static str;
    /// Takes it out of an answer.
    ///
    /// # Errors
    /// When something else was answered.
    fn told(answer: &str) -> Result<Self, json::Unreadable>;
}

macro_rules! shown {
    ($($reader:path { $($name:literal => $view:ty),* $(,)? })*) => {
        $($(
            impl Shown for $view {
                const NAME: &'static str = $name;
                fn told(answer: &str) -> Result<Self, json::Unreadable> {
                    $reader($name, answer)
                }
            }
        )*)*

        #[cfg(test)]
        const NAMES: &[&str] = &[$($($name),*),*];
    };
}

shown! {
    record::named {
        "leaflet" => LeafletView,
        "session" => SessionView,
        "replicas" => Vec<ReplicaItem>,
        "today" => TodayView,
        "news" => NewsView,
        "reminders" => Vec<Reminder>,
        "households" => Vec<HouseholdItem>,
        "household" => HouseholdView,
        "history" => Vec<HistoryEntry>,
        "cases" => Vec<CaseItem>,
        "case" => CaseView,
        "suggestion" => SuggestionView,
        "sync" => SyncView,
        "draft" => Option<String>,
        "photo" => PhotoData,
        "storage" => StorageView,
        "let_go" => LetGo,
        "service_items" => ServiceItems,
        "saved" => Saved,
        "enrolled" => Enrolled,
    }
    by_serde {
        "queue" => Vec<QueueItem>,
        "near_cases" => Vec<NearCase>,
        "reference" => Reference,
        "directory" => Vec<ListedPerson>,
        "members" => Vec<MemberView>,
        "looks" => Vec<LookView>,
        "feedback" => Vec<FeedbackView>,
        "numbers" => NumbersView,
        "paper_months" => PaperMonths,
        "code" => EnrolCodeView,
    }
}

/// Takes out by serde what the console alone shows.
fn by_serde<T: DeserializeOwned + Shown>(_: &'static str, answer: &str) -> Result<T, json::Unreadable> {
    json::read::<Named<T>>(answer).map(|named| named.0)
}

/// The one view of an answer: `{"household": …}`.
struct Named<T>(T);

impl<'de, T: DeserializeOwned + Shown> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ByName(PhantomData))
    }
}

struct ByName<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned + Shown> Visitor<'de> for ByName<T> {
    type Value = Named<T>;

    fn expecting(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        out.write_str(T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut answer: A) -> Result<Named<T>, A::Error> {
        while let Some(name) = answer.next_key::<String>()? {
            if name == T::NAME {
                return answer.next_value().map(Named);
            }
            answer.next_value::<IgnoredAny>()?;
        }
        Err(A::Error::missing_field(T::NAME))
    }
}

/// Asks and takes the view out of the answer.
///
/// # Errors
/// What the backend says, or `internal` when it answered something else than was asked.
pub async fn ask<T: Shown>(link: &Link, query: Query) -> Result<T, Problem> {
    let answer = link.0.query(say(&query)).await?;
    answer.read().map_err(unreadable)
}

fn unreadable(error: json::Unreadable) -> Problem {
    Problem::new(Code::Internal, error.to_string())
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
    use_thing::<Link>().expect("the bundle provides a backend")
}

/// What came of a query before its type is told; none before the first answer.
type Came = Option<Result<Rc<dyn Any>, Problem>>;

/// Reads an answer to a query.
type Reads = fn(&str) -> Result<Rc<dyn Any>, json::Unreadable>;

/// Asks `query` at once, when it changes, and on `reload`. An answer that comes after a newer
/// question was asked is dropped.
#[hook]
pub fn use_query<T: Shown>(query: Query) -> Asked<T> {
    let (came, reload) = use_answer(say(&query), |answer| Ok(Rc::new(T::told(answer)?)));
    let state = match came {
        Some(Ok(view)) => view.downcast().map_or(Loaded::Loading, Loaded::Ready),
        Some(Err(problem)) => Loaded::Failed(problem),
        None => Loaded::Loading,
    };
    Asked { state, reload }
}

/// The same for every type: written once, not once for each. A query that was said is compared and
/// kept as the text it is.
#[hook]
fn use_answer(query: String, reads: Reads) -> (Came, Callback<()>) {
    let link = use_link();
    let state = use_state(|| Came::None);
    let round = use_mut_ref(|| 0u32);
    let reload = {
        let state = state.clone();
        use_callback((query, link), move |(), (query, link): &(String, Link)| {
            let (state, round, link, query) = (state.clone(), round.clone(), link.clone(), query.clone());
            *round.borrow_mut() += 1;
            let mine = *round.borrow();
            wasm_bindgen_futures::spawn_local(async move {
                let told = link.0.query(query).await;
                let came = told.and_then(|told| reads(&told.0).map_err(unreadable));
                if *round.borrow() == mine {
                    state.set(Some(came));
                }
            });
        })
    };
    use_effect_with(reload.clone(), |reload| reload.emit(()));
    ((*state).clone(), reload)
}

/// A component's way to give commands, one at a time.
#[derive(Clone, PartialEq)]
pub struct Doing {
    /// A command is on its way.
    pub busy: bool,
    /// Why the last one failed; gone when the next is given.
    pub problem: Option<Problem>,
    /// Gives a command; the callback hears of success only.
    pub run: Callback<(Command, Callback<Told>)>,
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
        use_callback(link, move |(command, then): (Command, Callback<Told>), link: &Link| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::api::{Answer, Done};

    fn read<T: Shown>(answer: &Answer) -> Result<T, json::Unreadable> {
        Told(serde_json::to_string(answer).unwrap_or_default()).read()
    }

    #[test]
    fn a_view_is_found_in_its_answer() -> Result<(), json::Unreadable> {
        assert_eq!(read::<Option<String>>(&Answer::Draft(Some("x".into())))?, Some("x".to_owned()));
        assert_eq!(read::<Option<String>>(&Answer::Draft(None))?, None);
        assert_eq!(read::<Vec<CaseItem>>(&Answer::Cases(vec![]))?, vec![]);
        Ok(())
    }

    #[test]
    fn each_name_is_one_of_the_models_answers() {
        for name in NAMES {
            let unread = format!("{{\"{name}\":null}}");
            let [answer, done] = [
                serde_json::from_str::<Answer>(&unread).err().map(|e| e.to_string()).unwrap_or_default(),
                serde_json::from_str::<Done>(&unread).err().map(|e| e.to_string()).unwrap_or_default(),
            ];
            let known = |said: &String| !said.starts_with("unknown variant");
            assert!(known(&answer) || known(&done), "{name}: {answer}; {done}");
        }
    }

    #[test]
    fn an_answer_of_another_kind_is_refused_with_the_name_that_was_asked_for() {
        let refused = read::<Vec<CaseItem>>(&Answer::Households(vec![]));
        assert!(refused.is_err_and(|why| why.to_string().ends_with("cases")));
    }
}
