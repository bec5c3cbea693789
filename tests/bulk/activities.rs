//! Bulk jobs are followed until they end, in whichever state.

use constant_contact::types::ActivityState;
use constant_contact::{ActivityPoller, Client, ErrorKind, RetryPolicy, Unlimited};
use futures_util::StreamExt;
use httpmock::MockServer;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A server whose job has the next of `states` at each poll, and the last of them at all later polls. In the state
/// `unknown`, the server does not know the job.
async fn server(states: &[&str]) -> MockServer {
    let server = MockServer::start_async().await;
    let looks = Arc::new(AtomicUsize::new(0));
    for (position, state) in states.iter().enumerate() {
        let last = position + 1 == states.len();
        let looks = Arc::clone(&looks);
        let body = json!({"activity_id": "1", "state": state, "activity_errors": ["row 2"]});
        server
            .mock_async(|when, then| {
                when.path("/v3/activities/1").is_true(move |_| {
                    let at = looks.load(Ordering::SeqCst);
                    (at == position && looks.fetch_add(1, Ordering::SeqCst) == position)
                        || (last && at > position)
                });
                let status = if body["state"] == "unknown" { 404 } else { 200 };
                then.status(status).body(body.to_string());
            })
            .await;
    }
    server
}

fn poller(server: &MockServer) -> ActivityPoller {
    let client = Client::builder()
        .access_token("token")
        .base_url(server.url("/v3"))
        .rate_limiter(Unlimited)
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    client.activity("1").interval(Duration::from_millis(1))
}

#[tokio::test]
async fn a_completed_job_is_the_result_with_its_error_messages() {
    let server = server(&["initialized", "processing", "completed"]).await;
    let activity = poller(&server).await.unwrap();
    assert_eq!(activity.state, Some(ActivityState::Completed));
    assert_eq!(activity.activity_errors[0].as_str(), "row 2");
}

#[tokio::test]
async fn every_other_end_is_an_error_that_has_the_job() {
    for state in ["failed", "cancelled", "timed_out", "time_out"] {
        let server = server(&["processing", state]).await;
        let error = poller(&server).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Activity);
        let activity = error.activity().unwrap();
        assert_eq!(activity.state.as_ref().unwrap().as_str(), state);
        assert!(error.to_string().contains(state), "{error}");
        assert!(!format!("{error:?}").contains("row 2"));
    }
}

#[tokio::test]
async fn updates_yield_every_poll_and_end_with_the_job() {
    let server = server(&["initialized", "paused", "failed"]).await;
    let seen: Vec<String> = poller(&server)
        .updates()
        .map(|update| update.unwrap().state.unwrap().to_string())
        .collect()
        .await;
    assert_eq!(seen, ["initialized", "paused", "failed"]);
}

#[tokio::test]
async fn a_new_job_is_polled_again_while_the_server_does_not_know_it() {
    let young = server(&["unknown", "unknown", "processing", "completed"]).await;
    let activity = poller(&young).await.unwrap();
    assert_eq!(activity.state, Some(ActivityState::Completed));
    // After the job was seen, a 404 is an error. For a job that is never seen, the deadline applies.
    let lost = server(&["processing", "unknown", "completed"]).await;
    assert!(poller(&lost).await.unwrap_err().is_not_found());
    let never = server(&["unknown"]).await;
    let poller = poller(&never).timeout(Duration::from_millis(20));
    assert!(poller.await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_job_that_does_not_end_in_time_is_an_error() {
    let server = server(&["processing"]).await;
    let error = poller(&server)
        .timeout(Duration::from_millis(20))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn the_last_state_comes_before_the_deadline_and_is_in_the_error() {
    for state in ["processing", "error", "complete", "canceled", "done"] {
        let server = server(&[state]).await;
        let poller = || poller(&server).timeout(Duration::from_millis(20));
        let error = poller().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        let seen = error.activity().unwrap().state.as_ref().unwrap();
        assert_eq!(seen.as_str(), state);
        assert!(error.to_string().contains(state), "{error}");
        // With a timeout of zero there is still one poll.
        let updates: Vec<_> = poller().timeout(Duration::ZERO).updates().collect().await;
        assert_eq!(updates.len(), 2, "{state}");
        let first = updates[0].as_ref().unwrap().state.as_ref();
        assert_eq!(first.unwrap().as_str(), state);
        assert_eq!(updates[1].as_ref().unwrap_err().kind(), ErrorKind::Timeout);
    }
}

/// A server whose job never changes.
async fn stuck(body: Value) -> MockServer {
    let server = MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.path("/v3/activities/1");
            then.status(200).body(body.to_string());
        })
        .await;
    server
}

#[tokio::test]
async fn a_job_in_an_unknown_state_is_not_followed_forever() {
    for body in [
        json!({}),
        json!({"activity_id": "1"}),
        json!({"activity_id": "1", "state": null}),
        json!({"activity_id": "1", "state": "", "percent_done": 100}),
        json!({"activity_id": "1", "state": "completed?", "percent_done": "50"}),
        json!({"activity_id": "1", "state": "processing", "percent_done": 33.3}),
        json!({"activity_id": "1", "state": "ann@example.com"}),
    ] {
        let server = stuck(body.clone()).await;
        // The interval is longer than the default timeout.
        let poller = poller(&server).interval(Duration::from_secs(7 * 60 * 60));
        let error = poller.await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Timeout | ErrorKind::Decode),
            "{body}: {error}"
        );
        assert!(!error.to_string().contains("ann@"), "{error}");
    }
    let server = stuck(json!({"activity_id": "1", "state": "error", "percent_done": 40})).await;
    let error = poller(&server).timeout(Duration::ZERO).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("error, with 40 percent done"), "{text}");
}

#[tokio::test]
async fn a_job_that_the_server_no_longer_has_is_not_found() {
    let server = MockServer::start_async().await;
    let gone: Value = json!([{"error_key": "contacts.api.not_found", "error_message": "gone"}]);
    server
        .mock_async(|when, then| {
            when.path("/v3/activities/1");
            then.status(404).body(gone.to_string());
        })
        .await;
    let error = poller(&server)
        .timeout(Duration::from_millis(20))
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.operation(), Some("get_activity_by_id"));
}

#[tokio::test]
async fn a_wait_beyond_the_range_of_the_clock_ends_at_the_deadline() {
    let server = server(&["processing"]).await;
    let poller = poller(&server).interval(Duration::MAX);
    let error = poller.timeout(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}
