//! Eight processes with the tokens of one account, of which some are killed at any moment, and Redis too.
//!
//! Each process is a copy of this test binary. The sandbox accepts each refresh token once and revokes the grant if one
//! is sent again, and a person authorises the application then. `RENEWALS_EXPIRIES` sets how often the access token
//! expires, 25 times unless it is set; `RENEWALS_SEED` repeats the choices of a run.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use constant_contact::auth::{
    Endpoints, ExposeSecret, OAuth, Previous, Session, TokenStore, Tokens,
};
use constant_contact::chrono::{DateTime, Utc};
use constant_contact::{Client, Error, Unlimited, http};
use constant_contact_redis::{Connection, RedisTokenStore};
use constant_contact_sandbox::{Application, Fault, FaultRule, Grant, LoggedRequest, Sandbox};
use std::collections::HashSet;
use std::process::Stdio;
use std::time::Duration;
use support::{Persistence, RedisServer};
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

const REDIS: &str = "CONSTANT_CONTACT_TEST_RENEWALS_REDIS";
const API: &str = "CONSTANT_CONTACT_TEST_RENEWALS_API";
const TOKEN_URL: &str = "CONSTANT_CONTACT_TEST_RENEWALS_TOKEN_URL";
const LIST: &str = "CONSTANT_CONTACT_TEST_RENEWALS_LIST";

const PROCESSES: usize = 8;
const TOKEN: &str = "POST /oauth2/default/v1/token";
/// Longer than Redis is away and than this machine is busy; others wait this long for a process that was killed.
const LEASE: Duration = Duration::from_secs(3);
const TOKEN_INTERVAL: Duration = Duration::from_millis(2);
/// If an expiry is not over by then, a process hangs.
const LIMIT: Duration = Duration::from_secs(60);

fn application() -> Application {
    Application::confidential("fleet", "fleet-secret")
}

fn store(connection: Connection) -> RedisTokenStore {
    RedisTokenStore::new(connection, "account").lease(LEASE)
}

/// Not a test: one of the processes of the next test.
#[tokio::test]
async fn calls_until_its_input_ends() {
    let Ok(redis) = std::env::var(REDIS) else {
        return;
    };
    let [api, token_url, list] = [API, TOKEN_URL, LIST].map(|name| std::env::var(name).unwrap());
    let endpoints = Endpoints::default().token(&token_url).unwrap();
    let oauth = OAuth::confidential("fleet", "fleet-secret")
        .endpoints(endpoints)
        .token_interval(TOKEN_INTERVAL);
    let session = Session::new(oauth, store(Connection::open(redis).unwrap()));
    let client = Client::builder()
        .base_url(api)
        .session(session)
        .rate_limiter(Unlimited)
        .build()
        .unwrap();
    let calls = async {
        loop {
            let request = client.request(http::Method::GET, "/contact_lists/{list_id}");
            if let Err(error) = request.path("list_id", list.as_str()).send().await {
                assert!(may_happen(&error), "{error:?}");
            }
            sleep(Duration::from_millis(fastrand::u64(5..40))).await;
        }
    };
    let mut input = tokio::io::stdin();
    tokio::select! {
        () = calls => {}
        end = input.read_u8() => assert!(end.is_err()),
    }
    client.flush().await.unwrap();
}

/// Whether a call may end like this while Redis is away, or nobody has authorised the application again yet.
fn may_happen(error: &Error) -> bool {
    let authorization = error.authorization();
    error.is_unauthorized()
        || error.needs_authorization()
        || authorization.is_some_and(|error| error.is_store() || error.is_retryable())
}

/// What happens soon after the access token has expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Nothing,
    /// A process is killed and another one takes its place.
    Kill,
    /// The process that renews the tokens is killed before the response arrives.
    KillRenewing,
    /// Redis is killed and started again.
    RestartRedis,
}

impl Event {
    /// Of ten expiries, four are undisturbed.
    fn choose(random: &mut fastrand::Rng) -> Self {
        match random.u8(0..10) {
            0..4 => Self::Nothing,
            4..7 => Self::Kill,
            7 => Self::KillRenewing,
            _ => Self::RestartRedis,
        }
    }
}

#[derive(Debug, Default)]
struct Counts {
    kills: usize,
    kills_while_renewing: usize,
    redis_restarts: usize,
    lost_grants: usize,
}

/// A process of the fleet.
struct Process {
    child: Child,
    name: String,
    /// Its requests name this list.
    list: String,
}

struct Fleet {
    sandbox: Sandbox,
    redis: RedisServer,
    processes: Vec<Process>,
    random: fastrand::Rng,
    /// Delays the responses of the token endpoint.
    delay: FaultRule,
    /// The processes that were killed since the last expiry.
    killed: HashSet<String>,
    started: usize,
    counts: Counts,
}

impl Fleet {
    async fn start(redis: RedisServer, seed: u64) -> Self {
        let builder = Sandbox::builder().without_limits().seed(seed);
        let builder = builder.keep_requests(1_500).keep_contents();
        let sandbox = builder.start().await.unwrap();
        sandbox.limit_token_requests(false);
        sandbox.register(application());
        let mut fleet = Self {
            redis,
            processes: Vec::new(),
            random: fastrand::Rng::with_seed(seed),
            delay: delay_responses(&sandbox),
            sandbox,
            killed: HashSet::new(),
            started: 0,
            counts: Counts::default(),
        };
        fleet.authorise().await;
        for _ in 0..PROCESSES {
            let process = fleet.spawn();
            fleet.processes.push(process);
        }
        fleet
    }

    fn spawn(&mut self) -> Process {
        self.started += 1;
        let name = format!("process-{}", self.started);
        let list = self.sandbox.add_list(&name);
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "calls_until_its_input_ends"])
            .env(REDIS, self.redis.url())
            .env(API, self.sandbox.base_url())
            .env(TOKEN_URL, format!("{}?{name}", self.sandbox.token_url()))
            .env(LIST, &list)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Process { child, name, list }
    }

    fn store(&self) -> RedisTokenStore {
        store(self.redis.connection())
    }

    /// A person authorises the application.
    async fn authorise(&self) {
        let scopes = ["contact_data", "offline_access"];
        let grant = self.sandbox.grant(&application(), &scopes);
        let tokens =
            Tokens::new(grant.access_token).with_refresh_token(grant.refresh_token.unwrap());
        let store = self.store();
        let _guard = store.lock().await.unwrap();
        store.save(Previous::Any, &tokens).await.unwrap();
    }

    /// The refresh token in the store.
    async fn stored(&self) -> String {
        let stored = self.store().load().await.unwrap().unwrap();
        stored.refresh_token().unwrap().expose_secret().to_owned()
    }

    fn newest_grant(&self) -> Grant {
        self.sandbox.grants().pop().unwrap()
    }

    fn renewals(&self) -> u64 {
        let grants = self.sandbox.grants();
        grants.iter().map(|grant| grant.renewals).sum()
    }

    /// The process that was the first to use the last refresh token that was used.
    fn last_to_renew(&self) -> String {
        let mut used = HashSet::new();
        let requests = self.sandbox.last_requests().into_iter();
        let renewal = requests
            .filter(|request| request.operation == TOKEN)
            .filter(|request| used.insert(request.contents.as_ref().unwrap().body.clone()))
            .last()
            .unwrap();
        let (_, name) = target(&renewal).split_once('?').unwrap();
        name.to_owned()
    }

    /// Kills a process, and starts another one in its place.
    async fn kill(&mut self, index: usize) {
        let replacement = self.spawn();
        let mut killed = std::mem::replace(&mut self.processes[index], replacement);
        killed.child.kill().await.unwrap();
        let status = killed.child.wait().await.unwrap();
        assert!(!status.success(), "{} had ended", killed.name);
        self.killed.insert(killed.name);
        self.counts.kills += 1;
    }

    /// Lets the access token expire, and waits until all processes have a new one.
    async fn expire(&mut self, event: Event) {
        self.killed.clear();
        let before = self.renewals();
        let held = (event == Event::KillRenewing).then(|| {
            self.delay.remove();
            self.sandbox.fail(Fault::HeldAnswer).on(TOKEN).times(1)
        });
        self.sandbox.expire_tokens();
        let expired = self.sandbox.clock().now();
        let moment = Duration::from_micros(self.random.u64(..60_000));
        match event {
            Event::Nothing => {}
            Event::Kill => {
                sleep(moment).await;
                let index = self.random.usize(..PROCESSES);
                self.kill(index).await;
            }
            Event::KillRenewing => {
                held.unwrap().struck(1).await;
                let name = self.last_to_renew();
                let mut processes = self.processes.iter();
                let index = processes.position(|process| process.name == name);
                self.kill(index.unwrap()).await;
                self.delay = delay_responses(&self.sandbox);
                self.counts.kills_while_renewing += 1;
            }
            Event::RestartRedis => {
                sleep(moment).await;
                self.redis.kill();
                sleep(Duration::from_millis(self.random.u64(..200))).await;
                self.redis.restart();
                self.counts.redis_restarts += 1;
            }
        }
        self.wait_for_calls(expired).await;
        assert_eq!(self.renewals(), before + 1, "renewals after {event:?}");
        let newest = self.newest_grant().refresh_token.unwrap();
        assert_eq!(self.stored().await, newest, "stored after {event:?}");
    }

    /// Waits until each process has made a call with a token that was issued after `expired`.
    async fn wait_for_calls(&mut self, expired: DateTime<Utc>) {
        let deadline = Instant::now() + LIMIT;
        let mut have_called = HashSet::new();
        let mut was_stored = HashSet::new();
        while have_called.len() < PROCESSES {
            assert!(Instant::now() < deadline, "only {have_called:?} make calls");
            sleep(Duration::from_millis(10)).await;
            was_stored.insert(self.stored().await);
            let newest = self.newest_grant();
            if newest.is_revoked {
                let name = self.last_to_renew();
                assert!(self.killed.contains(&name), "{name} lost its tokens");
                let is_lost = was_stored.contains(&newest.refresh_token.unwrap());
                assert!(!is_lost, "Redis lost the tokens of {name}");
                self.counts.lost_grants += 1;
                self.authorise().await;
            }
            let requests = self.sandbox.last_requests();
            for process in &mut self.processes {
                let ended = process.child.try_wait().unwrap();
                assert!(ended.is_none(), "{} ended: {ended:?}", process.name);
                let has_called = requests.iter().rev().any(|request| {
                    request.at > expired
                        && request.status == Some(200)
                        && target(request).ends_with(&process.list)
                });
                if has_called {
                    have_called.insert(process.name.clone());
                }
            }
        }
    }

    /// Lets the processes end by themselves.
    async fn end(mut self) -> Counts {
        for process in &mut self.processes {
            drop(process.child.stdin.take());
        }
        for mut process in self.processes {
            let status = process.child.wait().await.unwrap();
            assert!(status.success(), "{}: {status}", process.name);
        }
        self.counts
    }
}

fn delay_responses(sandbox: &Sandbox) -> FaultRule {
    let slow = Fault::Slow(Duration::from_millis(15));
    sandbox.fail(slow).on(TOKEN)
}

/// The path and the query of a request.
fn target(request: &LoggedRequest) -> &str {
    &request.contents.as_ref().unwrap().target
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|it| it.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_expiry_needs_one_renewal_and_only_kills_while_renewing_lose_a_grant() {
    let Some(redis) = RedisServer::start_with(Persistence::Always) else {
        return;
    };
    let seed = number("RENEWALS_SEED").unwrap_or_else(|| fastrand::u64(..));
    let expiries = number("RENEWALS_EXPIRIES").unwrap_or(25);
    println!("RENEWALS_SEED={seed}");
    let begun = Instant::now();
    let mut fleet = Fleet::start(redis, seed).await;
    for _ in 0..expiries {
        let event = Event::choose(&mut fleet.random);
        fleet.expire(event).await;
        // A token that is refused a moment after it was issued is tried once more.
        sleep(10 * TOKEN_INTERVAL).await;
    }
    assert_eq!(fleet.renewals(), expiries);
    let seconds = begun.elapsed().as_secs();
    println!(
        "{expiries} expiries in {seconds} s: {:?}",
        fleet.end().await
    );
}
