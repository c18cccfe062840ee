//! What is looked for on a screen, and how it is told.

use serde_json::Value;
use std::path::PathBuf;
use system_tests::screen::Screen;
use system_tests::world::Outcome;

/// axe-core's own grades; minor and moderate findings are advice.
const AXE: &str = r#"
const graded = (await axe.run(document, { resultTypes: ["violations"] })).violations;
return graded.filter((found) => ["serious", "critical"].includes(found.impact))
  .flatMap((found) => found.nodes.map((node) => `${found.id}: ${node.target} ${node.failureSummary}`));"#;

/// What a finger taps and how large it is; a control that is itself hidden is tapped by its label.
const SMALL_TARGETS: &str = r#"
const least = 44, slack = 0.5;
const seen = (box, style) => box.width > 1 && box.height > 1 && style.visibility !== "hidden" && style.opacity !== "0";
return [...document.querySelectorAll("button, a[href], input, select, textarea, summary, [role=button], [role=switch]")]
  .map((control) => [control, control.getBoundingClientRect(), getComputedStyle(control)])
  .filter(([control, box, style]) => seen(box, style))
  .map(([control, box]) => {
    const label = control.closest("label");
    const area = label ? label.getBoundingClientRect() : box;
    return [control, Math.max(area.width, box.width), Math.max(area.height, box.height)];
  })
  .filter(([, width, height]) => width < least - slack || height < least - slack)
  .map(([control, width, height]) => `${control.dataset.test || control.outerHTML.slice(0, 80)} is ${width} by ${height}`);"#;

/// How far the page can be pushed sideways, and what sticks out.
const SIDEWAYS: &str = r##"
const width = document.documentElement.clientWidth;
if (document.scrollingElement.scrollWidth <= width) return [];
const rows = (node) => node && (getComputedStyle(node).overflowX === "auto" || rows(node.parentElement));
return [...document.querySelectorAll("#app *")]
  .filter((node) => node.getBoundingClientRect().right > width + 0.5 && !rows(node.parentElement))
  .map((node) => `${node.tagName}.${node.getAttribute("class")} ends at ${node.getBoundingClientRect().right} of ${width}`);"##;

/// What was found on a round of screens.
#[derive(Default)]
pub struct Findings(Vec<String>);

impl Findings {
    /// Axe-core and the finger; and a picture, where `WEIGE_PICTURES` names a folder for them.
    pub fn all(&mut self, screen: &Screen, name: &str) -> Outcome<()> {
        if let Ok(dir) = std::env::var("WEIGE_PICTURES") {
            let file: String =
                name.chars().map(|sign| if sign.is_alphanumeric() { sign } else { '-' }).collect();
            screen.picture(&PathBuf::from(dir).join(format!("{file}.png")))?;
        }
        self.by_axe(screen, name)?;
        self.by_finger(screen, name)
    }

    /// What axe-core finds on the screen as it is.
    pub fn by_axe(&mut self, screen: &Screen, name: &str) -> Outcome<()> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&path)
            .map_err(|e| format!("{} ({e}): run `cargo xtask setup`", path.display()))?;
        let found = screen.runs(&format!("if (!window.axe) {{ {axe} }} {AXE}"))?;
        self.add(name, found)
    }

    /// Whether a finger hits everything, and nothing sticks out.
    pub fn by_finger(&mut self, screen: &Screen, name: &str) -> Outcome<()> {
        self.add(name, screen.runs(SMALL_TARGETS)?)?;
        self.sideways(screen, name)
    }

    /// Whether nothing sticks out at the size of type that is set.
    pub fn sideways(&mut self, screen: &Screen, name: &str) -> Outcome<()> {
        self.add(name, screen.runs(SIDEWAYS)?)
    }

    fn add(&mut self, name: &str, found: Value) -> Outcome<()> {
        let found = found.as_array().ok_or_else(|| format!("{name}: the page answered {found}"))?;
        self.0.extend(found.iter().map(|one| format!("{name}: {}", one.as_str().unwrap_or_default())));
        Ok(())
    }

    /// Those of another round too.
    pub fn takes(&mut self, other: Findings) {
        self.0.extend(other.0);
    }

    /// Fails with all that was found.
    pub fn must_be_none(self) {
        assert!(self.0.is_empty(), "{} findings:\n{}", self.0.len(), self.0.join("\n"));
    }
}
