//! What the till is told once: the shop, its sources, how it runs.

use crate::blocklist::Policy;
use crate::finding::SourceName;
use crate::imei::TacTable;
use crate::registry::manual::Guide;
use crate::scan::ScanSettings;
use crate::staff::StaffConfig;
use std::sync::Arc;

/// What does not change while the till runs.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The shop's name, as on its papers.
    pub shop: String,
    /// This terminal's name.
    pub terminal: String,
    /// The shop's time zone, for what people read.
    pub zone: chrono_tz::Tz,
    /// Sources that must have answered for `NotListed`.
    pub required: Vec<SourceName>,
    /// All sources, in the config's order.
    pub sources: Vec<SourceInfo>,
    /// The block lists among them.
    pub lists: Vec<ListInfo>,
    /// Names of device types.
    pub tacs: Arc<TacTable>,
    /// How bursts are read.
    pub scan: ScanSettings,
    /// How the program runs.
    pub mode: Mode,
    /// Why checks are made here.
    pub purpose: super::Reason,
    /// What deals need to know.
    pub deals: super::DealSetup,
    /// Minutes without a key or a scan after which a till with named staff locks; 0: never.
    pub lock_minutes: u32,
    /// One person runs the shop: no second person is asked for, and entries say so.
    pub sole_trader: bool,
    /// The catalogue keys of the demo's handsets.
    pub demo: Vec<&'static str>,
    /// Whether the place wants to know who buys.
    pub wants_buyer: bool,
}

/// How the program runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// A shop's till.
    #[default]
    Shop,
    /// A shop's till that may not use the network.
    Offline,
    /// The demonstration: said on every screen.
    Demo,
}

impl Setup {
    /// A shop without sources: every check says "not checked".
    pub fn for_shop(name: &str) -> Self {
        Self {
            shop: name.to_owned(),
            terminal: "till-1".to_owned(),
            zone: chrono_tz::UTC,
            required: Vec::new(),
            sources: Vec::new(),
            lists: Vec::new(),
            tacs: Arc::default(),
            scan: ScanSettings::default(),
            mode: Mode::Shop,
            purpose: super::Reason::default(),
            deals: super::DealSetup::generic(),
            lock_minutes: StaffConfig::default().lock_minutes,
            sole_trader: false,
            demo: Vec::new(),
            wants_buyer: false,
        }
    }

    /// Names of the sources of one reach.
    pub fn reach(&self, reach: Reach) -> Vec<SourceName> {
        self.sources.iter().filter(|s| s.reach == reach).map(|s| s.name.clone()).collect()
    }
}

/// How a source is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Held in the shop: answers at once, without a network.
    Local,
    /// Asked over the network.
    Machine,
    /// Looked up by a person.
    Person,
}

/// One configured source as the screen shows it.
#[derive(Clone, Debug)]
pub struct SourceInfo {
    /// Its configured name.
    pub name: SourceName,
    /// How it is reached.
    pub reach: Reach,
    /// What a person is to do, for `Reach::Person`.
    pub guide: Option<Guide>,
}

/// What the shop's set-up says of one block list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListInfo {
    /// Its name as a source.
    pub name: SourceName,
    /// Countries whose handsets it covers, as the set-up names them.
    pub countries: Vec<String>,
    /// How old it may be.
    pub policy: Policy,
}
