//! A phone joined to its server by function calls.

use super::{Clock, Village, internal};
use replica::{Enrolled, Input, Output, Replica, Setting};
use shared_model::api::view::SyncReport;
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::surroundings::{Surroundings, random};
use std::collections::VecDeque;
use std::sync::Arc;
use sync_server::act::session;
use sync_server::app::App;
use sync_server::error::Outcome;
use sync_server::sync::{framed, framed_answer, unframed};

/// How a post fares on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It arrives, and so does its answer.
    Whole,
    /// It never arrives.
    Lost,
    /// It arrives; the answer doesn't.
    AnswerLost,
    /// It arrives twice; the second answer is the one that comes back.
    Twice,
}

/// A phone.
pub struct Phone {
    replica: Option<Replica>,
    /// Where its file lies and by what it opens.
    pub setting: Setting,
    /// Its clock.
    pub clock: Arc<Clock>,
    /// The frames of its last exchange, as posted.
    pub posts: Vec<Arc<Vec<u8>>>,
    /// The token it posted under last.
    pub token: String,
    /// How feedback fares on the way.
    pub feedback_way: Way,
}

impl Phone {
    pub(super) fn of(replica: Replica, setting: Setting, clock: Arc<Clock>) -> Phone {
        Phone {
            replica: Some(replica),
            setting,
            clock,
            posts: vec![],
            token: String::new(),
            feedback_way: Way::Whole,
        }
    }

    /// Opens a file as another process would.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn open(setting: Setting, clock: Arc<Clock>) -> Result<Phone, Problem> {
        let replica = Replica::open(setting.clone())?;
        Ok(Phone::of(replica, setting, clock))
    }

    /// Kills the process and starts it again.
    ///
    /// # Errors
    /// When the file can't be opened.
    pub fn restart(&mut self) -> Result<(), Problem> {
        self.replica = None;
        self.replica = Some(Replica::open(self.setting.clone())?);
        Ok(())
    }

    /// Ends the process.
    pub fn off(&mut self) {
        self.replica = None;
    }

    /// The engine.
    ///
    /// # Panics
    /// When it is off.
    pub fn replica(&mut self) -> &mut Replica {
        match &mut self.replica {
            Some(replica) => replica,
            None => panic!("the phone is off"),
        }
    }

    /// Enrols with a new code of somebody, on top of what is here.
    ///
    /// # Errors
    /// A problem of either side.
    pub fn enrol_again(&mut self, village: &Village, name: &str) -> Result<(), Problem> {
        let key = random(&*self.clock);
        let answer = village.redeem(&village.code(name)?, key, self.setting.protocol)?;
        self.replica().enrol_again(Enrolled {
            server: "http://127.0.0.1:1".into(),
            answer,
            key,
            training: false,
        })
    }

    /// Writes something; its id.
    ///
    /// # Errors
    /// The phone's problem.
    pub fn save(&mut self, command: Command) -> Result<String, Problem> {
        match self.replica().command(command)? {
            Done::Saved { id } => Ok(id),
            other => Err(internal(format!("{other:?}"))),
        }
    }

    /// Asks something.
    ///
    /// # Errors
    /// The phone's problem.
    pub fn ask(&mut self, query: Query) -> Result<Answer, Problem> {
        self.replica().query(query)
    }

    /// A frame of this phone arrives at the server (again): the answer's frame.
    ///
    /// # Errors
    /// The server's problem.
    pub fn arrives(&mut self, village: &Village, frame: &[u8]) -> Result<Vec<u8>, Problem> {
        framed(&village.app, &self.token, frame).map_err(|failed| failed.told())
    }

    /// Delivers and fetches over a good link.
    ///
    /// # Errors
    /// The exchange's problem.
    pub fn sync(&mut self, village: &Village) -> Result<SyncReport, Problem> {
        self.sync_over(village, |_| Way::Whole)
    }

    /// Delivers and fetches; `way` says how the post of that number (from 0) fares.
    ///
    /// # Errors
    /// The exchange's problem.
    pub fn sync_over(
        &mut self,
        village: &Village,
        mut way: impl FnMut(usize) -> Way,
    ) -> Result<SyncReport, Problem> {
        self.posts.clear();
        let exchange = self.replica().next_exchange();
        let mut outputs: VecDeque<Output> = self.replica().step(Input::Begin).into();
        while let Some(output) = outputs.pop_front() {
            let input = match output {
                Output::Post { post, url, token, frame } if url.ends_with("/v1/feedback") => {
                    travel(village, feedback, post, &token, &frame, self.feedback_way)
                }
                Output::Post { post, token, frame, .. } => {
                    self.posts.push(frame.clone());
                    self.token.clone_from(&token);
                    travel(village, framed, post, &token, &frame, way(self.posts.len() - 1))
                }
                Output::WaitUntil(then) => {
                    self.clock.pass((then.0 - self.clock.now().0).max(0));
                    Input::TimePassed
                }
                Output::Finished { exchange: ended, outcome } if ended == exchange => return outcome,
                Output::Finished { .. } | Output::PhotosOver(_) => continue,
            };
            outputs.extend(self.replica().step(input));
        }
        Err(internal("the exchange has not ended"))
    }
}

fn no_link(post: u64) -> Input {
    Input::NoAnswer { post, problem: Problem::new(Code::NoLink, "the test broke the link") }
}

type Answerer = fn(&App, &str, &[u8]) -> Outcome<Vec<u8>>;

/// What the server answers to feedback, without the HTTP around it.
fn feedback(app: &App, token: &str, frame: &[u8]) -> Outcome<Vec<u8>> {
    let (device, account) = session::of_token(app, token)?;
    let answer = sync_server::feedback::take(app, &device, &account.account, &unframed(frame)?)?;
    framed_answer(&answer, false)
}

fn travel(village: &Village, answers: Answerer, post: u64, token: &str, frame: &[u8], way: Way) -> Input {
    if way == Way::Lost {
        return no_link(post);
    }
    let mut answer = answers(&village.app, token, frame);
    if way == Way::Twice {
        answer = answers(&village.app, token, frame);
    }
    match answer {
        _ if way == Way::AnswerLost => no_link(post),
        Ok(body) => Input::Answered { post, status: 200, body },
        Err(failed) => {
            let problem = failed.told();
            let body = serde_json::to_vec(&problem).unwrap_or_default();
            Input::Answered { post, status: 500, body }
        }
    }
}
