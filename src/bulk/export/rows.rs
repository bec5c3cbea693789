//! The rows of an export as values of the caller's own type.
//!
//! The records are found as those of an import are, so that lines are counted alike; making a value of
//! one is left to the `csv` crate. Both are done by a blocking task, since a row may be long, which
//! hands on the rows over a short channel, so that memory stays flat.

use super::ContactsFile;
use super::file::OPERATION;
use crate::Result;
use crate::bulk::csv::CsvErrorKind;
use crate::bulk::csv::records::{Fault, Found, Records, Room};
use crate::error::{Error, ErrorKind};
use csv::{DeserializeErrorKind, StringRecord};
use futures_core::Stream;
use serde::de::DeserializeOwned;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_util::io::SyncIoBridge;

/// Rows that are decoded before somebody asks for them.
const AHEAD: usize = 64;

/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// The rows of an export; see [`ContactsFile::rows`].
#[must_use = "streams do nothing unless polled"]
pub struct Rows<T> {
    /// None comes after the last row: a channel that closes without was cut off.
    rows: mpsc::Receiver<Option<Result<T>>>,
    ended: bool,
}

impl<T> std::fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}

impl ContactsFile {
    /// The rows, each read into `T` by the column names in the file's header.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::ContactsExport;
    /// use futures_util::TryStreamExt;
    /// use std::collections::HashMap;
    ///
    /// let file = client.export_contacts(ContactsExport::default()).send().await?;
    /// let mut rows = file.rows::<HashMap<String, String>>();
    /// while let Some(row) = rows.try_next().await? {
    ///     println!("{:?}", row.keys()); // the column names
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// The provider documents no column names. Print those of an export of the account, as the keys of
    /// the map above, and name them in a type:
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
    /// Columns that the type does not name are passed over. An empty cell is `None` for an `Option`. Of
    /// two columns with the same heading a map has the last one; a type that names it cannot be read.
    ///
    /// The rows use up the download: to keep the file too, [save](ContactsFile::save_to) it and read
    /// the file, or open it twice with
    /// [`Client::exported_contacts`](crate::Client::exported_contacts).
    ///
    /// A download that breaks off, and a row that does not fit `T` or is not UTF-8, end the stream
    /// with an error that names the line, as an editor shows it, and none of its content. Dropping the stream ends the
    /// download at its next piece. Needs the feature `csv-rows`.
    pub fn rows<T: DeserializeOwned + Send + 'static>(self) -> Rows<T> {
        let (sender, rows) = mpsc::channel(AHEAD);
        match Handle::try_current() {
            Ok(runtime) => {
                let file = SyncIoBridge::new_with_handle(self, runtime.clone());
                runtime.spawn_blocking(move || decode(file, &sender));
            }
            Err(_) => {
                let error = Error::invalid_request("no tokio runtime: call `rows` within one");
                // The channel is empty, so there is room.
                let _ = sender.try_send(Some(Err(error)));
            }
        }
        Rows { rows, ended: false }
    }
}

fn decode<T: DeserializeOwned>(file: impl Read, rows: &mpsc::Sender<Option<Result<T>>>) {
    let mut reader = RowReader::new(file);
    loop {
        let row = reader.next().transpose();
        let is_last = !matches!(row, Some(Ok(_)));
        // Whoever has gone needs no end.
        if rows.blocking_send(row).is_err() || is_last {
            return;
        }
    }
}

/// Rows of a file, one by one.
struct RowReader<R> {
    file: R,
    buffer: Vec<u8>,
    /// What of the buffer is still to be read.
    rest: std::ops::Range<usize>,
    records: Records,
    headings: Option<StringRecord>,
}

impl<R: Read> RowReader<R> {
    fn new(file: R) -> Self {
        Self {
            file,
            buffer: vec![0; PIECE],
            rest: 0..0,
            // The export of a NUL that somebody has in a note is an export still.
            records: Records::new(b',').allow_nul(),
            headings: None,
        }
    }

    fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>> {
        while self.find()? {
            let record: StringRecord = self.records.fields().collect();
            match &self.headings {
                None => self.headings = Some(record),
                Some(headings) => {
                    let row = record.deserialize(Some(headings));
                    let line = self.records.line();
                    return row
                        .map(Some)
                        .map_err(|error| misfit(line, headings, &error));
                }
            }
        }
        Ok(None)
    }

    /// Reads on to the end of the next record. False if there is none.
    fn find(&mut self) -> Result<bool> {
        loop {
            let rest = self.buffer.get(self.rest.clone()).unwrap_or_default();
            let mut chunk = rest;
            let found = self.records.read(&mut chunk, Room::MOST).map_err(faulty)?;
            self.rest.start = self.rest.end - chunk.len();
            if matches!(found, Found::Record) {
                return Ok(true);
            }
            self.rest = match self.file.read(&mut self.buffer) {
                Ok(0) => return self.records.finish().map_err(faulty),
                Ok(length) => 0..length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(broken_off(error)),
            };
        }
    }
}

/// The task panicked, in the reading of `T` for instance, or its runtime ended.
fn cut_off() -> Error {
    let message = "the reading of the rows was cut off: there may be more";
    Error::new(ErrorKind::Decode, message).with_operation(OPERATION)
}

fn broken_off(error: io::Error) -> Error {
    let error = match error.downcast::<Error>() {
        Ok(error) => error,
        Err(error) => Error::new(ErrorKind::Transport, "the download broke off").with_source(error),
    };
    error.with_operation(OPERATION)
}

/// The file is no CSV.
fn faulty((kind, place): Fault) -> Error {
    let what = match kind {
        CsvErrorKind::InvalidUtf8 => "is not UTF-8 (is it Windows-1252 or Latin-1?)",
        CsvErrorKind::UnclosedQuote => "has a quote that is never closed",
        _ => "is no CSV",
    };
    let message = format!("line {} of the export {what}", place.line);
    Error::new(ErrorKind::Decode, message).with_operation(OPERATION)
}

/// The place of a row that does not fit, and not its content: the row may name a person.
fn misfit(line: u64, headings: &StringRecord, error: &csv::Error) -> Error {
    let mut message = format!("line {line} of the export does not fit the type");
    if let csv::ErrorKind::Deserialize { err, .. } = error.kind() {
        let is_twice = matches!(
            err.kind(),
            DeserializeErrorKind::Message(text) if text.starts_with("duplicate field")
        );
        match twins(headings).filter(|_| is_twice) {
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
    Error::new(ErrorKind::Decode, message).with_operation(OPERATION)
}

/// The first two columns with the same heading, counted from 1.
fn twins(headings: &StringRecord) -> Option<(usize, usize)> {
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
            None => Some(Err(cut_off())),
        };
        self.ended = !matches!(row, Some(Ok(_)));
        Poll::Ready(row)
    }
}

#[cfg(test)]
mod tests;
