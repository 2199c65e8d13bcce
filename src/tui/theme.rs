//! Colours: three themes, all within the sixteen of the Linux console. Meaning never hangs on them.

use crate::finding::Finding;
use ratatui::style::{Color, Modifier, Style};

/// A set of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Light on dark.
    #[default]
    Dark,
    /// Dark on light.
    Light,
    /// Black and white, bold and reversed only.
    HighContrast,
}

impl Theme {
    /// The whole screen.
    pub(super) fn base(self) -> Style {
        match self {
            Self::Dark => Style::new().fg(Color::Gray).bg(Color::Black),
            Self::Light => Style::new().fg(Color::Black).bg(Color::White),
            Self::HighContrast => Style::new().fg(Color::White).bg(Color::Black),
        }
    }

    /// Header and key line.
    pub(super) fn bar(self) -> Style {
        match self {
            Self::Dark => Style::new().fg(Color::White).bg(Color::Blue),
            Self::Light => Style::new().fg(Color::White).bg(Color::DarkGray),
            Self::HighContrast => Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    /// Borders, labels and what may be overlooked.
    pub(super) fn faint(self) -> Style {
        match self {
            Self::Dark | Self::Light => Style::new().fg(Color::DarkGray),
            Self::HighContrast => Style::new(),
        }
    }

    /// What is to be read first.
    pub(super) fn strong(self) -> Style {
        match self {
            Self::Dark | Self::HighContrast => Style::new().fg(Color::White).add_modifier(Modifier::BOLD),
            Self::Light => Style::new().fg(Color::Black).add_modifier(Modifier::BOLD),
        }
    }

    /// A line that asks to be noticed, calmly.
    pub(super) fn notice(self) -> Style {
        match self {
            Self::Dark => Style::new().fg(Color::Yellow),
            Self::Light => Style::new().fg(Color::Blue),
            Self::HighContrast => Style::new().add_modifier(Modifier::BOLD),
        }
    }

    /// The verdict: one look for all of them unless the shop chose the loud mode.
    pub(super) fn verdict(self, finding: Finding, loud: bool) -> Style {
        if !loud || self == Self::HighContrast {
            return self.strong().add_modifier(Modifier::REVERSED);
        }
        let (fg, bg) = match finding {
            Finding::Stop => (Color::White, Color::Red),
            Finding::Caution => (Color::Black, Color::Yellow),
            Finding::NotChecked => (Color::White, Color::Magenta),
            Finding::NotListed => (Color::Black, Color::Green),
        };
        Style::new().fg(fg).bg(bg).add_modifier(Modifier::BOLD)
    }
}
