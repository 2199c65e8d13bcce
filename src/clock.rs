//! Moments: wall time for people and leaves, monotonic time for gaps and timeouts.
//!
//! Every event carries both ([`Moment`]), because a shop's clock is wrong more often than
//! not: batteries die, daylight saving is set by hand, and a dealer may move it on purpose.
//! A disagreement between the two is a [`ClockStep`], which the till logs and does not hide.
//!
//! The room judges moments; only [`system`] reads the machine's clocks.
//!
//! ```
//! use countercheck::clock::{Moment, step_between};
//! let before = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000);
//! let after = Moment::new("2026-05-02T09:00:00Z".parse().unwrap(), 2_000);
//! let step = step_between(before, after).expect("an hour went backwards");
//! assert_eq!(step.seconds, -3601);
//! ```

pub mod system;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How far wall and monotonic time may drift apart before it counts as a step.
/// Network time slews by 500 ppm at most, and a laptop's sleep is counted by both clocks.
pub const STEP_TOLERANCE_SECONDS: i64 = 60;

/// One instant, told by both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment {
    /// Wall time, UTC.
    pub wall: DateTime<Utc>,
    /// Milliseconds since the machine started, sleep included.
    pub mono: u64,
}

impl Moment {
    /// A moment from its two readings: UTC wall time, milliseconds since start.
    pub fn new(wall: DateTime<Utc>, mono: u64) -> Self {
        Self { wall, mono }
    }

    /// Milliseconds from `earlier` to this moment by the monotonic clock; 0 if it is later.
    pub fn since(self, earlier: Self) -> u64 {
        self.mono.saturating_sub(earlier.mono)
    }
}

/// The wall clock moved against the monotonic one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockStep {
    /// Signed size in seconds: negative when the wall clock went back.
    pub seconds: i64,
}

/// Compares two moments of the same boot; `None` when the clocks agree within
/// [`STEP_TOLERANCE_SECONDS`].
pub fn step_between(before: Moment, after: Moment) -> Option<ClockStep> {
    let wall = (after.wall - before.wall).num_milliseconds();
    let mono = i64::try_from(after.since(before)).unwrap_or(i64::MAX);
    let seconds = wall.saturating_sub(mono) / 1000;
    (seconds.abs() > STEP_TOLERANCE_SECONDS).then_some(ClockStep { seconds })
}

/// `2026-05-02T10:00:00.123Z`: the one form in which leaves and exports write time.
pub fn rfc3339(wall: DateTime<Utc>) -> String {
    wall.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}
