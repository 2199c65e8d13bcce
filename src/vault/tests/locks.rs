//! Who opens the shop's key, and who does not.

use super::*;
use std::io::Write as _;

const PASSPHRASE: &str = "three blue bicycles";

fn text(folder: &Path) -> String {
    fs::read_to_string(folder.join("keys/shop")).unwrap()
}

/// A locked vault with one entry about a person.
fn locked(recovery: &RecoveryKey) -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create_with(folder.path(), &NewLock::Cheap(PASSPHRASE), Some(recovery)).unwrap();
    vault.seal(&[draft(1, vec![name("Zoë")])]).unwrap();
    drop(vault);
    let vault = Vault::open(folder.path()).unwrap();
    (folder, vault)
}

fn opens(folder: &Path, unlock: &Unlock) -> Result<Vec<Revealed>, VaultError> {
    let mut vault = Vault::open(folder).unwrap();
    vault.unlock(unlock)?;
    vault.reveal(EntryId::from_u128(1))
}

#[test]
fn passphrase_and_recovery_key_open_and_nothing_else_does() {
    let recovery = RecoveryKey::random().unwrap();
    let (folder, vault) = locked(&recovery);
    assert!(vault.is_locked());
    assert!(matches!(vault.reveal(EntryId::from_u128(1)), Err(VaultError::Locked)));
    let other = RecoveryKey::random().unwrap();
    for wrong in
        [Unlock::new("three blue bicycle"), Unlock::new(""), Unlock::key(&other), Unlock::new(&other.to_text())]
    {
        assert!(matches!(opens(folder.path(), &wrong), Err(VaultError::WrongSecret)));
    }
    for right in [Unlock::new(PASSPHRASE), Unlock::key(&recovery), Unlock::new(&recovery.to_text().to_lowercase())] {
        assert_eq!(opens(folder.path(), &right).unwrap()[0].value, "Zoë");
    }
    let text = text(folder.path());
    assert!(!text.contains("AGE-SECRET-KEY") && !text.contains(&*recovery.to_text()), "{text}");
}

#[test]
fn accents_are_typed_in_two_ways() {
    let folder = tempfile::tempdir().unwrap();
    drop(Vault::create_with(folder.path(), &NewLock::Cheap("trois vélos bleus"), None).unwrap());
    let mut vault = Vault::open(folder.path()).unwrap();
    vault.unlock(&Unlock::new("trois ve\u{301}los bleus")).unwrap();
    assert!(matches!(vault.relock(&NewLock::Cheap("short")), Err(VaultError::ShortPassphrase)));
}

#[test]
fn a_new_passphrase_or_recovery_key_takes_the_old_ones_place() {
    let first = RecoveryKey::random().unwrap();
    let (folder, mut vault) = locked(&first);
    assert!(matches!(vault.relock(&NewLock::Cheap("another one entirely")), Err(VaultError::Locked)));
    // The passphrase is lost; the recovery key is not.
    vault.unlock(&Unlock::key(&first)).unwrap();
    vault.relock(&NewLock::Cheap("another one entirely")).unwrap();
    assert!(matches!(opens(folder.path(), &Unlock::new(PASSPHRASE)), Err(VaultError::WrongSecret)));
    assert_eq!(opens(folder.path(), &Unlock::new("another one entirely")).unwrap().len(), 1);
    assert_eq!(opens(folder.path(), &Unlock::key(&first)).unwrap().len(), 1, "still");

    let second = RecoveryKey::random().unwrap();
    vault.set_recovery(&second).unwrap();
    assert!(matches!(opens(folder.path(), &Unlock::key(&first)), Err(VaultError::WrongSecret)));
    assert_eq!(opens(folder.path(), &Unlock::key(&second)).unwrap().len(), 1);
    assert_eq!(opens(folder.path(), &Unlock::new("another one entirely")).unwrap().len(), 1, "still");
}

#[test]
fn the_recovery_key_opens_what_is_left_when_the_file_is_gone() {
    let recovery = RecoveryKey::random().unwrap();
    let (folder, vault) = locked(&recovery);
    drop(vault);
    fs::remove_file(folder.path().join("keys/shop")).unwrap();
    assert!(
        matches!(opens(folder.path(), &Unlock::new(PASSPHRASE)), Err(VaultError::Locked)),
        "it says what is missing"
    );
    assert_eq!(opens(folder.path(), &Unlock::key(&recovery)).unwrap().len(), 1);
    let mut vault = Vault::open(folder.path()).unwrap();
    assert_eq!(vault.key_state().unwrap().lock, "missing");
    vault.unlock(&Unlock::key(&recovery)).unwrap();
    vault.relock(&NewLock::Cheap("a passphrase again")).unwrap();
    assert_eq!(opens(folder.path(), &Unlock::new("a passphrase again")).unwrap().len(), 1);
    assert_eq!(opens(folder.path(), &Unlock::key(&recovery)).unwrap().len(), 1);
}

#[test]
fn the_bare_key_of_an_earlier_version_is_wrapped_and_stays_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    vault.seal(&[draft(1, vec![name("Zoë")])]).unwrap();
    assert_eq!(vault.key_state().unwrap().lock, "open");
    // As version 1 wrote it.
    let secret = text(folder.path()).lines().find_map(|line| line.strip_prefix("open ").map(str::to_owned)).unwrap();
    fs::remove_file(folder.path().join("keys/shop")).unwrap();
    crate::ledger::store::files::write_new(&folder.path().join("keys/shop"), format!("{secret}\n").as_bytes()).unwrap();
    let mut vault = Vault::open(folder.path()).unwrap();
    assert_eq!((vault.key_state().unwrap().lock, vault.is_locked()), ("bare", false));
    let recovery = RecoveryKey::random().unwrap();
    vault.relock(&NewLock::Cheap(PASSPHRASE)).unwrap();
    vault.set_recovery(&recovery).unwrap();
    assert_eq!(vault.key_state().unwrap().lock, "passphrase");
    assert!(!text(folder.path()).contains(&secret));
    for right in [Unlock::new(PASSPHRASE), Unlock::key(&recovery)] {
        assert_eq!(opens(folder.path(), &right).unwrap()[0].value, "Zoë");
    }
}

#[test]
fn a_key_file_that_lies_elsewhere_opens() {
    let folder = tempfile::tempdir().unwrap();
    let key = RecoveryKey::random().unwrap();
    let mut vault = Vault::create_with(folder.path(), &NewLock::KeyFile(&key), None).unwrap();
    vault.seal(&[draft(1, vec![name("Zoë")])]).unwrap();
    assert!(matches!(opens(folder.path(), &Unlock::new("not it at all")), Err(VaultError::WrongSecret)));
    assert_eq!(opens(folder.path(), &Unlock::new(&key.to_text())).unwrap().len(), 1);
    assert_eq!(vault.key_state().unwrap().lock, "key_file");
}

#[test]
fn whoever_alters_the_key_file_gets_nothing() {
    let recovery = RecoveryKey::random().unwrap();
    let (folder, _) = locked(&recovery);
    let path = folder.path().join("keys/shop");
    let whole = text(folder.path());
    let shop = fs::read_to_string(folder.path().join("keys/shop.pub")).unwrap();
    let stranger = age::x25519::Identity::generate().to_public().to_string();
    let altered = [
        whole.replace("m=64 ", "m=128 "),
        whole.replace("t=1", "t=2"),
        whole.replace("m=64 ", "m=4294967295 "),
        whole.replace("countercheck shop key 1", "countercheck shop key 2"),
        whole.replace(shop.trim(), &stranger),
        whole.replace("recovery hmac", "key-file hmac"),
        whole.lines().take(2).collect::<Vec<_>>().join("\n"),
        String::new(),
        whole.replace("sealed=", "sealed=00"),
    ];
    for (n, text) in altered.iter().enumerate() {
        fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        let passphrase = opens(folder.path(), &Unlock::new(PASSPHRASE));
        assert!(passphrase.is_err() || n == 5, "{n}");
        // The vault's own copy still opens with the recovery key where the file cannot be read at all.
        let recovered = opens(folder.path(), &Unlock::key(&recovery));
        assert!(recovered.is_err() || text.is_empty() || n < 5, "{n}");
    }
}

#[test]
fn police_who_join_later_open_what_was_before_and_who_leaves_does_not() {
    let recovery = RecoveryKey::random().unwrap();
    let (folder, mut vault) = locked(&recovery);
    for n in 2..250 {
        vault.seal(&[draft(n, vec![name("Anna")])]).unwrap();
    }
    let police = age::x25519::Identity::generate();
    let opened = |vault: &Vault, n: u128| {
        let row = vault.row(EntryId::from_u128(n)).unwrap().unwrap();
        keys::unwrap(&row.secret, &police).is_some()
    };
    let text = format!("# force\n\n{}\n", police.to_public());
    assert_eq!(vault.add_recipients(&text).unwrap().len(), 1);
    assert_eq!(vault.add_recipients(&text).unwrap().len(), 0, "known");
    assert_eq!(vault.stale_keys().unwrap(), 249);
    assert!(!opened(&vault, 1) && matches!(vault.hand_on_keys(&mut |_| {}), Err(VaultError::Locked)));
    vault.unlock(&Unlock::new(PASSPHRASE)).unwrap();

    // Interrupted after the first hundred, as a kill would: the second run does the rest.
    let one_batch = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        vault.hand_on_keys(&mut |_| std::panic::resume_unwind(Box::new(()))).unwrap()
    }));
    assert!(one_batch.is_err());
    drop(vault);
    let mut vault = Vault::open(folder.path()).unwrap();
    assert_eq!(vault.stale_keys().unwrap(), 149);
    vault.unlock(&Unlock::new(PASSPHRASE)).unwrap();
    let mut seen = Vec::new();
    assert_eq!(vault.hand_on_keys(&mut |done| seen.push(done)).unwrap(), 0);
    assert_eq!((seen, vault.stale_keys().unwrap()), (vec![100, 149], 0));
    assert!((1..250).all(|n| opened(&vault, n)));
    assert_eq!(vault.reveal(EntryId::from_u128(1)).unwrap()[0].value, "Zoë");

    assert!(!vault.remove_recipient("age1nobody").unwrap());
    assert!(vault.remove_recipient(&fingerprint(&police.to_public().to_string())).unwrap());
    assert_eq!((vault.recipients().len(), vault.stale_keys().unwrap()), (0, 249));
    vault.hand_on_keys(&mut |_| {}).unwrap();
    assert!(!opened(&vault, 1) && !opened(&vault, 249));
    assert!(!vault.recipients_slipped_in().unwrap());
    crate::ledger::store::files::write_new(&folder.path().join("keys/later"), text.as_bytes()).unwrap();
    fs::rename(folder.path().join("keys/later"), folder.path().join("keys/recipients")).unwrap();
    assert!(Vault::open(folder.path()).unwrap().recipients_slipped_in().unwrap(), "written into the file");
}
