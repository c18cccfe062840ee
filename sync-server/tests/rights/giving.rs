//! Tries to give a case of the own village, or a task in it, to somebody: by the secretary's phone and
//! console.

use crate::common::*;
use crate::town::{self, Laid, Lies, Town, code};
use serde_json::{Value, json};
use shared_model::casework::EventKind;
use shared_model::people::{Account, Role};
use shared_model::place::PlaceCode;
use shared_model::protocol::{SyncAnswer, encode};
use sync_server::store::records::{AccountRow, TenureRow};
use sync_server::{clock, store};

fn laid(town: &Town) -> Laid {
    town.case(Role::Secretary, Lies::Own, EventKind::Raised).unwrap()
}

fn step(to: &Account, kind: &str) -> Value {
    json!({"step": kind, "to": to.id, "words": "请去看看"})
}

/// What becomes of it, the same by both.
pub async fn tried(town: &mut Town, to: &Account, kind: &str) -> String {
    let phone = by_phone(town, to, kind).await;
    let case = laid(town);
    let length = town.log_length();
    let command = json!({"cmd": "add_to_case", "case": case.id, "step": step(to, kind)});
    let answer = town.console(Role::Secretary).await.command(command).await;
    let console = if phone == "accepted" { "answered" } else { "invalid" };
    assert_eq!(code(&answer), console, "{kind} to {to:?} in the console, {phone} by a phone");
    assert_eq!(town.log_length() > length, phone == "accepted");
    phone
}

async fn sent(town: &Town, steps: &[Value]) -> SyncAnswer {
    let case = laid(town);
    let mut phone = town.phone(Role::Secretary).await;
    phone.docs.insert(case.doc.clone(), case.content);
    let mut seen = case.newest;
    for step in steps {
        let after: Vec<_> = seen.iter().collect();
        seen = vec![phone.event(&case.doc, step.clone(), &after)];
    }
    phone.post(encode(&phone.request(), false).unwrap()).await.unwrap()
}

/// The verdict on a phone's change.
pub async fn by_phone(town: &Town, to: &Account, kind: &str) -> String {
    word(&sent(town, &[step(to, kind)]).await.verdicts[0]).to_owned()
}

/// The verdicts on a dispatch and on a word that was written after it.
pub async fn with_a_word_behind_it(town: &Town, to: &Account) -> Vec<String> {
    let steps = [step(to, "dispatched"), json!({"step": "progress", "words": "去过了"})];
    sent(town, &steps).await.verdicts.iter().map(|verdict| word(verdict).to_owned()).collect()
}

/// A member of the village who works in another one since a moment ago.
pub fn moved_away(town: &Town) -> Account {
    let before = town::helper(Role::Member, &town::own());
    let there: PlaceCode = place("51342410120401001");
    let now = Account { place: there, ..before.clone() };
    store::write(&*town.world.app.store, |tx| {
        let row = tx.account(&before.id)?.unwrap();
        tx.put_account(&AccountRow { account: now.clone(), ..row })?;
        let (account, role, place) = (before.id.clone(), before.role, before.place.clone());
        tx.put_tenure(&TenureRow { account, role, place, until: clock::now() })
    })
    .unwrap();
    now
}
