//! What the recorder's thread does for deals.

use super::shop::{self, Shop};
use crate::effects::{deal, open_deals};
use crate::till::{DealEffect, DealEvent, Event, Paper, Trouble};

/// Does one thing for a deal.
pub(super) fn run(shop: Option<&mut Shop>, effect: DealEffect) -> Vec<Event> {
    match shop {
        Some(open) => deal(&mut open.recorder, effect, shop::now(), &mut print),
        None => vec![Event::Deal(DealEvent::Failed(Trouble {
            what: "the register is not open".to_owned(),
            advice: "begin a new epoch".to_owned(),
        }))],
    }
}

/// The next numbers, and the drafts of earlier runs.
pub(super) fn opened(shop: &mut Shop) -> Event {
    open_deals(&mut shop.recorder).unwrap_or_else(|error| Event::Deal(DealEvent::Failed(Trouble::from(&error))))
}

/// Hands a paper to the printer.
fn print(_paper: Paper) -> Option<Trouble> {
    None
}
