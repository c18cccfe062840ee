//! Somebody moves, two households become one and part again, one is archived and comes back: tapped on the
//! phone without a network, in both languages.

use crate::look::Findings;
use crate::phone::Standing;
use shared_model::api::view::{HouseholdItem, HouseholdView};
use shared_model::api::{Answer, Command, Query};
use shared_model::household::FieldEdit;
use shared_model::ids::HouseholdId;
use std::collections::BTreeMap;
use system_tests::screen::Screen;
use system_tests::world::Outcome;

/// A phone on which everything is looked at that is come by.
struct Walk {
    standing: Standing,
    language: &'static str,
    findings: Findings,
}

impl Walk {
    fn screen(&self) -> &Screen {
        &self.standing.screen
    }

    fn homes(&self) -> Outcome<Vec<HouseholdItem>> {
        let query = Query::Households { search: String::new(), micro_grid: None };
        let Answer::Households(homes) = self.standing.asks(query)? else {
            return Err("households were asked and something else answered".into());
        };
        Ok(homes.into_iter().filter(|home| !home.gone).collect())
    }

    fn view(&self, id: &HouseholdId) -> Outcome<HouseholdView> {
        match self.standing.asks(Query::Household { id: id.clone() })? {
            Answer::Household(view) => Ok(view),
            _ => Err("a household was asked and something else answered".into()),
        }
    }

    fn looks(&mut self, name: &str) -> Outcome<()> {
        let name = format!("moving {} {name}", self.language);
        self.findings.all(&self.standing.screen, &name)
    }

    /// Opens the form from the household's page and taps what is to be done.
    fn begins(&self, id: &HouseholdId, deed: &str) -> Outcome<()> {
        let screen = self.screen();
        screen.goes(&format!("{}#/household/{id}", self.standing.address()))?;
        screen.click("household-move")?;
        screen.sees("page-moving")?;
        screen.sees_css("[data-test=moving-save]:disabled")?;
        screen.click(&format!("moving-what-{deed}"))
    }

    fn finds(&self, home: &HouseholdItem) -> Outcome<()> {
        let screen = self.screen();
        screen.types("party-search", &home.name)?;
        screen.click(&format!("household-{}", home.id))?;
        screen.sees("moving-home")
    }

    /// Saves, and is back on the household's page.
    fn saves(&self, then: &str) -> Outcome<()> {
        let screen = self.screen();
        screen.click("moving-save")?;
        screen.sees("page-household")?;
        screen.sees_css("[data-test=notice] .wg-notice__b")?;
        screen.sees(then)
    }

    /// The last who lives in one household goes to another.
    fn moves(&mut self, from: &HouseholdId, to: &HouseholdItem, name: &str) -> Outcome<()> {
        self.begins(from, "move")?;
        let person = self.view(from)?.household.present().find(|one| one.name == name).cloned();
        let person = person.ok_or("nobody of that name lives there")?;
        self.screen().types("party-search", self.view(from)?.household.name())?;
        self.screen().misses(&format!("household-{from}"))?;
        // As a finger deletes: a driver's own clearing isn't typed, and the page would not hear of it.
        self.screen().sets("party-search", "")?;
        self.screen().click(&format!("moving-who-{}", person.id))?;
        self.screen().types("moving-relation", "外甥 女")?;
        self.looks("whom")?;
        self.finds(to)?;
        self.looks("where to")?;
        let (button, home) = (self.screen().reads("moving-save")?, self.screen().reads("moving-home")?);
        assert!(button.contains(&person.name) && button.contains(&home), "{button}");
        self.saves("home-to")?;
        let there = self.view(&to.id)?.household;
        let came = there.present().find(|one| one.id == person.id).ok_or("they didn't arrive")?;
        assert_eq!(came.relation, "外甥 女");
        Ok(())
    }

    /// One becomes part of another: half chosen, left and found again; then they part.
    fn merges(&mut self, from: &HouseholdItem, into: &HouseholdItem) -> Outcome<()> {
        self.begins(&from.id, "merge")?;
        self.finds(into)?;
        self.looks("merging")?;
        self.screen().sees("draft-kept")?;
        self.screen().goes(&format!("{}#/today", self.standing.address()))?;
        self.screen().sees("page-today")?;
        self.screen().goes(&format!("{}#/household/{}", self.standing.address(), from.id))?;
        self.screen().click("household-move")?;
        let (note, button) = (self.screen().reads("dock-note")?, self.screen().reads("moving-save")?);
        let home = self.screen().reads("moving-home")?;
        let people: Vec<_> = self.view(&from.id)?.household.present().map(|one| one.name.clone()).collect();
        assert!(people.iter().all(|name| note.contains(name)) && note.contains(&home), "{note}");
        assert!(button.contains(&home), "the button says into which: {button}");
        self.saves("merged-into")?;
        assert!(!self.homes()?.iter().any(|item| item.id == from.id), "what is merged is listed still");
        self.screen().click("merged-into")?;
        self.screen().sees("merged-from")?;
        self.screen().click("household-move")?;
        self.screen().click("moving-parted")?;
        self.screen().click("moving-what-part")?;
        self.looks("parting")?;
        self.screen().misses("moving-what-merge")?;
        self.screen().click("moving-save")?;
        self.screen().misses("moving-parted")?;
        assert!(self.homes()?.iter().any(|item| item.id == from.id), "it didn't part");
        Ok(())
    }

    /// A household is archived, with a reason that must be said, and comes back.
    fn archives(&mut self, id: &HouseholdId) -> Outcome<()> {
        self.begins(id, "archive")?;
        self.screen().sees_css("[data-test=moving-save]:disabled")?;
        self.screen().click("moving-why-died_out")?;
        self.looks("archiving")?;
        self.saves("household-gone")?;
        assert_eq!(self.view(id)?.household.gone_why, "died_out");
        self.begins(id, "back")?;
        self.screen().misses("moving-what-archive")?;
        self.looks("bringing back")?;
        self.screen().click("moving-save")?;
        self.screen().sees("page-household")?;
        self.screen().misses("household-gone")?;
        assert!(self.view(id)?.household.stands());
        Ok(())
    }

    /// What was chosen is gone by the time it is saved: the engine's refusal is said, and nothing is lost.
    fn is_refused(&mut self, from: &HouseholdItem, into: &HouseholdItem) -> Outcome<()> {
        self.begins(&from.id, "merge")?;
        self.finds(into)?;
        let gone = |value: &str| {
            let edits = vec![FieldEdit { field: "gone".into(), value: value.into() }];
            self.standing.writes(Command::EditHousehold { household: into.id.clone(), edits })
        };
        gone("moved")?;
        self.screen().click("moving-save")?;
        self.screen().sees("save-failed")?;
        assert_eq!(self.screen().attribute("save-failed", "data-code")?.as_deref(), Some("invalid"));
        self.screen().sees("moving-home")?;
        gone("")?;
        self.looks("refused")?;
        self.screen().click("moving-what-archive")?;
        self.screen().sees("moving-why")
    }
}

fn walks() -> Outcome<Findings> {
    let mut standing = Standing::with(BTreeMap::new())?;
    standing.enrol(&mut |_, _| Ok(()))?;
    standing.server_is_gone();
    let mut walk = Walk { standing, language: "zh-CN", findings: Findings::default() };
    let all = walk.homes()?;
    let from = all.iter().find(|home| home.residents > 1).ok_or("nobody lives with others")?.clone();
    let to = all.iter().find(|home| home.id != from.id).ok_or("there is one household alone")?.clone();
    let who = walk.view(&from.id)?.household.present().last().ok_or("nobody lives there")?.name.clone();
    walk.moves(&from.id, &to, &who)?;
    walk.merges(&from, &to)?;
    walk.archives(&to.id)?;
    walk.standing.sets(r#"{"language":"en","care":true}"#)?;
    walk.language = "en";
    walk.moves(&to.id, &from, &who)?;
    walk.merges(&to, &from)?;
    walk.archives(&from.id)?;
    walk.is_refused(&to, &from)?;
    walk.standing.screen.close()?;
    Ok(walk.findings)
}

#[test]
fn people_move_and_households_are_merged_parted_archived_and_brought_back_by_taps_alone() {
    walks().unwrap().must_be_none();
}
