//! Every key that the code names has its text in every language, and every file can be read.

#![allow(clippy::unwrap_used, reason = "a test that can't read the sources fails by that")]

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use shared_model::api::import::WrongWhy;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use ui::text::{Language, Value, offer, speak, t_with};

/// Families of keys that are made of an enumeration's word, with all their words.
fn families() -> BTreeMap<&'static str, Vec<String>> {
    use shared_model::api::Code;
    use shared_model::casework::{
        Agreement, CaseKind, ClockKind, Colour, EventKind, Outcome, Source, Stage, Void, WentTo,
    };
    use shared_model::{household, people, place, visit};
    let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let numbers = |until: u8| (1..=until).map(|n| n.to_string()).collect::<Vec<_>>();
    BTreeMap::from([
        ("agreement", Agreement::ALL.iter().map(|a| a.word().to_owned()).collect()),
        ("answer", words(&["ok", "problem"])),
        ("clock", ClockKind::ALL.iter().map(|c| c.word().to_owned()).collect()),
        ("colour", Colour::ALL.iter().map(|c| c.word().to_owned()).collect()),
        ("delivery", words(&["saved_here", "sending", "heard", "received", "returned"])),
        ("event", EventKind::ALL.iter().map(|e| e.word().to_owned()).collect()),
        (
            "field",
            words(&[
                "house_no",
                "address",
                "party_contact",
                "joint_leader",
                "note",
                "name",
                "sex",
                "birth_year",
                "relation",
                "phone",
                "gone",
                "gone_why",
                "lives",
                "merged",
                "micro_grid",
            ]),
        ),
        ("feedback-kind", words(&["suggestion", "complaint"])),
        ("gone", words(&["not", "moved", "died"])),
        ("gone-why", words(&household::GONE_WHY)),
        ("kind", CaseKind::ALL.iter().map(|k| k.word().to_owned()).collect()),
        ("level", place::Level::ALL.iter().map(|level| level.word().to_owned()).collect()),
        ("month", numbers(12)),
        ("outcome", Outcome::ALL.iter().map(|o| o.word().to_owned()).collect()),
        ("problem", Code::ALL.iter().map(|c| c.word().to_owned()).collect()),
        ("relation", words(&["head"])),
        ("role", people::Role::ALL.iter().map(|r| r.word().to_owned()).collect()),
        ("satisfied", words(&["yes", "no"])),
        ("sex", words(&["f", "m"])),
        ("compass", words(&["north", "south", "east", "west"])),
        ("source", Source::ALL.iter().map(|s| s.word().to_owned()).collect()),
        ("stage", Stage::ALL.iter().map(|s| s.word().to_owned()).collect()),
        ("tag", words(&household::TAGS)),
        ("visit", visit::VisitKind::ALL.iter().map(|v| v.word().to_owned()).collect()),
        ("void", Void::ALL.iter().map(|v| v.word().to_owned()).collect()),
        ("went-to", WentTo::ALL.iter().map(|w| w.word().to_owned()).collect()),
        ("weekday", numbers(7)),
    ])
}

/// The phone's own families. Reasons of a refusal come from the server as words.
const PHONE: &[(&str, &[&str])] = &[
    ("colour-means", &["red", "yellow", "green"]),
    ("colour-title", &["red", "yellow", "green"]),
    ("feedback", &["answered", "received", "here"]),
    ("feedback-to", &["village", "county"]),
    ("moving", &["move", "merge", "archive", "part", "back"]),
    ("moving-means", &["move", "merge", "archive", "part", "back"]),
    (
        "do",
        &[
            "raised",
            "recoloured",
            "accepted",
            "dispatched",
            "taken",
            "progress",
            "urged",
            "escalated",
            "returned",
            "settled",
            "followed_up",
            "struck_off",
            "reopened",
            "withdrawn",
            "merged",
            "tasked",
            "task_done",
            "discussed",
            "helped",
        ],
    ),
    (
        "able",
        &[
            "camera",
            "position",
            "qr",
            "notifications",
            "biometric",
            "share",
            "key_store",
            "metered",
            "yes",
            "no",
        ],
    ),
    ("why", &["desk", "refused", "off", "key_file"]),
    ("waits", &["network", "village", "update", "clock", "wifi", "photos"]),
    ("at", &["county", "township", "village", "grid", "micro_grid"]),
    (
        "stands",
        &[
            "unsent",
            "contested",
            "contested_you",
            "raised",
            "raised_here",
            "raised_you",
            "accepted",
            "accepted_you",
            "dispatched",
            "dispatched_you",
            "taken",
            "taken_you",
            "escalated",
            "escalated_you",
            "returned",
            "returned_you",
            "reopened",
            "reopened_you",
            "follow_up",
            "follow_up_you",
            "settled",
            "settled_you",
            "struck_off",
            "withdrawn",
            "merged",
        ],
    ),
    ("news", &["tasked", "dispatched", "returned"]),
    ("intent", &["edit", "visit", "correction", "raise", "case_step"]),
    ("reason", &["harm", "many_parties", "repeat", "hard_category", "small"]),
    (
        "refused",
        &[
            "too_large",
            "damaged",
            "foreign_actor",
            "missing",
            "out_of_sequence",
            "operation",
            "content",
            "unappliable",
            "out_of_scope",
            "out_of_place",
            "unknown_document",
            "stands_on_refused",
        ],
    ),
    ("theme", &["follow", "light", "dark"]),
    ("type", &["standard", "large", "xl"]),
    ("visit-chip", &["routine", "care", "hazard_check", "policy", "case_follow_up"]),
];

/// What tables are handed in.
const TABLES: &[&str] = &["cases", "items", "people"];

/// The console's own families.
const CONSOLE: &[(&str, &[&str])] = &[
    ("console-case-paper", &["file", "agreement", "oral"]),
    ("console-column", &["new", "open", "overdue", "settled", "struck_off", "contested", "coverage"]),
    ("console-enrol-missing", &["name", "place"]),
    ("console-figure", &["new", "open", "overdue", "settled", "struck_off", "contested", "coverage"]),
    (
        "console-hint",
        &[
            "recoloured",
            "accepted",
            "dispatched",
            "taken",
            "progress",
            "urged",
            "escalated",
            "returned",
            "settled",
            "followed_up",
            "struck_off",
            "reopened",
            "withdrawn",
            "merged",
            "tasked",
            "discussed",
            "helped",
        ],
    ),
    ("console-given-show", &["open", "all"]),
    ("console-feedback-why", &["village", "county"]),
    ("console-group", &["to-take", "in-hand", "task", "waiting", "closed"]),
    ("console-household-tab", &["visits", "history", "cases"]),
    ("console-late", &["all", "late", "near"]),
    (
        "console-missing",
        &[
            "words",
            "to",
            "colour",
            "outcome",
            "agreement",
            "amount",
            "difficult",
            "went_to",
            "number",
            "satisfied",
            "day",
            "day-past",
            "into",
            "task",
            "took-part",
            "who",
            "minutes",
            "shorter",
            "not-here",
        ],
    ),
    ("console-request-missing", &["household", "category"]),
    ("console-import-figure", &["rows", "ready", "already", "wrong"]),
    ("console-import-step", &["choose", "trial", "write"]),
    ("console-look", &["all", "households", "cases"]),
    ("console-import-empty", TABLES),
    ("console-import-line", TABLES),
    ("console-import-title", TABLES),
    ("console-import-to", TABLES),
    ("console-import-wrong", TABLES),
    ("console-import-wrote", TABLES),
    ("console-items", &["desk", "papers", "time", "note"]),
    (
        "console-nav",
        &["queue", "households", "items", "people", "members", "numbers", "papers", "import", "looks"],
    ),
    ("console-paper", &["statistics", "register", "helping"]),
    ("console-paper-about", &["statistics", "register", "helping"]),
    ("console-span", &["month", "quarter", "year", "days"]),
    ("console-queue-title", &["reviewer", "handler", "township", "county"]),
    (
        "console-tab",
        &[
            "mine",
            "open",
            "raised",
            "accepted",
            "dispatched",
            "taken",
            "settled",
            "contested",
            "back",
            "escalated",
            "closed",
        ],
    ),
    ("console-tag", &["set", "unset"]),
    (
        "console-words",
        &[
            "recoloured",
            "progress",
            "urged",
            "escalated",
            "returned",
            "settled",
            "reopened",
            "withdrawn",
            "tasked",
            "task_done",
            "discussed",
            "helped",
        ],
    ),
    ("console-yes", &["yes", "no"]),
];

/// Families that one bundle alone has, with all their words.
fn own_families(bundle: &str) -> BTreeMap<&'static str, Vec<String>> {
    let own: &[(&'static str, &[&str])] = match bundle {
        "phone" => PHONE,
        _ => CONSOLE,
    };
    let mut families: BTreeMap<&'static str, Vec<String>> = own
        .iter()
        .map(|(family, words)| (*family, words.iter().map(|word| (*word).to_owned()).collect()))
        .collect();
    if bundle == "console" {
        let whys: Vec<String> = WrongWhy::ALL.iter().map(|why| why.word().to_owned()).collect();
        families.extend([("console-import-why", whys.clone()), ("console-import-mend", whys)]);
        let people =
            shared_model::directory::PersonKind::ALL.iter().map(|kind| kind.word().to_owned()).collect();
        let lists =
            shared_model::services::ServiceList::ALL.iter().map(|list| list.word().to_owned()).collect();
        let posts = shared_model::people::PostKind::ALL.iter().map(|kind| kind.word().to_owned()).collect();
        families.extend([("post", posts), ("person", people), ("console-items-list", lists)]);
    }
    families
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path, into: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            sources(&entry, into);
        } else if entry.extension().is_some_and(|ext| ext == "rs") {
            into.push(std::fs::read_to_string(entry).unwrap());
        }
    }
}

/// The literals that stand as first argument of `function` in `source`.
fn literals(source: &str, function: &str) -> BTreeSet<String> {
    let opening = format!("{function}(");
    let mut found = BTreeSet::new();
    for (at, _) in source.match_indices(&opening) {
        let before = source[..at].chars().next_back().unwrap_or(' ');
        if before.is_alphanumeric() || before == '_' {
            continue;
        }
        let rest = source[at + opening.len()..].trim_start();
        if let Some(literal) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            found.insert(literal.0.to_owned());
        }
    }
    found
}

fn keys(language: &str, file: &str) -> BTreeSet<String> {
    let path = root().join("assets/locales").join(language).join(format!("{file}.ftl"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let malformed = |(_, errors)| panic!("{}: {errors:?}", path.display());
    FluentResource::try_new(text.clone()).unwrap_or_else(malformed);
    let mut found = BTreeSet::new();
    for (key, _) in text.lines().filter_map(|line| line.split_once(" =")) {
        let begins = key.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if begins && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
            assert!(found.insert(key.to_owned()), "{}: {key} stands twice", path.display());
        }
    }
    found
}

/// The keys of a bundle: of the file of its name, and of those whose name goes on behind a dash.
fn keys_of(language: &str, bundle: &str) -> BTreeSet<String> {
    let folder = std::fs::read_dir(root().join("assets/locales").join(language)).unwrap();
    let files = folder.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned());
    let mut found = BTreeSet::new();
    for file in files.filter(|file| file == bundle || file.starts_with(&format!("{bundle}-"))) {
        for key in keys(language, &file) {
            assert!(found.insert(key.clone()), "{language}: {key} stands in two files");
        }
    }
    found
}

/// The sources of one bundle (with the library), its locale files, and whether all fits.
fn check(bundle: &str) {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut code = Vec::new();
    sources(&src.join(bundle), &mut code);
    sources(&src.join("backend"), &mut code);
    for file in ["backend.rs", "dates.rs", "icons.rs", "mark.rs", &format!("bin/{bundle}.rs")] {
        code.push(std::fs::read_to_string(src.join(file)).unwrap());
    }
    let mut known = families();
    known.extend(own_families(bundle));
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for source in &code {
        wanted.extend(literals(source, "t"));
        wanted.extend(literals(source, "t_with"));
        for family in literals(source, "t_word").into_iter().chain(literals(source, "t_word_with")) {
            assert!(known.contains_key(family.as_str()), "{bundle}: list the words of the family {family:?}");
        }
    }
    for (family, words) in &known {
        wanted.extend(words.iter().map(|word| format!("{family}-{word}")));
    }
    for language in ["zh-CN", "en"] {
        let mut have = keys(language, "common");
        have.extend(keys_of(language, bundle));
        let missing: Vec<_> = wanted.difference(&have).collect();
        assert!(missing.is_empty(), "{bundle}, {language}: no text for {missing:?}");
    }
    assert_eq!(
        keys_of("zh-CN", bundle),
        keys_of("en", bundle),
        "{bundle}: the languages have different keys"
    );
    assert_eq!(keys("zh-CN", "common"), keys("en", "common"), "common: the languages have different keys");
    let own = keys_of("zh-CN", bundle);
    let unused: Vec<_> = own.difference(&wanted).collect();
    assert!(unused.is_empty(), "{bundle}: no code uses {unused:?}");
}

#[test]
fn the_phone_has_a_text_for_every_key() {
    check("phone");
}

#[test]
fn the_console_has_a_text_for_every_key() {
    check("console");
}

#[test]
fn every_file_of_every_language_can_be_read() {
    let mut folders = vec![root().join("assets/locales")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let read = FluentResource::try_new(std::fs::read_to_string(&path).unwrap());
            assert!(read.is_ok(), "{}: {:?}", path.display(), read.err().map(|(_, errors)| errors));
        }
    }
}

/// The variables of a message, each once.
fn variables(message: &str) -> BTreeSet<&str> {
    let named = message.split('$').skip(1);
    named.filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()).collect()
}

/// The forms of the two languages that must be complete.
fn plural(tag: &str, number: i64) -> String {
    if tag == "en" && number == 1 { "one".into() } else { "other".into() }
}

/// Says a message with each variable a number, and with each a text; by us and by fluent-bundle.
fn says_the_same(bundle: &FluentBundle<FluentResource>, file: &str, key: &str) {
    let message = bundle.get_message(key).unwrap_or_else(|| panic!("{file}: {key}"));
    let pattern = message.value().unwrap();
    let source = std::fs::read_to_string(file).unwrap();
    let wanted = variables(&source);
    for number in [None, Some(0), Some(1), Some(2), Some(120)] {
        let mut theirs = FluentArgs::new();
        let mut ours: Vec<(&'static str, Value)> = Vec::new();
        for name in &wanted {
            let name: &'static str = name.to_string().leak();
            match number {
                Some(number) => {
                    theirs.set(name, number);
                    ours.push((name, Value::Number(number)));
                }
                None => {
                    theirs.set(name, "王芳");
                    ours.push((name, Value::Text("王芳".into())));
                }
            }
        }
        let said = bundle.format_pattern(pattern, Some(&theirs), &mut Vec::new());
        assert_eq!(t_with(key, &ours), said, "{file}: {key} with {number:?}");
    }
}

#[test]
fn what_we_read_of_fluent_is_what_fluent_says() {
    offer(vec![("zh-CN".into(), "Chinese".into()), ("en".into(), "English".into())]);
    for tag in ["zh-CN", "en"] {
        for file in ["common", "phone", "console", "console-lists"] {
            let path = root().join("assets/locales").join(tag).join(format!("{file}.ftl"));
            let words = std::fs::read_to_string(&path).unwrap();
            speak(Language::parse(tag).unwrap(), &words, plural);
            let mut bundle = FluentBundle::new(vec![tag.parse().unwrap()]);
            bundle.set_use_isolating(false);
            bundle.add_resource(FluentResource::try_new(words).unwrap()).unwrap();
            for key in keys(tag, file) {
                says_the_same(&bundle, &path.display().to_string(), &key);
            }
        }
    }
}
