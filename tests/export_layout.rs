//! Exports with everything in them: earlier epochs, pictures, cosignatures, encryption.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "the helpers of a test may fail it")]

#[path = "attacks/shop.rs"]
mod shop;

use age::secrecy::ExposeSecret as _;
use age::x25519::Identity;
use countercheck::ledger::archive::Archive;
use countercheck::ledger::epoch;
use countercheck::ledger::export::{self, ExportError, Plan, Wanted};
use countercheck::ledger::leaf::{Blob, Draft, EntryId, LeafKind};
use countercheck::ledger::note::cosignature::{self, CosignKey};
use countercheck::ledger::store::lock::{self, Entered};
use countercheck::ledger::store::{Cosigned, LEDGER_FILE, Store};
use countercheck::ledger::tree::{self, Hash};
use countercheck::ledger::verify::{Anchor, Trust};
use countercheck::vault::Vault;
use shop::{Shop, copy_folder, disclosed, findings, opening, verify};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

type Fields = Result<Vec<(String, Hash, String)>, Box<dyn Error + Send + Sync>>;

/// A shop whose first epoch has ended with `reason`, and its second one.
struct Second {
    folder: tempfile::TempDir,
    vault: Vault,
    store: Store,
}

fn second(reason: &str, spoil: impl FnOnce(&Path)) -> Second {
    let mut shop = Shop::new(200);
    shop.vault.keep_all().unwrap();
    let Shop { folder, store, vault } = shop;
    drop(store);
    spoil(folder.path());
    let Entered::Alone(alone) = lock::enter(folder.path()).unwrap() else { panic!("alone") };
    let mut opening = opening();
    opening.draft.entry_id = opening.draft.entry_id.plus(100_000);
    let store = epoch::new_epoch(folder.path(), &opening, reason, &alone).unwrap();
    Second { folder, vault, store }
}

impl Second {
    fn export(&self, to: &Path, labels: &[&str]) -> export::Exported {
        let earlier = Archive::readable(self.folder.path());
        let mut fields = |entry: EntryId| -> Fields {
            let fields = self.vault.disclosure(entry, labels)?;
            Ok(fields.into_iter().map(|f| (f.label, f.salt, f.value)).collect())
        };
        let mut plan = Plan { earlier: &earlier, ..Plan::default() };
        if !labels.is_empty() {
            plan.disclose = Some(&mut fields);
        }
        export::write_plan(&self.store, to, plan).unwrap()
    }
}

#[test]
fn earlier_epochs_come_along_and_are_verified() {
    let shop = second("moved", |_| ());
    let out = tempfile::tempdir().unwrap();
    let (folder, archive) = (out.path().join("export"), out.path().join("export.zip"));
    let exported = shop.export(&folder, &["imei.1"]);
    shop.export(&archive, &["imei.1"]);
    assert_eq!((exported.entries, exported.epochs.as_slice(), exported.disclosed), (1, &[1][..], 200));
    assert_eq!(disclosed(&folder.join("epochs/1")).len(), 200, "fields of the first epoch are disclosed there");
    for path in [folder.as_path(), &archive, shop.folder.path()] {
        for deep in [false, true] {
            let (summary, lines) = verify(path, &Wanted { deep, ..Wanted::default() });
            assert!(summary.ok && summary.entries == 1, "{}: {}", path.display(), findings(&lines));
            assert!(
                lines.iter().any(|line| line.what.starts_with("epoch 1: note: verifies, 401 entries")),
                "{lines:?}"
            );
        }
    }
}

#[test]
fn what_was_kept_of_an_earlier_epoch_anchors_it() {
    let mut kept = None;
    let shop = second("moved", |folder| kept = Some(Store::open(folder).unwrap().checkpoint().unwrap().1));
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("export");
    shop.export(&folder, &[]);
    let wanted = Wanted { trust: vec![Trust::parse(&kept.unwrap())], ..Wanted::default() };
    for path in [folder.as_path(), shop.folder.path()] {
        let (summary, lines) = verify(path, &wanted);
        assert!(summary.ok && summary.anchored == Anchor::Officer, "{}", findings(&lines));
    }
    fs::remove_dir_all(folder.join("epochs")).unwrap();
    assert!(!verify(&folder, &wanted).0.ok);
}

#[test]
fn an_earlier_epoch_left_out_altered_or_written_on_is_found() {
    let shop = second("moved", |_| ());
    let out = tempfile::tempdir().unwrap();
    let good = out.path().join("good");
    shop.export(&good, &[]);
    let case = |name: &str, spoil: &dyn Fn(&Path)| {
        let bad = out.path().join(name);
        copy_folder(&good, &bad);
        spoil(&bad);
        let (summary, lines) = verify(&bad, &Wanted::default());
        assert!(!summary.ok, "{name}");
        findings(&lines)
    };
    let without = |bad: &Path| {
        fs::remove_dir_all(bad.join("epochs")).unwrap();
        let text = fs::read_to_string(bad.join("manifest.json")).unwrap();
        let at = text.find("\"epochs\"").unwrap();
        fs::write(bad.join("manifest.json"), format!("{}\"epochs\": []\n}}\n", &text[..at])).unwrap();
    };
    let found = case("left out, and the manifest says so", &without);
    assert!(found.contains("the entries from 0 up to 401 are lost, and the next epoch does not declare it"), "{found}");
    let found = case("left out", &|bad| fs::remove_dir_all(bad.join("epochs")).unwrap());
    assert!(found.contains("epoch 1: the file checkpoint is missing"), "{found}");
    let found = case("another shop's", &|bad| {
        fs::remove_dir_all(bad.join("epochs/1")).unwrap();
        let other = tempfile::tempdir().unwrap();
        Shop::new(200).export(&other.path().join("x"), &[]);
        copy_folder(&other.path().join("x"), &bad.join("epochs/1"));
    });
    assert!(found.contains("is not here"), "{found}");
    let found = case("altered", &|bad| {
        let path = bad.join("epochs/1/tile/entries/000");
        let mut bytes = fs::read(&path).unwrap();
        let at = bytes.windows(8).position(|w| w == b"purchase").unwrap();
        bytes[at] = b'q';
        fs::write(&path, bytes).unwrap();
    });
    assert!(found.contains("epoch 1, entry 1: the entry, or the hash"), "{found}");
}

#[test]
fn entries_lost_with_an_epoch_are_told_and_no_fraud() {
    let shop = second("empty", |folder| fs::write(folder.join(LEDGER_FILE), b"").unwrap());
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("export");
    assert_eq!(shop.export(&folder, &[]).epochs, [] as [u64; 0], "what cannot be read is left out");
    for path in [folder.as_path(), shop.folder.path()] {
        let (summary, lines) = verify(path, &Wanted::default());
        assert!(summary.ok, "{}", findings(&lines));
        let told = "note: the entries from 0 up to 401 are lost, as the next epoch declares in its first entry (empty)";
        assert!(lines.iter().any(|line| line.ok && line.what.starts_with(told)), "{lines:?}");
    }
}

#[test]
fn disclosed_pictures_must_be_there_and_be_those() {
    let mut shop = Shop::new(3);
    let mut draft = Draft::new(EntryId::from_u128(900), LeafKind::ManualAnswer, shop::at(9));
    let picture = [b"not really a picture ".as_slice(), &vec![7; 70_000]].concat();
    draft.blobs.push(Blob { label: "picture.1".into(), bytes: picture.clone() });
    shop.record(&[draft]);
    let out = tempfile::tempdir().unwrap();
    let good = out.path().join("good");
    let mut fields = |entry: EntryId| -> Fields {
        let fields = shop.vault.disclosure(entry, &["picture.1", "imei.1"])?;
        Ok(fields.into_iter().map(|f| (f.label, f.salt, f.value)).collect())
    };
    let mut blob = |entry: EntryId, label: &str| Ok(shop.vault.blob(entry, label)?);
    let plan = Plan { disclose: Some(&mut fields), blob: Some(&mut blob), ..Plan::default() };
    let exported = export::write_plan(&shop.store, &good, plan).unwrap();
    assert_eq!((exported.disclosed, exported.blobs), (4, 1));
    assert!(verify(&good, &Wanted::default()).0.ok);
    let name = disclosed(&good).into_iter().find(|line| line.label == "picture.1").unwrap().value;
    assert_eq!(fs::read(good.join("blobs").join(&name)).unwrap(), picture);

    let file = good.join("blobs").join(&name);
    for spoil in [|path: &Path| fs::remove_file(path).unwrap(), |path: &Path| fs::write(path, b"another").unwrap()] {
        spoil(&file);
        let (summary, lines) = verify(&good, &Wanted::default());
        assert!(!summary.ok && findings(&lines).contains("a disclosed picture is missing"), "{}", findings(&lines));
    }
    // Without somebody to open them, pictures are not disclosed: their digest alone shows nothing.
    let bare = out.path().join("bare");
    assert_eq!(export::write(&shop.store, &bare, Some(&mut fields)).unwrap().disclosed, 3);
}

#[test]
fn a_cosigned_checkpoint_comes_along_with_its_line() {
    let mut shop = Shop::new(3);
    let witness = CosignKey::from_seed("police.example/w1", [9; 32]).unwrap();
    let (checkpoint, note) = shop.store.checkpoint().unwrap();
    let line = witness.cosign(&checkpoint.to_text(), 1_777_000_000).unwrap();
    assert_eq!(
        cosignature::check(cosignature::add(&note, &line).unwrap().as_bytes(), &witness.verifier()),
        Some(1_777_000_000)
    );
    let cosigned = Cosigned { size: checkpoint.size, witness: "police.example/w1".into(), time: 1_777_000_000, line };
    assert!(shop.store.keep_cosignature(&cosigned).unwrap());
    shop.record(&shop::check(3));
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("export");
    shop.export(&folder, &[]);
    assert!(fs::read_to_string(folder.join("checkpoints.jsonl")).unwrap().contains("police.example/w1"));
    let wanted = Wanted { trust: vec![Trust::parse(&witness.verifier().to_string())], ..Wanted::default() };
    for path in [folder.as_path(), shop.folder.path()] {
        let (summary, lines) = verify(path, &wanted);
        assert!(summary.ok && summary.anchored == Anchor::Witness, "{}", findings(&lines));
    }
    let (summary, lines) = verify(Shop::new(3).folder.path(), &wanted);
    assert!(!summary.ok && findings(&lines).contains("cosigned by police.example/w1"), "{}", findings(&lines));
}

#[test]
fn the_same_register_exports_to_the_same_bytes() {
    let shop = second("moved", |_| ());
    let out = tempfile::tempdir().unwrap();
    let files = ["a.zip", "b.zip"].map(|name| out.path().join(name));
    for file in &files {
        shop.export(file, &["imei.1"]);
    }
    assert_eq!(fs::read(&files[0]).unwrap(), fs::read(&files[1]).unwrap());
}

/// An encrypted export of a shop with three checks, and the key that opens it.
fn encrypted(path: &Path) -> (Shop, Identity) {
    let (shop, officer) = (Shop::new(3), Identity::generate());
    let mut fields = |entry: EntryId| -> Fields {
        let fields = shop.vault.disclosure(entry, &["imei.1"])?;
        Ok(fields.into_iter().map(|f| (f.label, f.salt, f.value)).collect())
    };
    let recipients = [officer.to_public(), Identity::generate().to_public()];
    let plan = Plan { disclose: Some(&mut fields), recipients: &recipients, ..Plan::default() };
    export::write_plan(&shop.store, path, plan).unwrap();
    (shop, officer)
}

#[test]
fn an_encrypted_export_opens_to_its_officer_and_nobody_else() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("x.zip.age");
    let (shop, officer) = encrypted(&path);
    let with = |identities: Vec<Identity>| Wanted { identities, deep: true, ..Wanted::default() };
    let (summary, lines) = verify(&path, &with(vec![Identity::generate(), officer.clone()]));
    assert!(summary.ok && summary.entries == 7, "{}", findings(&lines));
    let mut nothing = |_| ();
    assert!(matches!(export::verify(&path, &with(Vec::new()), &mut nothing), Err(ExportError::Encrypted { .. })));
    let other = export::verify(&path, &with(vec![Identity::generate()]), &mut nothing);
    assert!(matches!(other, Err(ExportError::NotForThisKey { .. })), "{other:?}");
    let bytes = fs::read(&path).unwrap();
    for needle in [shop::imei(1), shop.store.origin()] {
        assert!(!bytes.windows(needle.len()).any(|w| w == needle.as_bytes()), "nothing is in clear");
    }
    for cut in [bytes.len() - 1, bytes.len() / 2, 300] {
        fs::write(&path, &bytes[..cut]).unwrap();
        let verified = export::verify(&path, &with(vec![officer.clone()]), &mut nothing);
        assert!(!verified.is_ok_and(|summary| summary.ok), "cut at {cut}");
    }
}

#[test]
fn debians_age_opens_an_encrypted_export_too() {
    if Command::new("age").arg("--version").output().is_err() {
        eprintln!("skipped: no age on this machine (Debian package age)");
        return;
    }
    let out = tempfile::tempdir().unwrap();
    let [path, key, zip] = ["x.zip.age", "officer.txt", "x.zip"].map(|name| out.path().join(name));
    let (_shop, officer) = encrypted(&path);
    fs::write(&key, format!("# an officer\n{}\n", officer.to_string().expose_secret())).unwrap();
    let done = Command::new("age").arg("-d").arg("-i").arg(&key).arg("-o").arg(&zip).arg(&path).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let (summary, lines) = verify(&zip, &Wanted { deep: true, ..Wanted::default() });
    assert!(summary.ok, "{}", findings(&lines));
    assert_eq!(export::identities(&fs::read_to_string(&key).unwrap()).unwrap().len(), 1);
    let public = format!("# officers\n{}\n", officer.to_public());
    assert_eq!(export::recipients(&public).unwrap().len(), 1);
    for wrong in ["", "# nobody\n", "age1", "AGE-SECRET-KEY-1"] {
        assert!(export::recipients(wrong).is_err() && export::identities(wrong).is_err(), "{wrong:?}");
    }
}

/// An archive inside an age file that points past its own end must not end the program.
#[test]
fn an_encrypted_archive_that_lies_about_itself_is_damage() {
    let (out, officer) = (tempfile::tempdir().unwrap(), Identity::generate());
    let plain = out.path().join("x.zip");
    let shop = Shop::new(3);
    shop.export(&plain, &[]);
    let root = hex::encode(shop.store.checkpoint().unwrap().0.root);
    let zip = fs::read(&plain).unwrap();
    let end = zip.windows(4).rposition(|w| w == b"PK\x05\x06").unwrap();
    for (at, value) in [
        (end + 16, u32::MAX - 9),
        (end + 16, u32::try_from(zip.len()).unwrap() + 3),
        (end + 12, 7),
        (end + 8, u32::MAX),
    ] {
        let mut bad = zip.clone();
        bad[at..at + 4].copy_from_slice(&value.to_le_bytes());
        let path = out.path().join("bad.zip.age");
        fs::write(&path, age::encrypt(&officer.to_public(), &bad).unwrap()).unwrap();
        let wanted = Wanted { identities: vec![officer.clone()], ..Wanted::default() };
        // How long its directory is, an archive may say wrongly; what is in it is the same then.
        let verified = export::verify(&path, &wanted, &mut |_| ());
        assert!(!verified.is_ok_and(|summary| summary.ok && summary.root != root), "{at} {value}");
    }
}

#[test]
fn the_proof_of_an_entry_is_a_file_that_verifies() {
    let shop = Shop::new(20);
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("7.tlog-proof");
    let size = 31;
    let proof = countercheck::ledger::verify::proof::Proof {
        index: 7,
        key: shop.store.verifier(),
        leaf: shop.store.read(7).unwrap().unwrap(),
        hashes: shop.store.inclusion_proof(7, size).unwrap(),
        note: shop.store.signed_at(size).unwrap().unwrap(),
    };
    assert!(tree::verify_inclusion(
        7,
        size,
        &tree::leaf_hash(&proof.leaf),
        &proof.hashes,
        &shop.store.root_at(size).unwrap()
    ));
    fs::write(&path, proof.to_text()).unwrap();
    let kept = shop.store.signed_at(size).unwrap().unwrap();
    let (summary, lines) = verify(&path, &Wanted { trust: vec![Trust::parse(&kept)], ..Wanted::default() });
    assert!(summary.ok && summary.anchored == Anchor::Officer && summary.size == Some(size), "{}", findings(&lines));
    assert_eq!(shop.store.signed_at(30).unwrap(), None, "two leaves in one commit have one checkpoint");
    fs::write(&path, proof.to_text().replace("index 7", "index 8")).unwrap();
    assert!(!verify(&path, &Wanted::default()).0.ok);
}

/// Exports that officers keep from the first version of the layout: a manifest without epochs.
#[test]
fn an_export_of_the_first_version_still_verifies() {
    let shop = Shop::new(3);
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("export");
    shop.export(&folder, &["imei.1"]);
    let path = folder.join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    let first = text.replace("\"v\": 2", "\"v\": 1").replace(",\n  \"epochs\": []", "");
    assert!(first.len() + 15 < text.len() && first.ends_with("  }\n}\n"), "{first}");
    fs::write(&path, &first).unwrap();
    let (summary, lines) = verify(&folder, &Wanted { deep: true, ..Wanted::default() });
    assert!(summary.ok, "{}", findings(&lines));
    fs::write(&path, first.replace("\"v\": 1", "\"v\": 3")).unwrap();
    assert!(!verify(&folder, &Wanted::default()).0.ok);
}
