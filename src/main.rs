//! The `countercheck` program.

fn main() {}
