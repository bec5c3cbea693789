//! The rows of an export as values of the caller's type.
//!
//! Records are found as in an import, so that lines are counted in the same way. The `csv` crate converts a
//! record into a value. A blocking task does both, since a row may be long, and sends the rows through a
//! bounded channel, so that memory stays constant.

use super::file::ContactsFile;
use crate::bulk::csv::CsvErrorKind;
use crate::bulk::csv::Fault;
use crate::bulk::csv::records::{ReadResult, Records, UNLIMITED};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::history::History;
use csv::{DeserializeErrorKind, StringRecord};
use futures_core::Stream;
use serde::de::DeserializeOwned;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_util::io::SyncIoBridge;

/// The most rows that are decoded ahead.
const AHEAD: usize = 64;

/// The most bytes that are read at once.
const CHUNK: usize = 64 * 1024;

/// The rows of an export; see [`ContactsFile::rows`].
#[must_use = "streams do nothing unless polled"]
pub struct Rows<T> {
    /// `None` comes after the last row. A channel that closes without it was cut off.
    rows: mpsc::Receiver<Option<Result<T>>>,
    ended: bool,
    history: History,
}

impl<T> std::fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}

impl ContactsFile {
    /// Streams the rows, each read into a `T` by the column names in the file's header.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::ContactsExport;
    /// use futures_util::TryStreamExt;
    /// use std::collections::HashMap;
    ///
    /// let file = client.export_contacts(ContactsExport::new()).send().await?;
    /// let mut rows = file.rows::<HashMap<String, String>>();
    /// while let Some(row) = rows.try_next().await? {
    ///     println!("{:?}", row.keys()); // the column names
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// The provider does not document the column names. Print those of an export of the account, as above, and use
    /// them in a type:
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use futures_util::TryStreamExt;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Person {
    ///     #[serde(rename = "Email address")] // as the file writes it
    ///     email: String,
    ///     #[serde(rename = "First name")]
    ///     first_name: Option<String>,
    /// }
    ///
    /// let file = client.exported_contacts("activity-id").send().await?;
    /// let mut people = file.rows::<Person>();
    /// while let Some(person) = people.try_next().await? {
    ///     println!("{} characters, {:?}", person.email.len(), person.first_name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Columns that the type does not name are ignored. An empty cell is `None` for an `Option`. If two
    /// columns have the same heading, a map has the last one; reading a type that names it fails.
    ///
    /// The rows consume the download: to keep the file too, [save](ContactsFile::save_to) it and read
    /// the file, or open it twice with
    /// [`Client::exported_contacts`](crate::Client::exported_contacts).
    ///
    /// A download that breaks off ends the stream with an error. So does a row that does not fit `T` or is
    /// not UTF-8; the error has the line number, as an editor shows it, but no content. Dropping the
    /// stream ends the download at its next chunk. Needs the feature `csv-rows`.
    pub fn rows<T: DeserializeOwned + Send + 'static>(self) -> Rows<T> {
        let history = self.history;
        let (sender, rows) = mpsc::channel(AHEAD);
        match Handle::try_current() {
            Ok(runtime) => {
                let file = SyncIoBridge::new_with_handle(self, runtime.clone());
                runtime.spawn_blocking(move || decode(file, history, &sender));
            }
            Err(_) => {
                let error = Error::invalid_request("no tokio runtime: call `rows` within one");
                // The channel is empty, so it has room.
                let _ = sender.try_send(Some(Err(error)));
            }
        }
        Rows {
            rows,
            ended: false,
            history,
        }
    }
}

fn decode<T: DeserializeOwned>(
    file: impl Read,
    history: History,
    rows: &mpsc::Sender<Option<Result<T>>>,
) {
    let mut reader = RowReader::new(file);
    loop {
        let row = reader.next().transpose();
        let row = row.map(|row| row.map_err(|error| history.describe(error)));
        let is_last = !matches!(row, Some(Ok(_)));
        // If the receiver was dropped, the end is not needed.
        if rows.blocking_send(row).is_err() || is_last {
            return;
        }
    }
}

/// Reads the rows of a file one by one.
struct RowReader<R> {
    file: R,
    buffer: Vec<u8>,
    /// The bytes of the buffer that are still to be read.
    rest: std::ops::Range<usize>,
    records: Records,
    headings: Option<StringRecord>,
}

impl<R: Read> RowReader<R> {
    fn new(file: R) -> Self {
        Self {
            file,
            buffer: vec![0; CHUNK],
            rest: 0..0,
            // A note in an export may contain a NUL.
            records: Records::new(b',').allow_nul(),
            headings: None,
        }
    }

    fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>> {
        while self.next_record()? {
            let record: StringRecord = self.records.fields().collect();
            match &self.headings {
                None => self.headings = Some(record),
                Some(headings) => {
                    let row = record.deserialize(Some(headings));
                    let line = self.records.line();
                    return row
                        .map(Some)
                        .map_err(|error| row_error(line, headings, &error));
                }
            }
        }
        Ok(None)
    }

    /// Reads up to the end of the next record. False if there is none.
    fn next_record(&mut self) -> Result<bool> {
        loop {
            let rest = self.buffer.get(self.rest.clone()).unwrap_or_default();
            let mut chunk = rest;
            let result = self
                .records
                .read(&mut chunk, UNLIMITED)
                .map_err(invalid_csv)?;
            self.rest.start = self.rest.end - chunk.len();
            if matches!(result, ReadResult::Record) {
                return Ok(true);
            }
            self.rest = match self.file.read(&mut self.buffer) {
                Ok(0) => return self.records.finish().map_err(invalid_csv),
                Ok(length) => 0..length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(broken_off(error)),
            };
        }
    }
}

/// The error if the task panicked, for example while it read a `T`, or if its runtime ended.
fn cut_off() -> Error {
    let message = "reading the rows was cut off: there may be more rows";
    Error::new(ErrorKind::Decode, message)
}

fn broken_off(error: io::Error) -> Error {
    match error.downcast::<Error>() {
        Ok(error) => error,
        Err(error) => Error::new(ErrorKind::Transport, "the download broke off").with_source(error),
    }
}

/// The error if the file is not CSV.
fn invalid_csv((kind, position): Fault) -> Error {
    let what = match kind {
        CsvErrorKind::InvalidUtf8 => "is not UTF-8 (it may be Windows-1252 or Latin-1)",
        CsvErrorKind::UnclosedQuote => "has a quote that is never closed",
        _ => "is not CSV",
    };
    let message = format!("line {} of the export {what}", position.line);
    Error::new(ErrorKind::Decode, message)
}

/// The error for a row that does not fit. It names the line but not the content, which may be personal.
fn row_error(line: u64, headings: &StringRecord, error: &csv::Error) -> Error {
    let mut message = format!("line {line} of the export does not fit the type");
    if let csv::ErrorKind::Deserialize { err, .. } = error.kind() {
        let is_twice = matches!(
            err.kind(),
            DeserializeErrorKind::Message(text) if text.starts_with("duplicate field")
        );
        match same_headings(headings).filter(|_| is_twice) {
            Some((one, other)) => {
                message = format!(
                    "columns {one} and {other} of the export have the same heading, for which the \
                     type has one field"
                );
            }
            None => {
                if let Some(field) = err.field() {
                    message += &format!(" in column {}", field + 1);
                }
            }
        }
    }
    Error::new(ErrorKind::Decode, message)
}

/// The first two columns with the same heading, counted from 1.
fn same_headings(headings: &StringRecord) -> Option<(usize, usize)> {
    headings.iter().enumerate().find_map(|(at, heading)| {
        let before = headings.iter().take(at).position(|other| other == heading);
        before.map(|before| (before + 1, at + 1))
    })
}

impl<T> Stream for Rows<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let row = match ready!(self.rows.poll_recv(context)) {
            Some(row) => row,
            None => Some(Err(self.history.describe(cut_off()))),
        };
        self.ended = !matches!(row, Some(Ok(_)));
        Poll::Ready(row)
    }
}

#[cfg(test)]
mod tests;
