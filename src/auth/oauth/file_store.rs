//! Tokens in a file.
//!
//! A save writes a temporary file beside the real one, flushes it to the disk, renames it over the real one and
//! flushes the folder: whenever the process dies, the file holds the old pair or the new one, whole. A lock on
//! a sidecar file (`<name>.lock`) keeps two processes from refreshing at once; the system releases it with the
//! process. A file that is not ours is reported, never written over.

use super::store::{StoreGuard, StoreResult};
use super::{BoxError, BoxFuture, TokenStore, Tokens};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

/// What marks a file as ours.
const FORMAT: &str = "constant-contact-tokens";
/// How long to wait for another process that holds the lock; longer than its requests may take.
const LOCK_LIMIT: Duration = Duration::from_secs(120);
/// Temporary files older than this were left by a process that died.
const ABANDONED: Duration = Duration::from_secs(600);

/// One pair of tokens in one file.
///
/// ```no_run
/// use constant_contact::auth::{FileStore, OAuth, Session};
/// let session = Session::new(OAuth::public("api-key"), FileStore::new("/var/lib/my-app/tokens.json"));
/// ```
///
/// The folder must exist and be writable; the file is readable by its owner only (mode 0600 on Unix). Several
/// processes on one machine can share it: a lock on a second file beside it (`<name>.lock`) lets one of them
/// renew for all. On a network file system the lock is as good as that system's. Give each account a file of its
/// own.
#[derive(Clone, Debug)]
pub struct FileStore {
    path: PathBuf,
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u32,
    tokens: &'a Tokens,
}

#[derive(Deserialize)]
struct Mark {
    format: String,
    version: u32,
}

#[derive(Deserialize)]
struct Read {
    tokens: Tokens,
}

impl FileStore {
    /// A store in the file at `path`, which need not exist yet.
    ///
    /// ```
    /// # use constant_contact::auth::FileStore;
    /// let store = FileStore::new("tokens.json");
    /// ```
    ///
    /// Nothing is read or written here.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The path as given.
    ///
    /// ```
    /// # use constant_contact::auth::FileStore;
    /// assert_eq!(FileStore::new("tokens.json").path(), std::path::Path::new("tokens.json"));
    /// ```
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        let path = self.path.clone();
        Box::pin(off_the_runtime(move || read(&path)))
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, StoreResult<()>> {
        let (path, tokens) = (self.path.clone(), tokens.clone());
        Box::pin(off_the_runtime(move || write(&path, &tokens)))
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        let path = self.path.clone();
        Box::pin(off_the_runtime(move || clear(&path)))
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<StoreGuard>> {
        let path = lock_path(&self.path);
        Box::pin(async move {
            let since = Instant::now();
            let mut pause = Duration::from_millis(5);
            loop {
                // Asking again and again, rather than waiting inside the system, keeps a stuck process elsewhere
                // from blocking a thread and with it the end of this runtime.
                let place = path.clone();
                if let Some(held) = off_the_runtime(move || try_lock(&place)).await? {
                    return Ok(StoreGuard::holding(held));
                }
                if since.elapsed() > LOCK_LIMIT {
                    return Err(fault(
                        &path,
                        "is locked by another process for too long; find out which one hangs",
                    ));
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_millis(100));
            }
        })
    }
}

async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> StoreResult<T> + Send + 'static,
) -> StoreResult<T> {
    tokio::task::spawn_blocking(work).await?
}

/// A file's failure: path, what is wrong, and the system's error below it.
#[derive(Debug)]
struct FileFault {
    line: String,
    source: Option<io::Error>,
}

impl std::fmt::Display for FileFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.line)
    }
}

impl std::error::Error for FileFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}

fn fault(path: &Path, what: &str) -> BoxError {
    Box::new(FileFault {
        line: format!("{} {what}", path.display()),
        source: None,
    })
}

fn failed(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> BoxError {
    move |error| {
        let line = format!(
            "{} cannot be {doing} ({error}); check the folder, its permissions and free space",
            path.display()
        );
        Box::new(FileFault {
            line,
            source: Some(error),
        })
    }
}

fn beside(path: &Path, prefix: &str, suffix: &str) -> PathBuf {
    let mut name = std::ffi::OsString::from(prefix);
    name.push(path.file_name().unwrap_or_default());
    name.push(suffix);
    path.with_file_name(name)
}

fn lock_path(path: &Path) -> PathBuf {
    beside(path, "", ".lock")
}

fn read(path: &Path) -> StoreResult<Option<Tokens>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(path, "read")(error)),
    };
    let foreign =
        "is not a token file of this crate, or was cut short; move it away and authorise again";
    if bytes.is_empty() {
        return Ok(None);
    }
    let mark: Mark = serde_json::from_slice(&bytes).map_err(|_| fault(path, foreign))?;
    match (mark.format.as_str(), mark.version) {
        // The parser's words may quote what it read: they stay out.
        (FORMAT, 1) => match serde_json::from_slice::<Read>(&bytes) {
            Ok(read) => Ok(Some(read.tokens)),
            Err(_) => Err(fault(path, foreign)),
        },
        (FORMAT, _) => Err(fault(
            path,
            "was written by a newer version of this crate; use that version, or another path",
        )),
        _ => Err(fault(path, foreign)),
    }
}

fn write(path: &Path, tokens: &Tokens) -> StoreResult<()> {
    // A link leads to the file that shall be replaced; the link itself stays.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    read(&target)?;
    sweep(&target);
    let written = Written {
        format: FORMAT,
        version: 1,
        tokens,
    };
    let bytes = serde_json::to_vec_pretty(&written)
        .map_err(|_| fault(&target, "cannot be written as JSON"))?;
    let temporary = beside(
        &target,
        ".",
        &format!(".{:016x}.tmp", RandomState::new().hash_one(0u8)),
    );
    let result = put(&temporary, &bytes)
        .and_then(|()| fs::rename(&temporary, &target))
        .and_then(|()| flush_folder(&target))
        .map_err(failed(&target, "written"));
    if result.is_err() {
        // Best effort: after a rename there is nothing to remove.
        fs::remove_file(&temporary).ok();
    }
    result
}

/// Removes the file, or, where it cannot be removed (a mount point), empties it.
fn clear(path: &Path) -> StoreResult<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::remove_file(&target) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(_) => OpenOptions::new()
            .write(true)
            .truncate(true)
            .open(&target)
            .and_then(|file| file.sync_all())
            .map_err(failed(&target, "emptied")),
    }
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Files of ours are for their owner only.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn flush_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Removes temporary files that dead processes left: they hold tokens.
fn sweep(target: &Path) {
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let prefix = beside(target, ".", ".")
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let age = || {
            entry
                .metadata()
                .and_then(|data| data.modified())
                .ok()
                .and_then(|at| at.elapsed().ok())
        };
        if name.starts_with(&prefix)
            && name.ends_with(".tmp")
            && age().is_some_and(|age| age > ABANDONED)
        {
            fs::remove_file(entry.path()).ok();
        }
    }
}

fn try_lock(path: &Path) -> StoreResult<Option<File>> {
    let file = private(OpenOptions::new().write(true).create(true).truncate(false))
        .open(path)
        .map_err(failed(path, "opened"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(path, "locked")(error)),
    }
}
