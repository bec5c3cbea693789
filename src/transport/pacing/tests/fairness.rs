//! Equal turns for each requester that waits, with paused time.

use super::super::*;
use super::{Log, SECOND, ms, poll_once};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

/// Starts a task that waits for one permit.
fn spawn(tasks: &mut JoinSet<()>, pacer: &Pacer, requester: Requester, who: usize, log: &Log) {
    let (pacer, log) = (pacer.clone(), log.clone());
    tasks.spawn(async move {
        pacer.acquire_for(requester).await.unwrap();
        log.note(who);
    });
}

/// Lets the tasks that were started join the queue.
async fn settle() {
    sleep(ms(1)).await;
}

#[tokio::test(start_paused = true)]
async fn one_call_of_a_quiet_account_does_not_wait_for_a_hundred_of_a_busy_one() {
    let (busy, quiet) = (Requester::new(), Requester::new());
    let (pacer, log, mut tasks) = (Pacer::default(), Log::default(), JoinSet::new());
    let start = Instant::now();
    (0..100).for_each(|who| spawn(&mut tasks, &pacer, busy, who, &log));
    settle().await;
    spawn(&mut tasks, &pacer, quiet, 100, &log);
    tasks.join_all().await;
    // The busy account's first call was served at once, and its next was ahead.
    let expected: Vec<_> = [0, 1, 100].into_iter().chain(2..100).collect();
    assert_eq!(log.order(), expected);
    assert_eq!(log.instants()[2], start + ms(2 * 255));
}

#[tokio::test(start_paused = true)]
async fn three_busy_accounts_get_equal_turns_as_long_as_they_wait() {
    let pacer = Pacer::default();
    let (log, mut tasks) = (Log::default(), JoinSet::new());
    for (who, waiters) in [(0, 50), (1, 5), (2, 20)] {
        let requester = Requester::new();
        (0..waiters).for_each(|_| spawn(&mut tasks, &pacer, requester, who, &log));
    }
    tasks.join_all().await;
    let order = log.order();
    let turns = |of: usize, until: usize| order[..until].iter().filter(|who| **who == of).count();
    for until in 0..=16 {
        let all = [0, 1, 2].map(|who| turns(who, until));
        assert!(
            all.iter().max().unwrap() - all.iter().min().unwrap() <= 2,
            "{order:?}"
        );
    }
    for until in 16..45 {
        assert!(turns(0, until).abs_diff(turns(2, until)) <= 2, "{order:?}");
    }
    assert_eq!(order.len(), 75);
}

#[tokio::test(start_paused = true)]
async fn acquire_is_one_requester_and_first_come_first_served() {
    let (pacer, log, mut tasks) = (Pacer::default(), Log::default(), JoinSet::new());
    for who in 0..10 {
        let (pacer, log) = (pacer.clone(), log.clone());
        tasks.spawn(async move {
            match who % 2 {
                0 => pacer.acquire().await.unwrap(),
                _ => pacer.acquire_for(Requester::default()).await.unwrap(),
            };
            log.note(who);
        });
    }
    tasks.join_all().await;
    assert_eq!(log.order(), (0..10).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn unpolled_futures_of_one_account_do_not_block_another_and_keep_their_order() {
    let (busy, quiet) = (Requester::new(), Requester::new());
    let pacer = Pacer::default();
    pacer.acquire().await.unwrap();
    let start = Instant::now();
    let mut buffered: Vec<_> = (0..10).map(|_| pacer.acquire_for(busy)).collect();
    for waiting in &mut buffered {
        assert!(!poll_once(waiting).await);
    }
    // Only one of the ten is ahead of the quiet account's call, and it is passed over.
    let called = timeout(SECOND, pacer.acquire_for(quiet)).await;
    assert_eq!(called.unwrap().unwrap().waited(), ms(255 + 5));
    // The quiet account has had its turn: the next is the busy one's.
    let mut next = pacer.acquire_for(quiet);
    assert!(!poll_once(&mut next).await);
    let log = Log::default();
    let served = async {
        for (who, waiting) in buffered.into_iter().enumerate() {
            waiting.await.unwrap();
            log.note(who);
        }
    };
    tokio::join!(served, async {
        next.await.unwrap();
        log.note(100);
    });
    assert_eq!(log.order(), [0, 100, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert!(
        start.elapsed() < ms(12 * 255 + 100),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn dropped_waiters_of_a_busy_account_give_their_turns_to_the_others() {
    let (busy, quiet) = (Requester::new(), Requester::new());
    let (pacer, log) = (Pacer::default(), Log::default());
    pacer.acquire().await.unwrap();
    let start = Instant::now();
    let (mut dropped, mut kept) = (JoinSet::new(), JoinSet::new());
    (0..50).for_each(|who| spawn(&mut dropped, &pacer, busy, who, &log));
    settle().await;
    (100..103).for_each(|who| spawn(&mut kept, &pacer, quiet, who, &log));
    spawn(&mut kept, &pacer, busy, 50, &log);
    settle().await;
    dropped.shutdown().await;
    kept.join_all().await;
    assert_eq!(log.order(), [50, 100, 101, 102]);
    assert_eq!(*log.instants().last().unwrap(), start + ms(4 * 255));
}

#[tokio::test(start_paused = true)]
async fn a_slot_goes_to_one_of_the_waiters_that_are_polled_however_many_are_not() {
    let pacer = Pacer::per_second(100).unwrap();
    pacer.acquire().await.unwrap();
    let requesters: Vec<_> = (0..20).map(|_| Requester::new()).collect();
    let mut unpolled: Vec<_> = (0..200)
        .map(|at| pacer.acquire_for(requesters[at % 20]))
        .collect();
    for waiting in &mut unpolled {
        assert!(!poll_once(waiting).await);
    }
    // At worst, all of them are passed over one by one.
    let polled = timeout(2 * SECOND, pacer.acquire_for(requesters[19])).await;
    assert!(polled.unwrap().unwrap().waited() <= ms(11 + 200 * 5));
    let next = timeout(SECOND, pacer.acquire_for(requesters[0])).await;
    assert!(next.unwrap().unwrap().waited() <= ms(11));
    drop(unpolled);
}
