//! The file of an export, as it arrives.
//!
//! A reader gets the whole file or an error: a body that breaks off, or is shorter than its `Content-Length`,
//! never looks like a complete file. A saved file appears at its path as a whole or not at all.

use crate::client::runtime;
use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, FileError, Replacement, Temporaries};
use crate::transport::byte_stream::ByteStream;
use crate::transport::history::History;
use crate::transport::response::Response;
use crate::transport::task::blocking;
use crate::types::Activity;
use bytes::Bytes;
use futures_core::Stream;
use reqwest::header::CONTENT_LENGTH;
use std::future::poll_fn;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};

/// A CSV of contacts that is being downloaded.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use tokio::io::{AsyncBufReadExt, BufReader};
///
/// let file = client.exported_contacts("activity-id").send().await?;
/// let mut lines = BufReader::new(file).lines();
/// while let Some(line) = lines.next_line().await? {
///     println!("{} characters", line.len());
/// }
/// # Ok(()) }
/// ```
///
/// This implements tokio's `AsyncRead` and is a `Stream` of chunks. It can be [saved](Self::save_to) and, with
/// the feature `csv-rows`, read as rows of a type of your own. Each of these consumes the download: to get
/// both the file and its rows, save it and read the file, or open it twice with
/// [`Client::exported_contacts`](crate::Client::exported_contacts). A download that breaks off
/// always ends with an error; open the file again. Dropping this ends the download.
#[must_use = "nothing is downloaded before this is read"]
pub struct ExportFile {
    activity: Activity,
    pub(super) history: History,
    chunks: Option<ByteStream>,
    /// The `Content-Length`, if the server sent it.
    length: Option<u64>,
    read: u64,
    /// The rest of a chunk that a reader with a smaller buffer has read in part.
    rest: Bytes,
}

crate::opaque_debug!(ExportFile, "ExportFile");

impl ExportFile {
    pub(super) fn new(activity: Activity, answer: Response<ByteStream>) -> Self {
        let history = answer.history();
        let length = answer.headers().get(CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
        Self {
            activity,
            history,
            chunks: Some(answer.into_inner()),
            length,
            read: 0,
            rest: Bytes::new(),
        }
    }

    /// The job that made the file.
    ///
    /// Its `activity_id` opens the file again, with
    /// [`Client::exported_contacts`](crate::Client::exported_contacts).
    pub fn activity(&self) -> &Activity {
        &self.activity
    }

    /// The length of the file in bytes, if the server sent it.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Downloads to a file, which replaces an existing one. Returns its length in bytes.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// let file = client.exported_contacts("activity-id").send().await?;
    /// let bytes = file.save_to("contacts.csv").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// The download is written to a temporary file in the same folder, flushed to the disk and renamed, so
    /// that the path never has an incomplete file. If the download fails, the future is dropped or the disk
    /// is full, the existing file does not change and no other file remains. The temporary file of a killed
    /// process is removed by the next download. A file that is replaced keeps its owner and mode. On Unix
    /// only the owner can read a new file, since it contains personal data. A symbolic link remains, and its
    /// target is replaced.
    ///
    /// If the system does not allow the file to be replaced (a mount point, or a file in a folder that cannot
    /// be written), it is overwritten in place after the download is complete. Only in this case can a
    /// process that is killed while it writes leave a mixture of both files.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] if the file cannot be written; otherwise the errors of the download.
    pub async fn save_to(mut self, path: impl AsRef<Path>) -> Result<u64> {
        runtime()?;
        let path = path.as_ref().to_owned();
        let place = path.clone();
        let failed = move |error| FileError::new(&place, "cannot be written", error);
        let begin = move || {
            let target = files::resolve(&path)?;
            Temporaries::remove_leftovers(&target);
            Replacement::begin(&target)
        };
        let replacement = off_the_runtime(begin).await?;
        let mut file = File::from_std(replacement.file.try_clone().map_err(&failed)?);
        while let Some(chunk) = poll_fn(|context| self.poll_chunk(context)).await {
            file.write_all(&chunk?).await.map_err(&failed)?;
        }
        file.flush().await.map_err(&failed)?;
        drop(file);
        off_the_runtime(move || replacement.commit()).await?;
        Ok(self.read)
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(std::mem::take(&mut self.rest))));
        }
        let Some(chunks) = &mut self.chunks else {
            return Poll::Ready(None);
        };
        let chunk = ready!(Pin::new(chunks).poll_next(context));
        let result = match chunk {
            Some(Ok(chunk)) => {
                self.read += chunk.len() as u64;
                return Poll::Ready(Some(Ok(chunk)));
            }
            Some(Err(error)) => Some(Err(error)),
            None if self.length.is_some_and(|length| length != self.read) => {
                let message = format!("the download broke off after {} bytes", self.read);
                let error = Error::new(ErrorKind::Transport, message);
                Some(Err(self.history.describe(error)))
            }
            None => None,
        };
        self.chunks = None;
        Poll::Ready(result)
    }
}

impl Stream for ExportFile {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context)
    }
}

impl AsyncRead for ExportFile {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.rest.is_empty() {
            match ready!(self.poll_chunk(context)) {
                Some(Ok(chunk)) => self.rest = chunk,
                Some(Err(error)) => return Poll::Ready(Err(io::Error::other(error))),
                None => return Poll::Ready(Ok(())),
            }
        }
        let length = self.rest.len().min(buffer.remaining());
        buffer.put_slice(&self.rest.split_to(length));
        Poll::Ready(Ok(()))
    }
}

/// Runs `work` to its end, even if this future is dropped.
async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FileError> + Send + 'static,
) -> Result<T> {
    let done = blocking(work).await;
    Ok(done.ok_or_else(|| Error::new(ErrorKind::Io, "the file was not saved"))??)
}
