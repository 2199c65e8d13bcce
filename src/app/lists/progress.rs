//! A bar on a terminal for long work; nothing in a pipe.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that goes when it is dropped.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar for `all` steps, or a running count where nobody knows how many there are.
    pub(super) fn new(what: &'static str, all: Option<u64>) -> Self {
        let bar = all.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let form =
            if all.is_some() { "{msg} [{bar:30}] {percent}% {eta}" } else { "{msg} {spinner} {human_pos} bytes" };
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        bar.set_message(what);
        Self(bar)
    }

    /// A bar for bytes that come; nothing but a sign of life until [`Self::of`] knows how many.
    pub(super) fn bytes(what: &'static str) -> Self {
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("{msg} {spinner}") {
            bar.set_style(style);
        }
        bar.set_message(what);
        Self(bar)
    }

    /// How much is done, of how much.
    pub(super) fn of(&self, done: u64, all: u64) {
        if self.0.length() != Some(all) {
            let form = "{msg} [{bar:30}] {decimal_bytes} of {decimal_total_bytes}, {eta}";
            if let Ok(style) = ProgressStyle::with_template(form) {
                self.0.set_style(style);
            }
            self.0.set_length(all);
        }
        self.0.set_position(done);
    }

    /// How much is done.
    pub(super) fn at(&self, done: u64) {
        self.0.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
