//! Entries with pictures, drafts and papers, written by the program's own parts: the commands do
//! not take pictures yet.

use super::shop::Shop;
use countercheck::clock::{Moment, system};
use countercheck::effects::{Recorder, fresh_id};
use countercheck::finding::{Answer, Outcome, SourceName};
use countercheck::imei::Imei14;
use countercheck::ledger::leaf::{Blob, Draft, EntryId, Field, LeafKind, Stamp, TokenClass};
use countercheck::ledger::store::Store;
use countercheck::registry::cache::CacheStore;
use countercheck::stock::Stock;
use countercheck::vault::{Kept, Tray, Vault};
use std::path::Path;

/// The shop's stores, open for writing.
pub fn recorder(data: &Path) -> Recorder {
    let (store, vault) = (Store::open(data).expect("no alarm"), Vault::open(data).expect("a vault"));
    let stock = Stock::open(&data.join("stock.db")).expect("a projection");
    let stamp = Stamp { boot: "00".repeat(16), build: "countercheck 0.1.0".into(), ..Stamp::default() };
    Recorder::new(store, vault, stock, stamp)
}

/// This many days ago.
pub fn days_ago(days: i64) -> Moment {
    let now = system::now();
    Moment::new(now.wall - chrono::TimeDelta::days(days), now.mono)
}

/// Bytes that look like nothing else and do not repeat.
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(&mut next).take(length).collect()
}

/// One matter: a check of `imei` and an entry that names it, with the seller's name and a picture.
pub fn matter(at: Moment, imei: &str, seller: &str, picture: Vec<u8>) -> [Draft; 2] {
    let mut started = Draft::new(fresh_id(), LeafKind::CheckStarted, at).with("purpose", "purchase");
    started.fields.push(Field::imei("imei.1", imei));
    let mut second = Draft::new(fresh_id(), LeafKind::CheckAnswered, at)
        .with("check", started.entry_id.to_string())
        .with("finding", "not_listed");
    second.fields.push(Field { token: Some(TokenClass::Name), ..Field::person("seller.name", seller) });
    second.blobs.push(Blob { label: "picture.1".into(), bytes: picture });
    [started, second]
}

/// A draft of a deal and a paper that belong to an entry.
pub fn keep_papers(vault: &mut Vault, entry: EntryId, text: &str) {
    for tray in [Tray::Drafts, Tray::Prints] {
        let kept = Kept { name: format!("paper.{entry}"), entry: Some(entry), bytes: text.into() };
        vault.put(tray, &kept).expect("on disk");
    }
}

/// An answer about the number in the cache.
pub fn keep_answer(shop: &Shop, vault: &Vault, imei: &str) {
    let (cache, _) = CacheStore::open(&shop.data().join("cache.db"), &vault.cache_key()).expect("a cache");
    let body = Imei14::from_digits(&imei[..14]).expect("digits");
    let answer = Answer::new(&SourceName::new("national"), &body, Outcome::NotListed);
    cache.keep(&answer, system::now().wall).expect("on disk");
}

/// Bytes of every file below a folder, with their names.
pub fn every_file(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(every_file(&path));
        } else {
            files.push((path.display().to_string(), std::fs::read(&path).expect("a file")));
        }
    }
    files
}

/// Which of the needles stand in which file.
pub fn found(folder: &Path, needles: &[Vec<u8>]) -> Vec<String> {
    let files = every_file(folder);
    let mut found = Vec::new();
    for (n, needle) in needles.iter().enumerate() {
        for (name, bytes) in &files {
            if bytes.windows(needle.len()).any(|window| window == needle.as_slice()) {
                found.push(format!("needle {n} in {name}"));
            }
        }
    }
    found
}

/// Pieces of everything sealed about these entries, as it stands in `vault.db` (and in the cache).
pub fn sealed(data: &Path, entries: &[EntryId]) -> Vec<Vec<u8>> {
    let read = |file: &str, sql: &str| -> Vec<Vec<u8>> {
        let db = rusqlite::Connection::open(data.join(file)).expect("a database");
        let mut select = db.prepare(sql).expect("SQL");
        let rows = select.query_map([], |row| row.get(0)).expect("rows");
        rows.map(|row| row.expect("a row")).collect()
    };
    let ids: Vec<String> = entries.iter().map(|id| format!("x'{id}'")).collect();
    let of = format!("(SELECT n FROM entry WHERE entry_id IN ({}))", ids.join(","));
    let sql = format!(
        "SELECT secret FROM entry WHERE n IN {of} UNION ALL SELECT sealed FROM field WHERE n IN {of}
         UNION ALL SELECT sealed FROM blob WHERE n IN {of} UNION ALL SELECT token FROM token WHERE n IN {of}
         UNION ALL SELECT sealed FROM tray WHERE entry_id IN ({})",
        ids.join(",")
    );
    let mut all = read("vault.db", &sql);
    if data.join("cache.db").exists() {
        all.extend(read("cache.db", "SELECT token FROM answer UNION ALL SELECT sealed FROM answer"));
    }
    // Long ones lie on several pages: a piece from their middle is looked for, and one from the end.
    let piece = |bytes: &[u8], at: usize| bytes[at..].iter().take(16).copied().collect::<Vec<u8>>();
    all.iter()
        .flat_map(|b| [piece(b, b.len() / 2), piece(b, b.len().saturating_sub(16))])
        .filter(|p| p.len() >= 8)
        .collect()
}
