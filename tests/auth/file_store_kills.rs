//! Processes that are killed while they save: a new pair that is complete on the disk is not lost.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::disk::names;
use crate::support::pair;
use constant_contact::auth::{FileStore, Previous, TokenStore, Tokens};
use secrecy::ExposeSecret;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const FILE: &str = "CONSTANT_CONTACT_TEST_SAVE_TO";
const ONCE: &str = "CONSTANT_CONTACT_TEST_SAVE_ONCE_TO";

/// The name of a pair; both tokens must have it.
fn name(tokens: &Tokens) -> String {
    let access = tokens.access_token().expose_secret();
    let refresh = tokens.refresh_token().unwrap().expose_secret();
    assert_eq!(access.replace("access", "refresh"), refresh);
    refresh.strip_prefix("refresh-").unwrap().to_owned()
}

async fn loaded(store: &FileStore) -> String {
    name(&store.load().await.unwrap().unwrap())
}

/// Not a test: the process that the next tests kill.
#[tokio::test]
async fn saves_until_it_is_killed() {
    let Ok(path) = std::env::var(FILE) else {
        return;
    };
    let store = FileStore::new(path);
    let start = loaded(&store).await.parse().unwrap();
    for turn in (0u64..).skip_while(|turn| *turn <= start) {
        let _guard = store.lock().await.unwrap();
        // The length varies.
        let turn = format!("{turn:0width$}", width = 1 + turn as usize % 40);
        store.save(Previous::Any, &pair(&turn)).await.unwrap();
    }
}

fn saver(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "file_store_kills::saves_until_it_is_killed"])
        .env(FILE, path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Sends a signal, with the `kill` of the shell: not every machine has the program.
#[cfg(target_os = "linux")]
fn signal(name: &str, id: &str) {
    let sent = Command::new("sh")
        .args(["-c", "kill -s $0 $1", name, id])
        .status();
    assert!(sent.unwrap().success());
}

/// Stops a process between two instructions.
#[cfg(target_os = "linux")]
fn stop(child: &Child) {
    let id = child.id().to_string();
    signal("STOP", &id);
    loop {
        let status = fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
        let (_, state) = status.rsplit_once(") ").unwrap();
        if state.starts_with('T') {
            return;
        }
    }
}

/// The pair in a temporary file of the store, if it is complete.
async fn temporary(folder: &Path, copy: &Path) -> Option<(PathBuf, String)> {
    let name_of = names(folder)
        .into_iter()
        .find(|name| name.ends_with(".tmp"))?;
    let path = folder.join(name_of);
    fs::copy(&path, copy).ok()?;
    let tokens = FileStore::new(copy).load().await.ok()??;
    Some((path, name(&tokens)))
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_process_killed_between_the_write_and_the_rename_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let copies = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    store.save(Previous::Any, &pair("0")).await.unwrap();
    let mut kills = 0;
    let end = Instant::now() + Duration::from_secs(60);
    while kills < 6 {
        if Instant::now() > end {
            eprintln!("only {kills} kills between write and rename: the disk is too fast");
            break;
        }
        let mut child = saver(store.path());
        let (left, written) = loop {
            std::thread::yield_now();
            if names(folder.path())
                .iter()
                .any(|name| name.ends_with(".tmp"))
            {
                stop(&child);
                if let Some(found) = temporary(folder.path(), &copies.path().join("copy")).await {
                    break found;
                }
                let id = child.id().to_string();
                signal("CONT", &id);
            }
        };
        child.kill().unwrap();
        child.wait().unwrap();
        if !left.exists() {
            continue; // It was renamed before the signal.
        }
        // The next process may load first or lock first.
        if kills % 2 == 0 {
            drop(store.lock().await.unwrap());
        }
        assert_eq!(loaded(&store).await, written, "kill {kills}");
        assert_eq!(names(folder.path()), ["tokens.json", "tokens.json.lock"]);
        kills += 1;
    }
    println!("{kills} kills between write and rename");
}

#[tokio::test]
async fn a_process_killed_at_any_moment_leaves_a_whole_pair_and_no_lock() {
    // Replaced, and overwritten in place.
    for linked in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("tokens.json"));
        store.save(Previous::Any, &pair("0")).await.unwrap();
        if linked {
            fs::hard_link(store.path(), folder.path().join("linked")).unwrap();
        }
        for kill in 0..20 {
            let before = loaded(&store).await;
            let mut process = saver(store.path());
            // Wait until it has begun to save.
            while loaded(&store).await == before {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            tokio::time::sleep(Duration::from_micros(fastrand::u64(..20_000))).await;
            process.kill().unwrap();
            process.wait().unwrap();
            let number: u64 = loaded(&store).await.parse().unwrap();
            assert!(number > before.parse().unwrap(), "kill {kill}");
            let guard = tokio::time::timeout(Duration::from_secs(5), store.lock()).await;
            let _guard = guard.unwrap().unwrap();
            store
                .save(Previous::Any, &store.load().await.unwrap().unwrap())
                .await
                .unwrap();
        }
        assert!(
            names(folder.path())
                .iter()
                .all(|name| !name.ends_with(".tmp"))
        );
    }
}

/// Not a test: the process that the next test kills.
#[tokio::test]
async fn saves_once() {
    let Ok(path) = std::env::var(ONCE) else {
        return;
    };
    let store = FileStore::new(path);
    let _guard = store.lock().await.unwrap();
    store.save(Previous::Any, &pair("new")).await.unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_process_killed_at_any_system_call_leaves_the_old_pair_or_the_new_one() {
    let copies = tempfile::tempdir().unwrap();
    let calls = [
        "write",
        "fsync",
        "rename",
        "ftruncate",
        "sendfile,copy_file_range",
        "flock",
        "unlink",
    ];
    let mut kills = [0, 0];
    // Replaced, and overwritten in place.
    for linked in [false, true] {
        for call in calls {
            for when in 1.. {
                let folder = tempfile::tempdir().unwrap();
                let store = FileStore::new(folder.path().join("tokens.json"));
                store.save(Previous::Any, &pair("old")).await.unwrap();
                if linked {
                    fs::hard_link(store.path(), folder.path().join("linked")).unwrap();
                }
                let traced = Command::new("strace")
                    .args(["-f", "-qq", "-o", "/dev/null", "-e"])
                    .arg(format!("inject={call}:signal=KILL:when={when}"))
                    .arg(std::env::current_exe().unwrap())
                    .args(["--exact", "file_store_kills::saves_once"])
                    .env(ONCE, store.path())
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .status();
                let Ok(status) = traced else {
                    eprintln!("skipped: no strace on this machine");
                    return;
                };
                let complete = temporary(folder.path(), &copies.path().join("copy")).await;
                let loaded = loaded(&store).await;
                if status.success() {
                    assert_eq!(loaded, "new");
                    break;
                }
                assert_ne!(status.code(), Some(101), "{call} {when}: it panicked");
                if status.code() == Some(1) {
                    eprintln!("skipped: strace is not allowed here");
                    return;
                }
                kills[usize::from(linked)] += 1;
                assert!(["old", "new"].contains(&loaded.as_str()));
                assert!(
                    complete.is_none_or(|(_, complete)| complete == loaded),
                    "{call} {when}"
                );
                let guard = tokio::time::timeout(Duration::from_secs(5), store.lock()).await;
                drop(guard.unwrap().unwrap());
                assert!(
                    names(folder.path())
                        .iter()
                        .all(|name| !name.ends_with(".tmp"))
                );
            }
        }
    }
    println!("{kills:?} kills");
}

/// Creates the temporary file that a killed process leaves.
async fn leave(folder: &Path, digit: char, content: &[u8]) -> PathBuf {
    let digits: String = std::iter::repeat_n(digit, 16).collect();
    let path = folder.join(format!(".tokens.json.{digits}.tmp"));
    fs::write(&path, content).unwrap();
    path
}

#[tokio::test]
async fn a_leftover_of_a_killed_process_is_recovered_if_it_is_newer_and_removed_if_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    let mut saved = vec![];
    for name in ["one", "two", "three"] {
        store.save(Previous::Any, &pair(name)).await.unwrap();
        saved.push(fs::read(store.path()).unwrap());
    }
    let [one, two, three] = saved.try_into().unwrap();
    let torn = &three[..three.len() / 2];
    let unnamed: [&[u8]; 0] = [];
    // the file, the leftovers, the loaded pair
    type Row<'a> = (Option<&'a [u8]>, Vec<&'a [u8]>, Option<&'a str>);
    let table: [Row<'_>; 10] = [
        (Some(&two), vec![&three], Some("three")),
        (Some(&two), vec![&one, &three, torn, b""], Some("three")),
        (Some(&three), vec![&two, &one], Some("three")),
        (Some(&two), vec![torn, b"other"], Some("two")),
        (Some(torn), vec![&two], Some("two")),
        (Some(b""), vec![&one], Some("one")),
        (None, vec![&one], Some("one")),
        // Somebody has removed the tokens: they are not recovered.
        (None, vec![&two], None),
        (Some(b""), vec![&two, torn], None),
        (Some(&one), unnamed.to_vec(), Some("one")),
    ];
    for locks in [true, false] {
        for (file, left, expected) in &table {
            match file {
                Some(bytes) => fs::write(store.path(), bytes).unwrap(),
                None => fs::remove_file(store.path()).unwrap_or_default(),
            }
            for (digit, bytes) in ('0'..).zip(left) {
                leave(folder.path(), digit, bytes).await;
            }
            let other = folder.path().join(".other.json.0123456789abcdef.tmp");
            fs::write(&other, &three).unwrap();
            if locks {
                drop(store.lock().await.unwrap());
            }
            let tokens = store.load().await.unwrap();
            assert_eq!(tokens.as_ref().map(name).as_deref(), *expected, "{left:?}");
            fs::remove_file(other).expect("it belongs to another file");
            assert!(
                names(folder.path())
                    .iter()
                    .all(|name| !name.ends_with(".tmp"))
            );
            fs::remove_file(folder.path().join("tokens.json.damaged")).ok();
        }
    }
}

#[tokio::test]
async fn a_temporary_file_that_another_process_writes_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    store.save(Previous::Any, &pair("one")).await.unwrap();
    let one = fs::read(store.path()).unwrap();
    store.save(Previous::Any, &pair("two")).await.unwrap();
    let two = fs::read(store.path()).unwrap();
    fs::write(store.path(), one).unwrap();
    let path = leave(folder.path(), 'a', &two).await;
    let writer = fs::File::open(&path).unwrap();
    writer.lock().unwrap();
    assert_eq!(loaded(&store).await, "one");
    let waiting = tokio::time::timeout(Duration::from_millis(60), store.lock()).await;
    assert!(waiting.is_err(), "a lock waits for what is being written");
    assert!(path.exists());
    drop(writer);
    drop(store.lock().await.unwrap());
    assert_eq!(loaded(&store).await, "two");
}
