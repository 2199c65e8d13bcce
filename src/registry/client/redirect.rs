//! Where a reply may send us: to another place of the same origin, a few times. Another origin
//! would see whom the shop is checking and with which credentials, and its answer would be
//! somebody else's than the source's.

use reqwest::redirect::{Attempt, Policy};
use reqwest::{StatusCode, Url};

/// Redirects followed at most.
const MOST: usize = 5;

/// Why a redirect was not followed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("it redirects to another origin, {0}, whose answer is not the source's")]
    OtherOrigin(String),
    #[error("it redirects in circles or more than {MOST} times")]
    TooMany,
    #[error("it redirects a question in a way that would drop its body (HTTP {0})")]
    DropsBody(u16),
}

/// What the policy has to know about a source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// The request has a body.
    pub(super) posts: bool,
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
    if first.origin() != next.origin() {
        let port = next.port().map(|port| format!(":{port}")).unwrap_or_default();
        let there = format!("{}://{}{port}", next.scheme(), next.host_str().unwrap_or_default());
        return Err(Refused::OtherOrigin(there));
    }
    if rules.posts && !matches!(status.as_u16(), 307 | 308) {
        return Err(Refused::DropsBody(status.as_u16()));
    }
    Ok(())
}
