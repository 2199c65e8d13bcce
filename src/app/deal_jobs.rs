//! What the recorder's thread does for deals.

use super::shop::{self, Shop};
use super::till_loop;
use crate::config::Paths;
use crate::effects::{Stationery, deal, deal_papers, open_deals};
use crate::till::{DealEffect, DealEvent, Event, Paper, PrintTold, Trouble};

/// Does one thing for a deal.
pub(super) fn run(paths: &Paths, shop: Option<&mut Shop>, effect: DealEffect) -> Vec<Event> {
    match shop {
        Some(open) => {
            let mut made = Vec::new();
            let mut events =
                deal(&mut open.recorder, effect, shop::now(), &mut |paper| print(paths, &paper, &mut made));
            events.extend(made.into_iter().map(Event::Print));
            events
        }
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

/// Makes the papers; the till hands them to the printer.
fn print(paths: &Paths, paper: &Paper, made: &mut Vec<PrintTold>) -> Option<Trouble> {
    let config = match shop::load(paths) {
        Ok(config) => config,
        Err(error) => return Some(Trouble { what: crate::words::chain(&error), advice: error.advice() }),
    };
    let policy = match super::policy::of(&config, paths) {
        Ok(policy) => policy,
        Err(error) => return Some(Trouble { what: crate::words::chain(&error), advice: error.advice() }),
    };
    let shop =
        Stationery { head: super::print::head(&config, false), policy, lang: till_loop::look(&config).words.lang() };
    let papers = deal_papers(paper, &shop).into_iter();
    made.extend(papers.map(|(paper, entry)| PrintTold::Made { paper: Box::new(paper), entry }));
    None
}
