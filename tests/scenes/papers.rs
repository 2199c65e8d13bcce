//! A recorder of its own for receipts and closures: what the till is told when it asks.

use chrono::NaiveDate;
use countercheck::clock::Moment;
use countercheck::goods::MoneySheet;
use countercheck::ledger::closures::{Closed, ClosedDay, Closure, Counts, DaySheet, RULES, TreeText};
use countercheck::ledger::note::SigningKey;
use countercheck::ledger::receipt::{Code, Entry, Receipt};
use countercheck::ledger::tree::Tree;
use countercheck::print::Slip;
use countercheck::till::{PapersAsk, PapersTold};

/// What the recorder says of one wish at a moment.
pub(crate) fn told(ask: PapersAsk, at: Moment, training: bool) -> PapersTold {
    let day = at.wall.date_naive();
    match ask {
        PapersAsk::Receipt(index) => PapersTold::Receipt(Box::new(slip(index, at, training))),
        PapersAsk::Sheet => PapersTold::Sheet(Box::new(sheet(day, true, training))),
        PapersAsk::Close { today_too, staff } => {
            let day = if today_too { day } else { day.pred_opt().unwrap() };
            let closure = closure(day, training, staff.map(|id| id.to_string()));
            PapersTold::Closed(Closed::Days(vec![ClosedDay { index: 1104, late: !today_too, closure }]))
        }
    }
}

/// A receipt whose key and hashes are the test's own.
pub(crate) fn slip(index: u64, at: Moment, training: bool) -> Slip {
    let key = SigningKey::from_seed("countercheck/test/till-1/00000000/1", [7; 32]).unwrap();
    let entry = Entry { index, leaf_hash: [0xa5; 32] };
    let tree = Tree { size: index + 1, root: [0x5a; 32] };
    let time_ms = u64::try_from(at.wall.timestamp_millis()).unwrap();
    let receipt = Receipt::sign(&entry, &tree, time_ms, &key).unwrap();
    let code = Code::of(&receipt.log_key, &entry, &tree.root);
    Slip {
        digits: receipt.to_digits(),
        code: code.printed(index),
        index,
        size: index + 1,
        time_ms,
        shop: "Second Hand Phones".to_owned(),
        terminal: "till-1".to_owned(),
        zone: chrono_tz::UTC,
        training,
    }
}

fn counts() -> [Counts; 2] {
    let day = Counts { checks: 31, hits: 1, purchases: 12, refusals: 3, displays: 2, ..Counts::default() };
    [day, day + Counts { checks: 10_411, hits: 87, purchases: 4_203, corrections: 9, erasures: 4_000, ..day }]
}

/// The day so far.
pub(crate) fn sheet(day: NaiveDate, open: bool, training: bool) -> DaySheet {
    let [counts, totals] = counts();
    let training = if training { Counts { checks: 4, hits: 2, ..Counts::default() } } else { Counts::default() };
    let closed = if open { day.pred_opt() } else { Some(day) };
    DaySheet { day, counts, totals, training, closed, open, money: MoneySheet::default() }
}

fn closure(day: NaiveDate, training: bool, staff: Option<String>) -> Closure {
    let DaySheet { counts, totals, training: training_counts, .. } = sheet(day, true, training);
    Closure {
        day,
        zone: "UTC".to_owned(),
        from: 1000,
        to: 1104,
        counts,
        totals,
        training_counts,
        checkpoint: TreeText::from(Tree { size: 1104, root: [0x5a; 32] }),
        previous: day.pred_opt(),
        carried: None,
        rules: RULES,
        staff,
    }
}
