//! The one way in which this crate replaces a file, locks it and keeps it private.
//!
//! A file is replaced by renaming a complete and synced temporary file over it: whenever the process dies, the
//! path has the old content or the new. Where the system refuses that (a file that is a mount point, a folder that
//! cannot be written), the file is [overwritten](overwrite) in place, with a second copy of the new content behind
//! the old until the first is on the disk. A full disk harms the old content in neither way. Links, owner and mode
//! stay as they are, and a new file is private. All of this works on [resolved](resolve) paths: a link and its
//! target are one file with one lock.

mod lock;
mod temporary;

pub(crate) use lock::{Lock, hold, try_lock};
pub(crate) use temporary::{Replacement, Temporaries};

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// As many symbolic links as Linux follows.
const LINKS: usize = 40;

/// What went wrong with a file: its path, the cause, and what to do about it.
#[derive(Debug)]
pub(crate) struct FileError {
    message: String,
    source: Option<io::Error>,
}

impl FileError {
    /// `failed` completes "the file …", as in "cannot be read".
    pub fn new(path: &Path, failed: &str, cause: io::Error) -> Self {
        let advice = advice(cause.kind());
        Self {
            message: format!("{} {failed} ({cause}); {advice}", path.display()),
            source: Some(cause),
        }
    }

    /// A refusal that no error of the system stands behind.
    pub fn refused(path: &Path, why: &str) -> Self {
        Self {
            message: format!("{} {why}", path.display()),
            source: None,
        }
    }

    fn no_way(path: &Path, replacing: &io::Error, overwriting: io::Error) -> Self {
        let advice = advice(overwriting.kind());
        Self {
            message: format!(
                "{} can be neither replaced by a file beside it ({replacing}) nor overwritten ({overwriting}); {advice}",
                path.display()
            ),
            source: Some(overwriting),
        }
    }
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.source.as_ref().map(|error| error as _);
        crate::error::unreported(&self.message, source)
    }
}

impl From<FileError> for crate::Error {
    fn from(error: FileError) -> Self {
        let this = Self::new(crate::ErrorKind::Io, error.message);
        match error.source {
            Some(source) => this.with_source(source),
            None => this,
        }
    }
}

fn advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space on its disk",
        ErrorKind::ReadOnlyFilesystem => "mount it so that it can be written",
        ErrorKind::PermissionDenied => {
            "check its owner, mode and flags (such as `immutable`), and those of its folder, for the user of this process"
        }
        ErrorKind::NotFound => "create its folder",
        _ => "check the file and its folder",
    }
}

/// Whether the system does not allow this way of writing at all, so that another may work. A full disk is not
/// among these: the other way needs space too.
fn refuses(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::ResourceBusy
            | ErrorKind::CrossesDevices
            | ErrorKind::InvalidFilename
            | ErrorKind::Unsupported
    )
}

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

/// Gives the file `content`, whole or not at all.
///
/// What a crash can leave where only overwriting is possible: see [`overwrite`]. Returns the new file if the old
/// one was replaced: it is locked, for [`Lock::keep`].
pub(crate) fn replace(target: &Path, content: &[u8]) -> Result<Option<File>, FileError> {
    match Replacement::beside(target) {
        Ok(mut replacement) => {
            let written = replacement.file.write_all(content);
            written.map_err(|error| FileError::new(target, "cannot be written", error))?;
            replacement.commit()
        }
        Err(error) if refuses(error.kind()) && target.exists() => {
            overwrite_instead(target, &mut Cursor::new(content), &error).map(|()| None)
        }
        Err(error) => Err(FileError::new(target, "cannot be written", error)),
    }
}

/// Removes the file, or empties it where that is refused (a mount point) or where it has another name too.
pub(crate) fn remove(target: &Path) -> Result<(), FileError> {
    let removed = match fs::metadata(target) {
        Ok(data) if has_other_names(&data) => Err(ErrorKind::ResourceBusy.into()),
        _ => fs::remove_file(target),
    };
    match removed {
        Ok(()) => sync_folder(target),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => {
            let mut options = OpenOptions::new();
            let emptied = options.write(true).truncate(true).open(target);
            emptied
                .and_then(|file| file.sync_all())
                .map_err(|overwriting| FileError::no_way(target, &error, overwriting))?;
        }
    }
    Ok(())
}

/// Puts the finished temporary file in the place of the target; whether by renaming.
fn install(target: &Path, temporary: &Path, file: &mut File) -> Result<bool, FileError> {
    let failed = |error| FileError::new(target, "cannot be written", error);
    let in_place = match fs::metadata(target) {
        Ok(old) => !take_over(file, &old).map_err(failed)? || has_other_names(&old),
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(failed(error)),
    };
    file.sync_all().map_err(failed)?;
    // A rename would take the file from its owner, or from its other names.
    if in_place && let Ok(mut old) = OpenOptions::new().write(true).open(target) {
        return overwrite(&mut old, file).map(|()| false).map_err(failed);
    }
    match fs::rename(temporary, target) {
        Ok(()) => {
            sync_folder(target);
            Ok(true)
        }
        Err(error) if refuses(error.kind()) && target.exists() => {
            overwrite_instead(target, file, &error).map(|()| false)
        }
        Err(error) => Err(failed(error)),
    }
}

fn overwrite_instead(
    target: &Path,
    content: &mut (impl Read + Seek),
    refused: &io::Error,
) -> Result<(), FileError> {
    let opened = OpenOptions::new().write(true).open(target);
    opened
        .and_then(|mut file| overwrite(&mut file, content))
        .map_err(|error| FileError::no_way(target, refused, error))
}

/// Gives the file new content without another file.
///
/// The content is written behind the old one first, and only when that is on the disk over it. If there is no
/// space, the file keeps its old content. If the process or the machine ends in the middle, the file has the old
/// content with something behind it, or the whole new content after a part of it: a line that begins there.
fn overwrite(file: &mut File, content: &mut (impl Read + Seek)) -> io::Result<()> {
    let old = file.metadata()?.len();
    let new = content.seek(SeekFrom::End(0))?;
    // Where the content at the beginning of the file will not reach, on a line of its own.
    let gap = new.saturating_sub(old) + 1;
    let mut append = || {
        file.seek(SeekFrom::Start(old))?;
        io::copy(&mut io::repeat(b'\n').take(gap), file)?;
        content.rewind()?;
        io::copy(content, file)?;
        file.sync_all()
    };
    if let Err(error) = append() {
        file.set_len(old).ok();
        return Err(error);
    }
    file.rewind()?;
    content.rewind()?;
    io::copy(content, file)?;
    file.sync_all()?;
    file.set_len(new)?;
    file.sync_all()
}

/// New files are for their owner only.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Gives a new file the owner and the mode of the one that it replaces; whether the owner could be kept.
#[cfg(unix)]
fn take_over(new: &File, old: &Metadata) -> io::Result<bool> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let now = new.metadata()?;
    let (user, group) = (old.uid(), old.gid());
    let owner_kept =
        (now.uid(), now.gid()) == (user, group) || fchown(new, Some(user), Some(group)).is_ok();
    let group_kept = owner_kept || now.gid() == group || fchown(new, None, Some(group)).is_ok();
    let mode = old.mode() & 0o777;
    let mode = match group_kept {
        true => mode,
        // Another group may do what everybody may.
        false => mode & !0o070 | (mode & 0o007) << 3,
    };
    if now.mode() & 0o777 != mode {
        new.set_permissions(fs::Permissions::from_mode(mode))?;
    }
    Ok(owner_kept)
}

#[cfg(not(unix))]
fn take_over(_: &File, _: &Metadata) -> io::Result<bool> {
    Ok(true)
}

/// How many names the file has in its file system.
#[cfg(unix)]
fn names(data: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(data)
}

#[cfg(not(unix))]
fn names(_: &Metadata) -> u64 {
    1
}

/// Whether hard links give the file other names, which a rename would leave with the old content.
fn has_other_names(data: &Metadata) -> bool {
    names(data) > 1
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

fn folder(path: &Path) -> &Path {
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

#[cfg(test)]
mod tests;
