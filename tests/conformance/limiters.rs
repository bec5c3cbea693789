//! Limiters that pass.

#![allow(clippy::unwrap_used, reason = "tests")]

use constant_contact::Pacer;
use constant_contact::conformance;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn the_pacer_passes() {
    for rate in [1, 4, 10, 50] {
        let pacer = Pacer::per_second(rate).unwrap();
        let open = async || Ok(pacer.clone());
        conformance::rate_limiter(rate, Duration::from_secs(30), open)
            .await
            .unwrap();
    }
}
