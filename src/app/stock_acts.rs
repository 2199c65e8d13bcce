//! `stock sell`, `refund`, `surrender`, …: what is done with items, each in one commit.
//!
//! What may be done is judged where entries are written, so that no path goes around it; here it is
//! only said what was asked for.

use super::shop::{self, Shop};
use super::training::{sign_off, sign_on};
use super::{AppError, checks, policy, stock_jobs};
use crate::cli::{
    CountArgs, Doer, EntryLine, Exit, HandOverArgs, MoneyArgs, OneItem, Out, PaidArgs, PoliceArgs, RefundArgs,
    RenewArgs, ReverseArgs, SellArgs, safe,
};
use crate::clock::rfc3339;
use crate::codes::OurCode;
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id};
use crate::finding::Finding;
use crate::goods::drafts::{Buyer, By, Pay, Police};
use crate::goods::{HoldReason, Item, Key, Method, Refusal, money};
use crate::imei::identify;
use crate::ledger::leaf::{Draft, EntryId};
use crate::policy::Goods;
use crate::staff::Act;
use crate::till::Committed;
use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

/// More than the longest list of scans that a shop makes.
const LONGEST_LIST: u64 = 16 << 20;

/// The item that a word means: its label, its number, its check, or a number of the handset.
pub(super) fn named(recorder: &Recorder, word: &str) -> Result<Item, AppError> {
    let found = match OurCode::parse(word) {
        Some(OurCode::Item(label)) => recorder.stock.goods(Key::Number(label.number()))?,
        _ => match word.parse::<Key>() {
            Ok(Key::Number(number)) if word.len() < 12 => recorder.stock.goods(Key::Number(number))?,
            Ok(Key::Check(check)) => recorder.stock.goods_of(check)?,
            _ => match identify(word, None).ok().and_then(|read| read.imei()) {
                Some(imei) => stock_jobs::find(recorder, &imei)?.into_iter().next(),
                None => None,
            },
        },
    };
    found.ok_or_else(|| AppError::Failed {
        what: format!("no item is {:?}", safe(word)),
        advice: "see `countercheck stock list --all`; give a stock number, a label or a number of the handset"
            .to_owned(),
    })
}

/// Whether a word of the command line is the label of an item.
pub(super) fn is_label(word: &str) -> bool {
    matches!(OurCode::parse(word), Some(OurCode::Item(_)))
}

/// Makes the entries of an act; the inner function says who writes.
type Make<'a> = dyn FnMut(&Shop, &mut dyn FnMut() -> By) -> Result<Vec<Draft>, AppError> + 'a;

/// Signs a person on, writes what `make` says, in one commit, and prints it.
fn write(paths: &Paths, doer: &Doer, right: Act, make: &mut Make<'_>) -> Result<Vec<(Draft, Committed)>, AppError> {
    let mut shop = Shop::open(paths, shop::now())?;
    // What cannot be done is told before anybody signs on.
    make(&shop, &mut || by(None))?;
    let staff = sign_on(&mut shop.recorder, doer.staff.as_deref(), right)?;
    let drafts = make(&shop, &mut || by(Some(staff)));
    let written = drafts.and_then(|drafts| {
        let committed = shop.recorder.record(&drafts)?;
        Ok(drafts.into_iter().zip(committed).collect::<Vec<_>>())
    });
    sign_off(&mut shop.recorder, staff)?;
    let written = written?;
    let out = Out { json: doer.json };
    for (draft, place) in &written {
        tell(&out, &shop, draft, *place)?;
    }
    Ok(written)
}

fn by(staff: Option<EntryId>) -> By {
    By { entry: fresh_id(), at: shop::now(), staff, role: None }
}

/// What stands in the register now, with the numbers that were filled in there.
fn tell(out: &Out, shop: &Shop, draft: &Draft, place: Committed) -> Result<(), AppError> {
    let leaf = shop.recorder.store.read(place.index).map_err(crate::effects::RecordError::from)?;
    let plain = leaf.and_then(|bytes| crate::ledger::leaf::Leaf::parse(&bytes).ok()).map(|leaf| leaf.plain);
    let plain = plain.unwrap_or_default();
    let kind = draft.kind.word();
    let word = |name: &str| plain.get(name).and_then(Value::as_str).map(|text| format!(", {name} {}", safe(text)));
    let more: String = ["invoice", "receipt"].into_iter().filter_map(word).collect();
    let item = plain.get("item").map(|item| format!(", item {item}")).unwrap_or_default();
    out.line(&format!("entry {}: {kind}{item}{more}", place.index));
    out.object(&json!({ "kind": kind, "plain": plain, "entry": EntryLine::from(place) }));
    Ok(())
}

fn amount(text: &str, currency: &str) -> Result<i64, AppError> {
    money::typed(text, currency).ok_or_else(|| AppError::Usage(format!("{:?} is no amount: 120 or 120.50", safe(text))))
}

fn currency(item: &Item, args: &MoneyArgs) -> Result<String, AppError> {
    let given = args.currency.as_deref().map(str::to_ascii_uppercase);
    let known = Some(item.currency.clone()).filter(|currency| !currency.is_empty());
    given
        .or(known)
        .filter(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()))
        .ok_or_else(|| AppError::Usage("in which currency? name it with --currency, as GBP or EUR".to_owned()))
}

fn pay(amount: i64, currency: String, args: &MoneyArgs) -> Pay {
    Pay { amount, currency, method: Method::from_word(&args.method).unwrap_or(Method::Cash) }
}

/// `stock sell`
pub(super) fn sell(paths: &Paths, args: &SellArgs) -> Result<Exit, AppError> {
    if args.items.len() != args.prices.len() {
        return Err(AppError::Usage(format!("{} items and {} prices", args.items.len(), args.prices.len())));
    }
    let policy = policy::of(&shop::load(paths)?, paths)?;
    write(paths, &args.doer, Act::Sell, &mut |shop, by| {
        let items: Vec<Item> = args.items.iter().map(|w| named(&shop.recorder, w)).collect::<Result<_, _>>()?;
        let code = items.first().map_or_else(|| Ok(String::new()), |item| currency(item, &args.money))?;
        let prices: Vec<i64> = args.prices.iter().map(|p| amount(p, &code)).collect::<Result<_, _>>()?;
        let lines: Vec<(Key, i64)> = items.iter().map(|item| item.key).zip(prices).collect();
        let sum = lines.iter().fold(0_i64, |sum, (_, price)| sum.saturating_add(*price));
        let needs = |(item, price): (&Item, &(Key, i64))| {
            let goods = Goods::ALL.into_iter().find(|goods| goods.word() == item.what).unwrap_or(Goods::Handset);
            policy.buyer_needed(u64::try_from(price.1).unwrap_or(0), goods)
        };
        if args.buyer.is_none() && items.iter().zip(&lines).any(needs) {
            return Err(AppError::Usage("the rules of this place want to know who buys: --buyer NAME".to_owned()));
        }
        let buyer = args.buyer.as_ref().map(|name| Buyer { name: name.clone(), address: args.address.clone() });
        Ok(vec![by().sold(&lines, &pay(sum, code, &args.money), lines.len() > 1, buyer.as_ref())])
    })?;
    Ok(Exit::Done)
}

/// `stock refund`: proven first, then checked again, then the money.
pub(super) fn refund(paths: &Paths, args: &RefundArgs) -> Result<Exit, AppError> {
    let proven = {
        let shop = Shop::open(paths, shop::now())?;
        let item = named(&shop.recorder, &args.item)?;
        crate::goods::allowed(crate::goods::Act::Refund, &item, shop::now().wall).map_err(refused)?;
        proves(&shop.recorder, &item, args)?
    };
    let imei = args.number.as_deref().filter(|_| proven).and_then(|n| identify(n, None).ok()).and_then(|n| n.imei());
    let check = match imei {
        Some(imei) => Some(checks::again(paths, &imei.digits(), args.doer.staff.as_deref(), args.offline)?),
        None => None,
    };
    let listed = matches!(check, Some((_, Finding::Stop)));
    write(paths, &args.doer, Act::Refund, &mut |shop, by| {
        let item = named(&shop.recorder, &args.item)?;
        let code = currency(&item, &args.money)?;
        let paid = item.sale.as_ref().map_or(0, |sale| sale.price);
        let back = args.price.as_ref().map_or(Ok(paid), |price| amount(price, &code))?;
        let mut drafts = vec![by().refunded(item.key, &pay(back, code, &args.money), check, args.reason.as_deref())];
        if listed {
            drafts.push(by().held(item.key, HoldReason::LateHit, None, None));
        }
        Ok(drafts)
    })?;
    if listed {
        Out::note("a source lists it by now: it is on hold, keep it and call the source");
    }
    Ok(Exit::Done)
}

/// Whether a number proved it. Another number is refused; none is enough only where there is none.
fn proves(recorder: &Recorder, item: &Item, args: &RefundArgs) -> Result<bool, AppError> {
    let failed = |what: String, advice: &str| AppError::Failed { what, advice: advice.to_owned() };
    let same = if let Some(number) = &args.number {
        stock_jobs::is_same(recorder, item, number)?
    } else {
        let (imeis, serials) = stock_jobs::numbers(recorder, item)?;
        if !imeis.is_empty() || !serials.is_empty() {
            let what = format!("item {} has a number: what came back must show it", item.key);
            return Err(failed(what, "scan it from the handset itself and give it with --number"));
        }
        None
    };
    match same {
        Some(true) => Ok(true),
        Some(false) => Err(failed(
            format!("this is not the handset that was sold as item {}", item.key),
            "read the number from the handset itself (*#06#); no money goes back on another one",
        )),
        None if args.reason.is_some() => Ok(false),
        None => Err(failed(
            format!("item {} came in without a number: nothing proves it", item.key),
            "compare it with the description, and say with --reason how it was recognised",
        )),
    }
}

fn refused(refusal: Refusal) -> AppError {
    AppError::Record(refusal.into())
}

/// `stock reverse`
pub(super) fn reverse(paths: &Paths, args: &ReverseArgs) -> Result<Exit, AppError> {
    write(paths, &args.doer, Act::Reverse, &mut |shop, by| {
        let item = named(&shop.recorder, &args.item)?;
        let code = currency(&item, &args.money)?;
        let paid = item.cost.unwrap_or(0);
        let back = args.price.as_ref().map_or(Ok(paid), |price| amount(price, &code))?;
        Ok(vec![by().reversed(item.key, &pay(back, code, &args.money), &args.reason)])
    })?;
    Ok(Exit::Done)
}

fn said(args: &PoliceArgs) -> Police {
    Police { agency: args.agency.clone(), officer: args.officer.clone(), reference: args.reference.clone() }
}

/// `stock surrender`; prints what the seizure receipt says.
pub(super) fn surrender(paths: &Paths, args: &HandOverArgs) -> Result<Exit, AppError> {
    write(paths, &args.doer, Act::Surrender, &mut |shop, by| {
        let item = named(&shop.recorder, &args.item)?;
        Ok(vec![by().surrendered(item.key, &said(&args.police))])
    })?;
    Ok(Exit::Done)
}

/// `stock return`
pub(super) fn to_owner(paths: &Paths, args: &HandOverArgs) -> Result<Exit, AppError> {
    write(paths, &args.doer, Act::Surrender, &mut |shop, by| {
        let item = named(&shop.recorder, &args.item)?;
        Ok(vec![by().to_owner(item.key, &said(&args.police))])
    })?;
    Ok(Exit::Done)
}

/// `stock collect`
pub(super) fn collect(paths: &Paths, args: &PaidArgs) -> Result<Exit, AppError> {
    paid(paths, args, &|by, item, pay| by.collected(item.key, pay))
}

/// `stock redeem`
pub(super) fn redeem(paths: &Paths, args: &PaidArgs) -> Result<Exit, AppError> {
    paid(paths, args, &|by, item, pay| by.redeemed(item.key, pay))
}

fn paid(paths: &Paths, args: &PaidArgs, make: &dyn Fn(&By, &Item, &Pay) -> Draft) -> Result<Exit, AppError> {
    write(paths, &args.doer, Act::Sell, &mut |shop, by| {
        let item = named(&shop.recorder, &args.item)?;
        let code = currency(&item, &args.money)?;
        let lent = item.pledge.map_or(0, |pledge| pledge.amount);
        let paid = args.price.as_ref().map_or(Ok(lent), |price| amount(price, &code))?;
        Ok(vec![make(&by(), &item, &pay(paid, code, &args.money))])
    })?;
    Ok(Exit::Done)
}

/// `stock renew`
pub(super) fn renew(paths: &Paths, args: &RenewArgs) -> Result<Exit, AppError> {
    write(paths, &args.doer, Act::Sell, &mut |shop, by| {
        let item = named(&shop.recorder, &args.item)?;
        let code = currency(&item, &args.money)?;
        let paid = pay(amount(&args.price, &code)?, code, &args.money);
        Ok(vec![by().renewed(item.key, args.due, Some(&paid).filter(|pay| pay.amount > 0))])
    })?;
    Ok(Exit::Done)
}

/// `stock forfeit`
pub(super) fn forfeit(paths: &Paths, args: &OneItem) -> Result<Exit, AppError> {
    write(paths, &args.doer, Act::Dismantle, &mut |shop, by| {
        Ok(vec![by().forfeited(named(&shop.recorder, &args.item)?.key)])
    })?;
    Ok(Exit::Done)
}

/// `stock parts`
pub(super) fn parts(paths: &Paths, args: &OneItem) -> Result<Exit, AppError> {
    write(paths, &args.doer, Act::Dismantle, &mut |shop, by| {
        Ok(vec![by().dismantled(named(&shop.recorder, &args.item)?.key)])
    })?;
    Ok(Exit::Done)
}

/// A hold on items, of our own or the police's.
pub(super) struct Wanted<'a> {
    pub(super) items: &'a [String],
    pub(super) doer: Doer,
    pub(super) reason: Option<&'a str>,
    pub(super) police: Option<Police>,
    pub(super) until: Option<NaiveDate>,
}

/// `stock hold` of items.
pub(super) fn hold(paths: &Paths, wanted: &Wanted<'_>) -> Result<Exit, AppError> {
    let zone = shop::load(paths)?.shop.timezone;
    let until = wanted.until.map(|day| end_of(day, zone));
    write(paths, &wanted.doer, Act::Hold, &mut |shop, by| {
        let mut drafts = Vec::new();
        for word in wanted.items {
            let key = named(&shop.recorder, word)?.key;
            drafts.push(match &wanted.police {
                Some(police) => by().held_for_police(key, police, until),
                None => by().held(key, HoldReason::Own, until, wanted.reason),
            });
        }
        Ok(drafts)
    })?;
    Ok(Exit::Done)
}

/// The first moment after a day.
fn end_of(day: NaiveDate, zone: chrono_tz::Tz) -> DateTime<Utc> {
    let next = day.succ_opt().unwrap_or(day).and_time(chrono::NaiveTime::MIN);
    zone.from_local_datetime(&next).earliest().map_or_else(|| next.and_utc(), |at| at.to_utc())
}

/// `stock release` of items: the one hold that there is, or those of one kind.
pub(super) fn release(
    paths: &Paths,
    items: &[String],
    doer: &Doer,
    reason: &str,
    why: Option<&str>,
) -> Result<Exit, AppError> {
    write(paths, doer, Act::Release, &mut |shop, by| {
        let mut drafts = Vec::new();
        for word in items {
            let item = named(&shop.recorder, word)?;
            let of_kind = |hold: &&crate::goods::Hold| why.is_none_or(|why| hold.why.word() == why);
            let holds: Vec<EntryId> = item.live_holds(shop::now().wall).filter(of_kind).map(|hold| hold.id).collect();
            match (holds.as_slice(), why) {
                ([], _) => return Err(refused(Refusal::NoHold { key: item.key })),
                ([_, _, ..], None) => {
                    let whys: Vec<&str> = item.live_holds(shop::now().wall).map(|hold| hold.why.word()).collect();
                    let what = format!("item {} has several holds: {}", item.key, whys.join(", "));
                    let advice = "say which with --why; the others bind on".to_owned();
                    return Err(AppError::Failed { what, advice });
                }
                _ => {}
            }
            drafts.extend(holds.into_iter().map(|hold| by().released(item.key, Some(hold), reason)));
        }
        Ok(drafts)
    })?;
    Ok(Exit::Done)
}

/// `stock find`: is it on the premises?
pub(super) fn find(paths: &Paths, number: &str, json: bool) -> Result<Exit, AppError> {
    let imei = identify(number, None).ok().and_then(|read| read.imei());
    let Some(imei) = imei else { return Err(AppError::Number(format!("{:?} is no IMEI", safe(number)))) };
    let shop = Shop::open(paths, shop::now())?;
    let found = stock_jobs::find(&shop.recorder, &imei)?;
    let now = shop::now().wall;
    let out = Out { json };
    let here = found.iter().any(|item| item.place.is_here());
    let items: Vec<Value> = found
        .iter()
        .map(|item| json!({ "item": item.key.to_string(), "standing": item.standing(now).word(), "since": rfc3339(item.since) }))
        .collect();
    out.object(&json!({ "here": here, "items": items }));
    for item in &found {
        let (word, day) = (item.standing(now).word(), item.since.format("%Y-%m-%d"));
        out.line(&format!("item {}: {word}, came in on {day}", item.key));
    }
    if found.is_empty() {
        out.line("no handset with this number is or was here");
    }
    Ok(if here { Exit::Done } else { Exit::Failed })
}

/// `stock count`
pub(super) fn count(paths: &Paths, args: &CountArgs) -> Result<Exit, AppError> {
    let text = lines_of(&args.file)?;
    let mut told = None;
    write(paths, &args.doer, Act::Count, &mut |shop, by| {
        let here = shop.recorder.stock.goods_here()?;
        let (mut seen, mut surplus) = (BTreeSet::new(), Vec::new());
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match named(&shop.recorder, line) {
                Ok(item) if item.place.is_here() => drop(seen.insert(item.key)),
                Ok(_) | Err(AppError::Failed { .. }) => surplus.push(line.to_owned()),
                Err(other) => return Err(other),
            }
        }
        let missing: Vec<Key> = here.iter().map(|item| item.key).filter(|key| !seen.contains(key)).collect();
        let draft = by().stock_counted(here.len(), seen.len(), &missing, surplus.len());
        told = Some((here.len(), seen.len(), missing, surplus));
        Ok(vec![draft])
    })?;
    let Some((expected, seen, missing, surplus)) = told else { return Ok(Exit::Done) };
    let out = Out { json: false };
    if !args.doer.json {
        out.line(&format!("{seen} of {expected} seen, {} missing, {} without an entry", missing.len(), surplus.len()));
        for key in &missing {
            out.line(&format!("missing: item {key}"));
        }
        for line in &surplus {
            out.line(&safe(&format!("without an entry here: {line}")));
        }
    }
    Ok(if missing.is_empty() && surplus.is_empty() { Exit::Done } else { Exit::Failed })
}

fn lines_of(path: &Path) -> Result<String, AppError> {
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().take(LONGEST_LIST).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(LONGEST_LIST).read_to_string(&mut text))
    };
    read.map_err(AppError::file(path))?;
    Ok(text)
}
