//! One token file for several users and processes: owners, permissions, paths.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::disk::{bind_read_only, names};
use crate::support::file::{folder, name, save};
use crate::support::pair;
use constant_contact::auth::{FileStore, OAuth, Previous, Session, TokenStore};
use secrecy::ExposeSecret;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

/// The user of a service, in the processes below.
const USER: u32 = 12_345;
const TASK: &str = "CONSTANT_CONTACT_TEST_USER_TASK";
const FILE: &str = "CONSTANT_CONTACT_TEST_USER_FILE";

/// Not a test: the processes of other users.
#[tokio::test]
async fn runs_one_task() {
    let (Ok(task), Ok(file)) = (std::env::var(TASK), std::env::var(FILE)) else {
        return;
    };
    let store = FileStore::new(file);
    let done = match task.split_once(' ') {
        Some(("save", name)) => save(&store, name).await,
        Some(("lock", _)) => {
            match tokio::time::timeout(Duration::from_millis(500), store.lock()).await {
                Ok(locked) => locked.map(drop).map_err(|error| error.to_string()),
                Err(_) => Err("another process has the lock".to_owned()),
            }
        }
        Some(("hold", until)) => {
            let _guard = store.lock().await.unwrap();
            println!("RESULT held");
            while !Path::new(until).exists() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            return;
        }
        Some(("call", expected)) => {
            let session = Session::new(OAuth::public("api-key"), store);
            let issued = session.access_token().await;
            issued
                .map(|issued| assert_eq!(issued.secret().expose_secret(), expected))
                .map_err(|error| error.to_string())
        }
        _ => panic!("{task}"),
    };
    println!("RESULT {}", done.err().unwrap_or_default());
}

fn process(task: &str, file: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "file_store_users::runs_one_task", "--nocapture"])
        .env(TASK, task)
        .env(FILE, file);
    command
}

/// Runs a task in a process and returns its result; `None` if it cannot be run as that user.
fn result(mut command: Command) -> Option<Result<(), String>> {
    let output = match command.stderr(Stdio::null()).output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("skipped: no process of another user ({error})");
            return None;
        }
    };
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text
        .lines()
        .find_map(|line| Some(line.split_once("RESULT")?.1));
    match line.unwrap_or_else(|| panic!("{text}")).trim() {
        "" => Some(Ok(())),
        error => Some(Err(error.to_owned())),
    }
}

/// Runs a task as the user of a service, who is not root.
fn as_user(task: &str, file: &Path) -> Option<Result<(), String>> {
    let mut command = process(task, file);
    command.uid(USER).gid(USER);
    result(command)
}

#[tokio::test]
async fn a_save_by_root_does_not_lock_out_the_user_of_the_service() {
    let (_folder, path) = folder();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let data = path.join("data");
    fs::create_dir(&data).unwrap();
    let file = data.join("tokens.json");
    let store = FileStore::new(&file);
    save(&store, "one").await.unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    if chown(&file, Some(USER), Some(USER)).is_err() || chown(&data, Some(USER), None).is_err() {
        eprintln!("skipped: this needs root");
        return;
    }
    for turn in ["two", "three"] {
        // Now root owns the lock file.
        save(&store, &format!("root-{turn}")).await.unwrap();
        let is = fs::metadata(&file).unwrap();
        assert_eq!((is.uid(), is.gid(), is.mode() & 0o777), (USER, USER, 0o640));
        let Some(saved) = as_user(&format!("save user-{turn}"), &file) else {
            return;
        };
        saved.unwrap();
        assert_eq!(name(&store).await.unwrap(), format!("user-{turn}"));
        let is = fs::metadata(&file).unwrap();
        assert_eq!((is.uid(), is.gid(), is.mode() & 0o777), (USER, USER, 0o640));
    }
    // The user cannot open root's lock file, but the lock holds, even after root has replaced the file.
    fs::remove_file(data.join("tokens.json.lock")).unwrap();
    let guard = store.lock().await.unwrap();
    assert!(as_user("lock -", &file).unwrap().is_err());
    store.save(Previous::Any, &pair("root")).await.unwrap();
    assert!(as_user("lock -", &file).unwrap().is_err());
    drop(guard);
    as_user("lock -", &file).unwrap().unwrap();
}

#[tokio::test]
async fn a_user_who_may_only_write_the_file_or_not_list_the_folder_can_save() {
    let (_folder, path) = folder();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    for mode in [0o755, 0o733] {
        let data = path.join(format!("{mode:o}"));
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(mode)).unwrap();
        let file = data.join("tokens.json");
        save(&FileStore::new(&file), "old").await.unwrap();
        if chown(&file, Some(USER), Some(USER)).is_err() {
            eprintln!("skipped: this needs root");
            return;
        }
        fs::remove_file(data.join("tokens.json.lock")).unwrap();
        let Some(saved) = as_user("save new", &file) else {
            return;
        };
        saved.unwrap();
        assert_eq!(name(&FileStore::new(&file)).await.unwrap(), "new");
        assert!(names(&data).iter().all(|name| !name.ends_with(".tmp")));
        assert_eq!(fs::metadata(&file).unwrap().uid(), USER);
    }
}

#[tokio::test]
async fn a_deployment_that_can_only_read_uses_the_token() {
    let (_folder, path) = folder();
    let file = path.join("tokens.json");
    let good = pair("x").with_expires_at(SystemTime::now() + Duration::from_secs(80_000));
    FileStore::new(&file)
        .save(Previous::Any, &good)
        .await
        .unwrap();
    let chmod = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    chmod(&file, 0o444);
    chmod(&path, 0o555);
    if let Some(called) = as_user("call access-x", &file) {
        called.unwrap();
        let error = as_user("save new", &file).unwrap().unwrap_err();
        assert!(
            error.contains("tokens.json") && error.contains("owner"),
            "{error}"
        );
    }
    chmod(&path, 0o755);
    let mount = path.join("mount");
    fs::create_dir(&mount).unwrap();
    if let Some(_mount) = bind_read_only(&path, &mount) {
        let session = Session::new(
            OAuth::public("api-key"),
            FileStore::new(mount.join("tokens.json")),
        );
        let issued = session.access_token().await.unwrap();
        assert_eq!(issued.secret().expose_secret(), "access-x");
    }
    assert_eq!(names(&path), ["mount", "tokens.json"]);
}

#[tokio::test]
async fn processes_lock_one_file_by_a_link_or_a_relative_path() {
    let (_folder, path) = folder();
    fs::create_dir(path.join("data")).unwrap();
    std::os::unix::fs::symlink("data/tokens.json", path.join("link.json")).unwrap();
    let paths = [
        path.join("link.json"),
        path.join("data/tokens.json"),
        path.join("data/../link.json"),
        PathBuf::from("data/tokens.json"),
        PathBuf::from("link.json"),
    ];
    // Also while the link leads to a missing file.
    for exists in [false, true] {
        for (turn, held) in paths.iter().enumerate() {
            let end = path.join(format!("end-{exists}-{turn}"));
            let mut holder = process(&format!("hold {}", end.display()), held);
            let mut holder = holder
                .current_dir(&path)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut lines = std::io::BufReader::new(holder.stdout.take().unwrap());
            let mut line = String::new();
            while !line.contains("RESULT held") {
                line.clear();
                let read = std::io::BufRead::read_line(&mut lines, &mut line).unwrap();
                assert!(read > 0, "the holder ended");
            }
            let wanted = &paths[(turn + 1) % paths.len()];
            let mut command = process("lock -", wanted);
            command.current_dir(&path);
            let error = result(command).unwrap().unwrap_err();
            assert!(
                error.contains("has the lock"),
                "{held:?} {wanted:?}: {error}"
            );
            fs::write(end, "").unwrap();
            assert!(holder.wait().unwrap().success());
        }
        save(&FileStore::new(path.join("link.json")), "one")
            .await
            .unwrap();
        assert!(
            fs::symlink_metadata(path.join("link.json"))
                .unwrap()
                .is_symlink()
        );
        assert_eq!(
            name(&FileStore::new(path.join("data/tokens.json")))
                .await
                .unwrap(),
            "one"
        );
    }
}
