//! Cash, and who buys from the shop.

use super::{Ask, Goods, Policy, Rule};
use serde::Serialize;

/// Whether a price may be paid in cash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum CashRule {
    /// Nothing is against it.
    Allowed,
    /// This is: from so many minor units on.
    Forbidden(Rule<u64>),
}

/// From which price on a buyer is written down, and what of him.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BuyerRule {
    /// Lowest price that it is about, in minor units of the policy's currency.
    pub from: u64,
    /// What is asked.
    pub fields: Vec<Ask>,
}

impl Policy {
    /// Whether this may be paid in cash; the amount in minor units.
    pub fn cash(&self, amount: u64, goods: Goods) -> CashRule {
        let rules = self.line().flat_map(|policy| &policy.rules.cash);
        let mut rules = rules.filter(|one| one.scope.goods.contains(&goods)).map(|one| &one.rule);
        rules.find(|rule| amount >= rule.value).map_or(CashRule::Allowed, |rule| CashRule::Forbidden(rule.clone()))
    }

    /// What is asked of who buys goods for this price, in minor units; `None` where nothing is.
    pub fn buyer(&self, amount: u64, goods: Goods) -> Option<Rule<BuyerRule>> {
        let rules = self.line().flat_map(|policy| &policy.rules.buyers);
        let mut rules = rules.filter(|one| one.scope.goods.contains(&goods)).map(|one| &one.rule);
        rules.find(|rule| amount >= rule.value.from).cloned()
    }

    /// Whether a sale at this price, in minor units, needs the buyer.
    pub fn buyer_needed(&self, amount: u64, goods: Goods) -> bool {
        self.buyer(amount, goods).is_some()
    }
}
