//! The report on a whole bulk job.

use super::part::{PartReport, PartState};
use crate::bulk::activity::ListedNames;
use crate::error::{Error, ErrorKind, Result};
use std::collections::HashMap;

/// The outcome of a bulk job, in total and part by part.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::CsvSource;
///
/// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
/// let report = import.send().await?.finish().await?;
/// println!("{} rows sent, {} with errors", report.rows_sent(), report.errors());
/// for part in report.parts.iter().filter(|part| !part.is_clean()) {
///     println!("rows {:?}: {:?}", part.rows, part.state);
/// }
/// report.into_result()?; // an error unless everything went well
/// # Ok(()) }
/// ```
///
/// After an import was resumed with a journal, the report covers the whole import: the parts that an
/// earlier run sent are not sent again, but they are in the report, and their jobs are followed like the
/// others. The server deletes its record of a job after ten days ([`PartState::Expired`]).
///
/// # Which rows failed
///
/// The API does not report this. For each job, it returns counts ([`errors`](PartReport::errors) and others) and
/// error messages ([`messages`](PartReport::messages)), which name no row. The report adds which
/// [`rows`](PartReport::rows) the part has, often tens of thousands. Smaller parts narrow that down, but need
/// more requests and jobs: see [`ImportCsv::part_lines`](crate::ImportCsv::part_lines).
///
/// To find the rows of a part of a CSV, split the source again with [`csv`](crate::csv), into pieces
/// as small as you want, and keep those that overlap the part:
///
/// ```
/// use constant_contact::csv::{CsvError, Limits, Part, Splitter};
/// use std::ops::Range;
///
/// fn pieces(mut source: &[u8], rows: &Range<u64>) -> Result<Vec<Part>, CsvError> {
///     // The header and 100 lines each.
///     let mut splitter = Splitter::new(Limits::new(1_000_000, 101));
///     let mut pieces = Vec::new();
///     while let Some(piece) = splitter.feed(&mut source)? {
///         pieces.push(piece);
///     }
///     pieces.extend(splitter.finish()?);
///     pieces.retain(|piece| piece.rows.start < rows.end && rows.start < piece.rows.end);
///     Ok(pieces)
/// }
/// # let source: String = (0..250).map(|n| format!("a{n}@example.com\n")).collect();
/// # let source = format!("email\n{source}");
/// # let found = pieces(source.as_bytes(), &(101..151)).unwrap();
/// # assert_eq!(found.iter().map(|piece| piece.rows.clone()).collect::<Vec<_>>(), [101..201]);
/// ```
///
/// Give the splitter the delimiter of the import, and let it drop repeated headers if the import does. If the
/// source has another encoding, convert it to UTF-8 first.
///
/// Each piece is a complete CSV, and its [`lines`](crate::csv::Part::lines) say where it is in the source.
/// Pass a source that is too large for memory to [`feed`](crate::csv::Splitter::feed) chunk by chunk.
/// Import each piece separately, from [`CsvSource::bytes`](crate::CsvSource::bytes): the reports that are
/// not clean show which pieces have the bad rows. Rows that were imported before are imported again, which undoes later
/// changes in those columns.
///
/// # Work other than imports
///
/// For such work, the rows are the contacts, lists or ids of the call. The API documents its counts of
/// [`errors`](Self::errors), [`correctable`](Self::correctable) rows and contacts that
/// [could not join a list](Self::cannot_add_to_list) only for imports.
/// [`items`](Self::items) is what the server counted, and [`missing`](Self::missing) the difference to
/// what was sent. Whether ids that do not exist, or that were deleted before, count as items is not
/// documented. Rely on the [`state`](PartReport::state) of each part and its
/// [`messages`](Self::messages): [`is_clean`](Self::is_clean) means that all jobs have completed without a
/// message, and that all these counts are 0.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct BulkReport {
    /// The beginning of the file names; empty if the job uploads no files.
    pub import_id: String,
    /// The parts in order, without a gap between their rows.
    pub parts: Vec<PartReport>,
    /// The first row that is in no part because sending stopped before it: this row and all rows after it
    /// were not sent. `None` if nothing was left to send.
    pub unsent_from: Option<u64>,
    /// Records of a CSV that were left out because all of their fields were empty or blank. They do not
    /// count as rows, and have no row number.
    pub empty_rows: u64,
    /// Repetitions of the header of a CSV that were
    /// [dropped](crate::ImportCsv::drop_repeated_headers).
    pub repeated_headers: u64,
}

impl BulkReport {
    pub(crate) fn new(import_id: impl Into<String>) -> Self {
        Self {
            import_id: import_id.into(),
            ..Self::default()
        }
    }

    /// The file names by the ids of their jobs.
    pub(crate) fn file_names(&self) -> HashMap<&str, &str> {
        let parts = self.parts.iter();
        parts
            .filter_map(|part| Some((part.activity_id.as_deref()?, part.file_name.as_deref()?)))
            .collect()
    }

    /// Whether the names in the list of jobs are reliable, according to all parts.
    pub(crate) fn listed_names(&self) -> ListedNames {
        let parts = self.parts.iter().map(|part| part.listed_names);
        parts.fold(ListedNames::default(), ListedNames::combine)
    }

    /// Whether all rows were sent exactly once, and all jobs completed without an error.
    ///
    /// A job that failed, was cancelled or timed out is not clean. Neither is a completed job with a single
    /// error, or a job that has not ended.
    pub fn is_clean(&self) -> bool {
        self.unsent_from.is_none() && self.parts.iter().all(PartReport::is_clean)
    }

    /// Returns the report if it [is clean](Self::is_clean), otherwise an error that contains it.
    ///
    /// # Errors
    ///
    /// The kind of the error is [`ErrorKind::Activity`], and [`Error::report`] returns the report.
    pub fn into_result(self) -> Result<Self> {
        if self.is_clean() {
            return Ok(self);
        }
        let message = "some rows were not imported, or not without errors";
        Err(Error::new(ErrorKind::Activity, message).with_report(self))
    }

    /// Rows that the server has accepted.
    pub fn rows_sent(&self) -> u64 {
        self.rows_where(&PartReport::is_sent)
    }

    /// Rows for which it is not known whether the server has them.
    pub fn rows_unknown(&self) -> u64 {
        self.rows_in(PartState::Unknown)
    }

    pub(super) fn rows_in(&self, state: PartState) -> u64 {
        self.rows_where(&|part| part.state == state)
    }

    /// How many rows the wanted parts have.
    pub(super) fn rows_where(&self, wanted: &dyn Fn(&PartReport) -> bool) -> u64 {
        self.total(&|part| match wanted(part) {
            true => part.row_count(),
            false => 0,
        })
    }

    /// How many parts are wanted.
    pub(crate) fn parts_where(&self, wanted: &dyn Fn(&PartReport) -> bool) -> u64 {
        self.total(&|part| u64::from(wanted(part)))
    }

    /// Adds up a number of each part. It is compiled once for all numbers.
    fn total(&self, count: &dyn Fn(&PartReport) -> u64) -> u64 {
        let mut total: u64 = 0;
        for part in &self.parts {
            total = total.saturating_add(count(part));
        }
        total
    }

    /// The items that the server counted; for a CSV that includes one header for each part.
    pub fn items(&self) -> u64 {
        self.total(&PartReport::items)
    }

    /// Rows with errors that cannot be corrected afterwards.
    pub fn errors(&self) -> u64 {
        self.total(&PartReport::errors)
    }

    /// Rows with errors that people can correct in the web application.
    pub fn correctable(&self) -> u64 {
        self.total(&PartReport::correctable)
    }

    /// Contacts that could not join a list because they had unsubscribed.
    pub fn cannot_add_to_list(&self) -> u64 {
        self.total(&PartReport::cannot_add_to_list)
    }

    /// Rows that the server did not count; see [`PartReport::missing`].
    pub fn missing(&self) -> u64 {
        self.total(&PartReport::missing)
    }

    /// The error messages of all jobs.
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flat_map(PartReport::messages)
    }
}

/// The sum of counts. Most of them come from the server and may be of any size.
#[cfg(test)]
mod tests;
