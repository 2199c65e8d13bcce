//! Planted violations: each rule can fail, and fails for nothing else.

use super::judge::{Tree, judge};
use super::levels::{Exception, RULES, Rules};

/// A small sound house.
fn house() -> Tree {
    let files = [
        ("src/lib.rs", "pub mod imei; pub mod scan; pub mod registry; pub mod till; pub mod tui; pub mod cli;"),
        ("src/main.rs", "fn main() { countercheck::app::run(); }"),
        ("src/imei.rs", "pub struct Imei;"),
        ("src/clock.rs", "pub mod system;"),
        ("src/clock/system.rs", "use super::Moment; pub fn now() -> u64 { rustix::time::now() }"),
        ("src/scan.rs", "pub mod frame; pub mod serial; pub struct Scan;"),
        ("src/scan/frame.rs", "use super::Scan; use crate::imei::Imei;"),
        ("src/scan/serial.rs", "use super::frame; use crate::clock::system; use serialport::SerialPort; use std::fs;"),
        ("src/registry.rs", "pub mod client; pub mod camara; use crate::imei::Imei;"),
        ("src/registry/camara.rs", "use super::Answer;"),
        ("src/registry/client.rs", "use super::camara; use crate::sqlite::open; pub struct ClientError;"),
        ("src/sqlite.rs", "use rusqlite::Connection;"),
        ("src/vault.rs", "use crate::sqlite; use getrandom::fill;"),
        ("src/till.rs", "use crate::imei::Imei; use crate::scan::Scan;"),
        ("src/effects.rs", "use crate::{till, registry::client::ClientError}; use std::thread;"),
        ("src/tui.rs", "use crate::till; use ratatui::Frame;"),
        ("src/cli.rs", "use crate::till; use clap::Parser;"),
        ("src/app.rs", "use crate::{cli, tui, effects}; use std::fs; pub fn run() {}"),
        ("src/config.rs", "use crate::registry::client; use std::fs::File;"),
    ];
    files.into_iter().map(|(path, source)| (path.to_owned(), source.to_owned())).collect()
}

/// The faults of the sound house with one file put in.
fn with(path: &str, source: &str) -> Vec<String> {
    let mut tree = house();
    tree.insert(path.to_owned(), source.to_owned());
    judge(&tree, &RULES)
}

fn refused(path: &str, source: &str, part: &str) {
    let faults = with(path, source);
    assert!(faults.iter().any(|fault| fault.contains(part)), "{path}: {source}\n  gave {faults:?}, not {part:?}");
    assert!(faults.iter().all(|fault| fault.starts_with(path)), "{path} made others fail: {faults:?}");
}

fn allowed(path: &str, source: &str) {
    assert_eq!(with(path, source), Vec::<String>::new(), "{path}: {source}");
}

#[test]
fn the_sound_house_has_no_fault() {
    assert_eq!(judge(&house(), &RULES), Vec::<String>::new());
}

#[test]
fn an_upward_import_is_found_however_it_is_written() {
    for source in [
        "use crate::till::State;",
        "use crate::{till::State, scan};",
        "use crate::till as t; fn f(s: &t::State) {}",
        "use crate as c; fn f() { c::till::update() }",
        "fn f() { crate::till::update() }",
        "fn f() -> Result<(), crate::registry::client::ClientError> { Ok(()) }",
        "struct S { x: Vec<Box<dyn crate::till::Trait>> }",
        "use super::till::State;",
        "use super::*; fn f() { till::update() }",
        "mod inner { use super::super::till; }",
        "fn f() { use crate::till; }",
        "fn f() { format!(\"{}\", crate::till::NAME); }",
        "macro_rules! m { () => { $crate::till::NAME } }",
        "thread_local! { static X: u8 = { use crate::{imei::Imei, till}; 0 } }",
        "#[derive(crate::till::Derive)] struct S;",
        "struct S { #[serde(with = \"crate::till::as_text\")] x: u8 }",
        "impl crate::till::Trait for S {}",
        "pub use crate::till::State;",
        "use countercheck::till;",
        "#[cfg(test)] mod tests { use crate::till; }",
        "use crate::registry::client::ClientError as E;",
    ] {
        refused("src/imei.rs", source, "imports point downward");
    }
    refused("src/imei/tac.rs", "use super::super::till;", "imports point downward");
    refused("src/effects/run.rs", "use crate::tui::Pane;", "level 4 imports crate::tui::Pane of level 5");
    refused("src/cli/check.rs", "use crate::config::Config;", "of level 6");
    refused("src/imei.rs", "use crate::doctor;", "a room without a file");
    refused("src/till/state.rs", "use crate::Everything;", "of level 6");
}

#[test]
fn a_door_declares_its_edges_and_imports_none() {
    allowed("src/scan.rs", "pub mod frame; pub mod serial; pub use frame::Frame;");
    allowed("src/scan.rs", "#[cfg(windows)] pub mod serial; pub use {serial as port};");
    refused("src/scan.rs", "pub mod serial; pub use serial::*;", "imports point downward");
    refused("src/scan.rs", "pub mod serial; pub use serial::Handle;", "imports point downward");
    refused("src/scan.rs", "pub mod serial; pub use self::serial::Handle;", "imports point downward");
    refused("src/scan.rs", "pub mod serial; fn f() { serial::spawn() }", "imports point downward");
    refused("src/clock.rs", "pub mod system; fn f() { system::now() }", "imports point downward");
}

#[test]
fn the_till_knows_no_edge() {
    refused("src/till.rs", "use crate::vault::Vault;", "the till imports the edge");
    refused("src/till/check.rs", "fn f() { crate::clock::system::now() }", "the till imports the edge");
    refused("src/till.rs", "fn f() { std::time::Instant::now(); }", "std::time::Instant");
    refused("src/till.rs", "use std::{thread, time};", "std::thread");
    allowed("src/till.rs", "use std::time::Duration; use std::collections::BTreeMap;");
}

#[test]
fn edges_and_formats_do_not_know_their_neighbours() {
    refused("src/vault.rs", "use crate::registry::client::ClientError;", "sideways");
    refused("src/scan/frame.rs", "use crate::registry::Answer;", "sideways");
    allowed("src/registry/client/retry.rs", "use super::super::camara; use crate::registry::client;");
    allowed("src/effects.rs", "use crate::vault; use crate::registry::client;");
}

#[test]
fn an_edge_crate_is_found_in_the_wrong_place() {
    for (path, source, edge) in [
        ("src/tui.rs", "use reqwest::Client;", "reqwest"),
        ("src/cli.rs", "fn f() { std::fs::read(\"x\"); }", "std::fs"),
        ("src/till.rs", "use std::{fs, io};", "std::fs"),
        ("src/effects.rs", "use std::fs::{self, File};", "std::fs"),
        ("src/imei.rs", "use std as s; fn f() { s::fs::read(\"x\"); }", "std::fs"),
        ("src/imei.rs", "use ::rusqlite::Connection;", "rusqlite"),
        ("src/imei.rs", "extern crate rusqlite as r;", "rusqlite"),
        ("src/registry/camara.rs", "fn f() -> Result<(), reqwest::Error> { Ok(()) }", "reqwest"),
        ("src/registry.rs", "use std::net::IpAddr;", "std::net"),
        ("src/effects.rs", "fn f() { let x = vec![tokio::spawn(async {})]; }", "tokio"),
        ("src/effects.rs", "#[tokio::main] async fn f() {}", "tokio"),
        ("src/app.rs", "use rusqlite::Connection;", "rusqlite"),
        ("src/app.rs", "use tokio::runtime::Runtime;", "tokio"),
        ("src/doctor.rs", "use serialport::available_ports;", "serialport"),
        ("src/till.rs", "fn f() { getrandom::fill(&mut []); }", "getrandom"),
        ("src/config.rs", "use getrandom::fill;", "getrandom"),
        ("src/imei.rs", "use rustix::time;", "rustix"),
        ("src/cli.rs", "use ratatui::text::Line;", "ratatui"),
        ("src/scan/serial.rs", "use ratatui::crossterm;", "ratatui"),
        ("src/tui.rs", "use clap::Parser;", "clap"),
        ("src/imei.rs", "use std::env;", "std::env"),
        ("src/imei.rs", "#[cfg(not(test))] use std::fs;", "std::fs"),
        ("src/imei.rs", "#[cfg(any(test, unix))] fn f() { std::fs::read(\"x\"); }", "std::fs"),
    ] {
        refused(path, source, &format!("{edge} does not belong"));
    }
    for (path, source) in [
        ("src/app.rs", "use std::fs; use getrandom::fill; use rustix::fs::flock;"),
        ("src/config.rs", "fn f() { std::fs::read(\"x\"); }"),
        ("src/scan/terminal_windows.rs", "use ratatui::crossterm::event;"),
        ("src/imei.rs", "use std::fmt; use std::io::Read; struct Tokio; fn f() { fs::nothing() }"),
        ("src/imei.rs", "//! [`std::fs`] and [`crate::till`] are only mentioned.\n/// As is tokio::spawn.\nfn f() {}"),
    ] {
        allowed(path, source);
    }
}

#[test]
fn code_for_tests_may_touch_the_machine() {
    for source in [
        "#[cfg(test)] mod tests { use std::fs; fn f() { fs::read(\"x\"); } }",
        "#[cfg(all(test, unix))] mod tests { fn f() { std::fs::read(\"x\"); } }",
        "#[cfg(test)] fn helper() { std::fs::read(\"x\"); }",
        "#[test] fn helper() { std::fs::read(\"x\"); }",
        "struct S; impl S { #[cfg(test)] fn f() { std::fs::read(\"x\"); } }",
    ] {
        allowed("src/imei.rs", source);
    }
    let mut tree = house();
    tree.insert("src/imei/tests.rs".to_owned(), "use std::fs;".to_owned());
    assert!(!judge(&tree, &RULES).is_empty(), "a file named tests is not one by its name");
    tree.insert("src/imei.rs".to_owned(), "#[cfg(test)] mod tests;".to_owned());
    assert_eq!(judge(&tree, &RULES), Vec::<String>::new());
}

#[test]
fn an_exception_frees_one_file_from_one_row() {
    let exceptions =
        &[Exception { file: "imei/tac", what: "std::fs", reason: "planted: shows that a row frees this file" }];
    let rules = Rules { exceptions, ..RULES };
    let mut tree = house();
    tree.insert("src/imei/tac.rs".to_owned(), "use std::fs; use std::net::IpAddr;".to_owned());
    tree.insert("src/imei/luhn.rs".to_owned(), "use std::fs;".to_owned());
    let faults = judge(&tree, &rules);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].starts_with("src/imei/luhn.rs:1: std::fs"), "{faults:?}");
    assert!(faults[1].starts_with("src/imei/tac.rs:1: std::net"), "{faults:?}");
}

#[test]
fn every_file_has_a_level() {
    refused("src/utils.rs", "fn f() {}", "no level");
    refused("src/registry/dirbs.rs", "fn f() {}", "no level");
    allowed("src/registry/tests/support.rs", "fn f() {}");
    allowed("src/imei/anything.rs", "fn f() {}");
}

#[test]
fn files_stay_readable() {
    allowed("src/imei/long.rs", &"//\n".repeat(500));
    refused("src/imei/long.rs", &"//\n".repeat(501), "501 lines");
    allowed("src/imei/tests.rs", &"//\n".repeat(800));
    refused("src/imei/tests.rs", &"//\n".repeat(801), "801 lines");
    refused("tests/long.rs", &"//\n".repeat(801), "801 lines");
    refused("src/imei/mod.rs", "", "never mod.rs");
    refused("tests/support/mod.rs", "", "never mod.rs");
}

#[test]
fn ways_around_the_rules_are_refused() {
    refused("src/imei.rs", "#[path = \"../other.rs\"] mod other;", "#[path] hides");
    refused("src/imei.rs", "include!(\"other.rs\");", "include! hides");
    refused("src/imei.rs", "fn f( {", "cannot be parsed");
    allowed("src/imei.rs", "const TEXT: &str = include_str!(\"../README.md\");");
}
