//! Token files in a folder of the test.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::pair;
use constant_contact::auth::{FileStore, Previous, TokenStore};
use secrecy::ExposeSecret;
use std::path::PathBuf;

/// The name of the pair in the file.
pub async fn name(store: &FileStore) -> Option<String> {
    let tokens = store.load().await.unwrap()?;
    let refresh = tokens.refresh_token().unwrap().expose_secret();
    Some(refresh.strip_prefix("refresh-").unwrap().to_owned())
}

/// A save as a session does it.
pub async fn save(store: &FileStore, name: &str) -> Result<(), String> {
    let _guard = store.lock().await.map_err(|error| error.to_string())?;
    let saved = store.save(Previous::Any, &pair(name)).await;
    saved.map(|_| ()).map_err(|error| error.to_string())
}

pub fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    (folder, path)
}
