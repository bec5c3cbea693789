//! How tokens end and are renewed, with the real client.

#![allow(clippy::unwrap_used, reason = "tests")]

mod oauth;

use constant_contact::auth::{MemoryStore, Session, Tokens};
use constant_contact_sandbox::Sandbox;
use oauth::{DAY, http, lists, newest, oauth, renewing, sandbox, stored};
use std::time::Duration;

#[tokio::test]
async fn an_access_token_ends_after_a_day_of_the_sandbox_and_is_renewed() {
    let sandbox = sandbox().await;
    for (application, is_rotating) in [
        (sandbox.application(), true),
        (sandbox.confidential_application(), true),
        (sandbox.application().long_lived(), false),
    ] {
        sandbox.register(application.clone());
        let (client, store) = renewing(&sandbox, &application).await;
        lists(&client).await.unwrap();
        let first = newest(&sandbox);
        assert_eq!(first.renewals, 0);
        for renewals in 1..=2 {
            sandbox.clock().advance(DAY);
            lists(&client).await.unwrap();
            let grant = newest(&sandbox);
            assert_eq!((grant.renewals, grant.reuses), (renewals, 0));
            client.flush().await.unwrap();
            let pair = (grant.access_token, grant.refresh_token.clone().unwrap());
            assert_eq!(stored(&store).await, pair);
            assert_eq!(grant.refresh_token != first.refresh_token, is_rotating);
        }
    }
}

#[tokio::test]
async fn a_refresh_token_that_is_used_again_ends_the_grant_of_its_successor() {
    let sandbox = sandbox().await;
    let application = sandbox.application();
    let (client, store) = renewing(&sandbox, &application).await;
    let (_, used) = stored(&store).await;
    sandbox.expire_tokens();
    lists(&client).await.unwrap();
    // A program that has a copy from before.
    let copy = Tokens::new("ended").with_refresh_token(used);
    let session = Session::start(oauth(&sandbox, &application), MemoryStore::default(), copy);
    let thief = oauth::client(&sandbox).with_session(session.await.unwrap());
    let error = lists(&thief).await.unwrap_err();
    assert!(error.needs_authorization());
    let grant = newest(&sandbox);
    assert_eq!(
        (grant.renewals, grant.reuses, grant.is_revoked),
        (1, 1, true)
    );
    let error = lists(&client).await.unwrap_err();
    assert!(error.needs_authorization());
}

#[tokio::test]
async fn a_grant_ends_after_180_days_without_use() {
    let sandbox = sandbox().await;
    let (client, _) = renewing(&sandbox, &sandbox.application()).await;
    sandbox.clock().advance(179 * DAY);
    lists(&client).await.unwrap();
    sandbox.clock().advance(179 * DAY);
    lists(&client).await.unwrap();
    sandbox.clock().advance(180 * DAY);
    let error = lists(&client).await.unwrap_err();
    assert!(error.needs_authorization());
    assert_eq!(newest(&sandbox).renewals, 2);
}

#[tokio::test]
async fn revoked_grants_are_refused_and_a_new_one_works() {
    let sandbox = sandbox().await;
    let application = sandbox.application();
    let (client, _) = renewing(&sandbox, &application).await;
    sandbox.revoke_grants();
    assert!(lists(&client).await.unwrap_err().needs_authorization());
    let (client, _) = renewing(&sandbox, &application).await;
    lists(&client).await.unwrap();

    let grant = newest(&sandbox);
    let tokens = Tokens::new(grant.access_token).with_refresh_token(grant.refresh_token.unwrap());
    oauth(&sandbox, &application).revoke(&tokens).await.unwrap();
    assert!(newest(&sandbox).is_revoked);
    assert!(lists(&client).await.unwrap_err().needs_authorization());
}

#[tokio::test]
async fn many_calls_at_the_end_of_a_token_renew_it_once() {
    let sandbox = sandbox().await;
    let (client, _) = renewing(&sandbox, &sandbox.application()).await;
    sandbox.expire_tokens();
    let calls = (0..8).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { lists(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let grant = newest(&sandbox);
    assert_eq!((grant.renewals, grant.reuses), (1, 0));
}

#[tokio::test]
async fn the_token_endpoint_refuses_a_second_request_within_a_second() {
    let sandbox = Sandbox::start().await.unwrap();
    let post = |token: Option<String>| {
        let id = sandbox.application().client_id().to_owned();
        let body = format!(
            "client_id={id}&grant_type=refresh_token&refresh_token={}",
            token.unwrap()
        );
        let post = http().build().unwrap().post(sandbox.token_url());
        let post = post.header("content-type", "application/x-www-form-urlencoded");
        post.body(body).send()
    };
    sandbox.grant(&sandbox.application(), &["offline_access"]);
    let mut answered = 0;
    let refused = loop {
        let response = post(newest(&sandbox).refresh_token).await.unwrap();
        match response.status().as_u16() {
            // On a machine that is this slow, the next one may come sooner.
            200 => answered += 1,
            status => break status,
        }
    };
    assert_eq!(refused, 429);
    assert_eq!(newest(&sandbox).renewals, answered);
    assert!(answered > 0);
    sandbox.clock().advance(Duration::from_secs(1));
    let response = post(newest(&sandbox).refresh_token).await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn an_access_token_ends_at_the_call_that_the_test_wants_and_is_renewed() {
    let sandbox = sandbox().await;
    sandbox.set_access_token_calls(2);
    let (client, _) = renewing(&sandbox, &sandbox.application()).await;
    for renewals in [0, 0, 1, 1, 2] {
        lists(&client).await.unwrap();
        assert_eq!(newest(&sandbox).renewals, renewals);
    }
    // The third and the fifth were refused once.
    assert_eq!(sandbox.requests("GET /contact_lists"), 7);
}
