//! Damaged and hostile bytes: no panic, and never an answer that the whole list would not give.

use super::generator::{Random, generate};
use super::lists::{Words, identity};
use countercheck::blocklist::{List, Said};

/// What a list says, as text that outlives it.
fn said(list: &List<Vec<u8>>, key: u64) -> Option<String> {
    list.find_key(key).ok().map(|said| format!("{said:?}"))
}

/// One changed byte, a run of zeros, a cut or a swapped page: an error for what it covers, or the truth.
#[test]
fn a_damaged_list_never_lies() {
    let made = generate(5, 20_000, false);
    let words = Words::new();
    let bytes = words.list(identity(1, None), &made.entries);
    let list = List::from_bytes(bytes.clone()).unwrap();
    let mut random = Random::new(0xDA_4A6E);
    let (mut refused, mut errors, mut truths) = (0, 0, 0);
    for round in 0..300 {
        let mut damaged = bytes.clone();
        let at = random.below(bytes.len() as u64) as usize;
        match round % 4 {
            0 | 1 => damaged[at] ^= 1 << random.below(8),
            2 => damaged[at..(at + 300).min(bytes.len())].fill(0),
            _ if random.below(2) == 0 => damaged.truncate(at),
            _ => {
                let pages = u64::from(list.pages());
                let [a, b] = [0; 2].map(|_| (1 + random.below(pages) as usize) * 4096);
                let copy = damaged[a..a + 4096].to_vec();
                damaged[b..b + 4096].copy_from_slice(&copy);
            }
        }
        let Ok(opened) = List::from_bytes(damaged) else {
            refused += 1;
            continue;
        };
        let mut ask = |key: u64| match said(&opened, key) {
            None => errors += 1,
            told => {
                assert_eq!(told, said(&list, key), "round {round}, {key}");
                truths += 1;
            }
        };
        // What the damaged page covers, and what others do.
        let near = at.saturating_sub(4096) * made.entries.len() / bytes.len();
        for i in (0..200).map(|_| random.below(made.entries.len() as u64) as usize).chain(near..near + 200) {
            let key = made.entries[i.min(made.entries.len() - 1)].0;
            ask(key);
            ask(key + 1);
        }
    }
    assert!(refused > 30 && errors > 300 && truths > 20_000, "{refused} {errors} {truths}");
}

/// Damage under a checksum that fits: somebody made it on purpose. Nothing panics, nothing hangs.
#[test]
fn hostile_bytes_are_survived() {
    let made = generate(6, 8_000, false);
    let words = Words::new();
    let bytes = words.list(identity(1, None), &made.entries);
    let pages = List::from_bytes(bytes.clone()).unwrap().pages() as usize;
    let tables = 4096 * (1 + pages);
    let mut random = Random::new(0x0005_7711E);
    let mut opened = 0;
    for _ in 0..600 {
        let mut hostile = bytes.clone();
        let whole = hostile.len() as u64;
        for _ in 0..=random.below(4) {
            let at = match random.below(8) {
                0 => random.below(100),
                1..4 => 4096 + random.below(pages as u64 * 4096),
                _ => tables as u64 + random.below(whole - tables as u64),
            };
            hostile[at as usize] = random.raw() as u8;
        }
        forge(&mut hostile, pages);
        let Ok(list) = List::from_bytes(hostile) else { continue };
        opened += 1;
        for i in (0..made.entries.len()).step_by(97) {
            let _any = list.find_key(made.entries[i].0).is_ok_and(|said| said == Said::Nothing);
        }
        assert!(list.iter().count() as u64 <= list.entries() + 2_000_000);
    }
    assert!(opened > 50, "{opened} of the forged lists opened");
}

/// Makes every checksum fit again: of the groups, the tables, the header and the pages.
fn forge(bytes: &mut [u8], pages: usize) {
    let number = |bytes: &[u8], at: usize| bytes.get(at..at + 4).map(|b| u32::from_le_bytes(b.try_into().unwrap()));
    let name = bytes[76] as usize;
    let Some(name) = bytes.get(77..77 + name) else { return };
    let mut seed = crc32c::crc32c(name);
    let version: [u8; 8] = bytes[32..40].try_into().unwrap();
    let changes = u64::from_le_bytes(bytes[40..48].try_into().unwrap());
    let changes = if bytes[8] == 1 { changes.wrapping_add(1) } else { 0 };
    for field in [version, changes.to_le_bytes(), bytes[48..56].try_into().unwrap()] {
        seed = crc32c::crc32c_append(seed, &field);
    }
    let (tacs, groups) = (number(bytes, 56).unwrap() as usize, number(bytes, 60).unwrap() as usize);
    let all = 4096 * (1 + pages);
    let tables = all + 3 * tacs + 4 * pages;
    let place = |bytes: &[u8], group: usize| {
        let at = tables + 16 * group;
        let (Some(rank), Some(page)) = (number(bytes, at + 4), number(bytes, at + 8)) else { return tables };
        if group < groups { all + 3 * rank as usize + 4 * page as usize } else { tables }
    };
    for group in 0..groups.min(1000) {
        let crc = bytes.get(place(bytes, group)..place(bytes, group + 1)).map(|held| crc32c::crc32c_append(seed, held));
        if let (Some(crc), Some(slot)) = (crc, bytes.get_mut(tables + 16 * group + 12..tables + 16 * group + 16)) {
            slot.copy_from_slice(&crc.to_le_bytes());
        }
    }
    if let Some(held) = bytes.get(tables..) {
        let crc = crc32c::crc32c(held);
        bytes[64..68].copy_from_slice(&crc.to_le_bytes());
    }
    let crc = crc32c::crc32c(&bytes[..4092]);
    bytes[4092..4096].copy_from_slice(&crc.to_le_bytes());
    for page in 0..pages {
        let at = 4096 * (1 + page);
        let crc = crc32c::crc32c(&(u64::from(seed) | (page as u64) << 32).to_le_bytes());
        let crc = crc32c::crc32c_append(crc, &bytes[at + 4..at + 4096]);
        bytes[at..at + 4].copy_from_slice(&crc.to_le_bytes());
    }
}

/// Bytes that were never a list.
#[test]
fn noise_is_no_list() {
    let mut random = Random::new(3);
    for length in [0, 1, 7, 8, 84, 4095, 4096, 4097, 20_000] {
        let noise: Vec<u8> = (0..length).map(|_| random.raw() as u8).collect();
        assert!(List::from_bytes(noise).is_err());
    }
}
