//! The fuzzer on `weige_fuzz::text`.

#![no_main]

// The door catches Automerge's panics; only one that escapes is a find, and that ends the process.
libfuzzer_sys::fuzz_target!(init: std::panic::set_hook(Box::new(|_| ())), |data: &[u8]| weige_fuzz::text(data));
