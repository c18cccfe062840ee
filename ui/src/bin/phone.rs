//! The phone's bundle.

fn main() {}
