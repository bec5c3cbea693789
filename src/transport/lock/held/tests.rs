use super::super::memory::{ExpiringLock, Fault, NextRequest, no_faults};
use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::time::sleep;

const LEASE: Duration = Duration::from_millis(300);

/// A lock, and a holder of it.
async fn held(next_request: NextRequest) -> (ExpiringLock, HeldLock) {
    let lock = ExpiringLock::new(LEASE);
    let held = HeldLock::new(lock.lock(next_request).await);
    (lock, held)
}

/// Requests that take this long, with this fault while the switch is on.
fn faulty(time: Duration, fault: Fault, switch: &Arc<AtomicBool>) -> NextRequest {
    let switch = switch.clone();
    Arc::new(move || match switch.load(Ordering::SeqCst) {
        true => (time, fault),
        false => (Duration::ZERO, Fault::None),
    })
}

#[tokio::test(start_paused = true)]
async fn a_lease_is_renewed_three_times_in_its_duration_and_released_when_it_is_dropped() {
    let (lock, held) = held(no_faults()).await;
    sleep(LEASE * 10 + LEASE / 6).await;
    assert!(lock.is_held());
    assert_eq!(lock.renewals(), 30);
    held.confirm().await.unwrap();
    drop(held);
    sleep(Duration::from_millis(1)).await;
    assert!(!lock.is_held());
    assert_eq!(lock.releases(), 1);
    sleep(LEASE * 10).await;
    assert_eq!(lock.renewals(), 31, "nothing is renewed after that");
}

#[tokio::test(start_paused = true)]
async fn a_lock_that_another_holder_took_is_lost_for_good() {
    let switch = Arc::new(AtomicBool::new(true));
    let (lock, held) = held(faulty(LEASE / 10, Fault::Refused, &switch)).await;
    sleep(LEASE * 2).await;
    assert!(!lock.is_held(), "it could not be renewed");
    let other = lock.try_lock(&no_faults()).unwrap();
    switch.store(false, Ordering::SeqCst);
    for _ in 0..3 {
        assert!(matches!(held.confirm().await, Err(Unconfirmed::Lost)));
    }
    drop(held);
    sleep(LEASE / 10).await;
    assert!(lock.is_held(), "the other holder keeps it");
    drop(other);
    sleep(LEASE / 10).await;
    assert!(!lock.is_held(), "a guard releases its lease");
    let held = HeldLock::new(lock.try_lock(&no_faults()).unwrap());
    held.confirm().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn only_a_timely_answer_confirms_a_lock() {
    for (time, fault) in [
        (Duration::ZERO, Fault::Refused),
        (Duration::ZERO, Fault::AnswerLost),
        (LEASE * 2 / 3, Fault::None),
        (LEASE * 100, Fault::None),
    ] {
        let switch = Arc::new(AtomicBool::new(false));
        let (_lock, held) = held(faulty(time, fault, &switch)).await;
        held.confirm().await.unwrap();
        switch.store(true, Ordering::SeqCst);
        let begun = Instant::now();
        let error = held.confirm().await.unwrap_err();
        assert!(matches!(error, Unconfirmed::Unknown(_)), "{time:?}");
        assert!(begun.elapsed() <= LEASE * 2, "{time:?}");
        // Nobody took it in between.
        switch.store(false, Ordering::SeqCst);
        sleep(LEASE).await;
        held.confirm().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_failed_is_repeated_before_the_lease_expires() {
    let switch = Arc::new(AtomicBool::new(true));
    let (lock, _held) = held(faulty(Duration::ZERO, Fault::Refused, &switch)).await;
    sleep(LEASE * 9 / 10).await;
    switch.store(false, Ordering::SeqCst);
    sleep(LEASE).await;
    assert!(lock.is_held());
}

#[tokio::test(start_paused = true)]
async fn a_lock_without_a_lease_is_always_confirmed_and_ends_with_the_value() {
    let value = Arc::new(());
    let held = HeldLock::new(LockGuard::new(value.clone()));
    held.confirm().await.unwrap();
    HeldLock::new(LockGuard::none()).confirm().await.unwrap();
    drop(held);
    assert_eq!(Arc::strong_count(&value), 1);
}
