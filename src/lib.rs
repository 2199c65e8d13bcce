//! Countercheck: the terminal on the second-hand counter.
//!
//! The map and the glossary follow once the rooms stand.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod effects;
pub mod finding;
pub mod imei;
pub mod ledger;
pub mod registry;
pub mod scan;
pub mod server;
pub mod sqlite;
pub mod stock;
pub mod till;
pub mod tui;
pub mod vault;
pub mod words;
