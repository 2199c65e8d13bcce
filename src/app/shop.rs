//! Opens a shop's folder: config, stores, sources.

use super::{AppError, boot, housekeeping};
use crate::clock::{Moment, system};
use crate::config::{Config, Paths};
use crate::effects::{Loaded, LocalSources, Recorder};
use crate::finding::Silence;
use crate::imei::TacTable;
use crate::ledger::lock::RunLock;
use crate::ledger::store::Store;
use crate::registry::cache::CacheStore;
use crate::registry::client::Client;
use crate::registry::hotlist::HotList;
use crate::registry::manual::Guide;
use crate::registry::{Protocol, SourceConfig};
use crate::stock::Stock;
use crate::till::{Mode, Reach, Reason, Setup, SourceInfo};
use crate::vault::Vault;
use chrono::{DateTime, Utc};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

/// An open shop.
#[derive(Debug)]
pub(super) struct Shop {
    /// Its config.
    pub(super) config: Config,
    /// Its stores.
    pub(super) recorder: Recorder,
    /// Held while the program runs.
    pub(super) lock: RunLock,
}

impl Shop {
    /// Opens the stores and puts them in order; a ledger alarm comes back as such.
    pub(super) fn open(paths: &Paths, now: Moment) -> Result<Self, AppError> {
        let config = Config::load(&paths.config())?;
        let (lock, alone) = RunLock::take(paths.root()).map_err(AppError::file(paths.root()))?;
        let store = Store::open(paths.root())?;
        let vault = Vault::open(paths.root())?;
        let stock = Stock::open(&paths.stock())?;
        let mut recorder = Recorder::new(store, vault, stock, boot::stamp());
        recorder.catch_up()?;
        housekeeping::at_start(&mut recorder, now, alone)?;
        let lock = lock.shared().map_err(AppError::file(paths.root()))?;
        Ok(Self { config, recorder, lock })
    }
}

/// What the till needs to know of the config.
pub(super) fn setup(config: &Config, paths: &Paths, mode: Mode) -> Setup {
    let tacs = config.shop.tac_names.as_deref().map(|file| tac_names(&paths.resolve(file))).unwrap_or_default();
    Setup {
        shop: config.shop.name.clone(),
        terminal: config.shop.terminal.clone(),
        zone: config.shop.timezone,
        required: config.required.clone(),
        sources: config.sources.iter().map(source_info).collect(),
        tacs: Arc::new(tacs),
        scan: config.scan.clone(),
        mode,
        purpose: Reason::default(),
        demo: Vec::new(),
    }
}

/// Names of device types are a help: without the table every model is unknown, and that is said.
fn tac_names(path: &Path) -> TacTable {
    let file = File::open(path).ok();
    file.and_then(|f| TacTable::from_csv(BufReader::new(f)).ok()).map(|(table, _rejected)| table).unwrap_or_default()
}

fn source_info(source: &SourceConfig) -> SourceInfo {
    let reach = match source.protocol {
        Protocol::Hotlist => Reach::Local,
        Protocol::Manual => Reach::Person,
        _ => Reach::Machine,
    };
    let guide = (reach == Reach::Person).then(|| Guide::of(source));
    SourceInfo { name: source.name.clone(), reach, guide }
}

/// Loads every hot list. One that cannot be read stays a source: it answers that it is set up wrongly.
pub(super) fn local_sources(config: &Config, paths: &Paths) -> LocalSources {
    let mut local = LocalSources::default();
    for source in config.sources.iter().filter(|s| s.protocol == Protocol::Hotlist) {
        local.add(source.clone(), load(&paths.resolve(Path::new(&source.url))));
    }
    local
}

fn load(path: &Path) -> Loaded {
    let wrong = |why: String| Loaded { list: Err(Silence::Misconfigured(why)), as_of: None };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return wrong(format!("{}: {error}", path.display())),
    };
    let as_of = file.metadata().and_then(|m| m.modified()).ok().map(DateTime::<Utc>::from);
    match HotList::read(BufReader::new(file)) {
        Ok((list, _rejections)) => Loaded { list: Ok(list), as_of },
        Err(error) => wrong(format!("{}: {}", path.display(), crate::words::chain(&error))),
    }
}

/// Starts the client for machine sources; `None` when there are none.
pub(super) fn client(config: &Config, paths: &Paths) -> Result<Option<Client>, AppError> {
    let mut online: Vec<SourceConfig> = config.sources.iter().filter(|s| s.protocol.is_online()).cloned().collect();
    if online.is_empty() {
        return Ok(None);
    }
    online.iter_mut().for_each(|s| s.resolve_paths(paths.root()));
    let cache = Cache::open(&paths.cache(), paths.root()).ok();
    Ok(Some(Client::start(online, cache)?))
}

/// The present moment, for commands.
pub(super) fn now() -> Moment {
    system::now()
}
