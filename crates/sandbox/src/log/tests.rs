use super::{Contents, Log, LoggedRequest};
use bytes::Bytes;
use chrono::DateTime;

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
fn a_request_is_complete_when_it_has_been_carried_out_if_it_is_still_kept() {
    let mut log = Log::new(2);
    let numbers = ["GET /a", "GET /b", "GET /c"].map(|operation| {
        let arrived = LoggedRequest {
            status: None,
            ..request(operation)
        };
        log.add(arrived)
    });
    for (number, status) in numbers.into_iter().zip([200, 201, 202]) {
        log.complete(number, Some(status), None);
    }
    let statuses: Vec<_> = log.last().iter().map(|one| one.status).collect();
    assert_eq!(statuses, [Some(201), Some(202)]);
    log.clear();
    log.complete(numbers[2], Some(500), None);
    assert_eq!(
        (log.total(), log.count("GET /c"), log.last().len()),
        (0, 0, 0)
    );
    log.add(request("GET /c"));
    assert_eq!(
        (log.total(), log.count("GET /c"), log.last().len()),
        (1, 1, 1)
    );
}

#[test]
fn contents_are_read_by_their_parts() {
    let head = http::Request::get("/v3/contacts?a=b").header("authorization", "Bearer token");
    let head = head.body(()).unwrap().into_parts().0;
    let contents = Contents::new(&head, &Bytes::from_static(b"a\xFF"));
    assert_eq!(contents.method, "GET");
    assert_eq!(
        (&*contents.target, contents.path()),
        ("/v3/contacts?a=b", "/v3/contacts")
    );
    assert_eq!(contents.header("Authorization"), Some("Bearer token"));
    assert_eq!(
        (contents.bearer_token(), contents.header("x")),
        (Some("token"), None)
    );
    assert_eq!(contents.text(), "a\u{FFFD}");
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
    let head = http::Request::get("/v3/contacts?email=ada@example.com");
    let head = head.header("authorization", "secret").body(()).unwrap();
    let contents = Contents::new(&head.into_parts().0, &Bytes::from_static(b"ada"));
    let text = format!("{contents:?}");
    assert!(!text.contains("ada") && !text.contains("secret"), "{text}");
}
