//! What stands under each key of a document, worked out from its changes alone: documents here are
//! flat and hold texts, so the document itself, which takes Automerge half a millisecond to build,
//! has nothing to add.

use super::Hash;
use super::doc::{DocError, ReadChange};
use std::collections::{BTreeMap, HashSet};

/// Counter and actor of an operation: of two that stand, the higher one is shown.
type Id<'a> = (u64, &'a [u8]);

/// The values that nobody replaced, by key; of each key the shown one last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing(BTreeMap<String, Vec<String>>);

impl Standing {
    /// From all changes of a document, in any order.
    ///
    /// # Errors
    /// When a change stands on one that isn't among them.
    pub fn of(changes: &[ReadChange]) -> Result<Standing, DocError> {
        let here: HashSet<Hash> = changes.iter().map(|change| change.hash).collect();
        let orphans = changes.iter().filter(|change| !change.deps.iter().all(|dep| here.contains(dep)));
        match orphans.count() {
            0 => Ok(Standing(standing(changes))),
            orphans => Err(DocError::Orphans(orphans)),
        }
    }

    /// The shown value of each key.
    pub fn fields(&self) -> BTreeMap<String, String> {
        self.0.iter().filter_map(|(key, values)| Some((key.clone(), values.last()?.clone()))).collect()
    }

    /// All values that stand under a key, the shown one last.
    pub fn values(&self, key: &str) -> &[String] {
        self.0.get(key).map(Vec::as_slice).unwrap_or_default()
    }
}

fn standing(changes: &[ReadChange]) -> BTreeMap<String, Vec<String>> {
    let puts = || changes.iter().flat_map(|change| &change.puts);
    let replaced: HashSet<(&str, Id<'_>)> = puts()
        .flat_map(|op| op.pred.iter().map(|(counter, actor)| (&*op.put.key, (*counter, actor.as_slice()))))
        .collect();
    let mut found: BTreeMap<&str, BTreeMap<Id<'_>, &str>> = BTreeMap::new();
    for op in puts() {
        let id = (op.id.0, op.id.1.as_slice());
        if !replaced.contains(&(&*op.put.key, id)) {
            found.entry(&op.put.key).or_default().insert(id, &op.put.value);
        }
    }
    let texts = |values: BTreeMap<Id<'_>, &str>| values.into_values().map(str::to_owned).collect();
    found.into_iter().map(|(key, values)| (key.to_owned(), texts(values))).collect()
}
