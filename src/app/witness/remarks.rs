//! What a register says of its past, against what this witness has seen.

use crate::ledger::note::VerifierKey;
use crate::ledger::witness::request::Beginning;
use crate::ledger::witness::state::Known;

/// What the officer should know beside the signature.
pub(super) fn remarks(key: &VerifierKey, beginning: &Beginning, all: &[Known], expected: bool) -> Vec<String> {
    let mut remarks = Vec::new();
    if all.iter().any(|known| known.key.name() == key.name() && known.seen.is_some()) {
        return remarks;
    }
    if !expected {
        remarks.push("this register is seen for the first time and its key is believed as it came; compare it with the shop's enrolment paper".to_owned());
    }
    remarks.push("for what was recorded before today this signature only says that it existed today".to_owned());
    let why = beginning.reason.as_deref().unwrap_or("no reason given");
    let seen = |origin: &str| {
        let known = all.iter().find(|known| known.key.name() == origin)?;
        known.seen.as_ref().map(|(checkpoint, _)| checkpoint.size)
    };
    match &beginning.previous {
        Some((origin, cited)) => match seen(origin) {
            Some(signed) if signed > *cited => remarks.push(format!(
                "it follows {origin} ({why}) and cites {cited} entries, but this witness has signed for {signed}: entries {cited} to {} are lost",
                signed - 1
            )),
            Some(signed) => remarks.push(format!("it follows {origin} ({why}) with {cited} entries; {signed} of them were signed for here")),
            None => remarks.push(format!("it follows {origin} ({why}) with {cited} entries, which this witness has never seen")),
        },
        None if beginning.epoch > 1 => remarks.push(format!("it is epoch {} and does not say what it follows ({why})", beginning.epoch)),
        None => {}
    }
    let till = |origin: &str| origin.rsplitn(3, '/').nth(2).map(str::to_owned);
    let followed = beginning.previous.as_ref().map(|(origin, _)| origin.as_str());
    for known in all.iter().filter(|known| till(known.key.name()) == till(key.name())) {
        let name = known.key.name();
        if name != key.name() && Some(name) != followed {
            let size = seen(name).unwrap_or(0);
            remarks.push(format!("this witness knows another register of the same shop and till: {name}, {size} entries; ask which one the customers' entries are in"));
        }
    }
    remarks
}
