//! Raw mode, the alternate screen, and both undone again.

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use std::io::{self, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is ours at the moment; the panic hook asks.
static OURS: AtomicBool = AtomicBool::new(false);

/// Why the screen cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// The terminal refuses.
    #[error("the terminal cannot be used")]
    Terminal(#[from] io::Error),
}

impl TuiError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Terminal(_) => "start the till in a terminal window; scripts use `countercheck check`",
        }
    }
}

/// The terminal while the till owns it.
#[derive(Debug)]
pub struct Terminal {
    inner: ratatui::Terminal<CrosstermBackend<Stdout>>,
}

impl Terminal {
    /// Takes the terminal over. Bracketed paste and mouse stay off: their sequences would swallow scans.
    pub fn enter() -> Result<Self, TuiError> {
        enable_raw_mode()?;
        OURS.store(true, Ordering::SeqCst);
        execute!(io::stdout(), EnterAlternateScreen)?;
        let inner = ratatui::Terminal::new(CrosstermBackend::new(io::stdout()))?;
        Ok(Self { inner })
    }

    /// Draws one frame.
    pub fn draw(&mut self, state: &crate::till::State, look: &super::Look) -> Result<(), TuiError> {
        self.inner.draw(|f| super::draw(f, state, look))?;
        Ok(())
    }

    /// Forgets what the terminal shows, so that the next frame is drawn whole.
    pub fn forget(&mut self) -> Result<(), TuiError> {
        self.inner.clear()?;
        Ok(())
    }

    /// Sounds the terminal's bell `times` times.
    pub fn bell(&mut self, times: usize) -> Result<(), TuiError> {
        let mut out = io::stdout();
        out.write_all("\x07".repeat(times).as_bytes())?;
        out.flush()?;
        Ok(())
    }

    /// Puts `text` on the clipboard of a terminal that knows OSC 52; others ignore it.
    pub fn copy(&mut self, text: &str) -> Result<(), TuiError> {
        use base64::Engine as _;
        let encoded = base64::engine::general_purpose::STANDARD.encode(text);
        let mut out = io::stdout();
        write!(out, "\x1b]52;c;{encoded}\x07")?;
        out.flush()?;
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back, once; for the panic hook too. Errors have nowhere to go: the terminal
/// may be gone.
pub fn restore() {
    if OURS.swap(false, Ordering::SeqCst) {
        let _left = execute!(io::stdout(), LeaveAlternateScreen, Show);
        let _cooked = disable_raw_mode();
    }
}
