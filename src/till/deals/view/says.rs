//! The catalogues' keys of what is asked and warned of.

use crate::policy::{About, Ask};
use crate::till::State;
use crate::till::deals::{Asking, Deal, DropReason, LineStep, OwnWarning, Step, WarningKind, keys, steps};

pub(super) fn question(state: &State, deal: &Deal, step: Option<Step>) -> &'static str {
    match (deal.is_sending(), state.deals.asking, step) {
        (true, ..) => "deal-ask-writing",
        (_, Some(Asking::Why), _) => "deal-ask-why",
        (_, Some(Asking::Add), _) => "deal-ask-add",
        (_, Some(Asking::EndLine(_)), _) => "deal-ask-end",
        (_, Some(Asking::Marks(_)), _) => "deal-ask-marks",
        (_, None, Some(Step::First)) => "deal-ask-first",
        (_, None, Some(Step::Line(_, LineStep::Number | LineStep::Tray | LineStep::Box))) => "deal-ask-number",
        (_, None, Some(Step::Line(_, LineStep::Lock))) => "deal-ask-lock",
        (_, None, Some(Step::Line(_, LineStep::Ask(Ask::Price)))) => "deal-ask-price",
        (_, None, Some(Step::Person(Ask::Document))) => "deal-ask-document",
        (_, None, Some(Step::Person(ask) | Step::Line(_, LineStep::Ask(ask)))) => match ask.about() {
            About::Line => "deal-ask-of-line",
            _ => "deal-ask-of-person",
        },
        (_, None, Some(Step::DocumentKind)) => "deal-ask-document-kind",
        (_, None, Some(Step::Fault)) => "deal-ask-fault",
        (_, None, Some(Step::Due)) => "deal-ask-due",
        (_, None, Some(Step::BookPage)) => "deal-ask-book-page",
        (_, None, Some(Step::Against)) => "deal-ask-against",
        (_, None, Some(Step::Warning(_))) => "deal-ask-warning",
        (_, None, Some(Step::Payment)) => "deal-ask-payment",
        (_, None, Some(Step::Declaration)) => "deal-ask-declaration",
        (_, None, Some(Step::Confirm)) if steps::is_declared(deal) => "deal-ask-signed",
        (_, None, Some(Step::Confirm)) => "deal-ask-confirm",
        (_, None, None) => match keys::way_out(state, deal) {
            Some(DropReason::Enquiry) => "deal-ask-end-enquiry",
            Some(_) => "deal-ask-put-away",
            None => "deal-ask-waiting",
        },
    }
}

pub(super) fn warning_key(warning: &OwnWarning) -> &'static str {
    use WarningKind as W;
    match warning.kind {
        W::RefusedBefore => "deal-warning-refused-before",
        W::StillInStock => "deal-warning-still-in-stock",
        W::OftenSeller => "deal-warning-often-seller",
        W::TwoNames => "deal-warning-two-names",
        W::UnderAge => "deal-warning-under-age",
        W::NumbersDiffer => "deal-warning-numbers-differ",
        W::DocumentExpired => "deal-warning-document-expired",
        W::DocumentKind => "deal-warning-document-kind",
        W::Caution => "deal-warning-caution",
        W::LockOn => "deal-warning-lock-on",
        W::PricePattern => "deal-warning-price-pattern",
        W::AddressPattern => "deal-warning-address-pattern",
        W::NotLookedUp => "deal-warning-not-looked-up",
    }
}
