//! The village as distribution key, held against PostgreSQL itself.
//!
//! The schema is made with every table of village work partitioned by the hash of the village:
//! PostgreSQL takes that only when the village stands in every primary and unique key. The cases run
//! on it; and every statement of the store is planned on it: one about a village may touch the
//! partition of that village and no other, which is where Citus would keep it.
//!
//! `cargo test --test conformance -- --ignored citus` runs the cases on Citus itself, a coordinator
//! with a worker, where that extension is installed (Debian has no package of it).

use crate::postgres::Postgres;
use crate::{EMPTY, Kind, Made, runner, shared_postgres};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use sync_server::store::postgres::PostgresStore;
use sync_server::store::postgres::statements::{Reach, all};

const SCHEMA: [(&str, &str); 12] = [
    ("0001_expand_ground", include_str!("../../migrations/postgres/0001_expand_ground.sql")),
    ("0002_expand_derived", include_str!("../../migrations/postgres/0002_expand_derived.sql")),
    ("0003_expand_photos", include_str!("../../migrations/postgres/0003_expand_photos.sql")),
    ("0004_expand_take_due", include_str!("../../migrations/postgres/0004_expand_take_due.sql")),
    ("0005_expand_pass_up", include_str!("../../migrations/postgres/0005_expand_pass_up.sql")),
    ("0006_expand_open_cases", include_str!("../../migrations/postgres/0006_expand_open_cases.sql")),
    ("0007_expand_lists", include_str!("../../migrations/postgres/0007_expand_lists.sql")),
    ("0008_expand_notices", include_str!("../../migrations/postgres/0008_expand_notices.sql")),
    ("0009_expand_carrier", include_str!("../../migrations/postgres/0009_expand_carrier.sql")),
    ("0010_expand_homes", include_str!("../../migrations/postgres/0010_expand_homes.sql")),
    ("0011_expand_feedback", include_str!("../../migrations/postgres/0011_expand_feedback.sql")),
    ("0012_expand_left", include_str!("../../migrations/postgres/0012_expand_left.sql")),
];
const CITUS: &str = include_str!("../../migrations/postgres/citus.sql");

const VILLAGE_WORK: [&str; 15] = [
    "notice",
    "notice_cursor",
    "directory",
    "photo_kept",
    "photo_name",
    "log_head",
    "change",
    "look",
    "document",
    "outline",
    "doc_scope",
    "household",
    "visit",
    "case_row",
    "case_party",
];
const REFERENCE: [&str; 11] = [
    "meta",
    "place",
    "account",
    "tenure",
    "device",
    "enrol_code",
    "session",
    "draft",
    "elsewhere",
    "service_list",
    "feedback",
];
/// Statements that ask every machine; each is upkeep by command or timer, none is part of a phone's request.
const UPKEEP: [&str; 24] = [
    "ALL_NOTICE_CURSORS",
    "ALL_NOTICES",
    "NOTICES_DUE",
    "ALL_LISTED",
    "CASES_TO_PASS_UP",
    "VILLAGES",
    "ALL_PHOTOS",
    "DERIVED_PHOTO_NAMES",
    "CLEAR_PHOTO_NAMES",
    "ALL_LOOKS",
    "DERIVED_DOCUMENTS",
    "DERIVED_OUTLINES",
    "DERIVED_SCOPES",
    "DERIVED_HOUSEHOLDS",
    "DERIVED_VISITS",
    "DERIVED_CASES",
    "DERIVED_PARTIES",
    "CLEAR_DOCUMENTS",
    "CLEAR_OUTLINES",
    "CLEAR_SCOPES",
    "CLEAR_HOUSEHOLDS",
    "CLEAR_VISITS",
    "CLEAR_CASES",
    "CLEAR_PARTIES",
];

/// The tables that the migrations make.
fn tables() -> BTreeSet<&'static str> {
    let made =
        SCHEMA.iter().flat_map(|(_, sql)| sql.lines()).filter_map(|line| line.strip_prefix("CREATE TABLE "));
    made.filter_map(|rest| rest.split_whitespace().next()).collect()
}

/// The migrations, with village work partitioned by the village; noted as done.
fn partitioned_schema() -> String {
    let mut sql = String::new();
    let mut inside = None;
    for line in SCHEMA.iter().flat_map(|(_, sql)| sql.lines()) {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            inside = rest.split_whitespace().next().filter(|name| VILLAGE_WORK.contains(name));
        }
        match inside {
            Some(table) if line == ");" => {
                sql += ") PARTITION BY HASH (village);\n";
                for part in 0..8 {
                    sql += &format!(
                        "CREATE TABLE {table}_p{part} PARTITION OF {table} FOR VALUES WITH (MODULUS 8, REMAINDER {part});\n"
                    );
                }
                inside = None;
            }
            _ => {
                sql += line;
                sql.push('\n');
            }
        }
    }
    sql +=
        "CREATE TABLE migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, contracts BOOLEAN NOT NULL);";
    for (index, (name, _)) in SCHEMA.iter().enumerate() {
        sql += &format!("INSERT INTO migration VALUES ({}, '{name}', FALSE);", index + 1);
    }
    sql
}

fn partitioned() -> (Arc<Postgres>, String) {
    let server = shared_postgres();
    let database = server.database().unwrap();
    server
        .ask(&database, &partitioned_schema())
        .expect("PostgreSQL takes the village as partition key of every table");
    (server, database)
}

#[test]
fn every_table_is_village_work_or_small() {
    let listed: BTreeSet<&str> = VILLAGE_WORK.into_iter().chain(REFERENCE).collect();
    assert_eq!(tables(), listed);
    for table in listed {
        assert!(CITUS.contains(&format!("'{table}'")), "citus.sql distributes {table}");
    }
}

#[test]
fn postgresql_partitioned_by_village_keeps_the_contract() {
    let (server, database) = partitioned();
    runner::all_cases(&on(server, database));
}

fn on(server: Arc<Postgres>, database: String) -> Kind {
    let make = move || -> Made {
        let store = PostgresStore::open(&database, 2).unwrap();
        // Plain PostgreSQL takes the setting and makes nothing of it.
        let empty = format!("SET citus.multi_shard_modify_mode TO 'sequential'; {EMPTY}");
        server.ask(&database, &empty).unwrap();
        (Box::new(store), Box::new(server.clone()))
    };
    Kind { name: "distributed PostgreSQL", make: Box::new(make) }
}

/// A value of a type; a later one is greater, so that no range is empty.
fn sample((index, kind): (usize, &str)) -> String {
    match kind {
        "text" => format!("'51342410120{index}'"),
        "bytea" => "'\\x00'".into(),
        "boolean" => "FALSE".into(),
        kind if kind.ends_with("[]") => {
            let of = kind.trim_end_matches("[]");
            format!("ARRAY[{}]::{kind}", sample((index, of)))
        }
        _ => "1".into(),
    }
}

/// The plan of every statement for one village.
fn plans(server: &Postgres, database: &str) -> BTreeMap<&'static str, String> {
    let prepare: String = all().map(|s| format!("PREPARE q_{} AS {};\n", s.name, s.sql)).collect();
    let types = "SELECT name || '|' || array_to_string(parameter_types, ',') FROM pg_prepared_statements;";
    let listed = server.ask(database, &format!("{prepare}{types}")).expect("every statement can be prepared");
    let mut explain = prepare + "SET plan_cache_mode = force_custom_plan;\n";
    for line in listed.lines() {
        let (name, types) = line.split_once('|').unwrap();
        let values: Vec<String> =
            types.split(',').filter(|kind| !kind.is_empty()).enumerate().map(sample).collect();
        let values = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
        explain += &format!("SELECT '== {name}'; EXPLAIN (COSTS OFF) EXECUTE {name}{values};\n");
    }
    let said = server.ask(database, &explain).unwrap();
    let parts = said.split("== ").skip(1).map(|part| part.split_once('\n').unwrap());
    let named: BTreeMap<String, &str> =
        parts.map(|(name, plan)| (name.trim_start_matches("q_").to_uppercase(), plan)).collect();
    all().map(|s| (s.name, named[s.name].to_owned())).collect()
}

/// The partitions a plan touches: all the words like `change_p3`.
fn touched(plan: &str) -> BTreeSet<(&'static str, &str)> {
    let words = plan.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words
        .filter_map(|word| {
            let (table, part) = word.rsplit_once("_p").filter(|(_, part)| part.parse::<u8>().is_ok())?;
            VILLAGE_WORK.into_iter().find(|known| *known == table).map(|table| (table, part))
        })
        .collect()
}

#[test]
fn a_statement_about_a_village_touches_the_part_of_that_village_alone() {
    let (server, database) = partitioned();
    let plans = plans(&server, &database);
    let mut villages = BTreeSet::new();
    for statement in all() {
        let (sql, plan) = (statement.sql, &plans[statement.name]);
        let told = format!("{}: {sql}\n{plan}", statement.name);
        let parts: BTreeSet<&str> = touched(plan).into_iter().map(|(_, part)| part).collect();
        let tables: BTreeSet<&str> = touched(plan).into_iter().map(|(table, _)| table).collect();
        match statement.reach {
            Reach::Village if sql.starts_with("INSERT INTO") => {
                let first =
                    sql.contains("(village,") && (sql.contains("VALUES ($1") || sql.contains("SELECT $1"));
                assert!(first, "the village comes first: {told}");
                assert!(parts.is_empty(), "it reads nothing: {told}");
            }
            Reach::Village => {
                assert!(sql.contains("village = $1"), "it names its village: {told}");
                assert_eq!(parts.len(), 1, "one village, one part: {told}");
                villages.extend(parts);
            }
            Reach::Reference => assert!(tables.is_empty(), "only small tables: {told}"),
            Reach::Places => assert!(sql.contains("village >= $1"), "it names a range of villages: {told}"),
            Reach::Whole => {
                assert!(UPKEEP.contains(&statement.name), "not on the list of exceptions: {told}")
            }
        }
    }
    assert_eq!(villages.len(), 1, "all tables keep one village in the same part: {villages:?}");
}

#[test]
#[ignore = "needs the Citus extension, of which Debian has no package"]
fn citus_keeps_the_contract_on_a_coordinator_and_a_worker() {
    let settings = ["shared_preload_libraries=citus", "max_prepared_transactions=60", "wal_level=logical"];
    let (coordinator, worker) =
        (Postgres::start_with(&settings).unwrap(), Postgres::start_with(&settings).unwrap());
    let database = coordinator.database().unwrap();
    let url = |server: &Postgres| format!("postgres:///county_0?user=weige&host={}", server.host().display());
    worker.database().unwrap();
    for server in [&coordinator, &worker] {
        server.ask(&url(server), "CREATE EXTENSION citus").unwrap();
        let host = server.host().display();
        server.ask("postgres", &format!("ALTER SYSTEM SET citus.local_hostname = '{host}'")).unwrap();
        server.ask("postgres", "SELECT pg_reload_conf()").unwrap();
    }
    let node = |server: &Postgres| server.host().display().to_string();
    coordinator
        .ask(&database, &format!("SELECT citus_set_coordinator_host('{}', 5432)", node(&coordinator)))
        .unwrap();
    coordinator.ask(&database, &format!("SELECT citus_add_node('{}', 5432)", node(&worker))).unwrap();
    PostgresStore::open(&database, 1).unwrap();
    coordinator.ask(&database, CITUS).unwrap();
    let spread = "SELECT count(DISTINCT nodename) FROM citus_shards WHERE table_name = 'change'::REGCLASS";
    assert_eq!(coordinator.ask(&database, spread).unwrap().trim(), "1", "the worker keeps the villages");
    coordinator
        .ask(
            &database,
            &format!(
                "SELECT citus_set_node_property('{}', 5432, 'shouldhaveshards', true)",
                node(&coordinator)
            ),
        )
        .unwrap();
    coordinator
        .ask(&database, "SELECT rebalance_table_shards(shard_transfer_mode => 'block_writes')")
        .unwrap();
    assert_eq!(coordinator.ask(&database, spread).unwrap().trim(), "2", "both machines keep villages");
    let kind = on(Arc::new(coordinator), database);
    runner::all_cases(&kind);
    runner::all_cases_failing(&kind);
}
