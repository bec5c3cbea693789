//! The wall clock, while tokio's clock runs, stands still and jumps.

use super::wall_clock;
use std::time::{Duration, SystemTime};
use tokio::time::{advance, pause};

const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn the_clock_is_the_systems_until_a_test_advances_tokios() {
    let before = SystemTime::now();
    let now = wall_clock();
    // The clocks are read one after the other.
    let tolerance = Duration::from_secs(10);
    assert!(now + tolerance >= before && now <= SystemTime::now() + tolerance);

    pause();
    let paused = wall_clock();
    advance(3 * DAY).await;
    let passed = wall_clock().duration_since(paused).unwrap();
    assert!(
        passed + tolerance >= 3 * DAY && passed <= 3 * DAY + tolerance,
        "{passed:?}"
    );
}

#[test]
fn no_runtime_is_needed() {
    assert!(wall_clock() > SystemTime::UNIX_EPOCH);
}
