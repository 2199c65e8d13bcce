//! What the recorder's thread does for receipts, the day's end and training.

use super::backup::Aside;
use super::shop::Shop;
use super::{AppError, close, receipt};
use crate::config::Paths;
use crate::effects::{Job, Outbox};
use crate::ledger::closures::Closed;
use crate::till::{Event, PapersAsk, PapersTold, Trouble};
use crate::words::chain;

/// Answers one request of the till.
pub(super) fn answer(paths: &Paths, shop: Option<&mut Shop>, ask: PapersAsk) -> Event {
    let closed = || Trouble { what: "the register is not open".to_owned(), advice: "begin a new epoch".to_owned() };
    Event::Papers(shop.map_or_else(
        || PapersTold::Refused { ask, trouble: closed() },
        |shop| work(paths, shop, ask).unwrap_or_else(|error| refused(ask, &error)),
    ))
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

/// The recorder's work, and what follows each job: the backup after a closure, and the news that
/// training began or ended, whoever did it.
pub(super) fn with_news<W>(
    paths: Paths,
    mut shop: Option<Shop>,
    outbox: &Outbox,
    mut work: W,
) -> impl FnMut(Job) -> Vec<Event> + use<W>
where
    W: FnMut(Job, &mut Option<Shop>) -> Vec<Event>,
{
    let mut told = false;
    if let Some(news) = shop.as_ref().and_then(|open| news(open, &mut told)) {
        outbox.send(news);
    }
    let (mut aside, outbox) = (Aside::default(), outbox.clone());
    move |job| {
        // What is made ahead tells nothing, and nobody shall wait for it.
        let looks = !matches!(job, Job::Prepare);
        let mut events = work(job, &mut shop);
        if events.iter().any(has_closed) {
            aside.start(&paths, &outbox);
        }
        events.extend(shop.as_ref().filter(|_| looks).and_then(|open| news(open, &mut told)));
        events
    }
}

fn news(open: &Shop, told: &mut bool) -> Option<Event> {
    let now = open.recorder.training().ok()?;
    let news = now != *told;
    *told = now;
    news.then_some(Event::Papers(PapersTold::Training(now)))
}

/// Whether this tells of days that were closed.
fn has_closed(event: &Event) -> bool {
    matches!(event, Event::Papers(PapersTold::Closed(Closed::Days(days))) if !days.is_empty())
}
