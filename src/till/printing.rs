//! What becomes of papers: a line where one waits, and another once it is printed.

use super::{Effect, Notice, State, Trouble};
use crate::ledger::leaf::EntryId;
use crate::print::Paper;

/// What the printer's side says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintTold {
    /// A paper of a deal is made: it goes to the printer.
    Made {
        /// The paper.
        paper: Box<Paper>,
        /// The entry with which it is erased while it waits.
        entry: Option<EntryId>,
    },
    /// Everything that waited is printed.
    Printed {
        /// How many papers.
        papers: usize,
    },
    /// The printer does not take them; they are kept and tried again.
    Waits {
        /// How many.
        papers: usize,
        /// Why, and what to do.
        trouble: Trouble,
    },
    /// A paper could not even be kept: it must be printed once more.
    Lost(Trouble),
}

/// Papers are no reason to interrupt a deal: a line, and nothing that must be answered.
pub(super) fn told(state: &mut State, told: PrintTold) -> Vec<Effect> {
    match told {
        PrintTold::Made { paper, entry } => return vec![Effect::Print { paper, entry }],
        PrintTold::Printed { papers } => {
            let waited = std::mem::take(&mut state.papers_waiting) > 0;
            if waited {
                state.notice = Some(Notice::PapersPrinted { papers });
            }
        }
        PrintTold::Waits { papers, trouble } => {
            // Said once, and again when another one joins it; not every half minute.
            if papers > state.papers_waiting {
                state.notice = Some(Notice::PapersWait { papers, trouble });
            }
            state.papers_waiting = papers;
        }
        PrintTold::Lost(trouble) => state.notice = Some(Notice::PaperLost(trouble)),
    }
    Vec::new()
}
