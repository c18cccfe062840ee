//! The console's deeds. What is written goes through the same door as a phone's work, under the
//! account's own hand.

pub mod casework;
pub mod households;
pub mod import;
pub mod lists;
pub mod members;
pub mod session;

use crate::app::App;
use crate::error::{Failed, Outcome};
use crate::feedback;
use crate::ingest::{self, Given, Sender};
use crate::permit;
use crate::photos::desk::{self, Ready};
use crate::store::WriteTx;
use crate::store::records::AccountRow;
use shared_model::api::{Code, Command, Done};
use shared_model::document::{Doc, DocId, Put, actor_bytes};
use shared_model::moment::Millis;
use shared_model::protocol::Outcome as Verdict;

/// One deed of somebody who is logged in.
pub struct Deed<'a> {
    /// What every request works with.
    pub app: &'a App,
    /// Where it is written.
    pub tx: &'a dyn WriteTx,
    /// Who does it.
    pub me: &'a AccountRow,
    /// When.
    pub now: Millis,
    /// Photos that go with it: whole in their room already.
    pub photos: &'a [Ready],
}

/// Does what somebody commands. Logging in and out is done by [`session`].
///
/// # Errors
/// What the asker may not do, what doesn't fit, or a fault; then nothing was written.
pub fn act(app: &App, asker: Option<&AccountRow>, command: Command) -> Outcome<Done> {
    permit::check(permit::command_word(&command), asker.map(|row| &row.account))?;
    let me = asker.ok_or_else(|| Failed::problem(Code::NotLoggedIn, "log in first"))?;
    let ready = match &command {
        Command::AddToCase { case, photos, .. } => desk::ready(app, me, case, photos)?,
        _ => Vec::new(),
    };
    let done = crate::store::write(&*app.store, |tx| {
        carry_out(&Deed { app, tx, me, now: app.now(), photos: &ready }, command.clone())
    })?;
    desk::clear(app, me, &ready);
    Ok(done)
}

fn carry_out(deed: &Deed<'_>, command: Command) -> Outcome<Done> {
    without_photos(&command)?;
    match command {
        Command::EditHousehold { household, edits } => households::edit(deed, &household, &edits),
        Command::MoveResident { household, resident, to, relation } => {
            households::move_resident(deed, &household, &resident, &to, &relation)
        }
        Command::MergeHousehold { household, into } => households::merge(deed, &household, into.as_ref()),
        Command::RecordVisit {
            household,
            kind,
            at,
            checklist,
            note,
            problem,
            photos: _,
            helped,
            position,
        } => {
            let at = at.unwrap_or(deed.now);
            let visit = shared_model::visit::Visit {
                at,
                written_at: deed.now,
                kind,
                checklist,
                note,
                problem,
                photos: vec![],
                helped,
                position,
            };
            households::record_visit(deed, &household, visit)
        }
        Command::CorrectVisit { household, visit, note } => {
            households::correct_visit(deed, &household, visit, note)
        }
        Command::RaiseCase { step, photos: _ } => casework::raise(deed, step),
        Command::AddToCase { case, step, seen, anyway: _, photos: _ } => {
            casework::add(deed, &case, step, seen)
        }
        Command::SaveDraft { form, body } => save_draft(deed, &form, &body),
        Command::EnrolMember { name, micro_grid } => members::enrol(deed, &name, &micro_grid).map(Done::Code),
        Command::NewCode { account } => members::new_code(deed, &account).map(Done::Code),
        Command::RevokeDevices { account } => members::revoke(deed, &account),
        Command::MoveMember { account, micro_grid } => members::move_to(deed, &account, &micro_grid),
        Command::SetPost { account, post } => members::set_post(deed, &account, post),
        Command::AnswerFeedback { account, id, words } => feedback::answer(deed, &account, &id, words),
        Command::DropPerson { person } => lists::drop_person(deed, &person),
        Command::LogIn { .. } | Command::LogOut => {
            Err(Failed::problem(Code::NotHere, "the session is kept elsewhere"))
        }
        Command::Enrol { .. }
        | Command::Unlock { .. }
        | Command::Lock
        | Command::Sync
        | Command::AddHousehold { .. }
        | Command::FetchYears { .. }
        | Command::MeetPeer { .. }
        | Command::PutAside { .. }
        | Command::WriteFeedback { .. }
        | Command::ReadNews { .. }
        | Command::SetPhotosOn { .. }
        | Command::SendPhotos
        | Command::FetchPhoto { .. }
        | Command::LetPhotosGo
        | Command::LetGoNow
        | Command::SetStorageBudget { .. }
        | Command::DropPhoto { .. }
        | Command::TakeReplica { .. }
        | Command::NewReplica
        | Command::Train
        | Command::RemoveReplica => Err(Failed::problem(Code::NotHere, "this belongs to the phone")),
    }
}

/// In the console a photo goes with a step of a case alone: a scanned agreement, a picture of what was
/// mended. All others are taken on phones.
fn without_photos(command: &Command) -> Outcome<()> {
    match command {
        Command::RecordVisit { photos, .. } | Command::RaiseCase { photos, .. } if !photos.is_empty() => {
            Err(Failed::problem(Code::NotHere, "photos are added on a phone"))
        }
        _ => Ok(()),
    }
}

/// Longest name of a form and longest draft, in bytes.
const DRAFT_MOST: (usize, usize) = (120, 64 << 10);

fn save_draft(deed: &Deed<'_>, form: &str, body: &str) -> Outcome<Done> {
    if form.is_empty() || form.len() > DRAFT_MOST.0 || body.len() > DRAFT_MOST.1 {
        return Err(Failed::problem(
            Code::Invalid,
            "a form has a name of up to 120 bytes and a draft 64 KiB",
        ));
    }
    deed.tx.put_draft(&deed.me.account.id, form, body)?;
    Ok(Done::Nothing)
}

impl Deed<'_> {
    /// Writes puts into a document as one change, and lets it in by the door. Nothing is written
    /// when no value differs.
    pub fn write(&self, id: &DocId, puts: &[Put]) -> Outcome<()> {
        self.write_all(&[(id.clone(), puts.to_vec())])
    }

    /// The same with several documents of one deed, each once: what it says is taken in as a whole.
    pub fn write_all(&self, written: &[(DocId, Vec<Put>)]) -> Outcome<()> {
        let actor = actor_bytes(self.me.hand, self.app.nonce);
        let mut changes = Vec::new();
        for (id, puts) in written {
            let log = self.tx.changes_of(id)?;
            let mut doc = Doc::load(log.iter().map(|row| row.bytes.as_slice()))?;
            changes.extend(doc.write(actor, self.now, puts)?.map(|(_, bytes)| (id, bytes)));
        }
        let given: Vec<Given<'_>> =
            changes.iter().map(|(doc, bytes)| Given { doc, bytes, attested: None }).collect();
        let sender = Sender::office(self.me);
        let verdicts = ingest::take(self.tx, &*self.app.policies(self.tx)?, &sender, &given, self.now)?;
        verdicts.into_iter().try_for_each(|(_, verdict)| match verdict {
            Verdict::Accepted { .. } => Ok(()),
            Verdict::Refused { reason } if reason == ingest::OUT_OF_SCOPE => {
                Err(Failed::problem(Code::Forbidden, "it lies outside your place"))
            }
            Verdict::Refused { reason } => Err(Failed::problem(Code::Invalid, reason)),
            other => Err(Failed::problem(
                Code::Internal,
                format!("a change of the console was not taken: {other:?}"),
            )),
        })
    }
}
