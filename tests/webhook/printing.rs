//! What `Debug` and `Display` show: nothing that was received.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{KEY, RIGHT, headers, now, verifier};
use crate::webhook_axum::provider::API_KEY;
use serde_json::json;

#[test]
fn neither_the_api_key_nor_the_address_is_printed() {
    let body = json!({
        "url": "https://api.cc.email/v3/partner/accounts/p07e1l8cdif9dl/plan",
        "api_key": API_KEY,
        "event_type": "tier.increase",
        "note": "ada@example.com",
    })
    .to_string();
    let signed = headers(&KEY.sign(RIGHT, body.as_bytes()));
    let notification = verifier().verify(&signed, body.as_bytes(), now()).unwrap();
    let printed = format!("{notification:?} {:?}", verifier());
    assert!(!printed.contains(API_KEY), "{printed}");
    assert!(!printed.contains("https"), "{printed}");
    assert!(!printed.contains("ada"), "{printed}");
    assert!(printed.contains("TierIncrease"), "{printed}");
    assert!(printed.contains("p07e1l8cdif9dl"), "{printed}");
}

#[test]
fn errors_print_nothing_that_was_received() {
    let body = r#"{"secret": "ada@example.com", "api_key": "another", "event_type": "x"}"#;
    let jws_header = r#"{"alg":"ada@example.com","ts":1603992205,"b64":false,"crit":["b64"]}"#;
    let requests = [
        (KEY.sign(RIGHT, body.as_bytes()), body),
        (KEY.sign(RIGHT, b"ada@example.com"), "ada@example.com"),
        (KEY.sign(jws_header, body.as_bytes()), body),
        ("ada@example.com".to_owned(), body),
    ];
    for (signature, body) in requests {
        let error = verifier()
            .verify(&headers(&signature), body.as_bytes(), now())
            .unwrap_err();
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains("ada"), "{printed}");
        assert!(!printed.contains("another\""), "{printed}");
        assert!(!error.is_retryable());
    }
}
