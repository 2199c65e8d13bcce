//! Where a reply may send us. A redirect to another origin would show it credentials or, without
//! any, at least whom the shop is checking; so the first is refused and the second needs https.

use reqwest::redirect::{Attempt, Policy};
use reqwest::{StatusCode, Url};

/// Redirects followed at most.
const MOST: usize = 5;

/// Why a redirect was not followed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("it redirects to another origin, {0}, which must not see our credentials")]
    OtherOrigin(String),
    #[error("it redirects to {0} without https")]
    Plain(String),
    #[error("it redirects in circles or more than {MOST} times")]
    TooMany,
    #[error("it redirects a question in a way that would drop its body (HTTP {0})")]
    DropsBody(u16),
}

/// What the policy has to know about a source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// Credentials go with the request.
    pub(super) credentials: bool,
    /// The request has a body.
    pub(super) posts: bool,
    /// Plain HTTP to another machine is allowed.
    pub(super) allow_http: bool,
}

pub(super) fn policy(rules: Rules) -> Policy {
    Policy::custom(move |attempt: Attempt<'_>| {
        match judge(rules, attempt.status(), attempt.url(), attempt.previous()) {
            Ok(()) => attempt.follow(),
            Err(refused) => attempt.error(refused),
        }
    })
}

fn judge(rules: Rules, status: StatusCode, next: &Url, previous: &[Url]) -> Result<(), Refused> {
    if previous.len() > MOST || previous.contains(next) {
        return Err(Refused::TooMany);
    }
    let Some(first) = previous.first() else { return Ok(()) };
    let there = || format!("{}://{}", next.scheme(), next.host_str().unwrap_or_default());
    let same = first.origin() == next.origin();
    if !same && rules.credentials {
        return Err(Refused::OtherOrigin(there()));
    }
    let plain_before = first.scheme() == "http";
    if !same && next.scheme() != "https" && !(plain_before && (rules.allow_http || super::check::is_loopback(next))) {
        return Err(Refused::Plain(there()));
    }
    if rules.posts && !matches!(status.as_u16(), 307 | 308) {
        return Err(Refused::DropsBody(status.as_u16()));
    }
    Ok(())
}
