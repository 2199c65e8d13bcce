//! The circuit breaker: a dead source is not asked again at every scan.

/// Failed questions in a row after which a source rests.
pub const THRESHOLD: u32 = 3;
/// The first rest, in milliseconds.
pub const FIRST_REST_MS: u64 = 5_000;
/// The longest rest, in milliseconds: a source that is back is noticed within two minutes.
pub const LONGEST_REST_MS: u64 = 120_000;
/// A probe that was never reported back (its check was closed) blocks no longer than this.
const PROBE_LOST_MS: u64 = 60_000;

/// Times are milliseconds of the monotonic clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed { failures: u32 },
    Open { until: u64, rest: u64 },
    Probing { since: u64, rest: u64 },
}

/// Counts one source's failures in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Breaker(State);

/// How an exchange spoke for the source's health.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    /// It answered.
    Alive,
    /// It replied, but not about its health: an odd word, a redirect.
    Odd,
    /// It did not reply, or refused everybody.
    Dead,
}

impl Breaker {
    pub(super) fn new() -> Self {
        Self(State::Closed { failures: 0 })
    }

    /// One that was open when the program last ran; `rest` and `left` are milliseconds.
    pub(super) fn resting(now: u64, left: u64, rest: u64) -> Self {
        let rest = rest.clamp(FIRST_REST_MS, LONGEST_REST_MS);
        Self(State::Open { until: now + left.min(rest), rest })
    }

    /// Whether the source may be asked now. After a rest one question is let through as a probe.
    pub(super) fn admit(&mut self, now: u64) -> bool {
        match self.0 {
            State::Closed { .. } => true,
            State::Open { until, .. } if now < until => false,
            State::Probing { since, .. } if now < since + PROBE_LOST_MS => false,
            State::Open { rest, .. } | State::Probing { rest, .. } => {
                self.0 = State::Probing { since: now, rest };
                true
            }
        }
    }

    /// Takes in how one exchange went; `true` when the source began or ended a rest.
    pub(super) fn report(&mut self, health: Health, now: u64) -> bool {
        let before = self.rest();
        self.0 = match (self.0, health) {
            (State::Closed { failures }, Health::Dead) if failures + 1 >= THRESHOLD => {
                State::Open { until: now + FIRST_REST_MS, rest: FIRST_REST_MS }
            }
            (State::Closed { failures }, Health::Dead) => State::Closed { failures: failures + 1 },
            (State::Closed { failures }, Health::Odd) => State::Closed { failures },
            (State::Probing { rest, .. }, Health::Dead) => {
                let rest = (rest * 2).min(LONGEST_REST_MS);
                State::Open { until: now + rest, rest }
            }
            // Questions that were under way when the breaker opened.
            (open @ State::Open { .. }, Health::Dead | Health::Odd) => open,
            (_, Health::Alive) | (State::Probing { .. }, Health::Odd) => State::Closed { failures: 0 },
        };
        before != self.rest()
    }

    /// Until when it rests and how long that rest is; `None` while it may be asked.
    pub(super) fn rest(&self) -> Option<(u64, u64)> {
        match self.0 {
            State::Open { until, rest } => Some((until, rest)),
            State::Probing { since, rest } => Some((since, rest)),
            State::Closed { .. } => None,
        }
    }
}
