//! `list publish`: the publisher's side.

use super::progress::Progress;
use crate::app::{AppError, files};
use crate::blocklist::sync::keys::Key;
use crate::blocklist::sync::publish::{self, Lifetimes, PublishError, Published, Quorum, RoleName, Signing};
use crate::blocklist::sync::{Pin, Source, SyncError, Trusted};
use crate::cli::{Exit, ListPublishArgs, Out, safe};
use crate::clock::rfc3339;
use crate::clock::system::now;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// A signature that runs out within so many days is pointed out.
const SOON: i64 = 14;

impl From<PublishError> for AppError {
    fn from(error: PublishError) -> Self {
        SyncError::from(error).into()
    }
}

/// Runs the command.
pub(super) fn run(args: &ListPublishArgs) -> Result<Exit, AppError> {
    let now = now().wall;
    let lifetimes = lifetimes(&args.days)?;
    if let Some(url) = &args.url {
        Source::address(url)?;
    }
    if args.init {
        return begin(args, lifetimes, now);
    }
    let keys = Key::read_all(&args.keys)?;
    let published = match (&args.rotate, &args.new_keys, &args.list) {
        (Some(role), Some(folder), _) => {
            let role: RoleName = role.parse().map_err(AppError::Usage)?;
            publish::rotate(&args.dir, role, folder, keys, (lifetimes, now))?
        }
        (_, _, Some(list)) => {
            let progress = Progress::new("publishing", None);
            let signing = Signing { keys: &keys, lifetimes, now };
            publish::publish(&args.dir, list, args.base, &signing, &mut |done| progress.at(done))?
        }
        _ => publish::renew(&args.dir, &Signing { keys: &keys, lifetimes, now })?,
    };
    tell(args, &published, now)?;
    Ok(Exit::Done)
}

fn begin(args: &ListPublishArgs, lifetimes: Lifetimes, now: DateTime<Utc>) -> Result<Exit, AppError> {
    let [keys] = args.keys.as_slice() else {
        return Err(AppError::Usage("--init takes one --keys: the folder for the new keys".to_owned()));
    };
    let mut quorums = [Quorum { threshold: 1, keys: 1 }; 4];
    quorums[0] = Quorum { threshold: 2, keys: 3 };
    for text in &args.threshold {
        let wrong = || AppError::Usage(format!("threshold {text:?}: expected ROLE=M/N, such as root=2/3"));
        let (role, rest) = text.split_once('=').ok_or_else(wrong)?;
        let (m, n) = rest.split_once('/').ok_or_else(wrong)?;
        let quorum = Quorum { threshold: m.parse().map_err(|_| wrong())?, keys: n.parse().map_err(|_| wrong())? };
        if quorum.keys > 20 {
            return Err(AppError::Usage("a role has at most 20 keys".to_owned()));
        }
        set(&mut quorums, role, quorum)?;
    }
    let root = publish::init(&args.dir, keys, quorums, lifetimes, now)?;
    let out = Out { json: args.json };
    let path = args.dir.join("root.json");
    out.line(&safe(&format!("root of trust for the shops: {}", path.display())));
    out.line(&format!("fingerprint: {}", root.fingerprint()));
    out.object(&json!({ "root": root.version, "fingerprint": root.fingerprint(), "file": path }));
    code(args, &root)?;
    Out::note(&safe(&format!(
        "keys are in {}: take the root keys off this machine, each to another person",
        keys.display()
    )));
    Ok(Exit::Done)
}

/// The text of the QR code, and the code itself.
fn code(args: &ListPublishArgs, root: &Trusted) -> Result<(), AppError> {
    let Some(url) = &args.url else { return Ok(()) };
    let text = Pin::of(root, url).to_string();
    let failed = |error: qrcode::types::QrError| AppError::Failed {
        what: format!("no QR code can be made: {error}"),
        advice: "choose a shorter address".to_owned(),
    };
    let code = qrcode::QrCode::new(&text).map_err(failed)?;
    let picture = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(300, 300).build();
    let path = args.dir.join("root-qr.svg");
    files::replace(&path, picture.as_bytes()).map_err(AppError::file(&path))?;
    Out { json: args.json }.line(&format!("QR code: {text}"));
    Ok(())
}

fn set<T>(values: &mut [T; 4], role: &str, value: T) -> Result<(), AppError> {
    let role: RoleName = role.parse().map_err(AppError::Usage)?;
    let at = RoleName::ALL.iter().position(|name| *name == role);
    if let Some(slot) = at.and_then(|at| values.get_mut(at)) {
        *slot = value;
    }
    Ok(())
}

fn lifetimes(days: &[String]) -> Result<Lifetimes, AppError> {
    let mut lifetimes = Lifetimes::default();
    for text in days {
        let wrong = || AppError::Usage(format!("days {text:?}: expected ROLE=DAYS, such as timestamp=3"));
        let (role, number) = text.split_once('=').ok_or_else(wrong)?;
        let number = number.parse().ok().filter(|n| (1..=36_500).contains(n)).ok_or_else(wrong)?;
        set(&mut lifetimes.days, role, number)?;
    }
    Ok(lifetimes)
}

fn tell(args: &ListPublishArgs, published: &Published, now: DateTime<Utc>) -> Result<(), AppError> {
    let out = Out { json: args.json };
    if let Some((name, version)) = &published.list {
        let base = if published.base { ", with a base" } else { "" };
        out.line(&safe(&format!("{name} version {version}{base}: {} new bytes", published.bytes)));
    }
    for role in &published.roles {
        let until = role.expires.format("%Y-%m-%d %H:%M UTC");
        out.line(&format!("  {} number {}, good until {until}", role.role.word(), role.version));
        // A timestamp is short-lived on purpose.
        if role.role != RoleName::Timestamp && role.expires - now < TimeDelta::days(SOON) {
            Out::note(&format!("the {} runs out on {until}: renew it with its keys", role.role.word()));
        }
    }
    let root = publish::newest_root(&args.dir)?;
    code(args, &root)?;
    let roles = published
        .roles
        .iter()
        .map(|role| json!({ "role": role.role.word(), "version": role.version, "expires": rfc3339(role.expires) }));
    out.object(&json!({
        "list": published.list.as_ref().map(|(name, _)| name),
        "version": published.list.as_ref().map(|(_, version)| version),
        "bytes": published.bytes,
        "base": published.base,
        "root": root.version,
        "fingerprint": root.fingerprint(),
        "roles": roles.collect::<Vec<_>>(),
    }));
    Ok(())
}
