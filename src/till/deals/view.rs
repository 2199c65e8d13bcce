//! What the screen of a deal shows: everything that drawing needs, and nothing to decide.

mod rows;
mod says;

pub(super) use rows::ask_of;

use super::{
    Choice, Deal, DropReason, Line, LineState, Mark, OwnWarning, Resolution, Step, asking, keys, line_state, model_of,
    signing, steps,
};
use crate::document::Evidence;
use crate::finding::SourceName;
use crate::policy::{Ask, CashRule, DealKind, Goods};
use crate::till::State;
use chrono::{DateTime, NaiveDate, Utc};
use rows::{row, shown};
use says::{question, warning_key};

/// A deal as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealView {
    /// What kind; its label is [`DealKind::key`].
    pub kind: DealKind,
    /// How far it is.
    pub stage: Stage,
    /// The checklist, in the order of the form.
    pub rows: Vec<Row>,
    /// One summary for each line.
    pub lines: Vec<LineSummary>,
    /// Warnings, open ones first.
    pub warnings: Vec<WarningView>,
    /// What is asked for now.
    pub prompt: Prompt,
    /// What is paid so far, minor units.
    pub total: u64,
    /// Currency of all amounts (ISO 4217).
    pub currency: String,
    /// What to do about lines that are not bought because a source lists them.
    pub refusal: Option<Refusal>,
    /// An earlier deal of the same person is known: F4 takes its address over.
    pub known_seller: bool,
    /// How many other deals are parked.
    pub parked: usize,
    /// Whether it belongs to an earlier shift.
    pub masked: bool,
}

/// How far a deal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Being filled.
    Open,
    /// A check, or the shop's own register, is waited for.
    Waiting,
    /// Its last entry is being written: nothing may be said about it yet.
    Writing,
}

/// One row of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub step: Step,
    /// What it belongs to.
    pub group: Group,
    /// Its label in the catalogues.
    pub label: &'static str,
    /// What stands in it.
    pub value: Value,
    /// How it stands.
    pub state: RowState,
    /// How the value is known, for what a document says.
    pub evidence: Option<Evidence>,
    /// The rule that wants it, where nobody has read that rule in the text itself.
    pub unverified: Option<String>,
}

/// What a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// A line, counted from 1.
    Line(u32),
    /// The person.
    Person,
    /// The deal.
    Deal,
}

/// What stands in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing yet.
    Nothing,
    /// A text, masked already where it has to be.
    Text(String),
    /// Something that is there and not shown.
    Hidden,
    /// A word of the catalogues.
    Word(&'static str),
    /// An amount in minor units of the deal's currency.
    Money(u64),
    /// A day.
    Day(NaiveDate),
    /// A number.
    Count(u64),
}

/// How a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowState {
    /// Nothing more is needed.
    Done,
    /// This is what typed text goes to.
    Next,
    /// Still needed.
    Open,
    /// May stay open.
    Optional,
    /// The till is at work on it.
    Waiting,
    /// The deal cannot go on with it as it is.
    Blocked,
}

/// A line in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineSummary {
    /// Counted from 1.
    pub line: u32,
    /// What it is.
    pub what: Goods,
    /// Maker and model, or the description; empty where nothing is known.
    pub name: String,
    /// Its numbers, masked where they have to be.
    pub numbers: Vec<String>,
    /// What is known of it.
    pub state: LineState,
    /// Sources that list it.
    pub listing: Vec<SourceName>,
    /// What is special about it, as the catalogues' keys.
    pub marks: Vec<&'static str>,
    /// Price, minor units.
    pub price: Option<u64>,
    /// Until when it will be kept.
    pub hold: Option<DateTime<Utc>>,
    /// Whether it is taken in.
    pub taken: bool,
}

/// A warning as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarningView {
    /// What it says.
    pub warning: OwnWarning,
    /// Its sentence in the catalogues; takes `$line`, `$count`, `$threshold` and `$days`.
    pub key: &'static str,
    /// What the clerk decided.
    pub resolution: Option<Resolution>,
    /// Whether it is what is asked for now.
    pub next: bool,
}

/// What is asked for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The row; `None` where nothing is asked for.
    pub step: Option<Step>,
    /// The question in the catalogues.
    pub question: &'static str,
    /// What can be chosen with one key.
    pub choices: Vec<Choice>,
    /// What Enter does.
    pub enter: EnterDoes,
    /// A rule that stands against one of the choices.
    pub rule: Option<String>,
}

/// What Enter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnterDoes {
    /// Nothing.
    Nothing,
    /// Takes what was typed.
    Take,
    /// Leaves an optional row open.
    PassOver,
    /// Prints the declaration.
    Print,
    /// Confirms the deal.
    Finish,
    /// Ends a deal that takes nothing in, for this reason.
    PutAway(DropReason),
}

/// What to do about what is not bought because a source lists it. What to say, what the law says and
/// whom to call are the policy's wordings `hit_say`, `hit_keep` and `hit_call`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The lines, counted from 1.
    pub lines: Vec<u32>,
    /// Names the deal on the slip; tells nobody anything else.
    pub reference: String,
    /// Whether other lines go on.
    pub others: bool,
    /// Whether it is only advice: in a repair owners get their own telephones back.
    pub advice: bool,
}

impl State {
    /// The deal in front as it is shown.
    pub fn deal_view(&self) -> Option<DealView> {
        let deal = self.deal()?;
        let next = keys::current(self, deal);
        let rows = steps::steps(self, deal).into_iter().map(|(step, need)| row(self, deal, (step, need), next));
        let mut warnings: Vec<WarningView> = deal
            .warnings
            .iter()
            .enumerate()
            .map(|(n, w)| WarningView {
                warning: w.warning.clone(),
                key: warning_key(&w.warning),
                resolution: w.resolution,
                next: next == Some(Step::Warning(n)),
            })
            .collect();
        warnings.sort_by_key(|w| w.resolution.is_some());
        let waits = next.is_none() && keys::way_out(self, deal).is_none();
        Some(DealView {
            kind: deal.kind,
            stage: if deal.is_sending() {
                Stage::Writing
            } else if waits {
                Stage::Waiting
            } else {
                Stage::Open
            },
            rows: rows.collect(),
            lines: deal.lines.iter().zip(1..).map(|(line, n)| summary(self, deal, line, n)).collect(),
            warnings,
            prompt: prompt(self, deal, next),
            total: signing::total(self, deal),
            currency: self.setup.deals.currency.clone(),
            refusal: refusal(self, deal),
            known_seller: deal.asked.known.is_some() && deal.identity.address.is_none(),
            parked: self.parked().len(),
            masked: deal.masked || deal.masked_person,
        })
    }
}

fn summary(state: &State, deal: &Deal, line: &Line, n: u32) -> LineSummary {
    let stands = line_state(state, line);
    let taken = steps::goes_on(deal.kind, stands);
    let described = || line.told.get(Ask::Description.word()).cloned();
    let mut numbers: Vec<String> = line.numbers.iter().map(|n| shown(deal, &n.imei)).collect();
    numbers.sort();
    numbers.dedup();
    let mut listing: Vec<SourceName> = line
        .checks
        .iter()
        .filter(|id| state.verdict(**id).is_some())
        .filter_map(|id| state.check(*id))
        .flat_map(crate::till::Check::listing)
        .collect();
    listing.sort();
    listing.dedup();
    let hold = super::entries::hold(state, deal, line.what, state.now.wall, state.setup.zone);
    LineSummary {
        line: n,
        what: line.what,
        name: line.told.get("model").cloned().or_else(|| model_of(state, line)).or_else(described).unwrap_or_default(),
        numbers,
        state: stands,
        listing,
        marks: Mark::ALL.into_iter().filter(|m| line.is(*m)).map(asking::mark_key).collect(),
        price: line.price,
        hold: hold.map(|h| h.until).filter(|_| taken),
        taken,
    }
}

/// What to do about listed lines; shown only once their findings are on disk.
pub(super) fn refusal(state: &State, deal: &Deal) -> Option<Refusal> {
    let stop = |line: &Line| line.checks.iter().any(|id| state.verdict(*id) == Some(crate::finding::Finding::Stop));
    let lines: Vec<u32> = deal.lines.iter().zip(1..).filter(|(l, _)| stop(l)).map(|(_, n)| n).collect();
    if lines.is_empty() {
        return None;
    }
    let id = deal.id.to_string();
    Some(Refusal {
        lines,
        reference: format!("D-{}", id.get(24..).unwrap_or_default().to_uppercase()),
        others: steps::has_taken(state, deal),
        advice: !steps::pays(deal.kind),
    })
}

/// What Enter does now.
pub(super) fn enter_does(state: &State, deal: &Deal) -> EnterDoes {
    let step = keys::current(state, deal);
    match step {
        _ if deal.is_sending() || state.deals.asking.is_some() => EnterDoes::Nothing,
        _ if !state.field.is_empty() => EnterDoes::Take,
        Some(Step::Declaration) => EnterDoes::Print,
        Some(Step::Confirm) if !steps::is_declared(deal) => EnterDoes::Finish,
        Some(_) if state.deals.cursor.is_some() => EnterDoes::PassOver,
        Some(_) => EnterDoes::Nothing,
        None => keys::way_out(state, deal).map_or(EnterDoes::Nothing, EnterDoes::PutAway),
    }
}

fn prompt(state: &State, deal: &Deal, step: Option<Step>) -> Prompt {
    let rule = match (step, signing::cash_rule(state, deal)) {
        (Some(Step::Payment), CashRule::Forbidden(rule)) => Some(rule.id),
        _ => None,
    };
    Prompt {
        step,
        question: question(state, deal, step),
        choices: asking::picks(state, deal).into_iter().map(|(choice, _)| choice).collect(),
        enter: enter_does(state, deal),
        rule,
    }
}

/// A row of the list of kinds and parked deals, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuView {
    /// What it does.
    pub row: super::MenuRow,
    /// The kind of deal; its label is [`DealKind::key`].
    pub kind: DealKind,
    /// Of a parked deal: when it was begun, UTC.
    pub begun: Option<DateTime<Utc>>,
    /// Of a parked deal: what its lines are called, as far as that is known. Nobody's data.
    pub names: Vec<String>,
    /// Whether it is the chosen row.
    pub chosen: bool,
}

impl State {
    /// The list of kinds and parked deals as it is shown.
    pub fn deal_menu(&self) -> Vec<MenuView> {
        let view = |(n, row): (usize, super::MenuRow)| {
            let parked = match row {
                super::MenuRow::Begin(_) => None,
                super::MenuRow::Resume(id) => self.deals.open.iter().find(|d| d.id == id),
            };
            let kind = match row {
                super::MenuRow::Begin(kind) => kind,
                super::MenuRow::Resume(_) => parked.map_or(DealKind::Purchase, |d| d.kind),
            };
            let names = parked.into_iter().flat_map(|d| &d.lines).filter_map(|line| model_of(self, line)).collect();
            let chosen = n == self.deals.menu_row;
            MenuView { row, kind, begun: parked.map(|d| d.begun), names, chosen }
        };
        super::menu(self).into_iter().enumerate().map(view).collect()
    }
}
