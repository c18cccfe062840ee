//! Complaints and suggestions of the phone's person: written here, handed in after the entries by a request
//! of their own, and shown with what the server said of them.
//!
//! They are no documents: one author, one answer, nothing to merge. What the server answers as held is
//! durable there; whatever it doesn't name is handed in again.

use crate::problems::StoreError;
use crate::replica::Replica;
use crate::step::{Input, Output};
use crate::store::{FeedbackRow, Tx};
use shared_model::api::feedback::FeedbackView;
use shared_model::api::view::{Delivery, IntentKind, OutboxItem};
use shared_model::api::{Answer, Code, Done, Problem};
use shared_model::exchange::read_problem;
use shared_model::feedback::{Addressee, FeedbackKind, check_words};
use shared_model::ids::{FeedbackId, IntentId};
use shared_model::protocol::{
    Feedback, FeedbackAnswer, FeedbackRequest, MOST_FEEDBACK, MOST_FEEDBACK_ASKED, decode, encode,
};
use shared_model::surroundings::random;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The name under which it is kept that this phone has asked for all that its person wrote before.
const ASKED: &str = "feedback_asked";
/// Posts of feedback have this bit in their number, others don't.
const OF_FEEDBACK: u64 = 1 << 62;
/// The first version of the protocol that knows feedback.
const SINCE: u16 = 2;

/// What a replica knows of the way of its feedback.
#[derive(Default)]
pub(crate) struct Way {
    posts: u64,
    on_the_way: Option<FeedbackRequest>,
    /// The end of the exchange that it goes after: told when the feedback was answered, or wasn't.
    finished: Option<Output>,
}

impl Replica {
    /// Keeps a complaint or a suggestion: durable here when this returns.
    pub(crate) fn write_feedback(
        &mut self,
        kind: FeedbackKind,
        to: Addressee,
        words: String,
    ) -> Result<Done, Problem> {
        check_words(&words).map_err(|wrong| Problem::new(Code::Invalid, wrong.to_string()))?;
        let nobody = || Problem::new(Code::Invalid, format!("there is no {} to write to", to.word()));
        let to = to.of(&self.profile.account.place).ok_or_else(nobody)?;
        let dice = &*self.setting.surroundings;
        let (id, written_at) = (FeedbackId::from_random(random(dice)), dice.now());
        let saved = Done::Saved { id: id.to_string() };
        self.store.write(|tx| tx.add_feedback(&Feedback { id, kind, to, words, written_at }))?;
        Ok(saved)
    }

    /// All that the phone's person wrote and this phone knows of.
    pub(crate) fn feedback(&mut self) -> Result<Answer, Problem> {
        let rows = self.store.read(|tx| tx.feedback())?;
        Ok(Answer::Feedback(rows.into_iter().map(view).collect()))
    }

    /// After the entries: hands in what waits and asks for answers; then the exchange is over. Where there
    /// is nothing to do, it is over at once.
    pub(crate) fn begin_feedback(&mut self, finished: Output) -> Vec<Output> {
        if self.setting.protocol < SINCE || self.feedback_way.on_the_way.is_some() {
            return vec![finished];
        }
        // A file that can't be read now says so to the next who asks.
        match self.post_feedback() {
            Ok(Some(post)) => {
                self.feedback_way.finished = Some(finished);
                vec![post]
            }
            Ok(None) | Err(_) => vec![finished],
        }
    }

    fn post_feedback(&mut self) -> Result<Option<Output>, Problem> {
        let protocol = self.setting.protocol;
        let Some(request) = self.store.read(|tx| request(tx, protocol))? else { return Ok(None) };
        let frame = encode(&request, false).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
        self.feedback_way.on_the_way = Some(request);
        self.feedback_way.posts += 1;
        Ok(Some(Output::Post {
            post: self.feedback_post(),
            url: format!("{}/v1/feedback", self.profile.server),
            token: self.profile.token.clone(),
            frame: Arc::new(frame),
        }))
    }

    /// The number of the newest post. The replica's own begins anew at each opening.
    fn feedback_post(&self) -> u64 {
        OF_FEEDBACK | (self.first_post + self.feedback_way.posts)
    }

    /// Whether the input is about feedback's post; then what follows from it.
    pub(crate) fn feedback_input(&mut self, input: &Input) -> Option<Vec<Output>> {
        let (Input::Answered { post, .. } | Input::NoAnswer { post, .. }) = input else { return None };
        // A photo's post may have the bit too, below its own.
        if post & !(OF_FEEDBACK - 1) != OF_FEEDBACK {
            return None;
        }
        let awaited = *post == self.feedback_post();
        let Some(sent) = self.feedback_way.on_the_way.take_if(|_| awaited) else { return Some(vec![]) };
        let goes_on = match input {
            Input::Answered { status, body, .. } => self.feedback_answered(&sent, *status, body),
            _ => Ok(false),
        };
        // What could not be handed in now goes after the next exchange.
        let next = if goes_on.unwrap_or(false) { self.post_feedback().ok().flatten() } else { None };
        Some(next.or_else(|| self.feedback_way.finished.take()).into_iter().collect())
    }

    /// Takes an answer in; whether there may be more to hand in.
    fn feedback_answered(
        &mut self,
        sent: &FeedbackRequest,
        status: u16,
        body: &[u8],
    ) -> Result<bool, Problem> {
        if status != 200 {
            return Err(read_problem(status, body));
        }
        let unreadable = |e| Problem::new(Code::ServerDown, format!("the answer: {e}"));
        let answer: FeedbackAnswer = decode(body).map_err(unreadable)?;
        self.store.write(|tx| {
            answer.held.iter().try_for_each(|held| tx.note_feedback(held))?;
            let held: BTreeSet<&FeedbackId> = answer.held.iter().map(|held| &held.id).collect();
            sent.open.iter().filter(|id| !held.contains(id)).try_for_each(|id| tx.lose_feedback(id))?;
            if sent.all {
                tx.set_meta(ASKED, &true)?;
            }
            let taken = sent.feedback.iter().any(|one| held.contains(&one.id));
            Ok::<_, Problem>(taken && tx.unsent_feedback_count()? > 0)
        })
    }
}

/// What is to be handed in and asked; none when there is nothing.
fn request(tx: &Tx<'_>, protocol: u16) -> Result<Option<FeedbackRequest>, StoreError> {
    let all = !tx.meta(ASKED)?.unwrap_or(false);
    let rows = tx.feedback()?;
    let unsent = rows.iter().rev().filter(|row| row.received_at.is_none());
    let feedback: Vec<Feedback> = unsent.map(|row| row.written.clone()).take(MOST_FEEDBACK).collect();
    let waits = rows.iter().filter(|row| row.received_at.is_some() && row.reply.is_none());
    let open: Vec<FeedbackId> = waits.map(|row| row.written.id.clone()).take(MOST_FEEDBACK_ASKED).collect();
    let nothing = feedback.is_empty() && open.is_empty() && !all;
    Ok((!nothing).then_some(FeedbackRequest { protocol, feedback, open, all }))
}

fn view(row: FeedbackRow) -> FeedbackView {
    let Feedback { id, kind, to, words, written_at } = row.written;
    let to = Addressee::at(&to).unwrap_or_default();
    let (received_at, reply) = (row.received_at, row.reply);
    FeedbackView { id, kind, to, words, written_at, received_at, reply, author: None }
}

/// What the server doesn't have, as the page of what moves lists it; newest first.
pub(crate) fn waiting(tx: &Tx<'_>) -> Result<Vec<OutboxItem>, StoreError> {
    let unsent = tx.feedback()?.into_iter().filter(|row| row.received_at.is_none());
    unsent.map(|row| item(row.written)).collect()
}

fn item(written: Feedback) -> Result<OutboxItem, StoreError> {
    let id = IntentId::parse(written.id.as_str()).map_err(|e| StoreError::Name(e.to_string()))?;
    Ok(OutboxItem {
        id,
        kind: IntentKind::Feedback,
        subject: written.words.clone(),
        words: written.words,
        written_at: written.written_at,
        delivery: Delivery::SavedHere,
        household: None,
        case: None,
        carried_by: Vec::new(),
    })
}
