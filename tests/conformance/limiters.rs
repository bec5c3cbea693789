//! Limiters: the `Pacer` passes. One that exceeds the rate or does not serve requesters in turn is caught.

#![allow(clippy::unwrap_used, reason = "tests")]

use constant_contact::{
    BoxFuture, LimitError, Pacer, Permit, RateLimiter, Requester, Unlimited, conformance,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

const RATE: u32 = 4;
const LOAD: Duration = Duration::from_secs(20);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    PermitsEverything,
    /// Unused turns add up to as many as there are in a second.
    PermitsBursts,
    /// A new second begins with a new count.
    CountsCalendarSeconds,
    OneCountPerHandle,
    IsSlow,
    ReservesTurns,
    LocksAcrossAwaits,
    IgnoresThrottling,
    PausesOneHandle,
    PausesForever,
}

/// What the handles of one limiter share.
#[derive(Clone)]
struct Shared {
    pacer: Pacer,
    next: Arc<Mutex<Instant>>,
    bucket: Arc<Mutex<(f64, Instant)>>,
    lock: Arc<tokio::sync::Mutex<()>>,
    fault: Fault,
}

impl Shared {
    fn new(fault: Fault) -> Self {
        let rate = if fault == Fault::IsSlow {
            RATE / 2
        } else {
            RATE
        };
        Self {
            pacer: Pacer::per_second(rate).unwrap(),
            next: Arc::new(Mutex::new(Instant::now())),
            bucket: Arc::new(Mutex::new((f64::from(RATE), Instant::now()))),
            lock: Arc::default(),
            fault,
        }
    }

    fn open(&self) -> Handle {
        let pacer = match self.fault {
            Fault::OneCountPerHandle => Pacer::per_second(RATE).unwrap(),
            _ => self.pacer.clone(),
        };
        Handle {
            shared: Self {
                pacer,
                ..self.clone()
            },
            paused_until: Mutex::new(Instant::now()),
        }
    }
}

struct Handle {
    shared: Shared,
    paused_until: Mutex<Instant>,
}

impl Handle {
    /// A turn that nobody else gets, whether it is used or not.
    fn reserve(&self, interval: Duration) -> Instant {
        let mut next = self.shared.next.lock().unwrap();
        *next = (*next).max(Instant::now());
        let turn = *next;
        *next += interval;
        turn
    }

    /// Takes a token, or returns when there is one.
    fn take_from_bucket(&self) -> Result<(), Instant> {
        let mut bucket = self.shared.bucket.lock().unwrap();
        let (left, at) = *bucket;
        let now = Instant::now();
        let filled = left + (now - at).as_secs_f64() * f64::from(RATE);
        let filled = filled.min(f64::from(RATE));
        *bucket = (filled, now);
        if filled < 1.0 {
            return Err(now + Duration::from_millis(20));
        }
        bucket.0 -= 1.0;
        Ok(())
    }

    /// Counts in the seconds of the clock.
    fn take_from_second(&self) -> Result<(), Instant> {
        let mut second = self.shared.bucket.lock().unwrap();
        let (used, begun) = *second;
        let now = Instant::now();
        if now - begun >= Duration::from_secs(1) {
            let whole = Duration::from_secs((now - begun).as_secs());
            *second = (1.0, begun + whole);
            return Ok(());
        }
        if used >= f64::from(RATE) {
            return Err(begun + Duration::from_secs(1));
        }
        second.0 += 1.0;
        Ok(())
    }
}

impl RateLimiter for Handle {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async {
            let shared = &self.shared;
            let paused_until = *self.paused_until.lock().unwrap();
            sleep_until(paused_until).await;
            match shared.fault {
                Fault::PermitsEverything => Unlimited.acquire().await,
                Fault::PermitsBursts => {
                    while let Err(until) = self.take_from_bucket() {
                        sleep_until(until).await;
                    }
                    Ok(Permit::new())
                }
                Fault::CountsCalendarSeconds => {
                    while let Err(until) = self.take_from_second() {
                        sleep_until(until).await;
                    }
                    Ok(Permit::new())
                }
                Fault::ReservesTurns => {
                    sleep_until(self.reserve(Duration::from_millis(1020) / RATE)).await;
                    Ok(Permit::new())
                }
                Fault::LocksAcrossAwaits => {
                    let _guard = shared.lock.lock().await;
                    shared.pacer.acquire().await
                }
                _ => shared.pacer.acquire().await,
            }
        })
    }

    fn on_throttled(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            match self.shared.fault {
                Fault::IgnoresThrottling => {}
                Fault::PausesOneHandle => {
                    *self.paused_until.lock().unwrap() = Instant::now() + Duration::from_secs(1);
                }
                Fault::PausesForever => {
                    *self.paused_until.lock().unwrap() = Instant::now() + Duration::from_secs(30);
                    self.shared.pacer.on_throttled().await;
                }
                _ => self.shared.pacer.on_throttled().await,
            }
        })
    }
}

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

#[tokio::test(start_paused = true)]
async fn the_pacer_serves_requesters_in_turn() {
    let pacer = Pacer::per_second(RATE).unwrap();
    conformance::fair_turns(RATE, async || Ok(pacer.clone()))
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn each_rule_catches_a_limiter_that_breaks_it() {
    const AT_MOST: &str = "all handles together get no more permits in any second than the rate";
    const THROTTLED: &str =
        "after `on_throttled`, no handle gets a permit for a second, and then they do";
    let faults = [
        (Fault::PermitsEverything, AT_MOST),
        (Fault::PermitsBursts, AT_MOST),
        (Fault::CountsCalendarSeconds, AT_MOST),
        (Fault::OneCountPerHandle, AT_MOST),
        (
            Fault::IsSlow,
            "under load, at least 90 % of the rate is granted",
        ),
        (
            Fault::ReservesTurns,
            "a waiter that is dropped keeps no turn",
        ),
        (
            Fault::LocksAcrossAwaits,
            "a waiter that is not polled does not block the others",
        ),
        (Fault::IgnoresThrottling, THROTTLED),
        (Fault::PausesOneHandle, THROTTLED),
        (Fault::PausesForever, THROTTLED),
    ];
    for (fault, rule) in faults {
        let shared = Shared::new(fault);
        let checked = conformance::rate_limiter(RATE, LOAD, async || Ok(shared.open())).await;
        let violation = checked.expect_err(&format!("{fault:?} was not noticed"));
        assert_eq!(violation.rule(), rule, "{fault:?}: {violation}");
    }
    let shared = Shared::new(Fault::None);
    conformance::rate_limiter(RATE, LOAD, async || Ok(shared.open()))
        .await
        .unwrap();
}

/// Serves two requesters in turn, or all waiters in the order of their arrival.
#[derive(Clone)]
struct Turns {
    queue: Arc<Mutex<Vec<(Requester, u64)>>>,
    last: Arc<Mutex<(Requester, u64)>>,
    pacer: Pacer,
    is_fair: bool,
}

impl Turns {
    fn new(is_fair: bool) -> Self {
        Self {
            queue: Arc::default(),
            last: Arc::default(),
            pacer: Pacer::per_second(RATE).unwrap(),
            is_fair,
        }
    }

    /// The waiter whose turn it is: of another requester than the last one, if there is one.
    fn first(&self) -> Option<(Requester, u64)> {
        let queue = self.queue.lock().unwrap();
        let last = self.last.lock().unwrap().0;
        let mut others = queue
            .iter()
            .filter(|(requester, _)| self.is_fair && *requester != last);
        others.next().or(queue.first()).copied()
    }
}

impl RateLimiter for Turns {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        self.acquire_for(Requester::default())
    }

    fn acquire_for(&self, requester: Requester) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async move {
            let ticket = {
                let mut last = self.last.lock().unwrap();
                last.1 += 1;
                (requester, last.1)
            };
            self.queue.lock().unwrap().push(ticket);
            while self.first() != Some(ticket) {
                sleep(Duration::from_millis(5)).await;
            }
            let permit = self.pacer.acquire().await?;
            self.queue
                .lock()
                .unwrap()
                .retain(|waiter| *waiter != ticket);
            self.last.lock().unwrap().0 = requester;
            Ok(permit)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_limiter_that_serves_requesters_in_turn_passes_and_a_queue_is_caught() {
    let fair = Turns::new(true);
    conformance::fair_turns(RATE, async || Ok(fair.clone()))
        .await
        .unwrap();
    let queue = Turns::new(false);
    let violation = conformance::fair_turns(RATE, async || Ok(queue.clone()))
        .await
        .unwrap_err();
    let rule = "a requester with one waiter does not wait for all waiters of another";
    assert_eq!(violation.rule(), rule, "{violation}");
}
