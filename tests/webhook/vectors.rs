//! Signatures that OpenSSL made; `vectors/make` makes new ones.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{headers, kind, now};
use constant_contact::webhook::WebhookErrorKind::{
    self, InvalidSignature, OutsideTolerance, UnsupportedSignature,
};
use constant_contact::webhook::{EventType, KeySet, Verifier};
use std::collections::BTreeMap;
use std::time::Duration;

const BODY: &[u8] = include_bytes!("vectors/body.json");
const API_KEY: &str = "b2f7c0de-test-key";

fn verifier() -> Verifier {
    let keys = KeySet::from_jwks(include_bytes!("vectors/jwks.json")).unwrap();
    Verifier::new(keys, [API_KEY])
}

/// The signatures by name.
fn signatures() -> BTreeMap<&'static str, &'static str> {
    let lines = include_str!("vectors/signatures.txt").lines();
    lines.map(|line| line.split_once(' ').unwrap()).collect()
}

#[test]
fn right_signatures_are_accepted_and_all_others_are_refused() {
    let expected: [(&str, Result<(), WebhookErrorKind>); 12] = [
        ("right", Ok(())),
        ("right_with_large_key", Ok(())),
        ("right_with_spaces", Ok(())),
        ("small_key", Err(InvalidSignature)),
        ("foreign_key", Err(InvalidSignature)),
        ("sha512", Err(InvalidSignature)),
        ("pss_padding", Err(InvalidSignature)),
        ("alg_ps256", Err(UnsupportedSignature)),
        ("alg_none", Err(UnsupportedSignature)),
        ("alg_hs256_with_public_key", Err(UnsupportedSignature)),
        ("hmac_as_rs256", Err(InvalidSignature)),
        ("unknown_crit", Err(UnsupportedSignature)),
    ];
    let signatures = signatures();
    assert_eq!(signatures.len(), expected.len());
    for (name, result) in expected {
        let verified = verifier().verify(&headers(signatures[name]), BODY, now());
        assert_eq!(kind(verified).map(drop), result, "{name}");
    }
}

#[test]
fn a_notification_has_what_was_sent() {
    let notification = verifier()
        .verify(&headers(signatures()["right"]), BODY, now())
        .unwrap();
    assert_eq!(notification.event_type, EventType::TierIncrease);
    assert_eq!(notification.api_key, API_KEY);
    assert_eq!(
        notification.url.as_deref(),
        Some("https://api.cc.email/v3/partner/accounts/p07e1l8cdif9dl/plan")
    );
    assert_eq!(notification.encoded_account_id(), Some("p07e1l8cdif9dl"));
    assert_eq!(notification.signed_at, now());
}

#[test]
fn any_changed_bit_is_refused() {
    let signature = signatures()["right"];
    for position in 0..BODY.len() * 8 {
        let mut body = BODY.to_vec();
        body[position / 8] ^= 1 << (position % 8);
        let verified = verifier().verify(&headers(signature), &body, now());
        assert_eq!(kind(verified), Err(InvalidSignature), "bit {position}");
    }
    for changed in [
        &BODY[..BODY.len() - 1],
        &[BODY, b"\n"].concat(),
        &[b" ", BODY].concat(),
        b"",
    ] {
        let verified = verifier().verify(&headers(signature), changed, now());
        assert_eq!(kind(verified), Err(InvalidSignature));
    }
}

#[test]
fn any_changed_character_of_the_signature_is_refused() {
    let signature = signatures()["right"];
    for position in 0..signature.len() {
        let mut changed = signature.as_bytes().to_vec();
        changed[position] = match changed[position] {
            b'A' => b'B',
            _ => b'A',
        };
        let changed = String::from_utf8(changed).unwrap();
        let verified = verifier().verify(&headers(&changed), BODY, now());
        assert!(verified.is_err(), "character {position}");
    }
}

#[test]
fn parts_of_two_signatures_do_not_fit_together() {
    let signatures = signatures();
    let (header, signature) = signatures["right"].split_once("..").unwrap();
    let (other_header, other_signature) = signatures["right_with_spaces"].split_once("..").unwrap();
    for swapped in [
        format!("{header}..{other_signature}"),
        format!("{other_header}..{signature}"),
        format!("{header}..{}", &signature[4..]),
        format!("{header}..AAAA{signature}"),
    ] {
        let verified = verifier().verify(&headers(&swapped), BODY, now());
        assert_eq!(kind(verified), Err(InvalidSignature));
    }
    let verified = verifier().verify(&headers(&format!("{signature}..{header}")), BODY, now());
    assert!(verified.is_err());
}

#[test]
fn a_signature_is_accepted_for_five_minutes_on_either_side() {
    let right = headers(signatures()["right"]);
    let seconds = Duration::from_secs;
    for (at, is_accepted) in [
        (now() - seconds(301), false),
        (now() - seconds(300), true),
        (now() + seconds(300), true),
        (now() + seconds(301), false),
    ] {
        let verified = kind(verifier().verify(&right, BODY, at));
        let refused = (!is_accepted).then_some(&OutsideTolerance);
        assert_eq!(verified.as_ref().err(), refused, "{at:?}");
    }
    let strict = verifier().tolerance(seconds(10));
    assert!(strict.verify(&right, BODY, now() + seconds(10)).is_ok());
    let verified = strict.verify(&right, BODY, now() + seconds(11));
    assert_eq!(kind(verified), Err(OutsideTolerance));
}
