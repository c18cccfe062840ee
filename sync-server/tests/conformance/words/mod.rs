//! How the cases spell operations: the names are the trait's.
//!
//! Identities, hashes, tokens and chains are small numbers: 5 is the identity, hash … made of
//! fives. Places are their codes. Documents are `h:<village>:<household>`,
//! `v:<village>:<household>:<year>`, `c:<village>:<case>`; grantees `p:<place>` or `a:<account>`.
//! What a row leaves out is 0, empty or none.

mod rows;

use rows::*;
use serde_json::{Value, json};
use shared_model::moment::Millis;
use sync_server::store::{ReadTx, StoreError, WriteTx};

type Result<T> = std::result::Result<T, StoreError>;

fn list<T>(rows: Vec<T>, write: impl Fn(&T) -> Value) -> Value {
    rows.iter().map(write).collect()
}

fn ids<T: TryFrom<String>>(args: &[Value]) -> Vec<T> {
    args.iter().map(id).collect()
}

fn maybe<T>(row: Option<T>, write: impl Fn(&T) -> Value) -> Value {
    row.map_or(Value::Null, |row| write(&row))
}

/// A question and its answer.
pub fn ask(tx: &dyn ReadTx, name: &str, args: &[Value]) -> Result<Value> {
    let text = |index: usize| args[index].as_str().unwrap_or_else(|| panic!("a text: {}", args[index]));
    Ok(match name {
        "meta" => json!(tx.meta(text(0))?),
        "place" => maybe(tx.place(&place(&args[0]))?, write_place),
        "places_within" => list(tx.places_within(&place(&args[0]))?, write_place),
        "tenures" => list(tx.tenures(&id(&args[0]))?, write_tenure),
        "account" => maybe(tx.account(&id(&args[0]))?, write_account),
        "account_by_login" => maybe(tx.account_by_login(text(0))?, write_account),
        "accounts_within" => list(tx.accounts_within(&place(&args[0]))?, write_account),
        "device" => maybe(tx.device(device_id(&args[0]))?, write_device),
        "device_by_token" => maybe(tx.device_by_token(&filled(&args[0]))?, write_device),
        "devices_of" => list(tx.devices_of(&id(&args[0]))?, write_device),
        "enrol_code" => maybe(tx.enrol_code(&filled(&args[0]))?, write_code),
        "session" => maybe(tx.session(&filled(&args[0]))?, write_session),
        "draft" => json!(tx.draft(&id(&args[0]), text(1))?),
        "ground" => {
            let mut kinds: Vec<Value> = Vec::new();
            tx.ground(&mut |row| {
                kinds.push(write_ground(&row));
                Ok(())
            })?;
            json!(kinds)
        }
        "villages" => list(tx.villages()?, |place| json!(place)),
        "log_head" => write_head(&tx.log_head(&place(&args[0]))?),
        "log_length" => json!(tx.log_length(&place(&args[0]))?),
        "chain_at" => maybe(tx.chain_at(&place(&args[0]), number(&args[1]))?, |chain| json!(chain[0])),
        "change" => maybe(tx.change(&place(&args[0]), &filled(&args[1]))?, write_change),
        "changes_of" => list(tx.changes_of(&doc(&args[0]))?, write_change),
        "log" => {
            let most = number(&args[2]) as usize;
            list(tx.log(&place(&args[0]), number(&args[1]), most)?, |row| json!(row.seq))
        }
        "changes_after" => {
            let found = tx.changes_after(&place(&args[0]), &docs(&args[1]), number(&args[2]))?;
            list(found, |row| json!(row.seq))
        }
        "outlines" => {
            let found = tx.outlines(&docs(&args[0]))?;
            let pair =
                |(doc, outline): (_, &Vec<u8>)| (write_doc(doc), json!(String::from_utf8_lossy(outline)));
            Value::Object(found.iter().map(pair).collect())
        }
        "document" => maybe(tx.document(&doc(&args[0]))?, write_document),
        "documents" => list(tx.documents(&place(&args[0]))?, write_document),
        "carried" => {
            let of = args.get(1).map(doc);
            list(tx.carried(&place(&args[0]), of.as_ref())?, write_change)
        }
        "logged_documents" => list(tx.logged_documents(&place(&args[0]))?, |doc| json!(write_doc(doc))),
        "books_of" => list(tx.books_of(&place(&args[0]), &ids(&args[1..]))?, |doc| json!(write_doc(doc))),
        "scope_of" => list(tx.scope_of(&doc(&args[0]))?, write_scope),
        "scopes_of" => {
            let found = tx.scopes_of(&args.iter().map(doc).collect::<Vec<_>>())?;
            let pair = |(doc, scope): (_, &Vec<_>)| (write_doc(doc), scope.iter().map(write_scope).collect());
            Value::Object(found.iter().map(pair).collect())
        }
        "scope" => {
            let holders: Vec<_> = args[0].as_array().unwrap().iter().map(grantee).collect();
            let found = tx.scope(&holders)?;
            list(found, |(row, since)| json!([write_doc(&row.doc), since]))
        }
        "household" => maybe(tx.household(&place(&args[0]), &id(&args[1]))?, write_household),
        "households_of" => {
            let ids: Vec<_> = args[1].as_array().unwrap().iter().map(id).collect();
            let mut found = tx.households_of(&place(&args[0]), &ids)?;
            // In no promised order.
            found.sort_by(|a, b| a.id.cmp(&b.id));
            list(found, write_household)
        }
        "households_aside" => list(tx.households_aside(&place(&args[0]))?, |row| write_id(row.id.as_str())),
        "households" => list(tx.households(&place(&args[0]))?, |row| write_id(row.id.as_str())),
        "visits" => list(tx.visits(&place(&args[0]), &id(&args[1]))?, write_visit),
        "helped_visits" => {
            let found = tx.helped_visits(&place(&args[0]), millis(&args[1]), millis(&args[2]))?;
            list(found, write_visit)
        }
        "case" => {
            let holders: Vec<_> = args[0].as_array().unwrap().iter().map(grantee).collect();
            maybe(tx.case(&holders, &id(&args[1]))?, write_case)
        }
        "cases" => list(tx.cases(&grantee(&args[0]))?, |row| write_id(row.id.as_str())),
        "open_cases" => {
            let (open, all) = (tx.open_cases(&grantee(&args[0]))?, tx.cases(&grantee(&args[0]))?);
            assert!(open.iter().all(|row| all.contains(row)), "an open case is read whole");
            list(open, |row| write_id(row.id.as_str()))
        }
        "cases_of" => list(tx.cases_of(&place(&args[0]), &id(&args[1]))?, |row| write_id(row.id.as_str())),
        "cases_to_pass_up" => {
            let found = tx.cases_to_pass_up(millis(&args[0]), number(&args[1]) as usize)?;
            list(found, |(village, case)| json!([village, write_id(case.as_str())]))
        }
        "case_counts" => {
            let counts = tx.case_counts(
                &place(&args[0]),
                number(&args[1]) as usize,
                millis(&args[2]),
                millis(&args[3]),
            )?;
            list(counts, write_case_count)
        }
        "household_counts" => {
            let counts =
                tx.household_counts(&place(&args[0]), number(&args[1]) as usize, millis(&args[2]))?;
            list(counts, |count| json!([count.digits, count.households, count.visited]))
        }
        "photo_named" => maybe(tx.photo_named(&doc(&args[0]), &photo_hash(&args[1]))?, write_photo),
        "photo_kept" => json!(tx.photo_kept(&place(&args[0]), &photo_hash(&args[1]))?),
        "photo_bytes" => json!(tx.photo_bytes(&place(&args[0]))?),
        "service_list" => maybe(tx.service_list(&place(&args[0]))?, write_service_list),
        "directory" => list(tx.directory(&place(&args[0]))?, write_listed),
        "feedback" => maybe(tx.feedback(&id(&args[0]), &id(&args[1]))?, write_feedback),
        "feedback_of" => list(tx.feedback_of(&id(&args[0]))?, write_feedback),
        "feedback_to" => list(tx.feedback_to(&place(&args[0]), number(&args[1]) as usize)?, write_feedback),
        "notice_cursor" => json!(tx.notice_cursor(&place(&args[0]))?),
        "notices_due" => list(tx.notices_due(millis(&args[0]), number(&args[1]) as usize)?, write_notice),
        "looked_at" => {
            let subjects: Vec<String> =
                args[4..].iter().filter_map(|one| one.as_str()).map(str::to_owned).collect();
            let between = (millis(&args[2]), millis(&args[3]));
            json!(tx.looked_at(&place(&args[0]), &id(&args[1]), between, &subjects)?)
        }
        "looks" => {
            let most = args.get(1).map_or(100, |most| number(most) as usize);
            list(tx.looks(&place(&args[0]), most)?, write_look)
        }
        "derived" => json!(tx.derived()?.len()),
        _ => panic!("no such question: {name}"),
    })
}

/// A change to the store.
pub fn tell(tx: &dyn WriteTx, name: &str, args: &[Value]) -> Result<()> {
    let text = |index: usize| args[index].as_str().unwrap_or_else(|| panic!("a text: {}", args[index]));
    match name {
        "set_meta" => tx.set_meta(text(0), text(1)),
        "put_place" => tx.put_place(&read_place(args)),
        "put_account" => tx.put_account(&read_account(&args[0])),
        "put_tenure" => tx.put_tenure(&read_tenure(&args[0])),
        "put_device" => tx.put_device(&read_device(&args[0])),
        "put_enrol_code" => tx.put_enrol_code(&read_code(&args[0])),
        "put_session" => tx.put_session(&read_session(&args[0]), millis(&args[1])),
        "end_session" => tx.end_session(&filled(&args[0])),
        "put_draft" => tx.put_draft(&id(&args[0]), text(1), text(2)),
        "lock_log" => tx.lock_log(&place(&args[0])).map(drop),
        "append" => tx.append(&args.iter().map(read_change).collect::<Vec<_>>()),
        "put_documents" => tx.put_documents(&args.iter().map(read_document).collect::<Vec<_>>()),
        "put_scopes" => tx.put_scopes(&args.iter().map(read_scope_of).collect()),
        "put_households" => tx.put_households(&args.iter().map(read_household).collect::<Vec<_>>()),
        "put_visits" => tx.put_visits(&args.iter().map(read_visit).collect::<Vec<_>>()),
        "put_cases" => tx.put_cases(&args.iter().map(read_case).collect::<Vec<_>>()),
        "put_photo_names" => {
            tx.put_photo_names(&doc(&args[0]), &args[1..].iter().map(read_photo).collect::<Vec<_>>())
        }
        "keep_photo" => tx.keep_photo(
            &place(&args[0]),
            &photo_hash(&args[1]),
            number(&args[2]) as u32,
            Millis(number(&args[3]) as i64),
        ),
        "lose_photo" => tx.lose_photo(&place(&args[0]), &photo_hash(&args[1])),
        "put_service_list" => tx.put_service_list(&read_service_list(&args[0])),
        "put_listed" => tx.put_listed(&read_listed(&args[0])),
        "drop_listed" => tx.drop_listed(&place(&args[0]), &id(&args[1])),
        "put_feedback" => tx.put_feedback(&read_feedback(&args[0])),
        "set_notice_cursor" => tx.set_notice_cursor(&place(&args[0]), number(&args[1])),
        "put_notice" => tx.put_notice(&read_notice(&args[0])),
        "claim_notice" => {
            let claimed = tx.claim_notice(&read_notice(&args[0]), millis(&args[1]))?;
            assert_eq!(Some(claimed), args[2].as_bool(), "claimed: {args:?}");
            Ok(())
        }
        "drop_notice" => tx.drop_notice(&place(&args[0]), text(1)),
        "add_look" => tx.add_look(&read_look(&args[0])),
        "drop_derived" => tx.drop_derived(),
        _ => panic!("no such operation: {name}"),
    }
}
