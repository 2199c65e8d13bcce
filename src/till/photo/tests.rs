//! What pictures lead to, and what they never lead to by themselves.

use super::*;
use crate::ledger::leaf::Draft;
use crate::scan::{Input, Key};
use crate::till::{Committed, Event, Setup, Stamped, Ticket, update};

const A: &str = "001017010004516";
const B: &str = "001017010004524";
/// The check digit of A, one too high.
const WRONG: &str = "001017010004517";

struct Bench {
    state: State,
    fresh: u128,
    at: u64,
    /// What was asked for and not done by the bench itself.
    asked: Vec<PhotoAsk>,
    drafts: Vec<Draft>,
}

impl Bench {
    fn new() -> Self {
        let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000);
        let state = State::new(Setup::for_shop("Test shop"), at);
        let mut bench = Self { state, fresh: 1 << 64, at: 1_000, asked: Vec::new(), drafts: Vec::new() };
        bench.event(Event::Opened);
        bench
    }

    fn on_duty() -> Self {
        let mut bench = Self::new();
        bench.sign_in();
        let ways = Ways { inbox: Some("in".into()), phone: true, ..Ways::default() };
        bench.event(Event::Photo(PhotoTold::Ways(ways)));
        bench
    }

    fn sign_in(&mut self) {
        let name = "EK";
        self.event(Event::Input(Input::Text(name.into())));
        self.key(Key::Enter);
    }

    fn event(&mut self, event: Event) {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            self.fresh += 1 << 32;
            let wall = "2026-05-02T10:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
            let ms = i64::try_from(self.at - 1_000).unwrap();
            let at = Moment::new(wall + chrono::TimeDelta::milliseconds(ms), self.at);
            for effect in update(&mut self.state, Stamped { at, fresh: EntryId::from_u128(self.fresh), event }) {
                match effect {
                    Effect::Record { ticket, drafts } => events.push(self.record(ticket, drafts)),
                    Effect::Consult { check, .. } => events.push(Event::Consulted { check, answers: Vec::new() }),
                    Effect::Photo(ask) => self.asked.push(ask),
                    _ => {}
                }
            }
        }
    }

    fn record(&mut self, ticket: Ticket, drafts: Vec<Draft>) -> Event {
        let place =
            |d: &Draft| Committed { entry_id: d.entry_id, index: 1, leaf_hash: [0; 32], size: 2, root: [0; 32] };
        let committed = drafts.iter().map(place).collect();
        self.drafts.extend(drafts);
        Event::Recorded { ticket, committed }
    }

    fn key(&mut self, key: Key) {
        self.event(Event::Input(Input::Key(key)));
    }

    fn line(&mut self, text: &str) {
        self.event(Event::Input(Input::Text(text.to_owned())));
        self.key(Key::Enter);
    }

    fn wait(&mut self, ms: u64) {
        self.at += ms;
        self.event(Event::Tick);
    }

    fn photo(&mut self, id: u128, numbers: &[(&str, Trust)], unread: usize) {
        let identifiers = numbers.iter().map(|(value, trust)| found(value, *trust)).collect();
        let reading = Reading { identifiers, unread, ..Reading::default() };
        let picture = Some(vec![7_u8; 9].into());
        let photo = ReadPhoto { id: EntryId::from_u128(id), reading, picture, from_before: false };
        self.event(Event::Photo(PhotoTold::Read(Box::new(photo))));
    }

    /// The IMEIs of every check so far.
    fn checked(&self) -> Vec<Vec<String>> {
        self.state.checks.iter().map(|check| check.imeis.iter().map(crate::imei::Imei::digits).collect()).collect()
    }

    fn forgot(&self, id: u128) -> bool {
        self.asked.contains(&PhotoAsk::Forget(EntryId::from_u128(id)))
    }
}

fn found(value: &str, trust: Trust) -> Identifier {
    Identifier { kind: Kind::Imei, value: value.to_owned(), trust, area: None, agreed: Vec::new(), crop: None }
}

#[test]
fn both_numbers_of_a_picture_are_one_handset_and_the_picture_goes_with_its_check() {
    let mut till = Bench::on_duty();
    till.photo(5, &[(A, Trust::Good), (B, Trust::Confirmed)], 0);
    assert_eq!(till.checked(), [[A.to_owned(), B.to_owned()]]);
    let started = till.drafts.iter().find(|d| d.fields.iter().any(|f| f.label == "imei.2")).unwrap();
    assert_eq!(started.blobs[0].label, "picture.1");
    assert_eq!(started.blobs[0].bytes, [7; 9]);
    assert!(till.forgot(5) && till.state.photos.photos.is_empty(), "it is in the register now");
    assert!(till.state.pane.is_none());
}

#[test]
fn what_a_person_has_to_compare_holds_the_other_number_back() {
    let mut till = Bench::on_duty();
    till.photo(5, &[(A, Trust::Good), (B, Trust::Review)], 0);
    assert!(till.checked().is_empty());
    assert_eq!(till.state.notice, Some(Notice::Photo(PhotoNotice::Waits)));
    // Enter on the counter takes nothing: it is for the picture's own screen.
    till.key(Key::Enter);
    assert!(till.checked().is_empty());
    till.key(Key::F(6));
    till.key(Key::Enter);
    assert_eq!(till.checked(), [[A.to_owned(), B.to_owned()]]);
    assert_eq!(till.state.screen, Screen::Counter);
}

#[test]
fn a_number_that_does_not_hold_is_typed_over_whatever_the_reader_thinks_of_it() {
    let mut till = Bench::on_duty();
    till.photo(5, &[(WRONG, Trust::Confirmed)], 0);
    till.key(Key::F(6));
    till.key(Key::Enter);
    assert_eq!(till.state.notice, Some(Notice::Photo(PhotoNotice::TypeIt)));
    till.line("00-101701-000451-9");
    assert!(matches!(till.state.notice, Some(Notice::Rejected { .. })));
    assert!(till.checked().is_empty());
    till.line("00-101701-000451-6");
    assert_eq!(till.checked(), [[A.to_owned()]]);
}

#[test]
fn a_line_that_was_not_read_is_never_passed_over_in_silence() {
    let mut till = Bench::on_duty();
    till.photo(5, &[(A, Trust::Confirmed)], 1);
    assert!(till.checked().is_empty());
    till.key(Key::F(6));
    till.line(B);
    assert_eq!(till.checked(), [[A.to_owned(), B.to_owned()]], "typed from the handset, and checked together");
    let mut till = Bench::on_duty();
    till.photo(5, &[(A, Trust::Confirmed)], 1);
    till.key(Key::F(6));
    till.key(Key::Enter);
    assert_eq!(till.checked(), [[A.to_owned()]], "the clerk goes on without it");
    let mut till = Bench::on_duty();
    till.photo(6, &[], 1);
    assert_eq!(till.state.notice, Some(Notice::Photo(PhotoNotice::Nothing { unread: 1 })));
    assert!(till.forgot(6) && till.checked().is_empty());
}

#[test]
fn more_numbers_than_a_handset_has_start_nothing() {
    let third = crate::imei::Imei14::from_digits("00101701000453").unwrap().with_check_digit();
    let mut till = Bench::on_duty();
    till.photo(5, &[(A, Trust::Good), (B, Trust::Good), (&third, Trust::Review)], 0);
    till.key(Key::F(6));
    till.key(Key::Enter);
    assert_eq!(till.state.notice, Some(Notice::Photo(PhotoNotice::TooMany)));
    assert!(till.checked().is_empty());
    let mut till = Bench::on_duty();
    till.photo(5, &[(A, Trust::Good), (B, Trust::Good), (&third, Trust::Review)], 0);
    till.key(Key::F(6));
    till.key(Key::Delete);
    assert_eq!(till.checked(), [[A.to_owned(), B.to_owned()]]);
}

#[test]
fn nobody_at_the_counter_means_that_nothing_starts() {
    let mut till = Bench::new();
    till.photo(5, &[(A, Trust::Confirmed)], 0);
    till.key(Key::F(6));
    assert!(till.checked().is_empty() && till.state.screen == Screen::SignIn);
    till.sign_in();
    till.key(Key::F(6));
    till.key(Key::Enter);
    assert_eq!(till.checked(), [[A.to_owned()]]);
}

#[test]
fn a_picture_from_before_starts_nothing_by_itself() {
    let mut till = Bench::on_duty();
    let reading = Reading { identifiers: vec![found(A, Trust::Confirmed)], ..Reading::default() };
    let photo = ReadPhoto { id: EntryId::from_u128(5), reading, picture: None, from_before: true };
    till.event(Event::Photo(PhotoTold::Read(Box::new(photo))));
    assert!(till.checked().is_empty() && till.state.photos.waiting() == 1);
    till.key(Key::F(6));
    till.key(Key::F(8));
    assert!(till.forgot(5) && till.state.photos.waiting() == 0);
}

#[test]
fn too_many_pictures_push_the_oldest_out() {
    let mut till = Bench::on_duty();
    for n in 0..12 {
        till.photo(n, &[(A, Trust::Review)], 0);
    }
    assert_eq!(till.state.photos.waiting(), 8);
    assert!((0..4).all(|n| till.forgot(n)) && !till.forgot(4));
}

#[test]
fn a_picture_taken_again_takes_the_one_before_with_it() {
    let mut till = Bench::on_duty();
    till.photo(5, &[(A, Trust::Good)], 1);
    till.photo(6, &[(A, Trust::Good), (B, Trust::Good)], 0);
    assert_eq!(till.checked().len(), 1);
    assert!(till.forgot(5) && till.forgot(6) && till.state.photos.photos.is_empty());
}

#[test]
fn the_phones_page_is_open_only_while_its_code_is_shown() {
    let code = || PhotoTold::Phone(PhoneCode { link: "http://10.0.0.1:1/#x".into(), life_ms: 100_000 });
    let mut till = Bench::on_duty();
    till.event(Event::Photo(code()));
    assert_eq!(till.asked, [PhotoAsk::EndPhone], "nobody wants it");
    till.asked.clear();
    till.key(Key::F(6));
    assert_eq!(till.asked, [PhotoAsk::Look, PhotoAsk::Phone]);
    till.event(Event::Photo(code()));
    assert!(till.state.photos.phone.is_some());
    // The code changes by itself, and not for ever.
    for _ in 0..RENEWALS {
        till.asked.clear();
        till.wait(100_000);
        assert_eq!(till.asked, [PhotoAsk::Phone]);
        till.event(Event::Photo(code()));
    }
    till.asked.clear();
    till.wait(100_000);
    assert_eq!((till.asked.as_slice(), &till.state.photos.phone), ([PhotoAsk::EndPhone].as_slice(), &None));
    for leave in [Key::Esc, Key::F(1)] {
        till.key(Key::Esc);
        till.key(Key::F(6));
        till.event(Event::Photo(code()));
        till.asked.clear();
        till.key(leave);
        assert_eq!(till.asked, [PhotoAsk::EndPhone], "{leave:?}");
    }
}

#[test]
fn nothing_that_is_printed_for_developers_holds_a_number_or_a_token() {
    let mut till = Bench::on_duty();
    till.photo(5, &[(A, Trust::Review)], 0);
    till.key(Key::F(6));
    till.event(Event::Photo(PhotoTold::Phone(PhoneCode { link: "http://x/#secret".into(), life_ms: 9 })));
    let debug = format!("{:?}", till.state.photos);
    assert!(!debug.contains("1017010004") && !debug.contains("secret"), "{debug}");
}
