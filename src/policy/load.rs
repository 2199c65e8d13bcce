//! From a file to a policy: everything that is not a matter of shape.

use super::clock::{Calendar, HoldClock};
use super::file::{Entry, File, Meta};
use super::wording::forbidden_word;
use super::{
    About, Ask, Asked, BuyerRule, DealKind, Goods, HoldRule, KeepRule, Open, Policy, PolicyError, ReportRule,
    RequiredSource, Rule, Rules, Scope, Scoped, Span, Texts,
};
use chrono::{NaiveTime, Weekday};
use std::collections::BTreeSet;
use toml::Spanned;

/// Kinds of deals that a rule is about when it does not say so: those in which the shop acquires.
const DEALS: [DealKind; 2] = [DealKind::Purchase, DealKind::PartExchange];

/// Collects mistakes while a file becomes a policy.
struct Reader<'a> {
    text: &'a str,
    policy: String,
    seen: BTreeSet<String>,
    mistakes: Vec<PolicyError>,
}

impl Policy {
    /// Reads a file; a shop's own may not take the id of one of the program's.
    pub(super) fn read(text: &str, shipped: bool) -> Result<Self, Vec<PolicyError>> {
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            vec![PolicyError::at(text, at, error.message().lines().collect::<Vec<_>>().join("; "))]
        })?;
        let id = file.id.get_ref().clone();
        let mut reader = Reader { text, policy: id.clone(), seen: BTreeSet::new(), mistakes: Vec::new() };
        reader.head(&file, shipped);
        let base = reader.base(&file);
        let calendar = reader.calendar(&file);
        let known = calendar.as_ref().or_else(|| base.map(Policy::calendar)).is_some_and(|c| c.valid_until.is_some());
        let rules = reader.rules(&file, known);
        let Reader { mut mistakes, .. } = reader;
        if !mistakes.is_empty() {
            mistakes.sort_by_key(PolicyError::line);
            return Err(mistakes);
        }
        Ok(Self {
            id,
            name: file.name.into_inner(),
            base,
            countries: file.countries,
            currency: file.currency.map(Spanned::into_inner),
            note: file.note,
            calendar,
            open: file.open.into_iter().map(|open| Open { about: open.about, note: open.note }).collect(),
            rules,
        })
    }
}

impl Reader<'_> {
    fn wrong(&mut self, at: usize, what: impl Into<String>) {
        self.mistakes.push(PolicyError::at(self.text, at, what));
    }

    fn head(&mut self, file: &File, shipped: bool) {
        let (id, at) = (file.id.get_ref().as_str(), file.id.span().start);
        if !is_id(id) {
            self.wrong(at, format!("{id:?} is no id: 1 to 40 small letters, digits and '-'"));
        } else if !shipped && super::ids().any(|known| known == id) {
            self.wrong(at, format!("{id:?} is a policy of the program; choose another id, and extends = {id:?}"));
        }
        if file.name.get_ref().trim().is_empty() {
            self.wrong(file.name.span().start, "the name is empty");
        }
        let currency = file.currency.as_ref().filter(|c| !c.get_ref().chars().all(|c| c.is_ascii_uppercase()));
        if let Some(currency) = currency.or_else(|| file.currency.as_ref().filter(|c| c.get_ref().len() != 3)) {
            self.wrong(currency.span().start, "a currency is three capital letters, such as GBP");
        }
    }

    fn base(&mut self, file: &File) -> Option<&'static Policy> {
        let Some(extends) = &file.extends else {
            // `generic` is being read just now: it must not wait for itself.
            return if self.policy == "generic" { None } else { Policy::builtin("generic") };
        };
        let base = Policy::builtin(extends.get_ref());
        if base.is_none() {
            let known: Vec<&str> = super::ids().collect();
            let what = format!("{:?} is no policy of the program; known: {}", extends.get_ref(), known.join(", "));
            self.wrong(extends.span().start, what);
        }
        base
    }

    fn calendar(&mut self, file: &File) -> Option<Calendar> {
        if file.weekend.is_none() && file.holidays.is_none() {
            return None;
        }
        let mut calendar = Calendar::default();
        if let Some(weekend) = &file.weekend {
            calendar.weekend = weekend.get_ref().iter().map(|day| Weekday::from(*day)).collect();
            if calendar.weekend.iter().map(Weekday::num_days_from_monday).collect::<BTreeSet<_>>().len() > 6 {
                self.wrong(weekend.span().start, "a week needs a working day");
            }
        }
        if let Some(holidays) = &file.holidays {
            self.rule(holidays, ());
            calendar.holidays = holidays.get_ref().dates.iter().copied().collect();
            calendar.valid_until = Some(holidays.get_ref().valid_until);
        }
        Some(calendar)
    }

    /// The rule of an entry, with its own id and a source.
    fn rule<E: Entry, T>(&mut self, entry: &Spanned<E>, value: T) -> Rule<T> {
        let Meta { id, source, basis, verified_on, note } = entry.get_ref().meta();
        let at = entry.span().start;
        if !is_id(id) {
            self.wrong(at, format!("{id:?} is no rule id: 1 to 40 small letters, digits and '-'"));
        } else if !self.seen.insert(id.to_owned()) {
            self.wrong(at, format!("two rules have the id {id:?}"));
        }
        if source.trim().is_empty() {
            self.wrong(at, format!("the rule {id:?} has an empty source: name the text that it rests on"));
        }
        Rule {
            value,
            id: format!("{}/{id}", self.policy),
            source: source.trim().to_owned(),
            basis,
            verified_on,
            note: note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty()),
        }
    }

    fn rules(&mut self, file: &File, holidays: bool) -> Rules {
        Rules {
            asks: self.asks(file),
            ages: self.each(&file.age, |entry| (entry.years, scope(entry.deals.as_deref(), None))),
            documents: self.plain(&file.documents, |entry| entry.accepted.clone()),
            sources: self.plain(&file.required_source, |entry| RequiredSource {
                name: entry.name.clone(),
                guide: entry.guide.clone(),
            }),
            holds: self.holds(file, holidays),
            keeps: self.keeps(file),
            reports: self.each(&file.report, |entry| {
                let by = entry.by.and_then(|t| {
                    NaiveTime::from_hms_opt(t.hour.into(), t.minute.into(), t.second.unwrap_or_default().into())
                });
                let rule = ReportRule { within: entry.within, by, format: entry.format.clone(), to: entry.to.clone() };
                (rule, scope(entry.deals.as_deref(), None))
            }),
            cash: self.each(&file.cash, |entry| (entry.forbidden_from, scope(None, entry.goods.as_deref()))),
            buyers: self.buyers(file),
            wordings: self.wordings(file),
        }
    }

    fn plain<E: Entry, T>(&mut self, entries: &[Spanned<E>], value: impl Fn(&E) -> T) -> Vec<Rule<T>> {
        entries.iter().map(|entry| self.rule(entry, value(entry.get_ref()))).collect()
    }

    fn each<E: Entry, T>(&mut self, entries: &[Spanned<E>], value: impl Fn(&E) -> (T, Scope)) -> Vec<Scoped<T>> {
        let one = |entry: &Spanned<E>| {
            let (value, scope) = value(entry.get_ref());
            Scoped { rule: self.rule(entry, value), scope }
        };
        entries.iter().map(one).collect()
    }

    fn asks(&mut self, file: &File) -> Vec<Scoped<Asked>> {
        let mut said = BTreeSet::new();
        for entry in &file.ask {
            let asked = entry.get_ref();
            let scope = scope(asked.deals.as_deref(), asked.goods.as_deref());
            let at = entry.span().start;
            for ask in &asked.fields {
                let places = scope.deals.iter().flat_map(|deal| scope.goods.iter().map(move |goods| (*deal, *goods)));
                // All of them, so that one field is one mistake.
                let twice = places.filter(|(deal, goods)| !said.insert((*deal, *goods, *ask))).count();
                if twice > 0 {
                    let id = asked.meta().id.to_owned();
                    self.wrong(at, format!("{id:?} speaks of {:?}, and so does another rule", ask.word()));
                }
                if ask.about() == About::Buyer {
                    self.wrong(at, format!("{:?} belongs into a [[buyer]]", ask.word()));
                }
            }
        }
        self.each(&file.ask, |entry| {
            let asked = Asked { need: entry.need, fields: entry.fields.clone() };
            (asked, scope(entry.deals.as_deref(), entry.goods.as_deref()))
        })
    }

    fn holds(&mut self, file: &File, holidays: bool) -> Vec<Scoped<HoldRule>> {
        for entry in &file.hold {
            if matches!(entry.get_ref().period, HoldClock::WorkingDays(_)) && !holidays {
                // Without the table goods would go too early, and nobody would know.
                self.wrong(entry.span().start, "a hold in working days needs [holidays]");
            }
        }
        self.each(&file.hold, |entry| {
            let rule = HoldRule { period: entry.period, starts: entry.starts, on: entry.on };
            (rule, scope(entry.deals.as_deref(), entry.goods.as_deref()))
        })
    }

    fn keeps(&mut self, file: &File) -> Vec<Rule<KeepRule>> {
        for entry in &file.retention {
            let what = match (entry.get_ref().keep, entry.get_ref().erase) {
                (None, None) => "neither keep nor erase",
                (Some(keep), Some(erase)) if longest(keep) > longest(erase) => "keep is longer than erase",
                _ => continue,
            };
            self.wrong(entry.span().start, what);
        }
        self.plain(&file.retention, |entry| KeepRule { of: entry.of, keep: entry.keep, erase: entry.erase })
    }

    fn buyers(&mut self, file: &File) -> Vec<Scoped<BuyerRule>> {
        for entry in &file.buyer {
            let buyer = entry.get_ref();
            if buyer.from.is_some() == buyer.above.is_some() {
                self.wrong(entry.span().start, "either from or above, in minor units");
            }
            if buyer.fields.is_empty() || buyer.fields.iter().any(|ask| ask.about() != About::Buyer) {
                let known: Vec<&str> = Ask::all().filter(|a| a.about() == About::Buyer).map(Ask::word).collect();
                self.wrong(entry.span().start, format!("fields of a buyer are {}", known.join(", ")));
            }
        }
        self.each(&file.buyer, |entry| {
            let from = entry.from.or(entry.above.map(|above| above.saturating_add(1))).unwrap_or_default();
            (BuyerRule { from, fields: entry.fields.clone() }, scope(None, entry.goods.as_deref()))
        })
    }

    fn wordings(&mut self, file: &File) -> Vec<Rule<Texts>> {
        let mut said = BTreeSet::new();
        for entry in &file.wording {
            let (wording, at) = (entry.get_ref(), entry.span().start);
            if !said.insert(wording.what.word()) {
                self.wrong(at, format!("{:?} stands twice", wording.what.word()));
            }
            if wording.text.is_empty() || wording.text.values().any(|text| text.trim().is_empty()) {
                self.wrong(at, format!("{:?} has an empty text", wording.what.word()));
            }
            for text in wording.text.values() {
                if let Some(word) = forbidden_word(wording.what, text) {
                    self.wrong(at, format!("{:?} may not say {word:?}", wording.what.word()));
                }
            }
        }
        self.plain(&file.wording, |entry| {
            let text = entry.text.iter().map(|(tag, text)| (tag.clone(), text.trim().to_owned())).collect();
            Texts { what: entry.what, text }
        })
    }
}

/// What a rule is about, when it does not say so: acquisitions, of any goods.
fn scope(deals: Option<&[DealKind]>, goods: Option<&[Goods]>) -> Scope {
    Scope { deals: deals.unwrap_or(&DEALS).to_vec(), goods: goods.unwrap_or(&Goods::ALL).to_vec() }
}

/// In days, for comparing.
fn longest(span: Span) -> u64 {
    match span {
        Span::Days(n) => u64::from(n),
        Span::Months(n) => u64::from(n) * 31,
    }
}

fn is_id(id: &str) -> bool {
    (1..=40).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
