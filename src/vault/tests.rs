mod kept;
mod locks;
mod people;

use super::*;
use crate::clock::Moment;
use crate::ledger::leaf::{Field, LeafError, LeafKind};
use std::fs;

fn draft(id: u128, fields: Vec<Field>) -> Draft {
    let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000);
    let mut draft = Draft::new(EntryId::from_u128(id), LeafKind::CheckStarted, at);
    draft.fields = fields;
    draft
}

fn name(value: &str) -> Field {
    Field { token: Some(TokenClass::Name), ..Field::person("seller.name", value) }
}

fn values(revealed: Vec<Revealed>) -> Vec<(String, String)> {
    revealed.into_iter().map(|r| (r.label, r.value)).collect()
}

#[test]
fn what_is_sealed_is_revealed_and_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    let fields = vec![Field::imei("imei.1", "490154203237518"), name("Zoe\u{308} Example")];
    let commitments = vault.seal(&[draft(7, fields), draft(8, vec![]), draft(9, vec![name("EXAMPLE Zoë")])]).unwrap();
    assert_eq!(commitments.iter().map(Commitments::len).collect::<Vec<_>>(), [2, 0, 1]);

    let vault = Vault::open(folder.path()).unwrap();
    let (seven, eight) = (EntryId::from_u128(7), EntryId::from_u128(8));
    let number = ("imei.1".to_owned(), "490154203237518".to_owned());
    assert_eq!(
        values(vault.reveal(seven).unwrap()),
        [number.clone(), ("seller.name".into(), "Zoe\u{308} Example".into())]
    );
    assert_eq!(values(vault.numbers(seven).unwrap()), [number]);
    assert_eq!(vault.reveal(eight).unwrap(), []);
    assert_eq!(vault.find(TokenClass::Name, "zoe example").unwrap(), [seven, EntryId::from_u128(9)]);
    assert_eq!(vault.find(TokenClass::Imei, "490154203237519").unwrap(), [seven], "the check digit does not count");
    assert_eq!(vault.find(TokenClass::Imei, "").unwrap(), []);

    let disclosed = vault.disclosure(seven, &["seller.name", "nothing"]).unwrap();
    assert_eq!(disclosed.len(), 1);
    let Disclosed { label, salt, value } = &disclosed[0];
    assert!(commitment::opens(&commitments[0]["seller.name"], salt, label, value));
    assert!(commitment::opens(&commitments[0]["seller.name"], salt, label, "Zoë Example"), "NFC before the commitment");
    assert!(
        !format!("{disclosed:?}{:?}{vault:?}", vault.reveal(seven)).contains("Example"),
        "no value in debug output"
    );
}

#[test]
fn without_the_shops_key_only_handset_numbers_open() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    let entry = EntryId::from_u128(7);
    vault.seal(&[draft(7, vec![Field::imei("imei.1", "490154203237518"), name("Zoë")])]).unwrap();
    fs::rename(folder.path().join("keys/shop"), folder.path().join("shop")).unwrap();
    assert_eq!(vault.numbers(entry).unwrap().len(), 1);
    assert!(matches!(vault.reveal(entry), Err(VaultError::Locked)));
    assert!(matches!(vault.disclosure(entry, &["imei.1"]), Err(VaultError::Locked)));
    vault.seal(&[draft(8, vec![name("Anna")])]).expect("clerks go on sealing");
}

#[test]
fn police_open_people_with_their_own_key() {
    let folder = tempfile::tempdir().unwrap();
    drop(Vault::create(folder.path()).unwrap());
    let police = age::x25519::Identity::generate();
    let list = format!("# force\n\n{}\n", police.to_public());
    crate::ledger::store::files::write_new(&folder.path().join("keys/recipients"), list.as_bytes()).unwrap();
    let mut vault = Vault::open(folder.path()).unwrap();
    let entry = EntryId::from_u128(7);
    let commitments = vault.seal(&[draft(7, vec![name("Zoë")])]).unwrap();
    let row = vault.row(entry).unwrap().unwrap();
    let secret = keys::unwrap(&row.secret, &police).unwrap();
    assert!(commitment::opens(
        &commitments[0]["seller.name"],
        &commitment::salt(&secret, "seller.name"),
        "seller.name",
        "Zoë"
    ));
    let field = &vault.fields(row.n).unwrap()[0];
    assert_eq!(seal::open(&seal::entry_key(&secret), entry, &field.label, &field.sealed).unwrap(), "Zoë");
    assert!(keys::unwrap(&row.secret, &age::x25519::Identity::generate()).is_none());

    fs::remove_file(folder.path().join("keys/recipients")).unwrap();
    crate::ledger::store::files::write_new(&folder.path().join("keys/recipients"), b"\nage1nonsense\n").unwrap();
    assert!(matches!(Vault::open(folder.path()), Err(VaultError::Recipient { line: 2 })));
}

#[test]
fn a_value_moved_to_another_entry_or_label_does_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    let imei = |label: &str, digits: &str| Field::imei(label, digits);
    vault
        .seal(&[draft(1, vec![imei("imei.1", "1"), imei("imei.2", "2")]), draft(2, vec![imei("imei.1", "3")])])
        .unwrap();
    let swap = "UPDATE field SET sealed = (SELECT sealed FROM field WHERE n = 1 AND label = 'imei.1')";
    vault.db.execute(&format!("{swap} WHERE n = 2"), []).unwrap();
    assert!(matches!(vault.numbers(EntryId::from_u128(2)), Err(VaultError::Sealed { .. })));
    vault.db.execute(&format!("{swap} WHERE n = 1 AND label = 'imei.2'"), []).unwrap();
    assert!(matches!(vault.numbers(EntryId::from_u128(1)), Err(VaultError::Sealed { .. })));
}

#[test]
fn a_batch_is_sealed_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    vault.seal(&[draft(1, vec![name("one")])]).unwrap();
    let again = vault.seal(&[draft(2, vec![name("two")]), draft(1, vec![name("one again")])]);
    assert!(matches!(again, Err(VaultError::Twice { entry }) if entry == EntryId::from_u128(1)));
    assert_eq!(vault.reveal(EntryId::from_u128(2)).unwrap(), []);
    assert!(matches!(
        vault.seal(&[draft(3, vec![name("x"), name("y")])]),
        Err(VaultError::Leaf(LeafError::TwiceInDraft { .. }))
    ));
    let bad = Field::person("Seller\u{1b}", "x");
    let e = vault.seal(&[draft(3, vec![bad])]).unwrap_err();
    assert!(!std::error::Error::source(&e).unwrap().to_string().contains('\u{1b}'), "escaped");
    assert_eq!(vault.reveal(EntryId::from_u128(3)).unwrap(), []);
}

#[test]
fn orphans_are_swept_with_everything_of_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    vault
        .seal(&[draft(1, vec![name("kept")]), draft(2, vec![name("orphan"), Field::imei("imei.1", "490154203237518")])])
        .unwrap();
    assert_eq!(vault.sweep_orphans(&mut |_| None).unwrap(), 0, "a ledger that cannot say removes nothing");
    assert_eq!(vault.sweep_orphans(&mut |id| Some(id == EntryId::from_u128(1))).unwrap(), 1);
    assert_eq!(vault.find(TokenClass::Imei, "490154203237518").unwrap(), []);
    for table in ["entry", "field", "token"] {
        let n: i64 = vault.db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(n, 1, "{table}");
    }
    vault.seal(&[draft(3, vec![name("later")])]).unwrap();
    let mut asked = Vec::new();
    vault
        .sweep_orphans(&mut |id| {
            asked.push(id);
            Some(true)
        })
        .unwrap();
    assert_eq!(asked, [EntryId::from_u128(3)], "what was swept once is not asked about again");
    vault.seal(&[draft(4, vec![name("of the old epoch")])]).unwrap();
    vault.keep_all().unwrap();
    assert_eq!(vault.sweep_orphans(&mut |_| Some(false)).unwrap(), 0);
}

#[test]
fn keys_of_another_vault_are_noticed() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    drop((Vault::create(one.path()).unwrap(), Vault::create(other.path()).unwrap()));
    for name in ["shop.pub", "till", "token"] {
        let (mine, theirs) = (one.path().join("keys").join(name), other.path().join("keys").join(name));
        let kept = fs::read(&mine).unwrap();
        fs::copy(theirs, &mine).unwrap();
        assert!(matches!(Vault::open(one.path()), Err(VaultError::ForeignKey { name: n }) if n == name));
        fs::remove_file(&mine).unwrap();
        crate::ledger::store::files::write_new(&mine, &kept).unwrap();
    }
    fs::copy(other.path().join("keys/shop"), one.path().join("keys/shop")).unwrap();
    let mut vault = Vault::open(one.path()).unwrap();
    vault.seal(&[draft(1, vec![name("Zoë")])]).unwrap();
    assert!(matches!(vault.reveal(EntryId::from_u128(1)), Err(VaultError::ForeignKey { name: "shop" })));
    assert!(Vault::create(one.path()).is_err(), "an existing vault is not made again");
}

#[test]
fn nothing_personal_lies_in_clear() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    vault.seal(&[draft(1, vec![name("Conspicuous Name"), Field::imei("imei.1", "490154203237518")])]).unwrap();
    for file in ["vault.db", "vault.db-wal"] {
        let bytes = fs::read(folder.path().join(file)).unwrap();
        for needle in ["Conspicuous", "490154203237518", "49015420323751"] {
            assert!(!bytes.windows(needle.len()).any(|w| w == needle.as_bytes()), "{needle} in {file}");
        }
    }
}

#[test]
fn a_secret_made_ahead_serves_one_entry_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    vault.prepare().unwrap();
    vault.prepare().unwrap();
    assert_eq!(vault.store.len(), AHEAD);
    let same = || vec![Field::imei("imei.1", "490154203237518")];
    // One draft without fields needs none, and there are more entries than secrets.
    let drafts = [draft(1, same()), draft(2, vec![]), draft(3, same()), draft(4, same())];
    let commitments = vault.seal(&drafts).unwrap();
    assert!(vault.store.is_empty());
    let salts: std::collections::BTreeSet<_> =
        [1, 3, 4].map(|id| vault.disclosure(EntryId::from_u128(id), &["imei.1"]).unwrap()[0].salt).into();
    assert_eq!(salts.len(), 3, "who is shown one salt must not hold another entry's");
    assert_ne!(commitments[0]["imei.1"], commitments[2]["imei.1"]);
}
