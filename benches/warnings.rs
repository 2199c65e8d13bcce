//! All warnings from the shop's own register for one deal, with 1,000,000 past deals (100,000 unless
//! `COUNTERCHECK_BENCH_DEALS` says otherwise), beside what else one would build: the same data unsealed
//! in one `SQLite` table, asked through indexes and asked with `LIKE`.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench without a shop has nothing to measure")]

#[path = "support/figures.rs"]
mod figures;

use chrono::{DateTime, Duration, Utc};
use countercheck::clock::Moment;
use countercheck::effects::{WarningsConfig, look_up};
use countercheck::imei::Imei;
use countercheck::ledger::leaf::{Draft, EntryId, Field, LeafKind, Stamp, TokenClass, to_bytes};
use countercheck::stock::Stock;
use countercheck::till::LookUp;
use countercheck::vault::{VAULT_FILE, Vault};
use figures::Series;
use rusqlite::{Connection, params};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

const DEALS: i64 = 100_000;
/// Sellers whose deals are sealed and read as a shop's are; they are the ones asked about.
const REAL: u32 = 300;
/// One trader among them has this many: the look-up must not follow them all.
const TRADER: u32 = 400;
const LOG: &str = "countercheck/bench/till/0/1";
/// Milliseconds; the bounds for 1,000,000 deals.
const ALL: f64 = 5.0;
const SEARCH: f64 = 50.0;

fn main() {
    let deals = std::env::var("COUNTERCHECK_BENCH_DEALS").ok().and_then(|n| n.parse().ok()).unwrap_or(DEALS);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the measured disk");
    figures::machine(folder.path());
    let now = "2026-05-02T10:00:00Z".parse().expect("a time");
    drop(Vault::create(folder.path()).expect("a vault"));
    drop(Stock::open(&folder.path().join("stock.db")).expect("a projection"));
    let begun = Instant::now();
    fill_vault(&folder.path().join(VAULT_FILE), deals);
    fill_stock(&folder.path().join("stock.db"), deals, now);
    let plain = plain(&folder.path().join("plain.db"), deals, now);
    real(folder.path(), now);
    println!("warnings: {deals} past deals, made in {} s", begun.elapsed().as_secs());

    // Opened anew: the first deal of a morning reads from the disk.
    let (vault, stock) = open(folder.path());
    let config = WarningsConfig { patterns: true, ..WarningsConfig::default() };
    let (mut ours, mut indexed, mut search) = (Series::default(), Series::default(), Series::default());
    let mut warned = 0;
    for n in 0..REAL * 4 {
        let about = about(n % (REAL + 50));
        let begun = Instant::now();
        warned += look_up(&vault, &stock, &about, now, &config).expect("readable").warnings.len();
        ours.push(begun.elapsed());
        let begun = Instant::now();
        black_box(ask_plain(&plain, &about, now));
        indexed.push(begun.elapsed());
        let begun = Instant::now();
        black_box(vault.find(TokenClass::Document, about.document.as_deref().unwrap_or_default()).expect("readable"));
        search.push(begun.elapsed());
    }
    assert!(warned > 300, "{warned} warnings");
    let mut scanned = Series::default();
    for n in 0..5 {
        let begun = Instant::now();
        black_box(scan_plain(&plain, &about(n)));
        scanned.push(begun.elapsed());
    }
    figures::line("all warnings of a deal", &ours);
    figures::line("the same from an unsealed table with indexes", &indexed);
    figures::line("the same from that table with LIKE", &scanned);
    figures::line("one search by document", &search);
    figures::absolute("all warnings: p99", ours.at(0.99) * 1e3, ALL, "ms");
    figures::absolute("search by document: p99", search.at(0.99) * 1e3, SEARCH, "ms");
    println!("all warnings : unsealed table with indexes     {:>9.2} ×", ours.side_by_side(&indexed));
    println!("all warnings : unsealed table with LIKE        {:>9.5} ×", ours.median() / scanned.median());
}

fn open(folder: &Path) -> (Vault, Stock) {
    (Vault::open(folder).expect("a vault"), Stock::open(&folder.join("stock.db")).expect("a projection"))
}

fn body(n: u32) -> String {
    format!("350000{n:08}")
}

/// A deal of seller `n`; from [`REAL`] on nobody knows them.
fn about(n: u32) -> LookUp {
    LookUp {
        document: Some(format!("AB{n:07}")),
        name: Some(format!("Seller Number {n}")),
        address: Some(format!("{n} Bench Street")),
        lines: vec![(1, vec![Imei::parse(&body(n)).expect("an IMEI")])],
        amount: 1_000,
    }
}

/// The deals of the sellers that are asked about, through the vault's and the projection's own doors.
fn real(folder: &Path, now: DateTime<Utc>) {
    let (mut vault, mut stock) = open(folder);
    let mut leaves = Vec::new();
    for n in 0..REAL {
        for k in 0..if n == 0 { TRADER } else { n % 5 + 1 } {
            let id =
                |what: u128| EntryId::from_u128(u128::from(n) << 64 | u128::from(k) << 32 | what << 8 | 0x77 << 120);
            let at = Moment::new(now - Duration::days(i64::from(k % 40)), 1);
            let mut check = Draft::new(id(1), LeafKind::CheckStarted, at);
            // A trader brings other handsets each time.
            let imei = if n == 0 { body(k * 1_000_000) } else { body(n) };
            check.fields.push(Field::imei("imei.1", imei));
            let line = json!([{ "line": 1, "check": id(1).to_string(), "item": u64::from(n) * 1000 + u64::from(k) + 5_000_000,
                "tac": ["35000000"], "outcome": if k == 2 { "refused" } else { "bought" }, "price": 10_000 }]);
            let mut deal =
                Draft::new(id(2), LeafKind::DealSigned, at).with("deal_kind", "purchase").with("lines", line);
            for (label, value, class) in [
                ("name.1", format!("Seller Number {n}"), TokenClass::Name),
                ("document.1", format!("AB{n:07}"), TokenClass::Document),
                ("address.1", format!("{n} Bench Street"), TokenClass::Address),
            ] {
                deal.fields.push(Field { token: Some(class), ..Field::person(label, value) });
            }
            let drafts = [check, deal];
            let sealed = vault.seal(&drafts).expect("sealed");
            let bytes = |n: usize| to_bytes(&drafts[n], &Stamp::default(), &sealed[n]).expect("a leaf");
            leaves.extend([bytes(0), bytes(1)]);
        }
    }
    stock.apply(LOG, 0, &leaves).expect("applied");
}

fn random(n: i64, what: u8) -> [u8; 16] {
    let digest = Sha256::digest([&n.to_be_bytes()[..], &[what]].concat());
    digest.first_chunk().copied().expect("32 bytes")
}

fn fast(path: &Path) -> Connection {
    let db = Connection::open(path).expect("a database");
    db.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;").expect("settings");
    db
}

/// Rows as the vault writes them: a check's entry with one token, a deal's with four. Sealed fields are
/// left out, since no look-up reads any; tokens are put in by their order, which makes the same tree faster.
fn fill_vault(path: &Path, deals: i64) {
    let mut db = fast(path);
    let begun = db.transaction().expect("a transaction");
    begun.execute_batch("DROP INDEX token_of_entry").expect("SQL");
    let mut tokens = Vec::new();
    {
        let sql =
            "INSERT INTO entry (n, entry_id, secret, recipients) VALUES (?1, ?2, zeroblob(250), x'0011223344556677')";
        let mut entry = begun.prepare(sql).expect("SQL");
        for n in 0..deals {
            let (check, deal) = (2 * n + 1, 2 * n + 2);
            entry.execute(params![check, random(n, 0)]).expect("a row");
            entry.execute(params![deal, random(n, 1)]).expect("a row");
            tokens.push((random(n, 2), check));
            // Two deals a person, and five people to an address.
            tokens.extend([
                (random(n / 2, 3), deal),
                (random(n / 2, 4), deal),
                (random(n / 10, 5), deal),
                (random(n / 2, 6), deal),
            ]);
        }
        tokens.sort_unstable();
        let mut token = begun.prepare("INSERT INTO token VALUES (?1, ?2)").expect("SQL");
        for (bytes, n) in tokens {
            token.execute(params![bytes, n]).expect("a row");
        }
    }
    begun.execute_batch("CREATE INDEX token_of_entry ON token (n)").expect("SQL");
    begun.commit().expect("on disk");
}

/// Rows as the projection writes them: the deal, its item, its price, and each fifth one refused.
fn fill_stock(path: &Path, deals: i64, now: DateTime<Utc>) {
    let mut db = fast(path);
    let begun = db.transaction().expect("a transaction");
    {
        let mut deal = begun.prepare("INSERT INTO deals VALUES (?1, ?2, 1, 1)").expect("SQL");
        let mut item = begun.prepare("INSERT INTO deal_items VALUES (?1, ?2, ?3)").expect("SQL");
        let mut refused = begun.prepare("INSERT INTO deal_refused VALUES (?1)").expect("SQL");
        let mut price = begun.prepare("INSERT INTO deal_prices VALUES (?1, ?2, ?3, 1, ?4)").expect("SQL");
        let sql =
            "INSERT INTO goods VALUES (?1, ?2, ?3, 0, ?4, printf('{\"key\":\"%d\",\"filler\":\"%.400c\"}', ?2, 'x'))";
        let mut goods = begun.prepare(sql).expect("SQL");
        for n in 0..deals {
            let (check, entry) = (random(n, 0), random(n, 1));
            let at = (now - Duration::minutes(n % 1_000_000)).timestamp_millis();
            deal.execute(params![entry, at]).expect("a row");
            item.execute(params![check, n + 1, entry]).expect("a row");
            goods.execute(params![(n + 1).to_string(), n + 1, hex::encode(check), at]).expect("a row");
            price.execute(params![format!("35{:06}", n % 2000), at, entry, 5000 + n % 20_000]).expect("a row");
            if n % 5 == 0 {
                refused.execute([check]).expect("a row");
            }
        }
    }
    begun.commit().expect("on disk");
}

/// What a shop's own programmer would make: one table, nothing sealed, an index for each question.
fn plain(path: &Path, deals: i64, now: DateTime<Utc>) -> Connection {
    let mut db = fast(path);
    db.execute_batch(
        "CREATE TABLE deal (id INTEGER PRIMARY KEY, at_ms INTEGER, imei TEXT, tac TEXT, name TEXT, document TEXT,
            address TEXT, price INTEGER, refused INTEGER, sold INTEGER)",
    )
    .expect("SQL");
    let begun = db.transaction().expect("a transaction");
    {
        let sql = "INSERT INTO deal VALUES (?1, ?2, ?3, substr(?3, 1, 8), ?4, ?5, ?6, ?7, ?8, 1)";
        let mut row = begun.prepare(sql).expect("SQL");
        for n in 0..deals {
            let at = (now - Duration::minutes(n % 1_000_000)).timestamp_millis();
            let who = n / 2 % 400_000;
            let (imei, name) = (format!("35{:06}{:06}", n % 2000, n / 2000), format!("Seller Number {who}"));
            let (document, address) = (format!("AB{who:07}"), format!("{} Bench Street", who / 5));
            row.execute(params![n, at, imei, name, document, address, 5000 + n % 20_000, n % 5 == 0]).expect("a row");
        }
    }
    begun
        .execute_batch(
            "CREATE INDEX deal_imei ON deal (imei); CREATE INDEX deal_document ON deal (document);
            CREATE INDEX deal_address ON deal (address); CREATE INDEX deal_tac ON deal (tac, at_ms)",
        )
        .expect("SQL");
    begun.commit().expect("on disk");
    db
}

/// The same questions of the plain table.
fn ask_plain(db: &Connection, about: &LookUp, now: DateTime<Utc>) -> i64 {
    let since = (now - Duration::days(30)).timestamp_millis();
    let imei = about.lines[0].1[0].body();
    let one = |sql: &str, with: &[&dyn rusqlite::ToSql]| -> i64 {
        db.prepare_cached(sql).expect("SQL").query_row(with, |row| row.get(0)).expect("a count")
    };
    let (document, name, address) = (&about.document, &about.name, &about.address);
    one("SELECT count(*) FROM deal WHERE imei = ?1 AND refused", &[&imei.as_str()])
        + one("SELECT count(*) FROM deal WHERE imei = ?1 AND NOT refused AND NOT sold", &[&imei.as_str()])
        + one("SELECT count(*) FROM deal WHERE document = ?1 AND at_ms > ?2", &[document, &since])
        + one("SELECT count(*) FROM deal WHERE document = ?1 AND name <> ?2", &[document, name])
        + one(
            "SELECT count(*) FROM deal WHERE address = ?1 AND document <> ?2 AND at_ms > ?3",
            &[address, document, &since],
        )
        + one(
            "SELECT coalesce(avg(price), 0) > 1 FROM (SELECT price FROM deal WHERE tac = ?1 AND at_ms > ?2 ORDER BY at_ms DESC LIMIT 51)",
            &[&imei.tac(), &since],
        )
}

/// And as they are asked where nobody thought of an index, or of how people spell.
fn scan_plain(db: &Connection, about: &LookUp) -> i64 {
    let imei = format!("%{}%", about.lines[0].1[0].body().as_str());
    let like = |text: &Option<String>| format!("%{}%", text.as_deref().unwrap_or_default());
    let sql = "SELECT count(*) FROM deal WHERE imei LIKE ?1 OR document LIKE ?2 OR name LIKE ?3 OR address LIKE ?4";
    let with = params![imei, like(&about.document), like(&about.name), like(&about.address)];
    db.prepare_cached(sql).expect("SQL").query_row(with, |row| row.get(0)).expect("a count")
}
