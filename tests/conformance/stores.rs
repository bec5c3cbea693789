//! Token stores that pass.

#![allow(clippy::unwrap_used, reason = "tests")]

use constant_contact::auth::{FileStore, MemoryStore};
use constant_contact::conformance;

#[tokio::test(start_paused = true)]
async fn the_memory_store_passes() {
    let store = MemoryStore::default();
    conformance::token_store(async || Ok(store.clone()))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_store_passes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    conformance::token_store(async || Ok(FileStore::new(&path)))
        .await
        .unwrap();
}
