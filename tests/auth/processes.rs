//! Several processes with one token file, some of which are killed at any moment.
//!
//! Each process is a copy of this test binary. All call an API that accepts an access token only a few times, so
//! that all of them need the one valid refresh token. The server runs in the test: it accepts each refresh token
//! once, and records which process used it.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::connection::{
    Reply, Request, client_id, encode, grant, json, listen, read, sent_pair,
};
use crate::support::pair;
use constant_contact::auth::{Endpoints, FileStore, OAuth, Previous, Session, TokenStore};
use constant_contact::{Client, Unlimited, http};
use secrecy::ExposeSecret;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

const URL: &str = "CONSTANT_CONTACT_TEST_PROCESS_URL";
const NAME: &str = "CONSTANT_CONTACT_TEST_PROCESS_NAME";
const FILE: &str = "CONSTANT_CONTACT_TEST_PROCESS_FILE";

/// How many processes run at a time, and how many are killed.
const PROCESSES: usize = 4;
const KILLS: usize = 24;
/// How many calls an access token is valid for.
const LIFE: u32 = 6;

#[derive(Default)]
struct Ledger {
    /// The number of the valid pair.
    pair: u64,
    calls: u32,
    refreshes: u64,
    /// The process that has used a pair.
    used: HashMap<u64, String>,
    /// The pairs that were sent again after that.
    refused: Vec<u64>,
    /// The processes that wait for the response to a token request.
    waiting: Vec<String>,
    /// The processes that still waited when another sent a request.
    overlapping: HashSet<String>,
    killed: HashSet<String>,
    /// A process with a valid token ends from now on.
    over: bool,
}

#[derive(Clone, Default)]
struct TestServer(Arc<Mutex<Ledger>>);

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
        let reply = self.token(&who, &request);
        // A process that is killed during the delay closes its connection.
        let delay = Duration::from_micros(fastrand::u64(..6_000));
        let hung_up = tokio::time::timeout(delay, stream.read_u8()).await.is_ok();
        self.ledger().waiting.retain(|waiting| *waiting != who);
        if !hung_up {
            stream.write_all(&encode(&reply)).await.ok();
        }
    }

    fn api(&self, request: &Request) -> Reply {
        let mut ledger = self.ledger();
        let valid = format!("Bearer access-{}", ledger.pair);
        if request.authorization.as_ref() != Some(&valid) || ledger.calls == LIFE {
            return json(401, serde_json::json!({"error_key": "unauthorized"}));
        }
        ledger.calls += u32::from(!ledger.over);
        match ledger.over {
            true => json(410, serde_json::json!({})),
            false => json(200, serde_json::json!({})),
        }
    }

    fn token(&self, who: &str, request: &Request) -> Reply {
        let mut ledger = self.ledger();
        let sent = sent_pair(request);
        let before = std::mem::take(&mut ledger.waiting);
        ledger.overlapping.extend(before.iter().cloned());
        ledger.waiting = before;
        ledger.waiting.push(who.to_owned());
        if sent != ledger.pair {
            ledger.refused.push(sent);
            return json(400, serde_json::json!({"error": "invalid_grant"}));
        }
        ledger.used.insert(sent, who.to_owned());
        ledger.refreshes += 1;
        let number = ledger.issue();
        grant(number)
    }

    /// Authorises again, as a person would, whenever the file has a pair that was used and lost.
    async fn authorise_again(&self, store: FileStore) {
        let mut seen = 0;
        loop {
            tokio::time::sleep(Duration::from_millis(2)).await;
            let refused = self.ledger().refused.len();
            if std::mem::replace(&mut seen, refused) == refused {
                continue;
            }
            let _guard = store.lock().await.unwrap();
            let stored = store.load().await.unwrap().unwrap();
            let fresh = {
                let mut ledger = self.ledger();
                let valid = format!("access-{}", ledger.pair);
                (stored.access_token().expose_secret() != valid).then(|| pair(ledger.issue()))
            };
            if let Some(fresh) = fresh {
                store.save(Previous::Any, &fresh).await.unwrap();
            }
        }
    }
}

impl Ledger {
    fn issue(&mut self) -> u64 {
        self.calls = 0;
        self.pair += 1;
        self.pair
    }
}

/// Not a test: one of the processes of the next test.
#[tokio::test]
async fn calls_until_it_is_over() {
    let Ok(url) = std::env::var(URL) else {
        return;
    };
    let (name, file) = (std::env::var(NAME).unwrap(), std::env::var(FILE).unwrap());
    let endpoints = Endpoints::default().token(&format!("{url}/token")).unwrap();
    let http_client = || reqwest::Client::builder().no_proxy();
    let oauth = OAuth::confidential(name, "secret")
        .endpoints(endpoints)
        .http(http_client())
        .unwrap()
        .token_interval(Duration::from_millis(1));
    let client = Client::builder()
        .base_url(url)
        .session(Session::new(oauth, FileStore::new(file)))
        .rate_limiter(Unlimited)
        .http(http_client())
        .build()
        .unwrap();
    loop {
        match client.request(http::Method::GET, "/api").send().await {
            Ok(_) => {}
            Err(error) if error.status() == Some(http::StatusCode::GONE) => return,
            // The token was used up at once, or nobody has authorised again yet.
            Err(error) if error.is_unauthorized() || error.needs_authorization() => {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

fn spawn(url: &str, file: &Path, name: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::calls_until_it_is_over"])
        .envs([(URL, url), (NAME, name)])
        .env(FILE, file)
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Reads the file again and again; it always has one whole pair.
async fn stays_readable(store: FileStore) {
    loop {
        let tokens = store.load().await.unwrap().unwrap();
        let access = tokens.access_token().expose_secret();
        let refresh = tokens.refresh_token().unwrap().expose_secret();
        assert_eq!(access.replace("access", "refresh"), refresh);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_on_one_file_lose_a_refresh_token_only_with_the_process_that_used_it() {
    let server = TestServer::default();
    let url = {
        let server = server.clone();
        listen(move |stream| server.clone().serve(stream)).await
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.json");
    let store = FileStore::new(&file);
    store.save(Previous::Any, &pair(0)).await.unwrap();
    let reader = tokio::spawn(stays_readable(store.clone()));
    let person = {
        let server = server.clone();
        tokio::spawn(async move { server.authorise_again(store).await })
    };

    let names = (0..PROCESSES).map(|number| format!("process-{number}"));
    let mut running: HashMap<String, Child> = names
        .map(|name| (name.clone(), spawn(&url, &file, &name)))
        .collect();
    for kill in 0..KILLS {
        let before = server.ledger().refreshes;
        // Every other time, kill the process that has just sent its refresh token.
        let name = loop {
            tokio::time::sleep(Duration::from_micros(200)).await;
            for (name, child) in &mut running {
                assert!(
                    child.try_wait().unwrap().is_none(),
                    "{name} ended before it was killed"
                );
            }
            let ledger = server.ledger();
            if ledger.refreshes < before + 2 {
                continue;
            }
            let waiting = ledger
                .waiting
                .iter()
                .find(|name| running.contains_key(*name));
            match (kill % 2, waiting) {
                (0, _) => break fastrand::choice(running.keys()).unwrap().clone(),
                (_, Some(name)) => break name.clone(),
                _ => {}
            }
        };
        tokio::time::sleep(Duration::from_micros(fastrand::u64(..4_000))).await;
        server.ledger().killed.insert(name.clone());
        let mut child = running.remove(&name).unwrap();
        child.kill().await.unwrap();
        assert!(!child.wait().await.unwrap().success(), "{name} had ended");
        let name = format!("process-{}", PROCESSES + kill);
        running.insert(name.clone(), spawn(&url, &file, &name));
    }
    server.ledger().over = true;
    for (name, mut child) in running {
        assert!(child.wait().await.unwrap().success(), "{name}");
    }

    reader.abort();
    assert!(
        reader.await.unwrap_err().is_cancelled(),
        "the file was unreadable"
    );
    person.abort();
    let ledger = server.ledger();
    for name in &ledger.overlapping {
        assert!(
            ledger.killed.contains(name),
            "{name} refreshed at the same time as another process"
        );
    }
    for pair in &ledger.refused {
        let owner = &ledger.used[pair];
        assert!(
            ledger.killed.contains(owner),
            "{owner} was not killed and lost its tokens"
        );
    }
    assert!(ledger.refreshes >= 2 * KILLS as u64);
}
