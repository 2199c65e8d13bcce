//! Sources that the shop holds itself: hot lists.

use crate::clock::Moment;
use crate::finding::{Answer, Outcome, Silence, SourceName};
use crate::imei::Imei;
use crate::registry::SourceConfig;
use crate::registry::hotlist::HotList;
use chrono::{DateTime, Utc};

/// A hot list as it was loaded.
#[derive(Debug)]
pub struct Loaded {
    /// The list, or why there is none.
    pub list: Result<HotList, Silence>,
    /// When the file was written: the age of its knowledge.
    pub as_of: Option<DateTime<Utc>>,
}

/// All lists that the shop holds.
#[derive(Debug, Default)]
pub struct LocalSources {
    lists: Vec<(SourceConfig, Loaded)>,
}

impl LocalSources {
    /// Takes a list in.
    pub fn add(&mut self, source: SourceConfig, loaded: Loaded) {
        self.lists.push((source, loaded));
    }

    /// Names, sizes and states, for start-up messages.
    pub fn iter(&self) -> impl Iterator<Item = &(SourceConfig, Loaded)> {
        self.lists.iter()
    }

    /// What every list says about every number. A stale list still lists; its misses vouch for nothing.
    pub fn ask(&self, imeis: &[Imei], now: Moment) -> Vec<Answer> {
        let mut answers = Vec::new();
        for (source, loaded) in &self.lists {
            for imei in imeis {
                answers.push(answer(source, loaded, imei, now));
            }
        }
        answers
    }
}

fn answer(source: &SourceConfig, loaded: &Loaded, imei: &Imei, now: Moment) -> Answer {
    let body = imei.body();
    let outcome = match &loaded.list {
        Err(silence) => Outcome::NoAnswer(silence.clone()),
        Ok(list) => match list.ask(&body) {
            Outcome::NotListed if !source.coverage.covers(&body) => Outcome::NotCovered(crate::finding::Detail::default()),
            Outcome::NotListed => stale(source, loaded.as_of, now).map_or(Outcome::NotListed, Outcome::NoAnswer),
            other => other,
        },
    };
    let name: &SourceName = &source.name;
    Answer { as_of: loaded.as_of, ..Answer::new(name, &body, outcome) }
}

/// Why a miss of this list vouches for nothing any more. A list from the future is as doubtful as
/// an old one: either its clock or ours is wrong.
fn stale(source: &SourceConfig, as_of: Option<DateTime<Utc>>, now: Moment) -> Option<Silence> {
    let hours = i64::from(source.fresh_for()?);
    let Some(as_of) = as_of else { return Some(Silence::Stale("age unknown".to_owned())) };
    let age = now.wall - as_of;
    let too_old = age.num_hours() >= hours || age.num_hours() < -24;
    too_old.then(|| Silence::Stale(as_of.format("%Y-%m-%d").to_string()))
}
