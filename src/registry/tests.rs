//! The codecs against the examples of their sources, and against bytes that are none.

use super::manual::{Guide, Heard, How, Said};
use super::*;
use crate::finding::{Detail, Evidence, Outcome, Silence, SourceName};
use crate::imei::{Imei, Imei14};
use proptest::prelude::*;

const DOCUMENTED: &str = "490154203237518";

fn imei(text: &str) -> Imei {
    Imei::parse(text).unwrap()
}

fn body(digits: &str) -> Imei14 {
    Imei14::from_digits(&digits[..14]).unwrap()
}

fn json(status: u16, body: &str) -> HttpReply<'_> {
    HttpReply { status, content_type: Some("application/json"), body: body.as_bytes() }
}

fn problem(status: u16, body: &str) -> HttpReply<'_> {
    HttpReply { content_type: Some("application/problem+json; charset=utf-8"), ..json(status, body) }
}

/// The text of a file in the shared folder; `None`, with the reason printed, where there is none.
fn shared(path: &str) -> Option<String> {
    let path = format!("{}/../shared/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {path} is not there");
    }
    text
}

#[test]
fn n5g_eir_words() {
    let said = |body| n5g_eir::reply(&json(200, body)).outcome;
    assert_eq!(said(r#"{"status":"WHITELISTED"}"#), Outcome::NotListed);
    assert_eq!(said(r#"{"status":"BLACKLISTED"}"#), Outcome::Listed(Detail::reason("BLACKLISTED")));
    assert_eq!(said(r#"{"status":"GREYLISTED"}"#), Outcome::Caution(Detail::reason("GREYLISTED")));
    for odd in [
        r#"{"status":"whitelisted"}"#,
        r#"{"status":"WHITELISTED "}"#,
        r#"{"status":"PERMITTED"}"#,
        r#"{"status":null}"#,
        r#"{"status":["WHITELISTED"]}"#,
        r#"{"status":"BLACKLISTED","status":"WHITELISTED"}"#,
        r#"{"status":"WHITELISTED"}{"status":"BLACKLISTED"}"#,
        r#"{"status":"WHITELISTED""#,
        "{}",
        "",
    ] {
        assert!(matches!(said(odd), Outcome::NoAnswer(Silence::BadReply(_))), "{odd}");
    }
}

#[test]
fn n5g_eir_status_is_not_the_verdict() {
    let whitelisted = r#"{"status":"WHITELISTED"}"#;
    for status in [100, 201, 204, 206, 301, 307, 400, 401, 403, 404, 406, 414, 429, 500, 502, 503] {
        let outcome = n5g_eir::reply(&json(status, whitelisted)).outcome;
        assert!(matches!(outcome, Outcome::NoAnswer(_)), "{status}: {outcome:?}");
    }
    for kind in [None, Some("text/html"), Some("application/problem+json"), Some("application/json; charset=utf-16")] {
        let reply = HttpReply { content_type: kind, ..json(200, whitelisted) };
        assert!(matches!(n5g_eir::reply(&reply).outcome, Outcome::NoAnswer(Silence::BadReply(_))), "{kind:?}");
    }
    let reply = HttpReply { content_type: Some("Application/JSON; Charset=\"UTF-8\""), ..json(200, whitelisted) };
    assert_eq!(n5g_eir::reply(&reply).outcome, Outcome::NotListed);
}

#[test]
fn n5g_eir_causes_of_404_differ() {
    let said = |body| n5g_eir::reply(&problem(404, body)).outcome;
    let unknown = said(r#"{"title":"Not Found","status":404,"cause":"ERROR_EQUIPMENT_UNKNOWN"}"#);
    assert_eq!(unknown, Outcome::NotCovered(Detail::reason("ERROR_EQUIPMENT_UNKNOWN")));
    assert_eq!(said(r#"{"cause":"DATA_NOT_FOUND"}"#), Outcome::NotCovered(Detail::reason("DATA_NOT_FOUND")));
    let path = said(r#"{"cause":"RESOURCE_URI_STRUCTURE_NOT_FOUND"}"#);
    assert!(matches!(path, Outcome::NoAnswer(Silence::Misconfigured(_))));
    for other in [r#"{"cause":"MANDATORY_IE_MISSING"}"#, r#"{"title":"Not Found"}"#, "{}", "not found"] {
        assert!(matches!(said(other), Outcome::NoAnswer(Silence::BadReply(_))), "{other}");
    }
    let page = HttpReply { content_type: Some("text/html"), ..json(404, "<h1>Not Found</h1>") };
    assert!(matches!(n5g_eir::reply(&page).outcome, Outcome::NoAnswer(Silence::BadReply(_))));
}

#[test]
fn n5g_eir_request_and_pei() {
    let request = n5g_eir::request("https://eir.example/", &imei(DOCUMENTED));
    assert_eq!(request.url, "https://eir.example/n5g-eir-eic/v1/equipment-status?pei=imei-490154203237518");
    let named = n5g_eir::request("https://eir.example/n5g-eir-eic/v2", &imei(DOCUMENTED));
    assert_eq!(named.url, "https://eir.example/n5g-eir-eic/v2/equipment-status?pei=imei-490154203237518");
    assert!(!format!("{request:?}").contains("49015420"));
    assert_eq!(n5g_eir::pei("imei-012345678901234"), Some(body("012345678901234")));
    assert_eq!(n5g_eir::pei("imeisv-0123456789012345"), Some(body("012345678901234")));
    for none in ["imei-1234", "imei-01234567890123x", "mac-00-11-22-33-44-55", "imei-٠١٢٣٤٥٦٧٨٩٠١٢٣٤", ""]
    {
        assert_eq!(n5g_eir::pei(none), None, "{none}");
    }
}

#[test]
fn n5g_eir_schema_of_the_specification() {
    let Some(yaml) = shared("specs/TS29511_N5g-eir_EquipmentIdentityCheck.yaml") else { return };
    let items = yaml.lines().filter_map(|l| l.trim().strip_prefix("- "));
    let words: Vec<&str> = items.filter_map(|l| l.split_once("LISTED ")).map(|w| w.0).collect();
    assert_eq!(words.len(), 3, "the three statuses of the specification");
    for word in words {
        let reply = format!("{{\"status\":\"{word}LISTED\"}}");
        assert!(!matches!(n5g_eir::reply(&json(200, &reply)).outcome, Outcome::NoAnswer(_)), "{word}");
    }
    assert!(yaml.contains("{apiRoot}/n5g-eir-eic/v1") && yaml.contains("/equipment-status:"));
    assert!(yaml.contains(&format!("- {}", n5g_eir::SCOPE)));
}

#[test]
fn camara_example_of_the_facts() {
    let reply = r#"{"lastChecked":"2024-02-20T10:41:38.657Z","imei":"490154203237518","operationalStatus":"stolen","reportedDate":"2023-05-23T21:48:42.000Z"}"#;
    let verdict = camara::reply(&body(DOCUMENTED), &json(200, reply));
    let Outcome::Listed(detail) = &verdict.outcome else { panic!("{verdict:?}") };
    assert_eq!(detail.reasons, ["stolen"]);
    assert_eq!(detail.since.as_deref(), Some("2023-05-23T21:48:42.000Z"));
    assert_eq!(verdict.as_of, Some("2024-02-20T10:41:38.657Z".parse().unwrap()));
}

#[test]
fn camara_examples_of_the_specification() {
    let Some(yaml) = shared("specs/camara-device-authenticity.yaml") else { return };
    let section = yaml.split("    200CheckStatus:").nth(1).unwrap().split("    400BadRequest:").next().unwrap();
    let value = |block: &str, key: &str| {
        block.lines().find_map(|l| l.trim().strip_prefix(key)).map(|v| v.trim_matches([':', ' ', '"']).to_owned())
    };
    let mut words = Vec::new();
    for block in section.split("value:").skip(1) {
        let (number, word) = (value(block, "imei").unwrap(), value(block, "operationalStatus").unwrap());
        let mut reply = serde_json::json!({"imei": number, "operationalStatus": word});
        reply["lastChecked"] = value(block, "lastChecked").unwrap().into();
        let since = value(block, "reportedDate");
        if let Some(since) = &since {
            reply["reportedDate"] = since.as_str().into();
        }
        let verdict = camara::reply(&body(&number), &json(200, &reply.to_string()));
        assert!(verdict.as_of.is_some(), "{word}");
        match word.as_str() {
            "allowed" => assert_eq!(verdict.outcome, Outcome::NotListed),
            "unknown" => assert!(matches!(verdict.outcome, Outcome::NotCovered(_))),
            _ => {
                assert!(matches!(verdict.outcome, Outcome::Listed(_)), "{word}");
                assert_eq!(verdict.outcome.detail().unwrap().since, since);
            }
        }
        words.push(word);
    }
    assert_eq!(words.len(), 9, "one example for each word: {words:?}");
    assert!(yaml.contains("/device-authenticity/vwip") && yaml.contains(camara::SCOPE));
}

/// Each scenario of the feature file that names a status and a code.
#[test]
fn camara_errors_of_the_feature_file() {
    let Some(feature) = shared("specs/camara-device-authenticity.feature") else { return };
    let mut seen = 0;
    for scenario in feature.split("Scenario").skip(1) {
        let quoted = |line: &str| line.split('"').nth(3).map(str::to_owned);
        let status = scenario.lines().find_map(|l| l.trim().strip_prefix("Then the response status code is "));
        let code = scenario.lines().find(|l| l.contains("\"$.code\" is")).and_then(quoted);
        let (Some(Ok(status)), Some(code)) = (status.map(str::parse::<u16>), code) else { continue };
        let error = serde_json::json!({"status": status, "code": code, "message": "as the scenario says"}).to_string();
        let outcome = camara::reply(&body(DOCUMENTED), &json(status, &error)).outcome;
        match code.as_str() {
            "IDENTIFIER_NOT_FOUND" | "SERVICE_NOT_APPLICABLE" => {
                assert_eq!(outcome, Outcome::NotCovered(Detail::reason(code)));
            }
            _ => assert!(matches!(&outcome, Outcome::NoAnswer(Silence::Refused(why)) if why.contains(&code)), "{code}"),
        }
        seen += 1;
    }
    assert!(seen >= 10, "only {seen} error scenarios were found");
}

#[test]
fn camara_vouches_only_for_the_number_that_was_asked() {
    let said = |body: &str| camara::reply(&self::body(DOCUMENTED), &json(200, body)).outcome;
    assert_eq!(said(r#"{"imei":"490154203237518","operationalStatus":"allowed"}"#), Outcome::NotListed);
    for odd in [
        r#"{"imei":"490154203237526","operationalStatus":"allowed"}"#,
        r#"{"operationalStatus":"allowed"}"#,
        r#"{"imei":"490154203237518","operationalStatus":"Allowed"}"#,
        r#"{"imei":"490154203237518","operationalStatus":"allowed","lastChecked":"yesterday"}"#,
        r#"{"imei":"49015420323751","operationalStatus":"allowed"}"#,
    ] {
        assert!(matches!(said(odd), Outcome::NoAnswer(Silence::BadReply(_))), "{odd}");
    }
    let tracked = said(r#"{"imei":"490154203237518","operationalStatus":"allowed","registerStatus":"Tracked"}"#);
    assert!(matches!(tracked, Outcome::Caution(_)));
    let prohibited = said(r#"{"imei":"490154203237518","operationalStatus":"unknown","registerStatus":"prohibited"}"#);
    assert!(matches!(prohibited, Outcome::Listed(_)));
}

#[test]
fn checkmend_signature_vectors() {
    let secret = "234623ger787qws3423";
    let signed = br#"{"category": 8}"#;
    assert_eq!(checkmend::signature(secret, signed), "ff6023602695580743f84feb8f2750de89e0d3d6");
    assert_eq!(
        checkmend::authorization("1", secret, signed),
        "Basic MTpmZjYwMjM2MDI2OTU1ODA3NDNmODRmZWI4ZjI3NTBkZTg5ZTBkM2Q2"
    );
    assert_eq!(checkmend::signature(secret, b""), "8b689492818e0ba657a47fb83c9dddbeeac07eb5");
    let partner = checkmend::Partner { id: "1", secret, store: "456" };
    let request = checkmend::request("https://gapi.example", partner, &imei("100000010000015"));
    assert_eq!(request.url, "https://gapi.example/duediligence/456/100000010000015");
    let header = ("authorization", checkmend::authorization("1", secret, &request.body));
    assert!(request.headers.contains(&header), "signed over exactly the bytes that are sent");
}

#[test]
fn checkmend_results() {
    let said = |status, body| checkmend::reply(&json(status, body));
    let passed = said(200, r#"{"certid":1234,"result":"Passed"}"#);
    assert_eq!(passed.outcome, Outcome::NotListed);
    assert_eq!(passed.reference.as_deref(), Some("1234"));
    let failed = said(200, r#"{"certid":1234,"result":"FAILED"}"#).outcome;
    assert_eq!(failed.detail().unwrap().reference.as_deref(), Some("1234"));
    assert!(matches!(failed, Outcome::Listed(_)));
    assert!(matches!(said(200, r#"{"certid":"7","result":"caution"}"#).outcome, Outcome::Caution(_)));
    assert!(matches!(said(200, r#"{"result":"failed"}"#).outcome, Outcome::Listed(_)));
    for odd in [r#"{"result":"passed"}"#, r#"{"certid":1,"result":"pass"}"#, r#"{"certid":1}"#] {
        assert!(matches!(said(200, odd).outcome, Outcome::NoAnswer(Silence::BadReply(_))), "{odd}");
    }
    for status in [201, 202, 400, 404, 500] {
        let outcome = said(status, r#"{"certid":1,"result":"passed"}"#).outcome;
        assert!(matches!(outcome, Outcome::NoAnswer(_)), "{status}");
    }
    let refused = said(404, r#"{"errors":[{"id":210,"message":"The required input: make was not provided."}]}"#);
    let expected = "HTTP 404: 210 The required input: make was not provided.";
    assert_eq!(refused.outcome, Outcome::NoAnswer(Silence::Refused(expected.to_owned())));
}

#[test]
fn reasons_are_bounded_and_keep_their_bytes() {
    let long = format!(r#"{{"status":"\u001b[2J{}"}}"#, "x".repeat(5_000));
    let Outcome::NoAnswer(Silence::BadReply(why)) = n5g_eir::reply(&json(200, &long)).outcome else { panic!() };
    assert!(why.chars().count() <= REASON_LIMIT + 1, "{}", why.chars().count());
    let code = r#"{"imei":"490154203237518","operationalStatus":"stolen","reportedDate":"\u001b]0;x\u0007"}"#;
    let verdict = camara::reply(&body(DOCUMENTED), &json(200, code));
    assert_eq!(verdict.outcome.detail().unwrap().since.as_deref(), Some("\u{1b}]0;x\u{7}"));
}

/// What the server writes, the client reads as the same outcome.
#[test]
fn rendered_answers_read_back() {
    let number = imei(DOCUMENTED);
    let listed = Outcome::Listed(Detail { since: Some("20240131".to_owned()), ..Detail::reason("blacklist") });
    let cases = [
        listed,
        Outcome::Caution(Detail::reason("pending")),
        Outcome::NotListed,
        Outcome::NotCovered(Detail::default()),
    ];
    for outcome in cases {
        let read = |answer: &HttpAnswer| {
            let content_type = Some(answer.content_type);
            let reply = HttpReply { status: answer.status, content_type, body: answer.body.as_bytes() };
            [
                n5g_eir::reply(&reply).outcome,
                camara::reply(&number.body(), &reply).outcome,
                checkmend::reply(&reply).outcome,
            ]
        };
        let at = "2026-05-02T10:00:00Z".parse().unwrap();
        assert_eq!(read(&n5g_eir::render(&outcome))[0].word(), outcome.word());
        let [_, said, _] = read(&camara::render(&number.digits(), &outcome, at));
        assert_eq!(said.word(), outcome.word());
        if let Outcome::Listed(detail) = said {
            assert_eq!(detail.since.as_deref(), Some("2024-01-31T00:00:00.000Z"));
        }
        let [_, _, said] = read(&checkmend::render(&outcome, 7));
        let expected = if matches!(outcome, Outcome::NotCovered(_)) { "no_answer" } else { outcome.word() };
        assert_eq!(said.word(), expected);
    }
}

#[test]
fn guides_cover_the_national_services() {
    let number = imei(DOCUMENTED);
    for place in ["IN", "BR", "AU", "us"] {
        let guide = Guide::for_place(place).unwrap();
        assert!(guide.look_for.0.ends_with("-look") && guide.enrol.0.ends_with("-enrol"), "{place}");
    }
    assert_eq!(Guide::for_place("FR"), None);
    assert_eq!(Guide::for_place(""), None);
    let india = Guide::for_place("in").unwrap();
    assert!(matches!(&india.how, How::Sms { to, .. } if *to == "14422"));
    assert_eq!(india.how.fill(&number), "KYM 490154203237518");
    let own = Guide::for_source(&SourceConfig::new("police", Protocol::Manual, "https://police.example/imei"));
    assert_eq!(own.how, How::Web { url: "https://police.example/imei".into() });
    assert_eq!(Guide::for_source(&SourceConfig::new("ceir", Protocol::Manual, "in-ceir")), *india);
    for protocol in Protocol::ALL {
        assert_eq!(enrol::hint(protocol).protocol, protocol);
        assert_eq!(protocol.word().parse::<Protocol>(), Ok(protocol));
    }
}

#[test]
fn looked_up_answers_keep_reference_and_time() {
    let at = "2026-05-02T10:00:00Z".parse().unwrap();
    let heard = Heard { wording: "IMEI is black-listed", reference: "SMS 17:02", at };
    let name = SourceName::new("ceir");
    let listed = manual::answer(&name, &body(DOCUMENTED), Said::Listed, heard);
    assert_eq!(listed.outcome.detail().unwrap().reference.as_deref(), Some("SMS 17:02"));
    assert_eq!(listed.as_of, Some(at));
    let clear = manual::answer(&name, &body(DOCUMENTED), Said::NotListed, Heard { wording: "", ..heard });
    assert_eq!((clear.outcome, clear.evidence), (Outcome::NotListed, Some(Evidence::Body("SMS 17:02".to_owned()))));
}

proptest! {
    /// No bytes and no status make a codec panic, and only a whole reply with the vouching word vouches.
    #[test]
    fn arbitrary_replies_never_vouch(status: u16, kind in "(application/json|application/problem\\+json|.{0,20})", bytes: Vec<u8>) {
        let reply = HttpReply { status, content_type: Some(&kind), body: &bytes };
        for outcome in [n5g_eir::reply(&reply).outcome, camara::reply(&body(DOCUMENTED), &reply).outcome, checkmend::reply(&reply).outcome] {
            prop_assert!(matches!(outcome, Outcome::NoAnswer(_)), "{outcome:?}");
        }
    }

    /// Well-formed replies with any word: the vouching one vouches, nothing else does.
    #[test]
    fn only_the_vouching_word_vouches(word in "(WHITELISTED|allowed|passed|PASSED|[A-Za-z]{0,3}(LISTED|allowed|passed)[a-z ]{0,2}|.{0,12})") {
        let eir = serde_json::json!({ "status": word }).to_string();
        prop_assert_eq!(n5g_eir::reply(&json(200, &eir)).outcome == Outcome::NotListed, word == "WHITELISTED");
        let status = serde_json::json!({ "imei": DOCUMENTED, "operationalStatus": word }).to_string();
        prop_assert_eq!(camara::reply(&body(DOCUMENTED), &json(200, &status)).outcome == Outcome::NotListed, word == "allowed");
        let due = serde_json::json!({ "certid": 1, "result": word }).to_string();
        let passed = word.eq_ignore_ascii_case("passed");
        prop_assert_eq!(checkmend::reply(&json(200, &due)).outcome == Outcome::NotListed, passed);
    }

    /// A vouching reply with one byte changed, cut or added is never read as vouching unless it
    /// still says the word.
    #[test]
    fn damaged_replies_never_vouch(at in 0usize..24, byte: u8, cut in 0usize..25) {
        let whole = br#"{"status":"WHITELISTED"}"#;
        let mut changed = whole.to_vec();
        changed[at] = byte;
        for bytes in [changed.as_slice(), &whole[..cut.min(23)]] {
            let reply = HttpReply { status: 200, content_type: Some("application/json"), body: bytes };
            let vouches = n5g_eir::reply(&reply).outcome == Outcome::NotListed;
            prop_assert!(!vouches || bytes == whole, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
