//! Makes a shop's folder, by flags or by questions, and new epochs of its register.

mod staging;

use super::hidden::Echo;
use super::keys::{self, Chosen, FirstKey};
use super::shop::{self, Shop};
use super::{AppError, boot, files, unlock};
use crate::cli::{self, Asked, Exit, InitArgs, Lock, Out, Prompts};
use crate::config::{Config, Paths, ScreenConfig, ShopConfig, is_terminal_name};
use crate::effects::fresh_id;
use crate::finding::SourceName;
use crate::ledger::backup::BackupConfig;
use crate::ledger::epoch;
use crate::ledger::leaf::{Draft, Field, LeafKind};
use crate::ledger::store::lock::{self, Entered};
use crate::ledger::store::{Alarm, LEDGER_FILE, Opening, Sealed, Store};
use crate::policy::{self, Policy};
use crate::registry::client::{NetConfig, check_sources};
use crate::registry::{Protocol, SourceConfig};
use crate::scan::ScanSettings;
use crate::vault::{RecoveryKey, RetentionConfig, Vault};
use crate::words::Arg;
use std::cell::RefCell;
use std::path::Path;

/// `init`: asks nothing.
pub(super) fn run(paths: &Paths, args: &InitArgs) -> Result<Exit, AppError> {
    let timezone = args.timezone.parse();
    let timezone = timezone.map_err(|_| AppError::Usage(format!("unknown time zone {:?}", args.timezone)))?;
    if Policy::builtin(&args.jurisdiction).is_none() {
        let known: Vec<&str> = policy::ids().collect();
        return Err(AppError::Usage(format!(
            "unknown jurisdiction {:?}; known: {}",
            args.jurisdiction,
            known.join(", ")
        )));
    }
    let shop = ShopConfig {
        name: args.shop.clone(),
        terminal: args.terminal.clone(),
        jurisdiction: args.jurisdiction.clone(),
        timezone,
        policy: None,
        tac_names: args.tac_names.clone(),
    };
    // What the config refuses came from the command line.
    let usage = |error| match error {
        AppError::Config(wrong) => AppError::Usage(wrong.to_string()),
        other => other,
    };
    let mut config = config_of(shop, &args.sources).map_err(usage)?;
    let roots = super::lists::of_init(&args.lists, &args.list_roots, &mut config)?;
    let config = Config::parse(&text(&config)?).map_err(AppError::from).map_err(usage)?;
    if paths.config().exists() {
        return Err(AppError::ShopExists(paths.root().to_owned()));
    }
    if has_register(paths) {
        if args.key.names_any() {
            return Err(AppError::Usage(
                "the register here keeps its keys; `countercheck keys` changes their lock".to_owned(),
            ));
        }
        create(paths, &config)?;
        Out::default().line(&format!("shop set up in {}", paths.root().display()));
    } else {
        let key = FirstKey::of(&args.key)?;
        create_with(paths, &config, &key)?;
        Out::default().line(&format!("shop set up in {}", paths.root().display()));
        key.record(paths, &args.key)?;
    }
    super::lists::at_init(paths, &roots)?;
    if config.sources.is_empty() && config.lists.is_empty() {
        Out::note("no source is set up: every check ends as \"not checked\" until config.toml names one");
    }
    Ok(Exit::Done)
}

/// The wizard of a first start; `false` when somebody left it.
pub(super) fn wizard(paths: &Paths) -> Result<bool, AppError> {
    let words = unlock::words(&ScreenConfig::default());
    let mut input = std::io::stdin().lock();
    let mut output = std::io::stdout().lock();
    let terminal = std::io::stdin();
    let echo = RefCell::new(Echo::of(&terminal));
    let hide = |hidden| echo.borrow_mut().hide(hidden);
    let mut prompts = Prompts { input: &mut input, output: &mut output, words: &words, refuse: &refuse, hide: &hide };
    let key = RecoveryKey::random()?;
    // A shop whose config was lost keeps its register, and with it its key and lock.
    let fresh = !has_register(paths);
    let answers = cli::wizard(&mut prompts).and_then(|wish| {
        let lock = if fresh { Some(key_questions(&mut prompts, &key)?) } else { None };
        Ok((wish, lock))
    });
    let (wish, lock) = match answers {
        Ok(answers) => answers,
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(false),
        Err(error) => return Err(AppError::File { path: "-".into(), source: error }),
    };
    drop((echo, input, output));
    let shop = ShopConfig {
        name: wish.shop,
        terminal: wish.terminal,
        jurisdiction: wish.jurisdiction,
        timezone: wish.timezone.parse().unwrap_or(chrono_tz::UTC),
        policy: None,
        tac_names: None,
    };
    let config = config_of(shop, &wish.sources)?;
    match lock {
        None => create(paths, &config)?,
        Some(lock) => {
            let first = FirstKey { lock, recovery: Some(key) };
            create_with(paths, &config, &first)?;
            first.recorded(paths)?;
        }
    }
    let path = paths.root().display().to_string();
    Out::default().line(&words.say_with("init-done", &[("path", Arg::from(&path))]));
    Ok(true)
}

/// The lock of the shop's key, and the recovery key on paper.
fn key_questions(prompts: &mut Prompts<'_>, key: &RecoveryKey) -> std::io::Result<Chosen> {
    let lock = cli::choose_lock(prompts)?;
    cli::recovery(prompts, key, &|path| keys::save(path, key, "recovery key").map_err(|e| crate::words::chain(&e)))?;
    Ok(match lock {
        Lock::Passphrase(text) => Chosen::Passphrase(text),
        Lock::File => Chosen::Open,
    })
}

/// Why an answer of the wizard cannot be used.
fn refuse(asked: Asked, answer: &str) -> Option<String> {
    match asked {
        Asked::Terminal => (!is_terminal_name(answer)).then(|| answer.to_owned()),
        Asked::Source => {
            let source = match source(0, answer, &[]) {
                Ok(source) => source,
                Err(error) => return Some(error.to_string()),
            };
            if source.protocol == Protocol::Hotlist && !Path::new(&source.url).is_file() {
                return Some(format!("{} is not a file", source.url));
            }
            check_sources(&[source]).err().map(|error| crate::words::chain(&error))
        }
    }
}

fn config_of(shop: ShopConfig, sources: &[String]) -> Result<Config, AppError> {
    let sources =
        sources.iter().enumerate().map(|(n, text)| source(n, text, sources)).collect::<Result<Vec<_>, _>>()?;
    // What a shop names at set-up must answer; optional sources are made so in the config.
    let required: Vec<SourceName> = sources.iter().map(|s| s.name.clone()).collect();
    let config = Config {
        shop,
        required,
        screen: ScreenConfig::default(),
        scan: ScanSettings::default(),
        network: NetConfig::default(),
        retention: RetentionConfig::default(),
        staff: crate::staff::StaffConfig::default(),
        sources,
        lists: Vec::new(),
        backup: BackupConfig::default(),
        witnesses: Vec::new(),
    };
    // The same checks as for a file that a person wrote.
    let config = Config::parse(&text(&config)?)?;
    check_sources(&config.sources)?;
    Ok(config)
}

/// `PROTOCOL=URL`; the second source of a protocol is named `PROTOCOL-2`.
fn source(n: usize, text: &str, all: &[String]) -> Result<SourceConfig, AppError> {
    let wrong = |why: String| AppError::Usage(format!("source {text:?}: {why}"));
    let (word, url) = text.split_once('=').ok_or_else(|| wrong("expected PROTOCOL=URL".to_owned()))?;
    let protocol: Protocol = word.parse().map_err(|e: crate::registry::UnknownProtocol| wrong(e.to_string()))?;
    let earlier = all[..n].iter().filter(|t| t.split_once('=').is_some_and(|(w, _)| w == word)).count();
    let name = if earlier == 0 { word.to_owned() } else { format!("{word}-{}", earlier + 1) };
    let url = if protocol == Protocol::Hotlist { absolute(url)? } else { url.to_owned() };
    Ok(SourceConfig::new(name, protocol, url))
}

/// A path given on the command line is meant from here, not from the shop's folder.
fn absolute(path: &str) -> Result<String, AppError> {
    let full = std::path::absolute(path).map_err(AppError::file(path))?;
    Ok(full.to_string_lossy().into_owned())
}

/// The config as a person would write it: only what differs from the defaults.
fn text(config: &Config) -> Result<String, AppError> {
    let failed = |error: toml::ser::Error| AppError::Failed {
        what: format!("the config cannot be written: {error}"),
        advice: "choose simpler names".to_owned(),
    };
    let mut table = toml::Table::try_from(config).map_err(failed)?;
    let plain = Config { sources: vec![SourceConfig::new("", Protocol::Manual, "")], ..config.plain() };
    let defaults = toml::Table::try_from(&plain).map_err(failed)?;
    for name in ["screen", "scan", "network", "backup"] {
        if table.get(name) == defaults.get(name) {
            table.remove(name);
        }
    }
    let default_source = defaults.get("source").and_then(|s| s.get(0)).and_then(toml::Value::as_table);
    for source in table.get_mut("source").and_then(toml::Value::as_array_mut).into_iter().flatten() {
        if let (Some(source), Some(default)) = (source.as_table_mut(), default_source) {
            source.retain(|key, value| ["name", "protocol", "url"].contains(&key) || default.get(key) != Some(value));
        }
    }
    toml::to_string_pretty(&table).map_err(failed)
}

/// Makes folder, keys, stores and the first entry; the config comes last, so that half a shop is no shop.
pub(super) fn create(paths: &Paths, config: &Config) -> Result<(), AppError> {
    create_with(paths, config, &FirstKey::open())
}

/// The same with a lock on the shop's key.
fn create_with(paths: &Paths, config: &Config, key: &FirstKey) -> Result<(), AppError> {
    if paths.config().exists() {
        return Err(AppError::ShopExists(paths.root().to_owned()));
    }
    let root = paths.root();
    files::folder(root).map_err(AppError::file(root))?;
    owner_only(root)?;
    // A shop whose config was lost keeps its register: only the config is written anew.
    if !has_register(paths) {
        staging::stores(root, &opening(config), key)?;
    }
    let text =
        format!("# Countercheck, set up for {:?}. Every key: docs/config.md\n\n{}", config.shop.name, text(config)?);
    files::replace(&paths.config(), text.as_bytes()).map_err(AppError::file(paths.config()))
}

fn has_register(paths: &Paths) -> bool {
    paths.root().join(LEDGER_FILE).exists()
}

#[cfg(unix)]
pub(super) fn owner_only(root: &Path) -> Result<(), AppError> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(root, std::fs::Permissions::from_mode(0o700)).map_err(AppError::file(root))
}

/// The folder inherits the user's rights; untested.
#[cfg(not(unix))]
pub(super) fn owner_only(_root: &Path) -> Result<(), AppError> {
    Ok(())
}

pub(super) fn opening(config: &Config) -> Opening {
    let draft = Draft::new(fresh_id(), LeafKind::Opened, shop::now())
        .with("jurisdiction", config.shop.jurisdiction.clone())
        .with("timezone", config.shop.timezone.name());
    Opening { shop: config.shop.name.clone(), terminal: config.shop.terminal.clone(), draft, stamp: boot::stamp() }
}

/// Begins a new epoch of the register and opens the shop on it. The new register's first entry says
/// which alarm it answers; a person's own words are personal and go into the vault.
pub(super) fn new_epoch(paths: &Paths, words: Option<&str>, without_alarm: bool) -> Result<Shop, AppError> {
    let config = shop::load(paths)?;
    let root = paths.root();
    let Entered::Alone(alone) = lock::enter(root).map_err(AppError::file(root))? else {
        return Err(AppError::Failed {
            what: "another program has the shop's folder open".to_owned(),
            advice: "close every other till and command on this folder, then try again".to_owned(),
        });
    };
    let reason = match Store::open(root) {
        // Closed here by a move that never arrived: a person says so, the till does not offer it.
        Err(alarm @ Alarm::Sealed { why: Sealed::Moved }) if words.is_some() => alarm.word(),
        // A sound register that is only out of reach is not set aside.
        Err(alarm) if !alarm.offers_epoch() => return Err(alarm.into()),
        Err(alarm) => alarm.word(),
        Ok(_) if without_alarm => "no_alarm",
        Ok(_) => {
            return Err(AppError::Failed {
                what: "the register raises no alarm".to_owned(),
                advice:
                    "go on with it; a new epoch only hides it from a quick look (--no-alarm begins one all the same)"
                        .to_owned(),
            });
        }
    };
    // The new ledger knows none of the vault's rows: without this the next sweep would take them.
    Vault::open(root)?.keep_all()?;
    epoch::new_epoch(root, &opening(&config), reason, &alone)?;
    drop(alone);
    let mut shop = Shop::open(paths, shop::now())?;
    if let Some(words) = words {
        let mut draft = Draft::new(fresh_id(), LeafKind::Fault, shop::now()).with("what", "new_epoch");
        draft.fields.push(Field::person("reason.1", words));
        shop.recorder.record(&[draft])?;
    }
    Ok(shop)
}
