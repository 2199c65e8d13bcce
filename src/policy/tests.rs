//! Laws over all policies of the program, and mistakes in a shop's own.

use super::*;
use crate::words::{Lang, Words};

fn all() -> impl Iterator<Item = &'static Policy> {
    ids().map(|id| Policy::builtin(id).unwrap_or_else(|| panic!("{id}: {:?}", Policy::read(text(id).unwrap(), true))))
}

#[test]
fn every_policy_of_the_program_can_be_read() {
    assert_eq!(all().count(), 10);
    for (id, policy) in ids().zip(all()) {
        assert_eq!(policy.id(), id);
        assert_eq!(policy.base().is_none(), id == "generic");
        let key = policy.name_key().expect("a key");
        assert_eq!(Words::new(Lang::ENGLISH).say(key), policy.name(), "{key}");
        assert!(!Words::new(Lang::FRENCH).say(key).starts_with('{'));
    }
}
