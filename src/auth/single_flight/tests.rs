use super::*;
use std::future::pending;

#[tokio::test(start_paused = true)]
async fn a_wait_has_a_limit_and_the_work_continues() {
    let flight = Arc::<SingleFlight>::default();
    let work = |_: Progress| async {
        tokio::time::sleep(Duration::from_secs(100)).await;
        Ok(())
    };
    let begun = Instant::now();
    let mut first = flight.join(work).unwrap();
    assert!(first.finished().await.unwrap_err().is_retryable());
    assert_eq!(begun.elapsed(), LONGEST_WAIT);
    let mut second = flight.join(work).unwrap();
    assert!(!second.started_work, "it joins the work in progress");
    assert_eq!(second.finished().await.unwrap(), ());
    assert_eq!(begun.elapsed(), Duration::from_secs(100));
    assert!(flight.join(work).unwrap().started_work);
}

#[tokio::test(start_paused = true)]
async fn the_queue_has_a_separate_limit() {
    let flight = Arc::<SingleFlight>::default();
    let begun = Instant::now();
    let mut waiter = flight
        .join(|progress| async move { progress.queue_for(pending()).await })
        .unwrap();
    assert!(waiter.finished().await.unwrap_err().is_retryable());
    assert_eq!(begun.elapsed(), LONGEST_QUEUE);
}

#[tokio::test]
async fn work_that_panics_ends_the_wait_and_makes_room() {
    let flight = Arc::<SingleFlight>::default();
    let work = |_: Progress| async { panic!("as a test") };
    assert!(
        flight
            .join(work)
            .unwrap()
            .finished()
            .await
            .unwrap_err()
            .is_retryable()
    );
    assert!(flight.join(|_| async { Ok(()) }).unwrap().started_work);
}

#[tokio::test]
async fn a_change_is_seen_before_the_end() {
    let flight = Arc::<SingleFlight>::default();
    let mut waiter = flight
        .join(|progress| async move {
            assert!(progress.has_waiters());
            progress.changed();
            while progress.has_waiters() {
                tokio::task::yield_now().await;
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(waiter.wait().await.unwrap(), Event::Changed);
    let other = flight.join(|_| async { Ok(()) }).unwrap();
    drop(waiter);
    assert!(!other.started_work);
    drop(other);
}

#[tokio::test(start_paused = true)]
async fn work_in_the_background_learns_when_a_caller_waits_for_it() {
    let flight = Arc::<SingleFlight>::default();
    let begun = Instant::now();
    let work = move |progress: Progress| async move {
        progress.has_a_waiter().await;
        assert_eq!(begun.elapsed(), Duration::from_secs(20));
        Ok(())
    };
    drop(flight.join(work).unwrap());
    tokio::time::sleep(Duration::from_secs(10)).await;
    drop(flight.join(work).unwrap());
    tokio::time::sleep(Duration::from_secs(10)).await;
    let mut waiter = flight.join(work).unwrap();
    assert!(!waiter.started_work);
    waiter.finished().await.unwrap();
}
