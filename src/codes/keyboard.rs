//! Keys to characters: what the keys C, D and 0 to 9 type under keyboards of other places.

/// Both letters as the keys in the same places give them: Latin; Russian and its neighbours; Greek; Hebrew; Arabic;
/// Dvorak. Lower case; an alphabet without case has one form.
const LETTERS: &[(char, char)] = &[('c', 'd'), ('с', 'в'), ('ψ', 'δ'), ('ב', 'ג'), ('ؤ', 'ي'), ('j', 'e')];

/// The digit row without Shift, 0 first, where it types no digits: French and Belgian (§ and ! for - and _),
/// Czech, Slovak.
const ROWS: &[[&str; 10]] = &[
    ["à", "&", "é", "\"", "'", "(", "-§", "è", "_!", "ç"],
    ["é", "+", "ě", "š", "č", "ř", "ž", "ý", "á", "í"],
    ["é", "+", "ľ", "š", "č", "ť", "ž", "ý", "á", "í"],
];

/// Longest text that is looked at, in characters: a declaration's code with hyphens is shorter.
const MOST: usize = 32;

/// The keys of one of our codes: upper-case letters, then digits; `None` for what holds anything
/// else. Hyphens and spaces between the digits are left out.
pub(super) fn typed(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if text.chars().nth(MOST).is_some() {
        return None;
    }
    let (letters, rest) = LETTERS.iter().find_map(|pair| letters(text, *pair))?;
    digits(rest).map(|digits| letters + &digits)
}

/// The letters in front as the keys that they are, and what follows.
fn letters(text: &str, (c, d): (char, char)) -> Option<(String, &str)> {
    let mut keys = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let lower = first.to_lowercase().next().unwrap_or(first);
        let Some(key) = (lower == c).then_some('C').or_else(|| (lower == d).then_some('D')) else { break };
        keys.push(key);
        rest = &rest[first.len_utf8()..];
    }
    // One alphabet throughout: none of them is typed half in another.
    (keys.len() >= 2).then_some((keys, rest))
}

fn digits(text: &str) -> Option<String> {
    let separator = |c: char| matches!(c, '-' | ' ' | '\u{2010}'..='\u{2015}');
    let plain: String = text.chars().filter(|c| !separator(*c)).collect();
    if !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit()) {
        return Some(plain);
    }
    // The bars have no hyphens, so each of these characters is a digit.
    ROWS.iter().find_map(|row| {
        let digit = |c: char| row.iter().zip('0'..).find(|(typed, _)| typed.contains(c)).map(|(_, digit)| digit);
        let read: Option<String> = text.chars().map(digit).collect();
        read.filter(|read| !read.is_empty())
    })
}
