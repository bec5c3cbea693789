//! Two hundred rotations with all faults at once: fifty callers in two processes with one file, calls that are
//! dropped, saves that fail or panic, and processes that are killed.
//!
//! A process is killed at one of two moments: while it waits for a response, which then never comes, or while it does
//! not renew tokens. Only the first may lose a grant; then a person authorises again.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::processes::{
    authorise, authorise_again, client, end, file, folder, is_over, lost, renewals, renewed,
    slow_answers, spawn,
};
use crate::support::{Fault, Server, TOKEN};
use constant_contact::auth::{FileStore, Previous, SaveOutcome, StoreResult, TokenStore, Tokens};
use constant_contact::{BoxFuture, Client, LockGuard};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::Duration;
use tokio::process::Child;
use tokio::time::{sleep, timeout};

const PROCESS: &str = "rotations::calls_and_drops_until_it_is_over";

const ROTATIONS: u64 = 200;
const PROCESSES: usize = 2;
const CALLERS: usize = 25;
/// How many calls an access token is valid for.
const CALLS: u64 = 25;
/// The number of rotations with a failing store, then without failures, and then a process is killed.
const STEP: u64 = 5;

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
    let Some(folder) = folder() else {
        return;
    };
    std::panic::set_hook(Box::new(|panic| {
        // Panics of the store are part of the test.
        if !panic.to_string().contains("the store panics") {
            eprintln!("{panic}");
        }
    }));
    let inner = file(&folder);
    let client = client(FailingStore { inner, folder });
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
        match timeout(limit, is_over(&client)).await {
            Ok(Ok(true)) => return,
            Err(_) | Ok(Ok(false)) => {}
            Ok(Err(error)) => {
                let store = error.authorization().is_some_and(|error| error.is_store());
                let known = error.is_unauthorized() || error.needs_authorization() || store;
                assert!(known, "{error:?}");
                sleep(Duration::from_millis(1)).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_rotations_lose_a_grant_only_if_the_response_never_came() {
    let server = Server::recording().await;
    server.set_access_token_calls(CALLS);
    let mut slow = server.fail_any(slow_answers()).on(TOKEN);
    // In memory if possible: each rotation writes to the disk four times.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.unwrap();
    let folder = folder.path();
    let store = file(folder);
    authorise(&server, &store).await;
    let person = tokio::spawn(authorise_again(server.clone(), store.clone()));

    let names = (0..PROCESSES).map(|number| format!("process-{number}"));
    let mut running: HashMap<String, Child> = names
        .map(|name| (name.clone(), spawn(&server, PROCESS, &name, folder)))
        .collect();
    let (mut in_flight, mut idle) = (HashSet::new(), 0);
    while server.renewals() < ROTATIONS {
        // Some rotations with a failing store, some without failures, and a kill.
        for failing in [true, false] {
            let fail = folder.join("fail");
            match failing {
                true => std::fs::write(&fail, "").unwrap(),
                false => std::fs::remove_file(&fail).unwrap(),
            }
            renewed(&server, STEP, &mut running, in_flight.len()).await;
        }
        let (name, lock) = if fastrand::bool() {
            slow.remove();
            let held = server.fail(Fault::HeldAnswer).on(TOKEN).times(1);
            held.struck(1).await;
            slow = server.fail_any(slow_answers()).on(TOKEN);
            let name = renewals(&server).pop().unwrap().owner;
            in_flight.insert(name.clone());
            sleep(Duration::from_micros(fastrand::u64(..2_000))).await;
            (name, None)
        } else {
            // A process that renews tokens has the lock until they are saved.
            let lock = store.lock().await.unwrap();
            idle += 1;
            (
                fastrand::choice(running.keys()).unwrap().clone(),
                Some(lock),
            )
        };
        let mut child = running.remove(&name).unwrap();
        child.kill().await.unwrap();
        assert!(!child.wait().await.unwrap().success(), "{name} had ended");
        drop(lock);
        let name = format!("process-{}", PROCESSES + in_flight.len() + idle);
        running.insert(name.clone(), spawn(&server, PROCESS, &name, folder));
    }
    end(&server);
    for (name, mut child) in running {
        assert!(child.wait().await.unwrap().success(), "{name}");
    }
    person.abort();

    let failed = std::fs::read_dir(folder).unwrap().flatten();
    let failed = failed.filter(|entry| entry.file_name().to_string_lossy().starts_with("failed-"));
    let renewals = renewals(&server);
    let lost = lost(&renewals);
    println!(
        "{} rotations, {} callers, {} failed saves, {idle} processes killed when idle, {} while they waited: \
         {} grants lost",
        server.renewals(),
        PROCESSES * CALLERS,
        failed.count(),
        in_flight.len(),
        lost.len(),
    );
    for renewal in &lost {
        let owner = &renewal.owner;
        assert!(
            renewal.answered_at.is_none(),
            "{owner} got a response and lost it"
        );
        assert!(in_flight.contains(owner), "{owner} was not killed");
    }
    assert_eq!(lost.len(), in_flight.len());
}
