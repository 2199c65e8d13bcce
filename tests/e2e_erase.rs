//! `log erase`: what is gone is gone from every file, whatever interrupts it, and the register
//! still verifies.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use countercheck::ledger::leaf::EntryId;
use countercheck::ledger::store::Store;
use countercheck::vault::Vault;
use serde_json::Value;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use support::program::{command, copy_folder, run};
use support::records::{days_ago, every_file, found, keep_answer, keep_papers, matter, noise, recorder, sealed};
use support::shop::{Shop, of_kind};
use support::till::Till;
use support::{full, numbers};

const SELLER: &str = "Quirinus Xylander";

/// A shop with one conspicuous matter among others; its entries, and what must not be found of it.
struct Case {
    shop: Shop,
    gone: Vec<EntryId>,
    kept: Vec<EntryId>,
    needles: Vec<Vec<u8>>,
}

fn case() -> Case {
    let shop = Shop::offline();
    let (imei, other) = (numbers::imei(numbers::TACS[0], 271_828), numbers::imei(numbers::TACS[1], 141_421));
    let picture = noise(1, 700_000);
    let mut recorder = recorder(shop.data());
    let gone = matter(days_ago(0), &imei, SELLER, picture.clone());
    let kept = matter(days_ago(0), &other, "Anna Stays", noise(2, 50_000));
    recorder.record(&kept).expect("recorded");
    recorder.record(&gone).expect("recorded");
    let ids = |drafts: &[countercheck::ledger::leaf::Draft]| drafts.iter().map(|d| d.entry_id).collect::<Vec<_>>();
    let (gone, kept) = (ids(&gone), ids(&kept));
    keep_papers(&mut recorder.vault, gone[0], &format!("declaration of {SELLER}, {imei}"));
    keep_answer(&shop, &recorder.vault, &imei);
    drop(recorder);
    let mut needles = sealed(shop.data(), &gone);
    assert!(needles.len() > 20, "{}", needles.len());
    let plain = [SELLER.as_bytes(), b"Xylander", imei.as_bytes(), &imei.as_bytes()[..14], &imei.as_bytes()[8..14]];
    needles.extend(plain.map(<[u8]>::to_vec));
    needles.extend([1_000, 350_000, 699_000].map(|at| picture[at..at + 16].to_vec()));
    Case { shop, gone, kept, needles }
}

impl Case {
    fn erase(&self) -> Vec<Value> {
        let entry = self.gone[1].to_string();
        let words = ["log", "erase", "--entry", &entry, "--basis", "request", "--reason", "letter of 3 May", "--staff"];
        self.shop.run(&[words.as_slice(), &["Erika", "--second", "Bodo", "--yes", "--json"]].concat()).expect(0).lines()
    }

    fn is_gone(&self, when: &str) {
        assert_eq!(found(self.shop.data(), &self.needles), Vec::<String>::new(), "{when}");
        self.shop.verified();
        let vault = Vault::open(self.shop.data()).expect("a vault");
        assert!(self.gone.iter().all(|id| vault.reveal(*id).expect("readable").is_empty()));
        assert_eq!(vault.blob(self.gone[1], "picture.1").expect("readable"), None);
        assert!(self.kept.iter().all(|id| vault.reveal(*id).expect("readable").len() == 1 || *id == self.kept[1]));
        assert!(vault.blob(self.kept[1], "picture.1").expect("readable").is_some(), "{when}");
    }
}

#[test]
fn what_is_erased_stands_in_no_file_any_more() {
    let case = case();
    let before = found(case.shop.data(), &case.needles);
    assert!(before.len() > 20, "it can be found before: {before:?}");
    // A till that is open on the folder is no hindrance.
    let till = Till::signed_in(&case.shop);
    let lines = case.erase();
    let of_matter: Vec<&str> = lines.iter().filter_map(|line| line["entry_id"].as_str()).collect();
    assert_eq!(
        of_matter,
        case.gone.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "the answer goes with its check"
    );
    case.is_gone("beside a till");
    assert_eq!(till.leave(), 0);
    case.is_gone("after it");

    let entries = case.shop.entries();
    let erased = of_kind(&entries, "erased")[0];
    let plain = &erased["plain"];
    assert_eq!(
        (&plain["basis"], &plain["sole_trader"], &plain["rule"]),
        (&"request".into(), &false.into(), &Value::Null)
    );
    assert_eq!(plain["entries"].as_array().expect("a list").len(), 2);
    for (member, name) in [("staff", "Erika"), ("second", "Bodo")] {
        let shift = entries.iter().find(|e| e["entry_id"] == plain[member]).expect("an entry");
        let shown = case.shop.revealed();
        let shift = shown.iter().find(|e| e["entry_id"] == shift["entry_id"]).expect("an entry");
        assert_eq!((&shift["kind"], &shift["values"]["staff.1"]), (&"staff_on".into(), &name.into()));
    }
    let export = case.shop.beside("export");
    let words = ["log", "export", "--output", export.to_str().expect("a path"), "--disclose", "all", "--reveal", "x"];
    case.shop.run(&words).expect(0);
    run(&mut command(&["verify", export.to_str().expect("a path")])).expect(0);
    assert_eq!(found(&export, &case.needles), Vec::<String>::new(), "the next export");
}

#[test]
fn an_older_copy_of_the_vault_does_not_bring_it_back() {
    let case = case();
    let copy = case.shop.beside("copy");
    copy_folder(case.shop.data(), &copy);
    case.erase();
    std::fs::copy(copy.join("vault.db"), case.shop.data().join("vault.db")).expect("put back");
    assert!(!found(case.shop.data(), &case.needles).is_empty());
    case.shop.entries();
    case.is_gone("after the next start");
}

#[test]
fn an_entry_of_an_earlier_epoch_is_erased_too_and_stays_so() {
    let case = case();
    case.shop.run(&["log", "epoch", "--no-alarm", "--reason", "moved"]).expect(0);
    let lines = case.erase();
    assert_eq!(lines[0]["epoch"], 1, "{lines:?}");
    case.is_gone("from epoch 1");
    // The register that says so is set aside: the vault still follows it.
    let copy = case.shop.beside("copy");
    std::fs::copy(case.shop.data().join("vault.db"), &copy).expect("a copy");
    case.shop.run(&["log", "epoch", "--no-alarm", "--reason", "moved again"]).expect(0);
    case.shop.entries();
    case.is_gone("two epochs on");
}

#[test]
fn nothing_goes_without_a_rule_a_yes_and_somebody_who_stands_for_it() {
    let case = case();
    let index = Store::open(case.shop.data()).expect("no alarm").find(case.gone[0]).expect("readable").expect("there");
    let index = index.to_string();
    let size = case.shop.entries().len();
    let refused: [(&[&str], i32, &str); 7] = [
        (&["log", "erase"], 1, "nothing says how long"),
        (&["log", "erase", "--older-than", "0", "--yes"], 2, "--sole-trader"),
        (&["log", "erase", "--older-than", "0", "--yes", "--staff", "Ann", "--second", " ann "], 2, "another one"),
        (&["log", "erase", "--entry", &index, "--yes", "--sole-trader"], 2, "--basis"),
        (&["log", "erase", "--entry", &index, "--basis", "court", "--yes", "--sole-trader"], 2, "--reason"),
        (&["log", "erase", "--entry", &index, "--basis", "whim", "--reason", "x"], 2, "possible values"),
        (&["log", "erase", "--entry", "0", "--basis", "court", "--reason", "x"], 1, "nothing personal is held"),
    ];
    for (words, status, said) in refused {
        let done = case.shop.run(words).expect(status);
        assert!(done.err.contains(said), "{words:?}: {}", done.err);
    }
    let dry = case.shop.run(&["log", "erase", "--older-than", "0"]).expect(0);
    assert!(dry.out.contains("--yes erases them") && !dry.out.contains(SELLER), "{}", dry.out);
    let later = case.shop.run(&["log", "erase", "--older-than", "1", "--yes", "--sole-trader", "--json"]).expect(0);
    assert_eq!(later.lines(), [serde_json::json!({ "erased": false, "entries": 0, "leaf": null })]);
    assert_eq!(case.shop.entries().len(), size, "a dry run leaves no entry");
    assert!(!found(case.shop.data(), &case.needles).is_empty());
}

#[test]
fn the_retention_rule_of_the_config_takes_what_is_old_and_leaves_what_is_not() {
    let shop = Shop::offline();
    let mut recorder = recorder(shop.data());
    let old = matter(days_ago(40), &numbers::nth(1), "Old Seller", vec![1]);
    let mut again = countercheck::ledger::leaf::Draft::new(
        countercheck::effects::fresh_id(),
        countercheck::ledger::leaf::LeafKind::CheckAnswered,
        days_ago(10),
    );
    let touched = matter(days_ago(40), &numbers::nth(2), "Touched Seller", vec![1]);
    again = again.with("check", touched[0].entry_id.to_string());
    let new = matter(days_ago(10), &numbers::nth(3), "New Seller", vec![1]);
    for drafts in [&old[..], &touched[..], &new[..], &[again]] {
        recorder.record(drafts).expect("recorded");
    }
    drop(recorder);
    let config = shop.data().join("config.toml");
    let text = std::fs::read_to_string(&config).expect("a config") + "\n[retention]\ndays = 30\n";
    support::shop::put(&config, text.as_bytes());
    let lines = shop.run(&["log", "erase", "--yes", "--sole-trader", "--json"]).expect(0).lines();
    let ids: Vec<&str> = lines.iter().filter_map(|line| line["entry_id"].as_str()).collect();
    assert_eq!(ids, [old[0].entry_id.to_string(), old[1].entry_id.to_string()]);
    let entries = shop.entries();
    let erased = of_kind(&entries, "erased")[0];
    assert_eq!(erased["plain"]["rule"], "older than 30 days");
    assert_eq!((&erased["plain"]["basis"], &erased["plain"]["sole_trader"]), (&"retention".into(), &true.into()));
    let vault = Vault::open(shop.data()).expect("a vault");
    assert_eq!(vault.held().expect("readable").len(), 4 + 1, "touched, new, and the eraser's own name");
}

/// When to kill.
#[derive(Clone, Copy, Debug)]
enum When {
    /// So long after the start.
    After(Duration),
    /// As soon as the register says that it erases.
    LeafWritten,
    /// As soon as the database is being written anew.
    Rewriting,
}

fn killed(data: &Path, when: When) -> bool {
    let words =
        ["--data", data.to_str().expect("a path"), "log", "erase", "--older-than", "0", "--sole-trader", "--yes"];
    let mut child = command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    let log = data.join("ledger.db-wal");
    let vault_log = || std::fs::metadata(data.join("vault.db-wal")).map_or(0, |file| file.len());
    let before = vault_log();
    wait(&mut child, when, &|| match when {
        When::After(_) => false,
        When::LeafWritten => holds(&log, b"\"kind\":\"erased\""),
        When::Rewriting => holds(&log, b"\"kind\":\"erased\"") && vault_log() > before + 2_000_000,
    });
    let running = child.try_wait().expect("a child of ours").is_none();
    child.kill().expect("a child of ours");
    child.wait().expect("a child of ours");
    running
}

fn wait(child: &mut Child, when: When, reached: &dyn Fn() -> bool) {
    let started = Instant::now();
    let limit = if let When::After(pause) = when { pause } else { support::DEADLINE };
    while started.elapsed() < limit && !reached() && child.try_wait().expect("a child of ours").is_none() {
        std::thread::yield_now();
    }
}

fn holds(path: &Path, text: &[u8]) -> bool {
    std::fs::read(path).is_ok_and(|bytes| bytes.windows(text.len()).any(|window| window == text))
}

#[test]
fn whatever_interrupts_it_the_next_start_finishes_it() {
    let shop = Shop::offline();
    let mut all = Vec::new();
    let mut writer = recorder(shop.data());
    for n in 0..24 {
        let drafts = matter(
            days_ago(1),
            &numbers::imei(numbers::TACS[0], 500_000 + n),
            SELLER,
            noise(u64::try_from(n).expect("small"), 250_000),
        );
        writer.record(&drafts).expect("recorded");
        all.extend(drafts.map(|draft| draft.entry_id));
    }
    drop(writer);
    let needles = sealed(shop.data(), &all);
    let rounds = if full() { 40 } else { 8 };
    let mut instants = vec![When::LeafWritten, When::Rewriting];
    instants.extend((0..rounds).map(|n| When::After(Duration::from_millis(n * 400 / rounds))));
    let (mut cut, mut half) = (0, 0);
    for (n, when) in instants.into_iter().enumerate() {
        let data = shop.beside(&format!("round-{n}"));
        copy_folder(shop.data(), &data);
        cut += usize::from(killed(&data, when));
        let declared = every_file(&data).iter().any(|(name, bytes)| {
            name.contains("ledger.db") && bytes.windows(15).any(|window| window == b"\"kind\":\"erased\"")
        });
        half += usize::from(declared && !found(&data, &needles[..8]).is_empty());
        // Any command opens the folder and finishes what was declared.
        let word = data.to_str().expect("a path");
        let shown = run(&mut command(&["--data", word, "log", "show", "--json"])).expect(0);
        let declared = shown.lines().iter().any(|entry| entry["kind"] == "erased");
        let left = found(&data, &needles);
        if declared {
            assert_eq!(left, Vec::<String>::new(), "{when:?}");
            assert!(
                Vault::open(&data)
                    .expect("a vault")
                    .held()
                    .expect("readable")
                    .is_disjoint(&all.iter().copied().collect())
            );
        } else {
            assert!(left.len() >= needles.len(), "{when:?}: what was not declared is not lost");
        }
        run(&mut command(&["verify", word])).expect(0);
        std::fs::remove_dir_all(&data).expect("a folder");
    }
    assert!(cut >= 2 && half >= 1, "{cut} kills, {half} of them between the entry and its end");
    println!("{cut} kills while it ran, {half} of them between the entry and the end of the erasing");
}
