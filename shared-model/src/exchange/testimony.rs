//! Testimony: a server that went back to a backup gets back what it attested once, with authors
//! and times, from every phone that has it.

use super::ground::{Ground, Group};
use crate::api::Problem;
use crate::document::{DocId, Hash};
use crate::moment::Millis;
use crate::people::Author;
use crate::protocol::{DocNews, MOST_CHANGES, Testimony};
use std::collections::BTreeSet;

/// The testimony of one request weighs no more than this, in bytes; one group is always sent.
const MOST_BYTES: usize = 1 << 20;
/// The word for a mark that isn't the server's.
pub(super) const WRONG_TAG: &str = "tag";

/// Keeps the mark of news whose changes are here now, in their order.
pub(super) fn keep(
    ground: &impl Ground,
    news: &DocNews,
    members: Vec<(Hash, Author, Millis)>,
) -> Result<(), Problem> {
    let Some(tag) = &news.tag else { return Ok(()) };
    ground.keep_group(&Group { doc: news.doc.clone(), tag: tag.to_vec(), members })
}

/// The smallest set of groups that holds all of `lost` (greedy), in the order they came. What no
/// group holds is left out.
pub(super) fn cover(groups: Vec<Group>, lost: &BTreeSet<Hash>) -> Vec<Group> {
    let mut open: BTreeSet<Hash> = lost.clone();
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    let held = |group: &Group, open: &BTreeSet<Hash>| {
        group.members.iter().filter(|(hash, ..)| open.contains(hash)).count()
    };
    loop {
        let best = (0..groups.len()).max_by_key(|at| (held(&groups[*at], &open), usize::MAX - *at));
        let Some(best) = best.filter(|best| held(&groups[*best], &open) > 0) else { break };
        groups[best].members.iter().for_each(|(hash, ..)| {
            open.remove(hash);
        });
        chosen.insert(best);
    }
    groups.into_iter().enumerate().filter(|(at, _)| chosen.contains(at)).map(|(_, group)| group).collect()
}

/// What of the owed changes fits into one request.
pub(super) fn plan(ground: &impl Ground) -> Result<Vec<Testimony>, Problem> {
    let owed = ground.owed()?;
    let docs: BTreeSet<&DocId> = owed.iter().map(|(doc, _)| doc).collect();
    let (mut testimony, mut changes, mut bytes) = (Vec::new(), 0, 0);
    for doc in docs {
        let lost = owed.iter().filter(|(of, _)| of == doc).map(|(_, hash)| *hash).collect();
        for group in cover(ground.groups_of(doc)?, &lost) {
            let Some(group) = testify(ground, &group)? else { continue };
            changes += group.changes.len();
            bytes += group.changes.iter().map(|change| change.len()).sum::<usize>();
            if !testimony.is_empty() && (changes > MOST_CHANGES || bytes > MOST_BYTES) {
                return Ok(testimony);
            }
            testimony.push(group);
        }
    }
    Ok(testimony)
}

/// A group as it travels; none when a change of it is no longer here.
fn testify(ground: &impl Ground, group: &Group) -> Result<Option<Testimony>, Problem> {
    let mut told = Testimony {
        doc: group.doc.clone(),
        changes: Vec::new(),
        authors: Vec::new(),
        received_at: Vec::new(),
        tag: group.tag.clone().into(),
    };
    for (hash, author, at) in &group.members {
        let Some(bytes) = ground.bytes_of(hash)? else { return Ok(None) };
        told.changes.push(bytes.into());
        told.authors.push(author.clone());
        told.received_at.push(*at);
    }
    Ok(Some(told))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AccountId;
    use crate::people::Role;
    use crate::place::PlaceCode;

    fn group(tag: u8, hashes: &[u8]) -> Group {
        let place = PlaceCode::parse("513424101203").unwrap();
        let author = Author { account: AccountId::from_random([1; 10]), role: Role::Secretary, place };
        let members = hashes.iter().map(|hash| ([*hash; 32], author.clone(), Millis(0))).collect();
        Group { doc: DocId::parse("c.513424101203.0000000000000001").unwrap(), tag: vec![tag], members }
    }

    #[test]
    fn the_fewest_groups_that_hold_what_was_lost_are_sent_in_the_order_they_came() {
        let groups = || vec![group(1, &[1, 2, 3, 4]), group(2, &[5]), group(3, &[6]), group(4, &[5, 6])];
        let tags = |lost: &[u8]| -> Vec<u8> {
            let lost = lost.iter().map(|hash| [*hash; 32]).collect();
            cover(groups(), &lost).iter().map(|group| group.tag[0]).collect()
        };
        assert_eq!(tags(&[5, 6]), [4]);
        assert_eq!(tags(&[5]), [2], "the older of two that do");
        assert_eq!(tags(&[6, 1]), [1, 3]);
        assert_eq!(tags(&[9]), [0u8; 0], "what nobody attested nobody can give back");
    }
}
