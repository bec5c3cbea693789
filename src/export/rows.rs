//! The rows of an export as values of the caller's own type.
//!
//! Decoding is left to the `csv` crate, which reads synchronously: a blocking task pulls the
//! download through it and hands on the rows over a short channel, so that memory stays flat.

use super::ContactsFile;
use super::file::OPERATION;
use crate::Result;
use crate::error::{Error, ErrorKind};
use futures_core::Stream;
use serde::de::DeserializeOwned;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_util::io::SyncIoBridge;

/// Rows that are decoded before somebody asks for them.
const AHEAD: usize = 64;

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
    /// Columns that the type does not name are passed over. An empty cell is `None` for an `Option`.
    ///
    /// The rows use up the download: to keep the file too, [save](ContactsFile::save_to) it and read
    /// the file, or open it twice with
    /// [`Client::exported_contacts`](crate::Client::exported_contacts).
    ///
    /// A download that breaks off, and a row that does not fit `T`, end the stream
    /// with an error that names the line and none of its content. Dropping the stream ends the
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

fn decode<T: DeserializeOwned>(file: impl std::io::Read, rows: &mpsc::Sender<Option<Result<T>>>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    for row in reader.deserialize() {
        let row = row.map_err(misread);
        let is_last = row.is_err();
        if rows.blocking_send(Some(row)).is_err() || is_last {
            return;
        }
    }
    // Whoever has gone needs no end.
    let _ = rows.blocking_send(None);
}

/// The task panicked, in the reading of `T` for instance, or its runtime ended.
fn cut_off() -> Error {
    let message = "the reading of the rows was cut off: there may be more";
    Error::new(ErrorKind::Decode, message).with_operation(OPERATION)
}

/// The failure of the download if it is one; else the place, since the row may name a person.
fn misread(error: csv::Error) -> Error {
    let line = error.position().map(csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) => match error.downcast::<Error>() {
            Ok(error) => error,
            Err(error) => {
                Error::new(ErrorKind::Transport, "the download broke off").with_source(error)
            }
        },
        _ => {
            let line = line.map_or_else(|| "a line".to_owned(), |line| format!("line {line}"));
            Error::new(
                ErrorKind::Decode,
                format!("{line} of the export does not fit the type"),
            )
        }
    }
    .with_operation(OPERATION)
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
