//! Eight processes with one API key, some of which are killed or stopped at any moment.
//!
//! Each process is a copy of this test binary and calls a sandbox with the limits of the API, which logs when each
//! request arrived. `FLEET_SECONDS` sets how long it runs, 20 seconds unless it is set; `FLEET_SEED` repeats a run.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use constant_contact::{Client, http};
use constant_contact_redis::redis::cmd;
use constant_contact_redis::{Connection, RedisLimiter};
use constant_contact_sandbox::{LoggedRequest, Sandbox};
use fastrand::Rng;
use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeMap;
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use support::{RedisServer, script_calls};

const REDIS: &str = "CONSTANT_CONTACT_TEST_FLEET_REDIS";
const API: &str = "CONSTANT_CONTACT_TEST_FLEET_API";
const TOKEN: &str = "CONSTANT_CONTACT_TEST_FLEET_TOKEN";
const LIST: &str = "CONSTANT_CONTACT_TEST_FLEET_LIST";
const DAILY: &str = "CONSTANT_CONTACT_TEST_FLEET_DAILY";

const PROCESSES: usize = 8;
const PER_SECOND: usize = 4;
const MINUTE: Duration = Duration::from_secs(60);
/// How late a request may be after its turn because the machine is busy, or because its process was stopped between the
/// two. If it is, the API may refuse one, and all pause for a second. A short run may share the machine with other work.
const LATENESS: f64 = 0.05;
const LATENESS_OF_A_SHORT_RUN: f64 = 0.2;
/// How many processes are stopped at the same time at most, and for how long at most.
const STOPPED: usize = 2;
const LONGEST_STOP: Duration = Duration::from_secs(5);

/// What a process of the fleet does; it runs only as such.
#[tokio::test]
async fn calls_until_it_is_killed() {
    let Ok(redis) = std::env::var(REDIS) else {
        return;
    };
    let [api, token, list] = [API, TOKEN, LIST].map(|name| std::env::var(name).unwrap());
    let daily = std::env::var(DAILY).unwrap().parse().unwrap();
    let client = Client::builder()
        .base_url(api)
        .access_token(token)
        .rate_limiter(RedisLimiter::new(Connection::open(redis).unwrap()).daily(daily))
        .build()
        .unwrap();
    loop {
        let request = client.request(http::Method::GET, "/contact_lists/{list_id}");
        if let Err(error) = request.path("list_id", list.as_str()).send().await {
            assert!(error.is_quota_exceeded(), "{error:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// A process of the fleet, which is replaced by another when it is killed.
struct Process {
    child: Child,
    list: String,
    stopped_at: Option<Instant>,
    /// How long it was stopped in all.
    stopped_for: Duration,
    kills: u32,
}

struct Fleet<'a> {
    sandbox: &'a Sandbox,
    redis: String,
    daily: u64,
    processes: Vec<Process>,
}

impl<'a> Fleet<'a> {
    fn start(sandbox: &'a Sandbox, redis: String, daily: u64) -> Self {
        let mut fleet = Self {
            sandbox,
            redis,
            daily,
            processes: Vec::new(),
        };
        for number in 0..PROCESSES {
            let list = sandbox.add_list(&format!("process {number}"));
            fleet.processes.push(Process {
                child: fleet.spawn(&list),
                list,
                stopped_at: None,
                stopped_for: Duration::ZERO,
                kills: 0,
            });
        }
        fleet
    }

    fn spawn(&self, list: &str) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "calls_until_it_is_killed", "--nocapture"])
            .env(REDIS, &self.redis)
            .env(API, self.sandbox.base_url())
            .env(TOKEN, self.sandbox.access_token())
            .env(LIST, list)
            .env(DAILY, self.daily.to_string())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Whether each process has sent a request.
    fn have_called(&self) -> bool {
        let requests = self.sandbox.last_requests();
        let mut processes = self.processes.iter();
        processes.all(|process| count(&requests, &process.list) > 0)
    }

    fn kill(&mut self, index: usize) {
        self.processes[index].child.kill().unwrap();
        self.processes[index].child.wait().unwrap();
        self.processes[index].child = self.spawn(&self.processes[index].list);
        self.processes[index].kills += 1;
    }

    fn stop(&mut self, index: usize) {
        self.processes[index].signal(Signal::STOP);
        self.processes[index].stopped_at = Some(Instant::now());
    }

    fn stopped(&self) -> impl Iterator<Item = usize> {
        let stopped = self.processes.iter().enumerate();
        stopped.filter_map(|(index, process)| process.stopped_at.map(|_| index))
    }
}

impl Process {
    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    fn go_on(&mut self) {
        if let Some(stopped_at) = self.stopped_at.take() {
            self.signal(Signal::CONT);
            self.stopped_for += stopped_at.elapsed();
        }
    }
}

impl Drop for Fleet<'_> {
    fn drop(&mut self) {
        for process in &mut self.processes {
            process.child.kill().ok();
            process.child.wait().ok();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fleet_keeps_to_the_rate_and_starves_no_process_whichever_are_killed_or_stopped() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let setting = |name| std::env::var(name).ok()?.parse::<u64>().ok();
    let time = Duration::from_secs(setting("FLEET_SECONDS").unwrap_or(20));
    let seed = setting("FLEET_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("FLEET_SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let sandbox = Sandbox::builder().keep_contents().start().await.unwrap();
    let mut fleet = Fleet::start(&sandbox, server.url(), 10_000);
    // Eight processes that start at once keep this machine so busy that their first requests are late.
    while !fleet.have_called() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let calls_before = script_calls(&server).await;
    let (before, started) = (sandbox.last_requests().len(), Instant::now());
    let mut due = BTreeMap::new();
    while started.elapsed() < time {
        tokio::time::sleep(Duration::from_millis(random.u64(..4_000))).await;
        let now = Instant::now();
        while let Some(entry) = due.first_entry().filter(|entry| *entry.key() <= now) {
            let index: usize = entry.remove();
            fleet.processes[index].go_on();
        }
        let index = random.usize(..PROCESSES);
        if fleet.processes[index].stopped_at.is_some() {
            continue;
        }
        match random.bool() && fleet.stopped().count() < STOPPED {
            true => {
                fleet.stop(index);
                let end = now + LONGEST_STOP.mul_f32(random.f32());
                due.insert(end, index);
            }
            false => fleet.kill(index),
        }
    }
    for process in &mut fleet.processes {
        process.go_on();
    }
    let seconds = started.elapsed().as_secs_f64();
    let requests = sandbox.last_requests().split_off(before);
    let ended: Vec<_> = fleet
        .processes
        .iter_mut()
        .map(|process| process.child.try_wait().unwrap())
        .collect();

    let rate = requests.len() as f64 / seconds;
    let closest = closest(&requests);
    println!(
        "{} requests in {seconds:.1} s, {rate:.2}/s; any {} of them in {closest:.3} s at least",
        requests.len(),
        PER_SECOND + 1
    );
    let counted = counted(&server).await;
    let gaps = requests
        .windows(2)
        .map(|pair| (pair[1].at - pair[0].at).num_milliseconds());
    let gaps: Vec<_> = gaps.filter(|gap| *gap > 270).collect();
    println!("longer gaps, in milliseconds: {gaps:?}");
    let calls = script_calls(&server).await - calls_before;
    println!(
        "{:.2} script calls a turn",
        calls as f64 / requests.len() as f64
    );
    for (index, process) in fleet.processes.iter().enumerate() {
        let count = count(&requests, &process.list);
        let stopped = process.stopped_for.as_secs_f64();
        let share = (seconds - stopped) / seconds * requests.len() as f64 / PROCESSES as f64;
        println!(
            "process {index}: {count} requests, {:.0}% of its share; killed {} times, stopped for {stopped:.1} s",
            100.0 * count as f64 / share,
            process.kills
        );
        assert!(count as f64 >= share / 2.0, "process {index} starves");
    }
    assert!(
        counted as usize >= before + requests.len(),
        "{counted} were counted"
    );
    assert!(
        ended.iter().all(Option::is_none),
        "a call failed: {ended:?}"
    );
    let throttled = requests
        .iter()
        .filter(|request| request.status == Some(429));
    let throttled = throttled.count();
    let was_late = closest < 1.0;
    assert!(
        throttled == 0 || was_late,
        "{throttled} requests were throttled"
    );
    let is_measured = time >= MINUTE;
    let lateness = if is_measured {
        LATENESS
    } else {
        LATENESS_OF_A_SHORT_RUN
    };
    assert!(
        closest >= 1.0 - lateness,
        "{} requests in {closest:.3} s",
        PER_SECOND + 1
    );
    let rate = requests.len() as f64 / (seconds - throttled as f64);
    assert!(rate >= 3.8 || !is_measured, "{rate:.2} requests a second");
    sandbox.assert_no_violations();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fleet_never_exceeds_the_daily_limit_whichever_processes_are_killed() {
    const LIMIT: u64 = 30;
    let Some(server) = RedisServer::start() else {
        return;
    };
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let mut fleet = Fleet::start(&sandbox, server.url(), LIMIT);
    while counted(&server).await < LIMIT {
        tokio::time::sleep(Duration::from_millis(fastrand::u64(..1_000))).await;
        fleet.kill(fastrand::usize(..PROCESSES));
    }
    // All of them ask again and again for turns that are not granted.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let kills: u32 = fleet.processes.iter().map(|process| process.kills).sum();
    let arrived = sandbox.request_count();
    println!("{arrived} requests arrived, {kills} processes were killed");
    assert_eq!(counted(&server).await, LIMIT);
    assert!(arrived <= LIMIT, "{arrived} requests arrived");
    // A turn is lost with a process that is killed before its request has left.
    assert!(
        arrived + u64::from(kills) >= LIMIT,
        "only {arrived} requests arrived"
    );
}

/// The shortest time in which more requests arrived than a second permits.
fn closest(requests: &[LoggedRequest]) -> f64 {
    let spans = requests.windows(PER_SECOND + 1).map(|some| {
        let span = some[PER_SECOND].at - some[0].at;
        span.num_microseconds().unwrap() as f64 / 1e6
    });
    spans.fold(f64::INFINITY, f64::min)
}

fn count(requests: &[LoggedRequest], list: &str) -> usize {
    let contents = requests
        .iter()
        .filter_map(|request| request.contents.as_ref());
    contents
        .filter(|contents| contents.target.ends_with(list))
        .count()
}

/// How many requests Redis has counted.
async fn counted(server: &RedisServer) -> u64 {
    let counts: (Option<u64>, Option<u64>) = cmd("HMGET")
        .arg("{constant-contact}:limiter")
        .arg(&["granted", "returned"])
        .query_async(&mut server.connection())
        .await
        .unwrap();
    counts.0.unwrap_or_default() - counts.1.unwrap_or_default()
}
