//! Temporary files next to the file that they will replace.
//!
//! The process that writes a temporary file holds a lock on it. A temporary file without a lock was left by a
//! process that died: it can be removed or, if it is complete, used.

use super::access::{copy_access, private};
use super::error::{FileError, allows_fallback};
use super::lock::{is_at, open_to_lock};
use super::overwrite::{install, overwrite_instead};
use super::path::{beside, folder};
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const SUFFIX: &str = ".tmp";
/// How many random hexadecimal digits the name has.
const ID_DIGITS: usize = 16;

/// New content for a file that is not in its place yet; dropping it leaves the file unchanged.
#[derive(Debug)]
pub(crate) struct Replacement {
    target: PathBuf,
    pub file: File,
    strategy: Strategy,
}

/// How the content is put in its place.
#[derive(Debug)]
enum Strategy {
    /// By renaming this file.
    Rename(Temporary),
    /// By overwriting the target, because this error prevented creating a file next to it.
    Overwrite(io::Error),
}

/// The path of a temporary file. When this is dropped, the file is removed or has its final name.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // The error cannot be reported from here, and the next save removes the file.
        fs::remove_file(&self.0).ok();
    }
}

impl Replacement {
    /// Starts to replace the file at a resolved path with content that arrives over time.
    ///
    /// If no file can be created next to the target, the content is collected in the system's folder for
    /// temporary files.
    pub fn begin(target: &Path) -> Result<Self, FileError> {
        let failed = |error| FileError::new(target, "cannot be written", error);
        match Self::beside(target) {
            Err(error) if allows_fallback(error.kind()) && target.exists() => {
                // Fail now if the target is not writable, before any content is fetched.
                let opened = OpenOptions::new().write(true).open(target);
                opened.map_err(|overwriting| FileError::unwritable(target, &error, overwriting))?;
                let (path, file) = create(&std::env::temp_dir().join("constant-contact"))
                    .map_err(|overwriting| FileError::unwritable(target, &error, overwriting))?;
                // The system deletes it when it is closed.
                fs::remove_file(path).map_err(failed)?;
                let (target, strategy) = (target.to_owned(), Strategy::Overwrite(error));
                Ok(Self {
                    target,
                    file,
                    strategy,
                })
            }
            begun => begun.map_err(failed),
        }
    }

    /// Starts with a temporary file next to the target.
    pub(super) fn beside(target: &Path) -> io::Result<Self> {
        let (path, file) = create(target)?;
        let (target, strategy) = (target.to_owned(), Strategy::Rename(Temporary(path)));
        if let Ok(old) = fs::metadata(&target) {
            // Users that can read the target can then read this file too, if the process dies and leaves it.
            copy_access(&file, &old)?;
        }
        Ok(Self {
            target,
            file,
            strategy,
        })
    }

    /// Puts the content in its place durably; returns the new file if it replaced the old one.
    pub fn commit(self) -> Result<Option<File>, FileError> {
        let Self {
            target,
            mut file,
            strategy,
        } = self;
        match strategy {
            Strategy::Rename(temporary) => {
                let renamed = install(&target, &temporary.0, &mut file)?;
                Ok(renamed.then_some(file))
            }
            Strategy::Overwrite(refused) => {
                overwrite_instead(&target, &mut file, &refused).map(|()| None)
            }
        }
    }
}

/// Creates a temporary file for `target` and locks it.
fn create(target: &Path) -> io::Result<(PathBuf, File)> {
    loop {
        let path = beside(target, ".", &format!(".{:016x}{SUFFIX}", fastrand::u64(..)));
        let mut options = OpenOptions::new();
        private(options.read(true).write(true).create_new(true));
        let file = options.open(&path)?;
        match file.try_lock() {
            // Before it was locked, another process may have taken it for a leftover.
            Err(TryLockError::WouldBlock) => {}
            Ok(()) if fs::symlink_metadata(&path).is_err() => {}
            // Where locks are not supported, no process takes a file for a leftover.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok((path, file)),
        }
    }
}

/// A temporary file whose process has died. It stays unless it is [removed](Self::remove) or
/// [installed](Self::install).
#[derive(Debug)]
pub(crate) struct Leftover {
    path: PathBuf,
    file: File,
}

impl Leftover {
    /// At most the first `longest` bytes of its content.
    pub fn content(&mut self, longest: u64) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        (&self.file).take(longest).read_to_end(&mut content)?;
        Ok(content)
    }

    pub fn modified(&self) -> Option<SystemTime> {
        self.file.metadata().and_then(|data| data.modified()).ok()
    }

    pub fn remove(self) {
        fs::remove_file(&self.path).ok();
    }

    /// Replaces the target with this file, which stays for another attempt if that fails.
    pub fn install(mut self, target: &Path) -> Result<Option<File>, FileError> {
        if install(target, &self.path, &mut self.file)? {
            return Ok(Some(self.file));
        }
        self.remove();
        Ok(None)
    }
}

/// The temporary files of a target.
pub(crate) struct Temporaries {
    /// Those whose processes have died.
    pub leftovers: Vec<Leftover>,
    /// Whether others are still locked by a process that is writing them or is just ending.
    pub in_use: bool,
}

impl Temporaries {
    /// Finds those of the file at a resolved path, and locks the leftovers.
    pub fn find(target: &Path) -> Self {
        let (mut leftovers, mut in_use) = (vec![], false);
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        for path in paths(target) {
            // A file that no longer exists has been renamed.
            let Ok(file) = open_to_lock(&options, &path) else {
                continue;
            };
            match file.try_lock() {
                Ok(()) if is_at(&file, &path) && is_trusted(&file, target) => {
                    leftovers.push(Leftover { path, file });
                }
                Err(TryLockError::WouldBlock) => in_use = true,
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
        }
        Self { leftovers, in_use }
    }

    /// Removes those whose processes have died.
    pub fn remove_leftovers(target: &Path) {
        let leftovers = Self::find(target).leftovers.into_iter();
        leftovers.for_each(Leftover::remove);
    }

    /// Whether there are any; this takes no locks.
    pub fn exist(target: &Path) -> bool {
        paths(target).next().is_some()
    }
}

fn paths(target: &Path) -> impl Iterator<Item = PathBuf> {
    let name = target.file_name().unwrap_or_default();
    let entries = fs::read_dir(folder(target)).into_iter().flatten().flatten();
    let ours = entries.filter(move |entry| is_temporary(&entry.file_name(), name));
    let files = ours.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    files.map(|entry| entry.path())
}

/// Whether the file comes from a user who may write the target.
///
/// In a folder where all users may create files, only the target's owner is such a user.
#[cfg(unix)]
fn is_trusted(file: &File, target: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let closed = fs::metadata(folder(target)).is_ok_and(|folder| folder.mode() & 0o002 == 0);
    let same_owner = || match (file.metadata(), fs::metadata(target)) {
        (Ok(file), Ok(target)) => file.uid() == target.uid(),
        _ => false,
    };
    closed || same_owner()
}

#[cfg(not(unix))]
fn is_trusted(_: &File, _: &Path) -> bool {
    true
}

/// Whether `name` is the name of a temporary file of the file named `target`.
fn is_temporary(name: &OsStr, target: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let middle = name
        .strip_prefix(b".")
        .and_then(|name| name.strip_prefix(target.as_encoded_bytes()))
        .and_then(|name| name.strip_prefix(b"."))
        .and_then(|name| name.strip_suffix(SUFFIX.as_bytes()));
    middle.is_some_and(|middle| {
        middle.len() == ID_DIGITS && middle.iter().all(|digit| digit.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests;
