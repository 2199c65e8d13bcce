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

fn mistakes(rest: &str) -> Vec<String> {
    Policy::mistakes(&format!("id = \"own\"\nname = \"Own\"\n{rest}")).iter().map(ToString::to_string).collect()
}

#[test]
fn every_rule_names_its_source_and_is_verified_by_a_day_or_marked() {
    let words = Words::new(Lang::ENGLISH);
    for policy in all() {
        let rules = policy.listing(&words);
        assert!(rules.len() > 5, "{}", policy.id());
        for Listed { rule, text, .. } in rules {
            assert!(!rule.source.is_empty() && !text.concat().is_empty(), "{}", rule.id);
            assert!(rule.id.contains('/'), "{}", rule.id);
            assert!(!rule.unverified() || rule.note.is_some(), "{} is unverified and says nothing of it", rule.id);
            assert_eq!(rule.mark(&words).contains("unverified"), rule.unverified(), "{}", rule.id);
            assert!(!rule.source.contains("shared") && !rule.source.contains("facts"), "{}", rule.id);
        }
    }
}

#[test]
fn the_table_of_asks_is_in_the_order_of_the_enum() {
    for (n, ask) in Ask::all().enumerate() {
        assert_eq!(ask as usize, n, "{}", ask.word());
        assert_eq!(ask.key(), format!("ask-{}", ask.word().replace('_', "-")));
        assert_eq!(serde_json::to_string(&ask).unwrap(), format!("\"{}\"", ask.word()));
    }
    for (n, kind) in DealKind::all().enumerate() {
        assert_eq!(kind as usize, n);
        assert_eq!(DealKind::from_word(kind.word()), Some(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.word()));
    }
}

#[test]
fn texts_are_there_in_both_languages_and_never_say_what_nobody_knows() {
    for policy in all() {
        for what in Wording::ALL {
            for lang in Lang::all() {
                let text = policy.wording(what, lang);
                assert!(!text.trim().is_empty(), "{} {} {}", policy.id(), what.word(), lang.tag());
                assert_eq!(wording::forbidden_word(what, text), None, "{} {}", policy.id(), what.word());
                assert!(text.chars().all(|c| c <= '\u{ff}'), "{} {}: {text}", policy.id(), what.word());
            }
            let texts = &policy.wording_rule(what).unwrap().value.text;
            assert!(texts.contains_key("en") && texts.contains_key("fr"), "{} {}", policy.id(), what.word());
        }
    }
    let france = Policy::builtin("france").unwrap();
    assert_ne!(france.wording(Wording::Declaration, Lang::FRENCH), france.wording(Wording::Declaration, Lang::ENGLISH));
    assert!(wording::forbidden_word(Wording::Slip, "It was Stolen.").is_some());
    assert!(wording::forbidden_word(Wording::HitKeep, "It may be stolen.").is_none());
    assert!(wording::forbidden_word(Wording::HitKeep, "It is clean.").is_some());
}

#[test]
fn what_places_ask_is_what_their_law_names() {
    let asks = |id: &str, deal| Policy::builtin(id).unwrap().asks(deal);
    assert!(asks("generic", DealKind::Purchase).is_empty());
    let england = [Ask::Name, Ask::Address, Ask::Serial, Ask::Description, Ask::Payment];
    assert_eq!(asks("england", DealKind::Purchase), england);
    assert_eq!(asks("scotland", DealKind::Purchase), england, "the trade's code is the same there");
    assert!(asks("new-south-wales", DealKind::Purchase).contains(&Ask::Mac));
    assert!(asks("south-africa", DealKind::Purchase).contains(&Ask::DocumentPicture));
    assert!(asks("california", DealKind::Purchase).contains(&Ask::Thumbprint));
    for policy in all() {
        for deal in [DealKind::Repair, DealKind::Enquiry, DealKind::OpeningStock] {
            assert!(policy.asks(deal).is_empty(), "{} {}", policy.id(), deal.word());
            assert_eq!(policy.need(deal, Ask::Document).value, Need::Forbidden, "{}", policy.id());
        }
        if policy.id() != "california" {
            assert_ne!(policy.need(DealKind::Purchase, Ask::Thumbprint).value, Need::Required, "{}", policy.id());
        }
    }
    let france = Policy::builtin("france").unwrap();
    assert_eq!(france.need(DealKind::Purchase, Ask::DocumentPicture).value, Need::Forbidden);
    assert!(france.minimum_age().is_some_and(|age| age.value == 18 && age.unverified()));
    let sale = |amount| Policy::builtin("new-south-wales").unwrap().buyer_needed(amount, Goods::Handset);
    assert_eq!((sale(9_999), sale(10_000)), (false, true));
    let india = Policy::builtin("india").unwrap().required_sources();
    assert_eq!(india.iter().map(|rule| rule.value.name.as_str()).collect::<Vec<_>>(), ["in-ceir"]);
}

#[test]
fn mistakes_are_told_with_line_and_key() {
    assert_eq!(mistakes(""), Vec::<String>::new());
    let cases = [
        ("holdd = 1\n", "line 3, holdd: unknown field `holdd`"),
        ("[[age]]\nid = \"a\"\nyears = 18\n", "missing field `source`"),
        ("[[age]]\nid = \"a\"\nyears = 18\nsource = \" \"\n", "line 3, [[age]]: the rule \"a\" has an empty source"),
        ("[[hold]]\nid = \"a\"\nsource = \"s\"\nperiod = \"5 working days\"\n", "needs [holidays]"),
        (
            "[[hold]]\nid = \"a\"\nsource = \"s\"\nperiod = \"a fortnight\"\n",
            "line 6, period: \"a fortnight\" is no period",
        ),
        ("[[hold]]\nid = \"a\"\nsource = \"s\"\nperiod = \"0 days\"\n", "is no period"),
        (
            "[[ask]]\nid = \"a\"\nsource = \"s\"\nneed = \"required\"\nfields = [\"nam\"]\n",
            "line 7, fields: unknown variant `nam`",
        ),
        ("extends = \"mars\"\n", "line 3, extends: \"mars\" is no policy"),
        (
            "weekend = [\"monday\", \"tuesday\", \"wednesday\", \"thursday\", \"friday\", \"saturday\", \"sunday\"]\n",
            "needs a working day",
        ),
        (
            "[[retention]]\nid = \"a\"\nsource = \"s\"\nkeep = \"2 years\"\nerase = \"60 days\"\n",
            "keep is longer than erase",
        ),
        (
            "[[wording]]\nid = \"a\"\nsource = \"s\"\nwhat = \"slip\"\ntext.en = \"It was stolen\"\n",
            "may not say \"stolen\"",
        ),
        ("[[age]]\nid = \"a\"\nsource = \"s\"\nyears = 18\nverified_on = 2026-11-01T10:00:00\n", "is no day"),
    ];
    for (rest, expected) in cases {
        let told = mistakes(rest);
        assert!(told.len() == 1 && told[0].contains(expected), "{rest}: {told:?}");
    }
    let both = "[[ask]]\nid = \"a\"\nsource = \"s\"\nneed = \"required\"\nfields = [\"name\"]\n\
                [[ask]]\nid = \"b\"\nsource = \"s\"\nneed = \"forbidden\"\nfields = [\"name\"]\n";
    assert_eq!(mistakes(both), ["line 8, [[ask]]: \"b\" speaks of \"name\", and so does another rule"]);
    let taken = Policy::parse("id = \"england\"\nname = \"x\"\n").unwrap_err().to_string();
    assert!(taken.contains("is a policy of the program"), "{taken}");
}

#[test]
fn a_shops_own_rules_stand_before_those_they_extend() {
    let own = "id = \"own\"\nname = \"Own\"\nextends = \"scotland\"\n\
               [[ask]]\nid = \"phone\"\nbasis = \"house\"\nsource = \"us\"\nneed = \"required\"\nfields = [\"phone\"]\n\
               [[cash]]\nid = \"no-cash\"\nbasis = \"house\"\nsource = \"us\"\nforbidden_from = 5000\ngoods = [\"handset\"]\n\
               [[documents]]\nid = \"papers\"\nbasis = \"house\"\nsource = \"us\"\naccepted = [\"passport\"]\n";
    let own = Policy::parse(own).unwrap();
    assert_eq!(own.need(DealKind::Purchase, Ask::Phone).id, "own/phone");
    assert_eq!(own.need(DealKind::Purchase, Ask::Name).id, "england/code-seller");
    assert_eq!(own.cash(4_999, Goods::Handset), CashRule::Allowed);
    assert!(matches!(own.cash(5_000, Goods::Handset), CashRule::Forbidden(rule) if rule.id == "own/no-cash"));
    assert_eq!(own.cash(5_000, Goods::Goods), CashRule::Allowed);
    assert!(own.accepts(DocumentKind::Passport) && !own.accepts(DocumentKind::DrivingLicence));
    assert!(own.base().unwrap().accepts(DocumentKind::DrivingLicence));
    assert_eq!((own.title(&Words::new(Lang::FRENCH)), own.currency()), ("Own".to_owned(), Some("GBP")));
}
