//! `log close`, and the closing that a till does by itself.

use super::shop::{self, Shop};
use super::training::{sign_off, sign_on};
use super::{AppError, backup};
use crate::cli::{CloseArgs, Exit, Out};
use crate::config::Paths;
use crate::effects::{Closing, MOST_DAYS};
use crate::ledger::closures::{Closed, ClosedDay, Counts, DaySheet};
use crate::ledger::leaf::EntryId;
use crate::staff::Act;
use chrono_tz::Tz;
use serde_json::json;

/// How days are to be closed.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    /// The present day too.
    pub(super) today_too: bool,
    /// The most days at once.
    pub(super) most: u64,
    /// Who closes; `None` for the program.
    pub(super) staff: Option<EntryId>,
}

impl Wish {
    fn closing<'a>(&self, paths: &'a Paths, zone: Tz) -> Closing<'a> {
        Closing { folder: paths.root(), zone, today_too: self.today_too, most: self.most, staff: self.staff }
    }
}

impl Default for Wish {
    fn default() -> Self {
        Self { today_too: false, most: MOST_DAYS, staff: None }
    }
}

/// `log close`
pub(super) fn run(paths: &Paths, args: &CloseArgs) -> Result<Exit, AppError> {
    let mut shop = Shop::open(paths, shop::now())?;
    let out = Out { json: args.json };
    let wish = Wish { today_too: args.day, most: if args.all_days { u64::MAX } else { MOST_DAYS }, ..Wish::default() };
    let zone = shop::load(paths)?.shop.timezone;
    if shop.recorder.due(&wish.closing(paths, zone), shop::now())?.due == 0 {
        out.line(&nothing(&sheet(paths, &mut shop)?));
        return Ok(Exit::Done);
    }
    let staff = sign_on(&mut shop.recorder, args.staff.as_deref(), Act::CloseDay)?;
    let closed = days(paths, &mut shop, &Wish { staff: Some(staff), ..wish });
    sign_off(&mut shop.recorder, staff)?;
    match closed? {
        Closed::TooMany { days, since } => {
            let since = since.map(|day| format!(" since {day}")).unwrap_or_default();
            Err(AppError::Failed {
                what: format!("{days} days are open{since}; a day that is closed cannot be opened again"),
                advice: "make sure that the clock is right, then close them with --all-days".to_owned(),
            })
        }
        Closed::Days(days) => {
            for day in &days {
                print(&out, day);
            }
            backup::follow(paths);
            Ok(Exit::Done)
        }
    }
}

fn nothing(sheet: &DaySheet) -> String {
    match sheet.closed {
        Some(closed) if closed >= sheet.day => format!("nothing to close: {closed} is closed already"),
        _ => format!("nothing to close: {} goes on (--day closes it now)", sheet.day),
    }
}

/// Closes the days that are over before a command does anything on a new one. A clock that is far
/// ahead is told and closes nothing. Whether any were closed.
pub(super) fn late(paths: &Paths, shop: &mut Shop) -> Result<bool, AppError> {
    match days(paths, shop, &Wish::default())? {
        Closed::TooMany { days, .. } => {
            Out::note(&format!(
                "{days} days are open: is the clock right? `countercheck log close --all-days` closes them"
            ));
            Ok(false)
        }
        Closed::Days(days) => Ok(!days.is_empty()),
    }
}

/// Closes days. Whoever calls this lets follow what belongs to the end of a day: `backup`.
pub(super) fn days(paths: &Paths, shop: &mut Shop, wish: &Wish) -> Result<Closed, AppError> {
    let zone = shop::load(paths)?.shop.timezone;
    let closing = Closing { folder: paths.root(), zone, today_too: wish.today_too, most: wish.most, staff: wish.staff };
    Ok(shop.recorder.close(&closing, shop::now())?)
}

/// The day so far.
pub(super) fn sheet(paths: &Paths, shop: &mut Shop) -> Result<DaySheet, AppError> {
    let zone = shop::load(paths)?.shop.timezone;
    let closing = Closing { folder: paths.root(), zone, today_too: true, most: MOST_DAYS, staff: None };
    Ok(shop.recorder.day_sheet(&closing, shop::now())?)
}

fn print(out: &Out, day: &ClosedDay) {
    let closure = &day.closure;
    out.object(&json!({
        "index": day.index, "day": closure.day, "late": day.late, "from": closure.from, "to": closure.to,
        "counts": closure.counts, "totals": closure.totals, "training_counts": closure.training_counts,
        "size": closure.checkpoint.size, "root": closure.checkpoint.root,
    }));
    let late = if day.late { ", late" } else { "" };
    out.line(&format!("{} closed{late}, entry {}: {}", closure.day, day.index, list(&closure.counts)));
    if closure.training_counts != Counts::default() {
        out.line(&format!("  in training: {}", list(&closure.training_counts)));
    }
    out.line(&format!("  in all: {}", list(&closure.totals)));
}

fn list(counts: &Counts) -> String {
    counts.named().map(|(name, n)| format!("{name} {n}")).join(", ")
}
