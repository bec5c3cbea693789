//! Calls that are dropped at any step: the next call works, nothing is lost, and nothing is sent
//! twice.

use crate::authority::Authority;
use crate::calls::{Turns, Verb, builder, plain};
use crate::scripted::{Scripted, arrived, fine, json, late, reply, scripted};
use crate::time::{Stopped, becomes};
use constant_contact::auth::{MemoryStore, Previous, Session, TokenStore};
use constant_contact::chrono::TimeDelta;
use constant_contact::{Client, Pacer, RetryPolicy, Unlimited};
use constant_contact_sandbox::Fault;
use std::future::Future;
use std::time::Duration;
use tokio::task::yield_now;

/// Polls a call until `moment` has come, then drops it.
async fn dropped_at(call: impl Future, moment: impl Future) {
    tokio::select! {
        biased;
        _ = call => panic!("the call ended before it could be dropped"),
        _ = moment => {}
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_in_the_queue_gives_its_turn_to_the_next() {
    let stopped = Stopped::new();
    let server = scripted([fine()]).await;
    let client = builder(server.url(""))
        .access_token("t")
        .rate_limiter(Pacer::default())
        .build()
        .unwrap();
    let calls = async {
        Verb::Get.call(&client).await.unwrap();
        for _ in 0..10 {
            let waiting = Verb::Post.call(&client);
            dropped_at(waiting, tokio::time::sleep(Duration::from_millis(10))).await;
        }
        Verb::Get.call(&client).await.unwrap();
    };
    stopped.run(|| true, calls).await;

    let requests = server.last_requests();
    let received = server.received();
    assert!(received.iter().all(|request| request.method == "GET"));
    let [first, second] = requests.as_slice() else {
        panic!("{} requests", requests.len());
    };
    let distance = second.at - first.at;
    assert!(
        distance < TimeDelta::milliseconds(500),
        "one slot, not eleven: {distance:?}"
    );
    assert_eq!(client.usage().unwrap().used_today, 2);
}

#[tokio::test]
async fn a_call_that_is_dropped_during_a_retry_wait_sends_nothing_more() {
    let much = reply(429, "application/json", r#"{"error_key": "throttled"}"#);
    let much = much.header("retry-after", "3600");
    let server = scripted([Fault::Answer(much), fine()]).await;
    let turns = Turns::default();
    let client = builder(server.url(""))
        .access_token("t")
        .rate_limiter(turns.clone())
        .retry(RetryPolicy::default().total_time(Duration::from_secs(7200)))
        .build()
        .unwrap();
    for verb in [Verb::Post] {
        dropped_at(verb.call(&client), becomes(|| turns.throttled_count() == 1)).await;
    }
    Verb::Get.call(&client).await.unwrap();
    let methods: Vec<_> = server
        .received()
        .into_iter()
        .map(|seen| seen.method)
        .collect();
    assert_eq!(methods, ["POST", "GET"]);
}

#[tokio::test]
async fn a_call_that_is_dropped_during_its_request_has_sent_it_once() {
    let hour = Duration::from_secs(3600);
    for verb in Verb::METHODS {
        let server = scripted([late(hour), fine()]).await;
        let client = plain(server.url(""));
        dropped_at(verb.call(&client), arrived(&server, 1)).await;
        Verb::Get.call(&client).await.unwrap();
        assert_eq!(server.request_count(), 2, "{verb:?}");
    }
}

fn with(authority: &Authority, session: Session) -> Client {
    let client = builder(authority.url("/v3")).session(session);
    client.rate_limiter(Unlimited).build().unwrap()
}

/// When the authorization server has received the refresh token and has not answered yet.
async fn at_the_token_server(authority: &Authority, requests: u64) {
    becomes(|| authority.token_requests() == requests).await;
}

#[tokio::test]
async fn a_call_that_is_dropped_during_a_renewal_loses_neither_the_token_nor_the_store() {
    for unannounced in [false, true] {
        let authority = Authority::start().await;
        authority.answer_after(Duration::from_millis(20));
        let store = MemoryStore::default();
        let mut tokens = authority.tokens();
        if !unannounced {
            tokens = tokens.with_expires_at(std::time::UNIX_EPOCH);
        }
        store.save(Previous::Any, &tokens).await.unwrap();
        authority.end_access();
        let client = with(&authority, Session::new(authority.oauth(), store.clone()));
        dropped_at(Verb::Post.call(&client), at_the_token_server(&authority, 1)).await;

        Verb::Get.call(&client).await.unwrap();
        assert_eq!((authority.refreshes(), authority.reuses()), (1, 0));
        let posts = authority.server().received();
        let posts = posts
            .iter()
            .filter(|seen| seen.target == "/v3/contact_lists" && seen.method == "POST");
        assert_eq!(
            posts.count(),
            usize::from(unannounced),
            "never sent after it was dropped"
        );
        let stored = store.load().await.unwrap().unwrap();
        assert_eq!(
            serde_json::to_value(&stored).unwrap()["refresh_token"],
            serde_json::to_value(authority.tokens()).unwrap()["refresh_token"],
        );
    }
}

#[tokio::test]
async fn a_renewal_is_saved_although_all_its_callers_were_dropped() {
    let authority = Authority::start().await;
    authority.answer_after(Duration::from_millis(20));
    let store = MemoryStore::default();
    store
        .save(Previous::Any, &authority.tokens())
        .await
        .unwrap();
    authority.end_access();
    let session = Session::new(authority.oauth(), store.clone());
    let client = with(&authority, session.clone());
    dropped_at(Verb::Get.call(&client), at_the_token_server(&authority, 1)).await;
    drop(client);
    session.flush().await.unwrap();
    let stored = store.load().await.unwrap().unwrap();
    let stored = serde_json::to_value(&stored).unwrap();
    assert_eq!(stored["refresh_token"], "refresh-secret-1");
    assert_eq!(stored["access_token"], "access-secret-1");
}

#[tokio::test]
async fn calls_that_are_dropped_at_random_moments_never_lose_a_refresh_token() {
    let authority = Authority::start().await;
    authority.answer_after(Duration::from_millis(1));
    let client = with(&authority, authority.session().await);
    for expiry in 0..40 {
        authority.end_access();
        if expiry % 4 == 0 {
            authority.next_token_requests([json(503, "")]);
        }
        let mut callers = Vec::new();
        for caller in 0..20 {
            let client = client.clone();
            callers.push(tokio::spawn(async move {
                let verb = Verb::METHODS[caller % Verb::METHODS.len()];
                let patience = 2_usize.pow(fastrand::u32(0..12));
                let impatience = async {
                    for _ in 0..patience {
                        yield_now().await;
                    }
                };
                tokio::select! {
                    result = verb.call(&client) => drop(result),
                    () = impatience => {}
                }
            }));
        }
        for caller in callers {
            caller.await.unwrap();
        }
        Verb::Get.call(&client).await.unwrap();
        assert_eq!(authority.reuses(), 0, "at expiry {expiry}");
    }
    assert_eq!(authority.refreshes(), 40, "one for each expiry");
}
