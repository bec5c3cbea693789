//! The pacer with tokio's paused time, and helpers that the tests of its arithmetic also use.

mod arithmetic;
mod fairness;
mod quota;

use super::*;
use std::error::Error;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

const SECOND: Duration = Duration::from_secs(1);

/// The most grants within any second, both of its ends included.
fn densest_second(grants: &[Instant]) -> usize {
    let within = |from: &Instant| {
        grants
            .iter()
            .filter(|at| *at >= from && **at - *from <= SECOND)
            .count()
    };
    grants.iter().map(within).max().unwrap_or_default()
}

/// Grants a second, from the first to the last.
fn rate(grants: &[Instant]) -> f64 {
    let span = *grants.last().unwrap() - *grants.first().unwrap();
    (grants.len() - 1) as f64 / span.as_secs_f64()
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// The permits in the order in which they were granted, with the task and the time of each.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<(usize, Instant)>>>);

impl Log {
    fn note(&self, who: usize) {
        self.0.lock().unwrap().push((who, Instant::now()));
    }

    fn order(&self) -> Vec<usize> {
        self.0.lock().unwrap().iter().map(|(who, _)| *who).collect()
    }

    fn instants(&self) -> Vec<Instant> {
        self.0.lock().unwrap().iter().map(|(_, at)| *at).collect()
    }
}

/// Polls a future once; returns whether it was ready.
async fn poll_once<F: Future + Unpin>(future: &mut F) -> bool {
    poll_fn(|context| Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_ready())).await
}

#[tokio::test(start_paused = true)]
async fn tasks_are_served_in_order_and_at_the_rate() {
    for (pacer, per_second) in [
        (Pacer::default(), 4),
        (Pacer::partner(), 10),
        (Pacer::per_second(1).unwrap(), 1),
    ] {
        let (log, mut tasks) = (Log::default(), JoinSet::new());
        for who in 0..64 {
            let (pacer, log) = (pacer.clone(), log.clone());
            tasks.spawn(async move {
                pacer.acquire().await.unwrap();
                log.note(who);
            });
        }
        tasks.join_all().await;
        assert_eq!(log.order(), (0..64).collect::<Vec<_>>());
        assert_eq!(densest_second(&log.instants()), per_second);
        assert!(rate(&log.instants()) >= 0.975 * per_second as f64);
        assert_eq!(pacer.usage().unwrap().used_today, 64);
    }
}

#[tokio::test(start_paused = true)]
async fn the_rate_is_kept_for_ten_minutes_with_64_tasks() {
    let (pacer, log, mut tasks) = (Pacer::default(), Log::default(), JoinSet::new());
    let end = Instant::now() + Duration::from_secs(600);
    for who in 0..64 {
        let (pacer, log) = (pacer.clone(), log.clone());
        tasks.spawn(async move {
            while Instant::now() < end {
                pacer.acquire().await.unwrap();
                log.note(who);
            }
        });
    }
    tasks.join_all().await;
    let grants = log.instants();
    assert!(densest_second(&grants) <= 4);
    assert!(rate(&grants) >= 3.9, "{}", rate(&grants));
    // A task that acquires another permit joins the end of the queue. The first task is served before the
    // others have started, and joins the queue again; after that, every round serves each task once.
    let order = log.order();
    assert!(
        order[1..]
            .chunks(64)
            .all(|round| round == &order[1..=round.len()])
    );
}

#[tokio::test(start_paused = true)]
async fn dropped_waiters_give_their_turns_back() {
    let (pacer, log, mut random) = (
        Pacer::default(),
        Log::default(),
        fastrand::Rng::with_seed(7),
    );
    let mut kept = JoinSet::new();
    let mut dropped = Vec::new();
    for who in 0..400 {
        let (pacer, log, patience) = (pacer.clone(), log.clone(), ms(random.u64(0..60_000)));
        let drops = random.bool();
        let task = async move {
            let patience = if drops { patience } else { Duration::MAX / 4 };
            if timeout(patience, pacer.acquire()).await.is_ok() {
                log.note(who);
            }
        };
        match who % 7 {
            0 => dropped.push(kept.spawn(task)), // aborted below, some before they start
            _ => drop(kept.spawn(task)),
        }
    }
    for task in dropped {
        task.abort();
        sleep(ms(random.u64(0..700))).await;
    }
    while kept.join_next().await.is_some() {}
    let grants = log.instants();
    assert!(grants.len() > 150 && grants.len() < 330, "{}", grants.len());
    assert!(densest_second(&grants) <= 4);
    assert!(rate(&grants) >= 3.9, "{}", rate(&grants));
    assert!(log.order().is_sorted(), "the others keep their order");
    assert_eq!(
        pacer.usage().unwrap().used_today,
        grants.len() as u64,
        "dropped futures do not count"
    );
}

#[tokio::test(start_paused = true)]
async fn when_the_first_waiter_leaves_the_next_takes_its_slot() {
    let pacer = Pacer::default();
    let start = Instant::now();
    pacer.acquire().await.unwrap();
    let (mut first, mut second) = (pacer.acquire(), pacer.acquire());
    assert!(!poll_once(&mut first).await && !poll_once(&mut second).await);
    sleep(ms(100)).await;
    drop(first);
    let permit = second.await.unwrap();
    assert_eq!(start.elapsed(), ms(255));
    assert_eq!(permit.waited(), ms(255));
    // A future that was never polled was never in the queue.
    drop(pacer.acquire());
    pacer.acquire().await.unwrap();
    assert_eq!(start.elapsed(), ms(510));
}

#[tokio::test(start_paused = true)]
async fn waiters_move_up_when_many_leave_the_queue() {
    let pacer = Pacer::default();
    let start = Instant::now();
    pacer.acquire().await.unwrap();
    let (mut tasks, log) = (Vec::new(), Log::default());
    for who in 0..1_000 {
        let (pacer, log) = (pacer.clone(), log.clone());
        tasks.push(tokio::spawn(async move {
            pacer.acquire().await.unwrap();
            log.note(who);
        }));
    }
    sleep(ms(100)).await;
    tasks[1..999].iter().for_each(|task| task.abort());
    sleep(SECOND).await;
    assert_eq!(log.order(), [0, 999]);
    assert_eq!(log.instants(), [start + ms(255), start + ms(510)]);
}

#[tokio::test(start_paused = true)]
async fn at_the_highest_rate_at_least_90_percent_is_reached() {
    let (pacer, log, mut tasks) = (
        Pacer::per_second(100).unwrap(),
        Log::default(),
        JoinSet::new(),
    );
    for who in 0..500 {
        let (pacer, log) = (pacer.clone(), log.clone());
        tasks.spawn(async move {
            pacer.acquire().await.unwrap();
            log.note(who);
        });
    }
    tasks.join_all().await;
    assert!(log.order().is_sorted());
    assert!(densest_second(&log.instants()) <= 100);
    assert!(rate(&log.instants()) >= 90.0, "{}", rate(&log.instants()));
}

/// A consumer that makes its own calls while its buffered stream holds unpolled futures.
#[tokio::test(start_paused = true)]
async fn futures_that_are_not_polled_do_not_block_others() {
    let pacer = Pacer::default();
    pacer.acquire().await.unwrap();
    let mut buffered: Vec<_> = (0..10).map(|_| pacer.acquire()).collect();
    for waiting in &mut buffered {
        assert!(!poll_once(waiting).await);
    }
    let start = Instant::now();
    let other = pacer.clone();
    let called = tokio::spawn(async move { other.acquire().await.unwrap().waited() });
    assert_eq!(
        timeout(SECOND, called).await.unwrap().unwrap(),
        ms(255 + 10 * 5)
    );
    // After they were passed over once, they do not delay the next one.
    timeout(ms(256), pacer.acquire()).await.unwrap().unwrap();
    // When they are polled again, they are ahead of newcomers and in their original order.
    let (log, mut tasks) = (Log::default(), Vec::new());
    for (who, waiting) in buffered.into_iter().enumerate() {
        let log = log.clone();
        tasks.push(async move {
            waiting.await.unwrap();
            log.note(who);
            start.elapsed()
        });
    }
    let mut tasks: Vec<_> = tasks.into_iter().map(Box::pin).collect();
    poll_fn(|context| {
        tasks.retain_mut(|task| task.as_mut().poll(context).is_pending());
        if tasks.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    assert_eq!(log.order(), (0..10).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_throttled_answer_stops_all_requests_for_a_second() {
    let pacer = Pacer::default();
    let start = Instant::now();
    pacer.acquire().await.unwrap();
    let mut tasks = JoinSet::new();
    for _ in 0..3 {
        let pacer = pacer.clone();
        tasks.spawn(async move {
            pacer.acquire().await.unwrap();
            Instant::now() - start
        });
    }
    sleep(ms(100)).await;
    pacer.on_throttled().await;
    pacer.clone().on_throttled().await;
    let granted: Vec<_> = tasks.join_all().await;
    assert_eq!(granted, [ms(1_100), ms(1_355), ms(1_610)]);
}

#[tokio::test(start_paused = true)]
async fn idle_time_does_not_permit_a_burst() {
    let (pacer, log) = (Pacer::default(), Log::default());
    for _ in 0..3 {
        sleep(Duration::from_secs(3_600)).await;
        for who in 0..6 {
            pacer.acquire().await.unwrap();
            log.note(who);
        }
    }
    assert!(densest_second(&log.instants()) <= 4);
}

#[tokio::test(start_paused = true)]
async fn limiters_can_be_trait_objects() {
    let limiters: [Arc<dyn RateLimiter>; 3] = [
        Arc::new(Unlimited),
        Arc::new(Pacer::default()),
        Arc::new(Arc::new(Unlimited) as Arc<dyn RateLimiter>),
    ];
    for limiter in limiters {
        let permit = tokio::spawn(async move {
            limiter.on_throttled().await;
            let known = limiter.usage().is_some();
            (
                known,
                timeout(2 * SECOND, limiter.acquire())
                    .await
                    .unwrap()
                    .unwrap(),
            )
        });
        let (known, permit) = permit.await.unwrap();
        assert_eq!(known, !permit.waited().is_zero());
    }
    let refused = LimitError::unavailable(std::io::Error::other("down"));
    assert_eq!(refused.source().unwrap().to_string(), "down");
}

/// With real time and several threads, for races that paused time cannot show.
#[test]
fn every_task_is_served_when_threads_compete_for_slots() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_time()
        .build()
        .unwrap();
    let (pacer, log) = (Pacer::per_second(100).unwrap(), Log::default());
    runtime.block_on(async {
        let mut tasks = JoinSet::new();
        for who in 0..120 {
            let (pacer, log) = (pacer.clone(), log.clone());
            tasks.spawn(async move {
                for _ in 0..2 {
                    let drop_early = pacer.acquire();
                    let _ = timeout(ms(3), drop_early).await;
                }
                pacer.acquire().await.unwrap();
                log.note(who);
            });
        }
        timeout(Duration::from_secs(30), tasks.join_all())
            .await
            .unwrap();
    });
    let mut served = log.order();
    served.sort_unstable();
    assert_eq!(served, (0..120).collect::<Vec<_>>());
}
