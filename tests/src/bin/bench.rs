//! The spine's measurements, as one JSON object on standard output: the first replica, a day's
//! exchange beside the same operations as gzip'd JSON, opening the replica, and the phone bundle.
//! `cargo xtask bench spine` builds release programs and calls it.

use serde_json::{Value, json};
use shared_model::api::{Answer, Command, Done, Query};
use shared_model::casework::{CaseKind, Colour, Step};
use shared_model::household::FieldEdit;
use shared_model::ids::HouseholdId;
use shared_model::people::{Account, Role};
use shared_model::protocol::{EnrolAnswer, EnrolRequest, SyncAnswer, SyncRequest, VERSION, decode, encode};
use shared_model::visit::VisitKind;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use system_tests::bench::bundle::{self, gzip};
use system_tests::bench::{casework, load, phone, sync};
use system_tests::world::{Console, Outcome, Phone, Server, sample};

/// A day: so many visits, edits and cases.
const VISITS: usize = 12;
const EDITS: usize = 4;
/// Opening is measured so many times; the median counts.
const OPENINGS: usize = 9;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let measured = match arguments.split_first() {
        Some((which, rest)) if which == "sync" => {
            sync::Wanted::read(rest).and_then(|wanted| sync::run(&wanted))
        }
        Some((which, rest)) if which == "casework" => {
            casework::Wanted::read(rest).and_then(|wanted| casework::run(&wanted))
        }
        Some((which, rest)) if which == "load" => {
            let file = rest.first().map(Path::new).ok_or_else(|| "load needs a file".to_owned());
            let measured = file.and_then(load::run);
            // The process that started this one reads the sentence from the same place.
            Ok(measured.unwrap_or_else(|sentence| json!({ "error": sentence })))
        }
        Some((which, _)) if which == "phone" => phone::run(),
        _ => spine(),
    };
    match measured {
        Ok(measured) => {
            println!("{measured:#}");
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("bench: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn spine() -> Outcome<Value> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let data = folder.path().join("server");
    std::fs::create_dir_all(&data).map_err(|e| e.to_string())?;
    sample(&data, 7, 1)?;
    let server = Server::start(&data)?;
    let secretary = Console::log_in(&server.url, "secretary-103209")?;
    let member = first_member(&secretary)?;
    let dir = folder.path().join("phone");
    let first = first_replica(&server, &secretary, &member)?;
    let begun = Instant::now();
    let mut phone = Phone::on(&dir)?;
    phone.enrol(&server.url, &code(&secretary, &member)?)?;
    let enrolled = begun.elapsed().as_secs_f64() * 1000.0;
    let day = a_day(&mut phone, &member)?;
    drop(phone);
    let opening = opening(&dir)?;
    Ok(json!({
        "first_replica": first,
        "enrol_and_first_replica_ms": round(enrolled),
        "day": day,
        "open_and_first_list_ms": opening,
        "phone_bundle": bundle::sizes()?,
    }))
}

fn round(ms: f64) -> f64 {
    (ms * 10.0).round() / 10.0
}

fn first_member(secretary: &Console) -> Outcome<Account> {
    let Answer::Members(members) = secretary.query(Query::Members).map_err(|p| p.to_string())? else {
        return Err("members were asked and something else answered".into());
    };
    let members = members.into_iter().filter(|m| m.account.role == Role::Member);
    members.map(|m| m.account).min_by_key(|a| a.place.clone()).ok_or("the village has no member".into())
}

fn code(secretary: &Console, member: &Account) -> Outcome<String> {
    match secretary.command(Command::NewCode { account: member.id.clone() }).map_err(|p| p.to_string())? {
        Done::Code(code) => Ok(code.code),
        other => Err(format!("a code was asked, not {other:?}")),
    }
}

/// The first exchange, spoken by hand so that its bytes can be counted.
fn first_replica(server: &Server, secretary: &Console, member: &Account) -> Outcome<Value> {
    let client = reqwest::blocking::Client::new();
    let post = |path: &str, token: Option<&str>, body: Vec<u8>| -> Outcome<Vec<u8>> {
        let mut request = client.post(format!("{}{path}", server.url)).body(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.header("content-type", "application/vnd.weige.frame").send();
        let answer =
            answer.and_then(reqwest::blocking::Response::error_for_status).map_err(|e| e.to_string())?;
        answer.bytes().map(|bytes| bytes.to_vec()).map_err(|e| e.to_string())
    };
    let frame = |message: &dyn Fn() -> Result<Vec<u8>, shared_model::protocol::FrameProblem>| {
        message().map_err(|e| e.to_string())
    };
    let code = code(secretary, member)?.replace('-', "");
    let request = EnrolRequest { protocol: VERSION, code, device_key: None };
    let enrolled = post("/v1/enrol", None, frame(&|| encode(&request, false))?)?;
    let enrolled: EnrolAnswer = decode(&enrolled).map_err(|e| e.to_string())?;
    let mut request = SyncRequest::empty(VERSION);
    let (mut requests, mut down, mut documents, mut changes) = (0, 0, 0, 0);
    let begun = Instant::now();
    loop {
        let bytes = post("/v1/sync", Some(&enrolled.token), frame(&|| encode(&request, false))?)?;
        let answer: SyncAnswer = decode(&bytes).map_err(|e| e.to_string())?;
        requests += 1;
        down += bytes.len();
        documents += answer.news.len();
        changes += answer.news.iter().map(|news| news.attestations.len()).sum::<usize>();
        if !answer.more {
            break;
        }
        request.epoch = Some(answer.epoch);
        request.cursors = answer.cursors;
        request.reference = answer.reference.map_or(request.reference, |reference| reference.version);
    }
    let ms = begun.elapsed().as_secs_f64() * 1000.0;
    Ok(json!({
        "requests": requests, "bytes_down": down, "documents": documents, "changes": changes,
        "fetch_ms": round(ms),
    }))
}

fn a_day(phone: &mut Phone, member: &Account) -> Outcome<Value> {
    let query = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(households) = phone.query(query).map_err(|p| p.to_string())? else {
        return Err("households were asked and something else answered".into());
    };
    let commands = commands(&households.iter().map(|h| h.id.clone()).collect::<Vec<_>>(), member);
    let json: Vec<u8> = serde_json::to_vec(&commands).map_err(|e| e.to_string())?;
    for command in &commands {
        phone.save(command.clone())?;
    }
    let begun = Instant::now();
    let report = phone.sync().map_err(|p| p.to_string())?;
    let ms = begun.elapsed().as_secs_f64() * 1000.0;
    let empty = phone.sync().map_err(|p| p.to_string())?;
    let gzipped = gzip(&json)?;
    Ok(json!({
        "entries": commands.len(),
        "requests": report.requests, "bytes_up": report.bytes_up, "bytes_down": report.bytes_down,
        "exchange_ms": round(ms), "agreed": report.agreed,
        "same_as_json_gzip_bytes": gzipped.len(),
        "up_to_json_gzip_ratio": round(report.bytes_up as f64 / gzipped.len() as f64 * 10.0) / 10.0,
        "nothing_new": {
            "requests": empty.requests, "bytes_up": empty.bytes_up, "bytes_down": empty.bytes_down,
        },
        "households": households.len(),
    }))
}

fn commands(households: &[HouseholdId], member: &Account) -> Vec<Command> {
    const NOTES: [&str; 4] = [
        "老人血压稳，药够半个月，说女儿清明回来。",
        "灶边电线老化，讲了用电，约电工周六来看。",
        "家里没人，邻居说去镇上赶场，下午再来。",
        "问了低保材料，户口本复印件还差一份。",
    ];
    let home = |i: usize| households[i % households.len()].clone();
    let mut commands: Vec<Command> = (0..VISITS)
        .map(|i| Command::RecordVisit {
            household: home(i),
            kind: VisitKind::ALL[i % 4],
            at: None,
            checklist: [("fire".to_owned(), "ok".to_owned()), ("health".to_owned(), "ok".to_owned())].into(),
            note: format!("{}（第 {i} 户）", NOTES[i % NOTES.len()]),
            problem: i % 6 == 0,
            photos: vec![],
            helped: None,
            position: None,
        })
        .collect();
    commands.extend((0..EDITS).map(|i| Command::EditHousehold {
        household: home(i * 3),
        edits: vec![FieldEdit {
            field: "note".into(), value: format!("电话改了，请打 139 0000 00{i:02}")
        }],
    }));
    let raised = |title: &str, words: &str| Command::RaiseCase {
        step: Step::Raised {
            kind: CaseKind::Dispute,
            category: "neighbours".into(),
            colour: Colour::Green,
            title: title.into(),
            words: words.into(),
            micro_grid: member.place.clone(),
            parties: Vec::new(),
            facts: Default::default(),
        },
        photos: vec![],
    };
    commands.push(raised("鸡鸭进菜地", "两家为鸡吃菜苗吵了几句，没有动手。"));
    commands.push(raised("水沟堵了", "上家的沙子冲下来堵了沟，要一起清。"));
    commands
}

/// From starting the process to holding the list of all households.
fn opening(dir: &Path) -> Outcome<Value> {
    let mut times = Vec::new();
    for _ in 0..OPENINGS {
        let begun = Instant::now();
        let mut phone = Phone::on(dir)?;
        let query = Query::Households { search: String::new(), micro_grid: None };
        phone.query(query).map_err(|p| p.to_string())?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(json!({
        "median": round(times[OPENINGS / 2]), "least": round(times[0]), "most": round(times[OPENINGS - 1]),
        "times": OPENINGS, "process_start_included": true,
    }))
}
