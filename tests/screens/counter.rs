//! A counter with a fixed clock, driven by the same events as the real one.

use countercheck::blocklist::{Policy, freshness};
use countercheck::clock::Moment;
use countercheck::finding::{Answer, Edition, Outcome, Silence, SourceName};
use countercheck::imei::{Imei, Imei14, TacTable};
use countercheck::ledger::leaf::{Draft, EntryId};
use countercheck::registry::manual::Guide;
use countercheck::scan::{Input, Key, Scan, ScanSource};
use countercheck::till::{
    Check, CheckId, Committed, Effect, Event, ListInfo, ListNow, ListVersion, Mode, Reach, Setup, SourceInfo, Stamped,
    State, Trouble, update,
};
use std::collections::VecDeque;
use std::sync::Arc;

const MODELS: &str = "tac,maker,model\n00101101,Example,Example One 128 GB\n00101102,Sample,Duo\n";

/// The state, and what disk and lists do by themselves.
pub(crate) struct Counter {
    pub(crate) state: State,
    pub(crate) disk_full: bool,
    /// What each block list says of every number, and of which version.
    pub(crate) lists: Vec<(&'static str, Option<Edition>, i64, Outcome)>,
    at: Moment,
    fresh: u128,
    index: u64,
}

impl Counter {
    /// The stores are being opened.
    pub(crate) fn opening() -> Self {
        Self::with(setup(Mode::Shop, false))
    }

    pub(crate) fn before_sign_in() -> Self {
        let mut till = Self::opening();
        till.event(Event::Opened);
        till
    }

    /// J. Mason is at the counter.
    pub(crate) fn new() -> Self {
        Self::of_mode(Mode::Shop)
    }

    pub(crate) fn of_mode(mode: Mode) -> Self {
        Self::signed_in(setup(mode, false))
    }

    /// With a source that a person looks up.
    pub(crate) fn with_person() -> Self {
        Self::signed_in(setup(Mode::Shop, true))
    }

    /// A shop that holds lists of three countries, and asks nobody else.
    pub(crate) fn with_lists() -> Self {
        let mut setup = setup(Mode::Shop, false);
        setup.sources.clear();
        for (name, countries) in [("police-gb", vec!["GB"]), ("ceir-fr", vec!["FR"]), ("chain", vec!["BE", "NL", "LU"])]
        {
            let name = SourceName::new(name);
            let countries = countries.into_iter().map(str::to_owned).collect();
            setup.sources.push(SourceInfo { name: name.clone(), reach: Reach::Local, guide: None });
            setup.lists.push(ListInfo { name, countries, policy: Policy::default() });
        }
        setup.required = vec![SourceName::new("police-gb"), SourceName::new("ceir-fr")];
        let mut till = Self::signed_in(setup);
        till.turn("police-gb", 12, 3, Outcome::NotListed);
        till.turn("ceir-fr", 340, 5, Outcome::NotListed);
        till.turn("chain", 7, 9, Outcome::NotListed);
        till
    }

    /// A list turns to a version that is so many hours old, and says this of every number; version 0
    /// stands for none.
    pub(crate) fn turn(&mut self, list: &'static str, version: u64, hours: i64, says: Outcome) {
        self.lists.retain(|(name, ..)| *name != list);
        let issued = self.at.wall - chrono::Duration::hours(hours);
        let state = freshness(Some(issued), self.at.wall, &Policy::default()).age();
        self.lists.push((list, (version > 0).then_some(Edition { version, state }), hours, says));
        let now = |(name, edition, hours, _): &(&str, Option<Edition>, i64, Outcome)| ListNow {
            name: SourceName::new(*name),
            version: edition.map(|e| ListVersion {
                version: e.version,
                issued_at: Some(self.at.wall - chrono::Duration::hours(*hours)),
                sha256: "00".repeat(32),
                entries: 1,
                how: "sync".to_owned(),
                signer: None,
            }),
        };
        let lists = self.lists.iter().map(now).collect();
        self.event(Event::Lists(lists));
    }

    fn lists_say(&self, imei: &Imei14) -> Vec<Answer> {
        let say = |(name, edition, hours, says): &(&str, Option<Edition>, i64, Outcome)| Answer {
            edition: *edition,
            as_of: edition.map(|_| self.at.wall - chrono::Duration::hours(*hours)),
            ..Answer::new(&SourceName::new(*name), imei, says.clone())
        };
        self.lists.iter().map(say).collect()
    }

    fn signed_in(setup: Setup) -> Self {
        let mut till = Self::with(setup);
        till.event(Event::Opened);
        till.sign_in();
        till
    }

    fn with(setup: Setup) -> Self {
        let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000_000);
        Self { state: State::new(setup, at), disk_full: false, lists: Vec::new(), at, fresh: 1 << 64, index: 1041 }
    }

    fn sign_in(&mut self) {
        self.event(Event::Input(Input::Text("J. Mason".into())));
        self.key(Key::Enter);
    }

    pub(crate) fn hand_over(&mut self) {
        self.key(Key::F(5));
        self.sign_in();
    }

    pub(crate) fn event(&mut self, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            self.fresh += 1 << 32;
            let stamped = Stamped { at: self.at, fresh: EntryId::from_u128(self.fresh), event };
            for effect in update(&mut self.state, stamped) {
                events.extend(self.answer_of(effect));
            }
        }
    }

    fn answer_of(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Record { ticket, .. } if self.disk_full => {
                let trouble = Trouble {
                    what: "the entry could not be sealed: database or disk is full".into(),
                    advice: "free some space on the disk, then scan again".into(),
                };
                Some(Event::NotRecorded { ticket, trouble })
            }
            Effect::Record { ticket, drafts } => Some(Event::Recorded { ticket, committed: self.commit(&drafts) }),
            Effect::Consult { check, .. } => {
                let bodies = self.state.check(check).map(Check::bodies).unwrap_or_default();
                Some(Event::Consulted { check, answers: bodies.iter().flat_map(|b| self.lists_say(b)).collect() })
            }
            Effect::Screen { handsets } => {
                let said = |(id, imeis): &(CheckId, Vec<Imei>)| -> Vec<_> {
                    imeis.iter().flat_map(|i| self.lists_say(&i.body())).map(|a| (*id, a)).collect()
                };
                Some(Event::Screened(handsets.iter().flat_map(said).collect()))
            }
            other => crate::deals::answer(&other).or_else(|| crate::staff::answer(&other, self.at)),
        }
    }

    fn commit(&mut self, drafts: &[Draft]) -> Vec<Committed> {
        let place = |draft: &Draft| {
            self.index += 1;
            let (index, size) = (self.index, self.index + 1);
            Committed { entry_id: draft.entry_id, index, leaf_hash: [0; 32], size, root: [0; 32] }
        };
        drafts.iter().map(place).collect()
    }

    pub(crate) fn wait(&mut self, ms: u64) {
        self.at.mono += ms;
        self.at.wall += chrono::Duration::milliseconds(i64::try_from(ms).unwrap());
        self.event(Event::Tick);
    }

    pub(crate) fn key(&mut self, key: Key) {
        self.event(Event::Input(Input::Key(key)));
    }

    /// Scans the IMEIs with these bodies, all of one label.
    pub(crate) fn scan(&mut self, bodies: &[&str]) {
        let numbers = bodies.iter().map(|b| Imei14::from_digits(b).unwrap().with_check_digit());
        self.raw(numbers.collect::<Vec<_>>().join(";").as_bytes());
    }

    pub(crate) fn raw(&mut self, raw: &[u8]) {
        let scan = Scan { source: ScanSource::Keyboard, raw: raw.to_vec(), at: self.at };
        self.event(Event::Input(Input::Scan(scan)));
    }

    /// One source says something about the newest check's number `n` (from 0).
    pub(crate) fn say(&mut self, source: &str, n: usize, outcome: Outcome) {
        self.say_of(self.state.checks.len() - 1, source, n, outcome);
    }

    pub(crate) fn say_of(&mut self, check: usize, source: &str, n: usize, outcome: Outcome) {
        let check = &self.state.checks[check];
        let mut answer = Answer::new(&SourceName::new(source), &check.bodies()[n], outcome);
        answer.as_of = Some(self.at.wall - chrono::Duration::hours(3));
        let event = Event::Answered { check: check.id, answer };
        self.event(event);
    }

    /// Everything that is still awaited of the newest check says the same.
    pub(crate) fn all_say(&mut self, outcome: &Outcome) {
        self.all_say_of(self.state.checks.len() - 1, outcome);
    }

    pub(crate) fn all_say_of(&mut self, check: usize, outcome: &Outcome) {
        let bodies = Check::bodies(&self.state.checks[check]);
        for (source, imei) in self.state.checks[check].awaited.clone() {
            let n = bodies.iter().position(|b| *b == imei).unwrap();
            self.say_of(check, source.as_str(), n, outcome.clone());
        }
    }

    /// Thirty handsets before this one.
    pub(crate) fn busy_day(&mut self) {
        for n in 0..30 {
            self.scan(&[&format!("00101101{:06}", 111 * (n + 1))]);
            self.all_say(&Outcome::NotListed);
            self.wait(60_000);
        }
    }

    /// Twenty handsets whose source stayed silent.
    pub(crate) fn waiting_day(&mut self) {
        for n in 0..20 {
            self.scan(&[&format!("00101102{:06}", 222 * (n + 1))]);
            self.all_say(&Outcome::NoAnswer(Silence::Timeout));
            self.wait(21_000);
            if self.state.checks.last().is_some_and(|c| !c.awaited.is_empty()) {
                self.all_say(&Outcome::NoAnswer(Silence::Timeout));
            }
        }
    }
}

fn setup(mode: Mode, person: bool) -> Setup {
    let mut setup = Setup::for_shop("Second Hand Phones, High Street");
    let mut sources = vec![("national", Reach::Machine), ("checkmend", Reach::Machine)];
    if person {
        sources.push(("in-ceir", Reach::Person));
    }
    for (name, reach) in sources {
        let guide = (reach == Reach::Person).then(|| Guide::for_place("IN").unwrap().clone());
        setup.sources.push(SourceInfo { name: SourceName::new(name), reach, guide });
    }
    setup.required = vec![SourceName::new("national")];
    setup.tacs = Arc::new(TacTable::from_csv(MODELS.as_bytes()).unwrap().0);
    setup.mode = mode;
    if mode == Mode::Demo {
        setup.demo = vec![
            "demo-not-listed",
            "demo-listed",
            "demo-caution",
            "demo-not-covered",
            "demo-placeholder",
            "demo-dual-sim",
            "demo-source-dead",
        ];
    }
    setup
}
