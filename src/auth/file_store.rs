//! Tokens in a file.
//!
//! [`files`](crate::files) writes the file: whenever the process dies, the file has the old pair or the new one. If the
//! process dies after writing the new pair to a temporary file and before moving that file, the next process that locks
//! the store recovers the pair, since the server may have revoked the old one. A file that this crate did not write is
//! never overwritten. A damaged token file is replaced by the tokens of a new authorization.

mod content;
mod file;

use super::error::AuthError;
use super::store::{Previous, SaveOutcome, StoreResult};
use super::{TokenStore, Tokens};
use crate::files::{FileError, Lock};
use crate::transport::backoff::Backoff;
use crate::transport::future::BoxFuture;
use crate::transport::lock::LockGuard;
use crate::transport::task;
use file::TokenFile;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::time::Instant;

/// How long to wait for another process that holds the lock; longer than its slowest request may take.
const LOCK_LIMIT: Duration = Duration::from_secs(400);
/// The waits between two attempts to take the lock.
const LOCK_WAITS: Backoff = Backoff::new(Duration::from_millis(5), Duration::from_millis(100));

/// One pair of tokens in one file.
///
/// ```no_run
/// use constant_contact::auth::{FileStore, OAuth, Session};
/// let session = Session::new(OAuth::public("api-key"), FileStore::new("/var/lib/my-app/tokens.json"));
/// ```
///
/// The folder must exist. A new file is readable by its owner only (mode 0600 on Unix); an existing one keeps its
/// owner and mode, and a symbolic link stays a link. An empty file has no tokens. Give each account a separate file,
/// and each deployment too: see [`deployment`](Self::deployment).
///
/// **Several processes** on one machine can share the file, whichever path they open it by: a lock lets one of them
/// renew for all. The lock is on the file and on a second one next to it (`<name>.lock`). Saves at the same time exclude
/// each other, with and without this lock. On a network file system, locks are only as reliable as that system makes
/// them. Loading takes no lock, so a deployment that may only read the file can use the token until it expires.
///
/// **Crashes.** A save replaces the file as a whole: after a crash it has the old pair or the new one. The next
/// [`lock`](TokenStore::lock) recovers a pair that a killed process had written completely but not yet moved to its
/// place, and removes what is left of other saves.
///
/// **In a container**, mount the folder rather than the file. A single file that is mounted cannot be replaced and
/// is overwritten in place, as is a file in a folder that cannot be written or one with hard links. The new pair is
/// then appended to the old one before that is overwritten, so that one of them can always be read.
/// Create the file empty and private: `install -m 600 /dev/null tokens.json`.
///
/// **A full disk, a missing permission or an immutable file** makes the save fail; the file stays as it is, and the
/// error names the path, the cause and what to do. [`check`](Self::check) detects this in advance.
///
/// **On Windows**, a file gets the permissions of its folder when it is created, and again at each save: use a folder that
/// only the user of the process can read. Only files next to it are locked (`<name>.lock` and `<name>.write.lock`). A
/// program that keeps the file open, such as a virus scanner, can make a save fail. The session repeats it later, and
/// [`Client::store_error`](crate::Client::store_error) reports it until then.
///
/// **Foreign files** (of another format, a newer version of this crate, or another deployment) are an error and are
/// never overwritten. A damaged token file cannot be loaded; a save replaces it and keeps a copy as `<name>.damaged`.
#[must_use = "a store for a session"]
#[derive(Clone)]
pub struct FileStore {
    file: TokenFile,
    lock: Arc<Mutex<Weak<Lock>>>,
}

impl FileStore {
    /// Creates a store in the file at `path`, which need not exist yet.
    ///
    /// ```
    /// # use constant_contact::auth::FileStore;
    /// let store = FileStore::new("tokens.json");
    /// ```
    ///
    /// Reads and writes nothing.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            file: TokenFile {
                path: path.into(),
                deployment: None,
            },
            lock: Arc::default(),
        }
    }

    /// Names the deployment whose tokens these are, for instance `production`.
    ///
    /// ```
    /// # use constant_contact::auth::FileStore;
    /// let store = FileStore::new("tokens.json").deployment("production");
    /// ```
    ///
    /// Two deployments cannot share a refresh token: if staging runs with a copy of production's file, the first of the
    /// two to renew invalidates the tokens of the other. The name is written into the file, and a store with another
    /// name or without one refuses that file. A file without a name is accepted, and gets the name at the next save.
    pub fn deployment(mut self, name: impl Into<String>) -> Self {
        self.file.deployment = Some(name.into());
        self
    }

    /// The path as given.
    ///
    /// ```
    /// # use constant_contact::auth::FileStore;
    /// assert_eq!(FileStore::new("tokens.json").path(), std::path::Path::new("tokens.json"));
    /// ```
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// Checks that tokens can be saved, before you ask a person to authorise.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, FileStore, OAuth, Scope, Session};
    /// # async fn f(oauth: OAuth) -> Result<(), AuthError> {
    /// let store = FileStore::new("tokens.json");
    /// store.check().await?;
    /// let device = oauth.device([Scope::ContactData, Scope::OfflineAccess]).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Writes the file again with its current content, in the same way as tokens are written. Does not create a
    /// missing file. Waits for the lock.
    ///
    /// # Errors
    ///
    /// [`is_store`](AuthError::is_store) if the file cannot be written, or is not a token file of this deployment. A
    /// damaged file is accepted, since new tokens replace it.
    pub async fn check(&self) -> Result<(), AuthError> {
        let check = async {
            let guard = self.lock().await?;
            let (file, lock) = (self.file.clone(), self.held_lock());
            blocking(move || {
                let _guard = guard;
                file.probe(lock.as_deref())
            })
            .await
        };
        check.await.map_err(|error| {
            AuthError::store(
                "save tokens",
                "nothing was changed; repair it, then authorise",
                error,
            )
        })
    }

    /// The lock that this store or a clone holds.
    fn held_lock(&self) -> Option<Arc<Lock>> {
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        lock.upgrade()
    }

    fn try_lock(&self) -> StoreResult<Option<Arc<Lock>>> {
        let Some(lock) = self.file.try_lock()?.map(Arc::new) else {
            return Ok(None);
        };
        *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(&lock);
        Ok(Some(lock))
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        let file = self.file.clone();
        Box::pin(blocking(move || file.load()))
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        let (file, new) = (self.file.clone(), new.clone());
        // Held until the file is written, even if the guard is dropped before.
        let lock = self.held_lock();
        Box::pin(blocking(move || file.save(&previous, new, lock.as_deref())))
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        let (file, lock) = (self.file.clone(), self.held_lock());
        Box::pin(blocking(move || {
            let _lock = lock;
            file.clear()
        }))
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        Box::pin(async {
            let since = Instant::now();
            let mut attempts = 0;
            loop {
                // A system call that waits for the lock would block a thread, and with it the shutdown of the
                // runtime while another process hangs.
                let store = self.clone();
                if let Some(lock) = blocking(move || store.try_lock()).await? {
                    return Ok(LockGuard::new(lock));
                }
                if since.elapsed() > LOCK_LIMIT {
                    let why = "is locked by another process for too long; find out which one hangs";
                    return Err(FileError::refused(self.path(), why).into());
                }
                attempts += 1;
                tokio::time::sleep(LOCK_WAITS.random_wait(attempts)).await;
            }
        })
    }
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStore")
            .field("path", &self.file.path)
            .field("deployment", &self.file.deployment)
            .finish()
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> StoreResult<T> + Send + 'static,
) -> StoreResult<T> {
    let done = task::blocking(work).await;
    done.unwrap_or_else(|| Err("the thread that accesses the file was interrupted".into()))
}
