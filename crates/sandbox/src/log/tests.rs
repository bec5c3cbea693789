use super::{Contents, Log, LoggedRequest};
use bytes::Bytes;
use chrono::DateTime;
use http::HeaderMap;

fn request(operation: &'static str) -> LoggedRequest {
    LoggedRequest {
        at: DateTime::UNIX_EPOCH,
        operation: operation.into(),
        status: Some(200),
        answered_at: None,
        account: None,
        contents: None,
    }
}

#[test]
fn it_keeps_the_last_requests_and_counts_all() {
    let mut log = Log::new(2);
    for operation in ["GET /a", "GET /b", "GET /a"] {
        log.add(request(operation));
    }
    let kept: Vec<_> = log.last().into_iter().map(|one| one.operation).collect();
    assert_eq!(kept, ["GET /b", "GET /a"]);
    let counts = ["GET /a", "GET /b", "GET /c"].map(|operation| log.count(operation));
    assert_eq!(counts, [2, 1, 0]);
}

#[test]
fn an_answer_is_recorded_with_its_request_while_that_is_kept() {
    let mut log = Log::new(2);
    let numbers = ["GET /a", "GET /b", "GET /c"].map(|operation| log.add(request(operation)));
    log.record_answer(numbers[0], DateTime::UNIX_EPOCH);
    assert!(log.last().iter().all(|one| one.answered_at.is_none()));
    log.record_answer(numbers[2], DateTime::UNIX_EPOCH);
    let answered = log.last().into_iter().map(|one| one.answered_at);
    let answered: Vec<_> = answered.collect();
    assert_eq!(answered, [None, Some(DateTime::UNIX_EPOCH)]);
    let mut nothing = Log::new(0);
    let number = nothing.add(request("GET /a"));
    nothing.record_answer(number, DateTime::UNIX_EPOCH);
    assert!(nothing.last().is_empty());
}

#[test]
fn debug_shows_no_contents() {
    let contents = Contents {
        target: "/v3/contacts?email=ada@example.com".to_owned(),
        headers: HeaderMap::from_iter([(http::header::AUTHORIZATION, "secret".parse().unwrap())]),
        body: Bytes::from_static(b"ada"),
    };
    let text = format!("{contents:?}");
    assert!(!text.contains("ada") && !text.contains("secret"), "{text}");
}
