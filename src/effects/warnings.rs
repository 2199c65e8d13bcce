//! What the shop's own register gives reason to look at, for a deal that is being made.
//!
//! Search tokens lead from a number or a person to entries, the projection from entries to what
//! counts; nothing is unsealed. A warning carries counts: no name, number or date of anybody else's.
//! What is erased has no tokens any more, and warns no more.

use super::RecordError;
use crate::goods::{Key, Place};
use crate::imei::Imei;
use crate::ledger::leaf::{EntryId, TokenClass};
use crate::stock::Stock;
use crate::till::{LookUp, OwnWarning, WarningKind};
use crate::vault::Vault;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// `[warnings]`: from when on it is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WarningsConfig {
    /// Earlier deals of one person within `often_days` from which on it is said; 0: never.
    pub often_deals: u32,
    /// Days over which they are counted.
    pub often_days: u32,
    /// Whether prices and addresses are looked at for patterns too.
    pub patterns: bool,
    /// Says that a price is low when it is below this part of what the shop usually pays, in percent.
    pub price_percent: u32,
    /// Deals of other people from one address within `often_days` from which on it is said.
    pub address_deals: u32,
}

impl Default for WarningsConfig {
    fn default() -> Self {
        Self { often_deals: 3, often_days: 30, patterns: false, price_percent: 40, address_deals: 3 }
    }
}

impl WarningsConfig {
    /// Whether nothing is set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// What is wrong with it, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        if !(1..=3660).contains(&self.often_days) {
            return Some("often_days is a number of days from 1 to 3660");
        }
        if self.price_percent > 99 {
            return Some("price_percent is a part of the usual price, from 0 (never said) to 99");
        }
        None
    }
}

/// Entries of one person that are looked at, newest first: more would only make a clerk wait.
const MOST: u32 = 200;
/// Checks of one number, each of which leads to an item.
const MOST_CHECKS: u32 = 50;

/// What a look-up found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What there is reason to look at, lines first. They hold counts and nobody's data.
    pub warnings: Vec<OwnWarning>,
    /// The newest signed deal with the same document.
    pub known: Option<EntryId>,
}

/// Looks the lines and the person of a deal up in the shop's own register, up to its last entry.
pub fn look_up(
    vault: &Vault,
    stock: &Stock,
    about: &LookUp,
    now: DateTime<Utc>,
    config: &WarningsConfig,
) -> Result<Found, RecordError> {
    let ask = Ask { vault, stock, about, config, now, since: now - Duration::days(i64::from(config.often_days)) };
    let mut found = Found::default();
    for (line, numbers) in &about.lines {
        ask.line(*line, numbers, &mut found.warnings)?;
    }
    ask.person(&mut found)?;
    if config.patterns {
        found.warnings.extend(ask.price()?);
        found.warnings.extend(ask.address()?);
    }
    Ok(found)
}

/// One look-up.
struct Ask<'a> {
    vault: &'a Vault,
    stock: &'a Stock,
    about: &'a LookUp,
    config: &'a WarningsConfig,
    now: DateTime<Utc>,
    since: DateTime<Utc>,
}

impl Ask<'_> {
    /// This handset was refused here before, or was bought here and has not left.
    fn line(&self, line: u32, numbers: &[Imei], found: &mut Vec<OwnWarning>) -> Result<(), RecordError> {
        let (mut checks, mut refused, mut items) = (BTreeSet::new(), 0, BTreeSet::new());
        for imei in numbers {
            let newest = self.vault.find_newest((TokenClass::Imei, imei.body().as_str()), None, MOST_CHECKS)?;
            checks.extend(newest.into_iter().map(|(check, _)| check));
        }
        for check in checks {
            refused += u32::from(self.stock.was_refused(check)?);
            let numbers = self.stock.items_of(check)?.into_iter();
            let mut held = numbers.map(|n| self.stock.goods(Key::Number(n))).collect::<Result<Vec<_>, _>>()?;
            held.push(self.stock.goods_of(check)?);
            let here = held.into_iter().flatten().filter(|item| matches!(item.place, Place::Shop | Place::Pledged));
            items.extend(here.map(|item| item.key));
        }
        let counted = |kind, count| OwnWarning { count, ..OwnWarning::plain(kind, Some(line)) };
        if refused > 0 {
            found.push(counted(WarningKind::RefusedBefore, refused));
        }
        if !items.is_empty() {
            found.push(counted(WarningKind::StillInStock, count(items.len())));
        }
        Ok(())
    }

    /// The same person often in a short time, and one document with two names.
    fn person(&self, found: &mut Found) -> Result<(), RecordError> {
        let name = self.about.name.as_deref().map(|name| (TokenClass::Name, name));
        let document = self.about.document.as_deref().map(|number| (TokenClass::Document, number));
        // Without a document people of one name are one person: the sentence says "may be".
        let Some(person) = document.or(name) else { return Ok(()) };
        let (mut often, mut others) = (0, 0);
        for (entry, same_name) in self.vault.find_newest(person, name, MOST)? {
            // Any other entry, a member of staff's among them, is no deal.
            let Some(deal) = self.stock.signed_deal(entry)? else { continue };
            if document.is_some() {
                found.known.get_or_insert(entry);
            }
            often += u32::from(deal.pays && deal.at > self.since && deal.at <= self.now);
            others += u32::from(name.is_some() && deal.named && !same_name);
        }
        let (threshold, days) = (self.config.often_deals, self.config.often_days);
        if threshold > 0 && often >= threshold {
            let plain = OwnWarning::plain(WarningKind::OftenSeller, None);
            found.warnings.push(OwnWarning { count: often, threshold, days, ..plain });
        }
        if document.is_some() && others > 0 {
            found.warnings.push(OwnWarning { count: others, ..OwnWarning::plain(WarningKind::TwoNames, None) });
        }
        Ok(())
    }

    /// All lines together cost far less than the shop usually pays; said only where every line's usual price is known.
    fn price(&self) -> Result<Option<OwnWarning>, RecordError> {
        let (paid, percent) = (self.about.amount, u64::from(self.config.price_percent));
        let mut usual = 0_u64;
        for (_, numbers) in &self.about.lines {
            let tac = numbers.first().map(Imei::body);
            let price = match &tac {
                Some(body) => self.stock.usual_price(body.tac(), self.since)?,
                None => None,
            };
            let Some(price) = price else { return Ok(None) };
            usual = usual.saturating_add(price);
        }
        let part = paid.saturating_mul(100).checked_div(usual).unwrap_or(u64::MAX);
        Ok((paid > 0 && part < percent).then(|| OwnWarning {
            count: u32::try_from(part).unwrap_or(u32::MAX),
            threshold: self.config.price_percent,
            days: self.config.often_days,
            ..OwnWarning::plain(WarningKind::PricePattern, None)
        }))
    }

    /// Other people deal from the same address.
    fn address(&self) -> Result<Option<OwnWarning>, RecordError> {
        let Some(address) = self.about.address.as_deref() else { return Ok(None) };
        let name = self.about.name.as_deref().map(|name| (TokenClass::Name, name));
        let document = self.about.document.as_deref().map(|number| (TokenClass::Document, number));
        let Some(person) = document.or(name) else { return Ok(None) };
        let mut others = 0;
        for (entry, same) in self.vault.find_newest((TokenClass::Address, address), Some(person), MOST)? {
            let deal = self.stock.signed_deal(entry)?.filter(|deal| deal.pays && !same);
            let Some(deal) = deal else { continue };
            others += u32::from(deal.at > self.since && deal.at <= self.now);
        }
        let (threshold, days) = (self.config.address_deals, self.config.often_days);
        let said = threshold > 0 && others >= threshold;
        let plain = OwnWarning::plain(WarningKind::AddressPattern, None);
        Ok(said.then_some(OwnWarning { count: others, threshold, days, ..plain }))
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
