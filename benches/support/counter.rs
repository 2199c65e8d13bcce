//! A shop's counter without a screen: the drafts of a check exactly as the till makes them.

use countercheck::clock::Moment;
use countercheck::effects::{LocalSources, Recorder, fresh_id};
use countercheck::imei::Imei14;
use countercheck::ledger::leaf::{Draft, LeafKind, Stamp};
use countercheck::ledger::store::{Opening, Store};
use countercheck::registry::{Protocol, SourceConfig};
use countercheck::scan::{Input, Scan, ScanSource};
use countercheck::stock::Stock;
use countercheck::till::{
    Committed, Effect, Event, Reach, Screen, Setup, SourceInfo, Staff, Stamped, State, Ticket, update,
};
use countercheck::vault::Vault;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Numbers on the hot list, as many as police hand out.
const LISTED: u32 = 5_000;

/// A till with one hot list and somebody on duty.
pub(crate) struct Counter {
    state: State,
    lists: LocalSources,
    /// When the list was written: a bench goes back in time, and its list must not lie ahead.
    listed: Moment,
    next: u32,
}

/// What one check wants written.
pub(crate) struct Wanted {
    pub(crate) drafts: Vec<Draft>,
    ticket: Ticket,
}

impl Counter {
    /// The counter, with its hot list written into `folder`.
    pub(crate) fn new(folder: &Path, now: Moment) -> Self {
        let source = SourceConfig::new("police", Protocol::Hotlist, hot_list(folder).display().to_string());
        let mut setup = Setup::for_shop("Bench shop");
        setup.required = vec![source.name.clone()];
        setup.sources = vec![SourceInfo { name: source.name.clone(), reach: Reach::Local, guide: None }];
        let mut state = State::new(setup, now);
        state.staff = Some(Staff { id: fresh_id(), name: "AB".to_owned(), post: None });
        state.screen = Screen::Counter;
        Self { state, lists: LocalSources::of(&[source]), listed: now, next: LISTED }
    }

    /// Scans the next handset: the list is asked, and `check_started` and `check_answered` are wanted together.
    pub(crate) fn scan(&mut self, at: Moment) -> Wanted {
        self.next += 1;
        let raw = number(self.next).into_bytes();
        let mut events = vec![Event::Input(Input::Scan(Scan { source: ScanSource::Replay, raw, at }))];
        while let Some(event) = events.pop() {
            for effect in update(&mut self.state, Stamped { at, fresh: fresh_id(), event }) {
                match effect {
                    Effect::Consult { check, imeis } => {
                        let answers = self.lists.ask(&imeis, self.listed);
                        events.push(Event::Consulted { check, answers });
                    }
                    // Other entries (a bench goes back in time, which is a step of the clock) are no check.
                    Effect::Record { drafts, ticket: ticket @ Ticket::Settled(_) } => {
                        assert_eq!(drafts.len(), 2, "an offline check writes its start and its end together");
                        return Wanted { drafts, ticket };
                    }
                    _ => {}
                }
            }
        }
        unreachable!("a scan of a good number is recorded")
    }

    /// Lets the till know that it is on disk, and clears the counter for the next handset.
    pub(crate) fn done(&mut self, wanted: &Wanted, committed: Vec<Committed>) {
        let event = Event::Recorded { ticket: wanted.ticket, committed };
        let at = self.state.now;
        let _beep = update(&mut self.state, Stamped { at, fresh: fresh_id(), event });
        self.state.shown = None;
        self.state.checks.clear();
    }
}

/// A computed number of the test range, with its check digit.
pub(crate) fn number(serial: u32) -> String {
    let body = format!("00101101{serial:06}");
    Imei14::from_digits(&body).expect("fourteen digits").with_check_digit()
}

/// Writes a hot list in the columns that police hand out.
pub(crate) fn hot_list(folder: &Path) -> PathBuf {
    let path = folder.join("police.csv");
    let mut text = String::from("imei,reporting_date,status\n");
    for serial in 0..LISTED {
        text.push_str(&number(serial)[..14]);
        text.push_str(",20260411,blacklist\n");
    }
    let written = std::fs::File::create(&path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.expect("a folder to write to");
    path
}

/// What leaves say about their writer.
pub(crate) fn stamp() -> Stamp {
    let boot = countercheck::ledger::store::boot_id().expect("a boot id");
    Stamp { boot, build: concat!("countercheck ", env!("CARGO_PKG_VERSION")).to_owned(), ..Stamp::default() }
}

/// How a bench's ledger begins.
pub(crate) fn opening(now: Moment) -> Opening {
    let draft = Draft::new(fresh_id(), LeafKind::Opened, now);
    Opening { shop: "Bench shop".to_owned(), terminal: "till-1".to_owned(), draft, stamp: stamp() }
}

/// A new shop's stores.
#[allow(dead_code, reason = "one bench opens the folder that the program made")]
pub(crate) fn recorder(folder: &Path, now: Moment) -> Recorder {
    let vault = Vault::create(folder).expect("a vault");
    let store = Store::create(folder, &opening(now)).expect("a ledger");
    let stock = Stock::open(&folder.join("stock.db")).expect("a projection");
    Recorder::new(store, vault, stock, stamp())
}
