//! Opens a shop's folder: config, stores, sources.

use super::{AppError, boot, erasure, housekeeping, policy, unlock};
use crate::blocklist::ListConfig;
use crate::blocklist::shelf::Shelf;
use crate::cli::Out;
use crate::clock::{Moment, system};
use crate::config::{Config, ConfigError, Paths};
use crate::effects::{LocalSources, Recorder, list_policy};
use crate::finding::SourceName;
use crate::imei::TacTable;
use crate::ledger::store::Store;
use crate::ledger::store::lock::{self, Entered, Shared};
use crate::registry::cache::CacheStore;
use crate::registry::client::Client;
use crate::registry::manual::Guide;
use crate::registry::{Protocol, SourceConfig};
use crate::stock::Stock;
use crate::till::{DealSetup, ListInfo, Mode, Reach, Reason, Setup, SourceInfo};
use crate::vault::Vault;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

/// An open shop.
#[derive(Debug)]
pub(super) struct Shop {
    /// Its stores.
    pub(super) recorder: Recorder,
    /// Held while the program runs.
    _lock: Shared,
}

impl Shop {
    /// Opens the stores and puts them in order; a ledger alarm comes back as such.
    pub(super) fn open(paths: &Paths, now: Moment) -> Result<Self, AppError> {
        // Said first, because it tells a folder without a shop from a shop that is out of order.
        let config = paths.config();
        std::fs::metadata(&config).map_err(|source| ConfigError::Read { path: config, source })?;
        let entered = lock::enter(paths.root()).map_err(AppError::file(paths.root()))?;
        let mut recorder = stores(paths)?;
        recorder.catch_up()?;
        erasure::replay(&mut recorder, paths)?;
        housekeeping::at_start(&mut recorder, now, matches!(entered, Entered::Alone(_)))?;
        let lock = match entered {
            Entered::Shared(shared) => shared,
            Entered::Alone(alone) => {
                // Between the two locks somebody may begin a new epoch: what is written to from
                // here on is what lies there now.
                drop(recorder);
                let shared = alone.share().map_err(AppError::file(paths.root()))?;
                recorder = stores(paths)?;
                shared
            }
        };
        unlock::tell_exposed(&recorder, paths);
        Ok(Self { recorder, _lock: lock })
    }
}

fn stores(paths: &Paths) -> Result<Recorder, AppError> {
    let store = Store::open(paths.root())?;
    let vault = Vault::open(paths.root())?;
    let stock = Stock::open(&paths.stock())?;
    Ok(Recorder::new(store, vault, stock, boot::stamp()))
}

/// The config of a shop's folder, with its paths made absolute.
pub(super) fn load(paths: &Paths) -> Result<Config, AppError> {
    let mut config = Config::load(&paths.config())?;
    config.sources.iter_mut().for_each(|source| source.resolve(paths.root()));
    if let Some(ca) = &mut config.network.ca_file {
        *ca = paths.resolve(ca);
    }
    Ok(config)
}

impl Shop {
    /// The key of the answer cache.
    pub(super) fn cache_key(&self) -> [u8; 32] {
        self.recorder.vault.cache_key()
    }
}

/// What the till needs to know of the config.
pub(super) fn setup(config: &Config, paths: &Paths, mode: Mode) -> Result<Setup, AppError> {
    let policy = policy::of(config, paths)?;
    let lists = all_lists(config, paths);
    let tacs = config.shop.tac_names.as_deref().map(|file| tac_names(&paths.resolve(file))).unwrap_or_default();
    Ok(Setup {
        shop: config.shop.name.clone(),
        terminal: config.shop.terminal.clone(),
        zone: config.shop.timezone,
        required: policy::required(config, &policy),
        sources: config.sources.iter().map(source_info).chain(lists.iter().map(list_source)).collect(),
        lists: lists.iter().map(list_info).collect(),
        tacs: Arc::new(tacs),
        scan: config.scan.clone(),
        mode,
        purpose: Reason::default(),
        deals: DealSetup::of(Arc::new(policy)),
        lock_minutes: config.staff.lock_minutes,
        sole_trader: config.staff.sole_trader,
        demo: Vec::new(),
        wants_buyer: false,
    })
}

/// Names of device types are a help: without the table every model is unknown, and that is said.
fn tac_names(path: &Path) -> TacTable {
    let table = File::open(path)
        .map_err(|e| e.to_string())
        .and_then(|file| TacTable::from_csv(BufReader::new(file)).map_err(|e| crate::words::chain(&e)));
    match table {
        Ok((table, _rejected)) => table,
        Err(why) => {
            Out::note(&format!("no names of device types: {}: {why}", path.display()));
            TacTable::default()
        }
    }
}

fn source_info(source: &SourceConfig) -> SourceInfo {
    let reach = match source.protocol {
        Protocol::Hotlist => Reach::Local,
        Protocol::Manual => Reach::Person,
        _ => Reach::Machine,
    };
    let guide = (reach == Reach::Person).then(|| Guide::for_source(source));
    SourceInfo { name: source.name.clone(), reach, guide }
}

/// The lists of the config, and those of the shelf that it does not name: what lies there was
/// trusted once, and a hit counts wherever it comes from.
pub(super) fn all_lists(config: &Config, paths: &Paths) -> Vec<ListConfig> {
    let mut lists = config.lists.clone();
    // A shelf that cannot be read has no more lists than the config names; each says so when asked.
    for slot in Shelf::new(&paths.lists()).slots().unwrap_or_default() {
        let taken = |name: &str| config.sources.iter().any(|s| s.name.as_str() == name);
        if !lists.iter().any(|l| l.name == slot.name()) && !taken(slot.name()) {
            lists.push(ListConfig::new(slot.name(), None));
        }
    }
    lists
}

fn list_source(list: &ListConfig) -> SourceInfo {
    SourceInfo { name: SourceName::new(&list.name), reach: Reach::Local, guide: None }
}

fn list_info(list: &ListConfig) -> ListInfo {
    ListInfo { name: SourceName::new(&list.name), countries: list.countries.clone(), policy: list_policy(list) }
}

/// What the shop holds itself: hot lists and block lists.
pub(super) fn lists(config: &Config, paths: &Paths) -> LocalSources {
    LocalSources::with_lists(&config.sources, &all_lists(config, paths), &Shelf::new(&paths.lists()))
}

/// Starts the client for machine sources; `None` when there are none.
pub(super) fn client(config: &Config, paths: &Paths, key: Option<[u8; 32]>) -> Result<Option<Client>, AppError> {
    let online: Vec<SourceConfig> = config.sources.iter().filter(|s| s.protocol.is_online()).cloned().collect();
    if online.is_empty() {
        return Ok(None);
    }
    // Without a cache every question is asked anew, which costs time and fees but no truth.
    let cache = key.and_then(|key| CacheStore::open(&paths.cache(), &key).ok()).map(|(cache, _note)| cache);
    Ok(Some(Client::start(online, config.network.clone(), cache)?))
}

/// Who asks on the command line: the name given, or the user's on this machine.
pub(super) fn who(given: Option<&str>) -> Option<String> {
    let named = std::env::var(super::actor::STAFF_VARIABLE).ok().filter(|name| !name.is_empty());
    let user = || std::env::var("USER").or_else(|_| std::env::var("USERNAME")).ok().filter(|u| !u.is_empty());
    given.map(str::to_owned).or(named).or_else(user)
}

/// The present moment, for commands.
pub(super) fn now() -> Moment {
    system::now()
}
