//! Signals as events: a resized window, and a till that is told to end.

use super::AppError;
use crate::effects::Outbox;
use crate::till::Event;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

/// Starts the thread that waits for signals; it sleeps in a read and never polls.
pub(super) fn spawn(outbox: &Outbox) -> Result<(), AppError> {
    let mut signals = Signals::new([SIGWINCH, SIGTERM, SIGHUP, SIGINT]).map_err(AppError::file("signals"))?;
    let outbox = outbox.clone();
    let body = move || {
        for signal in signals.forever() {
            // Any event leads to a new frame, and a frame asks the terminal for its size.
            outbox.send(if signal == SIGWINCH { Event::Tick } else { Event::Hangup });
        }
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(body).map_err(AppError::file("signals"))?;
    Ok(())
}
