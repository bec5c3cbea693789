//! Time that moves only when everything else has come to rest, over real sockets.
//!
//! Tokio's paused clock jumps ahead whenever all tasks wait, also when they wait for a socket.
//! A blocking task that is under way stops these jumps, so that the clock moves by our steps only.
//! Before each step, requests that have left are let arrive: measured at the sandbox, distances
//! between requests are exact, on however slow a machine.

use constant_contact::chrono::{DateTime, TimeDelta, Utc};
use std::future::Future;
use std::pin::pin;
use std::sync::mpsc;
use std::time::Duration;
use tokio::task::yield_now;
use tokio::time::advance;

/// Divides the distances of the pacer.
pub const STEP: Duration = Duration::from_millis(5);
/// How many rounds of the scheduler without a request in flight count as idle.
const ROUNDS: usize = 20;
/// After how many rounds nothing is going to happen any more.
const PATIENCE: usize = 1_000_000;

/// Holds the clock while it lives; for tests with `start_paused`.
pub struct Stopped {
    _release: mpsc::Sender<()>,
}

impl Stopped {
    pub fn new() -> Self {
        let (release, held) = mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || held.recv());
        Self { _release: release }
    }

    /// Runs `future` to its end, and the clock as long as `arrived` says that nothing is in flight.
    pub async fn run<F: Future>(&self, arrived: impl Fn() -> bool, future: F) -> F::Output {
        let mut future = pin!(future);
        loop {
            tokio::select! {
                biased;
                output = &mut future => return output,
                () = rest(&arrived) => {}
            }
            advance(STEP).await;
        }
    }
}

async fn rest(arrived: impl Fn() -> bool) {
    let (mut quiet, mut rounds) = (0, 0);
    while quiet < ROUNDS {
        yield_now().await;
        quiet = if arrived() { quiet + 1 } else { 0 };
        rounds += 1;
        assert!(
            rounds < PATIENCE,
            "a request has its turn and does not arrive"
        );
    }
}

/// Waits, without a clock, until the condition holds.
pub async fn becomes(condition: impl Fn() -> bool) {
    for _ in 0..PATIENCE {
        if condition() {
            return;
        }
        yield_now().await;
    }
    panic!("what the test waits for does not happen");
}

/// The most requests within any second, both of its ends included.
pub fn densest_second(arrivals: &[DateTime<Utc>]) -> usize {
    let second = TimeDelta::seconds(1);
    let within = |from: &DateTime<Utc>| {
        let soon = |at: &&DateTime<Utc>| *at >= from && **at - *from <= second;
        arrivals.iter().filter(soon).count()
    };
    arrivals.iter().map(within).max().unwrap_or_default()
}
