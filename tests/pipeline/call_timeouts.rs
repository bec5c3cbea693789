//! Calls that exceed their time limit at any step: the error says whether the request may have been
//! carried out, and the client continues to work.

use crate::authority::Authority;
use crate::calls::{Turns, Verb, builder, plain, quick};
use crate::retries::{End, end};
use crate::scripted::{arrived, fine, json, late, reply, scripted};
use crate::time::{Stopped, becomes};
use constant_contact::auth::{MemoryStore, Previous, Session, TokenStore};
use constant_contact::{
    BoxFuture, Client, ErrorKind, LimitError, Permit, RateLimiter, Result, RetryPolicy, Timeouts,
    Unlimited,
};
use constant_contact_sandbox::{Fault, Sandbox};
use reqwest::Method;
use std::future::Future;
use std::time::Duration;
use tokio::task::yield_now;
use tokio::time::advance;

const LIMIT: Duration = Duration::from_secs(10);
const HOUR: Duration = Duration::from_secs(3600);

fn limited(server: &Sandbox) -> Client {
    let client = builder(server.url("")).access_token("t");
    client.call_timeout(LIMIT).build().unwrap()
}

/// Makes a call whose time limit ends at `moment`. The clock must be paused.
async fn up_at(call: impl Future<Output = Result<()>>, moment: impl Future) -> Result<()> {
    let up = async {
        moment.await;
        advance(LIMIT).await;
    };
    tokio::join!(call, up).0
}

#[tokio::test(start_paused = true)]
async fn a_request_in_progress_may_have_been_carried_out() {
    let _stopped = Stopped::new();
    for verb in Verb::METHODS {
        let server = scripted([late(HOUR), fine()]).await;
        let client = limited(&server);
        let result = up_at(verb.call(&client), arrived(&server, 1)).await;
        let expected = match verb.is_idempotent() {
            true => End::Retryable,
            false => End::Ambiguous,
        };
        assert_eq!(
            (server.request_count(), end(&result)),
            (1, expected),
            "{verb:?}"
        );
        let error = result.unwrap_err();
        let kind = match verb.is_idempotent() {
            true => ErrorKind::Timeout,
            false => ErrorKind::Ambiguous,
        };
        assert_eq!((error.kind(), error.attempts()), (kind, 1));
        assert!(error.is_timeout() && !error.is_connect());
        assert_eq!(error.operation(), Some(verb.operation()));
        assert!(error.to_string().contains("10s"), "{error}");
        verb.call(&client).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_the_server_has_refused_was_not_carried_out() {
    let _stopped = Stopped::new();
    for verb in Verb::METHODS {
        let much = reply(429, "application/json", r#"{"error_key": "throttled"}"#);
        let much = Fault::Answer(much.header("retry-after", "3600"));
        let server = scripted([much, fine()]).await;
        let turns = Turns::default();
        let client = builder(server.url(""))
            .access_token("t")
            .rate_limiter(turns.clone())
            .retry(RetryPolicy::default().total_time(2 * HOUR))
            .call_timeout(LIMIT)
            .build()
            .unwrap();
        let waits = becomes(|| turns.throttled_count() == 1);
        let result = up_at(verb.call(&client), waits).await;
        assert_eq!(
            (server.request_count(), end(&result)),
            (1, End::Retryable),
            "{verb:?}"
        );
        assert_eq!(result.unwrap_err().attempts(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_whose_outcome_is_unknown_stays_so_while_the_next_one_waits() {
    let _stopped = Stopped::new();
    let server = scripted([Fault::LostAnswer, fine()]).await;
    let patient = RetryPolicy::default().base_delay(HOUR).max_delay(HOUR);
    let client = builder(server.url(""))
        .access_token("t")
        .retry(patient.total_time(2 * HOUR).retry_ambiguous(true))
        .call_timeout(LIMIT)
        .build()
        .unwrap();
    let result = up_at(Verb::Post.call(&client), async {
        arrived(&server, 1).await;
        // Until the client has seen the end of the connection too.
        for _ in 0..1_000 {
            yield_now().await;
        }
    })
    .await;
    assert_eq!((server.request_count(), end(&result)), (1, End::Ambiguous));
}

/// Permits no request.
struct Never;

impl RateLimiter for Never {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn an_export_whose_file_takes_too_long_reports_the_requests_of_all_polls() {
    let _stopped = Stopped::new();
    let job = r#"{"activity_id": "job", "state": "completed",
        "_links": {"results": {"href": "/v3/contact_exports/file"}}}"#;
    let pending = Fault::Answer(reply(202, "text/csv", ""));
    let slow = Fault::Answer(reply(200, "text/csv", "Email address").delayed(HOUR));
    let server = scripted([json(200, job), pending, slow]).await;
    let client = plain(server.url("/v3"));
    let export = client.exported_contacts("job").timeout(LIMIT);
    let opened = async { export.send().await.map(drop) };
    let result = up_at(opened, async {
        arrived(&server, 2).await;
        // Until the client has seen the 202 and waits.
        for _ in 0..1_000 {
            yield_now().await;
        }
        advance(LIMIT / 4).await;
        arrived(&server, 3).await;
    });
    let error = result.await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));
    assert_eq!(error.operation(), Some("get_csv_export_file"));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_gets_no_turn_has_sent_nothing() {
    let _stopped = Stopped::new();
    for verb in Verb::METHODS {
        let server = scripted([fine()]).await;
        let client = builder(server.url("")).access_token("t");
        let client = client
            .rate_limiter(Never)
            .call_timeout(LIMIT)
            .build()
            .unwrap();
        let result = up_at(verb.call(&client), yield_now()).await;
        assert_eq!(
            (server.request_count(), end(&result)),
            (0, End::Retryable),
            "{verb:?}"
        );
        assert_eq!(result.unwrap_err().attempts(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_takes_longer_continues_and_serves_the_next_call() {
    let _stopped = Stopped::new();
    let authority = Authority::start().await;
    authority.answer_after(2 * LIMIT);
    let store = MemoryStore::default();
    let tokens = authority.tokens().with_expires_at(std::time::UNIX_EPOCH);
    store.save(Previous::Any, &tokens).await.unwrap();
    authority.end_access();
    let session = Session::new(authority.oauth(), store);
    let client = builder(authority.url("/v3")).session(session);
    let client = client
        .rate_limiter(Unlimited)
        .retry(quick())
        .build()
        .unwrap();
    let hurried = client.with_call_timeout(LIMIT);
    let asked = becomes(|| authority.token_requests() == 1);
    let result = up_at(Verb::Post.call(&hurried), asked).await;
    assert_eq!(end(&result), End::Retryable, "{result:?}");
    assert_eq!(result.unwrap_err().attempts(), 0);

    let (next, ()) = tokio::join!(Verb::Get.call(&client), advance(LIMIT));
    next.unwrap();
    assert_eq!((authority.refreshes(), authority.reuses()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_limit_for_single_calls_leaves_the_client_without_one() {
    let _stopped = Stopped::new();
    let server = scripted([late(2 * LIMIT)]).await;
    let client = builder(server.url("")).access_token("t").build().unwrap();
    let hurried = client.with_call_timeout(LIMIT);
    let result = up_at(Verb::Get.call(&hurried), arrived(&server, 1)).await;
    assert_eq!(end(&result), End::Retryable);
    let result = up_at(Verb::Get.call(&client), async {
        arrived(&server, 2).await;
        advance(LIMIT).await;
    });
    result.await.unwrap();
    assert_eq!(server.request_count(), 2);
}

/// A POST with a document or without a body.
async fn post(client: &Client, with_body: bool) -> Result<()> {
    if with_body {
        return Verb::Post.call(client).await;
    }
    let request = client.request(Method::POST, "/events/1/copy");
    request.send().await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn a_post_that_never_had_a_connection_was_not_carried_out() {
    // A server that accepts connections and sends nothing, not even to begin TLS.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}/v3", silent.local_addr().unwrap());
    let client = builder(base).access_token("t").call_timeout(LIMIT);
    let timeouts = Timeouts::default().connect(HOUR);
    let client = client.timeouts(timeouts).build().unwrap();
    for with_body in [false, true] {
        let error = post(&client, with_body).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert!(
            !error.is_ambiguous() && error.is_retryable(),
            "{with_body}: {error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_post_on_a_new_or_reused_connection_may_have_been_carried_out() {
    let _stopped = Stopped::new();
    for with_body in [false, true] {
        let server = scripted([late(HOUR), fine(), late(HOUR)]).await;
        let client = limited(&server);
        let error = up_at(post(&client, with_body), arrived(&server, 1)).await;
        let error = error.unwrap_err();
        assert!(error.is_ambiguous(), "{with_body}: {error}");
        Verb::Get.call(&client).await.unwrap();
        let error = up_at(post(&client, with_body), arrived(&server, 3)).await;
        assert!(error.unwrap_err().is_ambiguous(), "{with_body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_post_that_was_once_unknown_stays_so_while_the_next_one_connects() {
    let server = scripted([Fault::LostAnswer]).await;
    let patient = RetryPolicy::default()
        .base_delay(3 * LIMIT)
        .max_delay(3 * LIMIT);
    let client = builder(server.url("")).access_token("t");
    let client = client
        .retry(
            patient
                .total_time(HOUR)
                .max_attempts(100)
                .retry_ambiguous(true),
        )
        .call_timeout(30 * LIMIT)
        .build()
        .unwrap();
    let result = Verb::Post.call(&client).await;
    assert_eq!(end(&result), End::Ambiguous);
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(error.attempts() > 1, "{error}");
}
