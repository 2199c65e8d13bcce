//! Closing days: planned and written inside one commit, so that no day is closed twice by two programs.

use super::{RecordError, Recorder, fresh_id};
use crate::clock::Moment;
use crate::ledger::archive::Archive;
use crate::ledger::closures::{Carry, Closed, ClosedDay, Closure, DaySheet, Plan, Span, Standing, day_of};
use crate::ledger::leaf::{Commitments, EntryId, Leaf, to_bytes};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use std::path::Path;

/// More days than this are not closed unasked: the clock may be years ahead, and a day that is
/// closed cannot be opened again.
pub const MOST_DAYS: u64 = 62;

/// How days are to be closed.
#[derive(Clone, Debug)]
pub struct Closing<'a> {
    /// The shop's folder: earlier epochs' totals are read there.
    pub folder: &'a Path,
    /// The shop's zone.
    pub zone: Tz,
    /// Whether the present day is closed too.
    pub today_too: bool,
    /// The most days that are closed at once.
    pub most: u64,
    /// Who closes; `None` for the program.
    pub staff: Option<EntryId>,
}

impl Recorder {
    /// Closes every day before the present one that is not closed yet, and the present one if wanted.
    pub fn close(&mut self, closing: &Closing<'_>, at: Moment) -> Result<Closed, RecordError> {
        self.catch_up()?;
        let today = day_of(at.wall, closing.zone);
        let mut standing = self.standing(closing, today)?;
        let (mut plan, mut done): (Option<Plan>, Vec<ClosedDay>) = (None, Vec::new());
        let mut stamp = self.stamp().clone();
        stamp.training = self.training()?;
        let staff = closing.staff.map(|id| id.to_string());
        let mut leaves = Vec::new();
        let appended = self.store.append_made(at, &mut |inside| {
            if plan.is_none() {
                // What others wrote meanwhile, a closure of theirs perhaps.
                inside.range(standing.size..inside.stored(), &mut |_, bytes| {
                    switch(&mut stamp.training, bytes);
                    take(&mut standing, bytes);
                    true
                })?;
            }
            let plan = plan.get_or_insert_with(|| standing.plan(today, closing.today_too, closing.most));
            let Some(span) = plan.spans.get(done.len()).copied() else { return Ok(None) };
            let closure = standing.closure(span, inside.tree(), closing.zone, staff.clone());
            let draft = closure.draft(fresh_id(), at, span.day < today);
            let bytes = to_bytes(&draft, &stamp, &Commitments::new())?;
            done.push(ClosedDay { index: inside.tree().size, late: span.day < today, closure });
            take(&mut standing, &bytes);
            leaves.push(bytes.clone());
            Ok(Some(bytes))
        })?;
        if let Some(appended) = appended {
            // The projection is disposable; what it misses now it reads at the next catch-up.
            let _behind = self.stock.apply(&self.store.origin(), appended.first, &leaves);
        }
        match plan {
            Some(Plan { spans, due, since }) if spans.is_empty() && due > 0 => Ok(Closed::TooMany { days: due, since }),
            _ => Ok(Closed::Days(done)),
        }
    }

    /// The present day so far.
    pub fn day_sheet(&mut self, closing: &Closing<'_>, at: Moment) -> Result<DaySheet, RecordError> {
        self.catch_up()?;
        let day = day_of(at.wall, closing.zone);
        let standing = self.standing(closing, day)?;
        let plan = standing.plan(day, true, closing.most);
        let all = Span { day, from: standing.open_from(), to: standing.size };
        let span = plan.spans.last().copied().unwrap_or(all);
        let (counts, training) = standing.counts(span.from, span.to);
        let (everything, _) = standing.counts(all.from, all.to);
        let totals = standing.totals() + everything;
        let (from, to) = (starts(day, closing.zone), starts(day.succ_opt().unwrap_or(day), closing.zone));
        let money = self.stock.money_sheet(from, to)?;
        Ok(DaySheet {
            day,
            counts,
            totals,
            training,
            closed: standing.closed_day(),
            open: !plan.spans.is_empty(),
            money,
        })
    }

    /// The days that [`Recorder::close`] would close.
    pub fn due(&mut self, closing: &Closing<'_>, at: Moment) -> Result<Plan, RecordError> {
        self.catch_up()?;
        let today = day_of(at.wall, closing.zone);
        Ok(self.standing(closing, today)?.plan(today, closing.today_too, closing.most))
    }

    /// What is known since the last closure.
    fn standing(&self, closing: &Closing<'_>, today: NaiveDate) -> Result<Standing, RecordError> {
        let last = match self.stock.closure()? {
            Some(index) => {
                self.store.read(index)?.and_then(|b| Closure::of(&Leaf::parse(&b).ok()?).map(|c| (index, c)))
            }
            None => None,
        };
        let standing = match last {
            Some((index, closure)) => Standing::after(index, closure),
            None if self.store.epoch() > 1 => Standing::new(carried(closing.folder)),
            None => Standing::default(),
        };
        let mut standing = standing.with_days(closing.zone, today);
        self.store.range(standing.size..self.store.len()?, &mut |_, bytes| {
            take(&mut standing, bytes);
            true
        })?;
        Ok(standing)
    }
}

/// The first moment of a day; where the clock jumps over midnight, the first after it.
pub fn starts(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    zone.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}

fn take(standing: &mut Standing, bytes: &[u8]) {
    match Leaf::parse(bytes) {
        Ok(leaf) => standing.take(&leaf),
        Err(_) => standing.pass(),
    }
}

/// What a leaf makes of training: on, off, or as it was.
pub(super) fn switch(training: &mut bool, bytes: &[u8]) {
    use crate::ledger::leaf::LeafKind::{TrainingOff, TrainingOn};
    match Leaf::parse(bytes).map(|leaf| leaf.kind) {
        Ok(TrainingOn) => *training = true,
        Ok(TrainingOff) => *training = false,
        _ => {}
    }
}

/// What the earlier epochs came to, as far as they can be read; each one carries on the one before.
fn carried(folder: &Path) -> Option<Carry> {
    let mut carry = None;
    for archive in Archive::readable(folder) {
        let mut standing = Standing::new(carry.take());
        let mut origin = String::new();
        let read = archive.from(0, &mut |index, bytes| {
            if index == 0 {
                origin = origin_of(bytes).unwrap_or_default();
            }
            take(&mut standing, bytes);
        });
        carry = read.ok().map(|()| standing.end(&origin));
    }
    carry
}

fn origin_of(bytes: &[u8]) -> Option<String> {
    let leaf = Leaf::parse(bytes).ok()?;
    leaf.plain.get("origin").and_then(Value::as_str).map(str::to_owned)
}
