//! The file of a store on the disk. Everything here blocks.

use super::content::{self, Content, LONGEST, Record};
use crate::auth::Tokens;
use crate::auth::store::{Previous, SaveOutcome, StoreResult};
use crate::files::{self, FileError, Lock, Replacement, Temporaries, WriteLock};
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long to wait for another process that is writing the file, which takes some milliseconds.
const WRITE_LIMIT: Duration = Duration::from_secs(10);
const BETWEEN_WRITES: Duration = Duration::from_millis(2);
/// How often, and how far apart, a file is read that another process may be overwriting.
const READS: u32 = 5;
const BETWEEN_READS: Duration = Duration::from_millis(20);

#[derive(Clone)]
pub(super) struct TokenFile {
    pub path: PathBuf,
    pub deployment: Option<String>,
}

impl TokenFile {
    pub fn load(&self) -> StoreResult<Option<Tokens>> {
        let target = files::resolve(&self.path)?;
        if Temporaries::exist(&target)
            && let Some(lock) = files::try_lock(&target).ok().flatten()
            && let Err(error) = self.recover(&target, &lock)
        {
            // A session takes the lock before it spends the tokens, and then gets this error.
            tracing::debug!(%error, "tokens of a process that died were not recovered");
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

    /// Writes the tokens if they may replace the file's; `lock` is the store's, if this process holds it.
    pub fn save(
        &self,
        previous: &Previous,
        tokens: Tokens,
        lock: Option<&Lock>,
    ) -> StoreResult<SaveOutcome> {
        let target = files::resolve(&self.path)?;
        let _writing = lock_for_write(&target)?;
        let sequence = match self.read(&target)? {
            Content::Tokens(record) if !previous.permits(Some(&record.tokens), &tokens) => {
                return Ok(SaveOutcome::Conflict);
            }
            Content::Tokens(record) => record.sequence.saturating_add(1),
            // Nobody can say what it had.
            Content::Damaged => {
                back_up(&target);
                1
            }
            _ if !previous.permits(None, &tokens) => return Ok(SaveOutcome::Conflict),
            _ => 1,
        };
        let record = Record {
            deployment: self.deployment.clone(),
            sequence,
            tokens,
        };
        // The serializer's message could quote the tokens.
        let bytes = record.to_bytes().map_err(|_| "the tokens are not JSON")?;
        let new = files::replace(&target, &bytes)?;
        warn_if_public(&target);
        if let Some(lock) = lock {
            lock.switch_to(new);
        }
        Ok(SaveOutcome::Saved)
    }

    pub fn clear(&self) -> StoreResult<()> {
        let target = files::resolve(&self.path)?;
        let _writing = lock_for_write(&target)?;
        self.read(&target)?;
        Temporaries::remove_leftovers(&target);
        files::remove(&damaged(&target))?;
        files::remove(&target)?;
        Ok(())
    }

    /// Takes the lock, unless another holds it.
    pub fn try_lock(&self) -> StoreResult<Option<Lock>> {
        let target = files::resolve(&self.path)?;
        let Some(lock) = files::try_lock(&target)? else {
            return Ok(None);
        };
        Ok(self.recover(&target, &lock)?.then_some(lock))
    }

    /// Proves that the file can be written, by writing it with its present content.
    pub fn probe(&self, lock: Option<&Lock>) -> StoreResult<()> {
        let target = files::resolve(&self.path)?;
        let _writing = lock_for_write(&target)?;
        let content = self.read(&target)?;
        let put = |bytes: &[u8]| {
            files::replace(&target, bytes).map(|new| lock.map(|lock| lock.switch_to(new)))
        };
        // As large as tokens are, and read as an empty file.
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

    /// Reads the file; fails if its content is not for this store.
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
                     authorise this one separately, with another file",
                    self.deployment.as_deref().unwrap_or("it has no name")
                ))
            }
            Content::Empty | Content::Damaged | Content::Tokens(_) => Ok(content),
        }
    }

    fn may_use(&self, record: &Record) -> bool {
        record.deployment.is_none() || record.deployment == self.deployment
    }

    /// Installs the newest pair that a process left in a temporary file when it died, if it is newer than the file's,
    /// and removes the other leftovers. Returns `false` if a temporary file is still in use.
    fn recover(&self, target: &Path, lock: &Lock) -> StoreResult<bool> {
        let Temporaries { leftovers, in_use } = Temporaries::find(target);
        if in_use || leftovers.is_empty() {
            return Ok(!in_use);
        }
        let Some(_writing) = files::try_lock_for_write(target) else {
            return Ok(false);
        };
        // Without a content to compare with, nothing is touched; loading returns the error.
        let Ok(content) = self.read(target) else {
            return Ok(true);
        };
        let written = fs::metadata(target).and_then(|data| data.modified()).ok();
        let mut newer = vec![];
        for mut leftover in leftovers {
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
        let newest = (0..newer.len()).max_by_key(|index| {
            let newer = newer.get(*index);
            newer.map(|(sequence, modified, _)| (*sequence, *modified))
        });
        if let Some(newest) = newest {
            let (.., newest) = newer.remove(newest);
            if matches!(content, Content::Damaged) {
                back_up(target);
            }
            lock.switch_to(newest.install(target)?);
            newer.into_iter().for_each(|(.., older)| older.remove());
        }
        Ok(true)
    }
}

/// Excludes other writers from the comparison of the content to its replacement.
fn lock_for_write(target: &Path) -> Result<WriteLock, FileError> {
    let since = Instant::now();
    loop {
        if let Some(lock) = files::try_lock_for_write(target) {
            return Ok(lock);
        }
        if since.elapsed() > WRITE_LIMIT {
            let why = "is being written by another process for too long; find out which one hangs";
            return Err(FileError::refused(target, why));
        }
        std::thread::sleep(BETWEEN_WRITES);
    }
}

/// The bytes of the file; none if it does not exist.
fn read_bytes(target: &Path) -> StoreResult<Vec<u8>> {
    let read = files::retry_while_in_use(|| {
        let mut bytes = Vec::new();
        (&File::open(target)?)
            .take(LONGEST)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    match read {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(vec![]),
        Err(error) => Err(FileError::new(target, "cannot be read", error).into()),
    }
}

/// The path of the copy of a damaged file.
fn damaged(target: &Path) -> PathBuf {
    files::beside(target, "", ".damaged")
}

/// Copies a damaged file, so that the original can be replaced and keep its owner. Best effort: without the copy
/// nothing is lost that could be read.
fn back_up(target: &Path) {
    let copied = read_bytes(target).and_then(|bytes| {
        let path = files::resolve(&damaged(target))?;
        Ok(files::replace(&path, &bytes)?)
    });
    match copied {
        Ok(_) => tracing::warn!(path = %target.display(), "a damaged token file is replaced"),
        Err(error) => tracing::warn!(%error, "a damaged token file is replaced without a copy"),
    }
}

/// A file that existed before keeps its mode.
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
