//! What was confirmed against what is on disk.

use super::shop::Shop;
use countercheck::ledger::leaf::Leaf;
use countercheck::ledger::store::Store;
use countercheck::ledger::tree::leaf_hash;
use serde_json::Value;
use std::collections::BTreeSet;

/// One line of `check --json`, as a promise: this entry stands in the register.
#[derive(Clone, Debug)]
pub struct Confirmed {
    /// Index of the entry.
    pub index: u64,
    /// Its leaf hash in hexadecimal.
    pub leaf_hash: String,
    /// The finding that was printed.
    pub finding: String,
}

impl Confirmed {
    /// Reads a printed line; `None` for one that the end of the program cut off.
    pub fn read(line: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(line).ok()?;
        let text = |v: &Value| v.as_str().map(str::to_owned);
        let entry = &value["entry"];
        let (index, leaf_hash) = (entry["index"].as_u64()?, text(&entry["leaf_hash"])?);
        Some(Self { index, leaf_hash, finding: text(&value["finding"])? })
    }
}

/// What a register holds.
#[derive(Debug, Default)]
pub struct Held {
    /// Number of leaves.
    pub size: u64,
    /// Checks that were started.
    pub started: usize,
    /// Checks that were closed as interrupted.
    pub dropped: usize,
    /// Checks that came to no end.
    pub open: BTreeSet<String>,
}

/// Every promise is kept, no two promise the same entry, and the whole register verifies.
pub fn keeps(shop: &Shop, confirmed: &[Confirmed]) -> Held {
    let store = Store::open(shop.data()).expect("no alarm");
    let mut seen = BTreeSet::new();
    for promise in confirmed {
        let bytes = store.read(promise.index).expect("readable").unwrap_or_else(|| panic!("lost: {promise:?}"));
        assert_eq!(hex::encode(leaf_hash(&bytes)), promise.leaf_hash, "{promise:?}");
        let leaf = Leaf::parse(&bytes).expect("a leaf");
        assert_eq!(leaf.kind.word(), "check_answered", "{promise:?}");
        assert_eq!(leaf.plain["finding"], promise.finding.as_str(), "{promise:?}");
        assert!(seen.insert(promise.index), "promised twice: {promise:?}");
    }
    let mut held = Held { size: store.len().expect("readable"), ..Held::default() };
    let mut next = 0;
    let mut each = |index: u64, bytes: &[u8]| {
        assert_eq!(index, next, "a gap");
        next += 1;
        held.take(&Leaf::parse(bytes).expect("a leaf"));
        true
    };
    store.range(0..u64::MAX >> 1, &mut each).expect("readable");
    assert_eq!(next, held.size);
    let verified = shop.verified();
    assert_eq!(verified["entries"], held.size, "{verified}");
    held
}

impl Held {
    fn take(&mut self, leaf: &Leaf) {
        let named = leaf.plain.get("check").and_then(Value::as_str);
        match (leaf.kind.word(), named) {
            ("check_started", _) => {
                self.started += 1;
                self.open.insert(leaf.entry_id.to_string());
            }
            ("check_answered", Some(check)) => {
                self.open.remove(check);
            }
            ("check_dropped", Some(check)) => {
                self.dropped += 1;
                self.open.remove(check);
            }
            _ => {}
        }
    }
}
