use super::PublicKeys;
use crate::webhook::WebhookErrorKind;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// An odd number of this many bits.
fn modulus(bits: usize) -> Vec<u8> {
    let mut bytes = vec![0xff; bits.div_ceil(8)];
    bytes[0] >>= (8 - bits % 8) % 8;
    bytes
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn jwk(bits: usize) -> Value {
    json!({"kty": "RSA", "e": "AQAB", "n": encoded(&modulus(bits))})
}

/// How many keys of the set are used; `None` if the set is refused.
fn usable(keys: impl IntoIterator<Item = Value>) -> Option<usize> {
    let keys: Vec<Value> = keys.into_iter().collect();
    let jwks = json!({ "keys": keys }).to_string();
    match PublicKeys::read(jwks.as_bytes()) {
        Ok(keys) => Some(keys.len()),
        Err(error) => {
            assert_eq!(error.kind(), WebhookErrorKind::InvalidKeys);
            None
        }
    }
}

/// A key of 2048 bits with other members.
fn with(members: Value) -> Value {
    let mut jwk = jwk(2048);
    for (name, value) in members.as_object().unwrap() {
        jwk[name] = value.clone();
    }
    jwk
}

#[test]
fn only_keys_of_2048_to_8192_bits_are_used() {
    for (bits, is_used) in [
        (512, false),
        (1024, false),
        (2047, false),
        (2048, true),
        (4096, true),
        (8192, true),
        (8193, false),
        (16384, false),
    ] {
        assert_eq!(usable([jwk(bits)]), is_used.then_some(1), "{bits}");
    }
}

#[test]
fn leading_zeros_are_dropped_and_do_not_make_a_key_larger() {
    let padded = |bits| encoded(&[&[0; 200], &*modulus(bits)].concat());
    assert_eq!(
        usable([with(json!({"n": padded(2048), "e": "AAEAAQ"}))]),
        Some(1)
    );
    assert_eq!(usable([with(json!({"n": padded(1024)}))]), None);
}

#[test]
fn keys_for_another_purpose_are_left_out() {
    for (members, is_used) in [
        (
            json!({"use": "sig", "alg": "RS256", "key_ops": ["verify"], "kid": "a"}),
            true,
        ),
        (json!({"use": "enc"}), false),
        (json!({"alg": "RS512"}), false),
        (json!({"alg": "HS256"}), false),
        (json!({"key_ops": ["encrypt"]}), false),
        (json!({"key_ops": "verify"}), false),
        (json!({"kty": "EC"}), false),
        (json!({"kty": "oct", "k": "c2VjcmV0"}), false),
        (json!({"kty": null}), false),
    ] {
        assert_eq!(
            usable([with(members.clone())]),
            is_used.then_some(1),
            "{members}"
        );
        assert_eq!(
            usable([with(members.clone()), jwk(2048)]),
            Some(1 + usize::from(is_used)),
            "{members}"
        );
    }
}

#[test]
fn keys_with_odd_numbers_are_left_out() {
    let mut even = modulus(2048);
    even[255] = 0xfe;
    for members in [
        json!({"n": encoded(&even)}),
        json!({"n": ""}),
        json!({"n": null}),
        json!({"n": format!("{}=", encoded(&modulus(2048)))}),
        json!({"e": "AQ"}),
        json!({"e": "AA"}),
        json!({"e": ""}),
        json!({"e": "AQAA"}),
        json!({"e": 65537}),
        json!({"e": encoded(&[1, 0, 0, 0, 1])}),
    ] {
        assert_eq!(usable([with(members.clone())]), None, "{members}");
    }
}

#[test]
fn a_set_has_between_one_and_sixteen_keys() {
    assert_eq!(usable([]), None);
    assert_eq!(usable((0..16).map(|_| jwk(2048))), Some(16));
    assert_eq!(usable((0..17).map(|_| jwk(2048))), None);
}

#[test]
fn what_is_not_a_key_set_is_refused() {
    let key = jwk(2048);
    for text in [
        String::new(),
        "[]".to_owned(),
        "{}".to_owned(),
        r#"{"keys": {}}"#.to_owned(),
        r#"{"keys": [1, null, "a"]}"#.to_owned(),
        key.to_string(),
        format!(r#"{{"keys": [], "keys": [{key}]}}"#),
        "<html></html>".to_owned(),
    ] {
        let error = PublicKeys::read(text.as_bytes()).err().unwrap();
        assert_eq!(error.kind(), WebhookErrorKind::InvalidKeys, "{text}");
    }
}
