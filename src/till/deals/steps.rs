//! The checklist: what a deal still needs, in the order of the form. Nothing is asked for that
//! neither the policy nor the deal's kind wants.

use super::{Deal, Line, LineState, Mark, Place, Written, line_state};
use crate::policy::{About, Ask, DealKind, Goods, Need};
use crate::till::State;

/// One row of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Something of a line, by its number within the deal.
    Line(u32, LineStep),
    /// The first thing that the deal is about.
    First,
    /// Something about the person.
    Person(Ask),
    /// What kind of document a number belongs to that was typed.
    DocumentKind,
    /// What is wrong with what is to be repaired.
    Fault,
    /// When a pledge falls due.
    Due,
    /// The page of the book in which the goods stood.
    BookPage,
    /// The item that a part-exchange goes towards.
    Against,
    /// A warning, by its place.
    Warning(usize),
    /// How it is paid.
    Payment,
    /// The declaration is printed.
    Declaration,
    /// It is signed; or, where nothing is signed, the deal is confirmed.
    Confirm,
}

/// One row of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineStep {
    /// Its numbers.
    Number,
    /// The number on the tray.
    Tray,
    /// The number on the box.
    Box,
    /// The anti-theft lock.
    Lock,
    /// Something that the policy asks for, or that the line cannot do without.
    Ask(Ask),
}

/// Whether the shop pays for what comes in.
pub(super) fn pays(kind: DealKind) -> bool {
    matches!(kind, DealKind::Purchase | DealKind::Pledge | DealKind::PartExchange)
}

/// What the policy, or the deal itself, makes of something that could be asked of the person: what
/// is asked for one of the lines is asked.
pub(super) fn need(state: &State, deal: &Deal, ask: Ask) -> Need {
    match (deal.kind, ask) {
        (DealKind::Enquiry, _) => return Need::Forbidden,
        // A repair needs somebody to call; who that is, is nobody's business.
        (DealKind::Repair, Ask::Phone) => return Need::Required,
        (DealKind::Repair, Ask::Name) => return Need::Optional,
        _ => {}
    }
    let mut goods: Vec<Goods> = deal.lines.iter().filter(|l| l.ended.is_none()).map(|l| l.what).collect();
    if goods.is_empty() {
        goods.push(Goods::Handset);
    }
    let weight = |need: &Need| match need {
        Need::Required => 2,
        Need::Optional => 1,
        Need::Forbidden => 0,
    };
    let ruled = goods.into_iter().map(|goods| need_of(state, deal.kind, goods, ask)).max_by_key(weight);
    match (deal.kind, ruled.unwrap_or(Need::Forbidden)) {
        (DealKind::Repair | DealKind::OpeningStock, Need::Required) if ask.about() == About::Person => Need::Optional,
        (_, ruled) => ruled,
    }
}

/// The same for a line.
fn need_of(state: &State, kind: DealKind, goods: Goods, ask: Ask) -> Need {
    state.setup.deals.policy.need_of(kind, goods, ask).value
}

/// The whole checklist in the order of the form, with what may stay open.
pub(super) fn steps(state: &State, deal: &Deal) -> Vec<(Step, Need)> {
    let mut steps = Vec::new();
    if deal.lines.is_empty() {
        steps.push((Step::First, Need::Required));
    }
    for line in &deal.lines {
        of_line(state, deal, line, &mut steps);
    }
    // Where nothing is left to be taken, nothing more is asked of anybody.
    let over = !deal.lines.is_empty() && !has_taken(state, deal);
    if deal.kind == DealKind::Enquiry || over {
        return steps;
    }
    match deal.kind {
        DealKind::Repair => steps.push((Step::Fault, Need::Required)),
        DealKind::OpeningStock => steps.push((Step::BookPage, Need::Optional)),
        DealKind::Pledge => steps.push((Step::Due, Need::Required)),
        DealKind::PartExchange => steps.push((Step::Against, Need::Optional)),
        DealKind::Purchase | DealKind::Enquiry => {}
    }
    if deal.kind != DealKind::OpeningStock {
        let person = Ask::all().filter(|ask| ask.about() == About::Person && *ask != Ask::HowIdentified);
        for ask in person {
            let wanted = need(state, deal, ask);
            steps.push((Step::Person(ask), wanted));
            if ask == Ask::Document && deal.identity.number.is_some() && deal.identity.form.is_none() {
                steps.push((Step::DocumentKind, wanted));
            }
        }
    }
    steps.extend((0..deal.warnings.len()).map(|n| (Step::Warning(n), Need::Required)));
    if pays(deal.kind) {
        steps.push((Step::Payment, Need::Required));
        steps.push((Step::Declaration, Need::Required));
    }
    steps.push((Step::Confirm, Need::Required));
    steps.retain(|(_, need)| *need != Need::Forbidden);
    steps
}

/// Whether the person signs a declaration: for money, always.
pub(super) fn is_declared(deal: &Deal) -> bool {
    pays(deal.kind)
}

fn of_line(state: &State, deal: &Deal, line: &Line, steps: &mut Vec<(Step, Need)>) {
    let (kind, mut push) = (deal.kind, |step: LineStep, need: Need| steps.push((Step::Line(line.no, step), need)));
    let handset = line.what == Goods::Handset;
    if handset && !line.is(Mark::NoNumber) {
        push(LineStep::Number, Need::Required);
    }
    // What is not taken needs no further word.
    if !goes_on(kind, line_state(state, line)) || kind == DealKind::Enquiry {
        return;
    }
    let plain = handset && !line.is(Mark::NoNumber);
    if plain && pays(kind) {
        push(LineStep::Tray, Need::Optional);
        push(LineStep::Box, Need::Optional);
    }
    if handset && pays(kind) {
        push(LineStep::Lock, Need::Required);
    }
    for ask in Ask::all().filter(|ask| ask.about() == About::Line) {
        let ruled = need_of(state, kind, line.what, ask);
        push(LineStep::Ask(ask), line_need(kind, line, ask, ruled));
    }
}

/// What a line cannot do without, whatever is asked for; otherwise what is ruled.
fn line_need(kind: DealKind, line: &Line, ask: Ask, ruled: Need) -> Need {
    let (device, goods) = (line.what == Goods::Device, line.what == Goods::Goods);
    let nameless = goods || (line.what == Goods::Handset && line.is(Mark::NoNumber));
    match ask {
        Ask::Serial | Ask::Model if device => Need::Required,
        Ask::Description if nameless => Need::Required,
        Ask::Price if pays(kind) => Need::Required,
        Ask::Price if kind != DealKind::OpeningStock => Need::Forbidden,
        // The handset's own numbers are its serial number.
        Ask::Serial => Need::Forbidden,
        Ask::Model | Ask::Mac | Ask::Storage if goods => Need::Forbidden,
        // Without a table of models somebody has to say what it is.
        Ask::Model | Ask::Condition | Ask::Price if ruled == Need::Forbidden => Need::Optional,
        _ => ruled,
    }
}

/// Whether a line in this state is still part of what a deal of this kind takes in.
pub(super) fn goes_on(kind: DealKind, state: LineState) -> bool {
    match state {
        LineState::Ended(_) => false,
        // Whoever has a telephone repaired may be its owner, and what lies on the shelf lies there.
        LineState::Stop => matches!(kind, DealKind::Repair | DealKind::OpeningStock | DealKind::Enquiry),
        _ => true,
    }
}

/// Whether a row needs nothing more.
pub(super) fn is_done(state: &State, deal: &Deal, step: Step) -> bool {
    match step {
        Step::First => !deal.lines.is_empty(),
        Step::Line(no, what) => deal.lines.iter().find(|l| l.no == no).is_some_and(|l| line_done(state, deal, l, what)),
        Step::Person(ask) => person_done(deal, ask),
        Step::DocumentKind => deal.told.contains_key("document_kind"),
        Step::Fault => deal.told.contains_key("fault"),
        Step::Due => deal.due.is_some(),
        Step::BookPage => deal.book_page.is_some(),
        Step::Against => deal.against.is_some(),
        Step::Warning(n) => deal.warnings.get(n).is_none_or(|w| w.resolution.is_some()),
        Step::Payment => deal.payment.is_some_and(|method| super::signing::may_pay(state, deal, method)),
        Step::Declaration => {
            let now = super::signing::digest(state, deal);
            deal.declared.as_ref().is_some_and(|declared| declared.digest == now)
        }
        Step::Confirm => false,
    }
}

fn line_done(state: &State, deal: &Deal, line: &Line, step: LineStep) -> bool {
    match step {
        LineStep::Number => {
            let known = !matches!(line_state(state, line), LineState::Empty | LineState::Checking | LineState::Failed);
            known && !line.numbers.is_empty()
        }
        LineStep::Tray => line.at(Place::Tray).next().is_some(),
        LineStep::Box => line.at(Place::Box).next().is_some(),
        LineStep::Lock => line.lock.is_some(),
        LineStep::Ask(Ask::Price) => line.price.is_some(),
        LineStep::Ask(Ask::GoodsPicture) => {
            deal.pictures.iter().any(|p| p.line == Some(line.no) && p.of == super::PictureOf::Goods)
        }
        // Number, maker and model describe a handset.
        LineStep::Ask(Ask::Description) if !line.numbers.is_empty() => {
            line.told.contains_key("description") || line_done(state, deal, line, LineStep::Ask(Ask::Model))
        }
        LineStep::Ask(Ask::Model) => line.told.contains_key("model") || super::model_of(state, line).is_some(),
        LineStep::Ask(ask) => line.told.contains_key(ask.word()),
    }
}

fn person_done(deal: &Deal, ask: Ask) -> bool {
    let who = &deal.identity;
    match ask {
        Ask::Document => who.number.is_some(),
        Ask::DocumentIssuer => who.issuer.is_some(),
        Ask::DocumentIssued => who.issued.is_some(),
        Ask::DocumentExpires => who.expires.is_some(),
        Ask::Name => who.full_name().is_some(),
        Ask::Born => who.born.is_some(),
        Ask::Address => who.address.is_some(),
        Ask::Sex => who.sex.is_some(),
        Ask::DocumentPicture => deal.pictures.iter().any(|p| p.of == super::PictureOf::Document),
        Ask::SellerPicture => deal.pictures.iter().any(|p| p.of == super::PictureOf::Seller),
        _ => deal.told.contains_key(ask.word()),
    }
}

/// The first row that still needs something. `None` while a check or the shop's own register is to
/// be waited for, and where nothing is left to be taken.
pub(super) fn next(state: &State, deal: &Deal) -> Option<Step> {
    let open = |(step, need): &(Step, Need)| *need == Need::Required && !is_done(state, deal, *step);
    let all = steps(state, deal);
    let mut waits = false;
    for (step, _) in all.iter().filter(|row| open(row)) {
        // The machine's part: the person goes on with the next row meanwhile.
        if let Step::Line(no, LineStep::Number) = step {
            let checking = |l: &&Line| l.no == *no && line_state(state, l) == LineState::Checking;
            if deal.lines.iter().any(|l| checking(&l)) {
                waits = true;
                continue;
            }
        }
        let last = matches!(step, Step::Declaration | Step::Confirm);
        // The end comes after the beginning.
        let opening = *step == Step::Confirm && deal.written == Written::Opening;
        if opening || last && (waits || deal.asked.waits || !has_taken(state, deal)) {
            return None;
        }
        return Some(*step);
    }
    None
}

/// Whether anything is left that the deal takes in.
pub(super) fn has_taken(state: &State, deal: &Deal) -> bool {
    deal.lines.iter().any(|line| goes_on(deal.kind, line_state(state, line)))
}
