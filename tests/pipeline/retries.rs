//! The retry table, row by row, through generated calls of every method: how many requests reach
//! the server, and what is reported to the caller.

use crate::calls::{Turns, Verb, builder, plain, quick};
use crate::scripted::{Scripted, fine, json, late, refuse, reply, scripted};
use constant_contact::{Client, Error, ErrorKind, LimitError, RetryPolicy};
use constant_contact_sandbox::Fault;
use std::time::Duration;

/// The result for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The answer of a later attempt.
    Success,
    /// A temporary error: the request can be sent again.
    Retryable,
    /// A permanent error.
    Final,
    /// An error after which the outcome is unknown.
    Ambiguous,
    QuotaExceeded,
    QueueFull,
}

pub fn end(result: &Result<(), Error>) -> End {
    let Err(error) = result else {
        return End::Success;
    };
    let seen = [
        (error.is_ambiguous(), End::Ambiguous),
        (error.is_quota_exceeded(), End::QuotaExceeded),
        (error.is_queue_full(), End::QueueFull),
        (error.is_retryable(), End::Retryable),
    ];
    let found = seen.iter().find(|(is, _)| *is);
    found.map_or(End::Final, |(_, end)| *end)
}

fn truncated() -> Fault {
    Fault::Answer(reply(200, "application/json", r#"{"name": "cut off"}"#).truncated())
}

/// A failure with the number of requests and the result, for idempotent calls and for the others.
struct Row {
    name: &'static str,
    fault: Fault,
    idempotent: (u64, End),
    other: (u64, End),
}

fn row(name: &'static str, fault: Fault, idempotent: (u64, End), other: (u64, End)) -> Row {
    Row {
        name,
        fault,
        idempotent,
        other,
    }
}

/// The table for failures that last.
fn lasting() -> Vec<Row> {
    use End::{Ambiguous, Final, QuotaExceeded, Retryable};
    let (all, once) = ((4, Retryable), (1, Final));
    let unknown = (1, Ambiguous);
    vec![
        row("no answer", Fault::LostAnswer, all, unknown),
        row("half an answer", truncated(), all, unknown),
        row(
            "400",
            refuse(400, "contacts.api.validation.error"),
            once,
            once,
        ),
        row(
            "401 of a plain token",
            refuse(401, "unauthorized"),
            once,
            once,
        ),
        row("403", refuse(403, "forbidden"), once, once),
        row("404", refuse(404, "contacts.api.not_found"), once, once),
        row("405", refuse(405, ""), once, once),
        row("409", refuse(409, "contacts.api.conflict"), once, once),
        row("415", refuse(415, ""), once, once),
        row("429 throttled", refuse(429, "throttled"), all, all),
        row(
            "429 throttled, as an array",
            json(429, r#"[{"error_key": "throttled"}]"#),
            all,
            all,
        ),
        row(
            "429 quota_exceeded",
            refuse(429, "quota_exceeded"),
            (1, QuotaExceeded),
            (1, QuotaExceeded),
        ),
        row(
            "429 quota_exceeded in the second entry",
            json(
                429,
                r#"[{"error_key": "throttled"}, {"error_key": "quota_exceeded"}]"#,
            ),
            (1, QuotaExceeded),
            (1, QuotaExceeded),
        ),
        row(
            "429 with another key",
            refuse(429, "limit.own"),
            (3, Retryable),
            (3, Retryable),
        ),
        row(
            "429 without a body",
            json(429, ""),
            (3, Retryable),
            (3, Retryable),
        ),
        row(
            "429 of a proxy",
            Fault::Answer(reply(429, "text/html", "<h1>Slow down</h1>")),
            (3, Retryable),
            (3, Retryable),
        ),
        row("500", refuse(500, "internal"), (2, Retryable), unknown),
        row("501", refuse(501, ""), once, unknown),
        row(
            "502",
            Fault::Answer(reply(502, "text/html", "<p>")),
            all,
            unknown,
        ),
        row("503", json(503, ""), all, unknown),
        row("504", json(504, ""), all, unknown),
        row("408", refuse(408, ""), all, unknown),
        row("425", refuse(425, ""), all, once),
        row("520", json(520, "error code: 520"), all, unknown),
        row("521", json(521, ""), all, unknown),
        row("522", json(522, ""), all, unknown),
        row("523", json(523, ""), all, unknown),
        row("524", json(524, ""), all, unknown),
        row("525", json(525, ""), once, unknown),
        row("529", json(529, ""), all, unknown),
        row("530", json(530, ""), all, unknown),
    ]
}

#[tokio::test]
async fn each_lasting_failure_is_sent_as_often_as_the_table_says() {
    let server = scripted([fine()]).await;
    let client = plain(server.url(""));
    for row in lasting() {
        for verb in Verb::METHODS {
            server.play([row.fault.clone()]);
            let result = verb.call(&client).await;
            let expected = match verb.is_idempotent() {
                true => row.idempotent,
                false => row.other,
            };
            let context = format!("{} on {verb:?}: {result:?}", row.name);
            assert_eq!(
                (server.request_count(), end(&result)),
                expected,
                "{context}"
            );
            let error = result.unwrap_err();
            assert_eq!(u64::from(error.attempts()), expected.0, "{context}");
            assert_eq!(error.operation(), Some(verb.operation()), "{context}");
            for request in server.received() {
                assert_eq!(request.method, verb.method(), "{context}");
            }
        }
    }
}

#[tokio::test]
async fn a_retry_is_the_same_request_and_succeeds_as_soon_as_the_failure_has_passed() {
    let server = scripted([fine()]).await;
    let client = plain(server.url(""));
    for row in lasting() {
        for verb in Verb::METHODS {
            let (most, _) = match verb.is_idempotent() {
                true => row.idempotent,
                false => row.other,
            };
            if most == 1 {
                continue;
            }
            server.play([row.fault.clone(), fine()]);
            let result = verb.call(&client).await;
            assert!(result.is_ok(), "{} on {verb:?}: {result:?}", row.name);
            let requests = server.received();
            assert_eq!(requests.len(), 2, "{} on {verb:?}", row.name);
            assert_eq!(requests[0].target, requests[1].target);
            assert_eq!(requests[0].body, requests[1].body);
            assert_eq!(requests[0].headers, requests[1].headers);
            let has_body = !matches!(verb, Verb::Get | Verb::Delete);
            assert_eq!(!requests[1].body.is_empty(), has_body, "{verb:?}");
        }
    }
}

#[tokio::test]
async fn a_request_without_an_answer_in_time_is_repeated_only_if_that_is_safe() {
    for verb in Verb::METHODS {
        let server = scripted([late(Duration::from_secs(3600))]).await;
        let timeouts = constant_contact::Timeouts::default().read(Duration::from_millis(20));
        let client = Client::builder()
            .base_url(server.url(""))
            .rate_limiter(Turns::default())
            .access_token("t")
            .timeouts(timeouts)
            .retry(quick().max_attempts(2))
            .build()
            .unwrap();
        let result = verb.call(&client).await;
        let error = result.as_ref().unwrap_err();
        let kind = match verb.is_idempotent() {
            true => ErrorKind::Timeout,
            false => ErrorKind::Ambiguous,
        };
        assert_eq!(error.kind(), kind, "{verb:?} {error:?}");
        let expected = match verb.is_idempotent() {
            true => (2, End::Retryable),
            false => (1, End::Ambiguous),
        };
        assert_eq!((server.request_count(), end(&result)), expected, "{verb:?}");
    }
}

#[tokio::test]
async fn a_policy_of_none_sends_everything_once() {
    let server = scripted([fine()]).await;
    let client = plain(server.url("")).with_retry(RetryPolicy::none());
    for row in lasting() {
        for verb in Verb::METHODS {
            server.play([row.fault.clone(), fine()]);
            let error = verb.call(&client).await.unwrap_err();
            assert_eq!(
                (server.request_count(), error.attempts()),
                (1, 1),
                "{}",
                row.name
            );
        }
    }
}

#[tokio::test]
async fn with_retry_changes_the_policy_and_shares_everything_else() {
    let server = scripted([Fault::LostAnswer, fine()]).await;
    let turns = Turns::default();
    let client = builder(server.url(""))
        .access_token("shared")
        .rate_limiter(turns.clone())
        .build()
        .unwrap();
    let eager = client.with_retry(quick().retry_ambiguous(true));
    Verb::Post.call(&eager).await.unwrap();
    assert_eq!(server.request_count(), 2);
    Verb::Post.call(&client).await.unwrap();
    assert_eq!(turns.taken(), 3, "one limiter");
    assert_eq!(
        server.connections(),
        2,
        "one pool: the third request reuses"
    );
    assert!(
        server
            .received()
            .iter()
            .all(|request| request.bearer_token() == Some("shared"))
    );
}

#[tokio::test]
async fn a_call_with_an_attempt_of_unknown_outcome_stays_ambiguous_however_it_ends() {
    let eager = || quick().retry_ambiguous(true);
    for second in [
        refuse(400, "x"),
        refuse(401, "unauthorized"),
        refuse(429, "quota_exceeded"),
    ] {
        let server = scripted([Fault::LostAnswer, second.clone()]).await;
        let client = plain(server.url("")).with_retry(eager());
        let error = Verb::Post.call(&client).await.unwrap_err();
        assert!(error.is_ambiguous(), "{second:?}: {error:?}");
        assert_eq!((server.request_count(), error.attempts()), (2, 2));
    }
    let server = scripted([Fault::LostAnswer, fine()]).await;
    let turns = Turns::refused_from(2);
    let client = builder(server.url(""))
        .access_token("t")
        .rate_limiter(turns)
        .retry(eager())
        .build()
        .unwrap();
    let error = Verb::Post.call(&client).await.unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Ambiguous,
        "the first attempt may have been carried out"
    );
    assert!(error.find_source::<LimitError>().is_some(), "{error:?}");
    assert_eq!((server.request_count(), error.attempts()), (1, 1));
}
