//! Sources that the shop holds itself: hot lists.

use crate::clock::Moment;
use crate::finding::{Answer, Detail, Outcome};
use crate::imei::Imei;
use crate::registry::client::{ListAnswer, ListFile};
use crate::registry::{Protocol, SourceConfig};

/// All lists that the shop holds.
#[derive(Debug, Default)]
pub struct LocalSources {
    lists: Vec<(SourceConfig, ListFile)>,
}

impl LocalSources {
    /// The hot lists among `sources`. One that cannot be read stays a source: it answers that it is
    /// set up wrongly.
    pub fn of(sources: &[SourceConfig]) -> Self {
        let lists = sources.iter().filter(|s| s.protocol == Protocol::Hotlist);
        Self { lists: lists.map(|s| (s.clone(), ListFile::new(&s.url))).collect() }
    }

    /// What every list says about every number.
    pub fn ask(&self, imeis: &[Imei], now: Moment) -> Vec<Answer> {
        let pairs = self.lists.iter().flat_map(|list| imeis.iter().map(move |imei| (list, imei)));
        pairs.map(|((source, list), imei)| answer(source, list, imei, now)).collect()
    }
}

fn answer(source: &SourceConfig, list: &ListFile, imei: &Imei, now: Moment) -> Answer {
    let body = imei.body();
    let said = if source.coverage.covers(&body) {
        list.ask(&body, source.fresh_for(), now.wall)
    } else {
        ListAnswer { outcome: Outcome::NotCovered(Detail::default()), as_of: None, evidence: None }
    };
    Answer { as_of: said.as_of, evidence: said.evidence, ..Answer::new(&source.name, &body, said.outcome) }
}
