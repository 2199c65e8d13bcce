//! Reporting bodies (the first two digits of a TAC) and mobile country codes: enough to say that
//! a number looks old, foreign to the system, or like a subscriber number. Never a reason to
//! refuse: registries' own test numbers start with 10.

use super::Note;

/// Bodies in use: CTIA/PTCRB, TÜV SÜD (BABT), TAF, and the hexadecimal administrator (GSMA TS.06).
const ACTIVE: &[&str] = &["01", "35", "86", "99"];

/// Retired bodies that allocated only before 2003, when a TAC had 6 digits and a FAC 2:
/// DGPT, BABT, NTA, and the German ones (GSMA TS.06).
const BEFORE_2003: &[&str] = &["33", "44", "45", "49", "50", "51", "52", "53", "54"];

/// Other retired ones: DECT, Iridium, MSAI.
const RETIRED: &[&str] = &["10", "30", "91"];

/// Mobile country codes in use (ITU-T E.212, by first and last of each run).
const COUNTRY_CODES: &[(u16, u16)] = &[
    (202, 202),
    (204, 204),
    (206, 206),
    (208, 208),
    (212, 214),
    (216, 216),
    (218, 222),
    (226, 226),
    (228, 228),
    (230, 232),
    (234, 235),
    (238, 238),
    (240, 240),
    (242, 242),
    (244, 244),
    (246, 248),
    (250, 250),
    (255, 255),
    (257, 257),
    (259, 260),
    (262, 262),
    (266, 266),
    (268, 268),
    (270, 270),
    (272, 272),
    (274, 274),
    (276, 276),
    (278, 278),
    (280, 280),
    (282, 284),
    (286, 286),
    (288, 290),
    (292, 295),
    (297, 297),
    (302, 302),
    (308, 308),
    (310, 316),
    (330, 330),
    (332, 332),
    (334, 334),
    (338, 338),
    (340, 340),
    (342, 342),
    (344, 344),
    (346, 346),
    (348, 348),
    (350, 350),
    (352, 352),
    (354, 354),
    (356, 356),
    (358, 358),
    (360, 360),
    (362, 366),
    (368, 368),
    (370, 370),
    (372, 372),
    (374, 374),
    (376, 376),
    (400, 402),
    (404, 406),
    (410, 410),
    (412, 422),
    (424, 432),
    (434, 434),
    (436, 438),
    (440, 441),
    (450, 450),
    (452, 452),
    (454, 457),
    (460, 461),
    (466, 467),
    (470, 470),
    (472, 472),
    (502, 502),
    (505, 505),
    (510, 510),
    (514, 515),
    (520, 520),
    (525, 525),
    (528, 528),
    (530, 530),
    (536, 537),
    (539, 555),
    (602, 659),
    (702, 702),
    (704, 704),
    (706, 706),
    (708, 708),
    (710, 710),
    (712, 712),
    (714, 714),
    (716, 716),
    (722, 722),
    (724, 724),
    (730, 730),
    (732, 732),
    (734, 734),
    (736, 736),
    (738, 738),
    (740, 740),
    (742, 742),
    (744, 744),
    (746, 746),
    (748, 748),
    (750, 750),
    (901, 901),
];

/// What the first digits of an IMEI are worth saying about.
pub(super) fn note(digits: &str) -> Option<Note> {
    let body = digits.get(..2)?;
    if body.starts_with('0') && body != "01" {
        return Some(Note::TestReportingBody);
    }
    if BEFORE_2003.contains(&body) {
        return Some(Note::OldTacFac);
    }
    let known = ACTIVE.contains(&body) || RETIRED.contains(&body);
    (!known).then_some(Note::UnknownReportingBody)
}

/// Whether 15 digits begin like an IMSI rather than like any handset of today. Country codes that
/// coincide with an active reporting body (352 is Grenada and half of all phones) do not count.
pub(super) fn looks_like_imsi(digits: &str) -> bool {
    let Some(body) = digits.get(..2) else { return false };
    if ACTIVE.contains(&body) || body.starts_with('0') {
        return false;
    }
    let code = digits.get(..3).and_then(|d| d.parse::<u16>().ok());
    code.is_some_and(|code| COUNTRY_CODES.iter().any(|(first, last)| (*first..=*last).contains(&code)))
}
