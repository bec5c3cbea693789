//! Keys that are fetched: when, how often, and what happens when they cannot be.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{FOREIGN, KEY, RIGHT, body, headers, jwks, kind, now};
use crate::webhook_axum::{provider::API_KEY, serve};
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use constant_contact::webhook::{
    FetchKeys, KeySet, Notification, Verifier, WebhookError, WebhookErrorKind,
};
use futures_util::future::join_all;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;

/// A server with a key set, which the tests change.
struct KeyServer {
    url: String,
    state: Arc<State>,
}

struct State {
    answer: Mutex<Answer>,
    calls: Mutex<u32>,
    /// Each answer takes one permit.
    permits: Semaphore,
}

#[derive(Clone)]
enum Answer {
    Keys(String),
    Status(StatusCode),
    Redirect(String),
}

impl KeyServer {
    async fn start(answer: Answer) -> Self {
        let state = Arc::new(State {
            answer: Mutex::new(answer),
            calls: Mutex::default(),
            permits: Semaphore::new(1000),
        });
        let served = state.clone();
        let router = Router::new().fallback(async move || served.answer().await);
        let address = serve(router, "127.0.0.1:0").await.unwrap();
        Self {
            url: format!("http://{address}/jwks.json"),
            state,
        }
    }

    fn set(&self, answer: Answer) {
        *self.state.answer.lock().unwrap() = answer;
    }

    fn calls(&self) -> u32 {
        *self.state.calls.lock().unwrap()
    }

    fn fetch(&self) -> FetchKeys {
        KeySet::fetch().test_address(&self.url)
    }

    fn verifier(&self) -> Verifier {
        Verifier::new(self.fetch().on_demand().unwrap(), [API_KEY])
    }
}

impl State {
    async fn answer(&self) -> Response {
        *self.calls.lock().unwrap() += 1;
        self.permits.acquire().await.unwrap().forget();
        let answer = self.answer.lock().unwrap().clone();
        match answer {
            Answer::Keys(keys) => keys.into_response(),
            Answer::Status(status) => status.into_response(),
            Answer::Redirect(url) => Redirect::temporary(&url).into_response(),
        }
    }
}

fn known() -> Answer {
    Answer::Keys(jwks(&[KEY.jwk()]))
}

fn replaced() -> Answer {
    Answer::Keys(jwks(&[FOREIGN.jwk()]))
}

/// Verifies a notification that [`KEY`] has signed.
async fn verify(verifier: &Verifier) -> Result<Notification, WebhookErrorKind> {
    let body = body();
    let signed = headers(&KEY.sign(RIGHT, body.as_bytes()));
    kind(
        verifier
            .verify_or_fetch(&signed, body.as_bytes(), now())
            .await,
    )
}

/// The same for a notification that [`FOREIGN`] has signed.
async fn verify_foreign(verifier: &Verifier) -> Result<Notification, WebhookErrorKind> {
    let body = body();
    let signed = headers(&FOREIGN.sign(RIGHT, body.as_bytes()));
    kind(
        verifier
            .verify_or_fetch(&signed, body.as_bytes(), now())
            .await,
    )
}

/// Lets time pass for the limits, but not for connections.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn keys_are_fetched_once_and_used_for_an_hour() {
    let server = KeyServer::start(known()).await;
    let verifier = server.verifier();
    assert_eq!(server.calls(), 0);
    for _ in 0..3 {
        verify(&verifier).await.unwrap();
    }
    pass(HOUR - MINUTE).await;
    verify(&verifier).await.unwrap();
    assert_eq!(server.calls(), 1);
    pass(2 * MINUTE).await;
    verify(&verifier).await.unwrap();
    assert_eq!(server.calls(), 2);
}

#[tokio::test]
async fn a_withdrawn_key_is_refused_after_the_time_to_live() {
    let server = KeyServer::start(known()).await;
    let keys = server.fetch().time_to_live(10 * MINUTE).await.unwrap();
    let verifier = Verifier::new(keys, [API_KEY]);
    server.set(replaced());
    pass(9 * MINUTE).await;
    verify(&verifier).await.unwrap();
    pass(2 * MINUTE).await;
    assert_eq!(
        verify(&verifier).await,
        Err(WebhookErrorKind::InvalidSignature)
    );
}

#[tokio::test]
async fn verification_without_io_uses_the_keys_that_are_there() {
    let server = KeyServer::start(known()).await;
    let body = body();
    let signed = headers(&KEY.sign(RIGHT, body.as_bytes()));
    let verifier = server.verifier();
    let error = verifier
        .verify(&signed, body.as_bytes(), now())
        .unwrap_err();
    assert_eq!(error.kind(), WebhookErrorKind::KeysUnavailable);
    assert!(error.is_retryable());
    assert_eq!(server.calls(), 0);

    verify(&verifier).await.unwrap();
    assert!(verifier.verify(&signed, body.as_bytes(), now()).is_ok());
    assert_eq!(server.calls(), 1);
}

#[tokio::test]
async fn a_new_key_of_the_provider_is_fetched_when_no_other_fits() {
    let server = KeyServer::start(replaced()).await;
    let verifier = server.verifier();
    verify_foreign(&verifier).await.unwrap();
    server.set(known());
    pass(MINUTE).await;
    verify(&verifier).await.unwrap();
    assert_eq!(server.calls(), 2);
}

#[tokio::test]
async fn forged_signatures_cause_one_fetch_a_minute() {
    let server = KeyServer::start(known()).await;
    let verifier = server.verifier();
    for _ in 0..20 {
        assert_eq!(
            verify_foreign(&verifier).await,
            Err(WebhookErrorKind::InvalidSignature)
        );
    }
    assert_eq!(server.calls(), 1);
    for minute in 2..4 {
        pass(MINUTE).await;
        for _ in 0..20 {
            assert_eq!(
                verify_foreign(&verifier).await,
                Err(WebhookErrorKind::InvalidSignature)
            );
        }
        assert_eq!(server.calls(), minute);
    }
}

#[tokio::test]
async fn requests_that_fail_another_check_fetch_nothing() {
    let server = KeyServer::start(known()).await;
    let verifier = server.verifier();
    let body = body();
    let right = KEY.sign(RIGHT, body.as_bytes());
    let late = now() + Duration::from_secs(301);
    for (signature, at) in [(right.as_str(), late), ("x", now()), ("..", now())] {
        let verified = verifier
            .verify_or_fetch(&headers(signature), body.as_bytes(), at)
            .await;
        assert!(verified.is_err());
    }
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn a_failed_fetch_keeps_the_keys() {
    let server = KeyServer::start(known()).await;
    let verifier = server.verifier();
    verify(&verifier).await.unwrap();
    for answer in [
        Answer::Status(StatusCode::INTERNAL_SERVER_ERROR),
        Answer::Status(StatusCode::NOT_FOUND),
        Answer::Status(StatusCode::NO_CONTENT),
        Answer::Keys("<html></html>".to_owned()),
        Answer::Keys(jwks(&[])),
        Answer::Keys(" ".repeat(300 << 10) + &jwks(&[FOREIGN.jwk()])),
    ] {
        let calls = server.calls();
        server.set(answer);
        pass(2 * HOUR).await;
        verify(&verifier).await.unwrap();
        assert_eq!(server.calls(), calls + 1);
        // The next fetch waits for a minute.
        verify(&verifier).await.unwrap();
        assert_eq!(server.calls(), calls + 1);
        assert_eq!(
            verify_foreign(&verifier).await,
            Err(WebhookErrorKind::InvalidSignature)
        );
        assert_eq!(server.calls(), calls + 1);
    }
}

#[tokio::test]
async fn without_keys_every_notification_is_refused_as_retryable() {
    let server = KeyServer::start(Answer::Status(StatusCode::BAD_GATEWAY)).await;
    let verifier = server.verifier();
    for _ in 0..3 {
        assert_eq!(
            verify(&verifier).await,
            Err(WebhookErrorKind::KeysUnavailable)
        );
    }
    assert_eq!(server.calls(), 1);
    let error = server.fetch().send().await.unwrap_err();
    assert!(error.is_retryable());
    assert!(error.to_string().contains("502"), "{error}");

    server.set(known());
    pass(Duration::from_secs(5)).await;
    verify(&verifier).await.unwrap();
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = KeyServer::start(known()).await;
    let server = KeyServer::start(Answer::Redirect(elsewhere.url.clone())).await;
    assert_eq!(
        verify(&server.verifier()).await,
        Err(WebhookErrorKind::KeysUnavailable)
    );
    // Not even by a client of the caller that would follow them.
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::limited(5));
    let fetched = server.fetch().http(http).await;
    assert_eq!(
        fetched.unwrap_err().kind(),
        WebhookErrorKind::KeysUnavailable
    );
    assert_eq!((server.calls(), elsewhere.calls()), (2, 0));
}

#[tokio::test]
async fn the_address_is_fixed() {
    let fetched: Result<KeySet, WebhookError> = KeySet::fetch()
        .test_address("https://example.com/jwks.json")
        .await;
    assert_eq!(fetched.unwrap_err().kind(), WebhookErrorKind::Configuration);
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_an_error_with_a_source() {
    let fetched = KeySet::fetch()
        .test_address("http://127.0.0.1:1/jwks.json")
        .await;
    let error = fetched.unwrap_err();
    assert_eq!(error.kind(), WebhookErrorKind::KeysUnavailable);
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(!source.contains("jwks.json"), "{source}");
}

#[tokio::test]
async fn callers_share_one_fetch() {
    let server = KeyServer::start(known()).await;
    let verifier = server.verifier();
    // On this runtime of one thread, all of them ask for keys before the server can answer one.
    let verified = join_all((0..50).map(|_| verify(&verifier))).await;
    assert!(verified.iter().all(Result::is_ok));
    assert_eq!(server.calls(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fetch_finishes_after_its_caller_was_dropped() {
    let server = KeyServer::start(known()).await;
    server.state.permits.forget_permits(1000);
    let verifier = server.verifier();
    let caller = verifier.clone();
    let call = tokio::spawn(async move { verify(&caller).await });
    while server.calls() == 0 {
        tokio::task::yield_now().await;
    }
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    // Only one answer is given: a second fetch would wait forever.
    server.state.permits.add_permits(1);
    verify(&verifier).await.unwrap();
    assert_eq!(server.calls(), 1);
}

#[test]
fn a_fetch_on_a_runtime_that_no_longer_runs_does_not_block_others() {
    let serving = tokio::runtime::Runtime::new().unwrap();
    let server = serving.block_on(KeyServer::start(known()));
    server.state.permits.forget_permits(1000);
    let verifier = server.verifier();

    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let stopped = runtime.enable_all().build().unwrap();
    let is_called = async {
        while server.calls() == 0 {
            tokio::task::yield_now().await;
        }
    };
    stopped.block_on(async {
        tokio::select! {
            verified = verify(&verifier) => panic!("no answer was given: {verified:?}"),
            () = is_called => {}
        }
    });
    // Its time passes as soon as it only waits.
    let other = runtime.start_paused(true).build().unwrap();
    let verified = other.block_on(verify(&verifier));
    assert_eq!(verified, Err(WebhookErrorKind::KeysUnavailable));
    drop(stopped);
}

#[test]
fn without_a_runtime_nothing_panics() {
    let verifier = Verifier::new(
        KeySet::fetch()
            .test_address("http://127.0.0.1:1/")
            .on_demand()
            .unwrap(),
        [API_KEY],
    );
    let mut call = std::pin::pin!(verify(&verifier));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let polled = call.as_mut().poll(&mut context);
    assert_eq!(
        polled,
        std::task::Poll::Ready(Err(WebhookErrorKind::Configuration))
    );
}
