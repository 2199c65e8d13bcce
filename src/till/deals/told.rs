//! What comes back to deals.

use super::{DealEffect, DealId, How, effect, steps};
use super::{DealEvent, KnownSeller, Numbers, Picture, PictureOf, drafts, warnings};
use crate::document::Field;
use crate::policy::{Ask, Need};
use crate::till::{Beep, Effect, Notice, Pane, State, panes};
use std::sync::Arc;

/// Longest picture in bytes: one more would not fit an entry.
const LONGEST_PICTURE: usize = crate::ledger::leaf::MAX_BLOB;
/// Most pictures of one deal.
const MOST_PICTURES: usize = 24;

/// Takes what came back.
pub(in crate::till) fn told(state: &mut State, event: DealEvent) -> Vec<Effect> {
    match event {
        DealEvent::Opened { next_number, next_item, drafts } => {
            drafts::opened(state, Numbers { deal: next_number, item: next_item }, drafts)
        }
        DealEvent::Warnings { deal, turn, found, known } => {
            warnings::answered(state, (deal, turn), found, known);
            Vec::new()
        }
        DealEvent::Known { deal, told: Ok(seller) } => known(state, deal, seller),
        DealEvent::Known { told: Err(trouble), .. } | DealEvent::Failed(trouble) => {
            panes::raise(state, Pane::Error(trouble));
            vec![Effect::Beep(Beep::Unreadable)]
        }
        DealEvent::Picture { line, of, bytes } => picture(state, line, of, bytes),
    }
}

/// Address and telephone of an earlier deal, where nothing else was said meanwhile.
fn known(state: &mut State, id: DealId, seller: KnownSeller) -> Vec<Effect> {
    let Some(deal) = state.deals.open.iter().find(|d| d.id == id) else { return Vec::new() };
    let wanted = |ask| steps::need(state, deal, ask) != Need::Forbidden;
    let (address, phone) = (wanted(Ask::Address), wanted(Ask::Phone));
    let Some(deal) = super::by_id(state, id).filter(|d| !d.is_sending()) else {
        return Vec::new();
    };
    deal.asked.known = None;
    if let Some(text) = seller.address.filter(|_| address && deal.identity.address.is_none()) {
        deal.identity.address = Some(Field::typed(text));
        deal.how = Some(How::Known);
    }
    if let Some(text) = seller.phone.filter(|_| phone) {
        deal.told.entry(Ask::Phone.word().to_owned()).or_insert(text);
    }
    state.notice = Some(Notice::Deal("deal-known-taken"));
    vec![Effect::Beep(Beep::Result)]
}

/// A picture for the deal in front.
fn picture(state: &mut State, line: Option<usize>, of: PictureOf, bytes: Arc<Vec<u8>>) -> Vec<Effect> {
    let ask = match of {
        PictureOf::Goods => Ask::GoodsPicture,
        PictureOf::Document => Ask::DocumentPicture,
        PictureOf::Seller => Ask::SellerPicture,
    };
    let Some(deal) = state.deal() else { return Vec::new() };
    let forbidden = of != PictureOf::Goods && steps::need(state, deal, ask) == Need::Forbidden;
    let Some(deal) = state.deal_mut() else { return Vec::new() };
    if forbidden || bytes.is_empty() || bytes.len() > LONGEST_PICTURE || deal.pictures.len() >= MOST_PICTURES {
        state.notice = Some(Notice::Deal(if forbidden { "deal-picture-not-wanted" } else { "deal-picture-too-long" }));
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    let no = line.map_or_else(|| deal.lines.last(), |n| deal.lines.get(n)).map(|l| l.no);
    let name = format!("{}.{}", super::draft_name(deal.id), deal.pictures.len() + 1);
    let line = no.filter(|_| of == PictureOf::Goods);
    deal.pictures.push(Picture { name: name.clone(), of, line, bytes: Arc::clone(&bytes) });
    let id = deal.id;
    state.notice = Some(Notice::Deal("deal-picture-taken"));
    vec![effect(DealEffect::SavePicture { deal: id, name, bytes }), Effect::Beep(Beep::Result)]
}
