//! The rows of the checklist as they are shown.

use super::{Group, Row, RowState, Value};
use crate::document::Evidence;
use crate::policy::{Ask, Need};
use crate::till::State;
use crate::till::deals::{
    Deal, Line, LineState, LineStep, PictureOf, Place, Step, asking, line_state, model_of, signing, steps,
};
use chrono::NaiveDate;

pub(super) fn row(state: &State, deal: &Deal, (step, need): (Step, Need), next: Option<Step>) -> Row {
    let done = steps::is_done(state, deal, step);
    let stands = match step {
        Step::Line(no, LineStep::Number) => match known(state, deal, no) {
            Some(LineState::Checking) => RowState::Waiting,
            Some(LineState::Stop) if steps::pays(deal.kind) => RowState::Blocked,
            Some(LineState::Failed) => RowState::Blocked,
            _ if done => RowState::Done,
            _ => RowState::Open,
        },
        Step::Warning(n) if !done && deal.warnings.get(n).is_some_and(|w| w.warning.kind.forbids()) => {
            RowState::Blocked
        }
        Step::Payment if deal.payment.is_some() && !done => RowState::Blocked,
        _ if done => RowState::Done,
        _ if need == Need::Optional => RowState::Optional,
        _ => RowState::Open,
    };
    let rule = ask_of(step).map(|ask| state.setup.deals.policy.need(deal.kind, ask));
    Row {
        step,
        group: match step {
            Step::Line(no, _) => Group::Line(place(deal, no)),
            Step::Person(_) | Step::DocumentKind => Group::Person,
            _ => Group::Deal,
        },
        label: label(step),
        value: value(state, deal, step),
        state: if next == Some(step) && stands != RowState::Blocked { RowState::Next } else { stands },
        evidence: evidence(deal, step),
        unverified: rule.filter(|rule| rule.unverified() && rule.value == Need::Required).map(|rule| rule.id),
    }
}

fn known(state: &State, deal: &Deal, no: u32) -> Option<LineState> {
    deal.lines.iter().find(|l| l.no == no).map(|line| line_state(state, line))
}

fn place(deal: &Deal, no: u32) -> u32 {
    deal.lines.iter().zip(1..).find(|(l, _)| l.no == no).map_or(0, |(_, n)| n)
}

/// What the policy is asked about a row.
pub(in crate::till::deals) fn ask_of(step: Step) -> Option<Ask> {
    match step {
        Step::Person(ask) | Step::Line(_, LineStep::Ask(ask)) => Some(ask),
        Step::Payment => Some(Ask::Payment),
        Step::Declaration => Some(Ask::Signature),
        _ => None,
    }
}

fn label(step: Step) -> &'static str {
    match step {
        Step::Line(_, LineStep::Number) => "deal-row-number",
        Step::Line(_, LineStep::Tray) => "deal-row-tray",
        Step::Line(_, LineStep::Box) => "deal-row-box",
        Step::Line(_, LineStep::Lock) => "deal-row-lock",
        Step::Person(ask) | Step::Line(_, LineStep::Ask(ask)) => ask.key(),
        Step::First => "deal-row-first",
        Step::DocumentKind => "deal-row-document-kind",
        Step::Fault => "deal-row-fault",
        Step::Due => "deal-row-due",
        Step::BookPage => "deal-row-book-page",
        Step::Against => "deal-row-against",
        Step::Warning(_) => "deal-row-warning",
        Step::Payment => "deal-row-payment",
        Step::Declaration => "deal-row-declaration",
        Step::Confirm => "deal-row-confirm",
    }
}

fn value(state: &State, deal: &Deal, step: Step) -> Value {
    match step {
        Step::Line(no, what) => {
            deal.lines.iter().find(|l| l.no == no).map_or(Value::Nothing, |line| of_line(state, deal, line, what))
        }
        Step::Person(ask) => of_person(deal, ask),
        Step::DocumentKind if deal.told.contains_key("document_kind") => {
            Value::Word(asking::document_key(deal.identity.kind.value))
        }
        Step::Fault => text(deal.told.get("fault"), deal.masked),
        Step::Due => deal.due.map_or(Value::Nothing, Value::Day),
        Step::BookPage => deal.book_page.map_or(Value::Nothing, |n| Value::Count(u64::from(n))),
        Step::Against => deal.against.map_or(Value::Nothing, Value::Count),
        Step::Warning(n) => {
            let resolution = deal.warnings.get(n).and_then(|w| w.resolution);
            resolution.map_or(Value::Nothing, |r| Value::Word(asking::resolution_key(r)))
        }
        Step::Payment => deal.payment.map_or(Value::Nothing, |m| Value::Word(asking::method_key(m))),
        Step::Declaration if steps::is_done(state, deal, step) => Value::Word("deal-declaration-is-printed"),
        Step::First | Step::DocumentKind | Step::Declaration | Step::Confirm => Value::Nothing,
    }
}

fn of_line(state: &State, deal: &Deal, line: &Line, step: LineStep) -> Value {
    let at = |place: Place| {
        let numbers: Vec<String> = line.at(place).map(|imei| shown(deal, imei)).collect();
        if numbers.is_empty() { Value::Nothing } else { Value::Text(numbers.join(" + ")) }
    };
    match step {
        LineStep::Number => at(Place::Screen),
        LineStep::Tray => at(Place::Tray),
        LineStep::Box => at(Place::Box),
        LineStep::Lock => line.lock.map_or(Value::Nothing, |lock| Value::Word(asking::lock_key(lock))),
        LineStep::Ask(Ask::Price) => line.price.map_or(Value::Nothing, Value::Money),
        LineStep::Ask(Ask::GoodsPicture) => {
            match deal.pictures.iter().filter(|p| p.line == Some(line.no)).count() as u64 {
                0 => Value::Nothing,
                n => Value::Count(n),
            }
        }
        LineStep::Ask(Ask::Model) => {
            text(line.told.get("model").cloned().or_else(|| model_of(state, line)).as_ref(), false)
        }
        LineStep::Ask(ask @ (Ask::Serial | Ask::Mac | Ask::Provenance)) => text(line.told.get(ask.word()), deal.masked),
        LineStep::Ask(ask) => text(line.told.get(ask.word()), false),
    }
}

fn of_person(deal: &Deal, ask: Ask) -> Value {
    let (who, masked) = (&deal.identity, deal.masked_person);
    let day = |day: Option<NaiveDate>| match day {
        None => Value::Nothing,
        Some(_) if masked => Value::Hidden,
        Some(day) => Value::Day(day),
    };
    match ask {
        Ask::Document => text(who.number.as_ref().map(|f| &f.value), masked),
        Ask::DocumentIssuer => text(who.issuer.as_ref().map(|f| &f.value), masked),
        Ask::DocumentIssued => day(who.issued.as_ref().map(|f| f.value)),
        Ask::DocumentExpires => day(who.expires.as_ref().map(|f| f.value)),
        Ask::Name => text(who.full_name().as_ref(), masked),
        Ask::Born => day(who.born.as_ref().map(|f| f.value)),
        Ask::Address => text(who.address.as_ref().map(|f| &f.value), masked),
        Ask::Sex => text(who.sex.as_ref().map(|f| f.value.to_string()).as_ref(), masked),
        Ask::DocumentPicture | Ask::SellerPicture => {
            let of = if ask == Ask::SellerPicture { PictureOf::Seller } else { PictureOf::Document };
            if deal.pictures.iter().any(|p| p.of == of) { Value::Hidden } else { Value::Nothing }
        }
        _ => text(deal.told.get(ask.word()), masked),
    }
}

fn text(text: Option<&String>, masked: bool) -> Value {
    match text {
        None => Value::Nothing,
        Some(_) if masked => Value::Hidden,
        Some(text) => Value::Text(text.clone()),
    }
}

pub(super) fn shown(deal: &Deal, imei: &crate::imei::Imei) -> String {
    if deal.masked { signing::masked(imei) } else { imei.digits() }
}

fn evidence(deal: &Deal, step: Step) -> Option<Evidence> {
    let Step::Person(ask) = step else { return None };
    let who = &deal.identity;
    match ask {
        Ask::Document => who.number.as_ref().map(|f| f.evidence),
        Ask::DocumentIssuer => who.issuer.as_ref().map(|f| f.evidence),
        Ask::DocumentIssued => who.issued.as_ref().map(|f| f.evidence),
        Ask::DocumentExpires => who.expires.as_ref().map(|f| f.evidence),
        Ask::Name => who.surname.as_ref().or(who.given.as_ref()).map(|f| f.evidence),
        Ask::Born => who.born.as_ref().map(|f| f.evidence),
        Ask::Address => who.address.as_ref().map(|f| f.evidence),
        Ask::Sex => who.sex.as_ref().map(|f| f.evidence),
        _ => None,
    }
}
