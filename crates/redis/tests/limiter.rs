//! The limiter as a client uses it, with a server that comes and goes.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use constant_contact::{
    Client, ErrorKind, LimitError, Pacer, RateLimiter, Requester, RetryPolicy, conformance, http,
};
use constant_contact_redis::{Connection, RedisLimiter, Unavailable};
use constant_contact_sandbox::Sandbox;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};
use support::{RedisServer, script_calls};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, timeout};

const INTERVAL: Duration = Duration::from_millis(255);
const SHORT: Duration = Duration::from_millis(200);

/// Polls a future once.
fn poll_once<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn is_unavailable<T>(result: &Result<T, LimitError>) -> bool {
    matches!(result, Err(LimitError::Unavailable(_)))
}

/// The limiters of two processes.
fn two(server: &RedisServer) -> [RedisLimiter; 2] {
    [(); 2].map(|()| RedisLimiter::new(server.connection().with_timeout(SHORT)))
}

#[tokio::test]
async fn requests_fail_while_redis_is_away_and_succeed_when_it_is_back() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let [limiter, _] = two(&server);
    limiter.acquire().await.unwrap();
    server.pause();
    assert!(is_unavailable(&limiter.acquire().await));
    server.resume();
    limiter.acquire().await.unwrap();
    server.kill();
    assert!(is_unavailable(&limiter.acquire().await));
    // Without the scripts and the data, and on a new connection.
    server.restart();
    limiter.acquire().await.unwrap();
}

#[tokio::test]
async fn a_turn_whose_answer_is_late_is_given_back_and_another_one_used() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let limiter = RedisLimiter::new(server.connection());
    limiter.acquire().await.unwrap();
    let before = script_calls(&server).await;
    tokio::time::sleep(2 * INTERVAL).await;
    server.pause();
    let mut waiting = limiter.acquire();
    assert!(timeout(SHORT, &mut waiting).await.is_err());
    server.resume();
    waiting.await.unwrap();
    assert!(script_calls(&server).await >= before + 2);
    assert_eq!(limiter.usage().unwrap().used_today, 2);
}

#[tokio::test]
async fn the_token_endpoint_has_a_limit_of_its_own() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let api = RedisLimiter::new(server.connection());
    let [first, second] = [(); 2].map(|()| RedisLimiter::token_endpoint(server.connection()));
    let started = Instant::now();
    first.acquire().await.unwrap();
    api.acquire().await.unwrap();
    assert!(timeout(SHORT, second.acquire()).await.is_err());
    second.acquire().await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(second.usage().unwrap().limit, None);
    assert_eq!(api.usage().unwrap().used_today, 1);
}

/// A connection on which each answer is late.
async fn late_connection(server: &RedisServer) -> Connection {
    let target = server.url().replace("redis://", "");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&target).await.unwrap();
            let (mut from_client, mut to_client) = client.into_split();
            let (mut from_server, mut to_server) = server.into_split();
            tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
            tokio::spawn(async move {
                let mut answer = [0; 4_096];
                while let Ok(length @ 1..) = from_server.read(&mut answer).await {
                    tokio::time::sleep(Duration::from_millis(40)).await;
                    to_client.write_all(&answer[..length]).await.ok();
                }
            });
        }
    });
    Connection::open(url).unwrap()
}

#[tokio::test]
async fn a_redis_whose_answers_are_all_late_is_unavailable() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let limiter = RedisLimiter::new(late_connection(&server).await);
    assert!(is_unavailable(&limiter.acquire().await));
    let share = Unavailable::LocalShare(Pacer::default());
    let limiter = limiter.when_unavailable(share);
    limiter.acquire().await.unwrap();
}

#[tokio::test]
async fn a_restart_between_two_requests_is_not_noticed() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let [limiter, _] = two(&server);
    limiter.acquire().await.unwrap();
    server.restart();
    limiter.acquire().await.unwrap();
}

#[tokio::test]
async fn a_local_share_paces_while_redis_is_away() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let share = Pacer::per_second(2).unwrap();
    let limiter = two(&server)[0]
        .clone()
        .when_unavailable(Unavailable::LocalShare(share.clone()));
    let used = || share.usage().unwrap().used_today;
    limiter.acquire().await.unwrap();
    assert_eq!(used(), 0);
    server.kill();
    let started = Instant::now();
    for _ in 0..5 {
        limiter.acquire().await.unwrap();
    }
    assert_eq!(used(), 5);
    assert!(started.elapsed() >= Duration::from_secs(2));
    server.restart();
    while used() < 20 {
        let before = used();
        limiter.acquire().await.unwrap();
        if used() == before {
            return;
        }
    }
    panic!("the limiter does not return to Redis");
}

#[tokio::test]
async fn a_dropped_future_gives_its_turn_to_the_next() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let limiter = RedisLimiter::new(server.connection()).rate(1).unwrap();
    limiter.acquire().await.unwrap();
    let mut waiting: Vec<_> = (0..20).map(|_| limiter.acquire()).collect();
    for future in &mut waiting {
        assert!(timeout(Duration::ZERO, future).await.is_err());
    }
    let last = waiting.pop().unwrap();
    drop(waiting);
    // The others would have needed 19 seconds.
    let waited = timeout(Duration::from_secs(10), last).await;
    waited.unwrap().unwrap();
}

#[tokio::test]
async fn a_future_that_is_not_polled_blocks_nobody_and_is_first_when_it_is() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let [limiter, _] = two(&server);
    limiter.acquire().await.unwrap();
    let mut unpolled = pin!(limiter.acquire());
    assert!(poll_once(unpolled.as_mut()).is_pending());
    for _ in 0..3 {
        limiter.acquire().await.unwrap();
    }
    assert!(poll_once(unpolled.as_mut()).is_pending());
    tokio::select! {
        biased;
        permit = unpolled => permit.unwrap(),
        permit = limiter.acquire() => panic!("not the first: {permit:?}"),
    };
}

#[tokio::test]
async fn requesters_of_a_process_take_turns() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let limiter = RedisLimiter::new(server.connection()).rate(20).unwrap();
    let (busy, quiet) = (Requester::new(), Requester::new());
    let served = Arc::<Mutex<Vec<Requester>>>::default();
    let mut tasks = tokio::task::JoinSet::new();
    for requester in [vec![busy; 50], vec![quiet; 5]].concat() {
        let (limiter, served) = (limiter.clone(), served.clone());
        tasks.spawn(async move {
            limiter.acquire_for(requester).await.unwrap();
            served.lock().unwrap().push(requester);
        });
    }
    tasks.join_all().await;
    let served = served.lock().unwrap();
    let last = served.iter().rposition(|requester| *requester == quiet);
    // By turns, it is the tenth; a task that the runtime polls late is passed over once.
    assert!(last.unwrap() < 20, "{last:?}");
}

#[tokio::test]
async fn all_processes_pause_when_one_was_throttled() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let [one, other] = two(&server);
    one.acquire().await.unwrap();
    other.acquire().await.unwrap();
    let started = Instant::now();
    one.on_throttled().await;
    for limiter in [&other, &one] {
        limiter.acquire().await.unwrap();
    }
    // The turn begins up to a round trip before its limiter knows.
    assert!(started.elapsed() >= Duration::from_secs(1) + INTERVAL - Duration::from_millis(5));
}

#[tokio::test]
async fn all_processes_refuse_when_the_api_has_refused_one_for_the_day() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let [one, other] = two(&server);
    let resets_at = SystemTime::now() + Duration::from_secs(2);
    one.on_quota_exceeded(resets_at).await;
    for limiter in [&one, &other] {
        let Err(LimitError::QuotaExceeded { resets_at: until }) = limiter.acquire().await else {
            panic!("not refused");
        };
        let difference = resets_at.duration_since(until).unwrap_or_default();
        assert!(difference < Duration::from_millis(1));
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    other.acquire().await.unwrap();
}

#[tokio::test]
async fn the_daily_limit_holds_over_all_processes_and_refuses_those_that_wait() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let limiters = two(&server).map(|limiter| limiter.rate(50).unwrap().daily(11));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..30 {
        let limiter = limiters[number % 2].clone();
        tasks.spawn(async move { limiter.acquire().await });
    }
    let results = tasks.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 11);
    let refused = |error: &LimitError| matches!(error, LimitError::QuotaExceeded { .. });
    assert!(
        results
            .iter()
            .filter_map(|result| result.as_ref().err())
            .all(refused)
    );
    let usage = limiters[0].usage().unwrap();
    assert_eq!((usage.used_today, usage.remaining()), (11, Some(0)));
    assert!(usage.resets_at > SystemTime::now());
}

#[tokio::test]
async fn usage_is_unknown_before_the_first_answer() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let [limiter, _] = two(&server);
    assert_eq!(limiter.usage(), None);
    limiter.acquire().await.unwrap();
    assert_eq!(limiter.usage().unwrap().used_today, 1);
}

#[test]
fn a_limiter_outlives_the_runtime_on_which_it_was_used_first() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let limiter = RedisLimiter::new(server.connection()).rate(1).unwrap();
    let first = runtime();
    first.block_on(limiter.acquire()).unwrap();
    let mut waiting = limiter.acquire();
    first.block_on(async {
        assert!(timeout(SHORT, &mut waiting).await.is_err());
    });
    drop(first);
    runtime()
        .block_on(async { timeout(Duration::from_secs(5), waiting).await })
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn prefixes_separate_api_keys() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let limiters = ["one", "two", "{}", ""]
        .map(|prefix| RedisLimiter::new(server.connection().with_prefix(prefix)).daily(1));
    for limiter in &limiters {
        limiter.acquire().await.unwrap();
    }
}

#[tokio::test]
async fn a_client_does_not_send_what_the_limiter_refuses() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.access_token())
        .retry(RetryPolicy::none())
        .rate_limiter(RedisLimiter::new(server.connection()).daily(1))
        .build()
        .unwrap();
    let call = || client.request(http::Method::GET, "/contact_lists").send();
    call().await.unwrap();
    assert_eq!(call().await.unwrap_err().kind(), ErrorKind::QuotaExceeded);
    server.kill();
    assert_eq!(call().await.unwrap_err().kind(), ErrorKind::RateLimiter);
    assert_eq!(sandbox.requests("GET /contact_lists"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keeps_the_rules_for_rates() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let open = async || Ok(RedisLimiter::new(server.connection()));
    let kept = conformance::rate_limiter(4, Duration::from_secs(10), open).await;
    kept.unwrap_or_else(|violation| panic!("{violation}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keeps_the_rules_for_requesters() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let open = async || Ok(RedisLimiter::new(server.connection()).rate(10)?);
    let kept = conformance::fair_turns(10, open).await;
    kept.unwrap_or_else(|violation| panic!("{violation}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keeps_the_rules_for_days() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let open = async || Ok(RedisLimiter::new(server.connection()).rate(50)?.daily(40));
    let kept = conformance::daily_limit(40, open).await;
    kept.unwrap_or_else(|violation| panic!("{violation}"));
}
