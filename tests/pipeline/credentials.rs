//! Which credentials a call uses, and how a call without credentials fails.

use crate::calls::{Turns, Verb, builder};
use crate::partner::{KEY, issued, partner, partner_with};
use crate::scripted::{Scripted, answering, fine, refuse};
use constant_contact::ErrorKind;
use constant_contact_sandbox::Sandbox;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An API for partners: token `partner-1`, then `partner-2`, of which the first is refused.
async fn partner_server() -> Sandbox {
    let count = Arc::new(AtomicUsize::new(0));
    answering(move |request, _| match request.target.as_str() {
        "/token" => {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            issued(&format!("partner-{number}"))
        }
        _ if request.bearer_token() == Some("partner-1") => refuse(401, "unauthorized"),
        _ => fine(),
    })
    .await
}

#[tokio::test]
async fn a_refused_partner_token_is_replaced_and_only_partner_calls_carry_the_key() {
    let server = partner_server().await;
    let client = builder(server.url("/v3"))
        .access_token("account-token")
        .partner(partner(&server))
        .build()
        .unwrap();
    Verb::Get.call(&client).await.unwrap();
    client.get_accounts().send().await.unwrap();
    let seen: Vec<_> = server
        .received()
        .into_iter()
        .filter(|request| request.target != "/token")
        .map(|request| {
            let key = request.header("x-api-key").map(str::to_owned);
            (request.bearer_token().unwrap().to_owned(), key)
        })
        .collect();
    let key = || Some(KEY.to_owned());
    assert_eq!(
        seen,
        [
            ("account-token".to_owned(), None),
            ("partner-1".to_owned(), key()),
            ("partner-2".to_owned(), key()),
        ]
    );
}

#[tokio::test]
async fn a_call_without_its_credentials_is_not_sent_and_takes_no_turn() {
    let server = partner_server().await;
    let turns = Turns::default();
    let build = || builder(server.url("/v3")).rate_limiter(turns.clone());
    let errors = [
        build()
            .access_token("t")
            .build()
            .unwrap()
            .get_accounts()
            .send()
            .await
            .err(),
        build()
            .partner(partner(&server))
            .build()
            .unwrap()
            .get_list("1")
            .send()
            .await
            .err(),
        build().build().unwrap().get_list("1").send().await.err(),
    ];
    for (error, advice) in errors
        .into_iter()
        .zip([".partner(", ".session(", ".session("])
    {
        let error = error.unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error:?}");
        assert!(error.to_string().contains(advice), "{error}");
        assert_eq!(error.attempts(), 0);
    }
    assert_eq!((turns.taken(), server.request_count()), (0, 0));
}

#[tokio::test]
async fn a_token_or_key_that_is_invalid_in_a_header_is_reported_without_being_shown() {
    let server = partner_server().await;
    let turns = Turns::default();
    let build = || builder(server.url("/v3")).rate_limiter(turns.clone());
    let bad_token = build().access_token("bad\ntoken").build().unwrap();
    let key = partner_with(&server, "bad\nkey");
    let bad_key = build().partner(key).build().unwrap();
    let errors = [
        bad_token.get_list("1").send().await.err().unwrap(),
        bad_key.get_accounts().send().await.err().unwrap(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.attempts(), 0, "{error:?}");
        let printed = format!("{error} {error:?}");
        assert!(printed.contains("no header can carry"), "{printed}");
        assert!(!printed.contains("bad"), "{printed}");
    }
    let received = server.received();
    assert!(received.iter().all(|request| request.path() == "/token"));
}
