//! Each fault as a client sees it.

mod lists;

use constant_contact_sandbox::{ErrorShape, Fault, Sandbox, ScriptedAnswer};
use lists::{Api, CREATE};
use std::time::Duration;

#[tokio::test]
async fn a_lost_answer_strikes_once_and_the_next_request_is_answered() {
    let api = Api::start().await;
    let lost = api.sandbox.fail(Fault::LostAnswer).on(CREATE).times(1);
    api.create().await.unwrap_err();
    assert_eq!(lost.count(), 1);
    assert_eq!(api.create().await.unwrap().0, 201);
    assert_eq!(lost.count(), 1);
    assert_eq!(api.sandbox.requests(CREATE), 2);
    api.sandbox.assert_no_violations();
}

#[tokio::test]
async fn an_answer_that_breaks_off_has_a_head_and_no_whole_body() {
    for fault in [Fault::TruncatedAnswer, Fault::ResetAnswer] {
        let api = Api::start().await;
        api.sandbox.fail(fault.clone()).on(CREATE);
        let response = api.send().await.unwrap();
        assert_eq!(response.status(), 201, "{fault:?}");
        let length = response.content_length().unwrap();
        assert!(length > 2, "{fault:?}");
        response.bytes().await.unwrap_err();
    }
}

#[tokio::test]
async fn a_reset_is_one_for_the_socket() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let api = Api::start().await;
    api.sandbox.fail(Fault::ResetAnswer).on_every_operation();
    let address = api.sandbox.address();
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = "GET /v3/contact_lists HTTP/1.1\r\nhost: a\r\nauthorization: Bearer sandbox-access-token\r\n\r\n";
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut read = Vec::new();
    let error = socket.read_to_end(&mut read).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(read.starts_with(b"HTTP/1.1 200 OK"), "{read:?}");
}

#[tokio::test]
async fn a_lost_request_is_logged_without_a_status() {
    let api = Api::start().await;
    api.sandbox.fail(Fault::LostRequest).on(CREATE);
    api.create().await.unwrap_err();
    let last = api.sandbox.last_requests();
    assert_eq!((&*last[0].operation, last[0].status), (CREATE, None));
}

#[tokio::test]
async fn a_request_is_held_until_the_client_leaves() {
    for fault in [Fault::HeldRequest, Fault::HeldAnswer, Fault::StalledAnswer] {
        let api = Api::start().await;
        let held = api.sandbox.fail(fault).on(CREATE).times(1);
        tokio::select! {
            result = api.create() => panic!("answered: {result:?}"),
            () = held.struck(1) => {}
        }
        assert_eq!(api.create().await.unwrap().0, 201);
    }
}

#[tokio::test]
async fn each_error_has_its_status_and_body() {
    let api = Api::start().await;
    for (fault, status, start) in [
        (Fault::Status(503, ErrorShape::Array), 503, "[{"),
        (Fault::Status(500, ErrorShape::Object), 500, "{"),
        (Fault::Status(502, ErrorShape::Html), 502, "<html>"),
        (Fault::StatusAfterEffect(504, ErrorShape::Empty), 504, ""),
        (Fault::Throttled, 429, "{"),
        (Fault::QuotaExceeded, 429, "{"),
        (Fault::QueueFull, 429, "["),
        (Fault::Unauthorized, 401, "{"),
        (Fault::EmptyAnswer, 201, ""),
        (Fault::AnswerBody("<html>".to_owned()), 201, "<html>"),
    ] {
        let rule = api.sandbox.fail(fault.clone()).on(CREATE);
        let (answered, body) = api.create().await.unwrap();
        assert_eq!(answered, status, "{fault:?}");
        let is_expected = body.starts_with(start) && body.is_empty() == start.is_empty();
        assert!(is_expected, "{fault:?}: {body}");
        rule.remove();
    }
    api.sandbox.fail(Fault::MalformedAnswer).on(CREATE);
    let (_, body) = api.create().await.unwrap();
    assert!(body.starts_with('{') && !body.ends_with('}'), "{body}");
}

#[tokio::test]
async fn rules_strike_one_after_the_other_on_a_connection_that_stays_open() {
    let api = Api::start().await;
    let busy = ScriptedAnswer::new(503).header("retry-after", "7");
    api.sandbox.fail(busy).on(CREATE).times(1);
    api.sandbox.fail(Fault::Throttled).on(CREATE).times(2);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(api.create().await.unwrap().0);
    }
    assert_eq!(statuses, [503, 429, 429, 201]);
    assert_eq!(api.sandbox.connections(), 1);
}

#[tokio::test]
async fn the_headers_of_an_answer_are_sent() {
    let api = Api::start().await;
    let answer = ScriptedAnswer::new(503).header("retry-after", "7");
    api.sandbox.fail(answer).on_every_operation();
    let url = format!("{}/contact_lists", api.sandbox.base_url());
    let response = api.http.get(url).send().await.unwrap();
    assert_eq!(response.headers()["retry-after"], "7");
}

#[tokio::test(start_paused = true)]
async fn connections_stay_open_while_time_is_advanced() {
    let api = Api::start().await;
    for _ in 0..3 {
        api.create().await.unwrap();
        tokio::time::sleep(Duration::from_secs(80)).await;
    }
    assert_eq!(api.sandbox.connections(), 1);
}

#[tokio::test]
#[should_panic(expected = "the header `retry after` is not valid")]
async fn an_answer_that_cannot_be_sent_panics_where_the_test_asks_for_it() {
    let api = Api::start().await;
    let answer = ScriptedAnswer::new(503).header("retry after", "7");
    let _ = api.sandbox.fail(answer);
}

#[tokio::test]
async fn a_request_whose_body_does_not_arrive_is_logged_without_an_effect() {
    use tokio::io::AsyncWriteExt;
    let api = Api::start().await;
    let before = api.lists().await;
    let mut socket = tokio::net::TcpStream::connect(api.sandbox.address())
        .await
        .unwrap();
    let head = "POST /v3/contact_lists HTTP/1.1\r\nhost: a\r\ncontent-length: 99\r\n\r\n{";
    socket.write_all(head.as_bytes()).await.unwrap();
    drop(socket);
    while api.sandbox.requests(CREATE) == 0 {
        tokio::task::yield_now().await;
    }
    let last = api.sandbox.last_requests();
    assert_eq!(last.last().unwrap().status, None);
    assert_eq!(api.lists().await, before);
}

#[tokio::test]
async fn a_slow_request_is_answered_later() {
    let api = Api::start().await;
    let slow = Duration::from_secs(3600);
    api.sandbox.fail(Fault::Slow(slow)).on(CREATE).times(1);
    // It would last an hour.
    tokio::time::timeout(Duration::from_millis(50), api.create())
        .await
        .unwrap_err();
    let short = Fault::Slow(Duration::from_millis(1));
    let rule = api.sandbox.fail(short).on(CREATE);
    assert_eq!(api.create().await.unwrap().0, 201);
    assert_eq!(rule.count(), 1);
}

#[tokio::test]
async fn the_date_of_an_answer_follows_the_clock_and_its_skew() {
    let api = Api::start().await;
    let date = async || {
        let url = format!("{}/contact_lists", api.sandbox.base_url());
        let response = api
            .http
            .get(url)
            .bearer_auth("sandbox-access-token")
            .send()
            .await
            .unwrap();
        let date = response.headers()["date"].to_str().unwrap().to_owned();
        let date = chrono::NaiveDateTime::parse_from_str(&date, "%a, %d %b %Y %H:%M:%S GMT");
        date.unwrap().and_utc()
    };
    let day = Duration::from_secs(86_400);
    let before = date().await;
    api.sandbox.clock().advance(day);
    assert!(date().await >= before + day);
    let skew = chrono::TimeDelta::days(-3);
    api.sandbox
        .fail(Fault::ClockSkew(skew))
        .on_every_operation();
    assert!(date().await < before);
}

#[tokio::test]
#[should_panic(expected = "similar ones are `POST /activities/contacts_file_import`")]
async fn a_rule_for_an_unknown_operation_panics_and_names_similar_ones() {
    let api = Api::start().await;
    let name = "POST /activities/contact_file_import";
    api.sandbox.fail(Fault::LostAnswer).on(name);
}

#[tokio::test]
async fn a_request_has_its_effect_or_not_as_the_fault_says() {
    for (fault, created) in [
        (Fault::LostRequest, 0),
        (Fault::LostAnswer, 1),
        (Fault::TruncatedAnswer, 1),
        (Fault::Status(503, ErrorShape::Empty), 0),
        (Fault::StatusAfterEffect(503, ErrorShape::Empty), 1),
        (Fault::Throttled, 0),
        (Fault::EmptyAnswer, 1),
    ] {
        let api = Api::start().await;
        let before = api.lists().await;
        api.sandbox.fail(fault.clone()).on(CREATE);
        let _ = api.create().await;
        assert_eq!(api.lists().await - before, created, "{fault:?}");
    }
}

#[tokio::test]
async fn the_effect_of_a_delayed_request_happens_although_the_client_has_left() {
    let api = Api::start().await;
    let before = api.lists().await;
    let delay = Duration::from_millis(30);
    let lost = api
        .sandbox
        .fail(Fault::LostAnswer)
        .on(CREATE)
        .delayed(delay);
    let left = tokio::time::timeout(Duration::from_millis(5), api.create()).await;
    left.unwrap_err();
    lost.struck(1).await;
    assert_eq!(api.lists().await, before + 1);
}

#[tokio::test]
async fn a_late_effect_comes_when_the_clock_has_reached_it() {
    let api = Api::start().await;
    let before = api.lists().await;
    let late = Fault::LateEffect(Duration::from_secs(60));
    api.sandbox.fail(late).on(CREATE).times(1);
    assert_eq!(api.create().await.unwrap(), (504, String::new()));
    assert_eq!(api.lists().await, before);
    api.sandbox.clock().advance(Duration::from_secs(61));
    assert_eq!(api.lists().await, before + 1);
}

#[tokio::test]
async fn an_unfinished_answer_breaks_off_after_its_body_and_the_request_has_its_effect() {
    let api = Api::start().await;
    let before = api.lists().await;
    let altered = Fault::altered(|_| b"altered".to_vec());
    api.sandbox.fail(altered).on(CREATE).times(1);
    assert_eq!(api.create().await.unwrap(), (201, "altered".to_owned()));
    let unfinished = Fault::unfinished(|_| b"altered".to_vec());
    api.sandbox.fail(unfinished).on(CREATE).times(1);
    let mut response = api.send().await.unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap(), "altered");
    assert!(response.chunk().await.is_err());
    assert_eq!(api.lists().await, before + 2);
}

#[tokio::test(start_paused = true)]
async fn a_request_without_a_connection_has_its_effect_and_is_logged() {
    let sandbox = Sandbox::start().await.unwrap();
    let lost = sandbox.fail(Fault::LostAnswer).on(CREATE);
    let request = http::Request::post("/v3/contact_lists")
        .header("authorization", "Bearer sandbox-access-token")
        .header("content-type", "application/json")
        .body(r#"{"name":"Friends"}"#.into());
    let answer = sandbox.answer(request.unwrap());
    assert_eq!(answer.status(), 201);
    assert_eq!((sandbox.requests(CREATE), lost.count()), (1, 0));
    let unauthorized = http::Request::get("/v3/contact_lists").body(Default::default());
    assert_eq!(sandbox.answer(unauthorized.unwrap()).status(), 401);
}
