//! Replaces or removes a file in one step.

use super::access::has_other_links;
use super::error::{FileError, allows_fallback};
use super::in_use::retry_while_in_use;
use super::overwrite::overwrite_instead;
use super::path::sync_folder;
use super::temporary::Replacement;
use std::fs::{self, File, OpenOptions};
use std::io::{Cursor, ErrorKind, Write};
use std::path::Path;

/// Writes `content` to the file, completely or not at all.
///
/// If only overwriting is possible, a crash can leave what [`overwrite`] describes. If the old file was
/// replaced, this returns the new one for [`Lock::switch_to`](super::Lock::switch_to).
pub(crate) fn replace(target: &Path, content: &[u8]) -> Result<Option<File>, FileError> {
    match Replacement::beside(target) {
        Ok(mut replacement) => {
            let written = replacement.file.write_all(content);
            written.map_err(|error| FileError::new(target, "cannot be written", error))?;
            replacement.commit()
        }
        Err(error) if allows_fallback(error.kind()) && target.exists() => {
            overwrite_instead(target, &mut Cursor::new(content), &error).map(|()| None)
        }
        Err(error) => Err(FileError::new(target, "cannot be written", error)),
    }
}

/// Removes the file, or empties it if it cannot be removed (a mount point) or has another hard link.
pub(crate) fn remove(target: &Path) -> Result<(), FileError> {
    let removed = match fs::metadata(target) {
        Ok(data) if has_other_links(&data) => Err(ErrorKind::ResourceBusy.into()),
        _ => retry_while_in_use(|| fs::remove_file(target)),
    };
    match removed {
        Ok(()) => sync_folder(target),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => {
            let mut options = OpenOptions::new();
            let emptied = options.write(true).truncate(true).open(target);
            emptied
                .and_then(|file| file.sync_all())
                .map_err(|overwriting| FileError::unwritable(target, &error, overwriting))?;
        }
    }
    Ok(())
}
