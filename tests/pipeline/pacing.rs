//! The pacing as the server sees it, with a paused clock and real sockets: never a fifth request
//! within a second, and almost always four.

use crate::authority::Authority;
use crate::calls::{Verb, builder};
use crate::scripted::{answering, fine, refuse, scripted};
use crate::time::{Stopped, densest_second};
use constant_contact::chrono::{DateTime, TimeDelta, Utc};
use constant_contact::{BoxFuture, Client, LimitError, Pacer, Permit, RateLimiter, Usage};
use constant_contact_sandbox::{Contents, Sandbox};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

/// A pacer whose permits are counted.
#[derive(Clone, Default)]
struct Watched {
    pacer: Pacer,
    granted: Arc<AtomicU64>,
}

impl Watched {
    fn granted(&self) -> u64 {
        self.granted.load(Ordering::SeqCst)
    }
}

impl RateLimiter for Watched {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async {
            let permit = self.pacer.acquire().await?;
            self.granted.fetch_add(1, Ordering::SeqCst);
            Ok(permit)
        })
    }

    fn on_throttled(&self) -> BoxFuture<'_, ()> {
        self.pacer.on_throttled()
    }

    fn usage(&self) -> Option<Usage> {
        self.pacer.usage()
    }
}

/// Makes `calls` calls in each of `tasks` tasks.
async fn many(client: &Client, tasks: usize, calls: usize) {
    let mut set = JoinSet::new();
    for task in 0..tasks {
        let client = client.clone();
        set.spawn(async move {
            let verb = Verb::METHODS[task % Verb::METHODS.len()];
            for _ in 0..calls {
                verb.call(&client).await.unwrap();
            }
        });
    }
    set.join_all().await;
}

/// When the requests below a path arrived.
fn arrivals(server: &Sandbox, path: &str) -> Vec<DateTime<Utc>> {
    let requests = server.last_requests().into_iter();
    let is_below = |contents: Option<&Contents>| contents.unwrap().path().starts_with(path);
    requests
        .filter(|request| is_below(request.contents.as_ref()))
        .map(|request| request.at)
        .collect()
}

#[tokio::test(start_paused = true)]
async fn no_second_has_a_fifth_request_of_64_tasks_and_the_rate_is_nearly_4() {
    let (stopped, watched) = (Stopped::new(), Watched::default());
    let server = scripted([fine()]).await;
    let client = builder(server.url("/v3"))
        .access_token("t")
        .rate_limiter(watched.clone())
        .build()
        .unwrap();
    let arrived = || watched.granted() == server.request_count();
    stopped.run(arrived, many(&client, 64, 8)).await;

    let seen = arrivals(&server, "/");
    assert_eq!(seen.len(), 512);
    assert_eq!(densest_second(&seen), 4);
    let span = *seen.last().unwrap() - *seen.first().unwrap();
    let rate = (seen.len() - 1) as f64 / span.as_seconds_f64();
    assert!(rate >= 3.9, "{rate} a second");
}

#[tokio::test(start_paused = true)]
async fn a_slow_renewal_is_not_followed_by_a_burst() {
    let (stopped, watched) = (Stopped::new(), Watched::default());
    let authority = Authority::start().await;
    authority.answer_after(Duration::from_secs(5));
    let session = authority.expired_session().await;
    let client = builder(authority.url("/v3"))
        .session(session)
        .rate_limiter(watched.clone())
        .build()
        .unwrap();
    let arrived = || watched.granted() == authority.calls();
    let calls = async {
        let mut set = JoinSet::new();
        for _ in 0..32 {
            let client = client.clone();
            set.spawn(async move { Verb::Get.call(&client).await.unwrap() });
        }
        set.join_all().await;
    };
    stopped.run(arrived, calls).await;
    assert_eq!(authority.refreshes(), 1);
    let seen = arrivals(authority.server(), "/v3");
    assert_eq!((seen.len(), densest_second(&seen)), (32, 4));
}

#[tokio::test(start_paused = true)]
async fn one_request_too_many_stops_all_tasks_for_a_second() {
    let (stopped, watched) = (Stopped::new(), Watched::default());
    let server = answering(|_, number| match number {
        5 => refuse(429, "throttled"),
        _ => fine(),
    })
    .await;
    let client = builder(server.url(""))
        .access_token("t")
        .rate_limiter(watched.clone())
        .build()
        .unwrap();
    let arrived = || watched.granted() == server.request_count();
    stopped.run(arrived, many(&client, 8, 2)).await;
    let seen = arrivals(&server, "/");
    assert_eq!(seen.len(), 17, "one repetition");
    assert!(seen[6] - seen[5] >= TimeDelta::seconds(1));
    assert_eq!(densest_second(&seen), 4);
}

#[tokio::test]
async fn usage_counts_the_requests_that_were_sent_and_nothing_else() {
    let server = scripted([refuse(503, ""), fine()]).await;
    let client = builder(server.url(""))
        .access_token("t")
        .rate_limiter(Pacer::per_second(100).unwrap().daily(50))
        .build()
        .unwrap();
    Verb::Get.call(&client).await.unwrap();
    Verb::Post.call(&client.clone()).await.unwrap();
    let never = client.with_retry(constant_contact::RetryPolicy::none());
    Verb::Patch.call(&never).await.unwrap();
    client.get_accounts().send().await.unwrap_err();
    client.get_list("").send().await.unwrap_err();

    let usage = client.usage().unwrap();
    assert_eq!(server.request_count(), 4);
    assert_eq!((usage.used_today, usage.remaining()), (4, Some(46)));
}
