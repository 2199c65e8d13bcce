//! The rules, applied to a tree of sources.

use super::imports::{self, ModulePath, Target};
use super::levels::{Row, Rules, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Path relative to the package → source text.
pub(crate) type Tree = BTreeMap<String, String>;

/// Lines that a file may have, and that a file of tests may have.
const FILE_LINES: usize = 500;
const TEST_FILE_LINES: usize = 800;

/// All faults of a tree, one line each: `path:line: what`.
pub(crate) fn judge(tree: &Tree, rules: &Rules) -> Vec<String> {
    let mut faults: BTreeSet<String> = BTreeSet::new();
    for (path, source) in tree {
        faults.extend(habits(path, source));
    }
    let rooms: Tree = tree.iter().filter_map(|(p, s)| Some((room_path(p)?, s.clone()))).collect();
    let modules: BTreeSet<ModulePath> = rooms.keys().map(|path| module_of(path)).collect();
    let mut files = Vec::new();
    for (path, source) in &rooms {
        match imports::read(source, &module_of(path), &modules) {
            Ok(contents) => files.push((path.as_str(), contents)),
            Err(error) => faults.extend([format!("src/{path}.rs: cannot be parsed: {error}")]),
        }
    }
    let tests: Vec<ModulePath> = files.iter().flat_map(|(_, contents)| contents.test_modules.clone()).collect();
    for (path, contents) in &files {
        let Some(row) = row_of(path, rules) else {
            faults.insert(format!("src/{path}.rs: no level: add a row to tests/rooms/levels.rs"));
            continue;
        };
        let at = |line: usize, what: &str| format!("src/{path}.rs:{line}: {what}");
        faults.extend(contents.evasions.iter().map(|(line, what)| at(*line, what)));
        let module = module_of(path);
        let whole_file_is_test = tests.iter().any(|test| module.starts_with(test));
        for named in &contents.named {
            let what = match &named.target {
                Target::Ours(target) => import(path, row, target, &rooms, rules)
                    .filter(|_| !is_declaration(path, target, named.glob, &rooms)),
                Target::Outside(_) if named.test || whole_file_is_test => None,
                Target::Outside(target) => edge(path, row, target, rules),
            };
            faults.extend(what.map(|what| at(named.line, &what)));
        }
    }
    faults.into_iter().collect()
}

/// `src/scan/frame.rs` → `scan/frame`.
fn room_path(path: &str) -> Option<String> {
    Some(path.strip_prefix("src/")?.strip_suffix(".rs")?.to_owned())
}

fn module_of(path: &str) -> ModulePath {
    match path {
        "lib" | "main" => Vec::new(),
        _ => path.split('/').map(str::to_owned).collect(),
    }
}

fn habits(path: &str, source: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if path.ends_with("/mod.rs") {
        faults.push(format!("{path}: foo.rs stands beside foo/, never mod.rs"));
    }
    let of_tests = path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "benches"));
    let limit = if of_tests { TEST_FILE_LINES } else { FILE_LINES };
    let lines = source.lines().count();
    if lines > limit {
        faults.push(format!("{path}: {lines} lines, {limit} at most: split the room"));
    }
    faults
}

/// The row with the longest prefix that covers a file.
fn row_of<'a>(path: &str, rules: &'a Rules) -> Option<&'a Row> {
    rules.rooms.iter().filter(|row| covers(row, path)).max_by_key(|row| row.prefix.len())
}

fn covers(row: &Row, path: &str) -> bool {
    let Some(rest) = path.strip_prefix(row.prefix) else { return false };
    match row.span {
        Span::Room => rest.is_empty() || rest.starts_with('/'),
        Span::Door => rest.is_empty() || rest == "/tests" || rest.starts_with("/tests/"),
    }
}

fn below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A door may pass a child on under another name (`pub use terminal_windows as terminal`): that
/// declares it. What a door takes out of the child is an import.
fn is_declaration(path: &str, target: &[String], glob: bool, rooms: &Tree) -> bool {
    let target = target.join("/");
    !glob && rooms.contains_key(&target) && target != path && below(&target, path)
}

/// An import of another file of ours.
fn import(path: &str, row: &Row, target: &[String], rooms: &Tree, rules: &Rules) -> Option<String> {
    let owner = (1..=target.len()).rev().map(|n| target[..n].join("/")).find(|p| rooms.contains_key(p));
    if owner.is_none() && target.first().is_some_and(|first| row_of(first, rules).is_some()) {
        return Some(format!("names crate::{}, a room without a file", target.join("::")));
    }
    let owner = owner.unwrap_or_else(|| "lib".to_owned());
    if owner == path {
        return None;
    }
    // A file without a level is a fault of its own.
    let other = row_of(&owner, rules)?;
    let name = target.join("::");
    let (from, to) = (row.level, other.level);
    if to > from {
        return Some(format!("level {from} imports crate::{name} of level {to}: imports point downward"));
    }
    if from == 3 && to == 2 {
        return Some(format!("the till imports the edge crate::{name}: it knows levels 0 and 1 only"));
    }
    let room = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
    let shared = rules.shared.iter().any(|(prefix, _)| below(&owner, prefix));
    if from == to && matches!(from, 1 | 2) && room(path) != room(&owner) && !shared {
        return Some(format!("imports crate::{name} sideways: rooms of level {from} do not know each other"));
    }
    None
}

/// An edge crate, or a part of the standard library that counts as one.
fn edge(path: &str, row: &Row, target: &[String], rules: &Rules) -> Option<String> {
    let name = target.join("::");
    let starts_with =
        |edge: &str| name.strip_prefix(edge).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    let edge = rules.edges.iter().find(|edge| starts_with(edge.path))?;
    let free = edge.levels.contains(&row.level)
        || edge.rooms.iter().any(|room| below(path, room))
        || rules.exceptions.iter().any(|exception| exception.file == path && exception.what == edge.path);
    (!free).then(|| format!("{} does not belong at level {} here ({name})", edge.path, row.level))
}
