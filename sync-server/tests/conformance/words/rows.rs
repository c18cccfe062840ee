//! Rows as the cases spell them, both ways.

use serde_json::{Value, json};
use shared_model::directory::{ListedPerson, PersonKind};
use shared_model::document::DocId;
use shared_model::feedback::FeedbackKind;
use shared_model::ids::{AccountId, CaseId, DeviceId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author, Role};
use shared_model::photo::{Photo, PhotoHash};
use shared_model::place::{Place, PlaceCode};
use shared_model::protocol::Feedback;
use sync_server::store::records::*;

pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

pub fn millis(value: &Value) -> Millis {
    Millis(value.as_i64().unwrap_or(0))
}

fn maybe_millis(value: &Value) -> Option<Millis> {
    value.as_i64().map(Millis)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn maybe_text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// Bytes that are all the same.
pub fn filled<const N: usize>(value: &Value) -> [u8; N] {
    [number(value) as u8; N]
}

fn id_text(number: u64) -> String {
    HouseholdId::from_random([number as u8; 10]).as_str().to_owned()
}

pub fn id<T: TryFrom<String>>(value: &Value) -> T {
    let number = value.as_u64().unwrap_or_else(|| panic!("an identity is a number: {value}"));
    T::try_from(id_text(number)).ok().unwrap()
}

pub fn write_id(id: &str) -> Value {
    (0..=255).find(|number| id_text(*number) == id).map_or(json!(id), |number| json!(number))
}

pub fn device_id(value: &Value) -> DeviceId {
    DeviceId(filled(value))
}

pub fn place(value: &Value) -> PlaceCode {
    PlaceCode::parse(value.as_str().unwrap_or_default()).unwrap_or_else(|_| panic!("a place: {value}"))
}

fn maybe_place(value: &Value) -> PlaceCode {
    if value.is_null() { place(&json!("513424000000")) } else { place(value) }
}

pub fn doc(value: &Value) -> DocId {
    let words: Vec<&str> = value.as_str().unwrap().split(':').collect();
    let village = PlaceCode::parse(words[1]).unwrap();
    let number: u64 = words[2].parse().unwrap();
    match words[0] {
        "h" => DocId::Household(village, id(&json!(number))),
        "v" => DocId::VisitBook(village, id(&json!(number)), words[3].parse().unwrap()),
        _ => DocId::Case(village, id(&json!(number))),
    }
}

pub fn docs(value: &Value) -> Vec<DocId> {
    value.as_array().unwrap().iter().map(doc).collect()
}

pub fn write_doc(doc: &DocId) -> String {
    match doc {
        DocId::Household(village, id) => format!("h:{village}:{}", write_id(id.as_str())),
        DocId::VisitBook(village, id, year) => format!("v:{village}:{}:{year}", write_id(id.as_str())),
        DocId::Case(village, id) => format!("c:{village}:{}", write_id(id.as_str())),
    }
}

pub fn grantee(value: &Value) -> Grantee {
    match value.as_str().unwrap().split_once(':').unwrap() {
        ("p", code) => Grantee::Place(PlaceCode::parse(code).unwrap()),
        (_, number) => Grantee::Account(id(&json!(number.parse::<u64>().unwrap()))),
    }
}

pub fn write_grantee(grantee: &Grantee) -> String {
    match grantee {
        Grantee::Place(place) => format!("p:{place}"),
        Grantee::Account(account) => format!("a:{}", write_id(account.as_str())),
    }
}

pub fn read_place(args: &[Value]) -> Place {
    Place { code: place(&args[0]), name: text(&args[1]) }
}

pub fn write_place(row: &Place) -> Value {
    json!([row.code, row.name])
}

fn author(value: &Value) -> Author {
    Author {
        account: id::<AccountId>(&value["account"]),
        role: Role::Member,
        place: maybe_place(&value["place"]),
    }
}

pub fn read_account(value: &Value) -> AccountRow {
    let account = Account {
        id: id(&value["id"]),
        name: text(&value["name"]),
        role: Role::Member,
        place: maybe_place(&value["place"]),
        post: serde_json::from_value(value["post"].clone()).unwrap(),
    };
    let (login, password) = (maybe_text(&value["login"]), maybe_text(&value["password"]));
    AccountRow { account, login, password, hand: device_id(&value["hand"]) }
}

pub fn write_account(row: &AccountRow) -> Value {
    let mut told = json!([
        write_id(row.account.id.as_str()),
        row.account.name,
        row.account.place,
        row.login,
        row.password,
        row.hand.0[0]
    ]);
    if let (Value::Array(told), Some(post)) = (&mut told, &row.account.post) {
        told.push(json!(post));
    }
    told
}

pub fn read_tenure(value: &Value) -> TenureRow {
    let author = author(value);
    TenureRow {
        account: author.account,
        role: author.role,
        place: author.place,
        until: millis(&value["until"]),
    }
}

pub fn write_tenure(row: &TenureRow) -> Value {
    json!([write_id(row.account.as_str()), row.place, row.until.0])
}

pub fn read_device(value: &Value) -> DeviceRow {
    DeviceRow {
        id: device_id(&value["id"]),
        account: id(&value["account"]),
        token_hash: filled(&value["token"]),
        enrolled_at: millis(&value["enrolled_at"]),
        revoked_at: maybe_millis(&value["revoked_at"]),
        left_at: maybe_millis(&value["left_at"]),
        last_seen: maybe_millis(&value["last_seen"]),
        key: value["key"].as_u64().map(|_| filled(&value["key"])),
        enrolled_by: value["enrolled_by"].as_u64().map(|_| filled(&value["enrolled_by"])),
    }
}

pub fn write_device(row: &DeviceRow) -> Value {
    json!({
        "id": row.id.0[0], "account": write_id(row.account.as_str()), "token": row.token_hash[0],
        "enrolled_at": row.enrolled_at.0, "revoked_at": row.revoked_at.map(|t| t.0),
        "left_at": row.left_at.map(|t| t.0),
        "last_seen": row.last_seen.map(|t| t.0), "key": row.key.map(|key| key[0]),
        "enrolled_by": row.enrolled_by.map(|code| code[0]),
    })
}

pub fn read_code(value: &Value) -> EnrolCodeRow {
    EnrolCodeRow {
        code_hash: filled(&value["code"]),
        account: id(&value["account"]),
        expires_at: millis(&value["expires_at"]),
        used_at: maybe_millis(&value["used_at"]),
    }
}

pub fn write_code(row: &EnrolCodeRow) -> Value {
    json!([row.code_hash[0], write_id(row.account.as_str()), row.expires_at.0, row.used_at.map(|t| t.0)])
}

pub fn read_session(value: &Value) -> SessionRow {
    let (token_hash, expires_at) = (filled(&value["token"]), millis(&value["expires_at"]));
    SessionRow { token_hash, account: id(&value["account"]), expires_at }
}

pub fn write_session(row: &SessionRow) -> Value {
    json!([row.token_hash[0], write_id(row.account.as_str()), row.expires_at.0])
}

pub fn write_head(head: &LogHead) -> Value {
    json!([head.seq, head.chain[0]])
}

pub fn read_change(value: &Value) -> ChangeRow {
    ChangeRow {
        seq: number(&value["seq"]),
        hash: filled(&value["hash"]),
        doc: doc(&value["doc"]),
        actor: vec![number(&value["actor"]) as u8; 16],
        author: author(value),
        received_at: millis(&value["at"]),
        chain: filled(&value["chain"]),
        bytes: text(&value["bytes"]).into_bytes(),
        carrier: value.get("carrier").map(id),
    }
}

/// The carrier stands there only where there is one.
pub fn write_change(row: &ChangeRow) -> Value {
    let mut written = json!({
        "seq": row.seq, "hash": row.hash[0], "doc": write_doc(&row.doc), "actor": row.actor[0],
        "account": write_id(row.author.account.as_str()), "place": row.author.place, "at": row.received_at.0,
        "chain": row.chain[0], "bytes": String::from_utf8_lossy(&row.bytes),
    });
    if let Some(carrier) = &row.carrier {
        written["carrier"] = write_id(carrier.as_str());
    }
    written
}

pub fn read_document(value: &Value) -> (DocumentRow, Vec<u8>) {
    let heads = value["heads"].as_array().into_iter().flatten().map(filled).collect();
    let row = DocumentRow { doc: doc(&value["doc"]), heads, last_seq: number(&value["last_seq"]) };
    (row, text(&value["outline"]).into_bytes())
}

pub fn write_document(row: &DocumentRow) -> Value {
    json!([write_doc(&row.doc), row.heads.iter().map(|head| head[0]).collect::<Vec<_>>(), row.last_seq])
}

pub fn read_scope(value: &Value) -> ScopeRow {
    ScopeRow { grantee: grantee(&value[0]), since_seq: number(&value[1]) }
}

/// A document with those who hold it behind it.
pub fn read_scope_of(value: &Value) -> (DocId, Vec<ScopeRow>) {
    let parts = value.as_array().unwrap_or_else(|| panic!("a document and its holders: {value}"));
    (doc(&parts[0]), parts[1..].iter().map(read_scope).collect())
}

pub fn write_scope(row: &ScopeRow) -> Value {
    json!([write_grantee(&row.grantee), row.since_seq])
}

pub fn read_household(value: &Value) -> HouseholdRow {
    HouseholdRow {
        village: place(&value["village"]),
        id: id(&value["id"]),
        micro_grid: place(&value["micro_grid"]),
        house_no: text(&value["house_no"]),
        stands: value["stands"].as_bool().unwrap_or(true),
        row: text(&value["row"]),
        last_visit: None,
    }
}

pub fn write_household(row: &HouseholdRow) -> Value {
    json!([
        row.village,
        write_id(row.id.as_str()),
        row.micro_grid,
        row.house_no,
        row.row,
        row.last_visit.map(|t| t.0)
    ])
}

pub fn read_visit(value: &Value) -> VisitRow {
    VisitRow {
        village: place(&value["village"]),
        household: id(&value["household"]),
        id: id(&value["id"]),
        at: millis(&value["at"]),
        row: text(&value["row"]),
    }
}

pub fn write_visit(row: &VisitRow) -> Value {
    json!([write_id(row.id.as_str()), row.at.0, row.row])
}

pub fn read_case(value: &Value) -> CaseRow {
    let parties = value["parties"].as_array().into_iter().flatten().map(id).collect();
    CaseRow {
        village: place(&value["village"]),
        id: id::<CaseId>(&value["id"]),
        micro_grid: place(&value["micro_grid"]),
        colour: text(&value["colour"]),
        stage: text(&value["stage"]),
        contested: value["contested"].as_bool().unwrap_or(false),
        due_at: millis(&value["due_at"]),
        take_due_at: maybe_millis(&value["take_due_at"]),
        level: maybe_text(&value["level"]),
        pass_up_at: maybe_millis(&value["pass_up_at"]),
        stopped: value["stopped"].as_bool().unwrap_or(false),
        received_at: millis(&value["received_at"]),
        row: text(&value["row"]),
        parties,
    }
}

pub fn write_case(row: &CaseRow) -> Value {
    let mut written = json!({
        "village": row.village, "id": write_id(row.id.as_str()), "micro_grid": row.micro_grid,
        "colour": row.colour, "stage": row.stage, "contested": row.contested, "due_at": row.due_at.0,
        "stopped": row.stopped, "received_at": row.received_at.0, "row": row.row,
        "parties": row.parties.iter().map(|party| write_id(party.as_str())).collect::<Vec<_>>(),
    });
    for (key, value) in [
        ("take_due_at", json!(row.take_due_at.map(|at| at.0))),
        ("level", json!(row.level)),
        ("pass_up_at", json!(row.pass_up_at.map(|at| at.0))),
    ] {
        if !value.is_null() {
            written[key] = value;
        }
    }
    written
}

pub fn write_case_count(count: &CaseCount) -> Value {
    json!([count.digits, count.stage, count.colour, count.cases, count.overdue, count.contested, count.new])
}

pub fn read_look(value: &Value) -> LookRow {
    LookRow {
        village: place(&value["village"]),
        at: millis(&value["at"]),
        author: author(value),
        subject: text(&value["subject"]),
    }
}

pub fn write_look(row: &LookRow) -> Value {
    json!([row.at.0, write_id(row.author.account.as_str()), row.subject])
}

pub fn write_ground(row: &GroundRow) -> Value {
    match row {
        GroundRow::Meta(key, value) => json!(["meta", key, value]),
        GroundRow::Place(row) => json!(["place", row.code]),
        GroundRow::Account(row) => json!(["account", write_id(row.account.id.as_str())]),
        GroundRow::Tenure(row) => json!(["tenure", row.until.0]),
        GroundRow::Device(row) => json!(["device", row.id.0[0]]),
        GroundRow::EnrolCode(row) => json!(["enrol_code", row.code_hash[0]]),
        GroundRow::Session(row) => json!(["session", row.token_hash[0]]),
        GroundRow::Draft(account, form, _) => json!(["draft", write_id(account.as_str()), form]),
        GroundRow::Look(row) => json!(["look", row.village, row.subject]),
        GroundRow::ServiceList(row) => json!(["service_list", row.place, row.version]),
        GroundRow::Feedback(row) => json!(["feedback", write_id(row.written.id.as_str())]),
        GroundRow::Listed(row) => json!(["listed", row.village, row.person.name]),
        GroundRow::NoticeCursor(village, seq) => json!(["notice_cursor", village, seq]),
        GroundRow::Notice(row) => json!(["notice", row.village, row.id]),
        GroundRow::Photo(village, hash, bytes, at) => json!(["photo", village, hash.0[0], bytes, at.0]),
    }
}

pub fn read_service_list(value: &Value) -> ServiceListRow {
    ServiceListRow {
        place: maybe_place(&value["place"]),
        version: number(&value["version"]) as u32,
        at: millis(&value["at"]),
        account: id(&value["account"]),
        items: serde_json::from_value(value["items"].clone()).unwrap(),
    }
}

pub fn write_service_list(row: &ServiceListRow) -> Value {
    json!([row.place, row.version, row.at.0, write_id(row.account.as_str()), row.items])
}

pub fn read_listed(value: &Value) -> ListedRow {
    let person = ListedPerson {
        id: id(&value["id"]),
        name: text(&value["name"]),
        kind: PersonKind::Volunteer,
        place: place(&value["village"]),
        phone: text(&value["phone"]),
        skills: vec![],
    };
    ListedRow { village: place(&value["village"]), person }
}

pub fn write_listed(row: &ListedRow) -> Value {
    json!([write_id(row.person.id.as_str()), row.person.name, row.person.phone])
}

pub fn read_feedback(value: &Value) -> FeedbackRow {
    let reply = value["reply"].as_array().map(|reply| ReplyRow {
        account: id(&reply[0]),
        at: millis(&reply[1]),
        words: text(&reply[2]),
    });
    let written = Feedback {
        id: id(&value["id"]),
        kind: FeedbackKind::Complaint,
        to: maybe_place(&value["to"]),
        words: text(&value["words"]),
        written_at: millis(&value["written_at"]),
    };
    FeedbackRow {
        account: id(&value["account"]),
        role: Role::Member,
        from: maybe_place(&value["from"]),
        written,
        received_at: millis(&value["received_at"]),
        reply,
    }
}

pub fn write_feedback(row: &FeedbackRow) -> Value {
    let reply = |row: &ReplyRow| json!([write_id(row.account.as_str()), row.at.0, row.words]);
    json!([
        write_id(row.account.as_str()),
        write_id(row.written.id.as_str()),
        row.written.to,
        row.written.words,
        row.written.written_at.0,
        row.received_at.0,
        row.reply.as_ref().map(reply)
    ])
}

pub fn read_notice(value: &Value) -> NoticeRow {
    NoticeRow {
        village: place(&value["village"]),
        id: text(&value["id"]),
        target: text(&value["target"]),
        body: text(&value["body"]),
        made_at: millis(&value["made_at"]),
        tries: number(&value["tries"]) as u32,
        next_at: millis(&value["next_at"]),
        dead: value["dead"].as_bool().unwrap_or_default(),
    }
}

pub fn write_notice(row: &NoticeRow) -> Value {
    json!([row.village, row.id, row.target, row.body, row.made_at.0, row.tries, row.next_at.0])
}

pub fn photo_hash(value: &Value) -> PhotoHash {
    PhotoHash(filled(value))
}

pub fn read_photo(value: &Value) -> Photo {
    let number = |key: &str| number(&value[key]) as u32;
    Photo {
        hash: photo_hash(&value["hash"]),
        bytes: number("bytes"),
        width: number("width"),
        height: number("height"),
        mime: text(&value["mime"]),
    }
}

pub fn write_photo(photo: &Photo) -> Value {
    json!([photo.hash.0[0], photo.bytes, photo.width, photo.height, photo.mime])
}
