//! The file store on disks that are full, read-only or mounted in unusual ways.
//!
//! A save that fails reports why and leaves the file as it was. A file that cannot be replaced is overwritten.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::disk::{bind, bind_read_only, fill, immutable, names, small_disk};
use crate::support::file::{folder, name, save};
use crate::support::{Server, chain, pair};
use constant_contact::auth::{FileStore, Previous, Session, TokenStore};
use secrecy::ExposeSecret;
use std::fs;
use std::time::Duration;

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
        error.is_store() && chain(&error).contains("space"),
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
    // Replaced, and overwritten in place: mounted where there is space for a temporary file.
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
    // A mount needs both files.
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
        session.renew(&issued).await.unwrap();
    }
    let newest = server.newest();
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
    // The same file in two containers: a lock there is a lock here.
    let guard = FileStore::new(&outside).lock().await.unwrap();
    let waiting = tokio::time::timeout(Duration::from_millis(60), store.lock()).await;
    assert!(waiting.is_err());
    drop(guard);
    store.clear().await.unwrap();
    assert_eq!(fs::read(&outside).unwrap(), b"");
}

#[tokio::test]
async fn a_mounted_file_that_was_replaced_outside_is_no_longer_used() {
    let (_folder, path) = folder();
    let (outside, inside) = (path.join("outside.json"), path.join("tokens.json"));
    save(&FileStore::new(&outside), "old").await.unwrap();
    fs::write(&inside, "").unwrap();
    let Some(_mount) = bind(&outside, &inside) else {
        return;
    };
    let store = FileStore::new(&inside);
    assert_eq!(name(&store).await.unwrap(), "old");
    // A process outside replaces the file: it cannot know of the mount.
    save(&FileStore::new(&outside), "new").await.unwrap();
    for error in [
        store.load().await.unwrap_err(),
        store.lock().await.unwrap_err(),
        store.save(Previous::Any, &pair("x")).await.unwrap_err(),
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
async fn a_file_that_cannot_be_written_is_reported_with_the_reason() {
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
            chain(&store.check().await.unwrap_err()),
        ] {
            let is_helpful =
                error.contains("tokens.json") && error.contains(why) && error.contains(';');
            assert!(is_helpful, "{error}");
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
        let error = missing.check().await.unwrap_err();
        assert!(chain(&error).contains("other.json"));
    }
    assert_eq!(names(&real), ["tokens.json"]);
}
