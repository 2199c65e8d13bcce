//! Specimens of documents and their check digits, recomputed from the standard's text.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each test takes what it needs, and may fail here")]

use chrono::NaiveDate;

pub const TD3: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
pub const TD1: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
pub const TD2: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
pub const MRV_A: &str = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C<3UTO6908061F9406236ZE184226B<<<<<<<";
pub const MRV_B: &str = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL898902C<3UTO6908061F9406236ZE184226";
pub const LICENCE: &str = "@\n\x1e\rANSI 636000100102DL00410278ZV03190008DLDAQT64235789\nDCSSAMPLE\nDDEN\nDACMICHAEL\nDDFN\nDADJOHN\nDDGN\nDCUJR\nDCAD\nDCBK\nDCDPH\nDBD06062019\nDBB06061986\nDBA12102024\nDBC1\nDAU068 in\nDAYBRO\nDAG2300 WEST BROAD STREET\nDAIRICHMOND\nDAJVA\nDAK232690000  \nDCF2424244747474786102204\nDCGUSA\nDCK123456789\nDDAF\nDDB06062018\nDDC06062020\nDDD1\rZVZVA01\r";

type Cell = (usize, usize, usize);

/// One size of zone, as the facts' table has it.
pub struct Rows {
    pub lines: usize,
    pub width: usize,
    /// Field and place of its digit; number, birth, expiry, then optional data.
    pub checked: &'static [(Cell, usize)],
    pub composite: Option<(&'static [Cell], (usize, usize))>,
    /// Cells where letters and digits may both stand.
    pub free: &'static [Cell],
}

pub const ROWS: [Rows; 5] = [
    Rows {
        lines: 2,
        width: 44,
        checked: &[((1, 0, 9), 9), ((1, 13, 19), 19), ((1, 21, 27), 27), ((1, 28, 42), 42)],
        composite: Some((&[(1, 0, 10), (1, 13, 20), (1, 21, 43)], (1, 43))),
        free: &[(1, 0, 9), (1, 28, 42)],
    },
    Rows {
        lines: 2,
        width: 36,
        checked: &[((1, 0, 9), 9), ((1, 13, 19), 19), ((1, 21, 27), 27)],
        composite: Some((&[(1, 0, 10), (1, 13, 20), (1, 21, 35)], (1, 35))),
        free: &[(1, 0, 9), (1, 28, 35)],
    },
    Rows {
        lines: 3,
        width: 30,
        checked: &[((0, 5, 14), 14), ((1, 0, 6), 6), ((1, 8, 14), 14)],
        composite: Some((&[(0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)], (1, 29))),
        free: &[(0, 5, 14), (0, 15, 30), (1, 18, 29)],
    },
    Rows {
        lines: 2,
        width: 44,
        checked: &[((1, 0, 9), 9), ((1, 13, 19), 19), ((1, 21, 27), 27)],
        composite: None,
        free: &[(1, 0, 9)],
    },
    Rows {
        lines: 2,
        width: 36,
        checked: &[((1, 0, 9), 9), ((1, 13, 19), 19), ((1, 21, 27), 27)],
        composite: None,
        free: &[(1, 0, 9)],
    },
];

impl Rows {
    /// Every place that some digit protects, the digits themselves included.
    pub fn protected(&self) -> Vec<(usize, usize)> {
        let mut places: Vec<(usize, usize)> = Vec::new();
        for ((line, from, to), check) in self.checked {
            places.extend((*from..*to).map(|at| (*line, at)));
            places.push((*line, *check));
        }
        if let Some((cells, digit)) = self.composite {
            places.extend(cells.iter().flat_map(|(line, from, to)| (*from..*to).map(|at| (*line, at))));
            places.push(digit);
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    pub fn is_free(&self, line: usize, column: usize) -> bool {
        self.free.iter().any(|(l, from, to)| *l == line && (*from..*to).contains(&column))
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn today() -> NaiveDate {
    day("2026-11-02")
}

/// Part 3, 4.9: digits as they are, A to Z are 10 to 35, the filler is 0.
pub fn value(byte: u8) -> u32 {
    match byte.to_ascii_uppercase() {
        digit @ b'0'..=b'9' => u32::from(digit - b'0'),
        letter @ b'A'..=b'Z' => u32::from(letter - b'A') + 10,
        b'<' => 0,
        _ => 99_999,
    }
}

pub fn digit_of(data: &[u8]) -> u8 {
    let sum: u32 = data.iter().zip([7, 3, 1].iter().cycle()).map(|(b, weight)| value(*b) * weight).sum();
    b'0' + u8::try_from(sum % 10).unwrap()
}

pub fn digit_holds(data: &[u8], check: u8) -> bool {
    check.is_ascii_digit() && digit_of(data) == check
}

/// Whether all digits of a zone hold, letters that stand in a digit's place being read as the digit.
pub fn lines_hold(text: &str) -> bool {
    let pieces = text.split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
    let bare = |p: &str| if p.starts_with(']') && p.len() > 2 { p[3..].to_owned() } else { p.to_owned() };
    let zone: Vec<u8> = pieces.map(bare).collect::<String>().to_uppercase().into_bytes();
    ROWS.iter().enumerate().any(|(at, rows)| {
        let visa = zone.first() == Some(&b'V');
        zone.len() == rows.lines * rows.width && visa == (at > 2) && all_hold(rows, &zone)
    })
}

fn all_hold(rows: &Rows, zone: &[u8]) -> bool {
    let mut zone = zone.to_vec();
    let digits = |b: u8| match b {
        b'O' | b'Q' | b'D' => b'0',
        b'I' | b'L' => b'1',
        b'Z' => b'2',
        b'S' => b'5',
        b'G' => b'6',
        b'B' => b'8',
        b => b,
    };
    for (which, ((line, from, to), check)) in rows.checked.iter().enumerate() {
        let start = if which == 1 || which == 2 { *from } else { *to };
        for place in (start..*to).chain([*check]).map(|at| line * rows.width + at) {
            zone[place] = digits(zone[place]);
        }
    }
    if let Some((_, (line, at))) = rows.composite {
        zone[line * rows.width + at] = digits(zone[line * rows.width + at]);
    }
    let cell = |(line, from, to): Cell| &zone[line * rows.width + from..line * rows.width + to];
    let fields = rows.checked.iter().enumerate().all(|(which, (field, check))| {
        let digit = zone[field.0 * rows.width + check];
        let unused = which == 3 && digit == b'<' && cell(*field).iter().all(|b| *b == b'<');
        unused || digit_holds(cell(*field), digit) || long_number_holds(rows, which, cell(*field), digit, &zone)
    });
    let whole = rows.composite.is_none_or(|(cells, (line, at))| {
        let data: Vec<u8> = cells.iter().flat_map(|c| cell(*c)).copied().collect();
        digit_holds(&data, zone[line * rows.width + at])
    });
    fields && whole
}

/// Parts 5 and 6: a filler for the digit, and the rest of the number in the optional data.
fn long_number_holds(rows: &Rows, which: usize, field: &[u8], digit: u8, zone: &[u8]) -> bool {
    let Some((line, from, to)) = rows.free.get(1).filter(|_| which == 0 && digit == b'<' && rows.checked.len() == 3)
    else {
        return false;
    };
    let free = &zone[line * rows.width + from..line * rows.width + to];
    let tail: Vec<u8> = free.iter().copied().take_while(|b| *b != b'<').collect();
    tail.split_last().is_some_and(|(check, rest)| digit_holds(&[field, rest].concat(), *check))
}

/// Splitmix64: the same texts on every machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % end as u64).unwrap()
    }

    fn strange(&mut self) -> char {
        const ODD: &[char] = &[
            '\0', '\x03', '\x1b', '\x1d', '\r', '\n', '\t', ' ', '\u{feff}', '\u{202e}', 'é', 'ß', '٣', '𝟙', ';', '.',
            '\\', '^',
        ];
        match self.below(4) {
            0 => ODD[self.below(ODD.len())],
            1 => char::from(b'0' + u8::try_from(self.below(10)).unwrap()),
            2 => char::from(b'A' + u8::try_from(self.below(26)).unwrap()),
            _ => char::from(b' ' + u8::try_from(self.below(95)).unwrap()),
        }
    }

    /// One to four alterations: insert, delete, replace, double, cut, swap, repeat a stretch.
    pub fn alter(&mut self, source: &str) -> String {
        let mut chars: Vec<char> = source.chars().collect();
        for _ in 0..=self.below(4) {
            let at = self.below(chars.len().max(1));
            let other = self.below(chars.len().max(1));
            match self.below(8) {
                0 => chars.insert(at.min(chars.len()), self.strange()),
                1 if !chars.is_empty() => drop(chars.remove(at)),
                2 | 3 if !chars.is_empty() => chars[at] = self.strange(),
                4 if !chars.is_empty() => chars.insert(at, chars[at]),
                5 => chars.truncate(at.max(1)),
                6 if !chars.is_empty() => chars.swap(at, other),
                7 if at < other => {
                    let stretch = chars[at..other].to_vec();
                    chars.splice(at..at, stretch);
                }
                _ => {}
            }
        }
        chars.into_iter().collect()
    }
}
