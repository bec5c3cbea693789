//! What the file store survives.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::Server;
use constant_contact::auth::{FileStore, Session, TokenStore, Tokens};
use secrecy::ExposeSecret;
use std::fs;
use std::time::Duration;

fn pair(name: &str) -> Tokens {
    Tokens::new(format!("access-{name}")).set_refresh_token(format!("refresh-{name}"))
}

async fn refresh_token(store: &FileStore) -> String {
    store
        .load()
        .await
        .unwrap()
        .unwrap()
        .refresh_token()
        .unwrap()
        .expose_secret()
        .to_owned()
}

#[tokio::test]
async fn tokens_come_back_and_belong_to_their_owner() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    assert!(store.load().await.unwrap().is_none());
    for name in ["one", "two"] {
        store.save(&pair(name)).await.unwrap();
        assert_eq!(refresh_token(&store).await, format!("refresh-{name}"));
    }
    drop(store.lock().await.unwrap());
    #[cfg(unix)]
    for file in ["tokens.json", "tokens.json.lock"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path().join(file))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "no temporary file stays"
    );
}

#[tokio::test]
async fn a_cleared_store_is_empty_and_takes_new_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    store.clear().await.unwrap();
    for name in ["one", "two"] {
        store.save(&pair(name)).await.unwrap();
        store.clear().await.unwrap();
        assert!(store.load().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_leftover_of_a_killed_process_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    store.save(&pair("old")).await.unwrap();
    let left = folder.path().join(".tokens.json.0123456789abcdef.tmp");
    fs::write(&left, r#"{"format":"constant-contact-tok"#).unwrap();
    assert_eq!(refresh_token(&store).await, "refresh-old");
    store.save(&pair("new")).await.unwrap();
    assert!(left.exists(), "it could belong to a process that lives");
    let hour = std::time::SystemTime::now() - Duration::from_secs(3600);
    fs::File::options()
        .write(true)
        .open(&left)
        .unwrap()
        .set_modified(hour)
        .unwrap();
    store.save(&pair("newer")).await.unwrap();
    assert!(!left.exists());
    assert_eq!(refresh_token(&store).await, "refresh-newer");
}

#[tokio::test]
async fn a_truncated_or_foreign_file_is_reported_and_never_written_over() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let store = FileStore::new(&path);
    store.save(&pair("secret-in-the-file")).await.unwrap();
    let whole = fs::read(&path).unwrap();
    let newer = String::from_utf8(whole.clone())
        .unwrap()
        .replace("\"version\": 1", "\"version\": 2");
    for bytes in [
        &whole[..whole.len() / 2],
        &whole[..whole.len() - 4],
        b"{}",
        b"[1]",
        b"\xff\xfe",
        newer.as_bytes(),
    ] {
        fs::write(&path, bytes).unwrap();
        for error in [
            store.load().await.unwrap_err(),
            store.save(&pair("x")).await.unwrap_err(),
        ] {
            let line = error.to_string();
            assert!(
                line.contains("tokens.json")
                    && line.contains(';')
                    && !line.contains("secret-in-the-file"),
                "{line}"
            );
        }
        let error = Session::new(server.public(), store.clone())
            .access_token()
            .await
            .unwrap_err();
        assert!(
            error.is_store() && error.to_string().contains("tokens.json"),
            "{error}"
        );
        let error = Session::start(server.public(), store.clone(), pair("x"))
            .await
            .unwrap_err();
        assert!(error.is_store());
        assert_eq!(fs::read(&path).unwrap(), bytes, "untouched");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_fails_and_keeps_the_old_pair() {
    let folder = tempfile::tempdir().unwrap();
    let error = FileStore::new(folder.path().join("none/tokens.json"))
        .save(&pair("x"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("none"), "{error}");
    assert!(
        FileStore::new(folder.path()).load().await.is_err(),
        "a folder is no file"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_leads_to_the_file_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (
        folder.path().join("real.json"),
        folder.path().join("link.json"),
    );
    FileStore::new(&real).save(&pair("one")).await.unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    FileStore::new(&link).save(&pair("two")).await.unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(refresh_token(&FileStore::new(&real)).await, "refresh-two");
}

#[tokio::test]
async fn one_lock_holder_at_a_time_and_the_lock_ends_with_its_guard() {
    let folder = tempfile::tempdir().unwrap();
    let stores = [1, 2].map(|_| FileStore::new(folder.path().join("tokens.json")));
    let guard = stores[0].lock().await.unwrap();
    let waiting = tokio::time::timeout(Duration::from_millis(60), stores[1].lock()).await;
    assert!(waiting.is_err());
    drop(guard);
    drop(stores[1].lock().await.unwrap());
    drop(stores[0].lock().await.unwrap());
}

/// Not a test by itself: the process that the next test kills.
#[tokio::test]
async fn saves_for_ever_when_told_to() {
    let Ok(path) = std::env::var("CONSTANT_CONTACT_TEST_SAVE_TO") else {
        return;
    };
    let store = FileStore::new(path);
    for turn in 0u64.. {
        let _guard = store.lock().await.unwrap();
        store.save(&pair(&turn.to_string())).await.unwrap();
    }
}

#[tokio::test]
async fn a_process_killed_while_it_saves_leaves_a_whole_pair_and_no_lock() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    store.save(&pair("0")).await.unwrap();
    for kill in 0..20 {
        let mut process = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "file_store::saves_for_ever_when_told_to"])
            .env("CONSTANT_CONTACT_TEST_SAVE_TO", store.path())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Not before it has begun to save, however slowly it starts.
        let before = refresh_token(&store).await;
        while refresh_token(&store).await == before {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(fastrand::u64(0..20))).await;
        process.kill().unwrap();
        process.wait().unwrap();
        let tokens = store.load().await.unwrap().unwrap();
        let (access, refresh) = (
            tokens.access_token().expose_secret(),
            tokens.refresh_token().unwrap().expose_secret(),
        );
        assert_eq!(access.replace("access", "refresh"), refresh, "kill {kill}");
        let guard = tokio::time::timeout(Duration::from_secs(5), store.lock()).await;
        drop(guard.unwrap().unwrap());
        store.save(&tokens).await.unwrap();
    }
}
