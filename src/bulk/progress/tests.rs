use super::*;
use std::future::poll_fn;

/// The next item: `None` if the stream waits.
async fn ready(updates: &mut ProgressUpdates) -> Option<Option<Progress>> {
    poll_fn(|context| match Pin::new(&mut *updates).poll_next(context) {
        Poll::Ready(item) => Poll::Ready(Some(item)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

/// The phases that a stream yields until it waits, and whether it has ended.
async fn drained(updates: &mut ProgressUpdates) -> (Vec<Phase>, bool) {
    let mut phases = Vec::new();
    loop {
        match ready(updates).await {
            Some(Some(progress)) => phases.push(progress.phase),
            Some(None) => return (phases, true),
            None => return (phases, false),
        }
    }
}

fn publisher(feed: &ProgressFeed) -> ProgressPublisher {
    ProgressPublisher::new(feed.clone())
}

fn set(publisher: &ProgressPublisher, phase: Phase) {
    publisher.change(|progress| progress.phase = phase);
}

#[tokio::test]
async fn a_stream_ends_after_the_last_phase_although_the_job_lives() {
    let feed = ProgressFeed::new();
    let publisher = publisher(&feed);
    let mut updates = feed.updates();
    assert_eq!(drained(&mut updates).await, (vec![Phase::Checking], false));
    set(&publisher, Phase::Processing);
    assert_eq!(
        drained(&mut updates).await,
        (vec![Phase::Processing], false)
    );
    set(&publisher, Phase::Ended);
    assert_eq!(drained(&mut updates).await, (vec![Phase::Ended], true));
    // One that is created later has the last state.
    assert_eq!(
        drained(&mut feed.updates()).await,
        (vec![Phase::Ended], true)
    );
}

#[tokio::test]
async fn a_stream_yields_the_last_state_before_it_ends() {
    let feed = ProgressFeed::new();
    let publisher = publisher(&feed);
    let mut updates = feed.updates();
    set(&publisher, Phase::Sending);
    drop(publisher);
    assert_eq!(drained(&mut updates).await, (vec![Phase::Sending], true));
    assert_eq!(drained(&mut updates).await, (vec![], true));
    assert_eq!(
        drained(&mut feed.updates()).await,
        (vec![Phase::Sending], true)
    );
}

#[tokio::test]
async fn a_stream_ends_with_the_finish_that_it_has_seen_begin() {
    let feed = ProgressFeed::new();
    let publisher = publisher(&feed);
    let mut first = feed.updates();
    {
        let _guard = publisher.end_streams_on_drop();
        set(&publisher, Phase::Processing);
    }
    assert_eq!(drained(&mut first).await, (vec![Phase::Processing], true));
    let mut second = feed.updates();
    assert_eq!(drained(&mut second).await, (vec![Phase::Processing], false));
    drop(publisher.end_streams_on_drop());
    assert_eq!(drained(&mut second).await, (vec![], true));
}

#[tokio::test]
async fn an_unchanged_state_is_yielded_once() {
    let feed = ProgressFeed::new();
    let publisher = publisher(&feed);
    let mut updates = feed.updates();
    assert_eq!(drained(&mut updates).await, (vec![Phase::Checking], false));
    set(&publisher, Phase::Checking);
    assert_eq!(drained(&mut updates).await, (vec![], false));
}

#[tokio::test]
async fn a_stream_ends_with_a_feed_that_no_job_has() {
    let mut updates = ProgressFeed::new().updates();
    assert_eq!(drained(&mut updates).await, (vec![Phase::Checking], true));
}
