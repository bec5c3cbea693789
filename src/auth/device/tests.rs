//! The device flow on paused time, with an HTTP client in memory.

use super::*;
use crate::auth::http_client::HttpResponse;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const START: &str = r#"{"device_code":"DEVICE","user_code":"ABCD","verification_uri":"https://x.example/activate"}"#;

/// Runs the flow with prepared responses (status 0: the connection breaks) and records when each request came.
async fn run(start: &str, answers: &[(u16, &str)]) -> (Result<Tokens, AuthError>, Vec<u64>) {
    let mut queue: VecDeque<(u16, String)> = answers
        .iter()
        .map(|(status, body)| (*status, body.to_string()))
        .collect();
    queue.push_front((200, start.to_owned()));
    let queue = Mutex::new(queue);
    let begin = Instant::now();
    let times = Arc::new(Mutex::new(vec![]));
    let recorded = times.clone();
    let oauth = OAuth::public("id").with_http_client(Arc::new(move |_| {
        recorded.lock().unwrap().push(begin.elapsed().as_secs());
        let pending = (400, r#"{"error":"authorization_pending"}"#.to_owned());
        let (status, body) = queue.lock().unwrap().pop_front().unwrap_or(pending);
        Box::pin(async move {
            match status {
                0 => Err(AuthError::unavailable("broken")),
                status => Ok(HttpResponse::new(status, body)),
            }
        })
    }));
    let device = oauth.device([Scope::OfflineAccess]).await.unwrap();
    let result = device.wait().await;
    let times = times.lock().unwrap()[1..].to_vec();
    (result, times)
}

const PENDING: (u16, &str) = (400, r#"{"error":"authorization_pending"}"#);
const SLOW: (u16, &str) = (400, r#"{"error":"slow_down"}"#);
const DONE: (u16, &str) = (
    200,
    r#"{"access_token":"A","refresh_token":"R","expires_in":86400}"#,
);

#[tokio::test(start_paused = true)]
async fn it_polls_every_five_seconds_and_more_slowly_when_asked() {
    let (tokens, times) = run(START, &[PENDING, SLOW, PENDING, SLOW, PENDING, DONE]).await;
    assert_eq!(times, [5, 10, 20, 30, 45, 60]);
    assert_eq!(
        tokens.unwrap().refresh_token().unwrap().expose_secret(),
        "R"
    );
}

#[tokio::test(start_paused = true)]
async fn it_polls_with_growing_waits_while_the_network_or_the_server_fails() {
    let (tokens, times) = run(
        START,
        &[
            (0, ""),
            (503, "<html>"),
            (429, "{}"),
            PENDING,
            (200, "{"),
            DONE,
        ],
    )
    .await;
    assert!(tokens.is_ok());
    assert_eq!(times, [5, 15, 35, 75, 80, 90]);
}

#[tokio::test(start_paused = true)]
async fn it_stops_when_the_response_is_final() {
    for (body, kind) in [
        (r#"{"error":"access_denied"}"#, AuthErrorKind::Denied),
        (r#"{"error":"expired_token"}"#, AuthErrorKind::Expired),
        (
            r#"{"error":"invalid_grant"}"#,
            AuthErrorKind::NeedsAuthorization,
        ),
        (r#"{"error":"invalid_client"}"#, AuthErrorKind::Refused),
    ] {
        let (result, times) = run(START, &[PENDING, (400, body), DONE]).await;
        assert_eq!(
            (result.unwrap_err().kind(), times.len()),
            (kind, 2),
            "{body}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_with_the_device_code() {
    let start = START.replace('}', r#","expires_in":"21","interval":10}"#);
    let begin = Instant::now();
    let (result, times) = run(&start, &[]).await;
    assert_eq!(
        (result.unwrap_err().kind(), times),
        (AuthErrorKind::Expired, vec![10, 20])
    );
    assert_eq!(begin.elapsed(), s(21));
    let (result, times) = run(START, &[]).await;
    assert_eq!(
        (result.unwrap_err().kind(), times.len()),
        (AuthErrorKind::Expired, 119)
    );
}

#[test]
fn a_response_decides_about_the_next_request() {
    let poll = Poll {
        interval: s(5),
        failures: 2,
    };
    let table = [
        (Outcome::Pending, Some((5, 0, 5))),
        (Outcome::SlowDown, Some((10, 0, 10))),
        (Outcome::Unavailable, Some((5, 3, 40))),
        (Outcome::Denied, None),
        (Outcome::CodeExpired, None),
        (Outcome::GrantInvalid, None),
        (Outcome::Refused, None),
    ];
    for (outcome, expected) in table {
        let next = poll.next(outcome).map(|next| {
            (
                next.interval.as_secs(),
                next.failures,
                next.wait().as_secs(),
            )
        });
        assert_eq!(next, expected, "{outcome:?}");
    }
    assert_eq!(
        Poll {
            interval: s(5),
            failures: u32::MAX
        }
        .wait(),
        s(60)
    );
    assert_eq!(
        Poll {
            interval: s(120),
            failures: 3
        }
        .wait(),
        s(120)
    );
}

#[tokio::test(start_paused = true)]
async fn the_codes_are_read_in_any_form_of_their_response() {
    for start in [
        format!("\u{FEFF}{START}"),
        START.replace('}', r#","message":"half \ud83d"}"#),
        START.replace('}', "} and more"),
        START.replace("verification_uri", "verification_url"),
        START.replace('}', r#","interval":"5","expires_in":600.5}"#),
    ] {
        let (tokens, times) = run(&start, &[PENDING, DONE]).await;
        assert!(tokens.is_ok(), "{start}");
        assert_eq!(times, [5, 10], "{start}");
    }
    // Errors with status 200 mean the same.
    let under_200 = [
        (200, r#"{"error":"authorization_pending"}"#),
        (200, r#"{"error":"slow_down"}"#),
        (
            200,
            r#"{"error":"access_denied","error_description":"Not today."}"#,
        ),
    ];
    let (result, times) = run(START, &under_200).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Denied);
    assert!(error.to_string().contains("Not today."), "{error}");
    assert_eq!(times, [5, 10, 20]);
}
