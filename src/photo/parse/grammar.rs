//! What a row of text says: labels, and the numbers behind or below them.

use super::place::{Row, Span};
use crate::imei::{Imei, Kind};
use crate::photo::Quad;

/// Something that stands in a look.
pub(super) struct Item {
    pub(super) what: What,
    pub(super) area: Quad,
    pub(super) span: Span,
    /// Chosen by its check digit among readings that the look itself did not prefer, or with a
    /// digit that was hardly seen.
    pub(super) weak: bool,
}

/// What it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Fifteen digits that hold their check digit.
    Imei(String),
    /// A number stands there, and this is what was made of it: too few digits, too many, a check
    /// digit that does not hold.
    Broken(String),
    /// Another number by its label.
    Other(Kind, String),
}

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Imei,
    Kind(Kind),
    /// No number of a handset.
    Foreign,
}

/// Longer ones before their own beginnings and ends.
const LABELS: [(&str, Label); 12] = [
    ("IMEI/MEID", Label::Imei),
    ("MEID/IMEI", Label::Imei),
    ("IMEISV", Label::Foreign),
    ("IMEI", Label::Imei),
    ("MEID", Label::Kind(Kind::Meid)),
    ("ICCID", Label::Kind(Kind::Iccid)),
    ("IMSI", Label::Foreign),
    ("EID", Label::Kind(Kind::Eid)),
    ("SERIALNUMBER", Label::Kind(Kind::Serial)),
    ("SERIALNO", Label::Kind(Kind::Serial)),
    ("S/N", Label::Kind(Kind::Serial)),
    ("SN", Label::Kind(Kind::Serial)),
];

/// A label found in a text, and where the text behind it begins.
struct Labelled {
    label: Label,
    /// Which of the handset's numbers, where it says so.
    slot: Option<u8>,
    start: usize,
    end: usize,
}

/// Whether a line names an IMEI.
pub fn names_imei(text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    labels(&text).iter().any(|one| one.label == Label::Imei)
}

/// The IMEIs in a line of text, whatever stands around them.
pub fn whole_numbers(text: &str) -> Vec<String> {
    let text: Vec<char> = text.chars().collect();
    let labels = labels(&text);
    let starts = std::iter::once(0).chain(labels.iter().map(|one| one.end));
    let ends = labels.iter().map(|one| one.start).chain([text.len()]);
    let parts = starts.zip(ends).filter_map(|(start, end)| text.get(start..end));
    parts.flat_map(runs).map(|run| run.digits).filter(|digits| holds(digits)).collect()
}

/// Whether a line may show an IMEI, read well or badly: about fifteen digits, and no other label.
pub fn may_hold(text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let labels = labels(&text);
    let foreign =
        labels.iter().any(|one| one.label != Label::Imei) && !labels.iter().any(|one| one.label == Label::Imei);
    !foreign && runs(&text).iter().any(|run| (11..=17).contains(&run.digits.len()))
}

/// Letters as labels are compared: what networks take for each other counts as the same. Numbers
/// are never treated so.
fn folded(c: char) -> char {
    match c {
        '1' | 'l' | 'L' | '|' | '!' | 'i' => 'I',
        c => c.to_ascii_uppercase(),
    }
}

/// All labels of a text, in order.
fn labels(text: &[char]) -> Vec<Labelled> {
    let mut found: Vec<Labelled> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let inside = at > 0 && text[at - 1].is_ascii_alphanumeric();
        match (!inside).then(|| label_at(text, at)).flatten() {
            Some(one) => {
                at = one.end.max(at + 1);
                found.push(one);
            }
            None => at += 1,
        }
    }
    found
}

fn label_at(text: &[char], start: usize) -> Option<Labelled> {
    LABELS.iter().find_map(|(word, label)| {
        let mut at = start;
        for wanted in word.chars() {
            while wanted != '/' && at > start && text.get(at) == Some(&' ') && word.len() > 5 {
                at += 1;
            }
            if folded(*text.get(at)?) != folded(wanted) {
                return None;
            }
            at += 1;
        }
        // "1" and "I" alone are digits: a label has letters that are no digits to anyone.
        if text.get(at).is_some_and(char::is_ascii_alphabetic) {
            return None;
        }
        let (slot, end) = slot(text, at);
        Some(Labelled { label: *label, slot, start, end })
    })
}

/// `IMEI1:`, `IMEI 2`, `IMEI (slot 1)`, `IMEI(SIM2)`: the index, and where it ends.
fn slot(text: &[char], start: usize) -> (Option<u8>, usize) {
    let skip = |mut at: usize, marks: &str| {
        while text.get(at).is_some_and(|c| marks.contains(*c)) {
            at += 1;
        }
        at
    };
    let mut at = skip(start, " ([");
    for word in ["SLOT", "SIM"] {
        if word.chars().enumerate().all(|(n, c)| text.get(at + n).is_some_and(|t| folded(*t) == folded(c))) {
            at = skip(at + word.len(), " ");
        }
    }
    let digit = text.get(at).and_then(|c| c.to_digit(10)).and_then(|d| u8::try_from(d).ok());
    let Some(slot) = digit.filter(|digit| (1..=4).contains(digit)) else { return (None, start) };
    let behind = &text[at + 1..];
    let marked = behind.iter().find(|c| **c != ' ').is_none_or(|c| ":：=)].".contains(*c));
    // No number begins with 1 or 2 in practice, and an index taken for a digit would make fifteen
    // of fourteen: what stands there is the index, whatever follows.
    if marked || slot <= 2 || behind.first() == Some(&' ') { (Some(slot), at + 1) } else { (None, start) }
}

fn holds(digits: &str) -> bool {
    digits.len() == 15 && Imei::parse(digits).is_ok()
}

/// A maximal run of digits with nothing but separators between.
struct Run {
    digits: String,
    /// A letter stands directly before or behind it.
    touched: bool,
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '/' | '.' | '‐' | '‑' | '–' | '—' | '·')
}

/// At most so many separators between two digits.
const GAP: usize = 3;

fn runs(text: &[char]) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::new();
    // Groups of the run that is open, each with the separators before it.
    let mut groups: Vec<(String, String)> = Vec::new();
    let mut gap = String::new();
    let mut touched = false;
    let mut close = |groups: &mut Vec<(String, String)>, touched: bool| {
        if !groups.is_empty() {
            all.push(Run { digits: without_tail(groups), touched });
            groups.clear();
        }
    };
    for (n, c) in text.iter().enumerate() {
        if c.is_ascii_digit() {
            let before = n.checked_sub(1).and_then(|n| text.get(n));
            let fresh = !before.is_some_and(char::is_ascii_digit);
            if groups.is_empty() {
                touched = before.is_some_and(|c| c.is_alphabetic());
            }
            if fresh {
                groups.push((std::mem::take(&mut gap), String::new()));
            }
            if let Some((_, group)) = groups.last_mut() {
                group.push(*c);
            }
        } else if is_separator(*c) && !groups.is_empty() && gap.chars().count() < GAP {
            gap.push(*c);
        } else {
            let next_to = gap.is_empty() && c.is_alphabetic();
            close(&mut groups, touched || next_to);
            gap.clear();
        }
    }
    close(&mut groups, touched);
    all
}

/// All digits of a run without the software version behind them. Two digits behind a last slash
/// are always one: with thirteen before them they would make fifteen.
fn without_tail(groups: &[(String, String)]) -> String {
    let all = |groups: &[(String, String)]| groups.iter().map(|(_, digits)| digits.as_str()).collect::<String>();
    match groups {
        [head @ .., (before, tail)] if before.contains('/') && tail.len() == 2 => all(head),
        _ => all(groups),
    }
}

/// The items of a look, and how many handset numbers its labels announce.
pub(super) fn items(rows: &[Row]) -> (Vec<Item>, usize) {
    let mut items = Vec::new();
    let mut announced = Announced::default();
    let mut above: Option<Label> = None;
    for (n, row) in rows.iter().enumerate() {
        let text: Vec<char> = row.text.chars().collect();
        let labels = labels(&text);
        for one in &labels {
            announced.add(one);
        }
        let last = labels.last().filter(|one| !has_value(&text[one.end..]));
        let title = last.is_some_and(|one| is_title(&text, &labels, one, rows.get(n + 1)));
        if title {
            announced.titles += labels.iter().filter(|one| one.label == Label::Imei).count();
        }
        let open = last.filter(|_| !title).map(|one| one.label);
        let item = |weak| move |what| Item { what, area: row.area, span: row.span, weak };
        let found = row_values(above, &text);
        match chosen(row, above, &found) {
            Some(number) => items.push(item(true)(What::Imei(number))),
            None => items.extend(found.into_iter().map(item(row.sure < SURE))),
        }
        above = open;
    }
    (items, announced.count())
}

/// All numbers of a row, under the labels in it and the one above it.
fn row_values(above: Option<Label>, text: &[char]) -> Vec<What> {
    let labels = labels(text);
    let first = labels.first().map_or(text.len(), |one| one.start);
    let mut found = values(above.filter(|_| has_value(&text[..first])), &text[..first]);
    for (n, one) in labels.iter().enumerate() {
        let end = labels.get(n + 1).map_or(text.len(), |next| next.start);
        found.extend(values(Some(one.label), &text[one.end.min(end)..end]));
    }
    found
}

/// A digit less likely than this was guessed.
const SURE: f32 = 0.35;
/// A smaller share of the likelihood is no reading.
const SHARE: f32 = 0.02;

/// The number that the check digit picks among a row's other readings, where the row itself holds none.
fn chosen(row: &Row, above: Option<Label>, found: &[What]) -> Option<String> {
    if found.iter().any(|what| !matches!(what, What::Broken(_))) {
        return None;
    }
    let mut shares: Vec<(String, f32)> = Vec::new();
    for (text, share) in &row.others {
        let text: Vec<char> = text.chars().collect();
        for what in row_values(above, &text) {
            let What::Imei(number) = what else { continue };
            match shares.iter_mut().find(|other| other.0 == number) {
                Some(other) => other.1 += share,
                None => shares.push((number, *share)),
            }
        }
    }
    let best = shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best.1 >= SHARE).then_some(best.0)
}

/// Whether a label without a number heads the screen: words follow it ("IMEI and serial number"),
/// or the row below has a number under a label of its own.
fn is_title(text: &[char], labels: &[Labelled], last: &Labelled, next: Option<&Row>) -> bool {
    let words = text[last.end..].iter().filter(|c| c.is_alphabetic()).count() >= 3;
    let several = labels.len() > 1 && !has_value(text);
    let unnumbered = labels.iter().all(|one| one.slot.is_none());
    unnumbered && (words || several || (last.label == Label::Imei && next_is_labelled(next)))
}

fn next_is_labelled(next: Option<&Row>) -> bool {
    let Some(next) = next else { return true };
    let text: Vec<char> = next.text.chars().collect();
    labels(&text).iter().any(|one| has_value(&text[one.end..]))
}

/// Labels of handset numbers in a look.
#[derive(Default)]
struct Announced {
    labels: usize,
    titles: usize,
    slots: [bool; 5],
}

impl Announced {
    fn add(&mut self, one: &Labelled) {
        if one.label == Label::Imei {
            self.labels += 1;
            if let Some(slot) = one.slot.and_then(|slot| self.slots.get_mut(usize::from(slot))) {
                *slot = true;
            }
        }
    }

    /// A first number announces a second, and a second a first.
    fn count(&self) -> usize {
        let highest = self.slots.iter().rposition(|slot| *slot).unwrap_or(0);
        let by_slot = if highest == 0 { 0 } else { highest.max(2) };
        self.labels.saturating_sub(self.titles).max(by_slot)
    }
}

fn has_value(text: &[char]) -> bool {
    text.iter().filter(|c| c.is_ascii_digit()).count() >= 4
}

/// The numbers in a text under a label, or under none.
fn values(label: Option<Label>, text: &[char]) -> Vec<What> {
    match label {
        Some(Label::Foreign) => Vec::new(),
        Some(Label::Kind(kind)) => other(kind, text).into_iter().collect(),
        Some(Label::Imei) => runs(text).iter().filter_map(|run| handset(run, 10)).collect(),
        None => runs(text).iter().filter_map(|run| handset(run, 14)).filter(is_whole).collect(),
    }
}

/// Without a label only 14 or 15 digits are worth showing.
fn is_whole(what: &What) -> bool {
    match what {
        What::Broken(digits) => digits.len() == 14 || digits.len() == 15,
        _ => true,
    }
}

fn handset(run: &Run, least: usize) -> Option<What> {
    match run.digits.len() {
        15 if !run.touched && holds(&run.digits) => Some(What::Imei(run.digits.clone())),
        n if n >= least && n <= 20 && !run.touched => Some(What::Broken(run.digits.clone())),
        _ => None,
    }
}

fn other(kind: Kind, text: &[char]) -> Option<What> {
    let value: String = text.iter().filter(|c| c.is_ascii_alphanumeric()).map(char::to_ascii_uppercase).collect();
    let lengths = match kind {
        Kind::Meid => 14..=18,
        Kind::Eid => 32..=32,
        Kind::Iccid => 18..=20,
        _ => 5..=20,
    };
    lengths.contains(&value.len()).then_some(What::Other(kind, value))
}
