//! Daily limits: the `Pacer` passes, and so does a limiter with a shared count. One that counts wrongly is caught.

#![allow(clippy::unwrap_used, reason = "tests")]

use constant_contact::{
    BoxError, BoxFuture, LimitError, Pacer, Permit, RateLimiter, Usage, conformance,
};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::time::sleep;

const LIMIT: u64 = 30;

#[tokio::test(start_paused = true)]
async fn a_pacer_that_enforces_the_daily_limit_passes() {
    let pacer = Pacer::per_second(100).unwrap().daily(LIMIT).enforce_daily();
    conformance::daily_limit(LIMIT, async || Ok(pacer.clone()))
        .await
        .unwrap();
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CountFault {
    None,
    OffByOne,
    ReadsThenWrites,
    OneCountPerHandle,
    NeverRefuses,
    IsUnavailable,
    WaitsForTheNextDay,
    ResetsInThePast,
    ReportsSomeLeft,
    IgnoresTheServer,
    InformsOneHandle,
    RefusesForever,
}

/// A count in a database.
#[derive(Clone)]
struct Counter {
    used: Arc<Mutex<u64>>,
    refuses_until: Arc<Mutex<Option<SystemTime>>>,
    fault: CountFault,
}

impl Counter {
    fn new(fault: CountFault) -> Self {
        Self {
            used: Arc::default(),
            refuses_until: Arc::default(),
            fault,
        }
    }

    fn open(&self) -> Self {
        let mut handle = self.clone();
        match self.fault {
            CountFault::OneCountPerHandle => handle.used = Arc::default(),
            CountFault::InformsOneHandle => handle.refuses_until = Arc::default(),
            _ => {}
        }
        handle
    }

    fn used(&self) -> u64 {
        *self.used.lock().unwrap()
    }

    fn midnight() -> SystemTime {
        SystemTime::now() + Duration::from_secs(3600)
    }
}

impl RateLimiter for Counter {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async {
            sleep(Duration::from_millis(2)).await;
            let until = *self.refuses_until.lock().unwrap();
            let forever = self.fault == CountFault::RefusesForever;
            if let Some(resets_at) = until.filter(|until| *until > SystemTime::now() || forever) {
                return Err(LimitError::QuotaExceeded { resets_at });
            }
            let limit = LIMIT + u64::from(self.fault == CountFault::OffByOne);
            let used = self.used();
            if used >= limit {
                match self.fault {
                    CountFault::NeverRefuses => {}
                    CountFault::IsUnavailable => return Err(LimitError::unavailable("no turns")),
                    CountFault::WaitsForTheNextDay => sleep(Duration::from_secs(3600)).await,
                    CountFault::ResetsInThePast => {
                        let resets_at = SystemTime::UNIX_EPOCH;
                        return Err(LimitError::QuotaExceeded { resets_at });
                    }
                    _ => {
                        let resets_at = Self::midnight();
                        return Err(LimitError::QuotaExceeded { resets_at });
                    }
                }
            }
            if self.fault == CountFault::ReadsThenWrites {
                sleep(Duration::from_millis(2)).await;
            }
            *self.used.lock().unwrap() = match self.fault {
                CountFault::ReadsThenWrites => used + 1,
                _ => self.used() + 1,
            };
            Ok(Permit::new())
        })
    }

    fn on_quota_exceeded(&self, resets_at: SystemTime) -> BoxFuture<'_, ()> {
        if self.fault != CountFault::IgnoresTheServer {
            *self.refuses_until.lock().unwrap() = Some(resets_at);
        }
        Box::pin(std::future::ready(()))
    }

    fn usage(&self) -> Option<Usage> {
        let used = match self.fault {
            CountFault::ReportsSomeLeft => 0,
            _ => self.used(),
        };
        Some(Usage::new(used, Some(LIMIT), Self::midnight()))
    }
}

#[tokio::test(start_paused = true)]
async fn each_rule_catches_a_count_that_breaks_it() {
    const EXACT: &str = "all handles together get exactly as many permits as the daily limit";
    const REFUSES: &str =
        "when the daily limit is used up, every handle refuses with `LimitError::QuotaExceeded`";
    const INFORMED: &str =
        "after `on_quota_exceeded`, every handle refuses until the given time, and not for longer";
    let faults = [
        (CountFault::OffByOne, EXACT),
        (CountFault::ReadsThenWrites, EXACT),
        (CountFault::OneCountPerHandle, EXACT),
        (CountFault::NeverRefuses, EXACT),
        (
            CountFault::IsUnavailable,
            "calls succeed while the storage works",
        ),
        (CountFault::WaitsForTheNextDay, REFUSES),
        (CountFault::ResetsInThePast, REFUSES),
        (CountFault::ReportsSomeLeft, EXACT),
        (CountFault::IgnoresTheServer, INFORMED),
        (CountFault::InformsOneHandle, INFORMED),
        (CountFault::RefusesForever, INFORMED),
    ];
    // The wall clock is not paused, so they wait at the same time.
    let checks = faults.map(|(fault, rule)| {
        tokio::spawn(async move {
            let violation = check(fault)
                .await
                .expect_err(&format!("{fault:?} was not noticed"));
            assert_eq!(violation.rule(), rule, "{fault:?}: {violation}");
        })
    });
    check(CountFault::None).await.unwrap();
    for check in checks {
        check.await.unwrap();
    }
}

fn check(fault: CountFault) -> BoxFuture<'static, Result<(), conformance::Violation>> {
    let counter = Counter::new(fault);
    Box::pin(async move {
        let open = move || std::future::ready(Ok::<_, BoxError>(counter.open()));
        conformance::daily_limit(LIMIT, open).await
    })
}
