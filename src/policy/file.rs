//! A policy as its TOML file has it: shapes only, what they amount to is decided in `load`.

use super::clock::{Day, HoldClock};
use super::{Ask, Basis, DealKind, Goods, Need, On, Record, Span, Starts, Wording};
use crate::document::DocumentKind;
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::value::{Date, Datetime, Time};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) id: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) extends: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) countries: Vec<String>,
    pub(super) currency: Option<Spanned<String>>,
    pub(super) note: Option<String>,
    pub(super) weekend: Option<Spanned<Vec<Day>>>,
    pub(super) holidays: Option<Spanned<HolidaysEntry>>,
    #[serde(default)]
    pub(super) open: Vec<OpenEntry>,
    #[serde(default)]
    pub(super) ask: Vec<Spanned<AskEntry>>,
    #[serde(default)]
    pub(super) age: Vec<Spanned<AgeEntry>>,
    #[serde(default)]
    pub(super) documents: Vec<Spanned<DocumentsEntry>>,
    #[serde(default)]
    pub(super) required_source: Vec<Spanned<SourceEntry>>,
    #[serde(default)]
    pub(super) hold: Vec<Spanned<HoldEntry>>,
    #[serde(default)]
    pub(super) retention: Vec<Spanned<RetentionEntry>>,
    #[serde(default)]
    pub(super) report: Vec<Spanned<ReportEntry>>,
    #[serde(default)]
    pub(super) cash: Vec<Spanned<CashEntry>>,
    #[serde(default)]
    pub(super) buyer: Vec<Spanned<BuyerEntry>>,
    #[serde(default)]
    pub(super) wording: Vec<Spanned<WordingEntry>>,
}

/// `[[open]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenEntry {
    pub(super) about: String,
    pub(super) note: String,
}

/// What every rule has.
pub(super) struct Meta<'a> {
    pub(super) id: &'a str,
    pub(super) source: &'a str,
    pub(super) basis: Basis,
    pub(super) verified_on: Option<NaiveDate>,
    pub(super) note: Option<&'a str>,
}

/// An entry that is a rule.
pub(super) trait Entry {
    fn meta(&self) -> Meta<'_>;
}

/// Rules as the file has them: what all have, and what is their own. (`#[serde(flatten)]` would let
/// unknown keys pass.)
macro_rules! entries {
    ($($name:ident { $($(#[$with:meta])* $field:ident: $kind:ty,)* })*) => { $(
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            id: String,
            source: String,
            #[serde(default)]
            basis: Basis,
            #[serde(default, deserialize_with = "day")]
            verified_on: Option<NaiveDate>,
            note: Option<String>,
            $($(#[$with])* pub(super) $field: $kind,)*
        }

        impl Entry for $name {
            fn meta(&self) -> Meta<'_> {
                Meta {
                    id: &self.id,
                    source: &self.source,
                    basis: self.basis,
                    verified_on: self.verified_on,
                    note: self.note.as_deref(),
                }
            }
        }
    )* };
}

entries! {
    HolidaysEntry { #[serde(deserialize_with = "days")] dates: Vec<NaiveDate>, valid_until: i32, }
    AskEntry { need: Need, fields: Vec<Ask>, deals: Option<Vec<DealKind>>, goods: Option<Vec<Goods>>, }
    AgeEntry { years: u8, deals: Option<Vec<DealKind>>, }
    DocumentsEntry { accepted: Vec<DocumentKind>, }
    SourceEntry { name: String, guide: Option<String>, }
    HoldEntry {
        period: HoldClock,
        #[serde(default)] starts: Starts,
        #[serde(default)] on: On,
        deals: Option<Vec<DealKind>>,
        goods: Option<Vec<Goods>>,
    }
    RetentionEntry { #[serde(default)] of: Record, keep: Option<Span>, erase: Option<Span>, }
    ReportEntry {
        within: HoldClock,
        by: Option<Time>,
        format: Option<String>,
        to: Option<String>,
        deals: Option<Vec<DealKind>>,
    }
    CashEntry { forbidden_from: u64, goods: Option<Vec<Goods>>, }
    BuyerEntry { from: Option<u64>, above: Option<u64>, fields: Vec<Ask>, goods: Option<Vec<Goods>>, }
    WordingEntry { what: Wording, text: BTreeMap<String, String>, }
}

/// A TOML date without a time.
fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    Datetime::deserialize(from).and_then(|at| date_of(&at)).map(Some)
}

fn days<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<NaiveDate>, D::Error> {
    Vec::<Datetime>::deserialize(from)?.iter().map(date_of).collect()
}

fn date_of<E: de::Error>(at: &Datetime) -> Result<NaiveDate, E> {
    let Datetime { date: Some(Date { year, month, day }), time: None, offset: None } = *at else {
        return Err(E::custom(format!("{at} is no day; write it as 2026-11-01")));
    };
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    date.ok_or_else(|| E::custom(format!("{at} is no day")))
}
