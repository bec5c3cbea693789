//! Locks on files, which the system releases with the process.

use super::access::private;
use super::error::{FileError, refuses};
use super::path::beside;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A file that nobody else may change; dropping this releases it.
///
/// It consists of two locks, since either has a gap. The one on a file beside it (`<name>.lock`) is there before
/// the file is and outlives each replacement; but where the folder cannot be written there is none, and two mounts
/// of one file have different folders. The one on the file itself has no such limits, but a replacement has to
/// take it along: see [`keep`](Self::keep).
#[derive(Debug)]
pub(crate) struct Lock {
    #[allow(dead_code, reason = "held for its drop")]
    sidecar: Option<File>,
    itself: Mutex<Option<File>>,
}

impl Lock {
    /// Locks the file by which the locked one has just been replaced, if it was: a file that is locked already.
    ///
    /// Others see the new file only with its lock, because it was locked before it got its name.
    pub fn keep(&self, new: Option<File>) {
        if new.is_some() {
            *self.itself.lock().unwrap_or_else(PoisonError::into_inner) = new;
        }
    }
}

/// Locks the file at a resolved path, which need not exist; `None` if somebody else has the lock.
pub(crate) fn try_lock(target: &Path) -> Result<Option<Lock>, FileError> {
    let path = beside(target, "", ".lock");
    let mut options = OpenOptions::new();
    private(options.write(true).create(true).truncate(false));
    let sidecar = match options.open(&path) {
        Ok(file) if hold(&file, &path)? => Some(file),
        Ok(_) => return Ok(None),
        Err(error) if refuses(error.kind()) && cfg!(unix) => None,
        Err(error) => return Err(FileError::new(&path, "cannot be opened", error)),
    };
    let itself = open_itself(target, sidecar.is_none())?;
    match &itself {
        Some(file) if !hold(file, target)? => Ok(None),
        _ => Ok(Some(Lock {
            sidecar,
            itself: Mutex::new(itself),
        })),
    }
}

/// Opens the file to lock it; `None` if it does not exist and is not to be created.
#[cfg(unix)]
fn open_itself(target: &Path, create: bool) -> Result<Option<File>, FileError> {
    let mut options = OpenOptions::new();
    private(options.read(true).write(true).create(create));
    match open_to_lock(&options, target) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound && !create => Ok(None),
        Err(error) => Err(FileError::new(target, "cannot be locked", error)),
    }
}

/// Opens a file as `options` say, or else to read it: that is enough for a lock on a local disk.
pub(super) fn open_to_lock(options: &OpenOptions, path: &Path) -> io::Result<File> {
    match options.open(path) {
        Err(error) if refuses(error.kind()) && path.exists() => File::open(path),
        opened => opened,
    }
}

/// Elsewhere a locked file cannot be read by others.
#[cfg(not(unix))]
fn open_itself(_: &Path, _: bool) -> Result<Option<File>, FileError> {
    Ok(None)
}

/// Locks an open file; `false` if somebody else has the lock, or the path leads to another file by now.
pub(crate) fn hold(file: &File, path: &Path) -> Result<bool, FileError> {
    match file.try_lock() {
        Ok(()) => Ok(is_at(file, path)),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(FileError::new(path, "cannot be locked", error)),
    }
}

/// Whether the path leads to this very file.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |data: fs::Metadata| (data.dev(), data.ino());
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(file), Ok(there)) => id(file) == id(there),
        _ => false,
    }
}

#[cfg(not(unix))]
pub(super) fn is_at(_: &File, path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
