//! Resolves the path of a file, and derives paths in the same folder.

use super::access::link_count;
use super::error::FileError;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The most symbolic links that are followed, as in Linux.
const MAX_LINKS: usize = 40;

/// Follows all links from `path` and returns the path of the file, whether or not that file exists yet.
///
/// Fails if its folder does not exist or the path leads to something other than a regular file: reading a
/// FIFO would hang, and renaming over a device would remove it. It also fails if the path is the mount point
/// of a file that has been replaced since it was mounted: other processes see the new file, and what is
/// written here is lost with the mount.
pub(crate) fn resolve(path: &Path) -> Result<PathBuf, FileError> {
    let mut place = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Some(name) = place.file_name() else {
            return Err(FileError::refused(path, "is not the path of a file"));
        };
        let unreachable = |error| FileError::new(path, "cannot be reached", error);
        let folder = folder(&place).canonicalize().map_err(unreachable)?;
        let real = folder.join(name);
        match fs::symlink_metadata(&real) {
            Ok(data) if data.is_symlink() => {
                place = folder.join(fs::read_link(&real).map_err(unreachable)?);
            }
            Ok(data) if is_removed(&data, &real) => {
                return Err(FileError::refused(
                    path,
                    "was replaced outside of this mount; mount its folder instead of the file, and restart",
                ));
            }
            Ok(data) if data.is_file() => return Ok(real),
            Ok(_) => return Err(FileError::refused(path, "is not a regular file")),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(real),
            Err(error) => return Err(unreachable(error)),
        }
    }
    Err(FileError::refused(path, "leads through a loop of links"))
}

/// Whether the file is removed and exists only through a mount.
///
/// A file that is being replaced looks like that for a moment too, so this checks several times.
fn is_removed(data: &Metadata, path: &Path) -> bool {
    let removed = |data: &Metadata| data.is_file() && link_count(data) == 0;
    let mut checks = (0..3).map(|_| fs::symlink_metadata(path));
    removed(data) && checks.all(|check| check.is_ok_and(|data| removed(&data)))
}

/// Syncs the folder of the file at `path`, which makes a new name durable. The file is in its place in any case, so it
/// is not an error if the folder cannot be synced (it may not be readable).
///
/// Windows cannot sync a folder. There, NTFS writes the new name to the disk with the file.
pub(crate) fn sync_folder(path: &Path) {
    let opened = match cfg!(unix) {
        true => File::open(folder(path)),
        false => OpenOptions::new().write(true).open(path),
    };
    if let Err(error) = opened.and_then(|opened| opened.sync_all()) {
        tracing::debug!(%error, path = %path.display(), "the folder was not synced");
    }
}

pub(super) fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// A path in the same folder: the file's name between `prefix` and `suffix`.
pub(crate) fn beside(path: &Path, prefix: &str, suffix: &str) -> PathBuf {
    let mut name = std::ffi::OsString::from(prefix);
    name.push(path.file_name().unwrap_or_default());
    name.push(suffix);
    path.with_file_name(name)
}
