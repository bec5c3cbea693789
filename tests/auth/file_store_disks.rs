//! The file store on disks that are full, read-only or mounted in an odd way, and for other users.
//!
//! A save that fails says why and leaves the file as it was; where the file cannot be replaced, it is overwritten.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::Server;
use crate::support::disk::{bind, bind_read_only, fill, immutable, names, small_disk};
use constant_contact::auth::{FileStore, OAuth, Session, TokenStore, Tokens};
use secrecy::ExposeSecret;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

/// The user of a service, in the processes below.
const USER: u32 = 12_345;
const TASK: &str = "CONSTANT_CONTACT_TEST_DISK_TASK";
const FILE: &str = "CONSTANT_CONTACT_TEST_DISK_FILE";

fn pair(name: &str) -> Tokens {
    Tokens::new(format!("access-{name}")).set_refresh_token(format!("refresh-{name}"))
}

async fn name(store: &FileStore) -> Option<String> {
    let tokens = store.load().await.unwrap()?;
    let refresh = tokens.refresh_token().unwrap().expose_secret();
    Some(refresh.strip_prefix("refresh-").unwrap().to_owned())
}

/// A save as a session does it.
async fn save(store: &FileStore, name: &str) -> Result<(), String> {
    let _guard = store.lock().await.map_err(|error| error.to_string())?;
    let saved = store.save(&pair(name)).await;
    saved.map_err(|error| error.to_string())
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    (folder, path)
}

/// Not a test by itself: what the processes of other users do.
#[tokio::test]
async fn does_as_it_is_told() {
    let (Ok(task), Ok(file)) = (std::env::var(TASK), std::env::var(FILE)) else {
        return;
    };
    let store = FileStore::new(file);
    let done = match task.split_once(' ') {
        Some(("save", name)) => save(&store, name).await,
        Some(("lock", _)) => {
            match tokio::time::timeout(Duration::from_millis(500), store.lock()).await {
                Ok(locked) => locked.map(drop).map_err(|error| error.to_string()),
                Err(_) => Err("somebody else has the lock".to_owned()),
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
                .map(|issued| assert_eq!(issued.secret.expose_secret(), expected))
                .map_err(|error| error.to_string())
        }
        _ => panic!("{task}"),
    };
    println!("RESULT {}", done.err().unwrap_or_default());
}

fn process(task: &str, file: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "file_store_disks::does_as_it_is_told",
            "--nocapture",
        ])
        .env(TASK, task)
        .env(FILE, file);
    command
}

/// What comes of a task in a process of its own; `None` if it cannot be run as that user.
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
async fn a_full_disk_fails_the_save_and_keeps_the_old_pair() {
    let (_folder, path) = folder();
    let disk = path.join("disk");
    let Some(_disk) = small_disk(&disk) else {
        return;
    };
    let store = FileStore::new(disk.join("tokens.json"));
    let filler = fill(&disk);
    let error = store.check().await.unwrap_err();
    assert!(
        error.is_store() && error.to_string().contains("space"),
        "{error}"
    );
    fs::remove_file(filler).unwrap();
    store.check().await.unwrap();
    assert_eq!(
        names(&disk),
        ["tokens.json.lock"],
        "a check creates nothing"
    );
    save(&store, "old").await.unwrap();
    // By replacing it, and in place: mounted where there is space for a temporary file.
    let inside = path.join("tokens.json");
    fs::write(&inside, "").unwrap();
    let mut mount = None;
    for mounted in [false, true] {
        let mut store = store.clone();
        if mounted {
            mount = bind(store.path(), &inside);
            store = FileStore::new(&inside);
        }
        if mounted && mount.is_none() {
            return;
        }
        let before = (names(&disk), fs::read(store.path()).unwrap());
        let filler = fill(&disk);
        for _ in 0..3 {
            let error = save(&store, &"new".repeat(2_000)).await.unwrap_err();
            assert!(
                error.contains("tokens.json") && error.contains("free some space"),
                "{error}"
            );
            assert!(mounted || store.check().await.is_err());
            assert_eq!(name(&store).await.unwrap(), "old");
        }
        fs::remove_file(filler).unwrap();
        assert_eq!((names(&disk), fs::read(store.path()).unwrap()), before);
        save(&store, "new").await.unwrap();
        assert_eq!(name(&store).await.unwrap(), "new");
        save(&store, "old").await.unwrap();
    }
}

#[tokio::test]
async fn a_single_file_that_is_mounted_is_overwritten() {
    let (_folder, path) = folder();
    let (outside, inside) = (path.join("outside.json"), path.join("tokens.json"));
    // As one has to create it for the mount.
    fs::write(&outside, "").unwrap();
    fs::write(&inside, "").unwrap();
    let Some(_mount) = bind(&outside, &inside) else {
        return;
    };
    let server = Server::start().await;
    let store = FileStore::new(&inside);
    store.check().await.unwrap();
    assert!(store.load().await.unwrap().is_none());
    let session = Session::start(server.public(), store.clone(), server.expired());
    let session = session.await.unwrap();
    for _ in 0..5 {
        let issued = session.access_token().await.unwrap();
        tokio::time::sleep(Duration::from_millis(15)).await;
        session.renew(issued.generation).await.unwrap();
    }
    let newest = server.rules().newest.clone().unwrap().1;
    for path in [&outside, &inside] {
        let tokens = FileStore::new(path).load().await.unwrap().unwrap();
        assert_eq!(tokens.refresh_token().unwrap().expose_secret(), newest);
    }
    let text = fs::read_to_string(&outside).unwrap();
    assert!(
        serde_json::from_str::<serde_json::Value>(&text).is_ok(),
        "one record only"
    );
    assert_eq!(
        names(&path),
        ["outside.json", "tokens.json", "tokens.json.lock"]
    );
    // The same file in two containers: whoever holds it there holds it here.
    let guard = FileStore::new(&outside).lock().await.unwrap();
    let waiting = tokio::time::timeout(Duration::from_millis(60), store.lock()).await;
    assert!(waiting.is_err());
    drop(guard);
    store.clear().await.unwrap();
    assert_eq!(fs::read(&outside).unwrap(), b"");
}

#[tokio::test]
async fn a_mounted_file_that_was_replaced_outside_is_not_used_any_more() {
    let (_folder, path) = folder();
    let (outside, inside) = (path.join("outside.json"), path.join("tokens.json"));
    save(&FileStore::new(&outside), "old").await.unwrap();
    fs::write(&inside, "").unwrap();
    let Some(_mount) = bind(&outside, &inside) else {
        return;
    };
    let store = FileStore::new(&inside);
    assert_eq!(name(&store).await.unwrap(), "old");
    // A process outside renews: it cannot know of the mount.
    save(&FileStore::new(&outside), "new").await.unwrap();
    for error in [
        store.load().await.unwrap_err(),
        store.lock().await.unwrap_err(),
        store.save(&pair("x")).await.unwrap_err(),
    ] {
        let error = error.to_string();
        assert!(
            error.contains("tokens.json") && error.contains("mount its folder"),
            "{error}"
        );
    }
    assert_eq!(name(&FileStore::new(&outside)).await.unwrap(), "new");
}

#[tokio::test]
async fn what_cannot_be_written_fails_before_anything_is_spent_and_says_why() {
    let (_folder, path) = folder();
    let (real, mount) = (path.join("real"), path.join("mount"));
    fs::create_dir(&real).unwrap();
    fs::create_dir(&mount).unwrap();
    save(&FileStore::new(real.join("tokens.json")), "old")
        .await
        .unwrap();
    let refused = async |store: FileStore, why: &str| {
        for error in [
            save(&store, "old").await.unwrap_err(),
            save(&store, "new").await.unwrap_err(),
            store.check().await.unwrap_err().to_string(),
        ] {
            let good = error.contains("tokens.json") && error.contains(why) && error.contains(';');
            assert!(good, "{error}");
        }
        assert_eq!(name(&store).await.unwrap(), "old");
        assert_eq!(names(&real), ["tokens.json", "tokens.json.lock"]);
    };
    if let Some(_mount) = bind_read_only(&real, &mount) {
        refused(FileStore::new(mount.join("tokens.json")), "mount it").await;
    }
    if let Some(_flag) = immutable(&real.join("tokens.json")) {
        refused(FileStore::new(real.join("tokens.json")), "immutable").await;
    }
    // Nothing can be created in the folder, but the file can be written.
    fs::remove_file(real.join("tokens.json.lock")).unwrap();
    if let Some(_flag) = immutable(&real) {
        let store = FileStore::new(real.join("tokens.json"));
        store.check().await.unwrap();
        save(&store, "new").await.unwrap();
        assert_eq!(name(&store).await.unwrap(), "new");
        let _guard = store.lock().await.unwrap();
        store.clear().await.unwrap();
        assert!(store.load().await.unwrap().is_none());
        let missing = FileStore::new(real.join("other.json"));
        assert!(
            missing
                .check()
                .await
                .unwrap_err()
                .to_string()
                .contains("other.json")
        );
    }
    assert_eq!(names(&real), ["tokens.json"]);
}

#[tokio::test]
async fn root_renews_without_locking_the_user_of_the_service_out() {
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
        // The lock file is root's by now.
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
    // The user cannot use root's lock file: one lock all the same, also when root replaces the file.
    fs::remove_file(data.join("tokens.json.lock")).unwrap();
    let guard = store.lock().await.unwrap();
    assert!(as_user("lock -", &file).unwrap().is_err());
    store.save(&pair("root")).await.unwrap();
    assert!(as_user("lock -", &file).unwrap().is_err());
    drop(guard);
    as_user("lock -", &file).unwrap().unwrap();
}

#[tokio::test]
async fn a_user_who_may_write_only_the_file_or_not_list_the_folder_saves() {
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
    let good = pair("x").set_expires_at(SystemTime::now() + Duration::from_secs(80_000));
    FileStore::new(&file).save(&good).await.unwrap();
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
        assert_eq!(issued.secret.expose_secret(), "access-x");
    }
    assert_eq!(names(&path), ["mount", "tokens.json"]);
}

#[tokio::test]
async fn processes_lock_one_file_by_a_link_a_relative_path_or_its_own() {
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
    // A link that leads nowhere yet is one too.
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
