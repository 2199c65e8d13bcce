//! Places in a picture, and what the looks made of each.

use super::grammar::{Item, What};
use super::place::{Axes, Span};
use super::{Bar, Found, Trust};
use crate::imei::{Imei, Kind};
use crate::photo::Quad;

/// What several looks gave for one place.
struct Spot {
    area: Quad,
    span: Span,
    readings: Vec<Heard>,
}

/// One reading of a place, and the looks that gave it.
struct Heard {
    what: What,
    looks: Vec<&'static str>,
    /// How many of the looks read it so by themselves.
    strong: usize,
}

/// All places of a picture.
pub(super) struct Spots {
    axes: Axes,
    all: Vec<Spot>,
    bars: Vec<(String, &'static str, Quad)>,
}

impl Spots {
    pub(super) fn new(axes: Axes) -> Self {
        Self { axes, all: Vec::new(), bars: Vec::new() }
    }

    /// Adds what a look gave.
    pub(super) fn add(&mut self, look: &'static str, item: Item) {
        let known = self.all.iter_mut().position(|spot| spot.span.meets(item.span));
        if known.is_none() {
            self.all.push(Spot { area: item.area, span: item.span, readings: Vec::new() });
        }
        let at = known.unwrap_or(self.all.len() - 1);
        let spot = &mut self.all[at];
        match spot.readings.iter_mut().find(|heard| heard.what == item.what) {
            Some(heard) if heard.looks.contains(&look) => (),
            Some(heard) => {
                heard.looks.push(look);
                heard.strong += usize::from(!item.weak);
            }
            None => spot.readings.push(Heard { what: item.what, looks: vec![look], strong: usize::from(!item.weak) }),
        }
    }

    /// Adds a barcode.
    pub(super) fn bar(&mut self, bar: &Bar) {
        let digits: String = bar.text.chars().filter(char::is_ascii_digit).collect();
        let plain = digits.len() == bar.text.trim().len();
        if plain && (digits.len() == 14 || Imei::parse(&digits).is_ok()) {
            self.bars.push((digits, bar.name, bar.area));
        }
    }

    /// What stands in the picture, in reading order.
    pub(super) fn found(mut self) -> Vec<Found> {
        let axes = self.axes;
        self.all.sort_by(|a, b| a.span.top.total_cmp(&b.span.top));
        let mut all: Vec<Found> = Vec::new();
        for spot in &self.all {
            for found in spot.found() {
                match all.iter_mut().find(|other| other.kind == found.kind && other.value == found.value) {
                    Some(other) => join(other, found),
                    None => all.push(found),
                }
            }
        }
        witnesses(&mut all);
        for (digits, name, area) in &self.bars {
            confirm(&mut all, digits, name, *area);
        }
        all.sort_by(|a, b| {
            let top = |found: &Found| found.area.map_or(0.0, |area| axes.span(&area).top);
            top(a).total_cmp(&top(b))
        });
        all
    }
}

/// The same number in two places.
fn join(one: &mut Found, other: Found) {
    one.trust = one.trust.max(other.trust);
    for look in other.agreed {
        if !one.agreed.contains(&look) {
            one.agreed.push(look);
        }
    }
}

/// A MEID that repeats the first fourteen digits of an IMEI bears witness to it, also where its
/// label was not read; it is no number of its own then.
fn witnesses(all: &mut Vec<Found>) {
    let fourteen = |found: &&Found| matches!(found.kind, Kind::Meid | Kind::Imei) && found.value.len() == 14;
    let said: Vec<String> = all.iter().filter(fourteen).map(|found| found.value.clone()).collect();
    for found in all.iter_mut().filter(|found| is_imei(found)) {
        if said.iter().any(|digits| found.value.starts_with(digits)) {
            found.agreed.push("meid");
            found.trust = found.trust.max(Trust::Good);
        }
    }
    let whole: Vec<String> = all.iter().filter(|found| is_imei(found)).map(|found| found.value.clone()).collect();
    all.retain(|found| {
        !(found.kind == Kind::Imei
            && found.value.len() == 14
            && whole.iter().any(|imei| imei.starts_with(&found.value)))
    });
}

fn is_imei(found: &Found) -> bool {
    found.kind == Kind::Imei && Imei::parse(&found.value).is_ok()
}

/// Barcode and text together; a barcode alone is one look.
fn confirm(all: &mut Vec<Found>, digits: &str, name: &'static str, area: Quad) {
    let matching = |found: &&mut Found| {
        found.kind == Kind::Imei && found.value.len() == 15 && (found.value == digits || found.value[..14] == *digits)
    };
    if let Some(found) = all.iter_mut().find(matching) {
        let textual = found.agreed.iter().any(|look| !look.starts_with("barcode"));
        if is_imei(found) {
            found.trust = found.trust.max(if textual { Trust::Confirmed } else { Trust::Good });
        }
        if !found.agreed.contains(&name) {
            found.agreed.push(name);
        }
    } else if digits.len() == 15 {
        let found = Found {
            kind: Kind::Imei,
            value: digits.to_owned(),
            trust: Trust::Review,
            area: Some(area),
            agreed: vec![name],
        };
        all.push(found);
    }
}

impl Spot {
    /// The number of this place: the valid one that most looks gave, or else what was made of it.
    fn found(&self) -> Vec<Found> {
        let valid = |heard: &&Heard| matches!(heard.what, What::Imei(_));
        let weight = |heard: &Heard| (heard.strong, heard.looks.len());
        let mut best: Option<&Heard> = None;
        for heard in self.readings.iter().filter(valid) {
            if best.is_none_or(|best| weight(heard) > weight(best)) {
                best = Some(heard);
            }
        }
        if let Some(best) = best {
            let disputed = self.readings.iter().filter(valid).count() > 1;
            let agreed = best.strong >= 2;
            let trust = if agreed && !disputed { Trust::Good } else { Trust::Review };
            return vec![self.as_found(best, trust)];
        }
        let most = self.readings.iter().max_by_key(|heard| heard.looks.len());
        most.map(|heard| self.as_found(heard, Trust::Review)).into_iter().collect()
    }

    fn as_found(&self, heard: &Heard, trust: Trust) -> Found {
        let (kind, value) = match &heard.what {
            What::Imei(digits) | What::Broken(digits) => (Kind::Imei, digits.clone()),
            What::Other(kind, value) => (*kind, value.clone()),
        };
        Found { kind, value, trust, area: Some(self.area), agreed: heard.looks.clone() }
    }
}
