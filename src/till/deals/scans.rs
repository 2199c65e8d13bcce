//! Scans while a deal is in front: everything goes to it, in any order.

use super::{Deal, How, Line, LineState, LineStep, Mark, Number, Place, Step, keys, signing, steps, typing};
use crate::document::{self, DocumentError, Joined};
use crate::imei::{Identified, Imei, Kind};
use crate::ledger::closures::day_of;
use crate::policy::{Ask, Goods, Need};
use crate::till::{Beep, Check, CheckId, Effect, Fresh, Notice, Phase, State, checks};
use chrono::NaiveDate;

/// Most numbers of one line: screen, tray and box of a handset with two.
const MOST_NUMBERS: usize = 8;

/// A burst: a declaration's code or a document. `None`: something else, which the counter reads.
pub(in crate::till) fn scanned(state: &mut State, fresh: &mut Fresh, raw: &[u8]) -> Option<Vec<Effect>> {
    state.deal()?;
    let text = text_of(raw);
    if let Some(code) = signing::code(&text) {
        return Some(signing::scanned(state, fresh, code));
    }
    if state.deals.parts.is_waiting() && is_number(&text) {
        state.deals.parts.clear();
    }
    let whole = match state.deals.parts.take(&text) {
        Joined::NotADocument => return None,
        Joined::More { .. } => {
            state.notice = Some(Notice::Deal("deal-document-next-line"));
            return Some(vec![Effect::Beep(Beep::Result)]);
        }
        Joined::Complete(whole) => whole,
    };
    let today = day_of(state.now.wall, state.setup.zone);
    match document::read(&whole, today) {
        Ok(identity) => Some(take_identity(state, identity, today)),
        Err(DocumentError::NotADocument | DocumentError::TooLong { .. }) => None,
        Err(why) => {
            state.notice = Some(Notice::Document(why));
            Some(vec![Effect::Beep(Beep::Unreadable)])
        }
    }
}

/// A row of digits is no part of a document.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let only = text.trim().bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'/'));
    only && (14..=16).contains(&digits) && crate::imei::identify(text.trim(), None).is_ok_and(|n| n.imei().is_some())
}

/// Scanners send bytes; what is no UTF-8 is Latin-1.
fn text_of(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => raw.iter().copied().map(char::from).collect(),
    }
}

/// A document was read: of it stays what the policy wants, and how old its holder is.
fn take_identity(state: &mut State, identity: document::Identity, today: NaiveDate) -> Vec<Effect> {
    let Some(deal) = state.deal().filter(|d| !d.is_sending()) else { return Vec::new() };
    let kind = deal.kind;
    let wanted: Vec<Ask> = Ask::all().filter(|ask| steps::need(state, deal, *ask) != Need::Forbidden).collect();
    let seller = wanted.iter().any(|ask| matches!(ask, Ask::Document | Ask::Name | Ask::Born));
    if !seller || matches!(kind, crate::policy::DealKind::Repair | crate::policy::DealKind::OpeningStock) {
        state.notice = Some(Notice::Deal("deal-document-not-wanted"));
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    let Some(deal) = state.deal_mut() else { return Vec::new() };
    let (age, expired) = (identity.age_on(today), identity.expired_on(today));
    let before = std::mem::replace(&mut deal.identity, document::Identity::empty());
    deal.identity = typing::only_wanted(identity, &|ask| wanted.contains(&ask));
    // Most documents carry no address, and some no name: what was typed stays.
    let number = |who: &document::Identity| who.number.as_ref().map(|f| f.value.clone());
    let same_person = number(&before).is_none() || number(&before) == number(&deal.identity);
    if same_person {
        deal.identity.address = deal.identity.address.take().or(before.address);
    }
    if same_person && deal.identity.full_name().is_none() {
        (deal.identity.surname, deal.identity.given) = (before.surname, before.given);
    }
    deal.told.remove("document_kind");
    // A driver number is typed or copied; no machine has read who that is.
    let typed = deal.identity.form == Some(document::Form::UkLicence);
    deal.how = Some(if typed { How::Typed } else { How::Read });
    deal.masked_person = false;
    (deal.age, deal.expired) = (age, expired);
    state.deals.cursor = None;
    state.notice = Some(Notice::Deal("deal-document-read"));
    vec![Effect::Beep(Beep::Result)]
}

/// Remembers what follows from a birth date and an expiry that may not be kept themselves.
pub(super) fn note_age(deal: &mut Deal, today: NaiveDate) {
    if deal.identity.born.is_some() {
        deal.age = deal.identity.age_on(today);
    }
    if deal.identity.expires.is_some() {
        deal.expired = deal.identity.expired_on(today);
    }
}

/// Handset numbers while a deal is in front: another place of a handset that is there, or one more.
pub(in crate::till) fn numbers(
    state: &mut State,
    fresh: &mut Fresh,
    found: &[Identified],
    codes: Vec<Identified>,
) -> Vec<Effect> {
    let imeis: Vec<Imei> = found.iter().filter_map(Identified::imei).collect();
    let Some(deal) = state.deal() else { return Vec::new() };
    let target = place_of_cursor(state, deal);
    let known = deal.lines.iter().find(|l| l.ended.is_none() && imeis.iter().any(|i| l.holds(i))).map(|l| l.no);
    let failed = known.filter(|no| is_failed(state, deal, *no));
    let (no, place) = match (target, known) {
        (Some((no, place)), _) => (Some(no), place),
        (None, Some(no)) if failed.is_some() => (Some(no), Place::Screen),
        (None, Some(no)) => (Some(no), next_place(deal, no)),
        (None, None) => (empty_line(deal), Place::Screen),
    };
    if no.is_none() && deal.lines.len() >= keys::MOST_LINES {
        state.notice = Some(Notice::Deal("deal-slip-too-many-lines"));
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    if let Some(no) = failed {
        forget_failed(state, no);
    }
    let Some(deal) = state.deal() else { return Vec::new() };
    let first = no.and_then(|no| deal.lines.iter().find(|l| l.no == no)).and_then(|l| l.checks.last().copied());
    let new: Vec<Identified> = found.iter().filter(|n| is_new(state, deal, no, n)).cloned().collect();
    if let Some(no) = no {
        add_numbers(state, no, place, &imeis);
    }
    state.deals.cursor = None;
    if new.is_empty() {
        // Read at one more place, and the same: nothing is asked anew.
        state.shown = first.or(state.shown);
        return [vec![Effect::Beep(Beep::Result)], add_codes(state, codes)].concat();
    }
    // The question whether two numbers are one handset is about the line in hand.
    let last = state.deal().and_then(|d| d.lines.last()).and_then(|l| l.checks.last().copied());
    state.shown = first.or(last);
    let now = state.now;
    state.held.codes.extend(codes.into_iter().map(|code| (code, now)));
    let effects = checks::start(state, fresh, &new);
    let Some(second) = state.shown else { return effects };
    let joined = state.check(second).and_then(|c| c.book.joins);
    match (no, first, joined) {
        // The clerk said whose number it is: the handset is as good as the worse of the two.
        (Some(no), Some(first), _) => {
            crate::till::panes::clear_questions(state);
            if let Some(check) = state.check_mut(second) {
                check.book.joins = Some(first);
            }
            add_check(state, no, second);
        }
        (Some(no), None, _) => add_check(state, no, second),
        (None, _, Some(first)) => join(state, first, second),
        (None, _, None) => attach(state, second),
    }
    effects
}

/// The line and place that the clerk has chosen for the next number.
fn place_of_cursor(state: &State, deal: &Deal) -> Option<(u32, Place)> {
    let Some(Step::Line(no, step)) = state.deals.cursor else { return None };
    let place = match step {
        LineStep::Number => Place::Screen,
        LineStep::Tray => Place::Tray,
        LineStep::Box => Place::Box,
        _ => return None,
    };
    deal.lines.iter().any(|l| l.no == no && l.what == Goods::Handset).then_some((no, place))
}

/// Where a number comes from that the line has already: the tray after the screen, then the box.
fn next_place(deal: &Deal, no: u32) -> Place {
    let line = deal.lines.iter().find(|l| l.no == no);
    if line.is_some_and(|l| l.at(Place::Tray).next().is_some()) { Place::Box } else { Place::Tray }
}

/// A handset line that waits for its number.
fn empty_line(deal: &Deal) -> Option<u32> {
    let empty = |l: &&Line| l.what == Goods::Handset && l.numbers.is_empty() && l.ended.is_none();
    deal.lines.iter().find(|l| empty(l) && !l.is(Mark::NoNumber)).map(|l| l.no)
}

/// Whether a number has to be checked for this line: none of its checks is about it.
fn is_new(state: &State, deal: &Deal, no: Option<u32>, number: &Identified) -> bool {
    let line = no.and_then(|no| deal.lines.iter().find(|l| l.no == no));
    let checks = line.into_iter().flat_map(|l| &l.checks).filter_map(|id| state.check(*id));
    let known: Vec<_> = checks.flat_map(Check::bodies).collect();
    number.imei().is_some_and(|imei| !known.contains(&imei.body()))
}

/// Whether the line's check has to be made anew.
fn is_failed(state: &State, deal: &Deal, no: u32) -> bool {
    let line = deal.lines.iter().find(|l| l.no == no);
    line.is_some_and(|l| super::line_state(state, l) == LineState::Failed)
}

/// A check that could not be recorded, or is not known any more, is no part of the line.
fn forget_failed(state: &mut State, no: u32) {
    let kept: Vec<CheckId> = state.checks.iter().filter(|c| c.phase != Phase::Failed).map(|check| check.id).collect();
    if let Some(line) = line_mut(state, no) {
        line.checks.retain(|id| kept.contains(id));
    }
}

fn add_numbers(state: &mut State, no: u32, place: Place, imeis: &[Imei]) {
    let Some(line) = line_mut(state, no) else { return };
    for imei in imeis {
        let there = line.at(place).any(|known| known.body() == imei.body());
        if !there && line.numbers.len() < MOST_NUMBERS {
            line.numbers.push(Number { imei: *imei, place });
        }
    }
    line.marks.retain(|mark| *mark != Mark::NoNumber);
}

fn add_check(state: &mut State, no: u32, check: CheckId) {
    if let Some(line) = line_mut(state, no)
        && !line.checks.contains(&check)
    {
        line.checks.push(check);
    }
}

fn line_mut(state: &mut State, no: u32) -> Option<&mut Line> {
    state.deal_mut()?.lines.iter_mut().find(|l| l.no == no)
}

/// One more handset: a line of its own.
pub(in crate::till) fn attach(state: &mut State, check: CheckId) {
    let imeis: Vec<Imei> = state.check(check).map(|c| c.imeis.clone()).unwrap_or_default();
    let Some(deal) = state.deal_mut() else { return };
    let place = deal.add_line(Goods::Handset);
    if let Some(line) = deal.lines.get_mut(place) {
        line.checks.push(check);
        line.numbers.extend(imeis.into_iter().map(|imei| Number { imei, place: Place::Screen }));
    }
}

/// The till found that the second check's number belongs to the first check's handset.
fn join(state: &mut State, first: CheckId, second: CheckId) {
    let imeis: Vec<Imei> = state.check(second).map(|c| c.own_imeis().to_vec()).unwrap_or_default();
    let no = state.deal().and_then(|d| d.lines.iter().find(|l| l.checks.contains(&first))).map(|l| l.no);
    match no {
        Some(no) => {
            add_numbers(state, no, Place::Screen, &imeis);
            add_check(state, no, second);
        }
        None => attach(state, second),
    }
}

/// The clerk said that both numbers belong to one handset: their two lines become one.
pub(in crate::till) fn joined(state: &mut State, first: CheckId, second: CheckId) {
    let Some(deal) = state.deal_mut() else { return };
    let from = deal.lines.iter().position(|l| l.checks.contains(&second));
    let to = deal.lines.iter().find(|l| l.checks.contains(&first)).map(|l| l.no);
    if let (Some(from), Some(to)) = (from, to)
        && deal.lines.get(from).is_some_and(|l| l.no != to)
    {
        let moved = deal.lines.remove(from);
        if let Some(line) = deal.lines.iter_mut().find(|l| l.no == to) {
            line.numbers.extend(moved.numbers);
            line.checks.extend(moved.checks);
            line.price = line.price.or(moved.price);
        }
        for picture in deal.pictures.iter_mut().filter(|p| p.line == Some(moved.no)) {
            picture.line = Some(to);
        }
    }
}

fn add_codes(state: &mut State, codes: Vec<Identified>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for code in codes {
        effects.extend(other_code(state, &code).unwrap_or_default());
    }
    effects
}

/// A serial number where the deal waits for one. `None`: the counter's business.
pub(in crate::till) fn other_code(state: &mut State, code: &Identified) -> Option<Vec<Effect>> {
    let deal = state.deal()?;
    let Step::Line(no, LineStep::Ask(ask @ (Ask::Serial | Ask::Mac))) = keys::current(state, deal)? else {
        return None;
    };
    if !matches!(code.kind, Kind::Serial | Kind::Unknown | Kind::Gtin | Kind::Pesn | Kind::Meid) {
        return None;
    }
    let line = line_mut(state, no)?;
    line.told.insert(ask.word().to_owned(), code.value.clone());
    state.deals.cursor = None;
    state.notice = Some(Notice::CodeAdded(code.clone()));
    Some(vec![Effect::Beep(Beep::Result)])
}
