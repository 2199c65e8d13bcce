//! The policies that the program brings.

use super::Policy;
use std::sync::OnceLock;

/// A policy of the program.
struct Shipped {
    id: &'static str,
    /// Catalogue key of its name.
    key: &'static str,
    text: &'static str,
    parsed: OnceLock<Option<Policy>>,
}

const fn shipped(id: &'static str, key: &'static str, text: &'static str) -> Shipped {
    Shipped { id, key, text, parsed: OnceLock::new() }
}

static SHIPPED: [Shipped; 10] = [
    shipped("generic", "policy-generic", include_str!("jurisdictions/generic.toml")),
    shipped("england", "policy-england", include_str!("jurisdictions/england.toml")),
    shipped("scotland", "policy-scotland", include_str!("jurisdictions/scotland.toml")),
    shipped("kent-medway", "policy-kent-medway", include_str!("jurisdictions/kent-medway.toml")),
    shipped("france", "policy-france", include_str!("jurisdictions/france.toml")),
    shipped("new-south-wales", "policy-new-south-wales", include_str!("jurisdictions/new-south-wales.toml")),
    shipped("california", "policy-california", include_str!("jurisdictions/california.toml")),
    shipped("florida", "policy-florida", include_str!("jurisdictions/florida.toml")),
    shipped("south-africa", "policy-south-africa", include_str!("jurisdictions/south-africa.toml")),
    shipped("india", "policy-india", include_str!("jurisdictions/india.toml")),
];

/// The policy that demands nothing: what all others fall back on.
pub const GENERIC: &str = "generic";

/// Ids of all policies of the program, `generic` first.
pub fn ids() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|one| one.id)
}

impl Policy {
    /// A policy of the program. It is read once.
    pub fn builtin(id: &str) -> Option<&'static Self> {
        let one = SHIPPED.iter().find(|one| one.id == id)?;
        // A policy of the program that cannot be read is a mistake that the tests find.
        one.parsed.get_or_init(|| Self::read(one.text, true).ok()).as_ref()
    }

    /// The catalogue key of a shipped policy's name; a shop's own is called what its file says.
    pub fn name_key(&self) -> Option<&'static str> {
        SHIPPED.iter().find(|one| one.id == self.id()).map(|one| one.key)
    }
}

/// Policies of the program for a country (`GB`) or a part of one (`US-CA`), the country's own first.
pub fn for_place(place: &str) -> Vec<&'static Policy> {
    let country = place.split('-').next().unwrap_or_default();
    let near = |known: &String| known.split('-').next() == Some(country);
    let mut found: Vec<_> = ids().filter_map(Policy::builtin).filter(|one| one.countries().iter().any(near)).collect();
    found.sort_by_key(|one| !one.countries().iter().any(|known| known == place));
    found
}

/// The text of a shipped policy: what a shop's own starts from.
pub fn text(id: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|one| one.id == id).map(|one| one.text)
}
