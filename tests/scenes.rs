//! Scenes: events in, effects and state out, written in TOML under `tests/scenes`. The language is
//! explained in `tests/scenes/README.md`; each file is named by what it shows.

#![cfg(test)]

#[path = "scenes/deals.rs"]
mod deals;
#[path = "scenes/language.rs"]
mod language;
#[path = "scenes/papers.rs"]
mod papers;
#[path = "scenes/staff.rs"]
mod staff;
#[path = "scenes/stage.rs"]
mod stage;
#[path = "scenes/stock.rs"]
mod stock;
#[path = "scenes/vocabulary.rs"]
mod vocabulary;

use std::path::{Path, PathBuf};

fn scenes() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenes");
    let folders = [folder.clone(), folder.join("deals")];
    let files = folders.iter().flat_map(|f| std::fs::read_dir(f).unwrap()).map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
    files.sort();
    files
}

#[test]
fn every_scene_plays_as_written() {
    let files = scenes();
    assert!(files.len() >= 40, "only {} scenes", files.len());
    let mut failed = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        if let Err(why) = stage::play(&text) {
            failed.push(format!("{}: {why}", file.file_name().unwrap().to_string_lossy()));
        }
    }
    assert!(failed.is_empty(), "{} of {} scenes differ:\n{}", failed.len(), files.len(), failed.join("\n"));
}

#[test]
fn a_scene_that_expects_something_else_fails() {
    let scene = |expectation: &str| {
        format!("[shop]\nsources = [\"national machine\"]\n[[step]]\nscan = \"{{00101101000101}}\"\n{expectation}\n")
    };
    assert_eq!(stage::play(&scene("phase = \"1 asking\"")), Ok(()));
    for wrong in
        ["phase = \"1 done\"", "effects = []", "pane = \"quit\"", "queue = 3", "entries = []", "finding = \"1 stop\""]
    {
        assert!(stage::play(&scene(wrong)).is_err(), "{wrong} passed");
    }
    assert!(stage::play("[[step]]\nsacn = \"1\"").is_err(), "an unknown word passed");
    assert!(stage::play("title = \"nothing happens\"").is_err(), "a scene without a step passed");
}
