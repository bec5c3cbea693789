//! Several processes with one token file, some of which are killed at any moment.
//!
//! All call an API whose access tokens are valid for a few calls, so that all of them need the one valid refresh token.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::processes::{
    authorise, authorise_again, client, end, file, folder, is_over, lost, renewals, renewed,
    slow_answers, spawn, stored,
};
use crate::support::{Server, TOKEN};
use constant_contact::auth::FileStore;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use tokio::process::Child;
use tokio::time::sleep;

const PROCESS: &str = "processes::calls_until_it_is_over";

/// How many processes run at a time, and how many are killed.
const PROCESSES: usize = 4;
const KILLS: usize = 24;
/// How many calls an access token is valid for.
const CALLS: u64 = 6;

/// Not a test: one of the processes of the next test.
#[tokio::test]
async fn calls_until_it_is_over() {
    let Some(folder) = folder() else {
        return;
    };
    let client = client(file(&folder));
    loop {
        match is_over(&client).await {
            Ok(true) => return,
            Ok(false) => {}
            // Others have used up the token at once, or nobody has authorised again yet.
            Err(error) if error.is_unauthorized() || error.needs_authorization() => {
                sleep(Duration::from_millis(1)).await;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// Reads the file again and again; it always has one whole pair.
async fn stays_readable(store: FileStore) {
    let mut pairs = HashMap::new();
    loop {
        let (refresh, access) = stored(&store).await;
        for (one, other) in [(&refresh, &access), (&access, &refresh)] {
            let known = pairs.entry(one.clone()).or_insert_with(|| other.clone());
            assert_eq!(known, other, "the file has tokens of two pairs");
        }
        sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_on_one_file_lose_a_refresh_token_only_with_the_process_that_used_it() {
    let server = Server::recording().await;
    server.set_access_token_calls(CALLS);
    let slow = server.fail_any(slow_answers()).on(TOKEN);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let store = file(folder);
    authorise(&server, &store).await;
    let reader = tokio::spawn(stays_readable(store.clone()));
    let person = tokio::spawn(authorise_again(server.clone(), store));

    let names = (0..PROCESSES).map(|number| format!("process-{number}"));
    let mut running: HashMap<String, Child> = names
        .map(|name| (name.clone(), spawn(&server, PROCESS, &name, folder)))
        .collect();
    let mut killed = HashSet::new();
    for kill in 0..KILLS {
        renewed(&server, 2, &mut running, killed.len()).await;
        // Every other time, kill the process that has just sent its refresh token.
        let name = loop {
            if kill % 2 == 0 {
                break fastrand::choice(running.keys()).unwrap().clone();
            }
            slow.struck(slow.count() + 1).await;
            let last = renewals(&server).pop().unwrap();
            if running.contains_key(&last.owner) {
                break last.owner;
            }
        };
        sleep(Duration::from_micros(fastrand::u64(..4_000))).await;
        let mut child = running.remove(&name).unwrap();
        child.kill().await.unwrap();
        assert!(!child.wait().await.unwrap().success(), "{name} had ended");
        killed.insert(name);
        let name = format!("process-{}", PROCESSES + kill);
        running.insert(name.clone(), spawn(&server, PROCESS, &name, folder));
    }
    end(&server);
    for (name, mut child) in running {
        assert!(child.wait().await.unwrap().success(), "{name}");
    }

    reader.abort();
    let stopped = reader.await.unwrap_err().is_cancelled();
    assert!(stopped, "the file was unreadable");
    person.abort();
    let renewals = renewals(&server);
    assert!(renewals.len() >= 2 * KILLS);
    for (number, renewal) in renewals.iter().enumerate() {
        let ended = |at| renewal.answered_at.is_some_and(|answered| answered <= at);
        let mut later = renewals[number + 1..].iter();
        assert!(
            later.all(|other| ended(other.at)) || killed.contains(&renewal.owner),
            "{} renewed at the same time as another process",
            renewal.owner
        );
    }
    for renewal in lost(&renewals) {
        assert!(
            killed.contains(&renewal.owner),
            "{} was not killed and lost its tokens",
            renewal.owner
        );
    }
}
