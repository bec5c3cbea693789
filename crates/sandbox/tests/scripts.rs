//! Answers that a test gives, and functions that choose what goes wrong with a request.

mod lists;

use constant_contact_sandbox::{Contents, Fault, ScriptedAnswer};
use lists::{Api, CREATE};
use std::time::Duration;

#[tokio::test]
async fn a_scripted_answer_has_any_bytes_and_can_be_truncated() {
    let api = Api::start().await;
    let file = ScriptedAnswer::new(200).body(vec![0xFF, 0, 0xFE, b'a']);
    api.sandbox.fail(file.clone()).on(CREATE).times(1);
    let response = api.send().await.unwrap();
    assert_eq!(response.bytes().await.unwrap(), &b"\xFF\0\xFEa"[..]);
    api.sandbox.fail(file.truncated()).on(CREATE).times(1);
    let mut response = api.send().await.unwrap();
    assert_eq!(response.content_length(), Some(4));
    assert_eq!(response.chunk().await.unwrap().unwrap(), &b"\xFF\0"[..]);
    response.chunk().await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_scripted_answer_stalls_until_the_client_leaves() {
    let api = Api::start().await;
    let stalled = ScriptedAnswer::json(200, "[12]").stalled();
    api.sandbox.fail(stalled).on(CREATE);
    let mut response = api.send().await.unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap(), "[1");
    let day = Duration::from_secs(86_400);
    tokio::time::timeout(day, response.chunk())
        .await
        .unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_request_counts_on_its_arrival_although_its_answer_is_delayed() {
    let api = Api::start().await;
    let hour = Duration::from_secs(3600);
    let late = ScriptedAnswer::json(201, "{}").delayed(hour);
    api.sandbox.fail(late).on(CREATE).times(1);
    let begun = tokio::time::Instant::now();
    let (answered, ()) = tokio::join!(api.create(), async {
        while api.sandbox.request_count() == 0 {
            tokio::task::yield_now().await;
        }
        let last = api.sandbox.last_requests();
        assert_eq!((&*last[0].operation, last[0].status), (CREATE, None));
    });
    assert_eq!(answered.unwrap(), (201, "{}".to_owned()));
    assert!(begun.elapsed() >= hour);
    let counts = (api.sandbox.requests(CREATE), api.sandbox.request_count());
    assert_eq!(counts, (1, 1));
    assert_eq!(api.sandbox.last_requests()[0].status, Some(201));
    api.sandbox.forget_requests();
    let counts = (api.sandbox.requests(CREATE), api.sandbox.request_count());
    assert_eq!(counts, (0, 0));
    assert!(api.sandbox.last_requests().is_empty());
}

#[tokio::test]
async fn a_script_chooses_by_the_request_and_its_number() {
    let api = Api::start().await;
    let script = |request: &Contents, number| match number {
        0 => Some(Fault::LostAnswer),
        1 => Some(Fault::LostRequest),
        _ if request.text().contains("List 2") => Some(ScriptedAnswer::new(409).into()),
        _ => None,
    };
    let before = api.lists().await;
    let rule = api.sandbox.fail_by(script).on(CREATE);
    api.create().await.unwrap_err();
    api.create().await.unwrap_err();
    assert_eq!(api.create().await.unwrap().0, 409);
    assert_eq!(api.create().await.unwrap().0, 201);
    rule.struck(4).await;
    assert_eq!((rule.count(), rule.counts()), (4, Vec::new()));
    assert_eq!(api.lists().await, before + 2, "the first and the last");
}

#[tokio::test]
async fn a_script_for_every_operation_gets_requests_for_unknown_paths_too() {
    let api = Api::start().await;
    let script = |request: &Contents, _: u64| match request.path() {
        "/token" => Some(ScriptedAnswer::json(200, request.method.as_str().to_owned()).into()),
        _ => None,
    };
    api.sandbox.fail_by(script).on_every_operation();
    let response = api.http.get(api.sandbox.url("/token?a=b")).send().await;
    assert_eq!(response.unwrap().text().await.unwrap(), "GET");
    let response = api.http.get(api.sandbox.url("/other")).send().await;
    assert_eq!(response.unwrap().status(), 404);
    assert_eq!(api.sandbox.request_count(), 2);
}

#[tokio::test]
async fn a_script_that_chooses_what_cannot_be_sent_closes_the_connection() {
    let api = Api::start().await;
    let script = |_: &Contents, _: u64| Some(ScriptedAnswer::new(42).into());
    api.sandbox.fail_by(script).on(CREATE);
    api.create().await.unwrap_err();
    api.sandbox.remove_faults();
    assert_eq!(api.create().await.unwrap().0, 201);
}
