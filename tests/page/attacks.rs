//! Attacks, each found by the page as the program finds it.

use super::browser::Browser;
use super::forge::{Forge, pack};
use super::{Brought, agree, edit, look, ordinary, shop};
use serde_json::json;
use std::fs;
use std::path::Path;

/// A way to tamper with an export's files.
type OnFiles<'a> = (&'static str, Box<dyn Fn(&Path) + 'a>);
/// A way to write a register anew, with its key.
type WithTheKey = (&'static str, fn(&mut Forge));

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_attack_on_the_files_is_found_as_the_program_finds_it() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let bundle = |f: &Path| f.join(format!("tile/entries/000.p/{}", ordinary().leaves.len()));
    let leaves = |f: &Path, change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let bytes = fs::read(bundle(f)).unwrap();
        let mut all: Vec<_> =
            countercheck::ledger::tiles::leaves(&bytes).unwrap().into_iter().map(<[u8]>::to_vec).collect();
        change(&mut all);
        let mut out = Vec::new();
        for leaf in &all {
            assert!(countercheck::ledger::tiles::push_leaf(&mut out, leaf));
        }
        fs::write(bundle(f), out).unwrap();
    };
    let swap = |text: String, from: &str, to: &str| text.replacen(from, to, 1);
    let attacks: Vec<OnFiles<'_>> = vec![
        (
            "field_altered",
            Box::new(|f| {
                leaves(f, &|all| {
                    all[3] = String::from_utf8(all[3].clone()).unwrap().replace("stop", "none").into_bytes();
                });
            }),
        ),
        ("entry_deleted", Box::new(|f| leaves(f, &|all| drop(all.remove(4))))),
        ("entry_inserted", Box::new(|f| leaves(f, &|all| all.insert(4, all[4].clone())))),
        ("entry_swapped", Box::new(|f| leaves(f, &|all| all.swap(3, 5)))),
        ("entry_not_json", Box::new(|f| leaves(f, &|all| all[3] = b"{".to_vec()))),
        ("checkpoint_backdated", Box::new(|f| edit(f, "checkpoint", |_| ordinary().checkpoint(5)))),
        ("checkpoint_of_another_key", Box::new(|f| edit(f, "checkpoint", |_| Forge::new(2).checkpoint(1)))),
        ("stored_checkpoint_altered", Box::new(|f| edit(f, "checkpoints.jsonl", |t| swap(t, "\\n2\\n", "\\n3\\n")))),
        (
            "stored_checkpoints_out_of_order",
            Box::new(|f| {
                edit(f, "checkpoints.jsonl", |t| {
                    let lines: Vec<_> = t.lines().collect();
                    format!("{}\n{}\n", lines[1], lines[0])
                });
            }),
        ),
        ("value_altered", Box::new(|f| edit(f, "disclosed.jsonl", |t| swap(t, "490154203237518", "490154203237500")))),
        (
            "salt_altered",
            Box::new(|f| {
                edit(f, "disclosed.jsonl", |t| {
                    let at = t.find("\"salt\":\"").unwrap() + 8;
                    let other = if &t[at..=at] == "0" { "1" } else { "0" };
                    format!("{}{other}{}", &t[..at], &t[at + 1..])
                });
            }),
        ),
        (
            "salt_in_capitals",
            Box::new(|f| {
                edit(f, "disclosed.jsonl", |t| {
                    let at = t.find("\"salt\":\"").unwrap() + 8;
                    format!("{}{}{}", &t[..at], t[at..at + 64].to_uppercase(), &t[at + 64..])
                });
            }),
        ),
        (
            "disclosed_twice",
            Box::new(|f| edit(f, "disclosed.jsonl", |t| format!("{}\n{t}", t.lines().next().unwrap()))),
        ),
        (
            "disclosed_for_nobody",
            Box::new(|f| edit(f, "disclosed.jsonl", |t| format!("{t}{}\n", t.lines().next().unwrap()))),
        ),
        ("disclosed_without_end", Box::new(|f| edit(f, "disclosed.jsonl", |t| t.trim_end().to_owned()))),
        (
            "disclosed_with_a_name_twice",
            Box::new(|f| edit(f, "disclosed.jsonl", |t| swap(t, "{\"index\":1,", "{\"index\":1,\"index\":1,"))),
        ),
        ("manifest_altered", Box::new(|f| edit(f, "manifest.json", |t| swap(t, "\"v\": 2", "\"v\": 3")))),
        ("key_replaced", Box::new(|f| edit(f, "log.vkey", |_| format!("{}\n", Forge::new(2).key.verifier())))),
        ("key_misspelt", Box::new(|f| edit(f, "log.vkey", |t| t.trim_end().to_owned()))),
        (
            "tile_missing",
            Box::new(|f| fs::remove_file(f.join(format!("tile/0/000.p/{}", ordinary().leaves.len()))).unwrap()),
        ),
        ("entries_missing", Box::new(|f| fs::remove_file(bundle(f)).unwrap())),
        ("checkpoint_missing", Box::new(|f| fs::remove_file(f.join("checkpoint")).unwrap())),
        (
            "epoch_claimed",
            Box::new(|f| edit(f, "manifest.json", |t| swap(t, "\"epochs\": []", "\"epochs\": [\n    1\n  ]"))),
        ),
    ];
    for (name, attack) in &attacks {
        let (plain, archive) = (folder.join(name), folder.join(format!("{name}.zip")));
        fs::create_dir_all(&plain).unwrap();
        ordinary().write(&plain);
        attack(&plain);
        pack(&plain, &archive);
        assert_eq!(agree(&mut browser, name, &archive, &Brought::default()).state, "fails", "{name}");
    }
}

#[test]
fn every_attack_with_the_key_is_found_as_the_program_finds_it() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let kept = ordinary().checkpoint(6);
    let attacks: [WithTheKey; 12] = [
        ("nothing", |_| ()),
        ("entry_left_out", |f| drop(f.leaves.remove(4))),
        ("backdated", |f| f.leaves[5] = text(f, 5).replace("2026-05-02T", "2026-05-01T").into_bytes()),
        ("name_twice", |f| f.leaves[5] = text(f, 5).replace("\"v\":1", "\"v\":1,\"v\":1").into_bytes()),
        ("name_twice_deep_down", |f| {
            f.leaves[5] = text(f, 5).replace("\"lists\":{}", "\"lists\":{\"a\":\"1\",\"\\u0061\":\"2\"}").into_bytes();
        }),
        ("closure_removed", |f| {
            let from = f.leaves.len();
            f.minute = 3 * 24 * 60;
            f.close("2026-05-05", Some("2026-05-03"), from - 1, [[0, 0, 0], [3, 1, 1]]);
        }),
        ("closure_counts_less", |f| {
            let from = f.leaves.len() - 1;
            f.check("352099001761481", "stop");
            f.minute = 2 * 24 * 60;
            f.close("2026-05-04", Some("2026-05-03"), from, [[0, 0, 0], [3, 1, 1]]);
        }),
        ("totals_begun_anew", |f| {
            let from = f.leaves.len() - 1;
            f.minute = 2 * 24 * 60;
            f.close("2026-05-04", Some("2026-05-03"), from, [[0, 0, 0], [0, 0, 0]]);
        }),
        ("closure_without_its_members", |f| drop(f.add("closed", json!({ "day": "2026-05-04" }), &[]))),
        ("training_out_of_turn", |f| {
            f.stamp.training = true;
            f.check("352099001761481", "stop");
        }),
        ("value_not_in_its_normal_form", |f| {
            f.add("fault", json!({}), &[("reason.1", "Zoe\u{308} \u{1e9b}\u{323}")]);
        }),
        ("picture_missing", |f| drop(f.add("fault", json!({}), &[("picture.1", &"ab".repeat(32))]))),
    ];
    for (name, attack) in attacks {
        let archive = folder.join(format!("{name}.zip"));
        let mut forge = ordinary();
        attack(&mut forge);
        forge.pack(&archive);
        let alone = agree(&mut browser, name, &archive, &Brought::default());
        let held = agree(&mut browser, &format!("{name}, held"), &archive, &Brought::checkpoint(kept.clone()));
        let early = ["entry_left_out", "backdated", "name_twice", "name_twice_deep_down"].contains(&name);
        let sound = ["nothing", "value_not_in_its_normal_form"].contains(&name);
        assert_eq!(held.state == "ok", sound, "{name}: what was kept tells");
        assert!(alone.findings < held.findings || !early, "{name}: and tells more than the register alone");
    }
    // Everything signed anew with another key, from the first entry on.
    let archive = folder.join("other.zip");
    Forge::new(2).pack(&archive);
    assert_eq!(agree(&mut browser, "other key, alone", &archive, &Brought::default()).state, "ok");
    for brought in [Brought::checkpoint(kept), Brought::keys(&ordinary().key.verifier().to_string())] {
        assert_eq!(agree(&mut browser, "other key", &archive, &brought).state, "fails");
    }
}

fn text(forge: &Forge, index: usize) -> String {
    String::from_utf8(forge.leaves[index].clone()).unwrap()
}

#[test]
fn archives_are_hostile() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let shop = shop::Shop::new(30);
    let archive = folder.join("export.zip");
    shop.export(&archive, &["imei.1"]);
    let good = fs::read(&archive).unwrap();
    let bad = folder.join("bad.zip");
    for cut in [good.len() - 1, good.len() - 30, good.len() / 2, 100] {
        fs::write(&bad, &good[..cut]).unwrap();
        assert_eq!(agree(&mut browser, &format!("truncated to {cut}"), &bad, &Brought::default()).state, "fails");
    }
    let mut altered = good.clone();
    altered[good.len() / 3] ^= 1;
    fs::write(&bad, &altered).unwrap();
    assert_eq!(look(&mut browser, &bad, &Brought::default()).state, "fails", "one bit");

    // Bundles of 200 MB of zeros in some hundred kilobytes.
    let plain = folder.join("bomb");
    ordinary().write(&plain);
    let bundle = plain.join(format!("tile/entries/000.p/{}", ordinary().leaves.len()));
    fs::write(&bundle, vec![0; 200 << 20]).unwrap();
    pack(&plain, &bad);
    assert_eq!(agree(&mut browser, "zip bomb", &bad, &Brought::default()).state, "fails");
    let used = browser.value("performance.memory ? performance.memory.usedJSHeapSize : 0").as_f64().unwrap();
    assert!(used < 150e6, "{used} bytes of memory for a bomb");

    for (name, bytes, word) in [
        ("export.zip.age", b"age-encryption.org/v1\n-> X25519 abc".to_vec(), "age --decrypt"),
        ("renamed.zip", b"age-encryption.org/v1\n-> X25519 abc".to_vec(), "age --decrypt"),
        ("photo.jpg", vec![0xff, 0xd8, 0xff, 0xe0], "not an export"),
        ("ledger.db", b"SQLite format 3\0".to_vec(), "not an export"),
        ("empty.zip", Vec::new(), "not an export"),
    ] {
        fs::write(folder.join(name), bytes).unwrap();
        look(&mut browser, &folder.join(name), &Brought::default());
        let problem = browser.text("document.querySelector('#problem')?.innerText ?? ''");
        assert!(problem.contains(word), "{name}: {problem}");
    }
}

/// Seeded damage, as `tests/ledger_export.rs` does it to the program: never accepted, never stuck.
#[test]
fn mutated_exports_are_never_accepted() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let archive = folder.join("good.zip");
    shop::Shop::new(20).export(&archive, &["imei.1", "seller.name"]);
    let good = fs::read(&archive).unwrap();
    let mut state = 0x1234_5678_9abc_def1_u64;
    let mut below = |n: usize| {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        usize::try_from(state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % n
    };
    for round in 0..40 {
        let mut bad = good.clone();
        let at = below(bad.len());
        match below(3) {
            0 => bad[at] ^= 1 << below(8),
            1 => drop(bad.remove(at)),
            _ => bad.insert(at, u8::try_from(below(256)).unwrap()),
        }
        let path = folder.join("mutated.zip");
        fs::write(&path, &bad).unwrap();
        let page = look(&mut browser, &path, &Brought::default());
        assert_ne!(page.state, "ok", "round {round}");
    }
}
