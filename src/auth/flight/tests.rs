use super::*;
use std::future::pending;

#[tokio::test(start_paused = true)]
async fn a_wait_is_bounded_and_the_work_goes_on() {
    let flights = Arc::<SingleFlight>::default();
    let work = |_: Progress| async {
        tokio::time::sleep(Duration::from_secs(100)).await;
        Ok(())
    };
    let begun = Instant::now();
    let mut first = flights.join(work).unwrap();
    assert!(first.end().await.unwrap_err().is_transient());
    assert_eq!(begun.elapsed(), LONGEST_WAIT);
    let mut second = flights.join(work).unwrap();
    assert!(!second.has_started, "it joins the work under way");
    assert_eq!(second.end().await.unwrap(), ());
    assert_eq!(begun.elapsed(), Duration::from_secs(100));
    assert!(flights.join(work).unwrap().has_started);
}

#[tokio::test(start_paused = true)]
async fn the_queue_has_a_bound_of_its_own() {
    let flights = Arc::<SingleFlight>::default();
    let begun = Instant::now();
    let mut waiter = flights
        .join(|progress| async move { progress.queueing(pending()).await })
        .unwrap();
    assert!(waiter.end().await.unwrap_err().is_transient());
    assert_eq!(begun.elapsed(), LONGEST_QUEUE);
}

#[tokio::test]
async fn work_that_panics_ends_the_wait_and_makes_room() {
    let flights = Arc::<SingleFlight>::default();
    let work = |_: Progress| async { panic!("as a test") };
    assert!(
        flights
            .join(work)
            .unwrap()
            .end()
            .await
            .unwrap_err()
            .is_transient()
    );
    assert!(flights.join(|_| async { Ok(()) }).unwrap().has_started);
}

#[tokio::test]
async fn a_change_is_seen_before_the_end() {
    let flights = Arc::<SingleFlight>::default();
    let mut waiter = flights
        .join(|progress| async move {
            assert!(progress.has_waiters());
            progress.changed();
            while progress.has_waiters() {
                tokio::task::yield_now().await;
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(waiter.wait().await.unwrap(), Waited::Changed);
    let other = flights.join(|_| async { Ok(()) }).unwrap();
    drop(waiter);
    assert!(!other.has_started);
    drop(other);
}
