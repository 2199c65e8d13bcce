//! One machine source at work: terms, breaker, cache, and the way from a question to its answer.

use super::age::stale;
use super::breaker::{Breaker, Health};
use super::exchange::{self, Exchanged};
use super::list_file::ListFile;
use super::pending::Pending;
use super::token::TokenCache;
use super::{NetConfig, http};
use crate::clock::system::now;
use crate::finding::{Answer, Detail, Outcome, Silence};
use crate::imei::{Imei, Imei14};
use crate::registry::cache::{CacheStore, RestingSource};
use crate::registry::source::{Auth, Keep, Protocol, Secret, SourceConfig};
use chrono::TimeDelta;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::time::timeout_at;

/// Questions put to one source at a time: a recheck of the whole stock must not look like an attack.
const AT_ONCE: usize = 8;
/// Bytes of a secret file.
const SECRET_LIMIT: u64 = 64 * 1024;

/// A source's client and the secret it needs.
#[derive(Clone)]
pub(super) struct Ready {
    pub(super) client: reqwest::Client,
    pub(super) secret: Option<Secret>,
}

pub(super) struct Machine {
    pub(super) config: SourceConfig,
    pub(super) token: TokenCache,
    net: Arc<NetConfig>,
    list: Option<Arc<ListFile>>,
    cache: Option<Arc<CacheStore>>,
    breaker: Mutex<Breaker>,
    ready: Mutex<Option<Ready>>,
    /// Why it cannot be used as it stands, as the last question found.
    unusable: Mutex<Option<String>>,
    permits: Semaphore,
}

impl Machine {
    pub(super) fn new(config: SourceConfig, net: Arc<NetConfig>, cache: Option<Arc<CacheStore>>) -> Self {
        let list = (config.protocol == Protocol::Hotlist).then(|| Arc::new(ListFile::new(&config.url)));
        Self {
            config,
            token: TokenCache::default(),
            net,
            list,
            cache,
            breaker: Mutex::new(Breaker::new()),
            ready: Mutex::new(None),
            unusable: Mutex::new(None),
            permits: Semaphore::new(AT_ONCE),
        }
    }

    /// Goes on with a rest that began before the program was stopped.
    pub(super) fn resume(&self, resting: &RestingSource) {
        let now = now();
        let left = u64::try_from((resting.until - now.wall).num_milliseconds()).unwrap_or(0);
        *lock(&self.breaker) = Breaker::resting(now.mono, left, resting.rest_ms);
    }

    /// Until when it rests, in milliseconds of the monotonic clock.
    pub(super) fn resting_until(&self) -> Option<u64> {
        lock(&self.breaker).rest().map(|(until, _)| until)
    }

    pub(super) fn unusable(&self) -> Option<String> {
        lock(&self.unusable).clone()
    }

    /// Answers one question, no later than the source's timeout after `asked`.
    pub(super) async fn answer(self: &Arc<Self>, imei: Imei, asked: Instant, pending: Pending) {
        let body = imei.body();
        let answer = if self.config.coverage.covers(&body) {
            self.known(imei, asked).await
        } else {
            let outside = Detail::reason("outside the numbers that this source covers");
            Answer::new(&self.config.name, &body, Outcome::NotCovered(outside))
        };
        let reason = match &answer.outcome {
            Outcome::NoAnswer(Silence::Misconfigured(why)) => Some(why.clone()),
            _ => None,
        };
        *lock(&self.unusable) = reason;
        pending.finish(answer);
    }

    async fn known(self: &Arc<Self>, imei: Imei, asked: Instant) -> Answer {
        let deadline = tokio::time::Instant::from_std(asked + Duration::from_millis(self.config.timeout()));
        if let Some(list) = &self.list {
            return self.listed(list.clone(), imei.body(), deadline).await;
        }
        if let Some(answer) = self.kept(&imei.body()) {
            return answer;
        }
        // Waiting for others' questions says nothing about the source's health.
        let Ok(Ok(_permit)) = timeout_at(deadline, self.permits.acquire()).await else {
            return self.silent(&imei.body(), Silence::Timeout);
        };
        if !lock(&self.breaker).admit(now().mono) {
            return self.silent(&imei.body(), Silence::Resting);
        }
        let exchanged = match timeout_at(deadline, exchange::run(self, &imei, deadline)).await {
            Ok(exchanged) => exchanged,
            Err(_) => Exchanged::silent(Silence::Timeout, Health::Dead),
        };
        self.report(exchanged.health);
        self.settle(&imei.body(), exchanged)
    }

    /// Asks the list on a thread of its own: a share that hangs must not hold up other sources.
    async fn listed(&self, list: Arc<ListFile>, imei: Imei14, deadline: tokio::time::Instant) -> Answer {
        let fresh = self.config.fresh_for();
        let asked = tokio::task::spawn_blocking(move || list.ask(&imei, fresh, now().wall));
        match timeout_at(deadline, asked).await {
            Ok(Ok(said)) => Answer {
                as_of: said.as_of,
                evidence: said.evidence,
                ..Answer::new(&self.config.name, &imei, said.outcome)
            },
            Ok(Err(_)) => self.silent(&imei, Silence::Interrupted),
            Err(_) => self.silent(&imei, Silence::Timeout),
        }
    }

    fn kept(&self, imei: &Imei14) -> Option<Answer> {
        let Keep::ReuseHours(hours) = self.config.keeping() else { return None };
        let now = now().wall;
        let kept = self.cache.as_ref()?.reuse(&self.config.name, imei, hours, now)?;
        let old = |at| stale(at, self.config.fresh_for(), now).is_some();
        // Terms may allow a longer reuse than an all-clear lasts.
        let over = kept.outcome == Outcome::NotListed && kept.as_of.is_none_or(old);
        (!over).then_some(kept)
    }

    fn silent(&self, imei: &Imei14, silence: Silence) -> Answer {
        Answer::new(&self.config.name, imei, Outcome::NoAnswer(silence))
    }

    /// Takes number and secret out of error texts, and keeps what the terms allow.
    fn settle(&self, imei: &Imei14, exchanged: Exchanged) -> Answer {
        let now = now().wall;
        let (outcome, as_of) = (exchanged.verdict.outcome, exchanged.verdict.as_of);
        if let Outcome::NoAnswer(silence) = outcome {
            let secret = lock(&self.ready).as_ref().and_then(|ready| ready.secret.clone());
            let silent = self.silent(imei, scrub(silence, imei, secret.as_ref()));
            return Answer { as_of, ..silent };
        }
        let answer = Answer { as_of, evidence: exchanged.evidence, ..Answer::new(&self.config.name, imei, outcome) };
        if let (Keep::ReuseHours(_), Some(cache)) = (self.config.keeping(), &self.cache) {
            // A full disk costs one question later; the answer itself is not at stake.
            let _ = cache.keep(&answer, now);
        }
        answer
    }

    fn report(&self, health: Health) {
        let now = now();
        let mut breaker = lock(&self.breaker);
        if !breaker.report(health, now.mono) {
            return;
        }
        let resting = breaker.rest().map(|(until, rest_ms)| {
            let left = i64::try_from(until.saturating_sub(now.mono)).unwrap_or(0);
            RestingSource { source: self.config.name.clone(), rest_ms, until: now.wall + TimeDelta::milliseconds(left) }
        });
        drop(breaker);
        if let Some(cache) = &self.cache {
            let _ = cache.remember(&self.config.name, resting.as_ref());
        }
    }

    /// The client and the secret. They are made on a thread of their own, because certificates
    /// and secrets are files, and files can hang.
    pub(super) async fn ready(self: &Arc<Self>) -> Result<Ready, String> {
        if let Some(ready) = self.ready.try_lock().ok().and_then(|slot| slot.clone()) {
            return Ok(ready);
        }
        let machine = self.clone();
        let made = tokio::task::spawn_blocking(move || machine.make_ready()).await;
        made.unwrap_or_else(|_| Err("its client could not be made".to_owned()))
    }

    /// Made once, and tried again at every question while a file is missing.
    fn make_ready(&self) -> Result<Ready, String> {
        let mut slot = lock(&self.ready);
        if let Some(ready) = slot.as_ref() {
            return Ok(ready.clone());
        }
        let secret = match &self.config.auth {
            Auth::None => None,
            Auth::Bearer(a) => Some(read_secret(a.secret.as_ref(), a.secret_file.as_deref())?),
            Auth::ClientCredentials(a) => Some(read_secret(a.secret.as_ref(), a.secret_file.as_deref())?),
            Auth::Checkmend(a) => Some(read_secret(a.secret.as_ref(), a.secret_file.as_deref())?),
        };
        let ready = Ready { client: http::build(&self.config, &self.net)?, secret };
        *slot = Some(ready.clone());
        Ok(ready)
    }
}

fn read_secret(inline: Option<&Secret>, file: Option<&Path>) -> Result<Secret, String> {
    use std::io::Read;
    if let Some(secret) = inline {
        return Ok(secret.clone());
    }
    let path = file.ok_or("no secret is set")?;
    let fault = |e: std::io::Error| format!("secret file {}: {e}", path.display());
    let mut text = String::new();
    std::fs::File::open(path).and_then(|f| f.take(SECRET_LIMIT).read_to_string(&mut text)).map_err(fault)?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        Err(format!("secret file {}: it is empty", path.display()))
    } else {
        Ok(Secret::new(secret))
    }
}

/// A source may repeat number or secret in its error; error texts reach logs and plain fields.
fn scrub(silence: Silence, imei: &Imei14, secret: Option<&Secret>) -> Silence {
    // One of fewer characters is no secret, and would tear other words apart.
    let secret = secret.map(Secret::reveal).filter(|s| s.len() >= 6);
    let clean = |text: String| {
        let text = text.replace(imei.as_str(), &format!("{}……", imei.tac()));
        secret.map_or(text.clone(), |secret| text.replace(secret, "……"))
    };
    match silence {
        Silence::Unreachable(text) => Silence::Unreachable(clean(text)),
        Silence::Refused(text) => Silence::Refused(clean(text)),
        Silence::BadReply(text) => Silence::BadReply(clean(text)),
        Silence::Misconfigured(text) => Silence::Misconfigured(clean(text)),
        other => other,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
