//! A journal in a file.
//!
//! Lines are only ever appended, and flushed to the disk one by one. A line that a crash cut off has
//! no line end: it is removed when the file is opened, since what it says was not acted on. A lock
//! on the file, which the system releases with the process, keeps a second process out.

use super::journal::Journal;
use crate::auth::{BoxError, BoxFuture};
use crate::error::{Error, ErrorKind, Result};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::sleep;

/// How often, and how far apart, the lock is asked for: a task that was just dropped in this very
/// process may still be writing its last line.
const TRIES: u32 = 40;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

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
    /// The folder must exist. On Unix a new file is readable by its owner only.
    ///
    /// # Errors
    ///
    /// Of the kind [`ErrorKind::Io`]: the file cannot be opened or read, or another process
    /// holds it and does not let go within 2 seconds.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        for attempt in 1.. {
            let place = path.clone();
            let opened = tokio::task::spawn_blocking(move || open(&place)).await;
            match opened.map_err(io::Error::other).and_then(|opened| opened) {
                Ok(Some((lines, written))) => {
                    let file = Arc::new(Mutex::new(written));
                    return Ok(Self { path, lines, file });
                }
                Ok(None) if attempt < TRIES => sleep(BETWEEN_TRIES).await,
                Ok(None) => break,
                Err(error) => {
                    let message = format!("{}: {error}", path.display());
                    return Err(Error::new(ErrorKind::Io, message).with_source(error));
                }
            }
        }
        let message = format!("{}: another import is using this journal", path.display());
        Err(Error::new(ErrorKind::Io, message))
    }
}

/// The whole lines of the file, or none if somebody else holds it.
fn open(path: &Path) -> io::Result<Option<(Vec<String>, Written)>> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let whole = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let text = std::str::from_utf8(bytes.get(..whole).unwrap_or_default())
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "this is not a journal"))?;
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // A foreign file is not to be shortened.
    if lines.is_empty() && !bytes.is_empty() && !bytes.starts_with(b"{") {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "this is not a journal",
        ));
    }
    let length = whole as u64;
    if whole < bytes.len() {
        file.set_len(length)?;
    }
    file.sync_all()?;
    sync_folder(path)?;
    Ok(Some((lines, Written { file, length })))
}

/// A new file is only there after a crash if its folder says so.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

impl Written {
    fn append(&mut self, line: &str) -> io::Result<()> {
        // What an append that failed left behind is written over.
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
