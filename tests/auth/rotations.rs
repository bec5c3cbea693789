//! Two hundred rotations with all faults at once: fifty callers in two processes with one file, calls that are
//! dropped, saves that fail or panic, and processes that are killed.
//!
//! Each process is a copy of this test binary. The server runs in the test. It accepts each refresh token once, and
//! records to which process it responded. A process is killed at one of two moments: while it waits for a response,
//! which then never comes, or when it is idle. Only the first may lose a grant; then a person authorises again.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::connection::{
    Reply, Request, client_id, encode, grant, json, listen, read, sent_pair,
};
use crate::support::pair;
use constant_contact::BoxFuture;
use constant_contact::LockGuard;
use constant_contact::auth::{
    Endpoints, FileStore, OAuth, Previous, SaveOutcome, Session, StoreResult, TokenStore, Tokens,
};
use constant_contact::{Client, Unlimited, http};
use secrecy::ExposeSecret;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

const URL: &str = "CONSTANT_CONTACT_TEST_ROTATION_URL";
const NAME: &str = "CONSTANT_CONTACT_TEST_ROTATION_NAME";
const FOLDER: &str = "CONSTANT_CONTACT_TEST_ROTATION_FOLDER";

const ROTATIONS: u64 = 200;
const PROCESSES: usize = 2;
const CALLERS: usize = 25;
/// How many calls an access token is valid for.
const LIFE: u32 = 25;
/// The number of rotations with a failing store, then without failures, and then a process is killed.
const STEP: u64 = 5;

#[derive(Default)]
struct Ledger {
    /// The number of the valid pair.
    pair: u64,
    calls: u32,
    rotations: u64,
    /// The process that has used a pair, and whether the response was sent.
    used: HashMap<u64, (String, bool)>,
    /// The processes that wait for the response to a token request.
    waiting: HashSet<String>,
    /// The pairs that were sent again after they were used.
    refused: HashSet<u64>,
    killed: HashSet<String>,
    over: bool,
}

impl Ledger {
    fn issue(&mut self) -> u64 {
        self.calls = 0;
        self.pair += 1;
        self.pair
    }
}

#[derive(Clone, Default)]
struct TestServer(Arc<Mutex<Ledger>>);

/// The number of the pair in the file.
async fn stored(store: &FileStore) -> Option<u64> {
    let tokens = store.load().await.unwrap()?;
    let access = tokens.access_token().expose_secret();
    access.strip_prefix("access-")?.parse().ok()
}

impl TestServer {
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap()
    }

    async fn serve(self, mut stream: TcpStream) {
        let Some(request) = read(&mut stream).await else {
            return;
        };
        if request.target != "/token" {
            let reply = self.api(&request);
            stream.write_all(&encode(&reply)).await.ok();
            return;
        }
        let who = client_id(&request);
        let Some((used, reply)) = self.token(&who, &request) else {
            return;
        };
        let delay = Duration::from_micros(fastrand::u64(..6_000));
        timeout(delay, stream.read_u8()).await.ok();
        {
            let mut ledger = self.ledger();
            ledger.waiting.remove(&who);
            if ledger.killed.contains(&who) {
                return;
            }
            if let Some(used) = used {
                ledger.used.insert(used, (who, true));
            }
        }
        stream.write_all(&encode(&reply)).await.ok();
    }

    fn api(&self, request: &Request) -> Reply {
        let mut ledger = self.ledger();
        let valid = format!("Bearer access-{}", ledger.pair);
        if request.authorization.as_ref() != Some(&valid) || ledger.calls == LIFE {
            return json(401, serde_json::json!({"error_key": "unauthorized"}));
        }
        ledger.calls += u32::from(!ledger.over);
        json(if ledger.over { 410 } else { 200 }, serde_json::json!({}))
    }

    /// The response and the pair that was used for it; none for a process that is about to be killed.
    fn token(&self, who: &str, request: &Request) -> Option<(Option<u64>, Reply)> {
        let mut ledger = self.ledger();
        if ledger.killed.contains(who) {
            return None;
        }
        let sent = sent_pair(request);
        ledger.waiting.insert(who.to_owned());
        if sent != ledger.pair {
            ledger.refused.insert(sent);
            let refusal = json(400, serde_json::json!({"error": "invalid_grant"}));
            return Some((None, refusal));
        }
        ledger.used.insert(sent, (who.to_owned(), false));
        ledger.rotations += 1;
        let number = ledger.issue();
        Some((Some(sent), grant(number)))
    }

    /// Authorises again, as a person would, whenever the file has a pair that was used and lost.
    async fn authorise_again(&self, store: FileStore) {
        let mut seen = 0;
        loop {
            sleep(Duration::from_millis(2)).await;
            let refused = self.ledger().refused.len();
            if std::mem::replace(&mut seen, refused) == refused {
                continue;
            }
            let _guard = store.lock().await.unwrap();
            let in_file = stored(&store).await.unwrap();
            let fresh = {
                let mut ledger = self.ledger();
                (in_file != ledger.pair).then(|| pair(ledger.issue()))
            };
            if let Some(fresh) = fresh {
                store.save(Previous::Any, &fresh).await.unwrap();
            }
        }
    }
}

/// A file store whose saves fail half of the time while the file `fail` exists: with an error, before or after the
/// write, or a panic.
struct FailingStore {
    inner: FileStore,
    folder: PathBuf,
}

impl TokenStore for FailingStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        self.inner.load()
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        Box::pin(async move {
            if self.folder.join("fail").exists() && fastrand::bool() {
                let name = format!("failed-{:016x}", fastrand::u64(..));
                std::fs::write(self.folder.join(name), "").unwrap();
                match fastrand::u8(0..4) {
                    0 => panic!("the store panics"),
                    1 => _ = self.inner.save(previous, new).await?,
                    _ => {}
                }
                return Err("the disk is full".into());
            }
            self.inner.save(previous, new).await
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.inner.clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        self.inner.lock()
    }
}

/// Not a test: one of the processes of the next test.
#[tokio::test]
async fn calls_and_drops_until_it_is_over() {
    let Ok(url) = std::env::var(URL) else {
        return;
    };
    std::panic::set_hook(Box::new(|panic| {
        // Panics of the store are part of the test.
        if !panic.to_string().contains("the store panics") {
            eprintln!("{panic}");
        }
    }));
    let folder = PathBuf::from(std::env::var(FOLDER).unwrap());
    let endpoints = Endpoints::default().token(&format!("{url}/token")).unwrap();
    let http_client = || reqwest::Client::builder().no_proxy();
    let oauth = OAuth::confidential(std::env::var(NAME).unwrap(), "secret")
        .endpoints(endpoints)
        .http(http_client())
        .unwrap()
        .token_interval(Duration::from_millis(1));
    let inner = FileStore::new(folder.join("tokens.json"));
    let client = Client::builder()
        .base_url(url)
        .session(Session::new(oauth, FailingStore { inner, folder }))
        .rate_limiter(Unlimited)
        .http(http_client())
        .build()
        .unwrap();
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| tokio::spawn(calls(client.clone())))
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
    client.flush().await.unwrap();
}

async fn calls(client: Client) {
    loop {
        sleep(Duration::from_millis(fastrand::u64(..6))).await;
        let limit = Duration::from_micros(fastrand::u64(1_000..30_000));
        let call = client.request(http::Method::GET, "/api").send();
        match timeout(limit, call).await {
            Err(_) | Ok(Ok(_)) => {}
            Ok(Err(error)) if error.status() == Some(http::StatusCode::GONE) => return,
            Ok(Err(error)) => {
                let store = error.authorization().is_some_and(|error| error.is_store());
                let known = error.is_unauthorized() || error.needs_authorization() || store;
                assert!(known, "{error:?}");
                sleep(Duration::from_millis(1)).await;
            }
        }
    }
}

fn spawn(url: &str, folder: &Path, name: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "rotations::calls_and_drops_until_it_is_over"])
        .envs([(URL, url), (NAME, name)])
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Chooses a process to kill: one that waits for a response, or one that is idle.
async fn choose(
    server: &TestServer,
    running: &HashMap<String, Child>,
    store: &FileStore,
    waiting: bool,
) -> String {
    loop {
        sleep(Duration::from_micros(200)).await;
        let saved = stored(store).await;
        let mut ledger = server.ledger();
        let chosen = running.keys().find(|name| match waiting {
            true => ledger.waiting.contains(*name),
            // The newest pair is in the file, and no process has requested another.
            false => ledger.waiting.is_empty() && saved == Some(ledger.pair),
        });
        if let Some(name) = chosen {
            ledger.killed.insert(name.clone());
            return name.clone();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_rotations_lose_a_grant_only_if_the_response_never_came() {
    let server = TestServer::default();
    let url = {
        let server = server.clone();
        listen(move |stream| server.clone().serve(stream)).await
    };
    // In memory if possible: each rotation writes to the disk four times.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.unwrap();
    let folder = folder.path();
    let store = FileStore::new(folder.join("tokens.json"));
    store.save(Previous::Any, &pair(0)).await.unwrap();
    let person = {
        let (server, store) = (server.clone(), store.clone());
        tokio::spawn(async move { server.authorise_again(store).await })
    };

    let names = (0..PROCESSES).map(|number| format!("process-{number}"));
    let mut running: HashMap<String, Child> = names
        .map(|name| (name.clone(), spawn(&url, folder, &name)))
        .collect();
    let (mut in_flight, mut idle) = (0, 0);
    while server.ledger().rotations < ROTATIONS {
        // Some rotations with a failing store, some without failures, and a kill.
        for failing in [true, false] {
            let fail = folder.join("fail");
            match failing {
                true => std::fs::write(&fail, "").unwrap(),
                false => std::fs::remove_file(&fail).unwrap(),
            }
            let until = server.ledger().rotations + STEP;
            while server.ledger().rotations < until {
                sleep(Duration::from_millis(1)).await;
            }
        }
        let waiting = fastrand::bool();
        let name = choose(&server, &running, &store, waiting).await;
        match waiting {
            true => in_flight += 1,
            false => idle += 1,
        }
        sleep(Duration::from_micros(fastrand::u64(..2_000))).await;
        let mut child = running.remove(&name).unwrap();
        child.kill().await.unwrap();
        assert!(!child.wait().await.unwrap().success(), "{name} had ended");
        let name = format!("process-{}", PROCESSES + in_flight + idle);
        running.insert(name.clone(), spawn(&url, folder, &name));
    }
    server.ledger().over = true;
    for (name, mut child) in running {
        assert!(child.wait().await.unwrap().success(), "{name}");
    }
    person.abort();

    let ledger = server.ledger();
    let failed = std::fs::read_dir(folder).unwrap().flatten();
    let failed = failed.filter(|entry| entry.file_name().to_string_lossy().starts_with("failed-"));
    let without_response = ledger.used.values().filter(|(_, responded)| !responded);
    println!(
        "{} rotations, {} callers, {} failed saves, {idle} processes killed when idle, {in_flight} while they waited: \
         {} responses never came, {} grants lost",
        ledger.rotations,
        PROCESSES * CALLERS,
        failed.count(),
        without_response.count(),
        ledger.refused.len(),
    );
    for pair in &ledger.refused {
        let (owner, responded) = &ledger.used[pair];
        assert!(!responded, "{owner} got a response and lost it");
        assert!(ledger.killed.contains(owner), "{owner} was not killed");
    }
}
