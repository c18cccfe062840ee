//! The architecture's rules: each its own file; here they are called one after the other.

mod crates;
mod names;
mod paths;
mod protocol;
mod source;
mod texts;
mod tidy;
mod tree;

use crate::{Outcome, licences, place};
use tree::Tree;

/// Checks all rules and reports every break, not only the first.
pub fn check() -> Outcome {
    let tree = Tree::read(&place::root())?;
    let mut breaks = crates::check()?;
    breaks.extend(licences::check()?);
    breaks.extend(names::check(&tree));
    breaks.extend(paths::check(&tree));
    breaks.extend(texts::check(&tree));
    breaks.extend(protocol::check(&tree));
    breaks.extend(tidy::check(&tree));
    if breaks.is_empty() {
        println!("check: {} files keep the rules.", tree.len());
        return Ok(());
    }
    for sentence in &breaks {
        eprintln!("- {sentence}");
    }
    Err(format!("{} breaks of the rules, listed above.", breaks.len()))
}

/// Renews docs/protocol.lock.
pub fn renew_protocol() -> Outcome {
    let root = place::root();
    protocol::renew(&Tree::read(&root)?, &root)
}
