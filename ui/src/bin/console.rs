//! The console's bundle.

fn main() {}
