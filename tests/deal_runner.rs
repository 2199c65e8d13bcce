//! The runner of deals on a real folder: drafts that survive, numbers that go on, an address that is
//! shown only with a trace.
#![allow(clippy::unwrap_used, reason = "the helpers of a test may fail it")]
#![cfg(test)]

use countercheck::clock::Moment;
use countercheck::effects::{Recorder, deal, fresh_id, open_deals};
use countercheck::ledger::leaf::{Draft, EntryId, Field, Leaf, LeafKind, Seal, Stamp, TokenClass};
use countercheck::ledger::store::{Opening, Store};
use countercheck::stock::Stock;
use countercheck::till::{DealEffect, DealEvent, Event, KeptDraft, LookUp, draft_name};
use countercheck::vault::{Tray, Vault};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

/// Where the ids of `deal_signed` begin, as `docs/leaf-format.md` says.
const SIGNED: u64 = 1 << 60;

fn now() -> Moment {
    Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000)
}

fn shop() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    Vault::create(folder.path()).unwrap();
    let draft = Draft::new(fresh_id(), LeafKind::Opened, now());
    let opening = Opening { shop: "Shop".into(), terminal: "till-1".into(), draft, stamp: Stamp::default() };
    Store::create(folder.path(), &opening).unwrap();
    folder
}

fn open(folder: &Path) -> Recorder {
    let (store, vault) = (Store::open(folder).unwrap(), Vault::open(folder).unwrap());
    let stock = Stock::open(&folder.join("stock.db")).unwrap();
    let mut recorder = Recorder::new(store, vault, stock, Stamp::default());
    recorder.catch_up().unwrap();
    recorder
}

fn does(recorder: &mut Recorder, effect: DealEffect) -> Vec<DealEvent> {
    let events = deal(recorder, effect, now(), &mut |_| None);
    let only_deals = events.into_iter().map(|event| match event {
        Event::Deal(event) => event,
        other => panic!("{other:?}"),
    });
    only_deals.collect()
}

fn opened(recorder: &mut Recorder) -> (u64, u64, Vec<KeptDraft>) {
    match open_deals(recorder).unwrap() {
        Event::Deal(DealEvent::Opened { next_number, next_item, drafts }) => (next_number, next_item, drafts),
        other => panic!("{other:?}"),
    }
}

fn begun(id: EntryId) -> Draft {
    Draft::new(id, LeafKind::DealOpened, now()).with("deal_kind", "purchase")
}

fn signed(deal: EntryId, number: u64, items: &[u64]) -> Draft {
    let lines: Vec<_> = items.iter().map(|item| json!({ "item": item, "outcome": "bought" })).collect();
    let draft = Draft::new(deal.plus(SIGNED), LeafKind::DealSigned, now());
    let mut draft = draft.with("deal", deal.to_string()).with("number", number).with("lines", json!(lines));
    let person =
        |label: &str, value: &str, token| Field { label: label.into(), value: value.into(), seal: Seal::Person, token };
    draft.fields.push(person("document.1", "L898902C3", Some(TokenClass::Document)));
    draft.fields.push(person("address.1", "4 Mill Lane", None));
    draft.fields.push(person("phone.1", "01632 960001", Some(TokenClass::Phone)));
    draft
}

#[test]
fn a_draft_and_its_pictures_come_back_after_a_restart() {
    let folder = shop();
    let id = fresh_id();
    {
        let mut recorder = open(folder.path());
        does(&mut recorder, DealEffect::SaveDraft { deal: id, bytes: b"first".to_vec() });
        does(&mut recorder, DealEffect::SaveDraft { deal: id, bytes: b"second".to_vec() });
        let name = format!("{}.1", draft_name(id));
        does(&mut recorder, DealEffect::SavePicture { deal: id, name, bytes: Arc::new(vec![9; 70_000]) });
    }
    let mut recorder = open(folder.path());
    let (number, item, drafts) = opened(&mut recorder);
    assert_eq!((number, item, drafts.len()), (1, 1, 1));
    assert_eq!((drafts[0].bytes.as_slice(), drafts[0].opened), (b"second".as_slice(), false));
    assert_eq!(drafts[0].pictures[0].1.len(), 70_000);
    recorder.record(&[begun(id)]).unwrap();
    assert!(opened(&mut recorder).2[0].opened);
}

#[test]
fn no_byte_of_a_draft_lies_open_on_the_disk() {
    let folder = shop();
    let mut recorder = open(folder.path());
    does(&mut recorder, DealEffect::SaveDraft { deal: fresh_id(), bytes: b"ERIKSSON ANNA L898902C3".to_vec() });
    for entry in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap).filter(|e| e.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(!bytes.windows(8).any(|w| w == b"ERIKSSON"), "{}", entry.path().display());
    }
}

#[test]
fn the_draft_of_a_deal_that_is_over_goes_at_the_next_start() {
    let folder = shop();
    let (over, dropped, other) = (fresh_id(), fresh_id(), fresh_id());
    let mut recorder = open(folder.path());
    for id in [over, dropped, other] {
        does(&mut recorder, DealEffect::SaveDraft { deal: id, bytes: b"draft".to_vec() });
    }
    recorder.record(&[begun(over), signed(over, 1, &[1, 2])]).unwrap();
    // The power went between the entry and the removal; the third attempt was the one that stood.
    let end = Draft::new(dropped.plus((1 << 61) + 2), LeafKind::DealDropped, now()).with("deal", dropped.to_string());
    recorder.record(&[end]).unwrap();
    let (number, item, drafts) = opened(&mut recorder);
    assert_eq!((number, item, drafts.len()), (2, 3, 1));
    assert_eq!(recorder.vault.list(Tray::Drafts).unwrap(), [draft_name(other)]);
}

#[test]
fn deals_of_training_take_no_number() {
    let folder = shop();
    let mut recorder = open(folder.path());
    recorder.record(&[Draft::new(fresh_id(), LeafKind::TrainingOn, now())]).unwrap();
    recorder.record(&[signed(fresh_id(), 1, &[1])]).unwrap();
    recorder.record(&[Draft::new(fresh_id(), LeafKind::TrainingOff, now())]).unwrap();
    assert_eq!((opened(&mut recorder).0, opened(&mut recorder).1), (1, 1));
    recorder.record(&[signed(fresh_id(), 1, &[1])]).unwrap();
    assert_eq!((opened(&mut recorder).0, opened(&mut recorder).1), (2, 2));
}

#[test]
fn an_earlier_address_is_shown_with_an_entry_that_says_so() {
    let folder = shop();
    let mut recorder = open(folder.path());
    let before = fresh_id();
    recorder.record(&[begun(before), signed(before, 1, &[1])]).unwrap();
    let about = LookUp { document: Some("l898 902 c3".into()), ..LookUp::default() };
    let told = does(&mut recorder, DealEffect::LookUp { deal: fresh_id(), turn: 7, about });
    let [DealEvent::Warnings { turn: 7, found: Some(_), known: Some(entry), .. }] = told.as_slice() else {
        panic!("{told:?}")
    };
    let size = recorder.store.len().unwrap();
    let told = does(&mut recorder, DealEffect::Known { deal: fresh_id(), entry: *entry, staff: None });
    let [DealEvent::Known { told: Ok(seller), .. }] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(seller.address.as_deref(), Some("4 Mill Lane"));
    assert_eq!(seller.phone.as_deref(), Some("01632 960001"));
    let leaf = Leaf::parse(&recorder.store.read(size).unwrap().unwrap()).unwrap();
    assert_eq!((leaf.kind, leaf.plain["where"].clone()), (LeafKind::Displayed, json!("deal")));
}
