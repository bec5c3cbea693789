//! Locks on files, which the system releases when the process ends.

use super::access::private;
use super::error::{FileError, allows_fallback};
use super::path::beside;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// An exclusive lock on a file; dropping it releases the lock.
///
/// It consists of two locks, because each has a gap. The lock on a file next to it (`<name>.lock`) exists
/// before the file does and outlives each replacement; but there is none if the folder is not writable, and
/// two mounts of one file have different folders. The lock on the file itself has no such limits, but it must
/// be moved to the new file at each replacement: see [`switch_to`](Self::switch_to).
#[derive(Debug)]
pub(crate) struct Lock {
    #[allow(dead_code, reason = "held for its drop")]
    sidecar: Option<File>,
    itself: Mutex<Option<File>>,
}

impl Lock {
    /// Takes the new file, if the locked file has just been replaced.
    ///
    /// Other processes never see the new file unlocked, because it was locked before it got its name. Where files
    /// themselves are not locked, it is closed.
    pub fn switch_to(&self, new: Option<File>) {
        if cfg!(unix) && new.is_some() {
            *self.itself.lock().unwrap_or_else(PoisonError::into_inner) = new;
        }
    }
}

/// Locks the file at a resolved path, which need not exist; returns `None` if it is already locked.
pub(crate) fn try_lock(target: &Path) -> Result<Option<Lock>, FileError> {
    let path = beside(target, "", ".lock");
    let mut options = OpenOptions::new();
    private(options.write(true).create(true).truncate(false));
    let sidecar = match options.open(&path) {
        Ok(file) if try_lock_open_file(&file, &path)? => Some(file),
        Ok(_) => return Ok(None),
        Err(error) if allows_fallback(error.kind()) && cfg!(unix) => None,
        Err(error) => return Err(FileError::new(&path, "cannot be opened", error)),
    };
    let itself = open_itself(target, sidecar.is_none())?;
    match &itself {
        Some(file) if !try_lock_open_file(file, target)? => Ok(None),
        _ => Ok(Some(Lock {
            sidecar,
            itself: Mutex::new(itself),
        })),
    }
}

/// Opens the file itself for a lock; returns `None` if it does not exist and `create` is `false`.
#[cfg(unix)]
fn open_itself(target: &Path, create: bool) -> Result<Option<File>, FileError> {
    let mut options = OpenOptions::new();
    private(options.read(true).write(true).create(create));
    match open_to_lock(&options, target) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !create => Ok(None),
        Err(error) => Err(FileError::new(target, "cannot be locked", error)),
    }
}

/// Opens a file with `options`, or for reading if those are refused: on a local disk, that is enough for a
/// lock.
pub(super) fn open_to_lock(options: &OpenOptions, path: &Path) -> io::Result<File> {
    match options.open(path) {
        Err(error) if allows_fallback(error.kind()) && path.exists() => File::open(path),
        opened => opened,
    }
}

/// On other systems, a locked file cannot be read by other processes, so the file itself is not locked.
#[cfg(not(unix))]
fn open_itself(_: &Path, _: bool) -> Result<Option<File>, FileError> {
    Ok(None)
}

/// Unlocks a temporary file that has just got its final name, where the file itself is not locked.
pub(super) fn unlock_in_place(file: &File) {
    if cfg!(not(unix)) {
        // The error changes nothing: closing the file unlocks it too, but later.
        file.unlock().ok();
    }
}

/// A lock for the short time from reading a file to replacing it; dropping it releases the lock.
///
/// It is independent of [`Lock`], so that a file can be replaced while another process holds that one. It excludes
/// nobody where the system cannot lock what it needs: a folder on Unix, otherwise a file next to the target.
#[derive(Debug)]
pub(crate) struct WriteLock(#[allow(dead_code, reason = "held for its drop")] Option<File>);

/// Locks the file at a resolved path against other writers; returns `None` if one of them is writing.
pub(crate) fn try_lock_for_write(target: &Path) -> Option<WriteLock> {
    let Ok(file) = open_for_writers(target) else {
        return Some(WriteLock(None));
    };
    match file.try_lock() {
        Ok(()) => Some(WriteLock(Some(file))),
        Err(TryLockError::WouldBlock) => None,
        Err(TryLockError::Error(_)) => Some(WriteLock(None)),
    }
}

#[cfg(unix)]
fn open_for_writers(target: &Path) -> io::Result<File> {
    File::open(super::path::folder(target))
}

#[cfg(not(unix))]
fn open_for_writers(target: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    private(options.write(true).create(true).truncate(false)).open(beside(
        target,
        "",
        ".write.lock",
    ))
}

/// Locks an open file; returns `false` if it is already locked, or if the path now leads to another file.
pub(crate) fn try_lock_open_file(file: &File, path: &Path) -> Result<bool, FileError> {
    match file.try_lock() {
        Ok(()) => Ok(is_at(file, path)),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(FileError::new(path, "cannot be locked", error)),
    }
}

/// Whether the path leads to this file.
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
