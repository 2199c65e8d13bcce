//! Codes that are good for one picture, for a short time.

use super::TOKEN_LIFE;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Bytes of a token: nobody guesses 128 bits in a hundred seconds.
const BYTES: usize = 16;

#[derive(Debug)]
struct Live {
    token: String,
    until: Instant,
    /// Stands in the QR code; the others were given to a phone whose picture could not be read.
    shown: bool,
}

/// The codes that live.
#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<Vec<Live>>);

/// A code that was taken, until its picture is here.
#[derive(Debug)]
pub(super) struct Claim(Live);

impl Tokens {
    /// A new code for the screen, in place of the one before.
    pub(super) fn issue(&self) -> Option<String> {
        self.add(true)
    }

    /// A code for the phone whose picture could not be read.
    pub(super) fn again(&self) -> Option<String> {
        self.add(false)
    }

    fn add(&self, shown: bool) -> Option<String> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).ok()?;
        let token = URL_SAFE_NO_PAD.encode(bytes);
        let mut live = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        live.retain(|other| other.shown != shown);
        live.push(Live { token: token.clone(), until: Instant::now() + TOKEN_LIFE, shown });
        Some(token)
    }

    /// Takes a code; nobody else can from here on.
    pub(super) fn claim(&self, given: &str) -> Option<Claim> {
        let now = Instant::now();
        let mut live = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        live.retain(|other| now < other.until);
        let place = live.iter().position(|other| same(&other.token, given))?;
        Some(Claim(live.swap_remove(place)))
    }

    /// The connection broke before the picture was here: the phone may try again.
    pub(super) fn give_back(&self, claim: Claim) {
        let mut live = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !live.iter().any(|other| other.shown == claim.0.shown) {
            live.push(claim.0);
        }
    }

    /// No code is good any more.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Compares without telling by its time where two texts differ.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_code_is_good_once_and_until_the_next_is_shown() {
        let tokens = Tokens::default();
        let first = tokens.issue().unwrap();
        assert!(tokens.claim("").is_none() && tokens.claim(&first[1..]).is_none());
        assert!(tokens.claim(&first).is_some());
        assert!(tokens.claim(&first).is_none());
        let (second, third) = (tokens.issue().unwrap(), tokens.issue().unwrap());
        assert!(tokens.claim(&second).is_none(), "it was replaced");
        let again = tokens.again().unwrap();
        assert!(tokens.claim(&third).is_some() && tokens.claim(&again).is_some());
        let last = tokens.issue().unwrap();
        tokens.clear();
        assert!(tokens.claim(&last).is_none());
    }

    #[test]
    fn a_code_ends_and_a_broken_upload_gives_it_back() {
        let tokens = Tokens::default();
        let token = tokens.issue().unwrap();
        let claim = tokens.claim(&token).unwrap();
        tokens.give_back(claim);
        assert!(tokens.claim(&token).is_some());
        let late = tokens.issue().unwrap();
        let now = Instant::now();
        for live in tokens.0.lock().unwrap().iter_mut() {
            live.until = now.checked_sub(Duration::from_millis(1)).unwrap_or(now);
        }
        assert!(tokens.claim(&late).is_none());
    }
}
