//! Breaker, set-up rules, config and cache, without a network.

use super::breaker::{Breaker, Health};
use super::*;
use crate::finding::{Detail, Evidence, Outcome, Silence};
use crate::registry::cache::RestingSource;
use crate::registry::{Auth, CheckmendAuth, Keep, Protocol};
use chrono::{DateTime, TimeDelta, Utc};
use std::path::Path;

const KEY: [u8; 32] = [7; 32];

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn breaker_opens_rests_longer_and_closes() {
    let mut breaker = Breaker::new();
    for now in 0..2 {
        assert!(breaker.admit(now));
        assert!(!breaker.report(Health::Dead, now));
    }
    assert!(breaker.admit(2) && breaker.report(Health::Dead, 2), "the third failure opens it");
    assert!(!breaker.admit(3));
    let mut now = 2;
    let mut rest = FIRST_REST_MS;
    for _ in 0..8 {
        assert!(!breaker.admit(now + rest - 1));
        now += rest;
        assert!(breaker.admit(now), "one probe goes through");
        assert!(!breaker.admit(now), "and only one");
        breaker.report(Health::Dead, now);
        rest = (rest * 2).min(LONGEST_REST_MS);
        assert_eq!(breaker.rest(), Some((now + rest, rest)));
    }
    assert_eq!(rest, LONGEST_REST_MS);
    now += rest;
    assert!(breaker.admit(now) && breaker.report(Health::Alive, now), "an answer closes it");
    assert!(breaker.admit(now) && breaker.rest().is_none());
    assert!(!breaker.report(Health::Dead, now), "and the count starts again");
}

#[test]
fn breaker_does_not_judge_odd_words() {
    let mut breaker = Breaker::new();
    for now in 0..100 {
        assert!(breaker.admit(now));
        assert!(!breaker.report(Health::Odd, now));
    }
    for now in 0..3 {
        breaker.report(Health::Dead, now);
    }
    assert!(!breaker.admit(10));
    breaker.report(Health::Odd, 10);
    assert!(!breaker.admit(11), "a late reply of a question under way does not open the way");
    assert!(breaker.admit(10_000) && breaker.report(Health::Odd, 10_000), "a probe that gets any reply does");
}

#[test]
fn breaker_forgets_a_lost_probe_and_an_absurd_rest() {
    let mut breaker = Breaker::resting(1_000, u64::MAX, u64::MAX);
    assert!(!breaker.admit(1_000 + LONGEST_REST_MS - 1));
    assert!(breaker.admit(1_000 + LONGEST_REST_MS));
    assert!(!breaker.admit(1_001 + LONGEST_REST_MS));
    assert!(breaker.admit(1_000 + LONGEST_REST_MS + 60_000));
}

fn fault(change: impl FnOnce(&mut SourceConfig)) -> Option<RegistryError> {
    let mut config = SourceConfig::new("national", Protocol::Camara, "https://api.example.com");
    change(&mut config);
    let e = check_sources(&[config]).err();
    assert!(e.as_ref().is_none_or(|e| !e.advice().is_empty()));
    e
}

#[test]
fn set_up_rules() {
    assert!(fault(|_| ()).is_none());
    assert!(fault(|c| c.url = "http://127.0.0.1:8080".to_owned()).is_none());
    assert!(fault(|c| c.url = "http://[::1]:8080".to_owned()).is_none());
    assert!(fault(|c| c.url = "http://localhost".to_owned()).is_none());
    for plain in ["http://api.example.com", "http://127.0.0.1.example.com", "http://10.0.0.1"] {
        assert!(matches!(fault(|c| c.url = plain.to_owned()), Some(RegistryError::InsecureUrl(_))), "{plain}");
    }
    let allowed = fault(|c| {
        c.url = "http://10.0.0.1".to_owned();
        c.link.allow_http = true;
    });
    assert!(allowed.is_none());
    for bad in ["", "api.example.com", "ftp://api.example.com", "https://u:p@api.example.com", "https://a.example/?k=1"]
    {
        assert!(matches!(fault(|c| c.url = bad.to_owned()), Some(RegistryError::BadUrl { .. })), "{bad}");
    }
    assert!(matches!(fault(|c| c.timeout_ms = Some(5)), Some(RegistryError::Timeout { ms: 5, .. })));
    assert!(matches!(fault(|c| c.name = SourceName::new("a b")), Some(RegistryError::BadName(_))));
    assert!(matches!(fault(|c| c.keep = Some(Keep::WholeList)), Some(RegistryError::TermsForbid { .. })));
    assert!(fault(|c| c.keep = Some(Keep::ReuseHours(24))).is_none());
    let twice =
        vec![SourceConfig::new("x", Protocol::Hotlist, "a.csv"), SourceConfig::new("x", Protocol::Manual, "IN")];
    assert!(matches!(check_sources(&twice), Err(RegistryError::DuplicateName(_))));
}

fn checkmend() -> SourceConfig {
    let auth = CheckmendAuth {
        partner: "1".to_owned(),
        store: "456".to_owned(),
        secret: Some(Secret::new("hidden")),
        secret_file: None,
    };
    let mut config = SourceConfig::new("checkmend", Protocol::Checkmend, "https://gapi.example");
    config.auth = Auth::Checkmend(auth);
    config
}

#[test]
fn checkmend_terms_are_forced() {
    let mut config = checkmend();
    assert!(check_sources(&[config.clone()]).is_ok());
    assert_eq!((config.timeout(), config.keeping()), (3_000, Keep::EvidenceOnly));
    config.keep = Some(Keep::ReuseHours(24));
    assert_eq!(config.keeping(), Keep::EvidenceOnly, "whatever the config says");
    assert!(matches!(check_sources(&[config.clone()]), Err(RegistryError::TermsForbid { .. })));
    config.keep = None;
    if let Auth::Checkmend(auth) = &mut config.auth {
        auth.store = "../admin".to_owned();
    }
    assert!(matches!(check_sources(&[config.clone()]), Err(RegistryError::Credentials { .. })));
    config.auth = Auth::None;
    assert!(matches!(check_sources(&[config]), Err(RegistryError::Credentials { .. })));
}

#[test]
fn config_reads_writes_and_hides_its_secrets() {
    let text = r#"
name = "national"
protocol = "n5g-eir"
url = "https://eir.example"
keep = { reuse-hours = 12 }
fee = { minor = 20, currency = "GBP" }

[auth]
kind = "client-credentials"
token_url = "https://nrf.example/oauth2/token"
client_id = "shop"
secret = "hidden-inline"

[auth.parameters]
nfInstanceId = "1"

[link]
proxy = "http://user:hidden-proxy@proxy.example:3128"

[coverage]
prefixes = ["35"]
"#;
    let config: SourceConfig = toml::from_str(text).unwrap();
    assert!(check_sources(std::slice::from_ref(&config)).is_ok());
    assert!(!format!("{config:?}").contains("hidden"));
    let written = toml::to_string(&config).unwrap();
    assert_eq!(toml::from_str::<SourceConfig>(&written).unwrap(), config);
    for unknown in ["colour = 1", "[auth]\nkind = \"bearer\"\nsecrt = \"x\"", "[link]\nca = \"x\""] {
        let text = format!("name = \"n\"\nprotocol = \"camara\"\nurl = \"https://x.example\"\n{unknown}\n");
        assert!(toml::from_str::<SourceConfig>(&text).is_err(), "{unknown}");
    }
}

#[test]
fn cache_keeps_within_the_terms_and_in_secret() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cache.db");
    let imei = crate::imei::Imei::parse("490154203237518").unwrap().body();
    let (national, other) = (SourceName::new("national"), SourceName::new("other"));
    let now = at("2026-05-02T10:00:00Z");
    let detail = Detail { reference: Some("case of Mrs Example".to_owned()), ..Detail::reason("BLACKLISTED") };
    let mut answer = Answer::new(&national, &imei, Outcome::Listed(detail));
    answer.evidence = Some(Evidence::Body("490154203237518".to_owned()));
    {
        let (cache, note) = CacheStore::open(&path, &KEY).unwrap();
        assert_eq!(note, None);
        cache.keep(&answer, now).unwrap();
        let silent = Answer::new(&other, &imei, Outcome::NoAnswer(Silence::Timeout));
        cache.keep(&silent, now).unwrap();
        let rest = RestingSource { source: other.clone(), rest_ms: 5_000, until: now };
        cache.remember(&other, Some(&rest)).unwrap();
    }
    let (cache, _) = CacheStore::open(&path, &KEY).unwrap();
    let again = cache.reuse(&national, &imei, 24, now + TimeDelta::hours(23)).unwrap();
    assert_eq!((again.outcome, again.as_of), (answer.outcome.clone(), Some(now)));
    assert_eq!(cache.reuse(&national, &imei, 24, now + TimeDelta::hours(24)), None, "its hours are over");
    assert_eq!(cache.reuse(&national, &imei, 24, now - TimeDelta::minutes(1)), None, "a clock that went back");
    assert_eq!(cache.reuse(&other, &imei, 24, now), None, "silence is not kept");
    assert_eq!(cache.resting(), [RestingSource { source: other.clone(), rest_ms: 5_000, until: now }]);
    cache.remember(&other, None).unwrap();
    assert!(cache.resting().is_empty());
    drop(cache);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for secret in ["49015420", "Example", "BLACKLISTED"] {
            assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{secret} lies in the cache");
        }
    }
    let (stranger, _) = CacheStore::open(&path, &[8; 32]).unwrap();
    assert_eq!(stranger.reuse(&national, &imei, 24, now), None);
}

#[test]
fn cache_is_made_anew_when_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cache.db");
    let spoil: [fn(&Path); 3] = [
        |path| std::io::Write::write_all(&mut std::fs::File::create(path).unwrap(), &[0x5a; 9_000]).unwrap(),
        |path| {
            let other = rusqlite::Connection::open(path).unwrap();
            other.pragma_update(None, "user_version", 99).unwrap();
        },
        |path| {
            let other = rusqlite::Connection::open(path).unwrap();
            other.execute_batch("DROP TABLE answer").unwrap();
        },
    ];
    for damage in spoil {
        damage(&path);
        let (_, note) = CacheStore::open(&path, &KEY).unwrap();
        assert!(note.unwrap().contains("made anew"));
        assert_eq!(CacheStore::open(&path, &KEY).unwrap().1, None);
    }
    let nowhere = folder.path().join("missing").join("cache.db");
    assert!(matches!(CacheStore::open(&nowhere, &KEY), Err(RegistryError::Cache(_))));
}

#[cfg(unix)]
#[test]
fn cache_is_read_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cache.db");
    let modes = || -> Vec<u32> {
        let files = std::fs::read_dir(folder.path()).unwrap();
        files.map(|f| f.unwrap().metadata().unwrap().permissions().mode() & 0o777).collect()
    };
    let imei = crate::imei::Imei::parse("490154203237518").unwrap().body();
    let answer = Answer::new(&SourceName::new("national"), &imei, Outcome::NotListed);
    let (cache, _) = CacheStore::open(&path, &KEY).unwrap();
    cache.keep(&answer, at("2026-05-02T10:00:00Z")).unwrap();
    assert_eq!(modes(), [0o600; 3], "with log and index beside it");
    drop(cache);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (_cache, note) = CacheStore::open(&path, &KEY).unwrap();
    assert_eq!((modes().iter().all(|m| *m == 0o600), note), (true, None), "one of an earlier version is narrowed");
}

#[test]
fn a_secret_that_is_no_text_is_not_repeated() {
    let auth = ["secret = 73568134", "secret = [\"73568134\"]", "secret = { a = 73568134 }", "secret = 73568134.5"];
    for line in auth {
        for kind in ["bearer", "client-credentials", "checkmend"] {
            let text = format!("name = \"n\"\nprotocol = \"camara\"\nurl = \"x\"\n[auth]\nkind = \"{kind}\"\n{line}\n");
            let e = toml::from_str::<SourceConfig>(&text).unwrap_err();
            // The message: the text around it is the config's, and shown or hidden there.
            assert!(!e.message().contains("73568134") && e.message().contains("quotation marks"), "{}", e.message());
        }
    }
}
