//! From one question to a verdict over HTTP: token, attempts with back-off, evidence.

use super::age::stale;
use super::breaker::Health;
use super::http::{self, Failure, Received, Retry};
use super::machine::{Machine, Ready};
use crate::clock::system::now;
use crate::finding::{Evidence, Outcome, Silence};
use crate::imei::Imei;
use crate::registry::checkmend::Partner;
use crate::registry::source::{Auth, Protocol, Secret};
use crate::registry::wire::{HttpRequest, Verdict};
use crate::registry::{camara, checkmend, n5g_eir};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Attempts at one question, back-off included, inside its timeout.
const ATTEMPTS: u32 = 3;
/// The first wait between attempts; it triples.
const BACK_OFF: Duration = Duration::from_millis(120);
/// An attempt with less time left is not begun.
const WORTHWHILE: Duration = Duration::from_millis(50);
/// Bytes of a reply that are kept as text; a longer one is kept as its digest.
const EVIDENCE_LIMIT: usize = 16 * 1024;

/// What came of a question.
pub(super) struct Exchanged {
    pub(super) verdict: Verdict,
    pub(super) evidence: Option<Evidence>,
    pub(super) health: Health,
}

impl Exchanged {
    pub(super) fn silent(silence: Silence, health: Health) -> Self {
        Self { verdict: Verdict::new(Outcome::NoAnswer(silence)), evidence: None, health }
    }
}

/// Asks until there is a verdict or another attempt makes no sense. The caller cuts it off at `deadline`.
pub(super) async fn run(machine: &Arc<Machine>, imei: &Imei, deadline: Instant) -> Exchanged {
    let ready = match machine.ready().await {
        Ok(ready) => ready,
        Err(why) => return Exchanged::silent(Silence::Misconfigured(why), Health::Odd),
    };
    let paid = machine.config.fee.is_some() || machine.config.protocol == Protocol::Checkmend;
    let mut renewed = false;
    let mut attempt = 0;
    loop {
        attempt += 1;
        let back_off = BACK_OFF * 3u32.pow(attempt - 1);
        let tried = once(machine, &ready, imei).await;
        let wait = match &tried {
            Ok((received, Some(token))) if received.status == 401 && !renewed => {
                renewed = true;
                attempt -= 1;
                machine.token.forget(token).await;
                continue;
            }
            Ok((received, _)) => busy(received, paid).then(|| received.retry_after.unwrap_or(back_off)),
            Err(failure) => match failure.retry {
                Retry::Unsent => Some(back_off),
                Retry::Sent if !paid => Some(back_off),
                Retry::Sent | Retry::Never => None,
            },
        };
        match wait {
            Some(wait) if attempt < ATTEMPTS && Instant::now() + wait + WORTHWHILE < deadline => {
                tokio::time::sleep(wait).await;
            }
            _ => return conclude(machine, imei, tried.map(|(received, _)| received)),
        }
    }
}

/// Whether a source only asks to be left alone for a while. Only a refusal that precedes any
/// work is repeated where a question costs money, and a used-up quota is not back before the
/// clerk's patience ends.
fn busy(received: &Received, paid: bool) -> bool {
    match received.status {
        429 => !received.body.windows(14).any(|w| w == b"QUOTA_EXCEEDED"),
        503 => true,
        502 | 504 => !paid,
        _ => false,
    }
}

/// One attempt. The token that was used comes back, so that a refused one can be forgotten.
async fn once(machine: &Machine, ready: &Ready, imei: &Imei) -> Result<(Received, Option<Secret>), Failure> {
    let (mut request, scope) = request(machine, ready, imei)?;
    let mut fetched = None;
    match (&machine.config.auth, &ready.secret) {
        (Auth::Bearer(_), Some(token)) => request.headers.push(bearer(token)),
        (Auth::ClientCredentials(client), Some(secret)) => {
            let token = machine.token.get(&ready.client, client, secret, scope).await?;
            request.headers.push(bearer(&token));
            fetched = Some(token);
        }
        _ => {}
    }
    Ok((http::send(&ready.client, request).await?, fetched))
}

fn bearer(token: &Secret) -> (&'static str, String) {
    ("authorization", format!("Bearer {}", token.reveal()))
}

/// The protocol's request and its scope.
fn request(machine: &Machine, ready: &Ready, imei: &Imei) -> Result<(HttpRequest, &'static str), Failure> {
    let root = &machine.config.url;
    match (machine.config.protocol, &machine.config.auth, &ready.secret) {
        (Protocol::N5gEir, _, _) => Ok((n5g_eir::request(root, imei), n5g_eir::SCOPE)),
        (Protocol::Camara, _, _) => Ok((camara::request(root, imei), camara::SCOPE)),
        (Protocol::Checkmend, Auth::Checkmend(auth), Some(secret)) => {
            let partner = Partner { id: &auth.partner, secret: secret.reveal(), store: &auth.store };
            Ok((checkmend::request(root, partner, imei), ""))
        }
        _ => Err(Failure::odd(Silence::Misconfigured("this kind of source is not asked over the network".to_owned()))),
    }
}

fn conclude(machine: &Machine, imei: &Imei, tried: Result<Received, Failure>) -> Exchanged {
    let received = match tried {
        Ok(received) => received,
        Err(failure) => {
            let health = if failure.dead { Health::Dead } else { Health::Odd };
            return Exchanged::silent(failure.silence, health);
        }
    };
    let mut verdict = match machine.config.protocol {
        Protocol::N5gEir => n5g_eir::reply(&received.reply()),
        Protocol::Camara => camara::reply(&imei.body(), &received.reply()),
        _ => checkmend::reply(&received.reply()),
    };
    let answered = !matches!(verdict.outcome, Outcome::NoAnswer(_));
    let health = match received.status {
        _ if answered => Health::Alive,
        401 | 402 | 403 | 407 | 429 | 500.. => Health::Dead,
        _ => Health::Odd,
    };
    if answered {
        date(machine.config.fresh_for(), &mut verdict, &received);
    }
    let vouched = !matches!(verdict.outcome, Outcome::NoAnswer(_));
    let evidence = vouched.then(|| evidence(machine.config.protocol, &verdict, &received.body));
    Exchanged { verdict, evidence, health }
}

/// Gives an answer its time. An all-clear that is too old, by its own time or by the reply's, is none;
/// a hit stands however old it is.
fn date(fresh_for: Option<u32>, verdict: &mut Verdict, received: &Received) {
    let own = verdict.as_of;
    verdict.as_of = own.or(received.said_at.clone().ok());
    if verdict.outcome != Outcome::NotListed {
        return;
    }
    let now = now().wall;
    let doubt = match &received.said_at {
        Err(text) => Some((own, Silence::BadReply(format!("its Date header {text:?} is no date")))),
        Ok(at) => [own, Some(*at)].into_iter().flatten().find_map(|at| Some((Some(at), stale(at, fresh_for, now)?))),
    };
    if let Some((as_of, silence)) = doubt {
        *verdict = Verdict { as_of, ..Verdict::new(Outcome::NoAnswer(silence)) };
    }
}

/// What may be kept of the reply. CheckMEND's licence leaves certificate number and digest.
fn evidence(protocol: Protocol, verdict: &Verdict, body: &[u8]) -> Evidence {
    let digest = || hex::encode(Sha256::digest(body));
    if protocol == Protocol::Checkmend {
        let certificate = verdict.reference.as_ref().map(|id| format!(" certid {id}")).unwrap_or_default();
        return Evidence::Digest(format!("{}{certificate}", digest()));
    }
    match std::str::from_utf8(body) {
        Ok(text) if body.len() <= EVIDENCE_LIMIT => Evidence::Body(text.to_owned()),
        _ => Evidence::Digest(digest()),
    }
}
