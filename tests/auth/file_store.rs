//! The content of a token file: empty, foreign, damaged, of another deployment.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::disk::names;
use crate::support::{Server, chain, pair};
use constant_contact::auth::{FileStore, OAuth, Previous, Session, TokenStore};
use secrecy::ExposeSecret;
use std::fs;
use std::time::Duration;

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

/// The files that a store leaves next to its file; on Unix, its folder is locked in place of the second one.
fn locks() -> Vec<&'static str> {
    let mut locks = vec!["tokens.json.lock"];
    if !cfg!(unix) {
        locks.push("tokens.json.write.lock");
    }
    locks
}

#[tokio::test]
async fn saved_tokens_are_loaded_again_and_readable_by_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    assert!(store.load().await.unwrap().is_none());
    for name in ["one", "two"] {
        store.save(Previous::Any, &pair(name)).await.unwrap();
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
    let (mut expected, there) = (locks(), names(folder.path()));
    expected.insert(0, "tokens.json");
    assert_eq!(there, expected, "no temporary file is left");
}

#[tokio::test]
async fn a_cleared_store_is_empty_and_accepts_new_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    store.clear().await.unwrap();
    for name in ["one", "two"] {
        store.save(Previous::Any, &pair(name)).await.unwrap();
        store.clear().await.unwrap();
        assert!(store.load().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn an_empty_file_has_no_tokens_and_accepts_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    for bytes in ["", "\n", " \r\n\t\n"] {
        fs::write(store.path(), bytes).unwrap();
        assert!(store.load().await.unwrap().is_none());
        let session = Session::new(OAuth::public("api-key"), store.clone());
        let error = session.access_token().await.unwrap_err();
        assert!(error.needs_authorization(), "{error}");
        store.check().await.unwrap();
        store.save(Previous::Any, &pair("one")).await.unwrap();
        assert_eq!(refresh_token(&store).await, "refresh-one");
    }
}

#[tokio::test]
async fn a_foreign_file_is_reported_and_never_overwritten() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let store = FileStore::new(&path);
    store
        .save(Previous::Any, &pair("secret-in-the-file"))
        .await
        .unwrap();
    let newer = fs::read_to_string(&path)
        .unwrap()
        .replace("\"version\": 1", "\"version\": 2");
    let large = "export PATH=$HOME/bin\n".repeat(100_000);
    for bytes in [
        &b"{}"[..],
        b"[1]",
        b"\xff\xfe",
        b"export PATH=$HOME/bin\n",
        large.as_bytes(),
        br#"{"access_token":"secret-in-the-file"}"#,
        newer.as_bytes(),
    ] {
        fs::write(&path, bytes).unwrap();
        for error in [
            store.load().await.unwrap_err(),
            store.save(Previous::Any, &pair("x")).await.unwrap_err(),
            store.clear().await.unwrap_err(),
            store.check().await.unwrap_err().into(),
        ] {
            let line = chain(&*error);
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
            error.is_store() && chain(&error).contains("tokens.json"),
            "{error}"
        );
        let error = Session::start(server.public(), store.clone(), pair("x"))
            .await
            .unwrap_err();
        assert!(error.is_store());
        assert_eq!(fs::read(&path).unwrap(), bytes, "unchanged");
    }
}

#[tokio::test]
async fn a_damaged_file_is_reported_and_replaced_by_a_new_authorization() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let store = FileStore::new(&path);
    store
        .save(Previous::Any, &pair("secret-in-the-file"))
        .await
        .unwrap();
    let whole = fs::read(&path).unwrap();
    let edited = String::from_utf8(whole.clone()).unwrap();
    let edited = edited.replace("refresh-secret", "refresh-other-secret");
    for bytes in [
        &whole[..1],
        &whole[..20],
        &whole[..whole.len() / 2],
        &whole[..whole.len() - 4],
        &[0; 512],
        edited.as_bytes(),
    ] {
        fs::write(&path, bytes).unwrap();
        let line = store.load().await.unwrap_err().to_string();
        let is_helpful = line.contains("tokens.json") && line.contains("authorise again");
        assert!(is_helpful && !line.contains("secret-in-the-file"), "{line}");
        let session = Session::new(server.public(), store.clone());
        assert!(session.access_token().await.unwrap_err().is_store());
        assert_eq!(fs::read(&path).unwrap(), bytes, "unchanged until then");
        store.check().await.unwrap();
        Session::start(server.public(), store.clone(), pair("new"))
            .await
            .unwrap();
        assert_eq!(refresh_token(&store).await, "refresh-new");
        let copy = folder.path().join("tokens.json.damaged");
        assert_eq!(fs::read(&copy).unwrap(), bytes);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(copy).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
    store.clear().await.unwrap();
    assert_eq!(names(folder.path()), locks(), "no secret is left");
}

#[tokio::test]
async fn the_file_of_another_deployment_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let named = |name: &str| FileStore::new(&path).deployment(name);
    // A file without a name serves every deployment until one with a name saves.
    FileStore::new(&path)
        .save(Previous::Any, &pair("one"))
        .await
        .unwrap();
    assert_eq!(refresh_token(&named("staging")).await, "refresh-one");
    named("production")
        .save(Previous::Any, &pair("two"))
        .await
        .unwrap();
    assert_eq!(refresh_token(&named("production")).await, "refresh-two");
    let before = fs::read(&path).unwrap();
    for store in [named("staging"), named(""), FileStore::new(&path)] {
        for error in [
            store.load().await.unwrap_err(),
            store.save(Previous::Any, &pair("x")).await.unwrap_err(),
            store.clear().await.unwrap_err(),
            store.check().await.unwrap_err().into(),
        ] {
            let line = chain(&*error);
            assert!(
                line.contains("production") && line.contains("tokens.json"),
                "{line}"
            );
        }
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    // A file that its process left when it was killed is refused too.
    let left = folder.path().join(".tokens.json.0123456789abcdef.tmp");
    fs::write(&left, &before).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(named("staging").load().await.unwrap().is_none());
    drop(named("staging").lock().await.unwrap());
    assert!(left.exists());
    named("production")
        .save(Previous::Any, &pair("three"))
        .await
        .unwrap();
    named("production").clear().await.unwrap();
    assert!(FileStore::new(&path).load().await.unwrap().is_none());
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_fails_and_keeps_the_old_pair() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("none/tokens.json"));
    for error in [
        // It fails before a person authorises in vain.
        store.load().await.unwrap_err(),
        store.save(Previous::Any, &pair("x")).await.unwrap_err(),
    ] {
        let line = error.to_string();
        assert!(
            line.contains("none/tokens.json") && line.contains("create its folder"),
            "{line}"
        );
    }
    assert!(
        FileStore::new(folder.path()).load().await.is_err(),
        "a folder is not a file"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_is_followed_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (
        folder.path().join("real.json"),
        folder.path().join("link.json"),
    );
    FileStore::new(&real)
        .save(Previous::Any, &pair("one"))
        .await
        .unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    FileStore::new(&link)
        .save(Previous::Any, &pair("two"))
        .await
        .unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(refresh_token(&FileStore::new(&real)).await, "refresh-two");
    // A link to a missing file is followed too.
    FileStore::new(&link).clear().await.unwrap();
    assert!(!real.exists() && fs::symlink_metadata(&link).unwrap().is_symlink());
    FileStore::new(&link)
        .save(Previous::Any, &pair("three"))
        .await
        .unwrap();
    assert_eq!(refresh_token(&FileStore::new(&real)).await, "refresh-three");
}

#[tokio::test]
async fn a_save_whose_caller_is_dropped_holds_the_lock_until_it_has_finished() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    for turn in 0..20 {
        let guard = store.lock().await.unwrap();
        let tokens = pair(turn);
        let save = tokio::time::timeout(Duration::ZERO, store.save(Previous::Any, &tokens));
        save.await.ok();
        drop(guard);
        let other = FileStore::new(store.path());
        let _guard = other.lock().await.unwrap();
        assert_eq!(refresh_token(&other).await, format!("refresh-{turn}"));
    }
}

#[tokio::test]
async fn the_lock_has_one_holder_at_a_time_and_is_released_with_its_guard() {
    let folder = tempfile::tempdir().unwrap();
    let stores = [1, 2].map(|_| FileStore::new(folder.path().join("tokens.json")));
    let guard = stores[0].lock().await.unwrap();
    let waiting = tokio::time::timeout(Duration::from_millis(60), stores[1].lock()).await;
    assert!(waiting.is_err());
    drop(guard);
    drop(stores[1].lock().await.unwrap());
    drop(stores[0].lock().await.unwrap());
}
