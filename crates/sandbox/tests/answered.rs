//! What the log says of answers that come late or never.

#![allow(clippy::unwrap_used, reason = "tests")]

use constant_contact_sandbox::{Fault, LoggedRequest, Sandbox};
use std::time::Duration;

const LISTS: &str = "GET /contact_lists";

async fn sandbox() -> Sandbox {
    Sandbox::builder().without_limits().start().await.unwrap()
}

async fn get(sandbox: &Sandbox) -> reqwest::Result<String> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let url = format!("{}/contact_lists", sandbox.base_url());
    let request = http.get(url).bearer_auth(sandbox.access_token());
    request.send().await?.text().await
}

fn last(sandbox: &Sandbox) -> LoggedRequest {
    sandbox.last_requests().pop().unwrap()
}

#[tokio::test]
async fn a_slow_answer_is_logged_with_its_effect_and_answered_later() {
    let sandbox = sandbox().await;
    let wait = Duration::from_millis(20);
    let slow = sandbox.fail(Fault::SlowAnswer(wait)).on(LISTS);
    let (answer, before) = tokio::join!(get(&sandbox), async {
        slow.struck(1).await;
        last(&sandbox)
    });
    assert!(answer.unwrap().contains("lists"));
    assert_eq!((before.status, before.answered_at), (Some(200), None));
    let answered_at = last(&sandbox).answered_at.unwrap();
    assert!(answered_at - before.at >= chrono::TimeDelta::milliseconds(20));
}

#[tokio::test]
async fn a_client_that_leaves_before_a_slow_answer_is_never_answered() {
    let sandbox = sandbox().await;
    let wait = Duration::from_millis(300);
    let slow = sandbox.fail(Fault::SlowAnswer(wait)).on(LISTS).times(1);
    tokio::select! {
        answer = get(&sandbox) => panic!("answered: {answer:?}"),
        () = slow.struck(1) => {}
    }
    // The client has gone, and another one is answered after the time of the first.
    let slower = Fault::SlowAnswer(2 * wait);
    sandbox.fail(slower).on(LISTS).times(1);
    get(&sandbox).await.unwrap();
    let answered = sandbox.last_requests();
    let answered: Vec<_> = answered
        .iter()
        .map(|one| one.answered_at.is_some())
        .collect();
    assert_eq!(answered, [false, true]);
}

#[tokio::test]
async fn what_breaks_off_is_answered_and_what_is_withheld_is_not() {
    for (fault, is_answered) in [
        (Fault::Throttled, true),
        (Fault::TruncatedAnswer, true),
        (Fault::LostAnswer, false),
        (Fault::LostRequest, false),
    ] {
        let sandbox = sandbox().await;
        sandbox.fail(fault.clone()).on(LISTS).times(1);
        let _ = get(&sandbox).await;
        let logged = last(&sandbox);
        assert_eq!(logged.answered_at.is_some(), is_answered, "{fault:?}");
        get(&sandbox).await.unwrap();
        assert!(last(&sandbox).answered_at.is_some());
    }
    let sandbox = sandbox().await;
    sandbox.answer(
        http::Request::get("/v3/contact_lists")
            .body(Default::default())
            .unwrap(),
    );
    assert!(last(&sandbox).answered_at.is_some());
}
