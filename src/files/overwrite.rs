//! Puts complete content in the place of a file, by a rename or by overwriting the old content.

use super::access::{copy_access, has_other_links};
use super::error::{FileError, allows_fallback};
use super::in_use::retry_while_in_use;
use super::lock::unlock_in_place;
use super::path::sync_folder;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

/// Puts a complete temporary file in the place of the target; returns whether it was renamed.
pub(super) fn install(target: &Path, temporary: &Path, file: &mut File) -> Result<bool, FileError> {
    let failed = |error| FileError::new(target, "cannot be written", error);
    let in_place = match fs::metadata(target) {
        Ok(old) => !copy_access(file, &old).map_err(failed)? || has_other_links(&old),
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(failed(error)),
    };
    file.sync_all().map_err(failed)?;
    // A rename would change the owner of the file, or separate it from its other hard links.
    if in_place && let Ok(mut old) = OpenOptions::new().write(true).open(target) {
        return overwrite(&mut old, file).map(|()| false).map_err(failed);
    }
    match retry_while_in_use(|| fs::rename(temporary, target)) {
        Ok(()) => {
            unlock_in_place(file);
            sync_folder(target);
            Ok(true)
        }
        Err(error) if allows_fallback(error.kind()) && target.exists() => {
            overwrite_instead(target, file, &error).map(|()| false)
        }
        Err(error) => Err(failed(error)),
    }
}

/// Overwrites the target after another way of writing failed with `refused`.
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
/// The new content is first appended to the old content. When that is on the disk, it is written over the old
/// content. If there is no space, the file keeps its old content. If the process or the machine stops in the
/// middle, the file has either the old content followed by other bytes, or a partly overwritten beginning
/// followed by the complete new content, which starts on a new line.
pub(super) fn overwrite(file: &mut File, content: &mut (impl Read + Seek)) -> io::Result<()> {
    let old = file.metadata()?.len();
    let new = content.seek(SeekFrom::End(0))?;
    // The appended copy starts on a new line, after the end of the copy that will be at the start of the
    // file.
    let gap = new.saturating_sub(old) + 1;
    let mut append = || {
        file.seek(SeekFrom::Start(old))?;
        copy(&mut io::repeat(b'\n').take(gap), file)?;
        content.rewind()?;
        copy(content, file)?;
        file.sync_all()
    };
    if let Err(error) = append() {
        file.set_len(old).ok();
        return Err(error);
    }
    file.rewind()?;
    content.rewind()?;
    copy(content, file)?;
    file.sync_all()?;
    file.set_len(new)?;
    file.sync_all()
}

fn copy(mut from: &mut dyn Read, file: &mut File) -> io::Result<()> {
    io::copy(&mut from, file).map(drop)
}
