//! Lists on a shop's shelf, put there the way the shelf keeps them.

use super::program::{command, run};
use super::shop::{Shop, put};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// Puts a version of a list on the shelf: `rows` are `IMEI,STATUS,REASON,SINCE,REPORTER,COUNTRY`.
/// `age_hours` is how long ago it was issued. Returns the page file.
pub fn shelve(shop: &Shop, list: &str, version: u64, age_hours: i64, rows: &[String]) -> PathBuf {
    let folder = shop.data().join("lists").join(list);
    let pages = folder.join("pages");
    std::fs::create_dir_all(&pages).expect("a folder");
    let csv = shop.beside(&format!("{list}-{version}.csv"));
    put(&csv, format!("imei,status,reason,since,reporter,country\n{}\n", rows.join("\n")).as_bytes());
    let made = shop.beside(&format!("{list}-{version}.list"));
    let issued = countercheck::clock::system::now().wall - chrono::Duration::hours(age_hours);
    let issued = countercheck::clock::rfc3339(issued);
    let issued = format!("{}Z", issued.split(['.', 'Z']).next().expect("a time"));
    let number = version.to_string();
    let words = ["list", "build", csv.to_str().expect("UTF-8"), "--output", made.to_str().expect("UTF-8")];
    let more = ["--name", list, "--version", &number, "--issued-at", &issued, "--allow-shrink"];
    run(&mut command(&[&words[..], &more[..]].concat())).expect(0);
    let bytes = std::fs::read(&made).expect("the list");
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let page = pages.join(&sha256);
    put(&page, &bytes);
    let current = serde_json::json!({
        "v": 1, "list": list, "version": version, "issued_at": issued, "sha256": sha256, "entries": rows.len(),
        "signer": null, "how": "file", "base": { "sha256": sha256, "bytes": bytes.len() }, "overlays": [],
    });
    let beside = folder.join("current.json.new");
    put(&beside, current.to_string().as_bytes());
    std::fs::rename(beside, folder.join("current.json")).expect("a rename");
    page
}

/// A row about this number.
pub fn row(imei: &str, status: &str) -> String {
    format!("{imei},{status},0011,2026-04-11,Example Police,GB")
}

/// Names lists in the config, each with these further lines, and makes them required.
pub fn configure(shop: &Shop, lists: &[(&str, &str)]) {
    let path = shop.data().join("config.toml");
    let mut config = std::fs::read_to_string(&path).expect("a config");
    let names: Vec<String> = lists.iter().map(|(name, _)| format!("{name:?}")).collect();
    config = config.replacen("required = []", &format!("required = [{}]", names.join(", ")), 1);
    assert!(config.contains(&names[0]), "{config}");
    config.extend(lists.iter().map(|(name, more)| format!("\n[[list]]\nname = {name:?}\n{more}\n")));
    put(&path, config.as_bytes());
}
