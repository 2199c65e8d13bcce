//! The words of scenes about deals: a printer, a tray of drafts and a register that are the test's own.

use chrono::NaiveDate;
use countercheck::imei::check_digit;
use countercheck::ledger::leaf::{Draft, EntryId};
use countercheck::policy::Policy;
use countercheck::till::{
    DealEffect, DealEvent, DealId, DealSetup, DealTicket, DealView, EnterDoes, Event, Group, KeptDraft, KnownSeller,
    LineStep, OwnWarning, Paper, PictureOf, RowState, Setup, Stage, State, Step as Row, Trouble, Value, WarningKind,
    draft_name, is_over,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A place that wants what most places want.
const HOUSE: &str = r#"
id = "house"
name = "House"
currency = "GBP"

[[ask]]
id = "seller"
basis = "house"
source = "the tests"
need = "required"
fields = ["document", "name", "born", "address"]
deals = ["purchase", "pledge", "part_exchange"]

[[age]]
id = "age"
source = "the tests"
years = 18
deals = ["purchase", "pledge", "part_exchange"]

[[documents]]
id = "documents"
source = "the tests"
accepted = ["passport", "id_card", "driving_licence"]

[[cash]]
id = "cash"
source = "the tests"
forbidden_from = 50000

[[hold]]
id = "hold"
source = "the tests"
period = "14 days"

[[retention]]
id = "keep"
source = "the tests"
keep = "5 years"
"#;

/// The same, where a birth date may not be kept.
fn without_birth_date() -> String {
    let never = "\n[[ask]]\nid = \"never\"\nsource = \"the tests\"\nneed = \"forbidden\"\nfields = [\"born\"]\n";
    HOUSE.replace("\"born\", ", "") + never
}

/// What a step says about deals.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DealStep {
    /// `"SURNAME GIVEN NUMBER BORN EXPIRES [KIND]"`: a machine-readable zone is scanned.
    pub(crate) passport: Option<String>,
    /// The same, with this line of it only.
    pub(crate) passport_line: Option<u8>,
    /// `newest`, `first` or `other`: the code of a declaration is scanned.
    pub(crate) declaration: Option<String>,
    /// From here on the shop's register says this: `"KIND LINE COUNT"` each, line 0 for the person.
    pub(crate) register: Option<Vec<String>>,
    /// From here on the shop's register `fails`, is `silent`, `knows` the seller, or `works`.
    pub(crate) register_is: Option<String>,
    /// `"LINE goods"`, `"0 document"`, `"0 seller"`: a picture comes in.
    pub(crate) picture: Option<String>,
    /// The power goes, and the till is started again.
    pub(crate) power_cut: bool,
    /// What was sent last is on disk, and the till does not hear of it any more.
    pub(crate) written_unheard: bool,
    /// The next papers cannot be printed.
    pub(crate) printer_fails: bool,

    /// `"KIND STAGE"` of the deal in front, or `none`.
    pub(crate) is: Option<String>,
    /// What is asked for.
    pub(crate) next: Option<String>,
    /// What Enter does.
    pub(crate) enter: Option<String>,
    /// The catalogues' key of the question.
    pub(crate) question: Option<String>,
    /// Keys that can be chosen; those that are not allowed in brackets.
    pub(crate) choices: Option<String>,
    /// Each line: `"WHAT STATE"`, with the price where there is one.
    pub(crate) lines: Option<Vec<String>>,
    /// Rows by their words: `"STATE"` or `"STATE VALUE"`.
    pub(crate) rows: BTreeMap<String, String>,
    /// Rows that may not be there.
    pub(crate) no_rows: Vec<String>,
    /// Open warnings, and resolved ones with their resolution.
    pub(crate) warnings: Option<Vec<String>>,
    /// Lines that are refused; empty for none.
    pub(crate) refusal: Option<String>,
    /// `"NUMBER ITEMS TOTAL"` of the deal that was signed, or `none`.
    pub(crate) signed: Option<String>,
    /// How many drafts lie on the disk.
    pub(crate) drafts: Option<usize>,
    /// How many deals are parked.
    pub(crate) parked: Option<usize>,
    /// What is paid, minor units.
    pub(crate) total: Option<u64>,
    /// Whether it shows masked.
    pub(crate) masked: Option<bool>,
    /// Outcomes of the lines in the newest `deal_signed`.
    pub(crate) outcomes: Option<Vec<String>>,
    /// Plain members of the newest entry of a deal; dots lead into objects.
    pub(crate) leaf: BTreeMap<String, toml::Value>,
    /// Labels of the newest entry of a deal that must be there.
    pub(crate) labels: Vec<String>,
    /// Labels that may not be there.
    pub(crate) no_labels: Vec<String>,
    /// Texts that may stand in plain in no entry and in no effect's name.
    pub(crate) secrets: Vec<String>,
}

/// The world of deals beside the till.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "switches of a test")]
pub(crate) struct Deals {
    /// Drafts and pictures by name.
    pub(crate) tray: BTreeMap<String, Vec<u8>>,
    /// Codes of the declarations that were printed.
    pub(crate) codes: Vec<String>,
    register: Vec<OwnWarning>,
    fails: bool,
    silent: bool,
    knows: bool,
    pub(crate) printer_fails: bool,
}

impl Deals {
    /// What comes back for one effect.
    pub(crate) fn answer(&mut self, effect: &DealEffect) -> Option<Event> {
        match effect {
            DealEffect::SaveDraft { deal, bytes } => {
                self.tray.insert(draft_name(*deal), bytes.clone());
                None
            }
            DealEffect::SavePicture { name, bytes, .. } => {
                self.tray.insert(name.clone(), bytes.to_vec());
                None
            }
            DealEffect::RemoveDraft { deal } => {
                self.tray.retain(|name, _| !name.starts_with(&draft_name(*deal)));
                None
            }
            DealEffect::LookUp { .. } if self.silent => None,
            DealEffect::LookUp { deal, turn, about } => {
                let found = (!self.fails).then(|| self.register.clone());
                let known = (self.knows && about.document.is_some()).then(|| EntryId::from_u128(11));
                Some(Event::Deal(DealEvent::Warnings { deal: *deal, turn: *turn, found, known }))
            }
            DealEffect::Known { deal, .. } => {
                let address = Some("4 Mill Lane".to_owned());
                let told = Ok(KnownSeller { address, phone: Some("01632 960001".to_owned()) });
                Some(Event::Deal(DealEvent::Known { deal: *deal, told }))
            }
            DealEffect::Print(paper) => {
                if let Paper::Declaration(paper) = paper {
                    self.codes.push(paper.code.clone());
                }
                self.printer_fails.then(|| {
                    let trouble = Trouble { what: "no paper".to_owned(), advice: "put paper in".to_owned() };
                    Event::Deal(DealEvent::Failed(trouble))
                })
            }
        }
    }

    /// What the register says from here on.
    pub(crate) fn learn(&mut self, step: &DealStep) -> Result<(), String> {
        if let Some(register) = &step.register {
            self.register = register.iter().map(|text| warning(text)).collect::<Result<_, _>>()?;
        }
        if let Some(how) = &step.register_is {
            (self.fails, self.silent, self.knows) = (how == "fails", how == "silent", how == "knows");
        }
        self.printer_fails = step.printer_fails;
        Ok(())
    }

    /// What the till is told at its start, as the runner of deals works it out.
    pub(crate) fn opened(&mut self, committed: &[Draft]) -> Event {
        let stands = |id: EntryId| committed.iter().any(|d| d.entry_id == id);
        let over = |deal: DealId| is_over(deal, &mut |id| Ok::<_, String>(stands(id))).unwrap_or(false);
        let deals: Vec<DealId> = self.tray.keys().filter_map(|n| n.strip_prefix("deal.")?.parse().ok()).collect();
        let mut drafts = Vec::new();
        for deal in deals {
            let name = draft_name(deal);
            if over(deal) {
                self.tray.retain(|other, _| !other.starts_with(&name));
                continue;
            }
            let pictures = self.tray.iter().filter(|(n, _)| n.starts_with(&name) && **n != name);
            let pictures = pictures.map(|(n, b)| (n.clone(), b.clone())).collect();
            drafts.push(KeptDraft { bytes: self.tray[&name].clone(), opened: stands(deal), pictures });
        }
        let signed = committed.iter().filter(|d| d.kind.word() == "deal_signed");
        let (mut number, mut item) = (0, 0);
        for draft in signed {
            number = number.max(draft.plain["number"].as_u64().unwrap_or(0));
            let lines = draft.plain["lines"].as_array().cloned().unwrap_or_default();
            item = lines.iter().filter_map(|l| l["item"].as_u64()).fold(item, u64::max);
        }
        Event::Deal(DealEvent::Opened { next_number: number + 1, next_item: item + 1, drafts })
    }
}

fn warning(text: &str) -> Result<OwnWarning, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [kind, line, count] = words[..] else { return Err(format!("no warning in {text:?}")) };
    let kind: WarningKind = serde_json::from_value(kind.into()).map_err(|e| e.to_string())?;
    let line: u32 = line.parse().map_err(|_| "no line")?;
    let count = count.parse().map_err(|_| "no count")?;
    Ok(OwnWarning { kind, line: (line > 0).then_some(line), count, threshold: 1, days: 30 })
}

/// The policy of a scene's shop: one of the program's, or a text.
pub(crate) fn rules(setup: &mut Setup, policy: &str) -> Result<(), String> {
    let policy = match policy {
        "" => return Ok(()),
        "house" => Policy::parse(HOUSE).map_err(|e| e.to_string())?,
        "house without birth date" => Policy::parse(&without_birth_date()).map_err(|e| e.to_string())?,
        id if !id.contains('\n') => Policy::builtin(id).cloned().ok_or_else(|| format!("no policy {id:?}"))?,
        text => Policy::parse(text).map_err(|e| e.to_string())?,
    };
    setup.deals = DealSetup::of(Arc::new(policy));
    Ok(())
}

/// `"SURNAME GIVEN NUMBER BORN EXPIRES"` as a TD3 zone with its check digits (ICAO 9303 part 4).
pub(crate) fn passport(text: &str) -> Result<[String; 2], String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [surname, given, number, born, expires] = words[..] else { return Err(format!("no passport in {text:?}")) };
    let day = |text: &str| -> Result<String, String> {
        let day: NaiveDate = text.parse().map_err(|_| format!("no date {text:?}"))?;
        Ok(day.format("%y%m%d").to_string())
    };
    let (born, expires) = (day(born)?, day(expires)?);
    let number = format!("{number:<<9}");
    let names = format!("{:<<39}", format!("{surname}<<{given}"));
    let digit = |text: &str| {
        let value = |c: char| if c == '<' { 0 } else { c.to_digit(36).unwrap_or(0) };
        let sum: u32 = text.chars().zip([7, 3, 1].into_iter().cycle()).map(|(c, w)| value(c) * w).sum();
        char::from_digit(sum % 10, 10).unwrap_or('0')
    };
    let (n, b, e) = (digit(&number), digit(&born), digit(&expires));
    let optional = "<".repeat(14);
    let composite = digit(&format!("{number}{n}{born}{b}{expires}{e}{optional}<"));
    let first = format!("P<UTO{names}");
    Ok([first, format!("{number}{n}UTO{born}{b}F{expires}{e}{optional}<{composite}")])
}

/// The code that a declaration of no deal here would carry.
pub(crate) fn foreign_code() -> String {
    let digits = "00000000000101";
    format!("CCD{digits}{}", check_digit(digits))
}

/// A picture event.
pub(crate) fn picture(text: &str) -> Result<Event, String> {
    let (line, of) = text.split_once(' ').ok_or("no picture")?;
    let line: usize = line.parse().map_err(|_| "no line")?;
    let of = match of {
        "goods" => PictureOf::Goods,
        "document" => PictureOf::Document,
        "seller" => PictureOf::Seller,
        other => return Err(format!("no picture shows {other:?}")),
    };
    Ok(Event::Deal(DealEvent::Picture { line: line.checked_sub(1), of, bytes: Arc::new(vec![7; 64]) }))
}

/// How an effect is called.
pub(crate) fn name(effect: &DealEffect) -> String {
    match effect {
        DealEffect::SaveDraft { .. } => "save",
        DealEffect::SavePicture { .. } => "save picture",
        DealEffect::RemoveDraft { .. } => "remove draft",
        DealEffect::LookUp { .. } => "look up",
        DealEffect::Known { .. } => "known seller",
        DealEffect::Print(Paper::Declaration(_)) => "print declaration",
        DealEffect::Print(Paper::Labels(_)) => "print labels",
        DealEffect::Print(Paper::Ticket(_)) => "print ticket",
        DealEffect::Print(Paper::CannotBuy(_)) => "print slip",
    }
    .to_owned()
}

/// How a ticket is called.
pub(crate) fn ticket(text: &str, state: &State) -> Option<DealTicket> {
    let (word, id) = (text, state.deals.front.or(state.deals.open.last().map(|d| d.id))?);
    Some(match word {
        "deal_opened" => DealTicket::Opened(id),
        "deal_signed" => DealTicket::Signed(id),
        "deal_dropped" => DealTicket::Dropped(id),
        _ => return None,
    })
}

/// A row in words.
pub(crate) fn row(step: Row, deal: &DealView) -> String {
    let group = deal.rows.iter().find(|r| r.step == step).map(|r| r.group);
    let line = match group {
        Some(Group::Line(n)) => n,
        _ => 0,
    };
    match step {
        Row::First => "first".to_owned(),
        Row::Line(_, LineStep::Number) => format!("line {line} number"),
        Row::Line(_, LineStep::Tray) => format!("line {line} tray"),
        Row::Line(_, LineStep::Box) => format!("line {line} box"),
        Row::Line(_, LineStep::Lock) => format!("line {line} lock"),
        Row::Line(_, LineStep::Ask(ask)) => format!("line {line} {}", ask.word()),
        Row::Person(ask) => format!("person {}", ask.word()),
        Row::DocumentKind => "document_kind".to_owned(),
        Row::Fault => "fault".to_owned(),
        Row::Due => "due".to_owned(),
        Row::BookPage => "book_page".to_owned(),
        Row::Against => "against".to_owned(),
        Row::Warning(n) => format!("warning {}", n + 1),
        Row::Payment => "payment".to_owned(),
        Row::Declaration => "declaration".to_owned(),
        Row::Confirm => "confirm".to_owned(),
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Text(text) => format!(" {text}"),
        Value::Hidden => " hidden".to_owned(),
        Value::Word(key) => format!(" {key}"),
        Value::Money(n) | Value::Count(n) => format!(" {n}"),
        Value::Day(day) => format!(" {day}"),
    }
}

fn state_word(state: RowState) -> String {
    format!("{state:?}").to_lowercase()
}

/// Judges what the deal in front shows.
pub(crate) fn judge(step: &DealStep, state: &State, drafts: &[Draft], deals: &Deals) -> Result<(), String> {
    let view = state.deal_view();
    let is = view.as_ref().map_or_else(
        || "none".to_owned(),
        |v| {
            let far = match v.stage {
                Stage::Open => "open",
                Stage::Waiting => "waiting",
                Stage::Writing => "writing",
            };
            format!("{} {far}", v.kind.word())
        },
    );
    same("is", step.is.as_ref(), &is)?;
    same("parked", step.parked.map(|n| n.to_string()).as_ref(), &state.parked().len().to_string())?;
    let kept = deals.tray.keys().filter(|n| n.matches('.').count() == 1).count();
    same("drafts", step.drafts.map(|n| n.to_string()).as_ref(), &kept.to_string())?;
    let signed = state
        .deals
        .signed
        .as_ref()
        .map_or_else(|| "none".to_owned(), |s| format!("{} {:?} {}", s.number, s.items, s.total));
    same("signed", step.signed.as_ref(), &signed)?;
    judge_leaf(step, drafts)?;
    let Some(view) = view else {
        let asks = step.next.is_some() || !step.rows.is_empty() || step.lines.is_some() || step.warnings.is_some();
        return if asks { Err("no deal is in front".to_owned()) } else { Ok(()) };
    };
    judge_view(step, &view)
}

fn judge_view(step: &DealStep, view: &DealView) -> Result<(), String> {
    let next = view.prompt.step.map_or_else(|| "none".to_owned(), |s| row(s, view));
    same("next", step.next.as_ref(), &next)?;
    let enter = match view.prompt.enter {
        EnterDoes::Nothing => "nothing".to_owned(),
        EnterDoes::Take => "take".to_owned(),
        EnterDoes::PassOver => "pass_over".to_owned(),
        EnterDoes::Print => "print".to_owned(),
        EnterDoes::Finish => "finish".to_owned(),
        EnterDoes::PutAway(why) => format!("put_away {}", why.word()),
    };
    same("enter", step.enter.as_ref(), &enter)?;
    same("question", step.question.as_ref(), view.prompt.question)?;
    let choice = |c: &countercheck::till::Choice| if c.allowed { c.key.to_string() } else { format!("[{}]", c.key) };
    let choices: String = view.prompt.choices.iter().map(choice).collect();
    same("choices", step.choices.as_ref(), &choices)?;
    let lines: Vec<String> = view
        .lines
        .iter()
        .map(|l| {
            let price = l.price.map_or_else(String::new, |p| format!(" {p}"));
            format!("{} {}{price}", l.what.word(), format!("{:?}", l.state).to_lowercase())
        })
        .collect();
    same("lines", step.lines.as_ref().map(|l| l.join(", ")).as_ref(), &lines.join(", "))?;
    let warnings: Vec<String> = view
        .warnings
        .iter()
        .map(|w| {
            let line = w.warning.line.map_or_else(String::new, |n| format!(" {n}"));
            let done = w.resolution.map_or_else(String::new, |r| format!(" {}", r.word()));
            format!("{}{line}{done}", w.warning.kind.word())
        })
        .collect();
    same("warnings", step.warnings.as_ref().map(|w| w.join(", ")).as_ref(), &warnings.join(", "))?;
    let refused = view.refusal.as_ref().map_or_else(String::new, |r| {
        let lines: Vec<String> = r.lines.iter().map(ToString::to_string).collect();
        let advice = if r.advice { " advice" } else { "" };
        format!("{}{advice}", lines.join(" "))
    });
    same("refusal", step.refusal.as_ref(), &refused)?;
    same("total", step.total.map(|t| t.to_string()).as_ref(), &view.total.to_string())?;
    same("masked", step.masked.map(|m| m.to_string()).as_ref(), &view.masked.to_string())?;
    let rows: BTreeMap<String, String> =
        view.rows.iter().map(|r| (row(r.step, view), format!("{}{}", state_word(r.state), value(&r.value)))).collect();
    for (name, expected) in &step.rows {
        let found = rows.get(name).ok_or_else(|| format!("no row {name:?} among {:?}", rows.keys()))?;
        let whole = expected.contains(' ');
        let found = if whole { found.as_str() } else { found.split(' ').next().unwrap_or_default() };
        same(name, Some(expected), found)?;
    }
    for name in &step.no_rows {
        if rows.contains_key(name) {
            return Err(format!("there is a row {name:?}"));
        }
    }
    Ok(())
}

fn judge_leaf(step: &DealStep, drafts: &[Draft]) -> Result<(), String> {
    for secret in &step.secrets {
        for draft in drafts {
            let plain = serde_json::to_string(&draft.plain).map_err(|e| e.to_string())?;
            if plain.contains(secret.as_str()) {
                return Err(format!("{} says {secret:?} in plain: {plain}", draft.kind.word()));
            }
        }
    }
    let wants =
        !step.leaf.is_empty() || step.outcomes.is_some() || !step.labels.is_empty() || !step.no_labels.is_empty();
    if !wants {
        return Ok(());
    }
    let newest = drafts.iter().rev().find(|d| d.kind.word().starts_with("deal_")).ok_or("no entry of a deal")?;
    for (path, expected) in &step.leaf {
        let plain = serde_json::Value::Object(newest.plain.clone());
        let pointer = format!("/{}", path.replace('.', "/"));
        let found = if path == "kind" {
            newest.kind.word().into()
        } else {
            plain.pointer(&pointer).cloned().unwrap_or_default()
        };
        let expected = serde_json::to_value(expected).map_err(|e| e.to_string())?;
        let expected = if expected == "null" { serde_json::Value::Null } else { expected };
        if found != expected {
            return Err(format!("leaf's {path}: expected {expected}, found {found}"));
        }
    }
    if let Some(expected) = &step.outcomes {
        let lines = newest.plain.get("lines").and_then(|l| l.as_array()).cloned().unwrap_or_default();
        let found: Vec<String> = lines.iter().map(|l| l["outcome"].as_str().unwrap_or("none").to_owned()).collect();
        same("outcomes", Some(&expected.join(", ")), &found.join(", "))?;
    }
    let labels: Vec<&str> =
        newest.fields.iter().map(|f| f.label.as_str()).chain(newest.blobs.iter().map(|b| b.label.as_str())).collect();
    for label in &step.labels {
        if !labels.contains(&label.as_str()) {
            return Err(format!("no label {label:?} among {labels:?}"));
        }
    }
    match step.no_labels.iter().find(|label| labels.iter().any(|l| l.starts_with(label.as_str()))) {
        Some(label) => Err(format!("there is a label {label:?} among {labels:?}")),
        None => Ok(()),
    }
}

fn same(what: &str, expected: Option<&String>, found: &str) -> Result<(), String> {
    match expected.filter(|e| *e != found) {
        Some(expected) => Err(format!("deal.{what}: expected {expected:?}, found {found:?}")),
        None => Ok(()),
    }
}
