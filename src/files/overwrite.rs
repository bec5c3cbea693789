//! Putting finished content in the place of a file: by a rename, or over the old content.

use super::access::{has_other_names, take_over};
use super::error::{FileError, refuses};
use super::path::sync_folder;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

/// Puts the finished temporary file in the place of the target; whether by renaming.
pub(super) fn install(target: &Path, temporary: &Path, file: &mut File) -> Result<bool, FileError> {
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

pub(super) fn overwrite_instead(
    target: &Path,
    content: &mut (impl Read + Seek),
    refused: &io::Error,
) -> Result<(), FileError> {
    let opened = OpenOptions::new().write(true).open(target);
    opened
        .and_then(|mut file| overwrite(&mut file, content))
        .map_err(|error| FileError::unwritable(target, refused, error))
}

/// Gives the file new content without another file.
///
/// The content is written behind the old one first, and only when that is on the disk over it. If there is no
/// space, the file keeps its old content. If the process or the machine ends in the middle, the file has the old
/// content with something behind it, or the whole new content after a part of it: a line that begins there.
pub(super) fn overwrite(file: &mut File, content: &mut (impl Read + Seek)) -> io::Result<()> {
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
