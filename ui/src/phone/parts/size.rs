//! How much room or how many bytes, in the words people know.

use ui::text::t_with;

/// Bytes of a megabyte, as phones count them.
pub const MEGA: u64 = 1_000_000;

/// 3 KB; from a million bytes on 1.4 MB.
pub fn size(bytes: u64) -> String {
    if bytes < MEGA {
        return t_with("size-kb", &[("n", (bytes.div_ceil(1_000) as usize).into())]);
    }
    let tenths = bytes.saturating_add(50_000) / 100_000;
    t_with("size-mb", &[("n", format!("{}.{}", tenths / 10, tenths % 10).into())])
}
