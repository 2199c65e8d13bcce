//! What a list says about a handset: status, reason, day, reporter.

use chrono::NaiveDate;

/// Longest reason, in bytes of UTF-8.
pub const MAX_REASON: usize = 64;
/// Longest name of a reporting organisation, in bytes of UTF-8.
pub const MAX_ORGANISATION: usize = 128;
/// Longest country, in bytes of UTF-8; lists write ISO 3166 codes.
pub const MAX_COUNTRY: usize = 32;

/// Why a handset stands on a list. The numbers are those of the file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    /// Reported stolen.
    Stolen = 0,
    /// Reported lost.
    Lost = 1,
    /// Obtained by fraud.
    Fraud = 2,
    /// A contract or a credit is not paid.
    Unpaid = 3,
    /// Faulty, and withdrawn for it.
    Faulty = 4,
    /// Its number is on several handsets.
    Duplicate = 5,
    /// Blocked, for a reason that the list does not classify.
    Blocked = 6,
    /// Reported, not confirmed yet (DIRBS `pending`): asks for care rather than for a refusal.
    Pending = 7,
    /// Taken off the list; only overlays hold it.
    Removed = 8,
}

impl Status {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::Stolen,
        Self::Lost,
        Self::Fraud,
        Self::Unpaid,
        Self::Faulty,
        Self::Duplicate,
        Self::Blocked,
        Self::Pending,
        Self::Removed,
    ];

    /// The stable word for it in CSV files and `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stolen => "stolen",
            Self::Lost => "lost",
            Self::Fraud => "fraud",
            Self::Unpaid => "unpaid",
            Self::Faulty => "faulty",
            Self::Duplicate => "duplicate",
            Self::Blocked => "blocked",
            Self::Pending => "pending",
            Self::Removed => "removed",
        }
    }

    /// The status that a number of the file format stands for.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// How much it weighs where several organisations report one handset: the heaviest is shown.
    pub fn weight(self) -> u8 {
        match self {
            Self::Stolen => 8,
            Self::Lost => 7,
            Self::Fraud => 6,
            Self::Blocked => 5,
            Self::Unpaid => 4,
            Self::Duplicate => 3,
            Self::Faulty => 2,
            Self::Pending => 1,
            Self::Removed => 0,
        }
    }
}

/// The day of a report: 0 where the list gives none, else one more than the days since 2000-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(pub u16);

impl Day {
    /// No day is given.
    pub const NONE: Self = Self(0);

    /// From a calendar day; `None` before 2000-01-01 and after 2179-06-04.
    pub fn from_date(date: NaiveDate) -> Option<Self> {
        let days = date.signed_duration_since(epoch()?).num_days().checked_add(1)?;
        u16::try_from(days).ok().filter(|&day| day != 0).map(Self)
    }

    /// The calendar day, where there is one.
    pub fn date(self) -> Option<NaiveDate> {
        let days = self.0.checked_sub(1)?;
        epoch()?.checked_add_days(chrono::Days::new(u64::from(days)))
    }

    /// `YYYY-MM-DD`, where there is a day.
    pub fn text(self) -> Option<String> {
        self.date().map(|date| date.format("%Y-%m-%d").to_string())
    }
}

fn epoch() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2000, 1, 1)
}

/// What a list says about one handset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Why it is listed.
    pub status: Status,
    /// The reporter's reason code, verbatim; empty where the list gives none.
    pub reason: &'a str,
    /// Since when.
    pub day: Day,
    /// The organisation that reports it; empty where the list names none.
    pub organisation: &'a str,
    /// The organisation's country; empty where the list names none.
    pub country: &'a str,
}

/// One entry of a list in the list's own numbers: what streams through building and merging.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The 14 digits as a number, below 10^14.
    pub key: u64,
    /// Which (status, reason) of the dictionary.
    pub class: u16,
    /// Which (organisation, country) of the dictionary.
    pub reporter: u16,
    /// Since when.
    pub day: Day,
}

/// Serials per type allocation code.
pub(crate) const SERIALS: u64 = 1_000_000;
/// One past the largest key.
pub(crate) const KEYS: u64 = 100_000_000 * SERIALS;

/// The key of 14 digits.
pub fn key_of(imei: &crate::imei::Imei14) -> u64 {
    imei.as_str().bytes().fold(0, |key, digit| key * 10 + u64::from(digit.wrapping_sub(b'0')))
}

/// The 14 digits of a key; `None` at 10^14 and above.
pub fn imei_of(key: u64) -> Option<crate::imei::Imei14> {
    crate::imei::Imei14::from_digits(&format!("{key:014}"))
}
