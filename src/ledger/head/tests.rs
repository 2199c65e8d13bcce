use super::*;

fn checkpoint(size: u64) -> Checkpoint {
    Checkpoint::new("shop/till/1", size, [u8::try_from(size).unwrap(); 32])
}

fn patch(path: &Path, at: u64, bytes: &[u8]) {
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn remembers_the_newest_and_never_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("head");
    create(&path, &checkpoint(1)).unwrap();
    for size in [2, 4, 3, 9, 9] {
        advance(&path, &checkpoint(size)).unwrap();
    }
    assert_eq!(read(&path).unwrap(), checkpoint(9));
}

#[test]
fn a_torn_write_leaves_the_other_slot() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("head");
    create(&path, &checkpoint(1)).unwrap();
    advance(&path, &checkpoint(2)).unwrap();
    patch(&path, SLOT as u64 + 100, b"torn");
    assert_eq!(read(&path).unwrap(), checkpoint(1));
    advance(&path, &checkpoint(3)).unwrap();
    assert_eq!(read(&path).unwrap(), checkpoint(3), "the damaged slot is the one that is written");
    patch(&path, 70, b"torn");
    assert_eq!(read(&path).unwrap(), checkpoint(3));
    patch(&path, SLOT as u64 + 70, b"torn");
    assert!(matches!(read(&path), Err(Alarm::HeadDamaged)));
    assert!(advance(&path, &checkpoint(4)).is_err(), "a head that is lost is not made up again");
}

#[test]
fn missing_empty_and_foreign_files_are_alarms() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("head");
    assert!(matches!(read(&path), Err(Alarm::HeadMissing)));
    for bytes in [&b""[..], b"rubbish", &[0xff; 9000]] {
        let _ = std::fs::remove_file(&path);
        files::write_new(&path, bytes).unwrap();
        assert!(matches!(read(&path), Err(Alarm::HeadDamaged)));
    }
}
