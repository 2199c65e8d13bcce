//! Laws of the counter's state machine that hold for every sequence of events.

#![cfg(test)]

use countercheck::clock::Moment;
use countercheck::finding::{Answer, Detail, Finding, Outcome, Silence, SourceName};
use countercheck::imei::{Imei, Imei14};
use countercheck::ledger::leaf::{Draft, EntryId};
use countercheck::scan::{Input, Key, Scan, ScanSource};
use countercheck::till::{
    Check, CheckId, Committed, Effect, Event, ListNow, ListVersion, PapersAsk, Phase, Reach, RestoredCheck, Setup,
    SourceInfo, Stamped, State, Ticket, Trouble, update,
};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet, VecDeque};

/// Bodies that scans draw from: near, far, another type, a placeholder.
const BODIES: [&str; 6] =
    ["00101101000101", "00101101000102", "00101101000909", "00101102000303", "35519500000001", "86012304567890"];
const SOURCES: [(&str, Reach); 4] =
    [("national", Reach::Machine), ("other", Reach::Machine), ("police", Reach::Local), ("site", Reach::Person)];

#[derive(Clone, Debug)]
enum Op {
    Opened,
    Numbers(Vec<usize>),
    Raw(Vec<u8>),
    Text(String),
    Key(Key),
    Consulted(usize, u8),
    Answer(usize, usize, usize, u8),
    Recorded,
    NotRecorded,
    Stray(u8),
    Restored(usize, u8),
    /// The list `police` turns to this version and says this from now on.
    List(u64, u8),
    Screened,
    Wait(u64),
    ClockMoves(i64),
    Sealed,
    Died,
    Hangup,
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        4 => Just(Key::Enter),
        2 => Just(Key::Esc),
        2 => (1u8..=12).prop_map(Key::F),
        3 => prop::sample::select(vec!['s', 'a', '1', '3', '4', '?', 'x', 'É', '\u{202e}']).prop_map(Key::Char),
        1 => prop::sample::select(vec![Key::Tab, Key::Backspace, Key::Up, Key::Ctrl('c')]),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        1 => Just(Op::Opened),
        8 => prop::collection::vec(0..BODIES.len(), 1..3).prop_map(Op::Numbers),
        2 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Op::Raw),
        2 => "[g-z]{8,12}".prop_map(Op::Text),
        8 => key().prop_map(Op::Key),
        8 => (0..8usize, any::<u8>()).prop_map(|(c, w)| Op::Consulted(c, w)),
        14 => (0..8usize, 0..5usize, 0..3usize, any::<u8>()).prop_map(|(c, s, n, w)| Op::Answer(c, s, n, w)),
        20 => Just(Op::Recorded),
        3 => Just(Op::NotRecorded),
        1 => any::<u8>().prop_map(Op::Stray),
        1 => (0..BODIES.len(), any::<u8>()).prop_map(|(n, w)| Op::Restored(n, w)),
        3 => (1..5u64, any::<u8>()).prop_map(|(v, w)| Op::List(v, w)),
        5 => Just(Op::Screened),
        2 => Just(Op::Key(Key::F(7))),
        4 => (0..200_000u64).prop_map(Op::Wait),
        1 => (-10_000..10_000i64).prop_map(Op::ClockMoves),
        1 => Just(Op::Sealed),
        1 => Just(Op::Died),
        1 => Just(Op::Hangup),
    ]
}

fn outcome(word: u8) -> Outcome {
    match word % 10 {
        0 => Outcome::Listed(Detail::reason("secret reason")),
        1 => Outcome::Caution(Detail::reason("secret reason")),
        2 | 3 => Outcome::NotListed,
        4 => Outcome::NotCovered(Detail::default()),
        5 => Outcome::NoAnswer(Silence::Timeout),
        6 => Outcome::NoAnswer(Silence::Unreachable("secret reason".into())),
        // A list that is too old, and one that is damaged where the number would stand.
        7 => Outcome::NoAnswer(Silence::Stale("since long ago".into())),
        8 => Outcome::NoAnswer(Silence::Damaged("page 7".into())),
        _ => Outcome::NoAnswer(Silence::Refused("secret reason".into())),
    }
}

fn is_silence(event: &Event) -> bool {
    let silent = |a: &Answer| matches!(a.outcome, Outcome::NoAnswer(_));
    match event {
        Event::Answered { answer, .. } => silent(answer),
        Event::Consulted { answers, .. } => answers.iter().all(silent),
        Event::Screened(answers) => answers.iter().all(|(_, a)| silent(a)),
        _ => false,
    }
}

/// Only a person's word and a handset that went back lift a hold; another program's word counts too.
fn may_lift(event: &Event) -> bool {
    matches!(event, Event::Recorded { ticket: Ticket::Released(_) | Ticket::Dropped(_), .. } | Event::Restored(_))
}

struct World {
    state: State,
    at: Moment,
    fresh: u128,
    /// What the recorder has not answered yet, in order.
    recorder: VecDeque<(Ticket, Vec<Draft>)>,
    drafts: Vec<Draft>,
    /// Findings whose `Recorded` came back.
    confirmed: HashMap<CheckId, HashSet<Finding>>,
    /// What is to be held against the lists, and what the list says.
    screens: VecDeque<Vec<(CheckId, Vec<Imei>)>>,
    list: u8,
    /// Typed and scanned texts.
    secrets: HashSet<String>,
    quit: bool,
}

impl World {
    fn new() -> Self {
        let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 5_000);
        let mut setup = Setup::for_shop("Law shop");
        setup.required = vec![SourceName::new("national"), SourceName::new("police")];
        for (name, reach) in SOURCES {
            setup.sources.push(SourceInfo { name: SourceName::new(name), reach, guide: None });
        }
        let mut world = Self {
            state: State::new(setup, at),
            at,
            fresh: 1 << 80,
            recorder: VecDeque::new(),
            drafts: Vec::new(),
            confirmed: HashMap::new(),
            screens: VecDeque::new(),
            list: 2,
            secrets: BODIES.iter().map(|b| (*b).to_owned()).chain(["secret reason".to_owned()]).collect(),
            quit: false,
        };
        world.happens(Event::Opened);
        world.happens(Event::Input(Input::Text("J. Masonry".to_owned())));
        world.secrets.insert("J. Masonry".to_owned());
        world.happens(Event::Input(Input::Key(Key::Enter)));
        world.record();
        world
    }

    fn pass(&mut self, ms: u64) {
        self.at.mono += ms;
        self.at.wall += chrono::Duration::milliseconds(i64::try_from(ms).unwrap());
    }

    fn nth(&self, n: usize) -> CheckId {
        self.state.checks.get(n).map_or(EntryId::from_u128(3), |c| c.id)
    }

    fn does(&mut self, op: Op) {
        self.pass(700);
        match op {
            Op::Opened => self.happens(Event::Opened),
            Op::Numbers(which) => {
                let numbers =
                    which.iter().filter_map(|n| Imei14::from_digits(BODIES[*n])).map(|b| b.with_check_digit());
                let raw = numbers.collect::<Vec<_>>().join(";").into_bytes();
                self.scan(raw);
            }
            Op::Raw(raw) => {
                let text: String = String::from_utf8_lossy(&raw).chars().filter(|c| c.is_alphanumeric()).collect();
                if text.len() >= 12 {
                    self.secrets.insert(text);
                }
                self.scan(raw);
            }
            Op::Text(text) => {
                self.secrets.insert(text.clone());
                self.happens(Event::Input(Input::Text(text)));
            }
            Op::Key(key) => self.happens(Event::Input(Input::Key(key))),
            Op::Consulted(n, word) => self.consult(self.nth(n), word),
            Op::Answer(check, source, number, word) => self.answer(check, source, number, word),
            Op::Recorded => self.record(),
            Op::NotRecorded => {
                if let Some((ticket, _)) = self.recorder.pop_front() {
                    self.happens(Event::NotRecorded { ticket, trouble: trouble() });
                }
            }
            Op::Stray(n) => self.stray(n),
            Op::Restored(n, word) => self.restore(n, word),
            Op::List(version, word) => {
                self.list = word;
                let version = ListVersion {
                    version,
                    issued_at: Some(self.at.wall),
                    sha256: format!("{version:064}"),
                    entries: 1,
                    how: "sync".to_owned(),
                    signer: None,
                };
                self.happens(Event::Lists(vec![ListNow { name: SourceName::new("police"), version: Some(version) }]));
            }
            Op::Screened => self.screen(),
            Op::Wait(ms) => {
                self.pass(ms);
                self.happens(Event::Tick);
            }
            Op::ClockMoves(seconds) => {
                self.at.wall += chrono::Duration::seconds(seconds);
                self.happens(Event::Tick);
            }
            Op::Sealed => {
                // The register is sealed at the start only.
                if self.state.staff.is_none() && self.state.checks.is_empty() {
                    self.happens(Event::Sealed(trouble()));
                }
            }
            Op::Died => self.happens(Event::WorkerDied(trouble())),
            Op::Hangup => self.happens(Event::Hangup),
        }
    }

    fn scan(&mut self, raw: Vec<u8>) {
        let scan = Scan { source: ScanSource::Replay, raw, at: self.at };
        self.happens(Event::Input(Input::Scan(scan)));
    }

    fn consult(&mut self, check: CheckId, word: u8) {
        let bodies = self.state.check(check).map(Check::bodies).unwrap_or_default();
        let answers = bodies.iter().map(|b| Answer::new(&SourceName::new("police"), b, outcome(word))).collect();
        self.happens(Event::Consulted { check, answers });
    }

    fn screen(&mut self) {
        let Some(handsets) = self.screens.pop_front() else { return };
        let word = self.list;
        let say = |i: &Imei| Answer::new(&SourceName::new("police"), &i.body(), outcome(word));
        let answers = handsets.iter().flat_map(|(id, imeis)| imeis.iter().map(|i| (*id, say(i)))).collect();
        self.happens(Event::Screened(answers));
    }

    fn answer(&mut self, check: usize, source: usize, number: usize, word: u8) {
        let check = self.nth(check);
        let bodies = self.state.check(check).map(Check::bodies).unwrap_or_default();
        let stranger = Imei14::from_digits("00101109000001").unwrap();
        let imei = bodies.get(number).copied().unwrap_or(stranger);
        let source = SourceName::new(SOURCES.get(source).map_or("nobody", |s| s.0));
        self.happens(Event::Answered { check, answer: Answer::new(&source, &imei, outcome(word)) });
    }

    fn record(&mut self) {
        let Some((ticket, drafts)) = self.recorder.pop_front() else { return };
        if let Ticket::Settled(id) = ticket {
            let findings = drafts.iter().filter_map(|d| d.plain.get("finding").cloned());
            let findings = findings.filter_map(|f| serde_json::from_value::<Finding>(f).ok());
            self.confirmed.entry(id).or_default().extend(findings);
        }
        let committed = drafts.iter().map(|d| Committed {
            entry_id: d.entry_id,
            index: 1,
            leaf_hash: [0; 32],
            size: 2,
            root: [0; 32],
        });
        self.happens(Event::Recorded { ticket, committed: committed.collect() });
    }

    /// Events that belong to nothing.
    fn stray(&mut self, n: u8) {
        let id = EntryId::from_u128(u128::from(n));
        let tickets = [
            Ticket::Started(id),
            Ticket::Settled(id),
            Ticket::Dropped(id),
            Ticket::Marked(id),
            Ticket::Held(id),
            Ticket::Released(id),
            Ticket::Stock,
            Ticket::StaffOn,
            Ticket::Aside,
        ];
        let ticket = tickets[usize::from(n) % tickets.len()];
        if n < 128 {
            self.happens(Event::Recorded { ticket, committed: Vec::new() });
        } else {
            self.happens(Event::NotRecorded { ticket, trouble: trouble() });
        }
    }

    fn restore(&mut self, n: usize, word: u8) {
        let id = EntryId::from_u128(1000 + n as u128);
        let imei = Imei::completed(Imei14::from_digits(BODIES[n]).unwrap());
        let answers = vec![Answer::new(&SourceName::new("national"), &imei.body(), outcome(word))];
        let finding = Finding::NotChecked;
        self.confirmed.entry(id).or_default().insert(finding);
        self.happens(Event::Restored(vec![RestoredCheck {
            check: id,
            started: Moment::new(self.at.wall, 0),
            imeis: vec![imei],
            doubts: Vec::new(),
            answers,
            finding,
            waiting: word.is_multiple_of(2),
            marked: word.is_multiple_of(3),
            hold: None,
        }]));
    }

    /// One event, and every law that can be judged after it.
    fn happens(&mut self, event: Event) {
        let burst = matches!(&event, Event::Input(Input::Scan(_) | Input::Text(_)));
        let silence = is_silence(&event);
        let lifts = may_lift(&event);
        let held: Vec<CheckId> = self.state.checks.iter().filter(|c| c.hold.is_some()).map(|c| c.id).collect();
        let stopped: Vec<CheckId> =
            self.state.checks.iter().filter(|c| c.finding == Some(Finding::Stop)).map(|c| c.id).collect();
        let required = self.state.setup.required.clone();
        let before: HashMap<CheckId, Finding> = self.state.checks.iter().map(|c| (c.id, c.judge(&required))).collect();
        self.fresh += 1 << 32;
        let effects = update(&mut self.state, Stamped { at: self.at, fresh: EntryId::from_u128(self.fresh), event });
        for effect in effects {
            if burst {
                assert!(!is_command(&effect), "a burst became {effect:?}");
            }
            self.judge_effect(effect);
        }
        if silence {
            for check in &self.state.checks {
                let was = before.get(&check.id) == Some(&Finding::NotChecked);
                assert!(!was || check.judge(&required) != Finding::NotListed, "silence cleared a handset");
            }
        }
        for id in held {
            let stays = self.state.check(id).is_some_and(|c| c.hold.is_some());
            assert!(stays || lifts, "a hold was lifted by no person");
        }
        for id in stopped {
            assert_eq!(self.state.check(id).and_then(|c| c.finding), Some(Finding::Stop), "a stop was taken back");
        }
        self.judge_state();
    }

    fn judge_effect(&mut self, effect: Effect) {
        match effect {
            Effect::Record { ticket, drafts } => {
                for draft in &drafts {
                    let plain = serde_json::to_string(&draft.plain).unwrap();
                    let told = self.secrets.iter().find(|s| plain.contains(s.as_str()));
                    assert_eq!(told, None, "{} says it in plain: {plain}", draft.kind.word());
                    self.drafts.push(draft.clone());
                    self.judge_order(draft);
                }
                if let Ticket::Settled(id) = ticket {
                    let flying = self.recorder.iter().any(|(t, _)| *t == Ticket::Settled(id));
                    assert!(!flying || self.state.held.died, "two findings of one check are being written");
                }
                self.recorder.push_back((ticket, drafts));
            }
            Effect::Ask { check, imeis, sources } => {
                let check = self.state.check(check).expect("who asks exists");
                assert!(!imeis.is_empty() && !sources.is_empty(), "a question without number or source");
                assert_eq!(check.phase, Phase::Asking);
                for source in &sources {
                    for imei in &imeis {
                        assert!(check.awaited.contains(&(source.clone(), imei.body())), "asked, but not awaited");
                    }
                }
            }
            Effect::Screen { handsets } => {
                assert!(!handsets.is_empty(), "nothing is held against the lists");
                self.screens.push_back(handsets);
            }
            Effect::Quit => self.quit = true,
            _ => {}
        }
    }

    /// `check_answered` and `check_dropped` name a check whose start was sent before them.
    fn judge_order(&self, draft: &Draft) {
        let Some(check) = draft.plain.get("check").and_then(|c| c.as_str()) else { return };
        let restored = check.parse::<EntryId>().is_ok_and(|id| id.to_u128() < 2000);
        let started = self.drafts.iter().any(|d| d.kind.word() == "check_started" && d.entry_id.to_string() == check);
        assert!(started || restored, "{} without a start", draft.kind.word());
    }

    fn judge_state(&self) {
        for check in &self.state.checks {
            if let Some(finding) = check.finding {
                let confirmed = self.confirmed.get(&check.id).is_some_and(|f| f.contains(&finding));
                assert!(confirmed, "{finding:?} shows and was never recorded");
            }
            if self.state.verdict(check.id).is_some() {
                assert!(check.shows_answers());
            }
            if check.phase == Phase::Done {
                assert!(check.finding.is_some(), "done without a finding");
            }
        }
        let mut queued: Vec<CheckId> = self.state.queue.iter().map(|w| w.check).collect();
        queued.sort();
        queued.dedup();
        assert_eq!(queued.len(), self.state.queue.len(), "a check waits twice");
        assert!(queued.iter().all(|id| self.state.check(*id).is_some()), "an unknown check waits");
        assert!(self.state.queue.iter().filter(|w| w.next.is_none()).count() <= 4, "the sources are flooded");
    }

    /// Everything that is owed comes in: then no check may be left open.
    fn settle_down(&mut self) {
        for _ in 0..6 {
            for n in 0..self.state.checks.len() {
                if self.state.checks[n].phase == Phase::Consulting {
                    self.consult(self.nth(n), 2);
                }
            }
            while !self.recorder.is_empty() || !self.screens.is_empty() {
                self.record();
                self.screen();
            }
            self.pass(130_000);
            self.happens(Event::Tick);
        }
        while !self.recorder.is_empty() {
            self.record();
        }
    }
}

fn trouble() -> Trouble {
    Trouble { what: "worker 00101101000101 stopped".to_owned(), advice: "start again".to_owned() }
}

fn is_command(effect: &Effect) -> bool {
    match effect {
        Effect::Quit | Effect::NewEpoch | Effect::Copy(_) => true,
        Effect::Papers(ask) => !matches!(ask, PapersAsk::Close { today_too: false, .. }),
        Effect::Record { ticket, .. } => {
            let stock = matches!(ticket, Ticket::Marked(_) | Ticket::Held(_) | Ticket::Released(_) | Ticket::Stock);
            stock || matches!(ticket, Ticket::StaffOff { .. } | Ticket::Dropped(_) | Ticket::StaffOn)
        }
        _ => false,
    }
}

/// What a check's drafts say about how it ended.
fn ends(drafts: &[Draft], id: CheckId) -> (bool, bool) {
    let of = |d: &&Draft| d.plain.get("check").and_then(|c| c.as_str()) == Some(id.to_string().as_str());
    let started = drafts.iter().any(|d| d.entry_id == id);
    (started, drafts.iter().filter(of).any(|d| ["check_answered", "check_dropped"].contains(&d.kind.word())))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens(ops in prop::collection::vec(op(), 0..90)) {
        let mut world = World::new();
        for op in ops {
            if world.quit {
                break;
            }
            world.does(op);
        }
        if world.quit {
            return Ok(());
        }
        world.settle_down();
        let leaving = world.state.held.leaving.is_some();
        for check in &world.state.checks {
            // A check with a finding may be asking again: that never ends while its source is silent.
            let again = check.phase == Phase::Asking && check.finding.is_some();
            let over = matches!(check.phase, Phase::Done | Phase::Failed) || again || leaving;
            prop_assert!(over, "a check is left {:?}", check.phase);
            let merged = world.state.verdict(check.id).is_some();
            prop_assert!(check.finding.is_none() || merged, "it waits for its other number for ever");
            let (started, ended) = ends(&world.drafts, check.id);
            prop_assert!(!started || ended || check.phase == Phase::Failed, "started, and never ended");
        }
    }
}
