//! "We cannot buy today": what a seller takes away instead of money.
//!
//! It protects both sides of the counter: it accuses nobody, gives no reason, and names neither the
//! seller nor the handset, only who can tell him more and under which reference.

use super::Head;
use crate::print::page::{Page, Weight};
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// The slip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannotBuy {
    /// Shop and time.
    pub head: Head,
    /// Who can tell more: the source's or the police's name, telephone, address on the web.
    pub contact: Vec<String>,
    /// What to name there, and to us: never a number of the handset.
    pub reference: String,
    /// What the law of the place says about keeping or returning goods, if the policy words it.
    pub law: Option<String>,
}

impl CannotBuy {
    pub(super) fn page(&self, words: &Words) -> Page {
        let mut page = self.head.page(&words.say("paper-cannot-title"), words);
        page.gap();
        page.text(&words.say("paper-cannot-thanks"));
        page.text(&words.say("paper-cannot-means"));
        page.gap();
        if !self.contact.is_empty() {
            page.text(&words.say("paper-cannot-contact"));
            for line in &self.contact {
                page.say(line, Weight::Bold);
            }
        }
        page.pair(&words.say("paper-reference"), &self.reference);
        if let Some(law) = &self.law {
            page.gap();
            law.lines().for_each(|line| page.text(line));
        }
        page
    }
}
