//! What the phone's screens are made of in the states they are rarely seen in – nothing there, very long
//! words, a fault, waiting, very many – held as snapshots, and looked over for what sticks out.
//!
//! The replica is the one for practice, with its invented people; what the engine answers is changed on
//! its way to the screens. Figures, dates and names are left out of the snapshots, so they say the same
//! on any day. `INSTA_UPDATE=always` writes them anew; read what changed.

use crate::look::Findings;
use crate::phone::Standing;
use shared_model::api::{Answer, Query};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use system_tests::screen::Screen;
use system_tests::world::Outcome;

/// The states, and what each makes of an answer. What the frame around the pages asks is left as it is.
const STATES: [(&str, &str); 5] = [
    ("empty", "lists(answer, () => [])"),
    (
        "long",
        "texts(answer, (word, key) => word.repeat(Math.ceil((key === 'house_no' ? 12 : 60) / word.length)))",
    ),
    ("fault", "(() => { throw { code: 'disk_full', detail: 'no room' }; })()"),
    ("waiting", "new Promise(() => {})"),
    ("many", "lists(answer, (list) => Array.from({ length: 50 }, (_, n) => list[n % list.length]))"),
];

/// Changes answers on their way.
const BETWEEN: &str = r#"
const core = window.__TAURI__.core;
core.real = core.real || core.invoke;
const frame = ["session", "reference", "replicas", "reminders"];
const shown = ["name", "title", "words", "note", "subject", "house_no"];
const lists = (value, change) => {
  if (Array.isArray(value)) {
    const inner = value.map((one) => lists(one, change));
    return inner.length && inner.every((one) => one && one.id) ? change(inner) : inner;
  }
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, lists(inner, change)]));
};
const texts = (value, change, key) => {
  if (Array.isArray(value)) return value.map((one) => texts(one, change, key));
  if (typeof value === "string") return value && shown.includes(key) ? change(value, key) : value;
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, texts(inner, change, name)]));
};
core.invoke = async (name, body) => {
  const asked = typeof body[name] === "string" ? body[name] : Object.keys(body[name] || {})[0];
  const answer = await core.real(name, body);
  return name === "query" && !frame.includes(asked) ? CHANGE : answer;
};
return null;"#;

/// What the page consists of, one line each: role or element, name, words. Words with a figure or a day
/// in them are not the same tomorrow, and names not the same in each run.
const OUTLINE: &str = r##"
const id = /[0-9a-hjkmnp-tv-z]{16}/g;
const passing = /[0-9]|今天|昨天|前天|明天|刚|今早|上午|下午|周[一二三四五六日]/;
const said = (text) => passing.test(text) ? "…" : text.length > 40 ? text.slice(0, 12) + "…" : text;
const lines = [];
const walk = (node, depth) => {
  if (node.nodeType === 3) {
    const text = node.textContent.trim();
    if (text) lines.push("  ".repeat(depth) + said(text));
    return;
  }
  if (node.nodeType !== 1 || node.tagName === "svg" || getComputedStyle(node).display === "none") return;
  const test = (node.dataset.test || "").replace(id, "*").replace(/[0-9]+/g, "0");
  const tag = node.tagName.toLowerCase();
  const telling = ["button", "a", "input", "select", "textarea", "h1", "h2", "h3", "main", "nav", "header"];
  const role = node.getAttribute("role");
  const named = test || role || telling.includes(tag);
  if (named) lines.push("  ".repeat(depth) + [role || tag, test && "#" + test, node.disabled && "(off)"].filter(Boolean).join(" "));
  if (tag !== "select") [...node.childNodes].forEach((child) => walk(child, depth + (named ? 1 : 0)));
};
walk(document.querySelector("#app"), 0);
return lines.filter((line, n) => line !== lines[n - 1]);"##;

/// The screens, each with what stands there whatever was answered.
fn screens(standing: &Standing) -> Outcome<Vec<(&'static str, String)>> {
    let all = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(homes) = standing.asks(all)? else { return Err("households".into()) };
    let Answer::Cases(cases) = standing.asks(Query::Cases { search: String::new(), closed: true })? else {
        return Err("cases".into());
    };
    let home = &homes.first().ok_or("nobody lives where one practises")?.id;
    let case = &cases.first().ok_or("there is no case to practise on")?.id;
    Ok(vec![
        ("today", "today".into()),
        ("households", "households".into()),
        ("household", format!("household/{home}")),
        ("history", format!("household/{home}/history")),
        ("moving", format!("household/{home}/move")),
        ("visit", format!("household/{home}/visit")),
        ("cases", "cases".into()),
        ("case", format!("case/{case}")),
        ("news", "news".into()),
        ("sync", "sync".into()),
    ])
}

/// The page once it says the same twice.
fn outline(screen: &Screen) -> Outcome<Vec<String>> {
    let look = || -> Outcome<Vec<String>> {
        let lines = screen.runs(OUTLINE)?;
        let lines = lines.as_array().ok_or("no outline")?;
        Ok(lines.iter().filter_map(|line| line.as_str().map(str::to_owned)).collect())
    };
    // An answer takes a moment; a page that asks for nothing more has come to rest.
    let rests =
        "const rest = () => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 150));
        await rest(); return null;";
    let mut before = look()?;
    for _ in 0..40 {
        screen.runs(rests)?;
        let now = look()?;
        if now == before && !now.is_empty() {
            return Ok(now);
        }
        before = now;
    }
    Err(format!("the page does not come to rest: {before:?}"))
}

fn walk(state: &str, change: &str) -> Outcome<(String, Findings)> {
    let standing = Standing::with(BTreeMap::new())?;
    let screen = &standing.screen;
    screen.sees("page-enrol")?;
    screen.click("shelf-train")?;
    screen.sees("training-line")?;
    let screens = screens(&standing)?;
    screen.runs(&BETWEEN.replace("CHANGE", change))?;
    let (mut told, mut findings) = (String::new(), Findings::default());
    for (name, address) in screens {
        // By way of a page that asks for nothing of all this.
        screen.runs("location.hash = '#/me'; return null;")?;
        screen.sees("me-version")?;
        screen.runs(&format!("location.hash = '#/{address}'; return null;"))?;
        screen.misses("me-version")?;
        let lines = outline(screen)?;
        let _ = writeln!(told, "== {name}\n{}\n", lines.join("\n"));
        findings.by_finger(screen, &format!("{state}, {name}"))?;
        if let Some(folder) = std::env::var_os("WEIGE_PICTURES") {
            screen.picture(&Path::new(&folder).join(format!("state-{state}-{name}.png")))?;
        }
    }
    standing.screen.close()?;
    Ok((told, findings))
}

#[test]
fn each_screen_says_what_it_should_when_there_is_nothing_too_much_or_trouble() {
    let mut all = Findings::default();
    for (state, change) in STATES {
        let (told, findings) = walk(state, change).unwrap();
        insta::assert_snapshot!(state, told);
        all.takes(findings);
    }
    all.must_be_none();
}
