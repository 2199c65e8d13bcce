//! `identify` against python-stdnum's `imei` module (2.2), which runs as a separate program: both
//! must agree on 100,000 seeded strings, except where this project asks for something else. Each
//! such wish is a named class below, and inside a class the two must still agree once the wish is
//! taken out of the text. Skips, saying so, where python3 or stdnum is absent.

#![cfg(test)]

use countercheck::imei::{Check, IdentifyLine, Kind, Note};
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

const STRINGS: usize = 100_000;
const SEED: u64 = 0x5eed_0002;

/// One JSON text in, one JSON array out, per line; the version comes first.
const ORACLE: &str = r"
import sys, json
try:
    import stdnum
    from stdnum import imei
except ImportError:
    sys.exit(3)
print(json.dumps(stdnum.__version__))
for line in sys.stdin.buffer:
    text = json.loads(line)
    kind = imei.imei_type(text)
    print(json.dumps([kind, imei.compact(text) if kind else None]))
";

/// What either side says: kind and compact digits as they stood in the text, or a refusal.
type Verdict = Option<(String, String)>;

fn ask_oracle(texts: &[String]) -> Result<Vec<Verdict>, String> {
    let mut child = Command::new("python3")
        .args(["-c", ORACLE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("python3 does not start: {error}"))?;
    let mut stdin = child.stdin.take().expect("piped");
    let lines: Vec<String> = texts.iter().map(|text| serde_json::to_string(text).expect("a string")).collect();
    // Written from a thread: both pipes are smaller than the data.
    let writer = std::thread::spawn(move || lines.iter().try_for_each(|line| writeln!(stdin, "{line}")));
    let output = child.wait_with_output().expect("the oracle ends");
    let written = writer.join().expect("the writer ends");
    match output.status.code() {
        Some(3) => return Err("python-stdnum is not installed".to_owned()),
        Some(0) => written.expect("all lines written"),
        code => panic!("the oracle failed with {code:?}"),
    }
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut lines = text.lines();
    let version: String = serde_json::from_str(lines.next().expect("a version")).expect("a string");
    if version != "2.2" {
        return Err(format!("python-stdnum is {version}, the comparison is with 2.2"));
    }
    let verdict = |line: &str| {
        let (kind, compact): (Option<String>, Option<String>) = serde_json::from_str(line).expect("a pair");
        kind.map(|kind| kind.to_lowercase()).zip(compact)
    };
    Ok(lines.map(verdict).collect())
}

fn ask_ourselves(text: &str) -> (Verdict, Vec<Note>) {
    // Through the line that scripts get, so that its shape is compared as well.
    let read = IdentifyLine::read(text);
    let line = serde_json::to_value(&read).expect("an object");
    assert_eq!(line["error"].is_null(), read.value.is_some(), "{text:?}");
    let digits = line["value"].as_str().map(str::to_owned);
    let verdict = match (read.kind, digits) {
        (Kind::Imei, Some(mut digits)) => {
            if read.check == Check::Computed {
                digits.pop();
            }
            Some(("imei".to_owned(), digits))
        }
        (Kind::Imeisv, Some(digits)) => Some(("imeisv".to_owned(), digits)),
        _ => None,
    };
    (verdict, read.notes)
}

/// What this project asks for and the oracle does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Wish {
    /// A label in front: `IMEI:`, `IMEI1:`, `MEID:`.
    Label,
    /// A software version behind 15 digits: `/01`.
    SvnTail,
    /// A slash between groups.
    Slash,
    /// A dot between groups.
    Dot,
    /// Digits that are not 0 to 9 are refused, where the oracle folds them.
    ForeignDigit,
}

/// Takes every wish out of a text, so that what is left is a question for the oracle.
fn without_wishes(text: &str) -> (String, Vec<Wish>) {
    let mut wishes = Vec::new();
    let mut plain = text.trim().to_owned();
    if let Some(value) = without_label(&plain) {
        plain = value.to_owned();
        wishes.push(Wish::Label);
    }
    if let Some((front, tail)) = plain.rsplit_once('/') {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        let only = |text: &str| {
            text.chars().all(|c| c.is_ascii_digit() || " -/.\u{B7}\u{ff0d}\u{2212}\u{2013}\u{a0}\u{3000}".contains(c))
        };
        if digits(front) == 15 && digits(tail) == 2 && only(tail) {
            plain = front.to_owned();
            wishes.push(Wish::SvnTail);
        }
    }
    for (mark, wish) in [('/', Wish::Slash), ('.', Wish::Dot), ('\u{B7}', Wish::Dot)] {
        if plain.contains(mark) {
            plain = plain.replace(mark, "");
            wishes.push(wish);
        }
    }
    if plain.chars().any(|c| !c.is_ascii() && c.is_numeric()) {
        plain = plain.chars().map(|c| if !c.is_ascii() && c.is_numeric() { 'x' } else { c }).collect();
        wishes.push(Wish::ForeignDigit);
    }
    (plain, wishes)
}

/// The value behind `IMEI`, `MEID` and what may follow them: an index, a colon, a space.
fn without_label(text: &str) -> Option<&str> {
    let start = text.get(..4)?.to_ascii_uppercase();
    let rest = if start == "IMEI" || start == "MEID" { &text[4..] } else { return None };
    let in_label = |front: &str| {
        let index = front.chars().filter(char::is_ascii_digit).count();
        let strange = front.to_ascii_uppercase().replace("MEID", "").contains(|c| !" -/1234".contains(c));
        index <= 1 && !strange
    };
    let indexed = ["1 ", "2 "].iter().find_map(|index| rest.trim_start().strip_prefix(index));
    match rest.split_once(':').filter(|(front, _)| in_label(front)) {
        Some((_, value)) => Some(value),
        None => Some(indexed.unwrap_or(rest)),
    }
}

const LABELS: &[&str] =
    &["IMEI1: ", "IMEI1:", "IMEI1 ", "IMEI2:", "IMEI/MEID: ", "IMEI: ", "IMEI:", "IMEI ", "IMEI", "MEID:"];

/// Splitmix64: the same strings on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % end as u64).expect("small")
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).expect("a digit"))).collect()
    }

    /// A number of the right length, its check digit right three times out of four.
    fn handset(&mut self) -> String {
        let start = self.pick(&["35", "35", "86", "01", "99", "00", "49", "31", "46"]);
        let body = format!("{start}{}", self.digits(12));
        match self.below(8) {
            0 => body,
            1 => body + &self.digits(2),
            2 | 3 => body + &self.digits(1),
            _ => format!("{body}{}", luhn(&body)),
        }
    }

    fn grouped(&mut self, digits: &str) -> String {
        let separator = self.pick(&["-", " ", "\u{2013}", "\u{A0}", "--", ".", "/", "- ", "\u{B7}", "\u{3000}", "\t"]);
        let mut out = String::new();
        for (at, c) in digits.chars().enumerate() {
            if matches!(at, 2 | 8 | 14) {
                out.push_str(separator);
            }
            out.push(c);
        }
        out
    }

    fn mutated(&mut self, text: &str) -> String {
        const STRANGE: &[char] = &[
            ' ',
            '-',
            '.',
            '/',
            '\t',
            '\n',
            '\r',
            '0',
            '9',
            'A',
            'F',
            'O',
            'l',
            '+',
            ':',
            '_',
            '\u{0}',
            '\u{1b}',
            '\u{1d}',
            '\u{85}',
            '\u{2028}',
            '\u{200b}',
            '\u{feff}',
            '\u{ff13}',
            '\u{1d7d1}',
            '\u{663}',
            '\u{2460}',
            '\u{ff0d}',
            '\u{2212}',
            '\u{202e}',
            '\u{ad}',
            '\u{131}',
            '\u{df}',
            '\u{1680}',
            '\u{1f600}',
        ];
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(3) {
            let at = self.below(chars.len() + 1);
            let c = STRANGE[self.below(STRANGE.len())];
            match self.below(4) {
                0 => chars.insert(at, c),
                1 if at < chars.len() => chars[at] = c,
                2 if at < chars.len() => drop(chars.remove(at)),
                _ if at + 1 < chars.len() => chars.swap(at, at + 1),
                _ => {}
            }
        }
        chars.into_iter().collect()
    }

    fn text(&mut self) -> String {
        let number = self.handset();
        match self.below(12) {
            0 | 1 => number,
            2 | 3 => self.grouped(&number),
            4 => {
                let count = self.below(36);
                self.digits(count)
            }
            5 => format!("{}{number}", self.pick(LABELS)),
            6 => format!("{number}{}{}", self.pick(&["/", " / ", "/ ", " /"]), self.digits(2)),
            7 => self.pick(BOUNDARY).to_owned(),
            8 => {
                let boundary = self.pick(BOUNDARY);
                self.mutated(boundary)
            }
            9 => {
                let count = self.below(24);
                (0..count).filter_map(|_| char::from_u32(u32::try_from(self.below(0x3100)).expect("small"))).collect()
            }
            _ => {
                let grouped = self.grouped(&number);
                let text = if self.below(2) == 0 { grouped } else { number };
                self.mutated(&text)
            }
        }
    }
}

/// Placeholders, examples, lengths at both sides of every limit, other numbers that look alike.
const BOUNDARY: &[&str] = &[
    "",
    " ",
    "-",
    "0",
    "000000000000000",
    "00000000000000",
    "0000000000000000",
    "0000000000000",
    "00000000000000000",
    "004999010640000",
    "012345678901237",
    "352005048247251",
    "862280010599525",
    "111111111111119",
    "123456789012347",
    "350305260000001",
    "111111111111111",
    "012345678912345",
    "123456789012345",
    "999999999999999",
    "9999999999999999",
    "490154203237518",
    "350077523237513",
    "49-015420-323751",
    "35-209900-176148-1",
    "35-209900-176148-23",
    "350077-52-323751-3",
    "354178036859789",
    "35-417803-685978-1",
    "35686800-004141-20",
    "35686800-004141",
    "3568680000414199",
    "260531793113837",
    "26053179311383",
    "352099001761480",
    "100000010000015",
    "310150123456780",
    "352099001761481/01",
    "352099001761481 / 99",
    "352099001761481/1",
    "35209900176148/23",
    "IMEI:352099001761481",
    "IMEI1: 352099001761481",
    "352099001761481\n",
    "\t352099001761481\u{1d}",
    "3520990017614811",
    "35209900176148\n1",
    "\u{ff13}\u{ff15}2099001761481",
    "35.209900.176148.1",
    "352.099.001761481",
    "AF0123450ABCDE",
    "AF0123450ABCDEC",
    "293608736500703710",
    "2936087365007037100",
    "089132876801532232",
    "89034011560010000000000000000121",
    "8990011419260179000",
    "8990011419260179000F",
    "5901234123457",
    "036000291452",
    "96385074",
    "09501101530003",
    "0109501101530003",
    "8016B128",
    "0123456789abcde",
    "SC02ABCD1F2GH",
    "R58M123ABCD",
    "D352099001761481",
    "352099001761481A",
    "1e15",
    "+352099001761481",
    "-352099001761481-",
    "\u{2212}352099001761481",
    "352,099,001,761,481",
];

fn luhn(body: &str) -> u32 {
    let doubled =
        |(at, digit): (usize, u32)| if at % 2 == 1 { digit } else { [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit as usize] };
    (1000 - body.chars().rev().filter_map(|c| c.to_digit(10)).enumerate().map(doubled).sum::<u32>()) % 10
}

#[test]
fn identify_agrees_with_python_stdnum() {
    let mut dice = Dice(SEED);
    let mut texts: Vec<String> = BOUNDARY.iter().map(|text| (*text).to_owned()).collect();
    texts.extend(std::iter::repeat_with(|| dice.text()).take(STRINGS - texts.len()));
    let (plain, wishes): (Vec<String>, Vec<Vec<Wish>>) = texts.iter().map(|text| without_wishes(text)).unzip();

    // Behind the strings themselves, those from which a wish was taken out, in the same order.
    let reworded = wishes.iter().zip(&plain).filter(|(wishes, _)| !wishes.is_empty()).map(|(_, plain)| plain);
    let asked: Vec<String> = texts.iter().chain(reworded).cloned().collect();
    let told = match ask_oracle(&asked) {
        Ok(told) => told,
        Err(why) => {
            println!("skipped: {why}");
            return;
        }
    };
    assert_eq!(told.len(), asked.len());
    let (told, mut reworded) = (&told[..STRINGS], told[STRINGS..].iter());

    let (mut agreed, mut valid, mut placeholders) = (0, 0, 0);
    let mut classes = BTreeMap::<Vec<Wish>, usize>::new();
    let mut wrong = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let plain = if wishes[at].is_empty() { None } else { reworded.next() };
        let (ours, notes) = ask_ourselves(text);
        valid += usize::from(ours.is_some());
        placeholders += usize::from(notes.contains(&Note::Placeholder));
        if ours == told[at] {
            agreed += 1;
        } else if plain == Some(&ours) {
            *classes.entry(wishes[at].clone()).or_default() += 1;
        } else {
            wrong.push(format!("{text:?}: ours {ours:?}, stdnum {:?}, wishes {:?}", told[at], wishes[at]));
        }
    }
    println!(
        "{STRINGS} strings: {agreed} agree, {valid} are valid here, {placeholders} of them placeholders (a note, still valid)"
    );
    for (class, count) in &classes {
        println!("  differs as asked: {class:?}: {count}");
    }
    assert!(
        wrong.is_empty(),
        "{} differences outside the classes:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(30)].join("\n")
    );
    for wish in [Wish::Label, Wish::SvnTail, Wish::Slash, Wish::Dot, Wish::ForeignDigit] {
        assert!(classes.keys().any(|class| class.contains(&wish)), "{wish:?} never occurred");
    }
    assert!(valid > STRINGS / 4 && valid < STRINGS * 3 / 4, "the strings are lopsided: {valid} valid");
    assert!(placeholders > 0);
}
