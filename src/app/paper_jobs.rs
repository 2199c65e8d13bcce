//! What the recorder's thread does for receipts, the day's end and training.

use super::shop::Shop;
use super::{AppError, close, receipt};
use crate::config::Paths;
use crate::ledger::closures::Closed;
use crate::till::{Event, PapersAsk, PapersTold, Trouble};
use crate::words::chain;

/// Answers one request of the till.
pub(super) fn answer(paths: &Paths, shop: Option<&mut Shop>, ask: PapersAsk) -> Event {
    let told = match shop {
        Some(shop) => work(paths, shop, ask).unwrap_or_else(|error| refused(ask, &error)),
        None => {
            let trouble =
                Trouble { what: "the register is not open".to_owned(), advice: "begin a new epoch".to_owned() };
            PapersTold::Refused { ask, trouble }
        }
    };
    Event::Papers(told)
}

fn work(paths: &Paths, shop: &mut Shop, ask: PapersAsk) -> Result<PapersTold, AppError> {
    Ok(match ask {
        PapersAsk::Receipt(index) => PapersTold::Receipt(Box::new(receipt::slip(paths, &shop.recorder, index)?)),
        PapersAsk::Sheet => PapersTold::Sheet(Box::new(close::sheet(paths, shop)?)),
        PapersAsk::Close { today_too, staff } => {
            let wish = close::Wish { today_too, staff, ..close::Wish::default() };
            PapersTold::Closed(close::days(paths, shop, &wish)?)
        }
    })
}

fn refused(ask: PapersAsk, error: &AppError) -> PapersTold {
    PapersTold::Refused { ask, trouble: Trouble { what: chain(error), advice: error.advice() } }
}

/// Closes the days that are over, at the start of a till; nothing to tell where none was open.
pub(super) fn close_late(paths: &Paths, open: &mut Shop) -> Option<Event> {
    let ask = PapersAsk::Close { today_too: false, staff: None };
    match close::days(paths, open, &close::Wish::default()) {
        Ok(Closed::Days(days)) if days.is_empty() => None,
        Ok(closed) => Some(Event::Papers(PapersTold::Closed(closed))),
        Err(error) => Some(Event::Papers(refused(ask, &error))),
    }
}

/// Whether training began or ended since it was last told.
pub(super) fn training_news(open: &Shop, told: &mut bool) -> Option<Event> {
    let now = open.recorder.training().ok()?;
    let news = now != *told;
    *told = now;
    news.then_some(Event::Papers(PapersTold::Training(now)))
}

/// Whether this tells of days that were closed.
pub(super) fn has_closed(event: &Event) -> bool {
    matches!(event, Event::Papers(PapersTold::Closed(Closed::Days(days))) if !days.is_empty())
}
