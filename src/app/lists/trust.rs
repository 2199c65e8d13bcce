//! `list trust`: whose signatures count, told at set-up.

use super::fetch::{config, link};
use crate::app::{AppError, files};
use crate::blocklist::ListConfig;
use crate::blocklist::shelf::Shelf;
use crate::blocklist::sync::{self, Pin, Source, SyncError, Trusted};
use crate::cli::{Exit, ListTrustArgs, Out, safe};
use crate::config::{Config, Paths};
use serde_json::json;
use std::path::{Path, PathBuf};

/// A root file as somebody was given it.
pub(super) fn read(path: &Path) -> Result<Trusted, AppError> {
    let text = std::fs::read_to_string(path).map_err(AppError::file(path))?;
    Ok(Trusted::parse(&text)?)
}

/// Trusts a publisher.
pub(super) fn run(paths: &Paths, args: &ListTrustArgs) -> Result<Exit, AppError> {
    let slot = Shelf::new(&paths.lists()).slot(&args.name)?;
    let (root, pinned) = match (&args.root, &args.qr) {
        (Some(file), _) => (read(file)?, None),
        (None, Some(text)) => by_code(paths, args, text)?,
        (None, None) => return Err(AppError::Usage("name a root file or the text of a QR code".to_owned())),
    };
    let url = args.url.clone().or(pinned).filter(|url| !url.is_empty());
    if let Some(url) = &url {
        Source::address(url)?;
    }
    sync::trust(&slot, &root, args.fingerprint.as_deref())?;
    let written = url.as_ref().map_or(Ok(false), |url| into_config(paths, &args.name, url))?;
    let out = Out { json: args.json };
    out.line(&safe(&format!("{}: trusted, root number {}", args.name, root.version)));
    out.line(&format!("fingerprint: {}", root.fingerprint()));
    if args.fingerprint.is_none() && args.qr.is_none() {
        Out::note("compare the fingerprint with the one that the publisher prints on paper or tells on the telephone");
    }
    if let Some(url) = url.as_ref().filter(|_| !written) {
        Out::note(&format!("config.toml is as it was; fetch with: list sync {} --url {url}", args.name));
    }
    out.object(&json!({
        "list": args.name, "root": root.version, "fingerprint": root.fingerprint(), "url": url, "in_config": written,
    }));
    Ok(Exit::Done)
}

/// A QR code holds the root file itself, or says which one is meant and where it is.
fn by_code(paths: &Paths, args: &ListTrustArgs, text: &str) -> Result<(Trusted, Option<String>), AppError> {
    if text.trim_start().starts_with('{') {
        return Ok((Trusted::parse(text)?, None));
    }
    let unreadable = || AppError::Usage("this is not the QR code of a list's publisher".to_owned());
    let pin = Pin::parse(text).ok_or_else(unreadable)?;
    let source = match &args.from {
        Some(dir) => Source::folder(dir)?,
        None => Source::address(args.url.as_deref().unwrap_or(&pin.url))?,
    };
    let root = sync::fetch_root(&source, &link(config(paths)?.as_ref()), pin.version)?;
    if !pin.fits(&root) {
        return Err(SyncError::Fingerprint { is: root.fingerprint() }.into());
    }
    Ok((root, Some(pin.url)))
}

/// Adds the list to a shop's config.toml, unless it is there; what people wrote stays as it is.
fn into_config(paths: &Paths, name: &str, url: &str) -> Result<bool, AppError> {
    let path = paths.config();
    if !path.exists() {
        return Ok(false);
    }
    let text = std::fs::read_to_string(&path).map_err(AppError::file(&path))?;
    let before = Config::parse(&text)?;
    if before.lists.iter().any(|list| list.name == name) {
        return Ok(before.lists.iter().any(|list| list.name == name && list.url.as_deref() == Some(url)));
    }
    let value = toml::Value::String(url.to_owned());
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let text = format!("{text}{end}\n[[list]]\nname = \"{name}\"\nurl = {value}\n");
    Config::parse(&text)?;
    files::replace(&path, text.as_bytes()).map_err(AppError::file(&path))?;
    Ok(true)
}

/// `init --list NAME=URL --list-root FILE`: the lists for the config, and the roots to trust.
pub(in crate::app) fn of_init(
    lists: &[String],
    roots: &[PathBuf],
    config: &mut Config,
) -> Result<Vec<(String, Trusted)>, AppError> {
    if !roots.is_empty() && roots.len() != lists.len() {
        return Err(AppError::Usage("give one --list-root for each --list, or none".to_owned()));
    }
    let mut trusted = Vec::new();
    for (n, text) in lists.iter().enumerate() {
        let pair = text.split_once('=').ok_or_else(|| AppError::Usage(format!("list {text:?}: expected NAME=URL")));
        let (name, url) = pair?;
        Source::address(url)?;
        let list = ListConfig::new(name, Some(url.to_owned()));
        if let Some(what) = list.fault() {
            return Err(AppError::Usage(format!("list {text:?}: {what}")));
        }
        config.required.push(crate::finding::SourceName::new(name));
        config.lists.push(list);
        if let Some(file) = roots.get(n) {
            trusted.push((name.to_owned(), read(file)?));
        }
    }
    Ok(trusted)
}

/// Trusts what [`of_init`] read, once there is a shop.
pub(in crate::app) fn at_init(paths: &Paths, roots: &[(String, Trusted)]) -> Result<(), AppError> {
    for (name, root) in roots {
        sync::trust(&Shelf::new(&paths.lists()).slot(name)?, root, None)?;
        Out::note(&format!("{name}: compare with the publisher's fingerprint: {}", root.fingerprint()));
    }
    Ok(())
}
