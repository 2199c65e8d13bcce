//! `deny.toml` allows what the linked crates need, and nothing that none of them needs.
//!
//! cargo-deny is not on every machine; this holds its licence table to Cargo.lock without it.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// A licence expression as crates write it, in disjunctive form: any one set of names will do.
fn choices(expression: &str) -> Vec<BTreeSet<String>> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut position = 0;
    let result = any_of(&words, &mut position);
    assert_eq!(position, words.len(), "{expression} is not understood");
    result
}

fn any_of(words: &[&str], position: &mut usize) -> Vec<BTreeSet<String>> {
    let mut result = all_of(words, position);
    while words.get(*position) == Some(&"OR") {
        *position += 1;
        result.extend(all_of(words, position));
    }
    result
}

fn all_of(words: &[&str], position: &mut usize) -> Vec<BTreeSet<String>> {
    let mut result = one_of(words, position);
    while words.get(*position) == Some(&"AND") {
        *position += 1;
        let next = one_of(words, position);
        result = result.iter().flat_map(|a| next.iter().map(move |b| a | b)).collect();
    }
    result
}

fn one_of(words: &[&str], position: &mut usize) -> Vec<BTreeSet<String>> {
    let word = words[*position];
    *position += 1;
    if word == "(" {
        let inner = any_of(words, position);
        assert_eq!(words.get(*position), Some(&")"));
        *position += 1;
        return inner;
    }
    let mut name = word.to_owned();
    if words.get(*position) == Some(&"WITH") {
        name = format!("{name} WITH {}", words[*position + 1]);
        *position += 2;
    }
    vec![BTreeSet::from([name])]
}

fn satisfied(expression: &str, allowed: &BTreeSet<String>) -> bool {
    choices(expression).iter().any(|choice| choice.is_subset(allowed))
}

/// The `allow` list of `deny.toml`.
fn allowed() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    let deny: toml::Value = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let list = deny["licenses"]["allow"].as_array().unwrap();
    list.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// (name, licence) of every package for one target, or for all when `target` is `None`;
/// `None` when the crates are not on this machine.
fn packages(target: Option<&str>) -> Option<Vec<(String, String)>> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args(["metadata", "--locked", "--offline", "--format-version", "1"]);
    command.args(target.iter().flat_map(|target| ["--filter-platform", target]));
    let output = command.output().unwrap();
    if !output.status.success() {
        return None;
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    Some(
        packages
            .map(|package| {
                let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
                (text("name"), text("license"))
            })
            .collect(),
    )
}

/// The target that this test was compiled for, as `rustc -vV` names the host.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

#[test]
fn every_linked_crate_has_an_allowed_licence() {
    let host = host();
    let packages = packages(Some(&host)).expect("the crates of this build are on this machine");
    assert!(packages.len() > 100, "only {} packages", packages.len());
    let allowed = allowed();
    let refused: Vec<_> = packages.iter().filter(|(_, licence)| !satisfied(licence, &allowed)).collect();
    assert!(refused.is_empty(), "not allowed by deny.toml: {refused:#?}");
}

#[test]
fn every_allowed_licence_is_needed() {
    let Some(packages) = packages(None) else {
        eprintln!("skipped: the crates of other platforms are not on this machine (cargo fetch brings them)");
        return;
    };
    let allowed = allowed();
    for name in &allowed {
        let mut without = allowed.clone();
        without.remove(name);
        let needed = packages.iter().any(|(_, licence)| !satisfied(licence, &without));
        assert!(needed, "no crate of Cargo.lock needs {name}");
    }
}

#[test]
fn licence_expressions_are_read_as_crates_write_them() {
    let allowed = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<String>>();
    assert!(satisfied("MIT/Apache-2.0", &allowed(&["MIT"])));
    assert!(satisfied("MIT OR GPL-3.0-only", &allowed(&["MIT"])));
    assert!(!satisfied("(MIT OR Apache-2.0) AND Unicode-3.0", &allowed(&["MIT"])));
    assert!(satisfied("(MIT OR Apache-2.0) AND Unicode-3.0", &allowed(&["MIT", "Unicode-3.0"])));
    assert!(!satisfied("Apache-2.0 WITH LLVM-exception", &allowed(&["Apache-2.0"])));
    assert!(satisfied("ISC AND (Apache-2.0 OR ISC)", &allowed(&["ISC"])));
    assert!(!satisfied("GPL-3.0-only", &allowed(&["MIT"])));
}
