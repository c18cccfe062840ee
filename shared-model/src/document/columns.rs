//! How much a change claims to hold, read off its columns before Automerge decodes them: sixty bytes
//! can say "a thousand million times the same", and the decoder takes them at their word.
//!
//! The layout is that of the Automerge binary format (change chunk): LEB128 numbers, and columns of
//! runs. Whether the content makes sense is not asked here.

use crate::leb::Bytes;

/// What a column holds, from the lowest three bits of its specification.
const GROUP: u64 = 0;
const DELTA: u64 = 3;
const BOOLEAN: u64 = 4;
const TEXT: u64 = 5;
const RAW_VALUE: u64 = 7;
/// Set where a column is deflated, which a change's columns never are here.
const DEFLATED: u64 = 8;

/// How many ancestors a change names; none when it can't be read. `body` as for [`claimed`].
pub(super) fn ancestors(body: &[u8]) -> Option<u64> {
    let mut body = Bytes(body);
    body.number()?;
    body.number()
}

/// The largest number of items any column of a change claims; none when the columns can't be read.
/// For a column of groups (how many predecessors each operation has) also the items of its groups.
///
/// `body`: the chunk behind its magic, checksum and type.
pub(super) fn claimed(body: &[u8]) -> Option<u64> {
    let mut body = Bytes(body);
    let length = body.number()?;
    if length != u64::try_from(body.0.len()).ok()? {
        return None;
    }
    let ancestors = body.number()?;
    body.skip(ancestors.checked_mul(32)?)?;
    body.skip_counted()?;
    // Sequence, first operation, time.
    (0..3).try_for_each(|_| body.number().map(drop))?;
    body.skip_counted()?;
    let others = body.number()?;
    (0..others).try_for_each(|_| body.skip_counted().map(drop))?;
    let columns = body.number()?;
    let mut heads = Vec::new();
    for _ in 0..columns {
        heads.push((body.number()?, body.number()?));
    }
    let mut most = ancestors;
    for (specification, length) in heads {
        let column = Bytes(body.skip(length)?);
        most = most.max(items(specification, column)?);
    }
    Some(most)
}

fn items(specification: u64, column: Bytes<'_>) -> Option<u64> {
    if specification & DEFLATED != 0 {
        return None;
    }
    match specification & 7 {
        RAW_VALUE => Some(0),
        BOOLEAN => booleans(column),
        kind => runs(kind, column),
    }
}

/// Runs of no and yes in turn.
fn booleans(mut column: Bytes<'_>) -> Option<u64> {
    let mut count = 0u64;
    while !column.0.is_empty() {
        count = count.saturating_add(column.number()?);
    }
    Some(count)
}

/// A positive number says how often one value is repeated, a negative one how many values follow, and
/// 0 that nulls follow, with their number.
fn runs(kind: u64, mut column: Bytes<'_>) -> Option<u64> {
    let (mut count, mut grouped) = (0u64, 0u64);
    while !column.0.is_empty() {
        let length = column.signed()?;
        let times = length.unsigned_abs();
        match length {
            0 => count = count.saturating_add(column.number()?),
            1.. => {
                count = count.saturating_add(times);
                grouped = grouped.saturating_add(value(&mut column, kind)?.saturating_mul(times));
            }
            _ => {
                count = count.saturating_add(times);
                for _ in 0..times {
                    grouped = grouped.saturating_add(value(&mut column, kind)?);
                }
            }
        }
    }
    Some(if kind == GROUP { count.max(grouped) } else { count })
}

/// One value of a column; for what is no number its length.
fn value(column: &mut Bytes<'_>, kind: u64) -> Option<u64> {
    match kind {
        TEXT => column.skip_counted().map(|_| 0),
        DELTA => column.signed().map(i64::unsigned_abs),
        _ => column.number(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_claim_is_added_up() {
        let column = |bytes: &'static [u8]| Bytes(bytes);
        // Three times 5, two values, four nulls.
        assert_eq!(runs(2, column(&[3, 5, 0x7e, 1, 2, 0, 4])), Some(9));
        // Three groups of 5, groups of 1 and 2.
        assert_eq!(runs(GROUP, column(&[3, 5, 0x7e, 1, 2])), Some(18));
        assert_eq!(runs(TEXT, column(&[2, 1, b'a', 0x7f, 2, b'b', b'c'])), Some(3));
        assert_eq!(booleans(column(&[0, 7, 2])), Some(9));
        assert_eq!(runs(2, column(&[0x7e, 1])), None);
    }
}
