//! The quota of the day, refused by the server or by the limiter: what is reported, what waits for the next day, and
//! what ends the wait. With paused time, which the sandbox and the client share.

use crate::subscriber::subscribe;
use constant_contact::{
    BoxFuture, Client, ClientBuilder, CsvSource, ErrorKind, LimitError, Pacer, Permit, RateLimiter,
    Requester, RetryPolicy, Unlimited,
};
use constant_contact_sandbox::{ErrorShape, Fault, Sandbox};
use futures_util::{StreamExt, TryStreamExt};
use std::fmt::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::{Instant, advance, timeout};
use tracing::Subscriber;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::prelude::*;

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);
const LISTS: &str = "GET /contact_lists";

/// A sandbox with `daily` requests a day, at 01:00 UTC.
async fn sandbox(daily: u64) -> Sandbox {
    let builder = Sandbox::builder().rate(1_000).daily(daily);
    let sandbox = builder.start().await.unwrap();
    let since_midnight = since_1970(&sandbox).as_secs() % DAY.as_secs();
    advance(DAY + HOUR - Duration::from_secs(since_midnight)).await;
    sandbox
}

/// The time by the clock of the sandbox.
fn since_1970(sandbox: &Sandbox) -> Duration {
    let now = SystemTime::from(sandbox.clock().now());
    now.duration_since(UNIX_EPOCH).unwrap()
}

fn builder(sandbox: &Sandbox, limiter: impl RateLimiter + 'static) -> ClientBuilder {
    Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.access_token())
        .http(reqwest::Client::builder())
        .rate_limiter(limiter)
}

/// A policy that waits, and makes a single attempt otherwise.
fn patient() -> RetryPolicy {
    RetryPolicy::none().wait_for_quota(true)
}

/// Permits everything, and keeps what is reported about the quota.
#[derive(Clone, Default)]
struct Reports(Arc<Mutex<Vec<SystemTime>>>);

impl Reports {
    fn all(&self) -> Vec<SystemTime> {
        self.0.lock().unwrap().clone()
    }
}

impl RateLimiter for Reports {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Unlimited.acquire()
    }

    fn on_quota_exceeded(&self, resets_at: SystemTime) -> BoxFuture<'_, ()> {
        Box::pin(async move { self.0.lock().unwrap().push(resets_at) })
    }
}

/// On which day, counted from the first request, and how long after its midnight each request arrived.
fn arrivals(sandbox: &Sandbox) -> Vec<(u64, Duration)> {
    let requests = sandbox.last_requests();
    let at = |at| {
        let at = SystemTime::from(at).duration_since(UNIX_EPOCH).unwrap();
        (at.as_secs() / DAY.as_secs(), at)
    };
    let first = at(requests[0].at).0;
    let days = requests.iter().map(|request| at(request.at));
    days.map(|(day, at)| (day - first, at - DAY * u32::try_from(day).unwrap()))
        .collect()
}

/// The days on which requests were sent, with how many there were, and whether the later ones began within
/// two minutes after midnight.
fn assert_days(sandbox: &Sandbox, expected: &[usize]) {
    let arrivals = arrivals(sandbox);
    let mut days = vec![0; expected.len()];
    for (day, since_midnight) in arrivals {
        let day = usize::try_from(day).unwrap();
        if days[day] == 0 && day > 0 {
            let early = Duration::from_secs(1)..Duration::from_secs(121);
            assert!(early.contains(&since_midnight), "{since_midnight:?}");
        }
        days[day] += 1;
    }
    assert_eq!(days, expected);
}

#[tokio::test(start_paused = true)]
async fn a_list_longer_than_the_quota_is_read_to_its_end_on_the_next_days() {
    let sandbox = sandbox(5).await;
    for number in 0..12 {
        sandbox.add_list(&format!("List {number}"));
    }
    let reports = Reports::default();
    let client = builder(&sandbox, reports.clone()).retry(patient());
    let client = client.build().unwrap();
    let lists: Vec<_> = client
        .get_all_lists()
        .limit(1)
        .stream()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(lists.len(), 12);
    // Five each day, and one that was refused before the client waited for midnight. The second refusal comes so
    // soon after midnight that the client's clock could be ahead: it asks once more after a few minutes.
    assert_days(&sandbox, &[6, 7, 2]);
    assert_eq!(reports.all().len(), 3, "each refusal is reported once");
}

#[tokio::test(start_paused = true)]
async fn an_import_longer_than_the_quota_is_complete_on_a_later_day() {
    let sandbox = sandbox(4).await;
    let list = sandbox.add_list("Imports");
    let client = builder(&sandbox, Unlimited).retry(patient());
    let client = client.build().unwrap();
    let mut csv = "email,first_name\n".to_owned();
    for row in 0..50 {
        writeln!(csv, "p{row}@example.com,Ann").unwrap();
    }
    let import = client.import_csv(CsvSource::bytes(csv), [list]);
    let job = import.part_lines(6).send().await.unwrap();
    let report = job.finish().await.unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!((report.parts.len(), report.rows_sent()), (10, 50));
    assert_eq!(sandbox.contacts().len(), 50);
    let (last, _) = *arrivals(&sandbox).last().unwrap();
    assert_eq!(
        last, 2,
        "ten parts, and at least one request for their jobs"
    );
}

#[tokio::test(start_paused = true)]
async fn a_limiter_that_refuses_is_waited_for_and_nothing_is_sent_in_vain() {
    let sandbox = sandbox(10_000).await;
    let pacer = Pacer::default().daily(3).enforce_daily();
    let client = builder(&sandbox, pacer).retry(patient()).build().unwrap();
    for _ in 0..8 {
        client.get_all_lists().send().await.unwrap();
    }
    assert_days(&sandbox, &[3, 3, 2]);
}

#[tokio::test(start_paused = true)]
async fn without_the_setting_a_call_fails_and_tells_the_limiter() {
    let sandbox = sandbox(1).await;
    let reports = Reports::default();
    let client = builder(&sandbox, reports.clone()).build().unwrap();
    client.get_all_lists().send().await.unwrap();
    let start = Instant::now();
    let error = client.get_all_lists().send().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::QuotaExceeded, 1)
    );
    assert_eq!(reports.all(), [error.quota_resets_at().unwrap()]);
    let resets_at = error.quota_resets_at().unwrap();
    let now = SystemTime::from(sandbox.clock().now());
    let left = resets_at.duration_since(now).unwrap();
    assert!(left <= 23 * HOUR && left > 22 * HOUR, "{left:?}");
    assert!(start.elapsed() < HOUR);
    // The setting can be made for single calls.
    let patient = client.with_retry(patient());
    patient.get_all_lists().send().await.unwrap();
    assert_days(&sandbox, &[3, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_pacer_that_enforces_sends_nothing_more_after_the_server_refused_once() {
    let sandbox = sandbox(1).await;
    let pacer = Pacer::per_second(4).unwrap().enforce_daily();
    let client = builder(&sandbox, pacer).build().unwrap();
    client.get_all_lists().send().await.unwrap();
    for attempts in [1, 0, 0] {
        let error = client.get_all_lists().send().await.unwrap_err();
        let (kind, sent) = (error.kind(), error.attempts());
        assert_eq!((kind, sent), (ErrorKind::QuotaExceeded, attempts));
    }
    assert_eq!(sandbox.requests(LISTS), 2);
}

#[tokio::test(start_paused = true)]
async fn a_call_does_not_wait_for_a_day_that_begins_after_its_timeout() {
    let sandbox = sandbox(1).await;
    let by_server = builder(&sandbox, Unlimited).retry(patient());
    let by_server = by_server.build().unwrap();
    by_server.get_all_lists().send().await.unwrap();
    let pacer = Pacer::default().daily(0).enforce_daily();
    let by_limiter = builder(&sandbox, pacer).retry(patient()).build().unwrap();
    for (client, attempts) in [(&by_server, 1), (&by_limiter, 0)] {
        let start = Instant::now();
        let short = client.with_call_timeout(10 * HOUR);
        let error = short.get_all_lists().send().await.unwrap_err();
        let (kind, sent) = (error.kind(), error.attempts());
        assert_eq!((kind, sent), (ErrorKind::QuotaExceeded, attempts));
        assert!(start.elapsed() < HOUR, "{:?}", start.elapsed());
    }
    let long = by_server.with_call_timeout(30 * HOUR);
    long.get_all_lists().send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_call_is_retried_after_its_wait_as_if_it_had_begun_then() {
    let sandbox = sandbox(1).await;
    let policy = RetryPolicy::default().max_attempts(2).wait_for_quota(true);
    let client = builder(&sandbox, Unlimited).retry(policy).build().unwrap();
    client.get_all_lists().send().await.unwrap();
    // The second request is refused for the quota, and the third by the server's fault.
    let unavailable = Fault::Status(503, ErrorShape::Empty);
    sandbox.fail(unavailable).on(LISTS).after(1).times(1);
    client.get_all_lists().send().await.unwrap();
    assert_days(&sandbox, &[2, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_limiter_that_names_a_time_in_the_past_is_not_asked_in_a_busy_loop() {
    /// Refuses each request, with the beginning of time.
    #[derive(Clone, Default)]
    struct Wrong(Arc<Mutex<u32>>);

    impl RateLimiter for Wrong {
        fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
            *self.0.lock().unwrap() += 1;
            let resets_at = UNIX_EPOCH;
            Box::pin(async move { Err(LimitError::QuotaExceeded { resets_at }) })
        }
    }

    let (sandbox, wrong) = (sandbox(1).await, Wrong::default());
    let client = builder(&sandbox, wrong.clone()).retry(patient());
    let client = client.build().unwrap();
    // The total time does not end the waits; dropping the future does.
    let call = client.get_all_lists();
    assert!(timeout(HOUR, call.send()).await.is_err());
    let asked = *wrong.0.lock().unwrap();
    assert!((59..=3_600).contains(&asked), "{asked}");
    assert_eq!(sandbox.requests(LISTS), 0);
}

/// Counts the events at the level `info` or above.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Events {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("constant_contact::") {
            let fields = event.metadata().fields().iter();
            let names: Vec<_> = fields.map(|field| field.name()).collect();
            self.0.lock().unwrap().push(names.join(" "));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_logged_once() {
    let events = Events::default();
    let layer = events.clone().with_filter(LevelFilter::INFO);
    let _subscribed = subscribe(tracing_subscriber::registry().with(layer));
    let sandbox = sandbox(1).await;
    let client = builder(&sandbox, Unlimited).retry(patient());
    let client = client.build().unwrap();
    for calls in 0..3 {
        client.get_all_lists().send().await.unwrap();
        advance(HOUR).await;
        assert_eq!(
            *events.0.lock().unwrap(),
            vec!["message wait.seconds"; calls]
        );
    }
}

/// Grants one permit after the other, and keeps for whom.
#[derive(Clone)]
struct Granted(Pacer, Arc<Mutex<Vec<Requester>>>);

impl RateLimiter for Granted {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        self.acquire_for(Requester::default())
    }

    fn acquire_for(&self, requester: Requester) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async move {
            let permit = self.0.acquire_for(requester).await?;
            self.1.lock().unwrap().push(requester);
            Ok(permit)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_with_one_call_is_served_before_the_hundred_of_another() {
    let sandbox = sandbox(10_000).await;
    let granted = Granted(Pacer::default(), Arc::default());
    let client = || builder(&sandbox, granted.clone()).build().unwrap();
    let (busy, quiet) = (client(), client());
    let many = futures_util::stream::iter(0..100)
        .map(|_| busy.get_all_lists().send())
        .buffer_unordered(100);
    let many = many.for_each(|result| async { drop(result.unwrap()) });
    tokio::join!(many, async { quiet.get_all_lists().send().await.unwrap() });
    let order = granted.1.lock().unwrap().clone();
    assert_eq!(order.len(), 101);
    // The clone of a client has the same requester as the client.
    let alone =
        (0..101).filter(|at| order.iter().filter(|other| **other == order[*at]).count() == 1);
    let alone: Vec<_> = alone.collect();
    assert!(alone.len() == 1 && alone[0] <= 2, "{alone:?}");
}
