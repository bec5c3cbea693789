use super::*;

#[tokio::test(start_paused = true)]
async fn the_waits_grow_and_end() {
    let begun = Instant::now();
    let mut polling = Polling::within(None);
    let mut questions = 1;
    while polling.wait("read").await.is_ok() {
        questions += 1;
    }
    assert_eq!((questions, begun.elapsed() < LIMIT), (15, true));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_has_less_time_waits_less() {
    let mut polling = Polling::within(Some(Duration::from_secs(3)));
    polling.wait("read").await.unwrap();
    let error = polling.wait("read").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(
        error.to_string().starts_with("read: 202 Accepted: "),
        "{error}"
    );
}
