//! Sentences that several pages say: why something failed, who somebody is, when something was.

use super::light::{Light, Span};
use super::route::Route;
use shared_model::api::view::{AuthorView, CaseItem};
use shared_model::api::{Code, Problem};
use shared_model::casework::EventKind;
use shared_model::moment::Millis;
use shared_model::people::{Reference, Role};
use ui::text::{t, t_with, t_word};

/// Why something failed. What the policy refuses is said by its rule.
pub fn problem_text(problem: &Problem) -> String {
    match problem.code {
        Code::Policy => t_word("void", &problem.detail),
        code => t_word("problem", code.word()),
    }
}

/// What somebody is.
pub fn role(role: Role) -> String {
    t_word("role", role.word())
}

/// Who somebody is; the role alone where the asker doesn't meet the name.
pub fn who(author: &AuthorView) -> String {
    if author.name.is_empty() { t("unknown-person") } else { author.name.clone() }
}

/// Who took a step. What the server does by itself nobody did.
pub fn by(kind: EventKind, author: &AuthorView) -> String {
    if kind == EventKind::PassedUp { t("by-itself") } else { who(author) }
}

/// `11-22 08:03`, with the year when it isn't this one: columns of dates must line up.
pub fn stamp(at: Millis, now: Millis) -> String {
    let (day, (hour, minute)) = (at.day(), at.clock());
    let short = format!("{:02}-{:02} {hour:02}:{minute:02}", day.month, day.day);
    if day.year == now.day().year { short } else { format!("{}-{short}", day.year) }
}

/// `11-22`, with the year when it isn't this one.
pub fn date(at: Millis, now: Millis) -> String {
    let day = at.day();
    let short = format!("{:02}-{:02}", day.month, day.day);
    if day.year == now.day().year { short } else { format!("{}-{short}", day.year) }
}

fn span(span: Span) -> String {
    match span {
        Span::Hours(hours) => t_with("console-hours", &[("n", hours.into())]),
        Span::Days(days) => t_with("console-days", &[("n", days.into())]),
    }
}

/// What a deadline light says.
pub fn light(light: Light) -> String {
    match light {
        Light::Stopped => t("console-due-stopped"),
        Light::Late(by) => t_with("console-due-late", &[("span", self::span(by).into())]),
        Light::Today(left) => t_with("console-due-left", &[("span", self::span(left).into())]),
        Light::Tomorrow => t("console-due-tomorrow"),
        Light::Ok(left) => t_with("console-due-left", &[("span", self::span(left).into())]),
    }
}

/// The names of several people or places.
pub fn list(names: &[String]) -> String {
    names.join(&t("list-comma"))
}

/// What kind of case, and its category where that says more.
pub fn category(item: &CaseItem) -> String {
    let mut words = vec![t_word("kind", item.kind.word()), item.category_name.clone()];
    words.retain(|word| !word.is_empty());
    words.dedup();
    words.join(&t("console-dot"))
}

/// A house number as villagers say it.
pub fn house(number: &str) -> String {
    t_with("console-house", &[("no", number.into())])
}

/// Where a case was raised: for the village its micro-grid; for those above the village.
pub fn place(item: &CaseItem, reference: Option<&Reference>, role: Role) -> String {
    let above = matches!(role, Role::Township | Role::Department | Role::County);
    let village = item.micro_grid.village().filter(|_| above);
    let name = village.as_ref().and_then(|village| reference?.place_name(village));
    name.unwrap_or(&item.micro_grid_name).to_owned()
}

/// The title of the browser's tab.
pub fn window_title(route: &Route) -> String {
    let page = match route {
        Route::Queue | Route::Case(_) => t("console-nav-queue"),
        Route::Households | Route::Household(_) => t("console-nav-households"),
        Route::Members => t("console-nav-members"),
        Route::Numbers(_) => t("console-nav-numbers"),
        Route::Papers => t("console-nav-papers"),
        Route::Feedback => t("console-nav-feedback"),
        Route::Looks => t("console-nav-looks"),
        Route::Items => t("console-nav-items"),
        Route::People => t("console-nav-people"),
        Route::Import(table) => t_word("console-import-title", table.word()),
        Route::Home | Route::Unknown => return t("app-name"),
    };
    t_with("console-window-title", &[("page", page.into())])
}
