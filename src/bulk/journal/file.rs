//! A journal in a file.
//!
//! Lines are only appended, and each is flushed to the disk. A line that a crash cut off is not whole: the
//! next line overwrites it, since the import did not continue after it. A whole line counts even if its line
//! end was lost, since the import may have continued. A lock on the file excludes other processes; the
//! system releases it with the process. Opening a file writes nothing to it, and only a file that begins
//! like a journal is opened.

use super::line;
use super::store::Journal;
use crate::error::BoxError;
use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, FileError};
use crate::transport::future::BoxFuture;
use crate::transport::task::blocking;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::sleep;

/// How often, and at which interval, the lock is tried: a task of this process that was just dropped may
/// still be writing its last line.
const TRIES: u32 = 40;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// The beginning of the first line of every journal, whatever its version.
const BEGINNING: &[u8] = br#"{"event":"begin""#;

/// A [`Journal`] in a file.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::{CsvSource, FileJournal};
///
/// // The same code starts and resumes the import.
/// let journal = FileJournal::open("contacts.journal").await?;
/// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
/// let report = import.journal(journal).send().await?.finish().await?;
/// # Ok(()) }
/// ```
///
/// Use a file for one import only, and remove it when you have the report, clean or not. Until then, running the
/// same import again sends nothing and returns the report again, while the server still has the jobs;
/// another source is refused. For several imports, use paths with the date or the name of the source.
#[doc(alias = "resume")]
#[doc(alias = "checkpoint")]
pub struct FileJournal {
    path: PathBuf,
    lines: Vec<String>,
    file: Arc<Mutex<JournalFile>>,
}

crate::opaque_debug!(FileJournal, "FileJournal");

/// The file, and the length of its whole lines.
struct JournalFile {
    file: File,
    length: u64,
    /// Whether the last line lacks its line end.
    lacks_line_end: bool,
}

impl FileJournal {
    /// Opens the journal at `path`, or creates one.
    ///
    /// The folder must exist. On Unix only the owner can read a new file; on Windows it has the permissions of its
    /// folder, and others cannot read it while it is open. A symbolic link and its target are the same journal.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] if the file cannot be opened or read, is not a journal (then nothing
    /// is written to it), or is locked by another process for longer than 2 seconds.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        for attempt in 1.. {
            let place = path.clone();
            let opened = blocking(move || open(&place)).await;
            let opened = opened.ok_or_else(|| {
                let message = format!("{}: the journal was not opened", path.display());
                Error::new(ErrorKind::Io, message)
            })?;
            match opened? {
                Some((lines, file)) => {
                    let file = Arc::new(Mutex::new(file));
                    return Ok(Self { path, lines, file });
                }
                None if attempt < TRIES => sleep(BETWEEN_TRIES).await,
                None => break,
            }
        }
        let message = format!("{}: another import is using this journal", path.display());
        Err(Error::new(ErrorKind::Io, message))
    }
}

/// Opens the file and returns its whole lines. `None` if it is locked.
fn open(path: &Path) -> Result<Option<(Vec<String>, JournalFile)>, FileError> {
    let target = files::resolve(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let opened = files::private(&mut options).open(&target);
    let file = opened.map_err(|error| FileError::new(path, "cannot be opened", error))?;
    if !files::try_lock_open_file(&file, &target)? {
        return Ok(None);
    }
    let failed = |error| FileError::new(path, "cannot be read", error);
    let mut bytes = Vec::new();
    // The beginning shows what it is. Another file may be large.
    let beginning = BEGINNING.len() as u64;
    (&file)
        .take(beginning)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if !is_journal(&bytes) {
        return Err(FileError::refused(
            path,
            "is not a journal of an import, and was not changed; use another path for the journal",
        ));
    }
    (&file).read_to_end(&mut bytes).map_err(failed)?;
    let (lines, length, lacks_line_end) = whole_lines(&bytes).map_err(|line| {
        FileError::refused(
            path,
            &format!("is damaged in line {line}; it was not changed"),
        )
    })?;
    file.sync_all().map_err(failed)?;
    files::sync_folder(&target);
    let file = JournalFile {
        file,
        length,
        lacks_line_end,
    };
    Ok(Some((lines, file)))
}

/// Whether a file with these first bytes is a journal, or becomes one: it may be empty, or only a part of
/// its beginning may have reached the disk.
fn is_journal(start: &[u8]) -> bool {
    start.starts_with(BEGINNING) || BEGINNING.starts_with(start)
}

/// The whole lines, their length in bytes, and whether the last one lacks its line end; or the number of
/// the line that is not UTF-8.
fn whole_lines(bytes: &[u8]) -> Result<(Vec<String>, u64, bool), usize> {
    let (mut lines, mut length) = (vec![], 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let Some(text) = line.strip_suffix(b"\n") else {
            if let Some(whole) = line::whole(line) {
                lines.push(whole.to_owned());
                length += whole.len() as u64;
                return Ok((lines, length, true));
            }
            break;
        };
        let text = std::str::from_utf8(text).map_err(|_| lines.len() + 1)?;
        lines.push(text.to_owned());
        length += line.len() as u64;
    }
    Ok((lines, length, false))
}

impl JournalFile {
    fn append(&mut self, line: &str) -> io::Result<()> {
        // This overwrites what a failed append or a crash left behind.
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        let end = if self.lacks_line_end { "\n" } else { "" };
        let line = format!("{end}{line}\n");
        self.file.write_all(line.as_bytes())?;
        self.file.sync_data()?;
        self.length += line.len() as u64;
        self.lacks_line_end = false;
        Ok(())
    }
}

impl Journal for FileJournal {
    fn load(&self) -> BoxFuture<'_, Result<Vec<String>, BoxError>> {
        Box::pin(async { Ok(self.lines.clone()) })
    }

    fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, Result<(), BoxError>> {
        let (file, line) = (Arc::clone(&self.file), line.to_owned());
        Box::pin(async move {
            // An append that began is completed even if this future is dropped.
            let append = move || {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.append(&line)
            };
            let appended = blocking(append).await;
            let appended = appended.ok_or("the thread that writes the journal was interrupted")?;
            appended.map_err(|error| format!("{}: {error}", self.path.display()).into())
        })
    }
}

#[cfg(test)]
mod tests;
