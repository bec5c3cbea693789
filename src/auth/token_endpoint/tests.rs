use super::*;
use crate::transport::future::BoxFuture;
use crate::transport::pacing::{self, LimitError};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::time::sleep;

/// When requests were sent, in milliseconds since the beginning.
type Times = Arc<Mutex<Vec<u128>>>;

/// An endpoint that answers with this status.
fn endpoint(status: u16) -> (TokenEndpoint, Times) {
    let (times, begun) = (Times::default(), Instant::now());
    let recorded = times.clone();
    let mut endpoint = TokenEndpoint::new();
    endpoint.set_http_client(Arc::new(move |_| {
        recorded.lock().unwrap().push(begun.elapsed().as_millis());
        Box::pin(async move { Ok(HttpResponse::new(status, "")) })
    }));
    (endpoint, times)
}

fn request() -> HttpRequest {
    HttpRequest::new(vec![])
}

#[tokio::test(start_paused = true)]
async fn requests_are_an_interval_apart_and_a_dropped_one_takes_no_permit() {
    let (endpoint, times) = endpoint(500);
    let calls: Vec<_> = (0..6)
        .map(|call| {
            let endpoint = endpoint.clone();
            let limit = Duration::from_millis(if call % 2 == 1 { 500 } else { 60_000 });
            tokio::spawn(async move {
                let sent = async { endpoint.acquire().await?.send(request()).await };
                timeout(limit, sent).await.ok();
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(*times.lock().unwrap(), [0, 1000, 2000]);
}

/// Starts a caller that notes its name when it has a permit.
fn caller(
    endpoint: &TokenEndpoint,
    served: &Arc<Mutex<Vec<&'static str>>>,
    name: &'static str,
    priority: Priority,
    urgent: impl Future<Output = ()> + Send + 'static,
) -> tokio::task::JoinHandle<()> {
    let (endpoint, served) = (endpoint.clone(), served.clone());
    tokio::spawn(async move {
        endpoint.acquire_with(priority, pin!(urgent)).await.unwrap();
        served.lock().unwrap().push(name);
    })
}

#[tokio::test(start_paused = true)]
async fn callers_that_something_waits_for_come_first() {
    for shared in [false, true] {
        let (mut endpoint, _) = endpoint(200);
        if shared {
            endpoint.set_limiter(Arc::new(Limiter::taking(Duration::from_millis(2500))));
        }
        let served = Arc::default();
        let soon = || sleep(Duration::from_millis(500));
        let callers = [
            ("first", Priority::Background, None),
            ("background 1", Priority::Background, None),
            ("background 2", Priority::Background, None),
            ("becomes urgent", Priority::Background, Some(soon())),
            ("urgent", Priority::Urgent, None),
            ("holds a lock", Priority::LockHeld, None),
        ];
        let mut calls = vec![];
        for (name, priority, urgent) in callers {
            let urgent = async move {
                match urgent {
                    Some(urgent) => urgent.await,
                    None => pending().await,
                }
            };
            calls.push(caller(&endpoint, &served, name, priority, urgent));
            tokio::task::yield_now().await;
        }
        for call in calls {
            call.await.unwrap();
        }
        let expected = [
            "first",
            "holds a lock",
            "becomes urgent",
            "urgent",
            "background 1",
            "background 2",
        ];
        assert_eq!(*served.lock().unwrap(), expected, "shared: {shared}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_is_not_polled_delays_no_other() {
    let (endpoint, _) = endpoint(200);
    endpoint.acquire().await.unwrap();
    let mut unpolled = Box::pin(endpoint.acquire());
    assert!(
        timeout(Duration::from_millis(1), &mut unpolled)
            .await
            .is_err()
    );
    let begun = Instant::now();
    for number in 1..=5 {
        endpoint.acquire().await.unwrap();
        let late = begun.elapsed() - Duration::from_secs(1) * (number - 1);
        assert!(late < Duration::from_millis(1100), "{number}: {late:?}");
    }
    drop(unpolled);
}

/// A shared limiter that takes some time, and counts.
#[derive(Default)]
struct Limiter {
    time: Duration,
    asking: AtomicUsize,
    granted: Arc<AtomicUsize>,
    throttled: Arc<AtomicUsize>,
}

impl Limiter {
    fn taking(time: Duration) -> Self {
        Self {
            time,
            ..Self::default()
        }
    }
}

impl RateLimiter for Limiter {
    fn acquire(&self) -> BoxFuture<'_, Result<pacing::Permit, LimitError>> {
        Box::pin(async {
            let others = self.asking.fetch_add(1, Ordering::SeqCst);
            assert_eq!(others, 0, "one caller asks at a time");
            sleep(self.time).await;
            self.asking.fetch_sub(1, Ordering::SeqCst);
            self.granted.fetch_add(1, Ordering::SeqCst);
            Ok(pacing::Permit::new())
        })
    }

    fn on_throttled(&self) -> BoxFuture<'_, ()> {
        self.throttled.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test(start_paused = true)]
async fn each_request_asks_the_shared_limiter_which_learns_of_refusals() {
    for (status, refused) in [(200, 0), (400, 0), (503, 0), (429, 5)] {
        let (mut endpoint, times) = endpoint(status);
        let limiter = Limiter::taking(Duration::from_millis(1500));
        let (granted, throttled) = (limiter.granted.clone(), limiter.throttled.clone());
        endpoint.set_limiter(Arc::new(limiter));
        let calls: Vec<_> = (0..5)
            .map(|_| {
                let endpoint = endpoint.clone();
                tokio::spawn(async move {
                    let permit = endpoint.acquire().await.unwrap();
                    permit.send(request()).await.unwrap();
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
        assert_eq!(granted.load(Ordering::SeqCst), 5);
        assert_eq!(throttled.load(Ordering::SeqCst), refused, "{status}");
        let expected = [1500, 4000, 6500, 9000, 11_500];
        assert_eq!(*times.lock().unwrap(), expected, "both limits hold");
    }
}

#[tokio::test(start_paused = true)]
async fn a_permit_that_has_waited_is_replaced_if_many_processes_share_the_limit() {
    for (shared, waited, expected) in [
        (true, 500, 1),
        (true, 501, 2),
        (false, 500, 0),
        (false, 501, 0),
    ] {
        let (mut endpoint, _) = endpoint(200);
        let limiter = Limiter::taking(Duration::ZERO);
        let granted = limiter.granted.clone();
        if shared {
            endpoint.set_limiter(Arc::new(limiter));
        }
        let permit = endpoint.acquire().await.unwrap();
        sleep(Duration::from_millis(waited)).await;
        permit.refreshed().await.unwrap();
        assert_eq!(
            granted.load(Ordering::SeqCst),
            expected,
            "{shared} {waited}"
        );
    }
}

/// A limiter that fails at first.
struct FailingLimiter {
    asked: AtomicUsize,
}

impl RateLimiter for FailingLimiter {
    fn acquire(&self) -> BoxFuture<'_, Result<pacing::Permit, LimitError>> {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            match asked {
                0 => Err(LimitError::unavailable("no connection")),
                1 => panic!("the limiter panics"),
                2 => pending().await,
                _ => Ok(pacing::Permit::new()),
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_shared_limiter_that_fails_fails_one_request() {
    let (mut endpoint, times) = endpoint(200);
    endpoint.set_limiter(Arc::new(FailingLimiter {
        asked: AtomicUsize::new(0),
    }));
    for _ in 0..2 {
        let error = endpoint.acquire().await.err().unwrap();
        assert!(error.is_retryable(), "{error}");
    }
    // A caller that stops waiting lets the next one ask.
    let dropped = timeout(Duration::from_secs(100), endpoint.acquire()).await;
    assert!(dropped.is_err());
    endpoint
        .acquire()
        .await
        .unwrap()
        .send(request())
        .await
        .unwrap();
    assert_eq!(times.lock().unwrap().len(), 1);
}
