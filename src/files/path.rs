//! Where a file is: the paths that lead to it, and its neighbours in its folder.

use super::access::names;
use super::error::FileError;
use std::fs::{self, File, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// As many symbolic links as Linux follows.
const LINKS: usize = 40;

/// The path of the file that `path` leads to, through all links, whether or not that file exists yet.
///
/// Fails if its folder does not exist or something else than a regular file is there: reading a FIFO would hang,
/// and renaming over a device would remove it. Fails too if the path is the mount point of a file that has been
/// replaced since: others see the new one, and what is written here ends with the mount.
pub(crate) fn resolve(path: &Path) -> Result<PathBuf, FileError> {
    let mut place = path.to_owned();
    for _ in 0..LINKS {
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

/// Whether only a mount keeps the file.
///
/// A file that is just being replaced looks like that for a moment too.
fn is_removed(data: &Metadata, path: &Path) -> bool {
    let removed = |data: &Metadata| data.is_file() && names(data) == 0;
    let mut looks = (0..3).map(|_| fs::symlink_metadata(path));
    removed(data) && looks.all(|look| look.is_ok_and(|data| removed(&data)))
}

/// Makes a new name durable. The file is in its place in any case, so a folder that cannot be synced (it may not
/// be readable) is no failure.
pub(crate) fn sync_folder(path: &Path) {
    #[cfg(unix)]
    if let Err(error) = File::open(folder(path)).and_then(|folder| folder.sync_all()) {
        tracing::debug!(%error, path = %path.display(), "the folder was not synced");
    }
    #[cfg(not(unix))]
    let _ = path;
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
