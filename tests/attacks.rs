//! Ways to cheat the stored register, one case each, and who notices.
//!
//! The attacker is the dealer: he has the machine and every key. So each case also shows what
//! *only* an outside commitment catches. Detectors: `open` (the program's own start), `verify`
//! (anybody), `receipt`, `officer`, `witness` (verify with what that person holds). The whole table
//! is docs/what-it-proves.md.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "the helpers of a test may fail it")]

#[path = "attacks/shop.rs"]
mod shop;

#[path = "attacks/stored.rs"]
mod stored;

#[path = "attacks/rewritten.rs"]
mod rewritten;

#[path = "attacks/evidence.rs"]
mod evidence;

#[path = "attacks/witnessed.rs"]
mod witnessed;
