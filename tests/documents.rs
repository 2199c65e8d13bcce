//! The documents hold together: links lead somewhere, and what `.ci/run` reads out of the README is there.

#![cfg(test)]

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Markdown file of the root and of the folders that hold documents.
fn documents() -> Vec<PathBuf> {
    let folders = ["", "benches", "docs", "hw", "packaging"].map(|folder| root().join(folder));
    let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// Targets of `[text](target)` that are neither addresses nor places within the same page.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    targets.filter(|target| !target.is_empty() && !target.contains("://")).collect()
}

#[test]
fn links_lead_to_files() {
    let documents = documents();
    assert!(documents.len() >= 5, "only {} documents", documents.len());
    let mut broken = Vec::new();
    for path in documents {
        let text = std::fs::read_to_string(&path).unwrap();
        let folder = path.parent().unwrap();
        let missing = links(&text).into_iter().filter(|link| !folder.join(link).exists()).map(str::to_owned);
        broken.extend(missing.map(|link| format!("{}: {link}", path.display())));
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert_eq!(links("[a](b.md) [c](https://d) [e](#f) [g](h/i.md#j)"), ["b.md", "h/i.md"]);
}

#[test]
fn the_readme_names_its_two_commands() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut inside = false;
    let mut commands = Vec::new();
    for line in readme.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if inside && line.starts_with("cargo ") {
            commands.push(line);
        }
    }
    assert_eq!(commands, ["cargo run --release -- demo", "cargo test --locked"]);
}

#[test]
fn the_changelog_has_a_place_for_the_next_change() {
    let changelog = std::fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    let unreleased = changelog.find("## [Unreleased]").expect("an Unreleased section");
    let version = changelog.find(&format!("## [{}]", env!("CARGO_PKG_VERSION")));
    assert!(version.is_none_or(|version| unreleased < version), "Unreleased stands first");
}

#[test]
fn the_documented_config_is_one_that_the_program_reads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/config.md");
    let text = std::fs::read_to_string(path).unwrap();
    let blocks: Vec<&str> = text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 2, "docs/config.md shows {} files", blocks.len());
    for block in blocks {
        let config = countercheck::config::Config::parse(block).unwrap_or_else(|e| panic!("{e}\n{block}"));
        countercheck::registry::client::check_sources(&config.sources).unwrap();
    }
}

#[test]
fn the_pictures_of_the_readme_are_those_of_the_tests() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for name in ["verdict_stop", "verdict_not_listed", "verdict_not_checked"] {
        let picture = std::fs::read_to_string(root().join(format!("tests/screens/{name}_80x24.snap"))).unwrap();
        let picture = picture.splitn(3, "---\n").nth(2).unwrap().trim_end_matches('\n');
        assert!(readme.contains(&format!("```text\n{picture}\n```")), "{name} has changed: copy it into README.md");
    }
}
