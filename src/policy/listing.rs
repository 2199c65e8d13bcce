//! All rules of a policy one after another, for showing.

use super::{Ask, BuyerRule, DealKind, Goods, HoldRule, KeepRule, On, Policy, ReportRule, Rule, Scope, Starts};
use crate::words::Words;
use serde::Serialize;
use serde_json::{Value, json};

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// What is asked.
    Ask,
    /// A seller's age.
    Age,
    /// Documents that count.
    Documents,
    /// Sources that must answer.
    RequiredSource,
    /// Holds.
    Hold,
    /// How long records are kept.
    Retention,
    /// Reports to the police.
    Report,
    /// Cash.
    Cash,
    /// Who buys from the shop.
    Buyer,
    /// Texts.
    Wording,
}

impl Topic {
    /// The section of the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Age => "age",
            Self::Documents => "documents",
            Self::RequiredSource => "required_source",
            Self::Hold => "hold",
            Self::Retention => "retention",
            Self::Report => "report",
            Self::Cash => "cash",
            Self::Buyer => "buyer",
            Self::Wording => "wording",
        }
    }

    /// A heading for people.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Ask => "What is asked",
            Self::Age => "Age",
            Self::Documents => "Documents that count",
            Self::RequiredSource => "Sources that must have answered",
            Self::Hold => "Holds",
            Self::Retention => "How long records are kept",
            Self::Report => "Reports to the police",
            Self::Cash => "Cash",
            Self::Buyer => "Buyers",
            Self::Wording => "Texts",
        }
    }
}

/// One rule as people and scripts read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listed {
    /// What it is about.
    pub kind: Topic,
    /// Kinds of deals that it is about; empty where that does not matter.
    pub deals: Vec<DealKind>,
    /// Goods that it is about; empty where that does not matter.
    pub goods: Vec<Goods>,
    /// The rule with its value as the file has it.
    pub rule: Rule<Value>,
    /// The same in lines for people.
    pub text: Vec<String>,
}

impl Policy {
    /// Every rule that applies here, by topic; a rule of the base that this policy replaces is left out.
    pub fn listing(&self, words: &Words) -> Vec<Listed> {
        let mut all = self.list_asks(words);
        for policy in self.line() {
            let rules = &policy.rules;
            all.extend(rules.ages.iter().map(|one| {
                let value = json!({ "years": one.rule.value });
                listed(Topic::Age, Some(&one.scope), &one.rule, value, vec![one.rule.say(words)])
            }));
            all.extend(rules.sources.iter().map(|rule| {
                listed(Topic::RequiredSource, None, rule, json!(rule.value), vec![rule.value.name.clone()])
            }));
            all.extend(rules.holds.iter().map(|one| {
                let text = hold(&one.rule.value, words);
                listed(Topic::Hold, Some(&one.scope), &one.rule, json!(one.rule.value), vec![text])
            }));
            all.extend(
                rules
                    .keeps
                    .iter()
                    .map(|rule| listed(Topic::Retention, None, rule, json!(rule.value), vec![keep(&rule.value)])),
            );
            all.extend(rules.reports.iter().map(|one| {
                let text = report(&one.rule.value, words);
                listed(Topic::Report, Some(&one.scope), &one.rule, json!(one.rule.value), vec![text])
            }));
            all.extend(rules.cash.iter().map(|one| {
                let text = format!("no cash from {} on", self.money(one.rule.value));
                let value = json!({ "forbidden_from": one.rule.value });
                listed(Topic::Cash, Some(&one.scope), &one.rule, value, vec![text])
            }));
            all.extend(rules.buyers.iter().map(|one| {
                let BuyerRule { from, fields } = &one.rule.value;
                let text = format!("from {} on: {}", self.money(*from), labels(fields, words));
                listed(Topic::Buyer, Some(&one.scope), &one.rule, json!(one.rule.value), vec![text])
            }));
        }
        all.extend(self.documents().map(|rule| {
            let text = rule.value.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", ");
            listed(Topic::Documents, None, rule, json!({ "accepted": rule.value }), vec![text])
        }));
        all.extend(super::Wording::ALL.into_iter().filter_map(|what| self.wording_rule(what)).map(|rule| {
            let texts = &rule.value.text;
            let lines = texts.iter().map(|(tag, text)| format!("{} ({tag}): {text}", rule.value.what.word())).collect();
            listed(Topic::Wording, None, rule, json!(rule.value), lines)
        }));
        all.sort_by_key(|one| one.kind as usize);
        all
    }

    /// Rules about what is asked, as far as they still decide something.
    fn list_asks(&self, words: &Words) -> Vec<Listed> {
        let all = self.line().flat_map(|policy| &policy.rules.asks);
        let decides = |id: &str, scope: &Scope, ask: Ask| {
            scope.deals.iter().any(|deal| scope.goods.iter().any(|goods| self.need_of(*deal, *goods, ask).id == id))
        };
        let still = all.filter_map(|one| {
            let asked = &one.rule.value;
            let fields: Vec<Ask> =
                asked.fields.iter().copied().filter(|ask| decides(&one.rule.id, &one.scope, *ask)).collect();
            let deals: Vec<String> = one.scope.deals.iter().map(|deal| words.say(deal.key())).collect();
            let goods: Vec<&str> = one.scope.goods.iter().map(|goods| goods.word()).collect();
            let of = if goods.len() == Goods::ALL.len() { String::new() } else { format!("; {}", goods.join(", ")) };
            let text =
                format!("{}: {} ({}{of})", words.say(asked.need.key()), labels(&fields, words), deals.join(", "));
            let value = json!({ "need": asked.need, "fields": fields });
            (!fields.is_empty()).then(|| listed(Topic::Ask, Some(&one.scope), &one.rule, value, vec![text]))
        });
        still.collect()
    }

    /// Minor units as people write them. All currencies of the program's policies have hundredths.
    fn money(&self, minor: u64) -> String {
        format!("{} {}.{:02}", self.currency().unwrap_or_default(), minor / 100, minor % 100).trim().to_owned()
    }
}

fn listed<T>(kind: Topic, scope: Option<&Scope>, rule: &Rule<T>, value: Value, text: Vec<String>) -> Listed {
    let deals = scope.map(|scope| scope.deals.clone()).unwrap_or_default();
    let goods = scope.map(|scope| scope.goods.clone()).unwrap_or_default();
    Listed { kind, deals, goods, rule: rule.with(value), text }
}

fn labels(asks: &[Ask], words: &Words) -> String {
    asks.iter().map(|ask| words.say(ask.key())).collect::<Vec<_>>().join(", ")
}

fn hold(rule: &HoldRule, words: &Words) -> String {
    let on = if rule.on == On::Hit { ", when a source lists it" } else { "" };
    let starts = if rule.starts == Starts::Report { ", from the report to the police" } else { "" };
    format!("{}{starts}{on}", rule.period.say(words))
}

fn keep(rule: &KeepRule) -> String {
    let keep = rule.keep.map(|span| format!("kept for {span}"));
    let erase = rule.erase.map(|span| format!("erased after {span}"));
    let both: Vec<String> = keep.into_iter().chain(erase).collect();
    format!("{}: {}", rule.of.word().replace('_', " "), both.join(", "))
}

fn report(rule: &ReportRule, words: &Words) -> String {
    let by = rule.by.map(|time| format!(", by {}", time.format("%H:%M"))).unwrap_or_default();
    let to = rule.to.as_ref().map(|to| format!(", to {to}")).unwrap_or_default();
    let format = rule.format.as_ref().map(|format| format!(" ({format})")).unwrap_or_default();
    format!("within {}{by}{to}{format}", rule.within.say(words))
}
