//! Signed lists: every way to give a shop a wrong one, kills, sticks, and the reference
//! implementation of The Update Framework in both directions.

#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "files of a test need not survive a power cut")]
#![allow(dead_code, unreachable_pub, reason = "each part uses a part of the others")]

#[path = "lists/attacks.rs"]
mod attacks;
#[path = "lists/commands.rs"]
mod commands;
#[path = "lists/kills.rs"]
mod kills;
#[path = "lists/mint.rs"]
mod mint;
#[path = "lists/python.rs"]
mod python;
#[path = "lists/server.rs"]
mod server;
#[path = "lists/shop.rs"]
mod shop;
#[path = "support/lib.rs"]
mod support;
