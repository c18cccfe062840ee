//! How large the phone's bundle is: as it lies on the phone, and as it travels.

use crate::world::{Outcome, bundle};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;

/// Each file of the phone bundle, and all of them: raw, gzip 9, brotli 11.
///
/// # Errors
/// When the bundle isn't built.
pub fn sizes() -> Outcome<Value> {
    let folder = bundle("phone").ok_or("the phone bundle is not built: run `cargo xtask build`")?;
    let (mut files, mut sums) = (serde_json::Map::new(), [0usize; 3]);
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).map_err(|e| e.to_string())?.filter_map(Result::ok).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let bytes = std::fs::read(entry.path()).map_err(|e| e.to_string())?;
        let sizes = [bytes.len(), gzip(&bytes)?.len(), brotli_size(&bytes)?];
        sums.iter_mut().zip(sizes).for_each(|(sum, size)| *sum += size);
        files.insert(entry.file_name().to_string_lossy().into_owned(), named(sizes));
    }
    Ok(json!({ "files": files, "all": named(sums) }))
}

fn named([raw, gzip, brotli]: [usize; 3]) -> Value {
    json!({ "raw": raw, "gzip": gzip, "brotli": brotli })
}

fn brotli_size(bytes: &[u8]) -> Outcome<usize> {
    let mut packed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut packed, 1 << 16, 11, 22);
    encoder.write_all(bytes).map_err(|e| e.to_string())?;
    drop(encoder);
    Ok(packed.len())
}

/// Packed as gzip -9 packs.
///
/// # Errors
/// One sentence.
pub fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|e| e.to_string())
}
