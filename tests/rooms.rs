//! Proves the house: which room may know which.
//!
//! Every file of `src` has a level (`rooms/levels.rs`). A file may import from lower levels and
//! from its own room, never from a higher level; crates that touch the machine or the network
//! stay at their level; files stay readable. Imports are read with `syn` (`rooms/imports.rs`),
//! because an inline path evades a search for `use`. The planted violations below prove that
//! each rule can fail.

#![cfg(test)]

#[path = "rooms/imports.rs"]
mod imports;
#[path = "rooms/judge.rs"]
mod judge;
#[path = "rooms/levels.rs"]
mod levels;
#[path = "rooms/planted.rs"]
mod planted;

use judge::Tree;
use std::path::Path;

/// Every Rust file below `folders`, by its path relative to the package.
fn tree(folders: &[&str]) -> Tree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pending: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut tree = Tree::new();
    while let Some(folder) = pending.pop() {
        // `benches` or `tests` may be missing from a published package.
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                tree.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    tree
}

#[test]
fn the_house_stands() {
    let tree = tree(&["src", "tests", "benches"]);
    assert!(tree.contains_key("src/lib.rs") && tree.len() > 8, "only {} files were read", tree.len());
    let faults = judge::judge(&tree, &levels::RULES);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_tables_are_sound() {
    let rules = &levels::RULES;
    for (i, row) in rules.rooms.iter().enumerate() {
        assert!(row.level <= 6, "{} has level {}", row.prefix, row.level);
        assert!(!row.prefix.ends_with('/') && !row.prefix.starts_with("src"), "{} is not a prefix", row.prefix);
        assert!(!rules.rooms[..i].iter().any(|other| other.prefix == row.prefix), "{} stands twice", row.prefix);
    }
    let tree = tree(&["src"]);
    let strict = judge::judge(&tree, &levels::Rules { exceptions: &[], ..*rules });
    for exception in rules.exceptions {
        let path = format!("src/{}.rs:", exception.file);
        let needed = strict.iter().any(|fault| fault.starts_with(&path) && fault.contains(exception.what));
        let exists = tree.contains_key(path.trim_end_matches(':'));
        assert!(needed || !exists, "{path} no longer needs its exception for {}", exception.what);
        assert!(exception.reason.len() > 20, "{} has no reason", exception.file);
        assert!(rules.edges.iter().any(|edge| edge.path == exception.what), "{} is free anyway", exception.what);
    }
}
