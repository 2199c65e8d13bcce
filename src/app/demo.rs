//! `demo`: a throw-away shop, a registry on loopback, a signed list, a scanner that reads labelled handsets.

mod lists;

use super::headless::Headless;
use super::shop::{self, Shop};
use super::till_loop::{self, History};
use super::{AppError, init};
use crate::blocklist::ListConfig;
use crate::cli::{DemoArgs, Exit, Out};
use crate::clock::Moment;
use crate::config::{Config, Paths, ScreenConfig, ShopConfig};
use crate::effects::{Beside, Outbox, Runner, fresh_id};
use crate::finding::{Finding, SourceName};
use crate::imei::Imei14;
use crate::registry::hotlist::HotList;
use crate::registry::{Protocol, SourceConfig};
use crate::scan::{Decoder, ScanSettings};
use crate::server::{Running, ServeConfig, serve};
use crate::till::{CheckId, Event, Mode};
use crate::words::keys;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// One handset that the demo's scanner can read.
struct Handset {
    /// Catalogue key of its label.
    label: &'static str,
    /// The 14-digit bodies of its IMEIs: test TACs of reporting body 00, or a known placeholder.
    bodies: &'static [&'static str],
    /// What the till must find.
    finding: Finding,
    /// Whether the registry is down while it is scanned.
    registry_down: bool,
    /// Whether the next version of the list arrives before it is scanned.
    newer_list: bool,
}

const fn handset(label: &'static str, bodies: &'static [&'static str], finding: Finding) -> Handset {
    Handset { label, bodies, finding, registry_down: false, newer_list: false }
}

const HANDSETS: [Handset; 9] = [
    handset("demo-not-listed", &["00101101000101"], Finding::NotListed),
    handset("demo-listed", &["00101102000202"], Finding::Stop),
    handset("demo-caution", &["00101103000303"], Finding::Caution),
    handset("demo-not-covered", &["00101104000404"], Finding::NotChecked),
    handset("demo-placeholder", &["35519500000001"], Finding::Caution),
    handset("demo-dual-sim", &["00101105000606", "00101105000607"], Finding::Stop),
    handset("demo-on-the-list", &["00101107000808"], Finding::Stop),
    Handset { newer_list: true, ..handset("demo-newer-list", &["00101108000909"], Finding::Stop) },
    Handset { registry_down: true, ..handset("demo-source-dead", &["00101106000707"], Finding::NotChecked) },
];

/// What the demo's registry lists, and the TAC that it claims not to know.
const LISTED: &str = "imei,reporting_date,status\n00101102000202,20260411,blacklist\n\
                      00101103000303,20260502,pending\n00101105000607,20260320,blacklist\n";
const NOT_COVERED: &str = "00101104";
/// A maker each, so that the till takes no two of them for one handset.
const MODELS: &str = "invented names\ntac,name,name,contributor,comment,gsmarena,gsmarena,aka\n\
                      00101101,Alder,One,,,,,\n00101102,Birch,Two,,,,,\n00101103,Cedar,Three,,,,,\n\
                      00101104,Dogwood,Far,,,,,\n00101105,Elm,Duo,,,,,\n00101106,Fir,Six,,,,,\n\
                      00101107,Hazel,Seven,,,,,\n00101108,Ivy,Eight,,,,,\n35519500,Gorse,Copied number,,,,,\n";

/// How long the registry stays down for the handset that shows it.
const DOWN: Duration = Duration::from_secs(12);

/// Opens the demo, or runs it through without a terminal.
pub(super) fn run(args: &DemoArgs) -> Result<Exit, AppError> {
    let dir = Throwaway::new()?;
    let paths = Paths::new(&dir.0);
    let registry = Registry::start()?;
    let config = prepare(&paths, registry.addr, args)?;
    let publisher = lists::Publisher::start(&paths)?;
    let shop = Shop::open(&paths, shop::now())?;
    let mut setup = shop::setup(&config, &paths, Mode::Demo)?;
    setup.demo = HANDSETS.iter().map(|h| h.label).collect();
    let (outbox, inbox) = Outbox::new();
    let runner = Runner {
        local: shop::lists(&config, &paths),
        client: shop::client(&config, &paths, Some(shop.cache_key()))?,
        desk: till_loop::desk(paths.clone(), Ok(shop), &outbox, History::Skip),
        photos: super::photos::desk(&config, &paths, &outbox),
        outbox,
        beside: Beside::of(paths.root().to_owned()),
        printing: None,
        simulator: Some(Box::new(move |n, outbox| simulate(n, outbox, &registry, &publisher))),
    };
    if args.smoke {
        return smoke(Headless::new(setup, runner, inbox), &config);
    }
    till_loop::run(&config, setup, runner, inbox)
}

/// A folder that is gone when the demo ends.
struct Throwaway(PathBuf);

impl Throwaway {
    fn new() -> Result<Self, AppError> {
        let dir = std::env::temp_dir().join(format!("countercheck-demo-{}", fresh_id()));
        std::fs::create_dir(&dir).map_err(AppError::file(&dir))?;
        Ok(Self(dir))
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        // A folder that stays behind holds invented handsets only.
        let _left = std::fs::remove_dir_all(&self.0);
    }
}

/// The demo's registry, which can go down and come back on the same port.
struct Registry {
    addr: SocketAddr,
    running: Arc<Mutex<Option<Running>>>,
}

impl Registry {
    fn start() -> Result<Self, AppError> {
        let running = Self::serve(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        Ok(Self { addr: running.addr(), running: Arc::new(Mutex::new(Some(running))) })
    }

    fn serve(listen: SocketAddr) -> Result<Running, AppError> {
        let failed = |what: String| AppError::Failed { what, advice: "close other programs and try again".to_owned() };
        let (list, _none) = HotList::read(LISTED.as_bytes()).map_err(|e| failed(crate::words::chain(&e)))?;
        let mut config = ServeConfig::new(list);
        config.listen = listen;
        config.not_covered = vec![NOT_COVERED.to_owned()];
        serve(config).map_err(|e| failed(crate::words::chain(&e)))
    }

    /// Down now, up again after [`DOWN`].
    fn interrupt(&self) {
        let Some(running) = self.running.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        running.stop();
        let (addr, place) = (self.addr, Arc::clone(&self.running));
        std::thread::spawn(move || {
            std::thread::sleep(DOWN);
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Self::serve(addr).ok();
        });
    }
}

fn prepare(paths: &Paths, registry: SocketAddr, args: &DemoArgs) -> Result<Config, AppError> {
    let models = paths.root().join("models.csv");
    super::files::replace(&models, MODELS.as_bytes()).map_err(AppError::file(&models))?;
    let config = Config {
        shop: ShopConfig {
            name: "Demo shop".to_owned(),
            terminal: "demo".to_owned(),
            jurisdiction: "generic".to_owned(),
            timezone: chrono_tz::UTC,
            policy: None,
            tac_names: Some(models),
        },
        required: vec![SourceName::new("national"), SourceName::new(lists::LIST)],
        screen: ScreenConfig { language: args.language.clone(), ..ScreenConfig::default() },
        scan: ScanSettings::default(),
        network: crate::registry::client::NetConfig::default(),
        retention: crate::vault::RetentionConfig::default(),
        staff: crate::staff::StaffConfig::default(),
        sources: vec![SourceConfig::new("national", Protocol::N5gEir, format!("http://{registry}"))],
        lists: vec![ListConfig { countries: vec!["GB".to_owned()], ..ListConfig::new(lists::LIST, None) }],
        printer: crate::print::port::PrinterConfig::default(),
        warnings: crate::effects::WarningsConfig::default(),
        backup: crate::ledger::backup::BackupConfig::default(),
        witnesses: Vec::new(),
        photo: crate::photo::settings::PhotoConfig { inbox: Some("pictures".into()), ..Default::default() },
    };
    init::create(paths, &config)?;
    Ok(config)
}

/// Types the handset's codes the way a scanner does, through the same decoder.
fn simulate(n: usize, outbox: &Outbox, registry: &Registry, publisher: &lists::Publisher) {
    let Some(handset) = HANDSETS.get(n) else { return };
    if handset.newer_list {
        // Where the disk refuses, the list stays as it is, and the scan shows it. A second time nothing is new.
        let _as_it_was = publisher.go_on();
    }
    if handset.registry_down {
        registry.interrupt();
    }
    let numbers = handset.bodies.iter().filter_map(|b| Imei14::from_digits(b)).map(|b| b.with_check_digit());
    let mut text = numbers.collect::<Vec<_>>().join(";");
    text.push('\r');
    let mut decoder = Decoder::new(&ScanSettings::default());
    let mut inputs = Vec::new();
    let mut at = outbox.now();
    for byte in text.bytes() {
        decoder.feed(&[byte], at, &mut inputs);
        at = Moment::new(at.wall, at.mono + 8);
    }
    decoder.flush(Moment::new(at.wall, at.mono + 1_000), &mut inputs);
    for input in inputs {
        outbox.send_soon(Event::Input(input));
    }
}

/// Every handset once, then the recheck of the one whose registry was down.
fn smoke(mut till: Headless, config: &Config) -> Result<Exit, AppError> {
    let words = till_loop::look(config).words;
    let out = Out::default();
    till.sign_on("Demo")?;
    let mut good = true;
    let mut waiting = None;
    for (n, handset) in HANDSETS.iter().enumerate() {
        till.state.shown = None;
        let before: Vec<CheckId> = till.state.checks.iter().map(|c| c.id).collect();
        till.simulate(n);
        let check = till.next_check(&before)?;
        good &= check.finding == Some(handset.finding);
        let word = check.finding.map(|f| words.say(keys::verdict(f).word)).unwrap_or_default();
        out.line(&format!("{:<46} {word}", words.say(handset.label)));
        if handset.registry_down {
            waiting = Some(check.id);
        }
    }
    if let Some(id) = waiting {
        let resolved =
            |state: &crate::till::State| state.check(id).is_some_and(|c| c.finding == Some(Finding::NotListed));
        till.until(Duration::from_secs(90), resolved)?;
        out.line(&format!(
            "{:<46} {}",
            words.say("demo-asked-again"),
            words.say(keys::verdict(Finding::NotListed).word)
        ));
    }
    till.leave()?;
    Ok(if good { Exit::Done } else { Exit::Failed })
}
