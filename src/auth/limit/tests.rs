use super::*;
use tokio::sync::oneshot;

#[tokio::test(start_paused = true)]
async fn work_that_takes_too_long_ends_at_the_limit() {
    let begun = Instant::now();
    let never = std::future::pending::<()>();
    assert_eq!(limited(Duration::from_secs(23), never).await, None);
    assert_eq!(begun.elapsed(), Duration::from_secs(25));
}

/// The answer is passed on by another task, as a connection does: it is not there at the first poll.
#[tokio::test(start_paused = true)]
async fn an_answer_that_came_during_a_pause_of_any_length_is_taken() {
    for pause in [7, 40, 3600, 1_000_000] {
        let (sender, mut receiver) = oneshot::channel();
        let waiting = tokio::spawn(async move { limited(STEP, &mut receiver).await });
        tokio::task::yield_now().await;
        // Every timer is over before any task runs.
        tokio::time::advance(Duration::from_secs(pause)).await;
        tokio::spawn(async move {
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            sender.send("answer").ok();
        });
        let answer = waiting.await.unwrap();
        assert_eq!(answer.map(Result::unwrap), Some("answer"), "{pause} s");
    }
}
