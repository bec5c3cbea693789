//! A journal in a file.
//!
//! Lines are only ever appended, and flushed to the disk one by one. A line that a crash cut off has
//! no line end: the next line is written over it, since what it says was not acted on. A lock on the
//! file, which the system releases with the process, keeps a second process out. Opening a file writes
//! nothing to it, and only a file that begins as a journal does is opened.

use super::journal::Journal;
use crate::auth::{BoxError, BoxFuture};
use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, FileError};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::sleep;

/// How often, and how far apart, the lock is asked for: a task that was just dropped in this very
/// process may still be writing its last line.
const TRIES: u32 = 40;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// With what the first line of every journal begins, whatever its version.
const BEGINNING: &[u8] = br#"{"event":"begin""#;

/// A [`Journal`] in a file.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::{CsvSource, FileJournal};
///
/// // The same lines start the import and resume it, wherever it was when it stopped.
/// let journal = FileJournal::open("contacts.journal").await?;
/// let import = client.import_csv(CsvSource::path("contacts.csv")).lists(["list-id"]);
/// let report = import.journal(journal).send().await?.finish().await?;
/// # Ok(()) }
/// ```
///
/// One file serves one import: remove it once the report is there, clean or not. Until then the same
/// import, made again, sends nothing and gives the report again, as long as the server remembers the
/// jobs; another source is refused. If imports follow one another, a path with the date or the name of
/// the source keeps them apart.
#[doc(alias = "resume")]
#[doc(alias = "checkpoint")]
pub struct FileJournal {
    path: PathBuf,
    lines: Vec<String>,
    file: Arc<Mutex<Written>>,
}

crate::opaque_debug!(FileJournal, "FileJournal");

/// The file, and how much of it is whole lines.
struct Written {
    file: File,
    length: u64,
}

impl FileJournal {
    /// Opens the journal at `path`, or begins one.
    ///
    /// The folder must exist. On Unix a new file is readable by its owner only. A symbolic link leads
    /// to the journal: it is the same journal by either path.
    ///
    /// # Errors
    ///
    /// Of the kind [`ErrorKind::Io`]: the file cannot be opened or read, it is not a journal (nothing
    /// is written to it then), or another process holds it and does not let go within 2 seconds.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        for attempt in 1.. {
            let place = path.clone();
            let opened = tokio::task::spawn_blocking(move || open(&place)).await;
            let opened = opened.map_err(|error| {
                let message = format!("{}: the journal was not opened", path.display());
                Error::new(ErrorKind::Io, message).with_source(error)
            })?;
            match opened? {
                Some((lines, written)) => {
                    let file = Arc::new(Mutex::new(written));
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

/// The whole lines of the file, or none if somebody else holds it.
fn open(path: &Path) -> Result<Option<(Vec<String>, Written)>, FileError> {
    let target = files::resolve(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let opened = files::private(&mut options).open(&target);
    let file = opened.map_err(|error| FileError::new(path, "cannot be opened", error))?;
    if !files::hold(&file, &target)? {
        return Ok(None);
    }
    let failed = |error| FileError::new(path, "cannot be read", error);
    let mut bytes = Vec::new();
    // First as much as shows what it is: a foreign file may be large.
    let beginning = BEGINNING.len() as u64;
    (&file)
        .take(beginning)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if !is_journal(&bytes) {
        return Err(FileError::refused(
            path,
            "is not a journal of an import, and was left as it is; give the journal a path of its own",
        ));
    }
    (&file).read_to_end(&mut bytes).map_err(failed)?;
    let (lines, length) = whole_lines(&bytes).map_err(|line| {
        FileError::refused(
            path,
            &format!("is damaged in line {line}; it was left as it is"),
        )
    })?;
    file.sync_all().map_err(failed)?;
    files::sync_folder(&target);
    Ok(Some((lines, Written { file, length })))
}

/// Whether a file of which these are the first bytes is a journal, or becomes one: it is empty, or not even the
/// beginning of its first line got to the disk.
fn is_journal(start: &[u8]) -> bool {
    start.starts_with(BEGINNING) || BEGINNING.starts_with(start)
}

/// The lines that have an end, and how many bytes they are; or the number of the line that is not text.
fn whole_lines(bytes: &[u8]) -> Result<(Vec<String>, u64), usize> {
    let (mut lines, mut length) = (vec![], 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let Some(text) = line.strip_suffix(b"\n") else {
            break;
        };
        let text = std::str::from_utf8(text).map_err(|_| lines.len() + 1)?;
        lines.push(text.to_owned());
        length += line.len() as u64;
    }
    Ok((lines, length))
}

impl Written {
    fn append(&mut self, line: &str) -> io::Result<()> {
        // What an append that failed or a crash left behind is written over.
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        let line = format!("{line}\n");
        self.file.write_all(line.as_bytes())?;
        self.file.sync_data()?;
        self.length += line.len() as u64;
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
            // Once begun, the line is written to its end even if this future is dropped.
            let append = move || {
                let mut written = file.lock().unwrap_or_else(PoisonError::into_inner);
                written.append(&line)
            };
            let appended = tokio::task::spawn_blocking(append).await?;
            appended.map_err(|error| format!("{}: {error}", self.path.display()).into())
        })
    }
}

#[cfg(test)]
mod tests;
