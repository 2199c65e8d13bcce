//! Laws of deals that hold whatever happens: random scans, keys, answers, disks, power cuts.

#![cfg(test)]

#[path = "deal_laws/ops.rs"]
mod ops;

use countercheck::clock::Moment;
use countercheck::finding::{Answer, Finding, SourceName};
use countercheck::imei::check_digit;
use countercheck::ledger::leaf::{Draft, EntryId};
use countercheck::policy::{Ask, Policy};
use countercheck::scan::{Input, Key, Scan, ScanSource};
use countercheck::till::{
    Check, CheckId, Committed, DealEffect, DealEvent, DealId, DealSetup, DealTicket, Effect, Event, KeptDraft,
    LineStep, OwnWarning, Paper, PapersTold, Reach, RestoredCheck, Setup, SourceInfo, Stamped, State, Step, Ticket,
    WarningKind, draft_name, is_over, update,
};
use ops::{BODIES, HOUSE, Op, SECRETS, TEXTS, diligent, full, lines, op, outcome, passport, trouble};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

struct World {
    state: State,
    at: Moment,
    fresh: u128,
    recorder: VecDeque<(Ticket, Vec<Draft>)>,
    consults: VecDeque<CheckId>,
    look_ups: VecDeque<(DealId, u32)>,
    committed: Vec<Draft>,
    /// Whether the entries that are committed now are of training.
    training: Vec<bool>,
    tray: BTreeMap<String, Vec<u8>>,
    confirmed: HashMap<CheckId, Vec<Finding>>,
    /// Code, what is paid, and how many lines, of every declaration.
    declared: Vec<(DealId, String, u64, usize)>,
    /// Deals whose person was a child when the document was read last.
    children: BTreeSet<DealId>,
}

impl World {
    fn new() -> Self {
        let mut setup = Setup::for_shop("Law shop");
        for (name, reach) in [("police", Reach::Local), ("national", Reach::Machine)] {
            setup.sources.push(SourceInfo { name: SourceName::new(name), reach, guide: None });
        }
        setup.required = vec![SourceName::new("police")];
        setup.deals = DealSetup::of(Arc::new(Policy::parse(HOUSE).unwrap()));
        let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000_000);
        let mut world = Self {
            state: State::new(setup, at),
            at,
            fresh: 1 << 80,
            recorder: VecDeque::new(),
            consults: VecDeque::new(),
            look_ups: VecDeque::new(),
            committed: Vec::new(),
            training: Vec::new(),
            tray: BTreeMap::new(),
            confirmed: HashMap::new(),
            declared: Vec::new(),
            children: BTreeSet::new(),
        };
        world.start();
        world
    }

    fn start(&mut self) {
        self.happens(Event::Opened);
        let checks: Vec<Check> = self.state.checks.clone();
        assert!(checks.is_empty(), "a till that was just started knows nothing");
        let event = self.opened();
        self.happens(event);
        self.happens(Event::Input(Input::Text("J. Mason".to_owned())));
        self.happens(Event::Input(Input::Key(Key::Enter)));
        self.record();
    }

    /// What the runner of deals would say.
    fn opened(&mut self) -> Event {
        let stands = |id: EntryId| self.committed.iter().any(|d| d.entry_id == id);
        let deals: Vec<DealId> = self.tray.keys().filter_map(|n| n.strip_prefix("deal.")?.parse().ok()).collect();
        let over: Vec<DealId> = deals
            .iter()
            .copied()
            .filter(|deal| is_over(*deal, &mut |id| Ok::<_, String>(stands(id))).unwrap())
            .collect();
        let open = deals.iter().filter(|deal| !over.contains(deal));
        let drafts = open.map(|deal| KeptDraft {
            bytes: self.tray[&draft_name(*deal)].clone(),
            opened: stands(*deal),
            pictures: Vec::new(),
        });
        let drafts: Vec<KeptDraft> = drafts.collect();
        self.tray.retain(|name, _| !over.iter().any(|deal| name.starts_with(&draft_name(*deal))));
        let (number, item) = self.last_numbers();
        Event::Deal(DealEvent::Opened { next_number: number + 1, next_item: item + 1, drafts })
    }

    fn last_numbers(&self) -> (u64, u64) {
        let (mut number, mut item) = (0, 0);
        for (draft, _) in
            self.committed.iter().zip(&self.training).filter(|(d, t)| !**t && d.kind.word() == "deal_signed")
        {
            number = number.max(draft.plain["number"].as_u64().unwrap());
            item = lines(draft).iter().filter_map(|l| l["item"].as_u64()).fold(item, u64::max);
        }
        (number, item)
    }

    #[allow(clippy::needless_pass_by_value, reason = "what was done is over")]
    fn does(&mut self, op: Op) {
        self.pass(700);
        match op {
            Op::Scan(n) => self.scan(&full(n)),
            Op::Pair(a, b) => self.scan(&format!("{};{}", full(a), full(b))),
            Op::Passport(adult) => {
                let front = self.state.deals.front;
                self.scan(&passport(if adult { "740812" } else { "150812" }));
                if let Some(deal) = front {
                    if adult {
                        self.children.remove(&deal)
                    } else {
                        self.children.insert(deal)
                    };
                }
            }
            Op::Declaration(newest) => {
                let code = if newest { self.declared.last() } else { self.declared.first() }.map(|d| d.1.clone());
                if let Some(code) = code {
                    self.scan(&code);
                }
            }
            Op::Text(n) => self.happens(Event::Input(Input::Text(TEXTS[n].to_owned()))),
            Op::Key(key) => self.happens(Event::Input(Input::Key(key))),
            Op::Fill => self.fill(),
            Op::Consulted(word) => self.consult(word),
            Op::Recorded => self.record(),
            Op::NotRecorded => {
                if let Some((ticket, _)) = self.recorder.pop_front() {
                    self.happens(Event::NotRecorded { ticket, trouble: trouble() });
                    self.happens(Event::Input(Input::Key(Key::Esc)));
                }
            }
            Op::Warned(n) => self.warn(n),
            Op::Answered(word) => self.answer(word),
            Op::Picture => {
                let of = countercheck::till::PictureOf::Goods;
                self.happens(Event::Deal(DealEvent::Picture { line: Some(0), of, bytes: Arc::new(vec![1; 8]) }));
            }
            Op::PowerCut => self.power_cut(),
            Op::Training(on) => {
                // The recorder switches it between entries, never under one that is being written.
                if self.recorder.is_empty() {
                    self.happens(Event::Papers(PapersTold::Training(on)));
                }
            }
            Op::Wait(ms) => {
                self.pass(ms);
                self.happens(Event::Tick);
            }
        }
    }

    /// A clerk who does what is asked for, so that deals come to their end.
    fn fill(&mut self) {
        let Some(view) = self.state.deal_view() else { return };
        let Some(step) = view.prompt.step else { return };
        if let Some(choice) = view.prompt.choices.iter().find(|c| c.allowed) {
            return self.happens(Event::Input(Input::Key(Key::Char(choice.key))));
        }
        let text = match step {
            Step::First => full(0),
            Step::Line(_, LineStep::Ask(Ask::Price)) => "120".to_owned(),
            Step::Person(Ask::Document) => return self.does(Op::Passport(true)),
            Step::Person(Ask::Phone) => "01632960001".to_owned(),
            Step::Due | Step::BookPage => "28".to_owned(),
            Step::Declaration | Step::Confirm => String::new(),
            _ => "Roy Masterson".to_owned(),
        };
        if !self.state.field.is_empty() {
            self.happens(Event::Input(Input::Key(Key::Esc)));
        }
        self.happens(Event::Input(Input::Text(text)));
        self.happens(Event::Input(Input::Key(Key::Enter)));
    }

    fn pass(&mut self, ms: u64) {
        self.at.mono += ms;
        self.at.wall += chrono::Duration::milliseconds(i64::try_from(ms).unwrap());
    }

    fn scan(&mut self, text: &str) {
        let scan = Scan { source: ScanSource::Replay, raw: format!("{text}\r").into_bytes(), at: self.at };
        self.happens(Event::Input(Input::Scan(scan)));
    }

    fn consult(&mut self, word: u8) {
        let Some(check) = self.consults.pop_front() else { return };
        let bodies = self.state.check(check).map(Check::bodies).unwrap_or_default();
        let answers = bodies.iter().map(|b| Answer::new(&SourceName::new("police"), b, outcome(word))).collect();
        self.happens(Event::Consulted { check, answers });
    }

    fn answer(&mut self, word: u8) {
        let asked = self.state.checks.iter().rev().find(|c| !c.awaited.is_empty());
        let Some((check, (source, imei))) = asked.map(|c| (c.id, c.awaited[0].clone())) else { return };
        self.happens(Event::Answered { check, answer: Answer::new(&source, &imei, outcome(word)) });
    }

    fn warn(&mut self, n: u8) {
        let Some((deal, turn)) = self.look_ups.pop_front() else { return };
        let kinds = [WarningKind::RefusedBefore, WarningKind::StillInStock, WarningKind::OftenSeller];
        let one = |kind| OwnWarning { kind, line: None, count: 3, threshold: 2, days: 30 };
        let found = (n < 5).then(|| kinds.get(usize::from(n)).copied().map(one).into_iter().collect());
        self.happens(Event::Deal(DealEvent::Warnings { deal, turn, found, known: None }));
    }

    fn record(&mut self) {
        let Some((ticket, drafts)) = self.recorder.pop_front() else { return };
        let training = self.state.papers.training;
        for draft in &drafts {
            self.judge_committed(draft, training);
            self.committed.push(draft.clone());
            self.training.push(training);
        }
        if let Ticket::Settled(id) = ticket {
            let findings = drafts.iter().filter_map(|d| d.plain.get("finding").cloned());
            let findings = findings.filter_map(|f| serde_json::from_value::<Finding>(f).ok());
            self.confirmed.entry(id).or_default().extend(findings);
        }
        let first = self.committed.len() - drafts.len();
        let committed = drafts.iter().zip(first as u64..).map(|(d, index)| Committed {
            entry_id: d.entry_id,
            index,
            leaf_hash: [0; 32],
            size: index + 1,
            root: [0; 32],
        });
        let committed: Vec<Committed> = committed.collect();
        self.happens(Event::Recorded { ticket, committed });
    }

    /// What never reached the recorder is lost; what lies in the tray and in the register is not.
    fn power_cut(&mut self) {
        let known: Vec<RestoredCheck> = self
            .state
            .checks
            .iter()
            .filter(|c| self.confirmed.contains_key(&c.id))
            .map(|c| RestoredCheck {
                check: c.id,
                started: c.started,
                imeis: c.imeis.clone(),
                doubts: c.doubts.clone(),
                answers: c.answers.clone(),
                finding: self.confirmed[&c.id].last().copied().unwrap_or(Finding::NotChecked),
                waiting: false,
                marked: c.marked,
                hold: c.hold.clone(),
            })
            .collect();
        let training = self.state.papers.training;
        self.recorder.clear();
        self.consults.clear();
        self.look_ups.clear();
        self.state = State::new(self.state.setup.clone(), self.at);
        self.happens(Event::Papers(PapersTold::Training(training)));
        self.start();
        self.happens(Event::Restored(known));
        let begun = self.committed.iter().filter(|d| d.kind.word() == "deal_opened").map(|d| d.entry_id);
        for deal in begun.collect::<Vec<_>>() {
            let ended = self.ends(deal) > 0;
            let there = self.state.deals.open.iter().any(|d| d.id == deal);
            assert_eq!(there, !ended, "a deal that was begun is neither over nor there again");
        }
    }

    fn ends(&self, deal: DealId) -> usize {
        let deal = deal.to_string();
        let end = |d: &&Draft| matches!(d.kind.word(), "deal_signed" | "deal_dropped");
        let of = |d: &&Draft| d.plain.get("deal").and_then(Value::as_str) == Some(deal.as_str());
        self.committed.iter().filter(end).filter(of).count()
    }

    fn happens(&mut self, event: Event) {
        let signs = matches!(&event, Event::Recorded { ticket: Ticket::Deal(DealTicket::Signed(_)), .. });
        let before = self.state.deals.signed.clone();
        self.fresh += 1 << 32;
        let effects = update(&mut self.state, Stamped { at: self.at, fresh: EntryId::from_u128(self.fresh), event });
        let after = &self.state.deals.signed;
        assert!(signs || after.is_none() || *after == before, "a deal shows as signed before it is on disk");
        for effect in effects {
            self.judge_effect(effect, signs);
        }
        for deal in self.state.deals.open.iter().filter(|d| d.masked_person) {
            if Some(deal.id) == self.state.deals.front {
                let view = format!("{:?}", self.state.deal_view());
                assert!(!view.contains("Masterson") && !view.contains("ERIKSSON"), "an earlier shift's data shows");
            }
        }
    }

    fn judge_effect(&mut self, effect: Effect, signs: bool) {
        match effect {
            Effect::Record { ticket, drafts } => {
                if let Ticket::Deal(DealTicket::Opened(deal) | DealTicket::Signed(deal)) = ticket {
                    assert!(self.tray.contains_key(&draft_name(deal)), "an entry goes before its draft");
                }
                for draft in &drafts {
                    let plain = serde_json::to_string(&draft.plain).unwrap();
                    let told = SECRETS.iter().chain(&BODIES).find(|s| plain.contains(**s));
                    assert_eq!(told, None, "{} says it in plain: {plain}", draft.kind.word());
                }
                self.recorder.push_back((ticket, drafts));
            }
            Effect::Consult { check, .. } => self.consults.push_back(check),
            Effect::Deal(DealEffect::SaveDraft { deal, bytes }) => {
                self.tray.insert(draft_name(deal), bytes);
            }
            Effect::Deal(DealEffect::RemoveDraft { deal }) => {
                assert!(self.ends(deal) > 0, "a draft goes before its deal is over");
                self.tray.remove(&draft_name(deal));
            }
            Effect::Deal(DealEffect::LookUp { deal, turn, .. }) => self.look_ups.push_back((deal, turn)),
            Effect::Deal(DealEffect::Print(paper)) => match paper {
                Paper::Declaration(paper) => {
                    let digits = paper.code.strip_prefix("CCD").unwrap();
                    let (body, check) = digits.split_at(14);
                    assert_eq!(check_digit(body).to_string(), check);
                    self.declared.push((paper.deal, paper.code, paper.total, paper.lines.len()));
                }
                Paper::Labels(_) | Paper::Ticket(_) => assert!(signs, "a label before the entry is on disk"),
                Paper::CannotBuy(slip) => assert!(!slip.reference.is_empty()),
            },
            _ => {}
        }
    }

    /// Laws of an entry at the moment in which it comes to stand in the register.
    fn judge_committed(&self, draft: &Draft, training: bool) {
        match draft.kind.word() {
            "deal_signed" => self.judge_signed(draft, training),
            "deal_dropped" => self.judge_end(draft),
            _ => {}
        }
    }

    fn judge_end(&self, draft: &Draft) {
        let deal: DealId = draft.plain["deal"].as_str().unwrap().parse().unwrap();
        assert_eq!(self.ends(deal), 0, "a deal ends twice");
        let begun = self.committed.iter().chain(self.recorder.iter().flat_map(|(_, d)| d));
        assert!(begun.into_iter().any(|d| d.entry_id == deal), "a deal ends without a beginning");
    }

    fn judge_signed(&self, draft: &Draft, training: bool) {
        self.judge_end(draft);
        let deal: DealId = draft.plain["deal"].as_str().unwrap().parse().unwrap();
        let kind = draft.plain["deal_kind"].as_str().unwrap();
        let pays = matches!(kind, "purchase" | "pledge" | "part_exchange");
        let (mut sum, mut taken) = (0, 0);
        let (number, mut item) = self.last_numbers();
        for line in lines(draft) {
            let outcome = line["outcome"].as_str().unwrap();
            let is_taken = !matches!(outcome, "refused" | "handed_back");
            taken += usize::from(is_taken);
            sum += line["price"].as_u64().unwrap_or(0);
            assert!(
                is_taken || (line["price"].is_null() && line["item"].is_null()),
                "money for what went back: {line}"
            );
            if is_taken && !training {
                item += 1;
                assert_eq!(line["item"].as_u64(), Some(item), "a gap in the items");
            }
            if outcome.starts_with("bought") {
                self.judge_bought(&line, outcome);
                assert!(!self.children.contains(&deal), "bought from a child");
            }
        }
        if pays {
            assert_eq!(draft.plain["payment"]["amount"].as_u64(), Some(sum), "money does not balance");
            let declared = self.declared.iter().rev().find(|d| d.0 == deal);
            assert_eq!(declared.map(|d| (d.2, d.3)), Some((sum, taken)), "what was signed is not what was declared");
        } else {
            assert!(draft.plain["payment"].is_null(), "money where none is paid");
        }
        assert!(taken > 0, "nothing was taken, and it was signed");
        for warning in draft.plain["warnings"].as_array().unwrap() {
            assert!(!warning["resolution"].is_null(), "signed over an open warning");
        }
        if !training {
            assert_eq!(draft.plain["number"].as_u64(), Some(number + 1), "a gap in the deals");
        }
    }

    fn judge_bought(&self, line: &Value, outcome: &str) {
        let checks: HashSet<CheckId> = line["checks"]
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![line["check"].clone()])
            .iter()
            .filter_map(|id| id.as_str()?.parse().ok())
            .collect();
        let findings: Vec<Finding> =
            checks.iter().filter_map(|id| self.confirmed.get(id).and_then(|f| f.last()).copied()).collect();
        assert_eq!(findings.len(), checks.len(), "bought before its finding stood");
        // A hit that came to stand while the entry was on its way is the alarm's business.
        let known = checks.iter().filter_map(|id| self.state.check(*id)).all(|c| c.finding != Some(Finding::Stop));
        assert!(!known || !findings.contains(&Finding::Stop), "a listed handset was bought");
        if line["what"] == "handset" && checks.is_empty() {
            assert_eq!(outcome, "bought_provisional", "bought without a check as if there had been one");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: proptest::test_runner::RngSeed::Fixed(7), max_shrink_iters: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_to_deals(ops in prop::collection::vec(op(), 0..120)) {
        let mut world = World::new();
        for op in ops {
            world.does(op);
        }
    }

    #[test]
    fn whatever_happens_to_a_diligent_clerk(ops in diligent()) {
        let mut world = World::new();
        for op in ops {
            world.does(op);
        }
    }
}

#[test]
fn a_diligent_clerk_comes_to_the_end() {
    let mut world = World::new();
    for op in [Op::Scan(0), Op::Consulted(3), Op::Recorded, Op::Key(Key::F(7)), Op::Recorded] {
        world.does(op);
    }
    for _ in 0..20 {
        for op in [Op::Answered(3), Op::Fill, Op::Warned(4), Op::Recorded] {
            world.does(op);
        }
    }
    let signed = world.committed.iter().filter(|d| d.kind.word() == "deal_signed").count();
    assert!(signed >= 1, "the laws would see no deal that is signed: {:?}", world.state.deal_view());
}
