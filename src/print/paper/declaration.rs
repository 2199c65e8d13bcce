//! What the seller signs: that the goods are his to sell, in the words of the place's law.

use super::{Goods, Head};
use crate::codes::DeclarationCode;
use crate::print::page::{Page, Weight};
use crate::print::{Amount, PrintError};
use crate::words::{Arg, Words};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Who sells, as far as the policy wants it on paper.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    /// Full name.
    pub name: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Date of birth, ISO 8601.
    pub born: Option<String>,
    /// Kind and number of the document shown.
    pub document: Option<String>,
}

impl fmt::Debug for Seller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seller")
    }
}

/// A declaration, before it is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Shop and time.
    pub head: Head,
    /// The code of this print of it: its scan confirms the signature.
    pub code: DeclarationCode,
    /// The seller.
    pub seller: Seller,
    /// What is sold.
    pub goods: Vec<Goods>,
    /// What is paid for all of it.
    pub total: Option<Amount>,
    /// What is declared: the policy's wording, a paragraph a line.
    pub wording: String,
}

impl Declaration {
    pub(super) fn page(&self, words: &Words) -> Result<Page, PrintError> {
        let mut page = self.head.page(&words.say("paper-declaration-title"), words);
        page.rule();
        page.maybe(&words.say("paper-seller"), self.seller.name.as_deref());
        page.maybe(&words.say("paper-address"), self.seller.address.as_deref());
        page.maybe(&words.say("paper-born"), self.seller.born.as_deref());
        page.maybe(&words.say("paper-document"), self.seller.document.as_deref());
        page.rule();
        for goods in &self.goods {
            goods.put(&mut page);
        }
        if let Some(total) = &self.total {
            page.pair(&words.say("paper-total"), &total.to_string());
        }
        page.rule();
        for paragraph in self.wording.lines() {
            page.text(paragraph);
        }
        let date = self.head.time();
        page.sign(&words.say_with("paper-declaration-sign", &[("date", Arg::from(&date))]));
        page.gap();
        page.bars(&self.code.bars(), &self.code.to_string())?;
        page.say(&words.say("paper-declaration-scan"), Weight::Centre);
        Ok(page)
    }
}
