//! Keys on the screens of deals. A burst never comes through here as a key.

use super::asking::{self, Pick};
use super::{
    Asking, Deal, DealEffect, DealId, DropReason, Line, LineStep, Resolution, Step, WarningKind, Written, drafts,
    effect, entries, scans, signing, steps, typing,
};
use crate::policy::{Ask, DealKind, Need};
use crate::scan::Key;
use crate::staff::Act;
use crate::till::book::Stage;
use crate::till::{Beep, Effect, Fresh, Notice, Screen, State, Ticket, codes, crew, settle};

/// Most lines of one deal: an entry has room for so many.
pub(super) const MOST_LINES: usize = 30;
/// Most deals that may be open at once.
const MOST_OPEN: usize = 40;

/// A row of the list of kinds and parked deals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuRow {
    /// Begin a deal of this kind.
    Begin(DealKind),
    /// Go on with a parked deal.
    Resume(DealId),
}

/// The rows of that list.
pub fn menu(state: &State) -> Vec<MenuRow> {
    let kinds = [
        DealKind::Purchase,
        DealKind::Repair,
        DealKind::Enquiry,
        DealKind::PartExchange,
        DealKind::Pledge,
        DealKind::OpeningStock,
    ];
    let parked = state.parked().into_iter().map(|deal| MenuRow::Resume(deal.id));
    kinds.into_iter().map(MenuRow::Begin).chain(parked).collect()
}

/// F11: the other kinds, and what is parked.
pub(in crate::till) fn open_menu(state: &mut State) -> Vec<Effect> {
    if state.is_on_duty() {
        state.deals.menu_row = 0;
        state.field.clear();
        state.notice = None;
        state.screen = Screen::Deals;
    }
    Vec::new()
}

/// A key on that list.
pub(in crate::till) fn menu_key(state: &mut State, fresh: &mut Fresh, key: Key) -> Vec<Effect> {
    let rows = menu(state);
    let chosen = match key {
        Key::Up => {
            state.deals.menu_row = state.deals.menu_row.saturating_sub(1);
            return Vec::new();
        }
        Key::Down => {
            state.deals.menu_row = (state.deals.menu_row + 1).min(rows.len().saturating_sub(1));
            return Vec::new();
        }
        Key::Enter => state.deals.menu_row,
        Key::Char(c) => match c.to_digit(10) {
            Some(n @ 1..) => n as usize - 1,
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    match rows.get(chosen) {
        Some(MenuRow::Begin(kind)) => begin(state, fresh, *kind, false),
        Some(MenuRow::Resume(id)) => drafts::resume(state, fresh, *id),
        None => Vec::new(),
    }
}

/// F7: a purchase of the handset on the card.
pub(in crate::till) fn buy(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    begin(state, fresh, DealKind::Purchase, true)
}

fn begin(state: &mut State, fresh: &mut Fresh, kind: DealKind, with_card: bool) -> Vec<Effect> {
    if crew::leave_for(state, Act::Buy).is_none() {
        return Vec::new();
    }
    if state.deals.open.len() >= MOST_OPEN {
        state.notice = Some(Notice::Deal("deal-slip-too-many"));
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    let check = state.shown().filter(|c| !c.is_dropped() && !c.marked && c.phase != crate::till::Phase::Failed);
    let check = check.map(|c| c.id).filter(|id| with_card || !in_a_deal(state, *id));
    let first = check.and_then(|id| state.check(id)).and_then(|c| c.book.joins).filter(|id| state.check(*id).is_some());
    let mut deal = Deal::new(fresh.take(), kind, state.now.wall);
    deal.training = state.papers.training;
    let id = deal.id;
    if state.deals.front.is_some() {
        drafts::park(state);
    }
    state.deals.open.push(deal);
    show(state, id);
    state.deals.signed = None;
    if let Some(check) = check {
        scans::attach(state, check);
        if let (Some(first), Some(line)) = (first, state.deal_mut().and_then(|d| d.lines.last_mut())) {
            line.checks.insert(0, first);
        }
        state.shown = Some(check);
    }
    let draft = state.deal().map(|deal| entries::opened(state, deal));
    if let Some(deal) = state.deal_mut() {
        deal.written = Written::Opening;
    }
    draft
        .map(|d| Effect::Record { ticket: Ticket::Deal(super::DealTicket::Opened(id)), drafts: vec![d] })
        .into_iter()
        .collect()
}

/// Whether an open deal has this check's handset already.
pub(super) fn in_a_deal(state: &State, check: crate::till::CheckId) -> bool {
    state.deals.open.iter().flat_map(|d| &d.lines).any(|l| l.checks.contains(&check))
}

/// A handset is to be looked at that the deal in front is not about: the deal waits.
pub(in crate::till) fn make_way(state: &mut State, check: crate::till::CheckId) {
    let own = state.deal().is_none_or(|d| d.lines.iter().any(|l| l.checks.contains(&check)));
    if !own {
        drafts::park(state);
    }
}

/// Brings a deal to the front.
pub(super) fn show(state: &mut State, id: DealId) {
    state.deals.front = Some(id);
    state.deals.cursor = None;
    state.deals.asking = None;
    state.field.clear();
    state.notice = None;
    if state.staff.is_some() {
        state.screen = Screen::Deal;
    }
}

/// The row that typed text and choices belong to.
pub(super) fn current(state: &State, deal: &Deal) -> Option<Step> {
    let rows = steps::steps(state, deal);
    let chosen = state.deals.cursor.filter(|step| rows.iter().any(|(row, _)| row == step));
    chosen.or_else(|| steps::next(state, deal))
}

/// The line that marks and ends belong to.
fn current_line(state: &State, deal: &Deal) -> Option<u32> {
    match current(state, deal) {
        Some(Step::Line(no, _)) => Some(no),
        Some(Step::Warning(n)) => {
            let place = deal.warnings.get(n)?.warning.line?;
            deal.lines.get(usize::try_from(place).ok()?.checked_sub(1)?).map(|l| l.no)
        }
        _ => deal.lines.last().map(|l| l.no),
    }
}

/// A key on the screen of a deal. `None`: not a key of this screen.
pub(in crate::till) fn key(state: &mut State, fresh: &mut Fresh, key: Key) -> Option<Vec<Effect>> {
    state.deal()?;
    if key == Key::Esc {
        return Some(escape(state));
    }
    let deal = state.deal()?;
    let typing = !state.field.is_empty();
    let writing = deal.is_sending();
    let line = current_line(state, deal);
    match key {
        _ if writing => return Some(Vec::new()),
        Key::F(8) => state.deals.asking = Some(Asking::Why),
        Key::F(11) => return Some(open_menu(state)),
        Key::F(12) => return Some(cannot_buy(state)),
        Key::F(4) if deal.asked.known.is_some() => return Some(ask_known(state)),
        Key::Up | Key::Down => step(state, key == Key::Down),
        Key::Insert => state.deals.asking = Some(Asking::Add),
        Key::Delete => state.deals.asking = line.map(Asking::EndLine),
        Key::Char('+') if !typing => state.deals.asking = Some(Asking::Add),
        Key::Char('-') if !typing => state.deals.asking = line.map(Asking::EndLine),
        Key::Char('*') if !typing => state.deals.asking = line.map(Asking::Marks),
        Key::Char(c) if !typing => {
            let found = asking::picks(state, deal).into_iter().find(|(choice, _)| choice.key == c.to_ascii_lowercase());
            return match found {
                Some((choice, pick)) if choice.allowed => Some(self::pick(state, fresh, pick)),
                Some(_) => Some(refuse(state, "deal-slip-not-allowed")),
                None if state.deals.asking.is_some() => Some(Vec::new()),
                None => None,
            };
        }
        _ => return None,
    }
    Some(Vec::new())
}

/// Esc takes back one thing at a time; with nothing to take back, the deal is parked.
fn escape(state: &mut State) -> Vec<Effect> {
    if state.deals.asking.take().is_some() {
    } else if !state.field.is_empty() {
        state.field.clear();
    } else if state.deals.cursor.take().is_some() {
        state.notice = None;
    } else {
        drafts::park(state);
    }
    Vec::new()
}

fn refuse(state: &mut State, why: &'static str) -> Vec<Effect> {
    state.notice = Some(Notice::Deal(why));
    vec![Effect::Beep(Beep::Unreadable)]
}

/// Up and down through the rows.
fn step(state: &mut State, down: bool) {
    let Some(deal) = state.deal() else { return };
    let rows: Vec<Step> = steps::steps(state, deal).into_iter().map(|(step, _)| step).collect();
    let now = current(state, deal).and_then(|step| rows.iter().position(|row| *row == step));
    let last = rows.len().saturating_sub(1);
    let row = match now {
        Some(row) if down => (row + 1).min(last),
        Some(row) => row.saturating_sub(1),
        None if down => 0,
        None => last,
    };
    state.deals.asking = None;
    state.deals.cursor = rows.get(row).copied();
}

/// Enter on the screen of a deal.
pub(in crate::till) fn enter(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let text = std::mem::take(&mut state.field);
    let Some(deal) = state.deal().filter(|d| !d.is_sending()) else { return Vec::new() };
    let Some(step) = current(state, deal) else {
        return match (text.trim().is_empty(), super::view::enter_does(state, deal)) {
            (false, _) => codes::read(state, fresh, text.as_bytes()),
            (true, super::EnterDoes::PutAway(why)) => drafts::drop(state, why),
            (true, _) => Vec::new(),
        };
    };
    if text.trim().is_empty() {
        return empty_enter(state, fresh, step);
    }
    if wants_number(step) || (scans::is_number(&text) && !takes_digits(step)) {
        return codes::read(state, fresh, text.as_bytes());
    }
    if let (Some(code), Step::Confirm) = (signing::code(&text), step) {
        return signing::scanned(state, fresh, code);
    }
    if matches!(step, Step::Person(_)) && crate::document::form(&text).is_some() {
        return codes::read(state, fresh, text.as_bytes());
    }
    match typing::take(state, step, &text) {
        Ok(()) => {
            state.notice = None;
            if !matches!(step, Step::Warning(_)) {
                state.deals.cursor = None;
            }
            Vec::new()
        }
        Err(why) => {
            state.field = text;
            refuse(state, why)
        }
    }
}

fn empty_enter(state: &mut State, fresh: &mut Fresh, step: Step) -> Vec<Effect> {
    let Some(deal) = state.deal() else { return Vec::new() };
    let declared = steps::is_declared(deal);
    match step {
        Step::Declaration => signing::declare(state),
        Step::Confirm if !declared => signing::sign(state, fresh),
        // What stays open may be passed over.
        _ if state.deals.cursor.is_some() => {
            state.deals.cursor = None;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn wants_number(step: Step) -> bool {
    matches!(step, Step::First | Step::Line(_, LineStep::Number | LineStep::Tray | LineStep::Box))
}

/// Rows in which a row of digits is no handset's number.
fn takes_digits(step: Step) -> bool {
    let (Step::Person(ask) | Step::Line(_, LineStep::Ask(ask))) = step else { return false };
    matches!(ask, Ask::Phone | Ask::Document | Ask::Price | Ask::Serial | Ask::Mac)
}

/// What a choice does.
fn pick(state: &mut State, fresh: &mut Fresh, pick: Pick) -> Vec<Effect> {
    state.notice = None;
    match pick {
        Pick::Drop(why) => return drafts::drop(state, why),
        Pick::Sign => return signing::sign(state, fresh),
        Pick::End(no, None) => return remove(state, fresh, no),
        _ => {}
    }
    state.deals.asking = None;
    let Some(deal) = state.deal_mut() else { return Vec::new() };
    match pick {
        Pick::Drop(_) | Pick::Sign => {}
        Pick::Add(..) if deal.lines.len() >= MOST_LINES => return refuse(state, "deal-slip-too-many-lines"),
        Pick::Add(goods, mark) => {
            let place = deal.add_line(goods);
            if let Some(line) = deal.lines.get_mut(place) {
                line.marks.extend(mark);
            }
            state.deals.cursor = None;
        }
        Pick::End(no, end) => {
            with_line(deal, no, |line| line.ended = end);
            state.deals.cursor = None;
        }
        Pick::Mark(no, mark) => with_line(deal, no, |line| match line.marks.iter().position(|m| *m == mark) {
            Some(set) => {
                line.marks.remove(set);
            }
            None => line.marks.push(mark),
        }),
        Pick::Lock(no, lock) => {
            with_line(deal, no, |line| line.lock = Some(lock));
            state.deals.cursor = None;
        }
        Pick::Document(kind) => {
            deal.identity.kind = crate::document::Field::typed(kind);
            deal.told.insert("document_kind".to_owned(), kind.word().to_owned());
            state.deals.cursor = None;
        }
        Pick::OnPaper(ask) => {
            deal.told.insert(ask.word().to_owned(), "on_paper".to_owned());
            state.deals.cursor = None;
        }
        Pick::Pay(method) => {
            deal.payment = Some(method);
            state.deals.cursor = None;
        }
        Pick::Resolve(n, what) => {
            resolve(deal, n, what);
            state.deals.cursor = None;
        }
    }
    Vec::new()
}

fn with_line(deal: &mut Deal, no: u32, change: impl FnOnce(&mut Line)) {
    if let Some(line) = deal.lines.iter_mut().find(|l| l.no == no) {
        change(line);
    }
}

/// A line that was never meant. What a source lists, or may still list, does not vanish as a mistake.
fn remove(state: &mut State, fresh: &mut Fresh, no: u32) -> Vec<Effect> {
    state.deals.asking = None;
    state.deals.cursor = None;
    let line = state.deal().and_then(|d| d.lines.iter().find(|l| l.no == no)).cloned();
    let Some(line) = line else { return Vec::new() };
    if matches!(super::line_state(state, &line), super::LineState::Stop | super::LineState::Checking) {
        return refuse(state, "deal-slip-stays");
    }
    if let Some(deal) = state.deal_mut() {
        deal.lines.retain(|l| l.no != no);
        deal.pictures.retain(|p| p.line != Some(no));
    }
    state.shown = None;
    let mut effects = Vec::new();
    for id in line.checks {
        if let Some(check) = state.check_mut(id).filter(|c| !c.is_dropped() && !c.marked) {
            check.book.dropped = Stage::Wanted;
            effects.extend(settle::drop_if_wanted(state, fresh, id));
        }
    }
    effects
}

/// A warning that is not accepted ends its line; about the person, all of them.
fn resolve(deal: &mut Deal, n: usize, what: Resolution) {
    let Some(warning) = deal.warnings.get_mut(n) else { return };
    if what != Resolution::Declined && warning.warning.kind == WarningKind::UnderAge {
        return;
    }
    warning.resolution = Some(what);
    if what != Resolution::Declined {
        return;
    }
    let only = warning.warning.line.and_then(|n| usize::try_from(n).ok()).and_then(|n| n.checked_sub(1));
    for (place, line) in deal.lines.iter_mut().enumerate() {
        if only.is_none_or(|only| only == place) && line.ended.is_none() {
            line.ended = Some(super::LineEnd::Refused);
        }
    }
}

/// F4: the address of an earlier deal of the same person.
fn ask_known(state: &mut State) -> Vec<Effect> {
    let staff = state.staff.as_ref().map(|staff| staff.id);
    let Some(deal) = state.deal() else { return Vec::new() };
    if steps::need(state, deal, Ask::Address) == Need::Forbidden {
        return Vec::new();
    }
    let Some(entry) = deal.asked.known else { return Vec::new() };
    vec![effect(DealEffect::Known { deal: deal.id, entry, staff })]
}

/// F12: the slip for somebody whose goods are not bought.
fn cannot_buy(state: &mut State) -> Vec<Effect> {
    let Some(deal) = state.deal() else { return Vec::new() };
    let slip = super::view::refusal(state, deal).map(|refusal| super::CannotBuy {
        reference: refusal.reference,
        at: state.now.wall,
        training: state.papers.training,
    });
    let Some(slip) = slip else { return Vec::new() };
    state.notice = Some(Notice::Deal("deal-slip-printed"));
    vec![effect(DealEffect::Print(super::Paper::CannotBuy(slip)))]
}

/// How a deal that takes nothing in ends.
pub(super) fn way_out(state: &State, deal: &Deal) -> Option<DropReason> {
    if deal.lines.is_empty() || deal.asked.waits {
        return None;
    }
    let open = |l: &Line| {
        let known = super::line_state(state, l);
        matches!(known, super::LineState::Checking | super::LineState::Empty | super::LineState::Failed)
    };
    if deal.lines.iter().any(open) {
        return None;
    }
    if deal.kind == DealKind::Enquiry {
        return Some(DropReason::Enquiry);
    }
    if steps::has_taken(state, deal) {
        return None;
    }
    let back = deal.lines.iter().all(|l| l.ended == Some(super::LineEnd::HandedBack));
    Some(if back { DropReason::HandedBack } else { DropReason::Refused })
}
