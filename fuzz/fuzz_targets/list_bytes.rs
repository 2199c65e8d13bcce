//! Any bytes as a list: opened, asked and read whole without a panic.
#![no_main]

use countercheck::blocklist::List;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(list) = List::from_bytes(bytes.to_vec()) else { return };
    for entry in list.iter().take(100_000).flatten() {
        assert!(list.find_key(entry.key).is_ok());
    }
    for key in [0, 35_209_900_176_148, 99_999_999_999_999, u64::MAX] {
        let _any = list.find_key(key);
    }
});
