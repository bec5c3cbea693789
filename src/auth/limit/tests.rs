use super::*;
use tokio::sync::oneshot;

#[tokio::test(start_paused = true)]
async fn work_that_takes_too_long_ends_at_the_limit() {
    let begun = Instant::now();
    let never = std::future::pending::<()>();
    assert_eq!(limited(Duration::from_secs(23), never).await, None);
    assert_eq!(begun.elapsed(), Duration::from_secs(25));
}

/// Another task sends the response, as a connection does: it is not there at the first poll.
#[tokio::test(start_paused = true)]
async fn a_response_that_arrived_during_a_suspension_is_used() {
    for pause in [7, 40, 3600, 1_000_000] {
        let (sender, mut receiver) = oneshot::channel();
        let waiting = tokio::spawn(async move { limited(STEP, &mut receiver).await });
        tokio::task::yield_now().await;
        // Every timer elapses before any task runs.
        tokio::time::advance(Duration::from_secs(pause)).await;
        tokio::spawn(async move {
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            sender.send("response").ok();
        });
        let response = waiting.await.unwrap();
        assert_eq!(response.map(Result::unwrap), Some("response"), "{pause} s");
    }
}
