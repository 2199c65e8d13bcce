//! Any entries come out of a list as they went in.
#![no_main]

use countercheck::blocklist::{BuildError, Day, Entry, Identity, Interner, List, Status, encode};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

fuzz_target!(|seeds: Vec<(u64, u8, u16, u16)>| {
    let mut words = Interner::default();
    let mut map = BTreeMap::new();
    for (key, status, reporter, day) in seeds {
        let class = words.class(Status::ALL[usize::from(status % 8)], "").unwrap();
        let reporter = words.reporter(&format!("R{}", reporter % 2000), "").unwrap();
        let key = key % 100_000_000_000_000;
        map.insert(key, Entry { key, class, reporter, day: Day(day) });
    }
    let identity = Identity { name: "fuzz".into(), version: 1, changes: None, issued: 0 };
    let bytes = encode(identity, &words, || map.values().map(|&entry| Ok::<_, BuildError>(entry))).unwrap();
    let list = List::from_bytes(bytes).unwrap();
    let told: Vec<Entry> = list.iter().map(Result::unwrap).collect();
    assert_eq!(told.len(), map.len());
    for (told, put) in told.iter().zip(map.values()) {
        assert_eq!((told.key, told.day), (put.key, put.day));
        assert_eq!(list.dictionary().record(told), words.dictionary().record(put));
    }
});
