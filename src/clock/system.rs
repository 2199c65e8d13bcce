//! The only place that reads the machine's clocks.

use super::Moment;

/// The present moment by both clocks.
#[expect(clippy::disallowed_methods, reason = "the one reader of the wall clock")]
pub fn now() -> Moment {
    Moment::new(chrono::Utc::now(), mono_millis())
}

/// Milliseconds since the machine started, sleep included.
#[cfg(target_os = "linux")]
fn mono_millis() -> u64 {
    let t = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    u64::try_from(t.tv_sec).unwrap_or(0) * 1000 + u64::try_from(t.tv_nsec).unwrap_or(0) / 1_000_000
}

/// Milliseconds since this process first asked (no boot clock without a system crate here; untested).
#[cfg(not(target_os = "linux"))]
fn mono_millis() -> u64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    let start = START.get_or_init(std::time::Instant::now);
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
