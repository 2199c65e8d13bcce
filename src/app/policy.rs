//! The rules that apply to a shop, and `policy …`.

use super::{AppError, shop, unlock};
use crate::cli::{Exit, Out, PolicyCommand, safe};
use crate::config::{Config, Paths, ScreenConfig};
use crate::finding::SourceName;
use crate::policy::{self, Listed, Policy};
use crate::registry::{Protocol, SourceConfig};
use crate::words::Words;
use serde_json::json;
use std::io::Read;
use std::path::Path;

/// Longest file that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// The rules of this shop.
pub(super) fn of(config: &Config, paths: &Paths) -> Result<Policy, AppError> {
    let jurisdiction = &config.shop.jurisdiction;
    let Some(file) = &config.shop.policy else {
        let policy = Policy::builtin(jurisdiction).cloned();
        return policy.ok_or_else(|| crate::config::ConfigError::Jurisdiction(jurisdiction.clone()).into());
    };
    let path = paths.resolve(file);
    let policy = Policy::parse(&read(&path)?).map_err(|error| AppError::Failed {
        what: format!("{}, {error}", path.display()),
        advice: error.advice().to_owned(),
    })?;
    if policy.id() == jurisdiction {
        return Ok(policy);
    }
    Err(AppError::Failed {
        what: format!("config.toml says jurisdiction = {jurisdiction:?}, and {} has {:?}", path.display(), policy.id()),
        advice: "write the id of the file there: the register's first entry and its deals name it".to_owned(),
    })
}

/// The sources that must have answered: those of the config, and those of the place, which only adds.
pub(super) fn required(config: &Config, policy: &Policy) -> Vec<SourceName> {
    let mut names = config.required.clone();
    for wanted in policy.required_sources().into_iter().map(|rule| &rule.value) {
        let asks = |source: &&SourceConfig| {
            source.protocol == Protocol::Manual && wanted.guide.as_deref() == Some(source.url.as_str())
        };
        let given = config.sources.iter().find(|source| source.name.as_str() == wanted.name);
        let source = given.or_else(|| config.sources.iter().find(asks)).map(|source| source.name.clone());
        // A name without a source counts as silent: what the law wants asked is not checked without it.
        let name = source.unwrap_or_else(|| SourceName::new(&wanted.name));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// `policy …`
pub(super) fn run(paths: &Paths, command: &PolicyCommand) -> Result<Exit, AppError> {
    match command {
        PolicyCommand::List { json } => {
            list(&Out { json: *json });
            Ok(Exit::Done)
        }
        PolicyCommand::Show { id: Some(id), toml: true, .. } => {
            Out::bytes(policy::text(id).ok_or_else(|| unknown(id))?.as_bytes());
            Ok(Exit::Done)
        }
        PolicyCommand::Show { id, file, json, .. } => {
            let (policy, words) = match (id, file) {
                (Some(id), _) => (Policy::builtin(id).cloned().ok_or_else(|| unknown(id))?, plain_words()),
                (None, Some(file)) => {
                    let policy = Policy::parse(&read(file)?)
                        .map_err(|error| AppError::Usage(format!("{}, {error}", file.display())))?;
                    (policy, plain_words())
                }
                (None, None) => {
                    let config = shop::load(paths)?;
                    (of(&config, paths)?, unlock::words(&config.screen))
                }
            };
            show(&policy, &words, &Out { json: *json });
            Ok(Exit::Done)
        }
        PolicyCommand::Check { file, json } => check(file, &Out { json: *json }),
    }
}

fn plain_words() -> Words {
    unlock::words(&ScreenConfig::default())
}

fn unknown(id: &str) -> AppError {
    let known: Vec<&str> = policy::ids().collect();
    AppError::Usage(format!("unknown jurisdiction {id:?}; known: {}", known.join(", ")))
}

fn read(path: &Path) -> Result<String, AppError> {
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(AppError::file(path))?;
    file.take(LONGEST).read_to_string(&mut text).map_err(AppError::file(path))?;
    Ok(text)
}

fn list(out: &Out) {
    let words = plain_words();
    for policy in policy::ids().filter_map(Policy::builtin) {
        let rules = policy.listing(&words);
        let unverified = rules.iter().filter(|one| one.rule.unverified()).count();
        out.object(&json!({
            "id": policy.id(), "name": policy.title(&words), "extends": policy.base().map(Policy::id),
            "countries": policy.countries(), "rules": rules.len(), "unverified": unverified,
        }));
        let mark =
            if unverified == 0 { String::new() } else { format!("  {}: {unverified}", words.say("policy-unverified")) };
        out.line(&format!("{:<16} {:<24} {:>3} rules{mark}", policy.id(), policy.title(&words), rules.len()));
    }
}

/// `policy check`: 2 when there are mistakes.
fn check(file: &Path, out: &Out) -> Result<Exit, AppError> {
    let text = read(file)?;
    let mistakes = Policy::mistakes(&text);
    if mistakes.is_empty() {
        let policy = Policy::parse(&text).map_err(|error| AppError::Usage(error.to_string()))?;
        let rules = policy.listing(&plain_words());
        let unverified: Vec<&str> =
            rules.iter().filter(|one| one.rule.unverified()).map(|one| one.rule.id.as_str()).collect();
        out.object(&json!({ "ok": true, "id": policy.id(), "rules": rules.len(), "unverified": unverified }));
        out.line(&safe(&format!("{}: {} rules, {} of them unverified", policy.id(), rules.len(), unverified.len())));
        return Ok(Exit::Done);
    }
    for mistake in &mistakes {
        let policy::PolicyError::Mistake { line, key, what } = mistake;
        out.object(&json!({ "ok": false, "line": line, "key": key, "message": what }));
    }
    let all: Vec<String> = mistakes.iter().map(|mistake| format!("{}, {mistake}", file.display())).collect();
    for one in &all[1..] {
        Out::note(one);
    }
    Err(AppError::Usage(all[0].clone()))
}

/// Everything that a policy says, for a person or a script.
fn show(policy: &Policy, words: &Words, out: &Out) {
    let base = policy.base();
    out.object(&json!({
        "id": policy.id(), "name": policy.title(words), "extends": base.map(Policy::id),
        "countries": policy.countries(), "currency": policy.currency(), "note": policy.note(),
    }));
    out.line(&safe(&format!("{} ({})", policy.title(words), policy.id())));
    indented(out, policy.note());
    let rules = policy.listing(words);
    let mut heading = "";
    for one in &rules {
        if heading != one.kind.heading() {
            heading = one.kind.heading();
            out.line(&format!("\n{heading}"));
        }
        tell(one, words, out);
    }
    if !policy.open().is_empty() {
        out.line("\nOpen: what these rules do not say");
    }
    for open in policy.open() {
        out.object(&json!({ "open": open.about, "note": open.note }));
        out.line(&safe(&format!("  {}", open.about)));
        out.line(&safe(&format!("      {}", open.note)));
    }
    if rules.iter().any(|one| one.rule.unverified()) {
        out.line(&format!("\n{}: {}", words.say("policy-unverified"), words.say("policy-unverified-means")));
    }
}

fn tell(one: &Listed, words: &Words, out: &Out) {
    let rule = &one.rule;
    out.object(&json!({
        "rule": rule.id, "kind": one.kind.word(), "value": rule.value, "deals": one.deals, "goods": one.goods,
        "basis": rule.basis, "source": rule.source, "verified_on": rule.verified_on, "unverified": rule.unverified(),
        "note": rule.note,
    }));
    for line in &one.text {
        out.line(&safe(&format!("  {line}")));
    }
    out.line(&safe(&format!("      {}: {}", rule.mark(words), rule.source)));
    if let Some(note) = &rule.note {
        out.line(&safe(&format!("      {note}")));
    }
    out.line(&safe(&format!("      [{}]", rule.id)));
}

fn indented(out: &Out, text: Option<&str>) {
    if let Some(text) = text {
        out.line(&safe(&format!("  {text}")));
    }
}
