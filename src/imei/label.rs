//! Labels in front of numbers, as boxes, trays and the text of `*#06#` print them.

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// An IMEI; which one of the handset's, where it said so.
    Imei(Option<u8>),
    /// An IMEI with its software version.
    Imeisv,
    /// Either of the two, as makers print who sell the same box to all operators.
    ImeiOrMeid(Option<u8>),
    Meid,
    Eid,
    Iccid,
    /// A subscriber number: 15 digits that must not be taken for an IMEI.
    Imsi,
    Serial,
    Gtin,
    Pesn,
    /// Something that is no identifier: model, address, date.
    Other,
}

/// How much must follow a label for it to count as one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// Anything but a letter: the word means nothing else.
    Any,
    /// White space or a colon.
    Space,
    /// A colon, `=` or `#`: short words that also occur in other text.
    Mark,
}

/// Longer ones before their own beginnings.
const LABELS: &[(&str, Label, After)] = &[
    ("IMEI/MEID", Label::ImeiOrMeid(None), After::Any),
    ("MEID/IMEI", Label::ImeiOrMeid(None), After::Any),
    ("IMEI / MEID", Label::ImeiOrMeid(None), After::Any),
    ("IMEI/SVN", Label::Imeisv, After::Any),
    ("IMEI/SV", Label::Imeisv, After::Any),
    ("IMEI SV", Label::Imeisv, After::Any),
    ("IMEISVN", Label::Imeisv, After::Any),
    ("IMEISV", Label::Imeisv, After::Any),
    ("IMEI", Label::Imei(None), After::Any),
    ("MEID HEX", Label::Meid, After::Any),
    ("MEID DEC", Label::Meid, After::Any),
    ("MEID (HEX)", Label::Meid, After::Any),
    ("MEID (DEC)", Label::Meid, After::Any),
    ("MEID", Label::Meid, After::Any),
    ("HEX", Label::Meid, After::Mark),
    ("DEC", Label::Meid, After::Mark),
    ("PESN", Label::Pesn, After::Space),
    ("ESN", Label::Pesn, After::Space),
    ("EID", Label::Eid, After::Any),
    ("ICCID", Label::Iccid, After::Any),
    ("CCID", Label::Iccid, After::Any),
    ("IMSI", Label::Imsi, After::Any),
    ("SERIAL NUMBER", Label::Serial, After::Space),
    ("SERIAL NO", Label::Serial, After::Space),
    ("SERIAL", Label::Serial, After::Space),
    ("S/N", Label::Serial, After::Space),
    ("SN", Label::Serial, After::Mark),
    ("GTIN", Label::Gtin, After::Space),
    ("EAN", Label::Gtin, After::Space),
    ("UPC", Label::Gtin, After::Space),
    ("MSISDN", Label::Other, After::Space),
    ("PHONE", Label::Other, After::Mark),
    ("TEL", Label::Other, After::Mark),
    ("MODEL", Label::Other, After::Mark),
    ("P/N", Label::Other, After::Mark),
    ("PN", Label::Other, After::Mark),
    ("SKU", Label::Other, After::Mark),
    ("MAC", Label::Other, After::Mark),
    ("WIFI", Label::Other, After::Mark),
    ("WI-FI", Label::Other, After::Mark),
    ("WLAN", Label::Other, After::Mark),
    ("BLUETOOTH", Label::Other, After::Mark),
    ("BT", Label::Other, After::Mark),
    ("DATE", Label::Other, After::Mark),
    ("LOT", Label::Other, After::Mark),
    ("STC", Label::Other, After::Mark),
    ("SVN", Label::Other, After::Mark),
    ("SV", Label::Other, After::Mark),
];

/// The label at the very start of `text`, and how many bytes it takes with the marks behind it.
pub(super) fn at(text: &str) -> Option<(Label, usize)> {
    LABELS.iter().find_map(|(word, label, after)| {
        let rest = text.get(word.len()..).filter(|_| text[..word.len()].eq_ignore_ascii_case(word))?;
        let (label, rest) = with_slot(*label, rest);
        let rest = skip_words(rest);
        let spaced = rest.trim_start_matches([' ', '\u{A0}', '"', '\'', ')', ']', '.']);
        let valued = spaced.trim_start_matches([':', '：', '=', '#', '"', '\'', '(', '[', ' ', '\u{A0}']);
        let marked = spaced.chars().next().is_some_and(|c| matches!(c, ':' | '：' | '=' | '#'));
        let enough = match after {
            After::Any => marked || !rest.starts_with(|c: char| c.is_alphabetic()),
            After::Space => marked || spaced.len() < rest.len(),
            After::Mark => marked,
        };
        enough.then_some((label, text.len() - valued.len()))
    })
}

/// The label that `text` starts with, and what follows it.
pub(super) fn leading(text: &str) -> Option<(Label, &str)> {
    let text = text.trim_start();
    at(text).map(|(label, used)| (label, &text[used..]))
}

/// `IMEI1`, `IMEI 2`, `IMEI (SIM 1)`, `IMEI(slot2)`: an index is one digit with none behind it.
fn with_slot(label: Label, rest: &str) -> (Label, &str) {
    if !matches!(label, Label::Imei(_) | Label::ImeiOrMeid(_) | Label::Imsi | Label::Iccid) {
        return (label, rest);
    }
    let mut inner = rest.trim_start_matches([' ', '-', '_', '(', '[', '/']);
    for word in ["SLOT", "SIM"] {
        if inner.get(..word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word)) {
            inner = inner[word.len()..].trim_start_matches([' ', '-', '_']);
        }
    }
    let mut chars = inner.chars();
    let digit = chars.next().and_then(|c| c.to_digit(10)).and_then(|d| u8::try_from(d).ok());
    let behind = chars.as_str();
    let Some(slot) = digit.filter(|d| (1..=4).contains(d)) else { return (label, rest) };
    let marked = behind.trim_start().starts_with([':', '：', '=', '#', ')', ']', '"']);
    // With only a space, "IMEI 3 5209900..." is a grouped number; none begins with 1 or 2 today.
    let digits = behind.bytes().filter(u8::is_ascii_digit).count();
    let spaced = behind.starts_with(' ') && slot <= 2 && digits >= 14;
    if !(marked || spaced || is_glued(inner)) {
        return (label, rest);
    }
    let slotted = match label {
        Label::Imei(_) => Label::Imei(Some(slot)),
        Label::ImeiOrMeid(_) => Label::ImeiOrMeid(Some(slot)),
        other => other,
    };
    (slotted, behind)
}

/// `IMEI1352099001761481`: 16 digits of which the last 15 hold, and no body allocates 1x or 2x today.
fn is_glued(inner: &str) -> bool {
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    digits == 16 && inner.starts_with(['1', '2']) && super::luhn::holds(&inner[1..16])
}

fn skip_words(rest: &str) -> &str {
    let inner = rest.trim_start_matches([' ', '_', ')', ']']);
    for word in ["NUMBER", "CODE", "NUM", "NO", "NR"] {
        let tail = inner.get(word.len()..).filter(|_| inner[..word.len()].eq_ignore_ascii_case(word));
        if let Some(tail) = tail.filter(|tail| !tail.starts_with(|c: char| c.is_alphabetic())) {
            return tail;
        }
    }
    rest
}
