//! `cargo xtask …`: which command was asked for.
fn main() {}
