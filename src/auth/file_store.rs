//! Tokens in a file.
//!
//! The file is written by [`files`](crate::files): whenever the process dies, it has the old pair or the new one.
//! If the process dies between the two steps of that, the new pair is in a temporary file; whoever locks the store
//! next takes it up, since the server may have ended the old pair. A file that is not ours is never written over;
//! a damaged one of ours is, by tokens of a new authorization.

mod content;

use super::store::{StoreGuard, StoreResult};
use super::{AuthError, BoxFuture, TokenStore, Tokens};
use crate::files::{self, FileError, Lock, Replacement, Temporaries};
use crate::transport::backoff::Backoff;
use content::{Content, LONGEST, Record};
use std::fmt;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::time::Instant;

/// How long to wait for another process that holds the lock; longer than its slowest request may take.
const LOCK_LIMIT: Duration = Duration::from_secs(400);
/// The waits between two attempts to take the lock.
const LOCK_WAITS: Backoff = Backoff::doubling(Duration::from_millis(5), Duration::from_millis(100));
/// How often, and how far apart, a file is read that another process may be overwriting.
const READS: u32 = 5;
const BETWEEN_READS: Duration = Duration::from_millis(20);

/// One pair of tokens in one file.
///
/// ```no_run
/// use constant_contact::auth::{FileStore, OAuth, Session};
/// let session = Session::new(OAuth::public("api-key"), FileStore::new("/var/lib/my-app/tokens.json"));
/// ```
///
/// The folder must exist. A new file is readable by its owner only (mode 0600 on Unix); one that exists keeps its
/// owner and mode, and a symbolic link stays a link. An empty file has no tokens. Give each account a file of its
/// own, and each deployment: see [`deployment`](Self::deployment).
///
/// **Several processes** on one machine can share the file: a lock lets one of them renew for all, whichever path
/// leads them to the file. It is on the file and on a second one beside it (`<name>.lock`). On a network file
/// system it is as good as that system's locks. Loading takes no lock, so that a deployment that may only read the
/// file can use the token until it ends.
///
/// **Crashes.** A save replaces the file as a whole: after a crash it has the old pair or the new one. The next
/// [`lock`](TokenStore::lock) takes up a pair that a killed process had written completely but not yet put in
/// place, and removes what is left of others.
///
/// **In a container**, mount the folder rather than the file. A single file that is mounted cannot be replaced and
/// is overwritten in place, and so is a file in a folder that cannot be written or one with hard links. The new pair
/// is then on the disk behind the old one before that is overwritten, so that one of them can always be read.
/// Create the file empty and private: `install -m 600 /dev/null tokens.json`.
///
/// **A full disk, a missing permission, an immutable file** make the save fail; the file stays as it is, and the
/// error names the path, the cause and what to do. [`check`](Self::check) finds that out in advance.
///
/// **What is not ours** (another format, a newer version of this crate, another deployment) is an error and never
/// written over. A file of ours that is damaged cannot be loaded; a save replaces it, and keeps it as
/// `<name>.damaged`.
#[derive(Clone)]
pub struct FileStore {
    path: PathBuf,
    deployment: Option<String>,
    /// The lock that this store or a clone holds.
    lock: Arc<Mutex<Weak<Lock>>>,
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
        Self {
            path: path.into(),
            deployment: None,
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
    /// A refresh token serves one deployment: if staging runs with a copy of production's file, the first of the
    /// two to renew ends the tokens of the other. The name is written into the file, and a store of another name or
    /// of none refuses that file. A file without a name is accepted, and has the name after the next save.
    pub fn deployment(mut self, name: impl Into<String>) -> Self {
        self.deployment = Some(name.into());
        self
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

    /// Makes sure that tokens can be kept here, before a person is asked to authorise.
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
    /// Writes the file once more with what it has, in the way in which tokens are written; what is missing is not
    /// created. Waits for the lock.
    ///
    /// # Errors
    ///
    /// [`is_store`](AuthError::is_store): the file cannot be written, or it is not one of tokens of this
    /// deployment. A damaged one is fine, since new tokens replace it.
    pub async fn check(&self) -> Result<(), AuthError> {
        let check = async {
            let guard = self.lock().await?;
            let store = self.clone();
            off_the_runtime(move || {
                let _guard = guard;
                store.probe()
            })
            .await
        };
        check.await.map_err(|error| {
            AuthError::store(
                "keep tokens",
                "nothing was changed; repair it, then authorise",
                error,
            )
        })
    }

    fn held(&self) -> Option<Arc<Lock>> {
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        lock.upgrade()
    }

    /// What the file has, unless that is not for this store.
    fn read(&self, target: &Path) -> StoreResult<Content> {
        let content = content::read(&read_bytes(target)?);
        let refused = |why: &str| Err(FileError::refused(target, why).into());
        match &content {
            Content::Foreign => {
                refused("is not a token file of this crate; move it away, or use another path")
            }
            Content::Newer => refused(
                "was written by a newer version of this crate; use that version, or another path",
            ),
            Content::Tokens(record) if !self.may_use(record) => {
                let owner = record.deployment.as_deref().unwrap_or_default();
                refused(&format!(
                    "has the tokens of the deployment {owner:?}, which would end if this one ({}) used them; \
                     authorise this one for itself, with a file of its own",
                    self.deployment.as_deref().unwrap_or("it has no name")
                ))
            }
            Content::Empty | Content::Damaged | Content::Tokens(_) => Ok(content),
        }
    }

    fn may_use(&self, record: &Record) -> bool {
        record.deployment.is_none() || record.deployment == self.deployment
    }

    fn load_now(&self) -> StoreResult<Option<Tokens>> {
        let target = files::resolve(&self.path)?;
        if Temporaries::exist(&target)
            && let Some(lock) = files::try_lock(&target).ok().flatten()
            && let Err(error) = self.take_up_leftovers(&target, &lock)
        {
            // Whoever wants to spend the tokens has to take the lock, which fails then.
            tracing::debug!(%error, "tokens of a process that died were not taken up");
        }
        let mut reads = 1;
        loop {
            match self.read(&target)? {
                Content::Tokens(record) => return Ok(Some(record.tokens)),
                Content::Damaged if reads < READS => {
                    // Another process may be overwriting it.
                    std::thread::sleep(BETWEEN_READS);
                    reads += 1;
                }
                Content::Damaged => {
                    let why = "is damaged (or was edited by hand: then remove its checksum); authorise again, which \
                               replaces it";
                    return Err(FileError::refused(&target, why).into());
                }
                _ => return Ok(None),
            }
        }
    }

    fn save_now(&self, tokens: Tokens, held: Option<&Lock>) -> StoreResult<()> {
        let target = files::resolve(&self.path)?;
        let sequence = match self.read(&target)? {
            Content::Tokens(record) => record.sequence.saturating_add(1),
            Content::Damaged => {
                set_aside(&target);
                1
            }
            _ => 1,
        };
        let record = Record {
            deployment: self.deployment.clone(),
            sequence,
            tokens,
        };
        // The message of that error could quote what could not be written.
        let bytes = record.to_bytes().map_err(|_| "the tokens are not JSON")?;
        let new = files::replace(&target, &bytes)?;
        warn_if_public(&target);
        if let Some(held) = held {
            held.keep(new);
        }
        Ok(())
    }

    fn clear_now(&self) -> StoreResult<()> {
        let target = files::resolve(&self.path)?;
        self.read(&target)?;
        Temporaries::sweep(&target);
        files::remove(&damaged(&target))?;
        files::remove(&target)?;
        Ok(())
    }

    /// The lock, unless somebody else has it.
    fn try_lock_now(&self) -> StoreResult<Option<Arc<Lock>>> {
        let target = files::resolve(&self.path)?;
        let Some(lock) = files::try_lock(&target)? else {
            return Ok(None);
        };
        if !self.take_up_leftovers(&target, &lock)? {
            return Ok(None);
        }
        let lock = Arc::new(lock);
        *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(&lock);
        Ok(Some(lock))
    }

    /// Puts the newest pair in its place that a process that died has left in a temporary file, if it is newer than
    /// the file's, and removes what else was left. `false` if a temporary file is still in use.
    fn take_up_leftovers(&self, target: &Path, lock: &Lock) -> StoreResult<bool> {
        let Temporaries { left, in_use } = Temporaries::of(target);
        if in_use || left.is_empty() {
            return Ok(!in_use);
        }
        // What cannot be compared is left alone; whoever loads gets the error.
        let Ok(content) = self.read(target) else {
            return Ok(true);
        };
        let written = fs::metadata(target).and_then(|data| data.modified()).ok();
        let mut newer = vec![];
        for mut leftover in left {
            let unreadable =
                |error| FileError::new(target, "has a leftover that cannot be read", error);
            let modified = leftover.modified();
            match content::read(&leftover.content(LONGEST).map_err(unreadable)?) {
                Content::Newer => {}
                Content::Tokens(record) if !self.may_use(&record) => {}
                Content::Tokens(record)
                    if content::is_newer((&record, modified), &content, written) =>
                {
                    newer.push((record.sequence, modified, leftover));
                }
                _ => leftover.remove(),
            }
        }
        newer.sort_by_key(|(sequence, modified, _)| (*sequence, *modified));
        if let Some((.., newest)) = newer.pop() {
            if matches!(content, Content::Damaged) {
                set_aside(target);
            }
            lock.keep(newest.install(target)?);
            newer.into_iter().for_each(|(.., older)| older.remove());
        }
        Ok(true)
    }

    /// Proves that the file can be written, by writing it with what it has.
    fn probe(&self) -> StoreResult<()> {
        let target = files::resolve(&self.path)?;
        let content = self.read(&target)?;
        let put = |bytes: &[u8]| {
            files::replace(&target, bytes).map(|new| self.held().map(|held| held.keep(new)))
        };
        // As much as tokens take, and read as nothing.
        let blank = vec![b' '; 16 * 1024];
        if !target.exists() {
            let mut replacement = Replacement::begin(&target)?;
            let file = &mut replacement.file;
            let written = file.write_all(&blank).and_then(|()| file.sync_all());
            written.map_err(|error| FileError::new(&target, "cannot be written", error))?;
            return Ok(());
        }
        let bytes = read_bytes(&target)?;
        if matches!(content, Content::Empty) {
            put(&blank)?;
        }
        put(&bytes)?;
        Ok(())
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        let store = self.clone();
        Box::pin(off_the_runtime(move || store.load_now()))
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, StoreResult<()>> {
        let (store, tokens) = (self.clone(), tokens.clone());
        // Kept until this is done, even if whoever holds the guard is dropped.
        let held = self.held();
        Box::pin(off_the_runtime(move || {
            store.save_now(tokens, held.as_deref())
        }))
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        let (store, held) = (self.clone(), self.held());
        Box::pin(off_the_runtime(move || {
            let _held = held;
            store.clear_now()
        }))
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<StoreGuard>> {
        Box::pin(async {
            let since = Instant::now();
            let mut attempts = 0;
            loop {
                // Asking again and again, rather than waiting inside the system, keeps a stuck process elsewhere
                // from blocking a thread and with it the end of this runtime.
                let store = self.clone();
                if let Some(held) = off_the_runtime(move || store.try_lock_now()).await? {
                    return Ok(StoreGuard::holding(held));
                }
                if since.elapsed() > LOCK_LIMIT {
                    let why = "is locked by another process for too long; find out which one hangs";
                    return Err(FileError::refused(&self.path, why).into());
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
            .field("path", &self.path)
            .field("deployment", &self.deployment)
            .finish()
    }
}

async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> StoreResult<T> + Send + 'static,
) -> StoreResult<T> {
    tokio::task::spawn_blocking(work).await?
}

/// The bytes of the file; none if it does not exist.
fn read_bytes(target: &Path) -> StoreResult<Vec<u8>> {
    let mut bytes = Vec::new();
    match File::open(target).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes)) {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(bytes),
        Err(error) => Err(FileError::new(target, "cannot be read", error).into()),
    }
}

fn damaged(target: &Path) -> PathBuf {
    files::beside(target, "", ".damaged")
}

/// Copies a damaged file, so that the original can be replaced and keep its owner. Best effort: without the copy
/// nothing is lost that could be read.
fn set_aside(target: &Path) {
    let copied = read_bytes(target).and_then(|bytes| {
        let path = files::resolve(&damaged(target))?;
        Ok(files::replace(&path, &bytes)?)
    });
    match copied {
        Ok(_) => tracing::warn!(path = %target.display(), "a damaged token file is replaced"),
        Err(error) => tracing::warn!(%error, "a damaged token file is replaced without a copy"),
    }
}

/// Tokens in a file that existed before have its mode.
fn warn_if_public(target: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if fs::metadata(target).is_ok_and(|data| data.mode() & 0o004 != 0) {
            tracing::warn!(path = %target.display(), "everybody on this machine can read the tokens: chmod 600");
        }
    }
    #[cfg(not(unix))]
    let _ = target;
}
