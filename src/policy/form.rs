//! What is asked, of whom, and who must have answered.

use super::{Ask, DealKind, Goods, Need, Policy, Rule};
use crate::document::DocumentKind;
use serde::Serialize;

/// A source that the law of the place wants asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequiredSource {
    /// Its name, as the config should call it.
    pub name: String,
    /// The guide of the manual source that asks it, where there is one.
    pub guide: Option<String>,
}

impl Policy {
    /// What becomes of this in a deal about a handset.
    pub fn need(&self, deal: DealKind, ask: Ask) -> Rule<Need> {
        self.need_of(deal, Goods::Handset, ask)
    }

    /// The same for any goods. The nearest policy that speaks of it decides; what nobody speaks of is not asked.
    pub fn need_of(&self, deal: DealKind, goods: Goods, ask: Ask) -> Rule<Need> {
        let all = self.line().flat_map(|policy| &policy.rules.asks);
        let rule = all.filter(|one| one.scope.covers(deal, goods)).find(|one| one.rule.value.fields.contains(&ask));
        rule.map_or_else(not_asked, |one| one.rule.with(one.rule.value.need))
    }

    /// What a deal about a handset cannot be signed without, in the order of the form.
    pub fn asks(&self, deal: DealKind) -> Vec<Ask> {
        self.asks_of(deal, Goods::Handset)
    }

    /// The same for any goods.
    pub fn asks_of(&self, deal: DealKind, goods: Goods) -> Vec<Ask> {
        Ask::all().filter(|ask| self.need_of(deal, goods, *ask).value == Need::Required).collect()
    }

    /// How old a seller must be, in years: the highest age that applies to a purchase.
    pub fn minimum_age(&self) -> Option<Rule<u8>> {
        self.minimum_age_for(DealKind::Purchase)
    }

    /// The same for any deal.
    pub fn minimum_age_for(&self, deal: DealKind) -> Option<Rule<u8>> {
        let ages = self.line().flat_map(|policy| &policy.rules.ages);
        let ages = ages.filter(|one| one.scope.deals.contains(&deal)).map(|one| &one.rule);
        ages.max_by_key(|rule| rule.value).cloned()
    }

    /// Whether a document of this kind counts as identification.
    pub fn accepts(&self, document: DocumentKind) -> bool {
        self.documents().is_none_or(|rule| rule.value.contains(&document))
    }

    /// The rule behind it; `None` where every document counts.
    pub fn documents(&self) -> Option<&Rule<Vec<DocumentKind>>> {
        self.line().find_map(|policy| policy.rules.documents.first())
    }

    /// Sources that must have answered, besides those of the shop's own config.
    pub fn required_sources(&self) -> Vec<&Rule<RequiredSource>> {
        self.line().flat_map(|policy| &policy.rules.sources).collect()
    }
}

fn not_asked() -> Rule<Need> {
    Rule {
        value: Need::Forbidden,
        id: "generic/not-asked".to_owned(),
        source: "nothing asks for it".to_owned(),
        basis: super::Basis::House,
        verified_on: None,
        note: None,
    }
}
