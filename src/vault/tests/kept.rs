//! Pictures, drafts, papers, and erasing.

use super::*;
use crate::ledger::leaf::{Blob, MAX_BLOB};
use sha2::{Digest as _, Sha256};

fn with_picture(id: u128, bytes: Vec<u8>) -> Draft {
    let mut draft = draft(id, vec![name("Conspicuous Name")]);
    draft.blobs.push(Blob { label: "picture.1".into(), bytes });
    draft
}

fn picture(length: usize) -> Vec<u8> {
    (0..length).map(|n| u8::try_from(n * 7 % 251).unwrap()).collect()
}

#[test]
fn a_picture_is_committed_to_and_comes_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    for (id, length) in [(1, 0), (2, 1), (3, 262_144), (4, 262_145), (5, 1_000_000)] {
        let bytes = picture(length);
        let committed = vault.seal(&[with_picture(id, bytes.clone())]).unwrap();
        let entry = EntryId::from_u128(id);
        assert_eq!(vault.blob(entry, "picture.1").unwrap().as_ref(), Some(&bytes), "{length}");
        let disclosed = &vault.disclosure(entry, &["picture.1"]).unwrap()[0];
        assert_eq!(disclosed.value, hex::encode(Sha256::digest(&bytes)));
        assert!(commitment::opens(&committed[0]["picture.1"], &disclosed.salt, "picture.1", &disclosed.value));
    }
    assert_eq!(vault.blob(EntryId::from_u128(1), "picture.2").unwrap(), None);
    assert_eq!(vault.blob(EntryId::from_u128(1), "seller.name").unwrap(), None);
    assert_eq!(vault.blob(EntryId::from_u128(9), "picture.1").unwrap(), None);
    let large = vault.seal(&[with_picture(6, vec![0; MAX_BLOB + 1])]);
    assert!(matches!(large, Err(VaultError::Leaf(LeafError::LongBlob { .. }))));
    let mut twice = with_picture(7, vec![1]);
    twice.fields.push(Field::person("picture.1", "x"));
    assert!(matches!(vault.seal(&[twice]), Err(VaultError::Leaf(LeafError::TwiceInDraft { .. }))));
}

#[test]
fn a_picture_needs_the_shops_key_and_shows_every_change() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create_with(folder.path(), &NewLock::Cheap("three blue bicycles"), None).unwrap();
    vault.seal(&[with_picture(1, picture(600_000)), with_picture(2, picture(600_000))]).unwrap();
    let entry = EntryId::from_u128(1);
    assert!(matches!(vault.blob(entry, "picture.1"), Err(VaultError::Locked)));
    vault.unlock(&Unlock::new("three blue bicycles")).unwrap();
    let changes = [
        "DELETE FROM blob WHERE n = 1 AND part = 2",
        "DELETE FROM blob WHERE n = 1",
        "UPDATE blob SET part = 2 - part + 100 WHERE n = 1",
        "UPDATE blob SET sealed = (SELECT sealed FROM blob WHERE n = 2 AND part = 0) WHERE n = 1 AND part = 0",
        "UPDATE blob SET sealed = zeroblob(100) WHERE n = 1 AND part = 1",
    ];
    for change in changes {
        let begun = vault.db.unchecked_transaction().unwrap();
        assert!(begun.execute(change, []).unwrap() > 0);
        let found = vault.blob(entry, "picture.1");
        assert!(matches!(found, Err(VaultError::Sealed { .. }) | Ok(None)), "{change}");
        drop(begun);
        assert!(vault.blob(entry, "picture.1").unwrap().is_some());
    }
}

#[test]
fn drafts_and_papers_survive_and_need_no_unlocking() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create_with(folder.path(), &NewLock::Cheap("three blue bicycles"), None).unwrap();
    let kept = |name: &str, text: &str| Kept { name: name.into(), entry: None, bytes: text.into() };
    vault.put(Tray::Drafts, &kept("deal.1", "Conspicuous Name")).unwrap();
    vault.put(Tray::Drafts, &kept("deal.2", "other")).unwrap();
    vault.put(Tray::Drafts, &kept("deal.1", "Conspicuous Name, again")).unwrap();
    vault.put(Tray::Prints, &Kept { entry: Some(EntryId::from_u128(5)), ..kept("deal.1", "paper") }).unwrap();
    drop(vault);
    let mut vault = Vault::open(folder.path()).unwrap();
    assert_eq!(vault.list(Tray::Drafts).unwrap(), ["deal.1", "deal.2"]);
    assert_eq!(vault.get(Tray::Drafts, "deal.1").unwrap().unwrap().bytes, b"Conspicuous Name, again");
    assert_eq!(vault.get(Tray::Prints, "deal.1").unwrap().unwrap().entry, Some(EntryId::from_u128(5)));
    assert_eq!(vault.get(Tray::Prints, "deal.2").unwrap(), None);
    vault.db.execute("UPDATE tray SET tray = 2 WHERE name = 'deal.2'", []).unwrap();
    assert!(matches!(vault.get(Tray::Prints, "deal.2"), Err(VaultError::Kept { .. })), "moved to another tray");
    assert!(vault.remove(Tray::Drafts, "deal.1").unwrap() && !vault.remove(Tray::Drafts, "deal.1").unwrap());
    assert!(matches!(vault.put(Tray::Drafts, &kept("Zoë Example", "")), Err(VaultError::Kept { .. })));
    let shown = format!("{:?}", kept("deal.1", "Conspicuous"));
    assert!(!shown.contains("Conspicuous") && !shown.contains("67, 111"), "{shown}");
}

/// Every file of the folder, with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|e| e.path().is_file());
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

#[test]
fn what_is_erased_stands_in_no_file_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    let mut entry = with_picture(1, picture(300_000));
    entry.fields.push(Field::imei("imei.1", "490154203237518"));
    vault.seal(&[entry, draft(2, vec![name("Stays")])]).unwrap();
    let paper = Kept { name: "paper.1".into(), entry: Some(EntryId::from_u128(1)), bytes: b"paper".to_vec() };
    vault.put(Tray::Prints, &paper).unwrap();
    let sealed = || -> Vec<Vec<u8>> {
        let sql = "SELECT sealed FROM field WHERE n = 1 UNION ALL SELECT secret FROM entry WHERE n = 1
            UNION ALL SELECT sealed FROM blob UNION ALL SELECT token FROM token WHERE n = 1 UNION ALL SELECT sealed FROM tray";
        let mut select = vault.db.prepare(sql).unwrap();
        select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    // A page boundary may cut a long one, so its middle is looked for.
    let needles: Vec<Vec<u8>> = sealed().iter().map(|s| s[s.len() / 2..].iter().take(16).copied().collect()).collect();
    assert_eq!(needles.len(), 3 + 1 + 2 + 2 + 1);
    let count = || {
        let files = files(folder.path());
        needles
            .iter()
            .filter(|n| files.iter().any(|(_, bytes)| bytes.windows(n.len()).any(|w| w == n.as_slice())))
            .count()
    };
    assert_eq!(count(), needles.len(), "they are there before");
    assert_eq!(vault.erase(&[EntryId::from_u128(1), EntryId::from_u128(77)]).unwrap(), 1);
    assert!(vault.needs_scrub().unwrap());
    vault.scrub().unwrap();
    assert!(!vault.needs_scrub().unwrap());
    assert_eq!(count(), 0);
    assert_eq!(vault.reveal(EntryId::from_u128(1)).unwrap(), []);
    assert_eq!(vault.list(Tray::Prints).unwrap(), Vec::<String>::new());
    assert_eq!(vault.reveal(EntryId::from_u128(2)).unwrap().len(), 1);
    assert_eq!(vault.held().unwrap().len(), 1);
}

#[test]
fn a_reader_in_another_program_delays_the_scrub_and_does_not_lose_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    vault.seal(&[draft(1, vec![name("Conspicuous Name")])]).unwrap();
    let other = Vault::open(folder.path()).unwrap();
    let reading = other.db.unchecked_transaction().unwrap();
    let _one: i64 = reading.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).unwrap();
    vault.db.busy_timeout(std::time::Duration::from_millis(50)).unwrap();
    vault.erase(&[EntryId::from_u128(1)]).unwrap();
    assert!(vault.scrub().is_err());
    assert!(vault.needs_scrub().unwrap());
    drop(reading);
    vault.scrub().unwrap();
    assert!(!vault.needs_scrub().unwrap());
}
