//! Why a policy cannot be used.

/// Why a policy cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Something in the file.
    #[error("line {line}{}: {what}", if key.is_empty() { String::new() } else { format!(", {key}") })]
    Mistake {
        /// Line in the file, from 1.
        line: usize,
        /// What stands there before the equals sign, or the section; empty where nothing does.
        key: String,
        /// What is wrong with it.
        what: String,
    },
}

impl PolicyError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        "correct the named line; docs/policy.md says what each key takes"
    }

    /// The line of the file, from 1.
    pub fn line(&self) -> usize {
        let Self::Mistake { line, .. } = self;
        *line
    }

    /// The mistake of the key that stands at byte `at` of `text`.
    pub(super) fn at(text: &str, at: usize, what: impl Into<String>) -> Self {
        let line = text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
        let whole = text.lines().nth(line - 1).unwrap_or_default().trim();
        let key = whole.split('=').next().unwrap_or_default().trim().chars().take(60).collect();
        Self::Mistake { line, key, what: what.into() }
    }
}
