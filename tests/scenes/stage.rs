//! Plays a scene on the real state machine, with a disk and lists that answer at once.

use crate::deals::{self, Deals};
use crate::language::{Scene, Shop, Step};
use crate::papers;
use crate::staff;
use crate::stock::{self, Goods};
use crate::vocabulary::{
    answers_in_words, event, finding, full, key, lists, notice, numbers, outcome, remembered, restored, setup, words,
};
use countercheck::clock::Moment;
use countercheck::finding::{Answer, SourceName};
use countercheck::imei::Imei;
use countercheck::ledger::leaf::{Draft, EntryId};
use countercheck::scan::{Input, Key, Scan, ScanSource};
use countercheck::till::{
    Beep, Check, CheckId, Committed, Effect, Event, InspectAsk, Pane, PapersAsk, PapersPane, PapersTold, Reach,
    RestoredCheck, StaffAsk, Stamped, State, StockAsk, Ticket, Trouble, update,
};
use std::collections::VecDeque;

/// Plays a scene; an error says at which step what differs.
pub(crate) fn play(text: &str) -> Result<(), String> {
    let scene: Scene = toml::from_str(text).map_err(|e| e.to_string())?;
    if scene.step.is_empty() {
        return Err("no step".to_owned());
    }
    let mut stage = Stage::new(&scene.shop)?;
    for (n, step) in scene.step.iter().enumerate() {
        stage.act(step).and_then(|()| stage.judge(step)).map_err(|why| format!("step {}: {why}", n + 1))?;
    }
    Ok(())
}

struct Stage {
    state: State,
    at: Moment,
    fresh: u128,
    local: Vec<(String, String)>,
    by_hand: bool,
    disk_full: bool,
    /// Effects of the current step, by name.
    effects: Vec<String>,
    /// Everything that was to be written, in order.
    drafts: Vec<Draft>,
    index: u64,
    goods: Goods,
    /// What is on disk, in order.
    committed: Vec<Draft>,
    deals: Deals,
    /// What went to the recorder last.
    sent: Vec<Draft>,
    /// Wrong PINs in a row.
    failures: u32,
}

impl Stage {
    fn new(shop: &Shop) -> Result<Self, String> {
        let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000_000);
        let mut stage = Self {
            state: State::new(setup(shop)?, at),
            at,
            fresh: 1 << 64,
            local: shop.local.clone().into_iter().collect(),
            by_hand: false,
            disk_full: false,
            effects: Vec::new(),
            drafts: Vec::new(),
            sent: Vec::new(),
            index: 0,
            goods: Goods::default(),
            committed: Vec::new(),
            deals: Deals::default(),
            failures: 0,
        };
        for line in &shop.stock {
            stage.goods.tell(line, at)?;
        }
        if !shop.people.is_empty() {
            stage.happens(staff::people(&shop.people, shop.sealed)?);
        }
        if shop.begins != "opening" {
            stage.happens(Event::Opened);
            let opened = stage.deals.opened(&[]);
            stage.happens(opened);
        }
        if shop.begins.is_empty() && shop.people.is_empty() {
            stage.happens(Event::Input(Input::Text("J. Mason".to_owned())));
            stage.happens(Event::Input(Input::Key(Key::Enter)));
        } else if shop.begins.is_empty() {
            stage.happens(Event::Input(Input::Key(Key::Char('1'))));
            stage.happens(Event::Input(Input::Key(Key::Enter)));
            stage.type_pin(1);
        }
        if !shop.stock.is_empty() {
            stage.happens(Event::Stock(stage.goods.answer(&StockAsk::Items)));
        }
        stage.by_hand = shop.by_hand;
        stage.drafts.clear();
        stage.effects.clear();
        Ok(stage)
    }

    /// One event and, unless the scene does it by hand, what disk and lists make of its effects.
    fn happens(&mut self, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            self.fresh += 1 << 32;
            let stamped = Stamped { at: self.at, fresh: EntryId::from_u128(self.fresh), event };
            for effect in update(&mut self.state, stamped) {
                self.effects.push(self.name(&effect));
                if let Effect::Record { drafts, .. } = &effect {
                    self.drafts.extend(drafts.iter().cloned());
                    self.sent.clone_from(drafts);
                }
                if let Effect::Deal(effect) = &effect {
                    events.extend(self.deals.answer(effect));
                }
                if !self.by_hand {
                    events.extend(self.answer_of(effect));
                }
            }
        }
    }

    fn answer_of(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Record { ticket, .. } if self.disk_full => Some(Event::NotRecorded { ticket, trouble: full() }),
            Effect::Record { ticket, drafts } if self.state.papers.training => {
                // Of training nothing is kept.
                Some(Event::Recorded { ticket, committed: self.commit(&drafts) })
            }
            Effect::Record { ticket, drafts } => match self.goods.record(&drafts) {
                Ok(_) => Some(Event::Recorded { ticket, committed: self.commit(&drafts) }),
                Err(refusal) => {
                    let trouble = Trouble { what: refusal.to_string(), advice: refusal.advice().to_owned() };
                    Some(Event::NotRecorded { ticket, trouble })
                }
            },
            Effect::Stock(ask) => Some(Event::Stock(self.goods.answer(&ask))),
            Effect::Consult { check, .. } => Some(Event::Consulted { check, answers: self.lists_say(check) }),
            Effect::Papers(ask @ PapersAsk::Close { .. }) if self.disk_full => {
                Some(Event::Papers(PapersTold::Refused { ask, trouble: full() }))
            }
            // The tray is another file than the register: a slow disk holds up both, and no scene needs it.
            Effect::Staff(ask) => Some(staff::answer(&ask, &mut self.failures)),
            Effect::Inspect(ask) => Some(staff::inspected(ask, self.at)),
            Effect::Papers(ask) => Some(Event::Papers(papers::told(ask, self.at, self.state.papers.training))),
            Effect::Screen { handsets } => {
                let said = |id: CheckId| self.lists_say(id).into_iter().map(move |answer| (id, answer));
                Some(Event::Screened(handsets.iter().flat_map(|(id, _)| said(*id)).collect()))
            }
            _ => None,
        }
    }

    fn type_pin(&mut self, number: usize) {
        for c in staff::pin(number).chars() {
            self.happens(Event::Input(Input::Key(Key::Char(c))));
        }
        self.happens(Event::Input(Input::Key(Key::Enter)));
    }

    fn commit(&mut self, drafts: &[Draft]) -> Vec<Committed> {
        self.committed.extend(drafts.iter().cloned());
        let place = |draft: &Draft| {
            self.index += 1;
            Committed {
                entry_id: draft.entry_id,
                index: self.index,
                leaf_hash: [0; 32],
                size: self.index + 1,
                root: [0; 32],
            }
        };
        drafts.iter().map(place).collect()
    }

    fn lists_say(&self, check: CheckId) -> Vec<Answer> {
        let sources = self.state.setup.reach(Reach::Local);
        let imeis = self.state.check(check).map(Check::bodies).unwrap_or_default();
        let word = |s: &SourceName| {
            self.local.iter().find(|(name, _)| name == s.as_str()).map_or("not_listed", |(_, word)| word)
        };
        let pairs = sources.iter().flat_map(|s| imeis.iter().map(move |i| (s, i)));
        pairs.map(|(s, i)| Answer::new(s, i, outcome(word(s)).unwrap())).collect()
    }

    #[allow(clippy::too_many_lines, reason = "one arm for each word of the language")]
    fn act(&mut self, step: &Step) -> Result<(), String> {
        self.effects.clear();
        self.pass(100);
        if let Some(disk) = &step.disk {
            self.disk_full = disk == "full";
        }
        for (name, word) in &step.local {
            self.local.retain(|(n, _)| n != name);
            self.local.push((name.clone(), word.clone()));
        }
        if let Some(text) = &step.lists {
            let event = Event::Lists(lists(text)?);
            self.happens(event);
        }
        self.deal(step)?;
        if let Some(scan) = &step.scan {
            let scan = Scan { source: ScanSource::Keyboard, raw: numbers(scan).into_bytes(), at: self.at };
            self.happens(Event::Input(Input::Scan(scan)));
        }
        if let Some(text) = &step.text {
            self.happens(Event::Input(Input::Text(numbers(text))));
        }
        if let Some(line) = &step.stock {
            let check = self.state.checks.last().map(|check| check.id.to_string()).unwrap_or_default();
            self.goods.tell(&line.replace("{check}", &check), self.at)?;
            self.happens(Event::Stock(self.goods.answer(&StockAsk::Items)));
        }
        if let Some(number) = step.label {
            let scan = Scan { source: ScanSource::Keyboard, raw: stock::label(number).into_bytes(), at: self.at };
            self.happens(Event::Input(Input::Scan(scan)));
        }
        for name in step.key.iter().flat_map(|k| k.split_whitespace()) {
            self.happens(Event::Input(Input::Key(key(name)?)));
        }
        for c in step.keys.iter().flat_map(|k| numbers(k).chars().collect::<Vec<_>>()) {
            self.happens(Event::Input(Input::Key(Key::Char(c))));
        }
        if let Some(ms) = step.wait_ms {
            self.wait(ms);
        }
        if let Some(seconds) = step.clock_moves_s {
            self.at.wall += chrono::Duration::seconds(seconds);
            self.happens(Event::Tick);
        }
        if let Some(n) = step.consulted {
            let check = self.id(n)?;
            self.happens(Event::Consulted { check, answers: self.lists_say(check) });
        }
        if let Some(text) = &step.answer {
            let event = self.answered(text)?;
            self.happens(event);
        }
        self.disk(step)?;
        if let Some(text) = &step.restored {
            let event = restored(text, self.at)?;
            self.happens(event);
        }
        if let Some(list) = &step.people {
            let event = staff::people(list, self.state.crew.sealed)?;
            self.happens(event);
        }
        if let Some(number) = step.pin_of {
            self.type_pin(number);
        }
        if let Some(text) = &step.pin {
            let event = staff::pin_answer(text)?;
            self.happens(event);
        }
        if let Some(name) = &step.event {
            let event = event(name)?;
            self.happens(event);
        }
        Ok(())
    }

    fn disk(&mut self, step: &Step) -> Result<(), String> {
        if let Some(text) = &step.recorded {
            let ticket = self.ticket(text)?;
            let drafts = self.drafts.clone();
            let committed = self.commit(drafts.get(drafts.len().saturating_sub(1)..).unwrap_or_default());
            self.happens(Event::Recorded { ticket, committed });
        }
        if let Some(text) = &step.not_recorded {
            let ticket = self.ticket(text)?;
            self.happens(Event::NotRecorded { ticket, trouble: full() });
        }
        Ok(())
    }

    /// What happens to deals, before anything else of a step.
    fn deal(&mut self, step: &Step) -> Result<(), String> {
        let deal = &step.deal;
        self.deals.learn(deal)?;
        if deal.written_unheard {
            let sent = self.sent.clone();
            self.commit(&sent);
        }
        if deal.power_cut {
            self.power_cut();
        }
        if let Some(text) = &deal.passport {
            let lines = deals::passport(text)?;
            let text = match deal.passport_line {
                Some(n) => lines[usize::from(n) - 1].clone(),
                None => lines.join("\r"),
            };
            self.burst(&text);
        }
        if let Some(which) = &deal.declaration {
            let code = match which.as_str() {
                "newest" => self.deals.codes.last().cloned(),
                "first" => self.deals.codes.first().cloned(),
                _ => Some(deals::foreign_code()),
            };
            self.burst(&code.ok_or("no declaration was printed")?);
        }
        if let Some(text) = &deal.picture {
            let event = deals::picture(text)?;
            self.happens(event);
        }
        if let Some(n) = step.marked_elsewhere {
            let check = self.state.check(self.id(n)?).ok_or("no such check")?.clone();
            self.goods.mark(check.id, self.at);
            self.happens(Event::Restored(vec![RestoredCheck { marked: true, ..remembered(&check) }]));
        }
        Ok(())
    }

    fn burst(&mut self, text: &str) {
        let raw = format!("{text}\r").into_bytes();
        self.happens(Event::Input(Input::Scan(Scan { source: ScanSource::Keyboard, raw, at: self.at })));
    }

    /// The power goes and comes back: the till knows what is on disk, and nothing else.
    fn power_cut(&mut self) {
        let known: Vec<RestoredCheck> =
            self.state.checks.iter().filter(|c| self.has_answer(c)).map(remembered).collect();
        self.pass(60_000);
        self.state = State::new(self.state.setup.clone(), self.at);
        let by_hand = std::mem::replace(&mut self.by_hand, false);
        self.happens(Event::Opened);
        self.happens(Event::Restored(known));
        let opened = self.deals.opened(&self.committed.clone());
        self.happens(opened);
        self.happens(Event::Input(Input::Text("K. Patel".to_owned())));
        self.happens(Event::Input(Input::Key(Key::Enter)));
        self.by_hand = by_hand;
    }

    fn has_answer(&self, check: &Check) -> bool {
        let id = check.id.to_string();
        let of = |d: &&Draft| d.plain.get("check").and_then(|c| c.as_str()) == Some(id.as_str());
        self.committed.iter().filter(of).any(|d| d.kind.word() == "check_answered")
    }

    fn pass(&mut self, ms: u64) {
        self.at.mono += ms;
        self.at.wall += chrono::Duration::milliseconds(i64::try_from(ms).unwrap());
    }

    /// Time passes as the till's loop lets it: a tick at each of its deadlines.
    fn wait(&mut self, ms: u64) {
        let end = self.at.mono + ms;
        while let Some(next) = self.state.deadline().filter(|next| *next <= end) {
            self.pass(next.saturating_sub(self.at.mono));
            self.happens(Event::Tick);
        }
        self.pass(end - self.at.mono);
        self.happens(Event::Tick);
    }

    /// `CHECK SOURCE[#N] OUTCOME`; without `#N` about each of the check's numbers.
    fn answered(&self, text: &str) -> Result<Event, String> {
        let [check, source, word] = words(text)?;
        let check = self.id(check.parse().unwrap_or(0))?;
        let (source, ordinal) = source.split_once('#').unwrap_or((source, "1"));
        let bodies = self.state.check(check).map(Check::bodies).unwrap_or_default();
        let n: usize = ordinal.parse().map_err(|_| format!("no ordinal in {text:?}"))?;
        let imei = bodies.get(n - 1).ok_or_else(|| format!("no number {n}"))?;
        let mut answer = Answer::new(&SourceName::new(source), imei, outcome(word)?);
        answer.as_of = Some(self.at.wall);
        Ok(Event::Answered { check, answer })
    }

    fn id(&self, n: u32) -> Result<CheckId, String> {
        if n == 99 {
            return Ok(EntryId::from_u128(99));
        }
        let check = (n as usize).checked_sub(1).and_then(|n| self.state.checks.get(n));
        check.map(|c| c.id).ok_or_else(|| format!("there is no check {n}"))
    }

    fn number(&self, id: CheckId) -> String {
        let place = self.state.checks.iter().position(|c| c.id == id);
        place.map_or_else(|| "?".to_owned(), |n| (n + 1).to_string())
    }

    fn ticket(&self, text: &str) -> Result<Ticket, String> {
        let (name, n) = text.split_once(' ').unwrap_or((text, "0"));
        let id = || self.id(n.parse().unwrap_or(0));
        Ok(match name {
            "started" => Ticket::Started(id()?),
            "settled" => Ticket::Settled(id()?),
            "dropped" => Ticket::Dropped(id()?),
            "marked" => Ticket::Marked(id()?),
            "held" => Ticket::Held(id()?),
            "released" => Ticket::Released(id()?),
            "stock" => Ticket::Stock,
            "staff_on" => Ticket::StaffOn,
            "staff_off" => Ticket::StaffOff { quit: false },
            "quit" => Ticket::StaffOff { quit: true },
            "aside" => Ticket::Aside,
            other => match deals::ticket(other, &self.state) {
                Some(ticket) => Ticket::Deal(ticket),
                None => return Err(format!("no ticket is called {other:?}")),
            },
        })
    }

    fn name(&self, effect: &Effect) -> String {
        match effect {
            Effect::Record { ticket, drafts } => {
                let kinds: Vec<&str> = drafts.iter().map(|d| d.kind.word()).collect();
                let of = match ticket {
                    Ticket::Started(id)
                    | Ticket::Settled(id)
                    | Ticket::Dropped(id)
                    | Ticket::Marked(id)
                    | Ticket::Held(id)
                    | Ticket::Released(id) => format!(" {}", self.number(*id)),
                    _ => String::new(),
                };
                format!("record {}{of}", kinds.join("+"))
            }
            Effect::Consult { check, .. } => format!("consult {}", self.number(*check)),
            Effect::Ask { check, imeis, sources } => {
                let sources: Vec<&str> = sources.iter().map(SourceName::as_str).collect();
                let bodies = self.state.check(*check).map(Check::bodies).unwrap_or_default();
                let place = |i: &Imei| bodies.iter().position(|b| *b == i.body()).map_or(0, |n| n + 1).to_string();
                let numbers: Vec<String> = imeis.iter().map(place).collect();
                format!("ask {} {} #{}", self.number(*check), sources.join("+"), numbers.join("+"))
            }
            Effect::Screen { handsets } => {
                let numbers: Vec<String> = handsets.iter().map(|(id, _)| self.number(*id)).collect();
                format!("screen {}", numbers.join("+"))
            }
            Effect::NoteLists(lists) => {
                let names: Vec<String> = lists.iter().map(|l| l.name.to_string()).collect();
                format!("note {}", names.join("+"))
            }
            Effect::Beep(Beep::Result) => "beep result".to_owned(),
            Effect::Beep(Beep::Duplicate) => "beep duplicate".to_owned(),
            Effect::Beep(Beep::Unreadable) => "beep unreadable".to_owned(),
            Effect::Copy(_) => "copy".to_owned(),
            Effect::NewEpoch => "new_epoch".to_owned(),
            Effect::Papers(PapersAsk::Receipt(_)) => "receipt".to_owned(),
            Effect::Papers(PapersAsk::Sheet) => "day_sheet".to_owned(),
            Effect::Papers(PapersAsk::Close { today_too: false, .. }) => "close_days".to_owned(),
            Effect::Papers(PapersAsk::Close { today_too: true, .. }) => "close_today".to_owned(),
            Effect::Stock(ask) => stock::ask(ask),
            Effect::Deal(effect) => deals::name(effect),
            Effect::Staff(StaffAsk::Verify { .. }) => "verify".to_owned(),
            Effect::Staff(StaffAsk::Unlock { .. }) => "unlock".to_owned(),
            Effect::Inspect(InspectAsk::Look) => "look".to_owned(),
            Effect::Inspect(InspectAsk::Reveal { index }) => format!("reveal {index}"),
            Effect::Photo(ask) => format!("photo {ask:?}"),
            Effect::Print { .. } => "print".to_owned(),
            Effect::Simulate(n) => format!("simulate {n}"),
            Effect::Quit => "quit".to_owned(),
        }
    }

    fn judge(&self, step: &Step) -> Result<(), String> {
        let state = &self.state;
        if let Some(expected) = &step.effects {
            same("effects", expected, &self.effects)?;
        }
        for wanted in &step.does {
            if !self.effects.contains(wanted) {
                return Err(format!("does not {wanted:?}, but {:?}", self.effects));
            }
        }
        for unwanted in &step.never {
            if self.effects.iter().any(|e| e.starts_with(unwanted.as_str())) {
                return Err(format!("does {unwanted:?}: {:?}", self.effects));
            }
        }
        self.judge_check(step)?;
        deals::judge(&step.deal, &self.state, &self.drafts, &self.deals)?;
        let card = state.shown().map_or("empty", |c| finding(state.verdict(c.id)));
        told("verdict", step.verdict.as_ref(), card)?;
        told("notice", step.notice.as_ref(), state.notice.as_ref().map_or("none", notice))?;
        told("pane", step.pane.as_ref(), self.pane())?;
        told("screen", step.screen.as_ref(), format!("{:?}", state.screen).to_lowercase())?;
        told("asks", step.asks.as_ref(), stock::asked(state))?;
        told("cash", step.cash.as_ref(), self.goods.cash())?;
        step.item.as_ref().map_or(Ok(()), |text| self.goods.judge_item(text, self.at))?;
        told("form", step.form.as_ref(), staff::form(&state.crew.form))?;
        let inspected = state.inspection.as_ref().map_or_else(|| "none".to_owned(), |i| format!("{:?}", i.stage));
        told("inspection", step.inspection.as_ref(), inspected.to_lowercase())?;
        told("field", step.field.as_deref().map(numbers).as_ref(), &state.field)?;
        told("staff", step.staff.as_ref(), state.staff.as_ref().map_or("nobody", |s| &s.name))?;
        let shown = state.shown.map_or_else(|| "0".to_owned(), |id| self.number(id));
        told("shown", step.shown.map(|n| n.to_string()).as_ref(), shown)?;
        told("checks", step.checks.as_ref(), state.checks.len())?;
        told("queue", step.queue.as_ref(), state.queue.len())?;
        let next = state.queue.iter().filter_map(|w| w.next).min();
        let next = next.map_or(-1, |t| i64::try_from(t).unwrap() - i64::try_from(self.at.mono).unwrap());
        told("next_try_ms", step.next_try_ms.as_ref(), next)?;
        let kinds: Vec<String> = self.drafts.iter().map(|d| d.kind.word().to_owned()).collect();
        told("entries", step.entries.as_ref().map(|e| e.join(", ")).as_ref(), kinds.join(", "))?;
        self.judge_entry(step)
    }

    /// Expectations of the form `"CHECK VALUE"`.
    fn judge_check(&self, step: &Step) -> Result<(), String> {
        let one = |what: &str, text: &Option<String>, read: &dyn Fn(&Check) -> String| {
            let Some(text) = text else { return Ok(()) };
            let (n, expected) = text.split_once(' ').ok_or("no check number")?;
            let id = self.id(n.parse().unwrap_or(0))?;
            let check = self.state.check(id).ok_or("no such check")?;
            told(what, Some(&expected), read(check))
        };
        one("finding", &step.finding, &|c| finding(c.finding).to_owned())?;
        one("phase", &step.phase, &|c| format!("{:?}", c.phase).to_lowercase())?;
        one("numbers", &step.numbers, &|c| c.imeis.len().to_string())?;
        one("masked", &step.masked, &|c| c.masked.to_string())?;
        one("marked", &step.marked, &|c| c.marked.to_string())?;
        one("held", &step.held, &|c| c.hold.is_some().to_string())?;
        one("answers_shown", &step.answers_shown, &|c| c.shows_answers().to_string())?;
        told("codes", step.codes.as_ref(), self.state.shown().map_or(0, |c| c.codes.len()))
    }

    /// The newest entry: its kind, plain members and committed labels.
    fn judge_entry(&self, step: &Step) -> Result<(), String> {
        if step.entry.is_empty() && step.labels.is_none() {
            return Ok(());
        }
        let last = self.drafts.last().ok_or("no entry")?;
        for (name, value) in &step.entry {
            let expected = serde_json::to_value(value).unwrap();
            let found = match name.as_str() {
                "kind" => last.kind.word().into(),
                "answers" => answers_in_words(&last.plain["answers"]),
                name => last.plain.get(name).cloned().unwrap_or_default(),
            };
            if found != expected {
                return Err(format!("entry's {name}: expected {expected}, found {found}"));
            }
        }
        let labels: Vec<String> = last.fields.iter().map(|f| f.label.clone()).collect();
        told("labels", step.labels.as_ref().map(|l| l.join(", ")).as_ref(), labels.join(", "))
    }

    fn pane(&self) -> String {
        match &self.state.pane {
            None => "none".to_owned(),
            Some(Pane::Error(_)) => "error".to_owned(),
            Some(Pane::Ledger(_)) => "ledger".to_owned(),
            Some(Pane::LateHit(id)) => format!("late_hit {}", self.number(*id)),
            Some(Pane::ListDamaged { list, .. }) => format!("list_damaged {list}"),
            Some(Pane::SameHandset { first, second }) => {
                format!("same_handset {} {}", self.number(*first), self.number(*second))
            }
            Some(Pane::Quit) => "quit".to_owned(),
            Some(Pane::Leave) => "leave".to_owned(),
            Some(Pane::Second(act)) => format!("second {}", act.word()),
            Some(Pane::Demo) => "demo".to_owned(),
            Some(Pane::Papers(PapersPane::Receipt(slip))) => format!("receipt {}", slip.index),
            Some(Pane::Papers(PapersPane::Day(_))) => "day".to_owned(),
            Some(Pane::Papers(PapersPane::Closed(_))) => "day_closed".to_owned(),
            Some(Pane::Papers(PapersPane::TooMany { .. })) => "too_many_days".to_owned(),
            Some(Pane::Papers(PapersPane::Training)) => "training".to_owned(),
        }
    }
}

fn same(what: &str, expected: &[String], found: &[String]) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what}: expected {expected:#?}, found {found:#?}")) }
}

fn told<T: ToString>(what: &str, expected: Option<&T>, found: impl std::fmt::Display) -> Result<(), String> {
    let found = found.to_string();
    match expected.map(ToString::to_string).filter(|e| *e != found) {
        Some(expected) => Err(format!("{what}: expected {expected:?}, found {found:?}")),
        None => Ok(()),
    }
}
