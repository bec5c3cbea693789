//! The rows of an import as values of the caller's type.
//!
//! The `csv` crate writes them as a CSV, which is split like any other. The source of the rows is read as needed.
//! Each row is written with its headings, which are compared with those of the first row: a field that is
//! omitted in some rows must not move the fields after it into other columns.

use super::source::CsvSource;
use crate::bulk::source::{SourceStream, from_iter, from_stream};
use crate::error::{BoxError, Error, Result};
use bytes::{Bytes, BytesMut};
use csv::WriterBuilder;
use futures_core::Stream;
use serde::Serialize;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How many bytes of rows are returned at once.
const CHUNK: usize = 64 * 1024;

/// The buffer of the writer. Each row has a new one.
const ROW: usize = 512;

impl CsvSource {
    /// Creates a source from an iterator of values of your own type. The names of its fields are the headings.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::{CsvSource, FileJournal};
    ///
    /// #[derive(serde::Serialize)]
    /// struct Customer {
    ///     email: String,
    ///     first_name: Option<String>,
    ///     #[serde(rename = "cf:customer_number")]
    ///     number: u32,
    /// }
    ///
    /// let customers = (1..=100_000).map(|number| Customer {
    ///     email: format!("customer-{number}@example.com"),
    ///     first_name: None,
    ///     number,
    /// });
    /// let import = client
    ///     .import_csv(CsvSource::rows(customers), ["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a"])
    ///     .journal(FileJournal::open("customers.journal").await?)
    ///     .send()
    ///     .await?;
    /// println!("{}", import.finish().await?);
    /// # Ok(()) }
    /// ```
    ///
    /// [`Client::import_csv`](crate::Client::import_csv) lists the names of the columns. Name a field like
    /// its column, or rename it. A field is a text, a number, a boolean, a variant without a value, or an
    /// `Option` of one of these; `None` is an empty cell. All rows need the same fields in the same order, so
    /// do not use `skip_serializing_if`. A type without field names, such as a tuple, takes its headings
    /// from the first row.
    ///
    /// The iterator is read as needed, so one of any length takes no more memory than two parts. The rows can be read
    /// only once: when an invalid row is found, the server may already have the rows before it.
    ///
    /// To [resume](crate::ImportCsv::journal) an import, supply all rows again:
    /// the same values, in the same order, from the same fields. Parts that the server has are recognised by
    /// their hashes and skipped. If a row in one of them has changed, the import ends with an error before it
    /// sends anything else. So take the rows from a source that does not change in the meantime, such as a
    /// snapshot with a fixed order. If that is not possible, save them in a file and import it with
    /// [`path`](Self::path).
    ///
    /// # Errors
    ///
    /// A row that cannot be written as CSV ends the import with an error of the kind
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), which has the number of the row,
    /// counted from 1. Examples are a nested struct, a list, a map, a flattened field, and a row whose fields
    /// differ from those of the first row.
    ///
    /// Needs the feature `csv-rows`.
    pub fn rows<T: Serialize + 'static>(
        rows: impl IntoIterator<Item = T, IntoIter: Send + 'static>,
    ) -> Self {
        Self::chunks(RowChunks::new(from_iter(rows.into_iter(), Ok)))
    }

    /// Creates a source from a stream of rows; otherwise like [`rows`](Self::rows).
    ///
    /// ```no_run
    /// # use futures_core::Stream;
    /// # async fn f(
    /// #     client: &constant_contact::Client,
    /// #     query: impl Stream<Item = std::io::Result<(String, String)>> + Send + 'static,
    /// # ) -> constant_contact::Result<()> {
    /// use constant_contact::CsvSource;
    /// use futures_util::TryStreamExt;
    ///
    /// #[derive(serde::Serialize)]
    /// struct Customer {
    ///     email: String,
    ///     city: String,
    /// }
    ///
    /// let customers = query.map_ok(|(email, city)| Customer { email, city });
    /// let import = client.import_csv(CsvSource::row_stream(customers), ["list-id"]);
    /// let report = import.send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// If the stream yields an error, the import ends with an error of the kind
    /// [`ErrorKind::Input`](crate::ErrorKind::Input), whose source is the error of the stream. Rows that were not
    /// sent before are not sent.
    ///
    /// Needs the feature `csv-rows`.
    pub fn row_stream<T, E>(rows: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self
    where
        T: Serialize + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::chunks(RowChunks::new(from_stream(rows, Ok)))
    }
}

/// The rows as chunks of a CSV.
struct RowChunks<T> {
    /// `None` after the last row.
    rows: Option<SourceStream<T>>,
    headings: Headings,
    /// How many rows were written.
    count: u64,
    written: BytesMut,
}

impl<T> RowChunks<T> {
    fn new(rows: SourceStream<T>) -> Self {
        Self {
            rows: Some(rows),
            headings: Headings::default(),
            count: 0,
            written: BytesMut::new(),
        }
    }
}

impl<T: Serialize> Stream for RowChunks<T> {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while self.written.len() < CHUNK
            && let Some(rows) = &mut self.rows
        {
            match ready!(rows.as_mut().poll_next(context)) {
                Some(Ok(row)) => {
                    self.count += 1;
                    let Self {
                        headings,
                        count,
                        written,
                        ..
                    } = &mut *self;
                    if let Err(error) = headings.write(&row, *count, written) {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => self.rows = None,
            }
        }
        let chunk = self.written.split().freeze();
        Poll::Ready((!chunk.is_empty()).then_some(Ok(chunk)))
    }
}

/// The headings of the first row, as a record. Empty if its type has no field names.
#[derive(Default)]
struct Headings(Option<Vec<u8>>);

impl Headings {
    /// Appends a row to `to`, after the headings if it is the first one.
    fn write<T: Serialize>(&mut self, row: &T, number: u64, to: &mut BytesMut) -> Result<()> {
        let invalid = |error| invalid_row(number, error);
        let record = record(row, true).map_err(invalid)?;
        let Some(headings) = &self.0 else {
            let length = record.len() - self::record(row, false).map_err(invalid)?.len();
            self.0 = Some(record.get(..length).unwrap_or_default().to_vec());
            to.extend_from_slice(&record);
            return Ok(());
        };
        let row = record.strip_prefix(&**headings).ok_or_else(|| {
            Error::invalid_request(format!(
                "row {number} has different columns from the first row: all rows need the same fields"
            ))
        })?;
        to.extend_from_slice(row);
        Ok(())
    }
}

/// A row as a record, after a record of its headings if its type has field names.
fn record<T: Serialize>(row: &T, has_headers: bool) -> Result<Vec<u8>, csv::Error> {
    let mut writer = WriterBuilder::new()
        .has_headers(has_headers)
        .buffer_capacity(ROW)
        .from_writer(Vec::with_capacity(ROW));
    writer.serialize(row)?;
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

fn invalid_row(number: u64, error: csv::Error) -> Error {
    let message = format!(
        "row {number} cannot be written as CSV, whose cells are texts, numbers and booleans"
    );
    Error::invalid_request(message).with_source(error)
}

#[cfg(test)]
mod tests;
