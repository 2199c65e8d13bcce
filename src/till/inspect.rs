//! An inspection at the counter: the clerk on duty opens it, and the officer looks over his shoulder.
//!
//! Without a reason nothing personal shows: size of the register, closures, cosignatures, holds, what
//! verifying says, and the log masked. Each value that is opened is an entry of its own (`displayed`),
//! on disk before it shows.

use super::{Effect, Fresh, Pane, Screen, State, Ticket, Trouble, crew, entries, keys, panes};
use crate::ledger::leaf::EntryId;
use crate::scan::Key;
use crate::staff::Act;
use chrono::{DateTime, NaiveDate, Utc};
use std::fmt;

/// Entries that are read at once.
pub const PAGE: u64 = 200;
/// Longest name or reason that is taken.
const TEXT_CHARS: usize = 120;

/// What the recorder is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InspectAsk {
    /// The first page, and the newest entries, masked.
    Look,
    /// The values of one entry; `displayed` stands already.
    Reveal {
        /// Its index.
        index: u64,
    },
}

/// What the recorder says.
#[derive(Clone, Debug)]
pub enum InspectTold {
    /// The first page, and the newest entries, newest first.
    Looked(Box<FirstPage>, Vec<LogRow>),
    /// The values of one entry.
    Revealed(Values),
    /// It cannot be done.
    Refused(Trouble),
}

/// What an officer sees first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstPage {
    /// The register's name.
    pub origin: String,
    /// Its number of entries.
    pub size: u64,
    /// Their root, hexadecimal.
    pub root: String,
    /// Which epoch it is.
    pub epoch: u64,
    /// The last day that is closed.
    pub closed: Option<NaiveDate>,
    /// The newest cosignature: who, over how many entries, when.
    pub cosigned: Option<(String, u64, DateTime<Utc>)>,
    /// Handsets in stock.
    pub stock: usize,
    /// Of those and others, how many are on hold.
    pub held: usize,
    /// Entries that tell of faults, by kind: `fault`, `clock_stepped`, `list_refused` and late closures.
    pub alarms: u64,
    /// Checks, hits and purchases since the first entry.
    pub totals: [u64; 3],
    /// Whether everything verifies, and how many findings.
    pub verified: Option<(bool, u64)>,
}

/// One entry of the masked log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Its index.
    pub index: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Its kind.
    pub kind: String,
    /// What stands in plain, in short.
    pub plain: String,
    /// Its committed labels.
    pub labels: Vec<String>,
}

/// Values of one entry, opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Values {
    /// Its index.
    pub index: u64,
    /// Label and value.
    pub fields: Vec<(String, String)>,
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Values").field("index", &self.index).finish_non_exhaustive()
    }
}

/// Where an inspection stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Which agency?
    #[default]
    Agency,
    /// Which officer?
    Officer,
    /// The entry is being written.
    Beginning,
    /// The officer looks.
    Open,
    /// Why is the chosen entry to be opened?
    Reason,
}

/// An inspection, or the form that begins one.
#[derive(Clone, Default)]
pub struct Inspection {
    /// Where it stands.
    pub stage: Stage,
    /// A public body, in plain in the entry.
    pub agency: String,
    /// The officer, committed.
    pub(super) officer: String,
    /// Its `inspection_started` entry, once on disk.
    pub id: Option<EntryId>,
    /// What the officer sees first; `None` while it is being read.
    pub page: Option<FirstPage>,
    /// The newest entries, newest first.
    pub rows: Vec<LogRow>,
    /// The chosen row.
    pub row: usize,
    /// Whether the log shows instead of the first page.
    pub log: bool,
    /// Values that were opened.
    pub values: Option<Values>,
    /// What the entry that is being written is for.
    pub(super) pending: Option<Pending>,
}

impl fmt::Debug for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inspection").field("stage", &self.stage).field("id", &self.id).finish_non_exhaustive()
    }
}

/// What the entry that is being written is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pending {
    Start(EntryId),
    Show(u64),
    End,
}

impl State {
    /// Whether an inspection has begun and not ended.
    pub fn is_inspected(&self) -> bool {
        self.inspection.as_ref().is_some_and(|inspection| inspection.id.is_some())
    }
}

/// The key of an inspection: begins one, or returns to the one that is open.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    if !state.is_on_duty() {
        return Vec::new();
    }
    state.field.clear();
    state.notice = None;
    state.screen = Screen::Inspection;
    match &state.inspection {
        Some(open) if open.id.is_some() => vec![Effect::Inspect(InspectAsk::Look)],
        _ => {
            state.inspection = Some(Inspection::default());
            Vec::new()
        }
    }
}

/// A key on the screen; `None` where it is not the inspection's.
pub(super) fn key(state: &mut State, fresh: &mut Fresh, key: Key) -> Option<Vec<Effect>> {
    let step = state.inspection.as_ref()?.stage;
    match (step, key) {
        (Stage::Agency | Stage::Officer | Stage::Reason, Key::Enter) => Some(enter(state, fresh)),
        (Stage::Reason, Key::Esc) => {
            state.field.clear();
            state.inspection.as_mut()?.stage = Stage::Open;
            Some(Vec::new())
        }
        (Stage::Agency | Stage::Officer, Key::Esc) => {
            state.inspection = None;
            state.field.clear();
            keys::to_counter(state);
            Some(Vec::new())
        }
        // A question mark is part of a name or a reason.
        (Stage::Agency | Stage::Officer | Stage::Reason, Key::Char(c)) => {
            keys::type_char(state, c);
            Some(Vec::new())
        }
        (Stage::Open, Key::F(6)) => Some(end(state, fresh)),
        (Stage::Open, key) => look(state, key),
        _ => None,
    }
}

fn look(state: &mut State, key: Key) -> Option<Vec<Effect>> {
    let inspection = state.inspection.as_mut()?;
    let last = inspection.rows.len().saturating_sub(1);
    match key {
        Key::Tab => inspection.log = !inspection.log,
        Key::Up if inspection.log => inspection.row = inspection.row.saturating_sub(1),
        Key::Down if inspection.log => inspection.row = (inspection.row + 1).min(last),
        Key::Enter if inspection.log && state.field.is_empty() => {
            let chosen = inspection.rows.get(inspection.row).filter(|row| !row.labels.is_empty());
            if chosen.is_some() {
                inspection.stage = Stage::Reason;
            }
        }
        _ => return None,
    }
    // What was opened closes with the next step.
    inspection.values = None;
    Some(Vec::new())
}

fn enter(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let text: String = state.field.chars().filter(|c| !c.is_control()).take(TEXT_CHARS).collect();
    let text = text.trim().to_owned();
    let Some(mut inspection) = state.inspection.take() else { return Vec::new() };
    let mut effects = Vec::new();
    match inspection.stage {
        _ if text.is_empty() || inspection.pending.is_some() => {
            state.inspection = Some(inspection);
            return Vec::new();
        }
        Stage::Agency => {
            inspection.agency = text;
            inspection.stage = Stage::Officer;
        }
        Stage::Officer => {
            let Some(leave) = crew::leave_for(state, Act::Inspect) else {
                state.inspection = Some(inspection);
                return Vec::new();
            };
            inspection.officer = text;
            inspection.stage = Stage::Beginning;
            let draft = leave.onto(entries::inspection_started(state, fresh, &inspection));
            inspection.pending = Some(Pending::Start(draft.entry_id));
            effects.push(Effect::Record { ticket: Ticket::Inspection, drafts: vec![draft] });
        }
        Stage::Reason => {
            inspection.stage = Stage::Open;
            if let Some(row) = inspection.rows.get(inspection.row) {
                inspection.pending = Some(Pending::Show(row.index));
                let draft = entries::displayed(state, fresh, &inspection, row.index, text);
                effects.push(Effect::Record { ticket: Ticket::Inspection, drafts: vec![draft] });
            }
        }
        Stage::Beginning | Stage::Open => {}
    }
    state.field.clear();
    state.inspection = Some(inspection);
    effects
}

/// Ends the inspection that is open: by its key, and before the counter is handed over or left.
pub(super) fn end(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let Some(inspection) = state.inspection.as_mut().filter(|i| i.id.is_some()) else { return Vec::new() };
    inspection.pending = Some(Pending::End);
    let inspection = inspection.clone();
    let draft = entries::inspection_ended(state, fresh, &inspection);
    vec![Effect::Record { ticket: Ticket::Inspection, drafts: vec![draft] }]
}

/// The entry is on disk, or was refused.
pub(super) fn recorded(state: &mut State, written: bool) -> Vec<Effect> {
    let Some(inspection) = state.inspection.as_mut() else { return Vec::new() };
    match (inspection.pending.take(), written) {
        (Some(Pending::Start(id)), true) => {
            inspection.id = Some(id);
            inspection.stage = Stage::Open;
            vec![Effect::Inspect(InspectAsk::Look)]
        }
        (Some(Pending::Start(_)), false) => {
            inspection.stage = Stage::Officer;
            state.field = inspection.officer.clone();
            Vec::new()
        }
        (Some(Pending::Show(index)), true) => vec![Effect::Inspect(InspectAsk::Reveal { index })],
        (Some(Pending::End), true) => {
            state.inspection = None;
            if state.screen == Screen::Inspection {
                keys::to_counter(state);
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// The recorder answered.
pub(super) fn told(state: &mut State, told: InspectTold) -> Vec<Effect> {
    // What comes after the officer has left, or while the till is locked, is nobody's to see.
    let open = state.is_on_duty() && state.is_inspected();
    let Some(inspection) = state.inspection.as_mut().filter(|_| open) else { return Vec::new() };
    match told {
        InspectTold::Looked(page, rows) => {
            inspection.page = Some(*page);
            inspection.rows = rows;
            inspection.row = inspection.row.min(inspection.rows.len().saturating_sub(1));
        }
        InspectTold::Revealed(values) => inspection.values = Some(values),
        InspectTold::Refused(trouble) => panes::raise(state, Pane::Error(trouble)),
    }
    Vec::new()
}

/// Before the till locks or changes hands: what was opened shows no more.
pub(super) fn cover(state: &mut State) {
    if let Some(inspection) = state.inspection.as_mut() {
        inspection.values = None;
    }
}
