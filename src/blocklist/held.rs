//! One list of the shelf, kept open: another version is taken up as soon as it counts.
//!
//! The room refuses to remember: a list that is gone or damaged now answers nothing, also where an
//! older reading would still be in memory.

use super::files::Map;
use super::shelf::{Installed, Slot};
use super::{ListError, Said, Stack};
use crate::imei::Imei14;
use std::time::SystemTime;

/// Why a held list says nothing about a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeldError {
    /// No version of it was ever put on the shelf.
    #[error("the shop holds no version of this list")]
    Missing,
    /// It cannot be used as a whole; the text says why.
    #[error("{0}")]
    Unusable(String),
    /// It is damaged where the number would stand.
    #[error(transparent)]
    Damaged(#[from] ListError),
}

impl HeldError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Missing => "get the list with `countercheck list sync` or `list import`",
            Self::Unusable(_) => "get the list again; until then it vouches for nothing",
            Self::Damaged(e) => e.advice(),
        }
    }
}

/// One list of the shelf.
#[derive(Debug)]
pub struct Held {
    slot: Slot,
    open: Option<(Installed, Result<Stack<Map>, String>)>,
}

/// What tells that another version may count: when `current.json` was put in place, and its length.
pub type Trace = Option<(SystemTime, u64)>;

/// Looks at the list from outside, without opening it.
pub fn trace(slot: &Slot) -> Trace {
    let meta = std::fs::metadata(slot.folder().join("current.json")).ok()?;
    Some((meta.modified().ok()?, meta.len()))
}

impl Held {
    /// The list in this slot; nothing is read yet.
    pub fn new(slot: Slot) -> Self {
        Self { slot, open: None }
    }

    /// Takes up the version that counts now.
    pub fn refresh(&mut self) {
        let Some(now) = self.slot.installed() else {
            self.open = None;
            return;
        };
        let same = |(held, stack): &(Installed, Result<Stack<Map>, String>)| {
            stack.is_ok() && held.current == now.current && now.damage.is_none()
        };
        if self.open.as_ref().is_some_and(same) {
            return;
        }
        let mut opened = now.open();
        let mut installed = now;
        if opened.is_err()
            && let Some(newer) = self.slot.installed().filter(|newer| newer.current != installed.current)
        {
            // Another program put a newer version in place between the two looks.
            opened = newer.open();
            installed = newer;
        }
        self.open = Some((installed, opened.map_err(|e| crate::words::chain(&e))));
    }

    /// The version that was last taken up, damaged or not.
    pub fn installed(&self) -> Option<&Installed> {
        self.open.as_ref().map(|(installed, _)| installed)
    }

    /// Whether the version that was last taken up can be asked.
    pub fn is_usable(&self) -> bool {
        self.open.as_ref().is_some_and(|(_, stack)| stack.is_ok())
    }

    /// What the version that was last taken up says about a number.
    pub fn find(&self, imei: &Imei14) -> Result<Said<'_>, HeldError> {
        match &self.open {
            None => Err(HeldError::Missing),
            Some((_, Err(why))) => Err(HeldError::Unusable(why.clone())),
            Some((_, Ok(stack))) => Ok(stack.find(imei)?),
        }
    }
}
