//! Replacing or removing a file in one step.

use super::access::has_other_names;
use super::error::{FileError, refuses};
use super::overwrite::overwrite_instead;
use super::path::sync_folder;
use super::temporary::Replacement;
use std::fs::{self, File, OpenOptions};
use std::io::{Cursor, ErrorKind, Write};
use std::path::Path;

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
                .map_err(|overwriting| FileError::unwritable(target, &error, overwriting))?;
        }
    }
    Ok(())
}
