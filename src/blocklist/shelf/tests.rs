#![expect(clippy::disallowed_methods, reason = "files of a test need not survive a power cut")]

use super::{Current, How, Installed, Part, Shelf, ShelfError, fold, fold_due};
use crate::blocklist::{BuildError, Day, Entry, Identity, Interner, Said, Status, Trust, encode, files, imei_of};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Version `version` of a list that holds these numbers, as its publisher builds it.
fn base(version: u64, keys: &[u64]) -> Vec<u8> {
    let mut words = Interner::default();
    let class = words.class(Status::Stolen, "0011").unwrap();
    let reporter = words.reporter("Example Police", "GB").unwrap();
    let identity = Identity { name: "national".into(), version, changes: None, issued: 1_767_225_600 };
    let entries = || keys.iter().map(|&key| Ok::<_, BuildError>(Entry { key, class, reporter, day: Day(9_500) }));
    encode(identity, &words, entries).unwrap()
}

fn overlay(old: &[u8], new: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        files::open(&folder.path().join(name), Trust::Never).unwrap()
    };
    let path = folder.path().join("overlay");
    files::difference(&path, &open("old", old), &open("new", new), &mut |_| ()).unwrap();
    std::fs::read(path).unwrap()
}

fn put(shelf: &Shelf, bytes: &[u8]) -> Part {
    let sha256 = hex::encode(Sha256::digest(bytes));
    let page = shelf.slot("national").unwrap().page(&sha256);
    std::fs::create_dir_all(page.parent().unwrap()).unwrap();
    std::fs::write(page, bytes).unwrap();
    Part { sha256, bytes: bytes.len() as u64 }
}

fn install(shelf: &Shelf, version: u64, whole: &[u8], files: &[&[u8]]) -> Result<Installed, ShelfError> {
    let slot = shelf.slot("national")?;
    let mut parts: Vec<Part> = files.iter().map(|bytes| put(shelf, bytes)).collect();
    let current = Current {
        v: Current::FORM,
        list: "national".to_owned(),
        version,
        issued_at: chrono::DateTime::from_timestamp(1_767_225_600, 0).unwrap(),
        sha256: hex::encode(Sha256::digest(whole)),
        entries: 3,
        signer: None,
        how: "sync".to_owned(),
        base: parts.remove(0),
        overlays: parts,
        papers: None,
    };
    slot.install(&current, How::Sync, &slot.lock()?)?;
    Ok(slot.installed().unwrap())
}

fn pages(dir: &Path) -> usize {
    std::fs::read_dir(dir.join("national/pages")).unwrap().count()
}

const OLD: [u64; 3] = [35_209_900_176_148, 35_209_900_176_149, 49_015_420_323_751];
const NEW: [u64; 3] = [35_209_900_176_148, 35_209_900_176_150, 49_015_420_323_751];

#[test]
fn folding_gives_the_publishers_next_base_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(folder.path());
    let (old, new) = (base(1, &OLD), base(2, &NEW));
    let list = install(&shelf, 2, &new, &[&old, &overlay(&old, &new)]).unwrap();
    assert!(fold_due(&list), "the overlay is as large as the base");
    assert_eq!(pages(folder.path()), 2);

    let applied = fold(&list, &mut |_, _| ()).unwrap().unwrap();
    assert_eq!((applied.version, applied.how, applied.entries), (2, How::Fold, 3));
    assert_eq!(applied.sha256.as_slice(), Sha256::digest(&new).as_slice());
    let after = shelf.installed().unwrap().remove(0);
    assert_eq!(std::fs::read(&after.files()[0]).unwrap(), new);
    assert_eq!((pages(folder.path()), after.how.as_str(), fold_due(&after)), (1, "fold", false));
    let stack = after.open().unwrap();
    assert_eq!(stack.find(&imei_of(OLD[1]).unwrap()).unwrap(), Said::Nothing);
    assert!(matches!(stack.find(&imei_of(NEW[1]).unwrap()).unwrap(), Said::Listed(_)));

    assert!(fold(&list, &mut |_, _| ()).unwrap().is_none(), "what was seen before is no longer there");
}

#[test]
fn a_fold_that_hashes_to_anything_else_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(folder.path());
    let (old, new) = (base(1, &OLD), base(2, &NEW));
    let list = install(&shelf, 2, b"another list", &[&old, &overlay(&old, &new)]).unwrap();
    assert!(matches!(fold(&list, &mut |_, _| ()), Err(ShelfError::FoldDiffers(_))));
    let after = shelf.installed().unwrap().remove(0);
    assert_eq!(after.files(), list.files());
    assert!(after.open().is_ok());
}

#[test]
fn what_cannot_be_opened_never_counts() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(folder.path());
    let (old, new) = (base(1, &OLD), base(2, &NEW));
    install(&shelf, 1, &old, &[&old]).unwrap();
    let mut flipped = new.clone();
    flipped[20] ^= 1;
    for wrong in [&flipped, &new[..new.len() - 1].to_vec(), &overlay(&old, &new)] {
        assert!(install(&shelf, 2, &new, &[wrong]).is_err());
        assert_eq!(shelf.installed().unwrap()[0].version, 1);
    }
    assert!(install(&shelf, 3, &new, &[&new]).is_err(), "its files are of another version than it says");
}

#[test]
fn a_damaged_list_says_so_and_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(folder.path());
    let old = base(1, &OLD);
    install(&shelf, 1, &old, &[&old]).unwrap();
    let other = folder.path().join("other");
    std::fs::create_dir_all(&other).unwrap();
    std::fs::create_dir_all(folder.path().join("Not a list")).unwrap();
    let hostile = r#"{"v":1,"list":"x","version":1,"issued_at":"2026-01-01T00:00:00Z","sha256":"../..","entries":1,"signer":null,"how":"sync","base":{"sha256":"../../vault.db","bytes":1},"overlays":[]}"#;
    for text in ["", "{}", "{\"v\":9}", hostile] {
        std::fs::write(other.join("current.json"), text).unwrap();
        let lists = shelf.installed().unwrap();
        assert_eq!(lists.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["national", "other"]);
        assert!(lists[0].open().is_ok() && lists[0].damage.is_none());
        assert!(matches!(lists[1].open(), Err(ShelfError::Damaged { .. })), "{text}");
    }
    let page = shelf.installed().unwrap()[0].files().remove(0);
    std::fs::write(&page, &old[..old.len() - 1]).unwrap();
    assert!(shelf.installed().unwrap()[0].damage.as_ref().unwrap().contains("cut short"));
    std::fs::remove_file(page).unwrap();
    assert!(shelf.installed().unwrap()[0].open().is_err());
}

#[test]
fn two_programs_do_not_change_one_list() {
    let folder = tempfile::tempdir().unwrap();
    let slot = Shelf::new(folder.path()).slot("national").unwrap();
    let held = slot.lock().unwrap();
    assert!(matches!(slot.lock(), Err(ShelfError::Busy(_))));
    drop(held);
    assert!(slot.lock().is_ok());
}

#[test]
fn a_name_never_leads_out_of_the_folder() {
    let shelf = Shelf::new(Path::new("/lists"));
    for name in ["", "..", "a/b", "A", "a b", "é", &"a".repeat(41)] {
        assert!(matches!(shelf.slot(name), Err(ShelfError::Name(_))), "{name:?}");
    }
    assert!(shelf.slot("gb-national-2").is_ok());
}
