//! Dates as documents write them. Two-digit years get their century from the day of reading.

use chrono::{Datelike, NaiveDate};

/// Oldest age in years that a two-digit birth year is taken for before a reading is refused.
const OLDEST: i32 = 120;

/// An expiry by its two-digit year: the one nearest to `today`.
pub(super) fn expires(two: i32, month: u32, day: u32, today: NaiveDate) -> Option<NaiveDate> {
    centuries(today)
        .filter_map(|century| NaiveDate::from_ymd_opt(century + two, month, day))
        .min_by_key(|date| date.signed_duration_since(today).num_days().abs())
}

/// A birth by its two-digit year: the latest one that does not lie after `last`.
pub(super) fn born(two: i32, month: u32, day: u32, last: NaiveDate) -> Option<NaiveDate> {
    centuries(last)
        .filter_map(|century| NaiveDate::from_ymd_opt(century + two, month, day))
        .filter(|date| *date <= last && last.year() - date.year() <= OLDEST)
        .max()
}

fn centuries(today: NaiveDate) -> impl Iterator<Item = i32> {
    let this = today.year().div_euclid(100) * 100;
    [this - 100, this, this + 100].into_iter()
}

/// Eight digits, either `MMDDCCYY` (United States) or `CCYYMMDD` (Canada, and the oldest files).
/// No text is a date in both orders: a month is at most 12, a century here at least 19.
pub(super) fn eight(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let date = |year: u32, month: u32, day: u32| {
        let year = i32::try_from(year).ok().filter(|y| (1900..2200).contains(y))?;
        NaiveDate::from_ymd_opt(year, month, day)
    };
    date(number(4, 8)?, number(0, 2)?, number(2, 4)?).or_else(|| date(number(0, 4)?, number(4, 6)?, number(6, 8)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_birth_lies_in_the_past_and_an_expiry_near_today() {
        let today = day("2026-11-02");
        for (two, month, date, want) in
            [(74, 8, 12, "1974-08-12"), (26, 11, 2, "2026-11-02"), (26, 11, 3, "1926-11-03")]
        {
            assert_eq!(born(two, month, date, today), Some(day(want)), "{two}");
        }
        for (two, want) in
            [(12, "2012-04-15"), (36, "2036-04-15"), (94, "1994-04-15"), (75, "2075-04-15"), (77, "1977-04-15")]
        {
            assert_eq!(expires(two, 4, 15, today), Some(day(want)), "{two}");
        }
        // A leap day that only one century has.
        assert_eq!(born(0, 2, 29, today), Some(day("2000-02-29")));
        assert_eq!(born(74, 2, 29, today), None);
        // At the turn of a century.
        assert_eq!(born(99, 12, 31, day("2100-01-01")), Some(day("2099-12-31")));
        assert_eq!(expires(5, 1, 1, day("2099-06-01")), Some(day("2105-01-01")));
    }

    #[test]
    fn eight_digits_are_a_date_in_one_order_only() {
        assert_eq!(eight("06061986"), Some(day("1986-06-06")));
        assert_eq!(eight("19860606"), Some(day("1986-06-06")));
        assert_eq!(eight("12102024"), Some(day("2024-12-10")));
        assert_eq!(eight("20121010"), Some(day("2012-10-10")));
        for wrong in ["13322024", "00000000", "1210202", "121020244", "1210202A", "02302001", "١٢١٠٢٠٢٤"] {
            assert_eq!(eight(wrong), None, "{wrong}");
        }
        // Every date of two centuries, in both orders.
        let mut date = day("1900-01-01");
        while date < day("2100-01-01") {
            assert_eq!(eight(&date.format("%m%d%Y").to_string()), Some(date));
            assert_eq!(eight(&date.format("%Y%m%d").to_string()), Some(date));
            date = date.succ_opt().unwrap();
        }
    }
}
