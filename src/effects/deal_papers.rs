//! From what the till says of a deal to the papers that are printed of it.

use crate::codes::{DeclarationCode, ItemLabel, OurCode};
use crate::ledger::leaf::EntryId;
use crate::policy::{DealKind, Policy, Wording};
use crate::print::paper::{CannotBuy, Declaration, Goods, Head, PledgeTicket, RepairTicket, Seller, StockLabel};
use crate::print::{Amount, Paper};
use crate::till::{self, DealPaper, PaperLine};
use crate::words::Lang;

/// What stands on every paper of a shop.
#[derive(Clone, Debug)]
pub struct Stationery {
    /// Its head; time and training come from each deal.
    pub head: Head,
    /// Whose words the law's are.
    pub policy: Policy,
    /// The language of the papers.
    pub lang: Lang,
}

/// The papers to print, and the entry with which each is erased while it waits.
pub fn deal_papers(paper: &till::Paper, shop: &Stationery) -> Vec<(Paper, Option<EntryId>)> {
    match paper {
        till::Paper::Declaration(of) => shop.declaration(of).into_iter().map(|paper| (paper, Some(of.deal))).collect(),
        till::Paper::Labels(of) => shop.labels(of).into_iter().map(|paper| (paper, Some(of.deal))).collect(),
        till::Paper::Ticket(of) => shop.ticket(of).into_iter().map(|paper| (paper, Some(of.deal))).collect(),
        till::Paper::CannotBuy(slip) => vec![(shop.cannot_buy(slip), None)],
    }
}

impl Stationery {
    fn head(&self, of: &DealPaper) -> Head {
        Head { at: of.at, training: of.training, ..self.head.clone() }
    }

    fn says(&self, what: Wording) -> String {
        self.policy.wording(what, self.lang).to_owned()
    }

    fn declaration(&self, of: &DealPaper) -> Option<Paper> {
        let who = &of.identity;
        let value = |field: &Option<crate::document::Field<String>>| field.as_ref().map(|field| field.value.clone());
        let document: Vec<String> = [value(&who.issuer), value(&who.number)].into_iter().flatten().collect();
        let seller = Seller {
            name: who.full_name(),
            address: value(&who.address),
            born: who.born.as_ref().map(|born| born.value.to_string()),
            document: (!document.is_empty()).then(|| document.join(" ")),
        };
        Some(Paper::Declaration(Declaration {
            head: self.head(of),
            code: code(&of.code)?,
            seller,
            goods: goods(of),
            total: (of.total > 0).then(|| amount(of.total, &of.currency)),
            wording: self.says(Wording::Declaration),
        }))
    }

    fn labels(&self, of: &DealPaper) -> Vec<Paper> {
        let label = |line: &PaperLine| {
            Some(Paper::Label(StockLabel {
                item: ItemLabel::new(line.item?)?,
                name: name(line),
                hold_until: line.hold.map(|until| until.with_timezone(&self.head.zone).date_naive()),
                price: None,
                shop: self.head.shop.clone(),
                training: of.training,
            }))
        };
        of.lines.iter().filter_map(label).collect()
    }

    fn ticket(&self, of: &DealPaper) -> Option<Paper> {
        let item = of.lines.iter().find_map(|line| line.item.and_then(ItemLabel::new))?;
        let head = self.head(of);
        if of.kind == DealKind::Pledge {
            return Some(Paper::Pledge(PledgeTicket {
                head,
                item,
                name: of.identity.full_name(),
                goods: goods(of),
                lent: amount(of.total, &of.currency),
                due: of.due?,
                wording: Some(self.says(Wording::Receipt)).filter(|text| !text.is_empty()),
            }));
        }
        let fault = of.lines.iter().find_map(|line| line.told.get("fault")).or_else(|| of.told.get("fault"));
        Some(Paper::Repair(RepairTicket {
            head,
            item,
            goods: goods(of).into_iter().map(|goods| Goods { price: None, ..goods }).collect(),
            fault: fault.cloned().unwrap_or_default(),
            estimate: of.lines.iter().find_map(|line| line.price).map(|price| amount(price, &of.currency)),
            ready: None,
        }))
    }

    fn cannot_buy(&self, slip: &till::CannotBuy) -> Paper {
        Paper::CannotBuy(CannotBuy {
            head: Head { at: slip.at, training: slip.training, ..self.head.clone() },
            contact: Vec::new(),
            reference: slip.reference.clone(),
            law: Some(self.says(Wording::Slip)).filter(|text| !text.is_empty()),
        })
    }
}

fn code(text: &str) -> Option<DeclarationCode> {
    if let Some(OurCode::Declaration(code)) = OurCode::parse(text) { Some(code) } else { None }
}

fn amount(minor: u64, currency: &str) -> Amount {
    Amount::new(i64::try_from(minor).unwrap_or(i64::MAX), currency)
}

fn goods(of: &DealPaper) -> Vec<Goods> {
    let one = |line: &PaperLine| {
        let mut numbers: Vec<String> = line.numbers.iter().map(|imei| format!("IMEI {imei}")).collect();
        numbers.extend(line.told.get("serial").map(|serial| format!("S/N {serial}")));
        Goods { what: name(line), numbers, price: line.price.map(|price| amount(price, &of.currency)) }
    };
    of.lines.iter().map(one).collect()
}

/// What a line is: its model or description, with its colour and storage where they were told.
fn name(line: &PaperLine) -> String {
    let what = [Some(&line.name), line.told.get("description")].into_iter().flatten().find(|text| !text.is_empty());
    let what = what.map_or_else(|| line.what.word(), String::as_str);
    let more = ["storage", "colour"].into_iter().filter_map(|word| line.told.get(word)).filter(|text| !text.is_empty());
    [what].into_iter().chain(more.map(String::as_str)).collect::<Vec<_>>().join(", ")
}
