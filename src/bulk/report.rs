//! What became of each part of a bulk job.
//!
//! A report is born with the first part and filled in on the way: by sending, then by following
//! the jobs. It holds states and counts, and of the rows nothing but their numbers.

mod display;
mod error;

use super::journal::PartNotes;
use super::listing::{Names, job_id};
use super::missing::missing;
use super::sends::Sends;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Redacted, Show};
use crate::types::{Activity, ActivityState, ActivityStatus};
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use tokio::time::Instant;

/// What became of a bulk job, in total and part by part.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::CsvSource;
///
/// let import = client.import_csv(CsvSource::path("contacts.csv")).lists(["list-id"]);
/// let report = import.send().await?.finish().await?;
/// println!("{} rows sent, {} with errors", report.rows_sent(), report.errors());
/// for part in report.parts.iter().filter(|part| !part.is_clean()) {
///     println!("rows {:?}: {:?}", part.rows, part.state);
/// }
/// report.into_result()?; // an error unless everything went well
/// # Ok(()) }
/// ```
///
/// After an import was resumed with a journal, the report covers all of it: the parts that an
/// earlier run sent are passed over, but they are in it, and their jobs are followed like the others.
/// The server forgets a job after ten days ([`PartState::Forgotten`]).
///
/// # Which rows failed
///
/// The API does not tell. For each job it gives counts ([`errors`](PartReport::errors) and the
/// others) and error messages ([`messages`](PartReport::messages)), which name no row. What the report
/// adds is the part: its [`rows`](PartReport::rows), mostly tens of thousands. Smaller parts narrow it
/// down, at the price of more requests and jobs: see
/// [`ImportCsv::part_lines`](crate::ImportCsv::part_lines).
///
/// To get the rows of a part of a CSV again, cut the source anew with [`csv`](crate::csv), into
/// pieces as small as wanted, and keep those that the part overlaps:
///
/// ```
/// use constant_contact::csv::{CsvError, Limits, Part, Splitter};
/// use std::ops::Range;
///
/// fn pieces(mut source: &[u8], rows: &Range<u64>) -> Result<Vec<Part>, CsvError> {
///     // The header and 100 lines each.
///     let mut splitter = Splitter::new(Limits { max_bytes: 1_000_000, max_lines: 101 });
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
/// An import with another delimiter, or that drops repeated headers, needs a splitter that does the same,
/// and one with another encoding the text in UTF-8.
///
/// Each piece is a CSV of its own, and its [`lines`](crate::csv::Part::lines) say where it stands in
/// the source. A source that is too large for memory goes through
/// [`feed`](crate::csv::Splitter::feed) chunk by chunk. Import each piece by itself, from
/// [`CsvSource::bytes`](crate::CsvSource::bytes): the reports that are not clean lead to the bad rows.
/// Rows that went well are imported a second time, which undoes what was changed in those columns
/// meanwhile.
///
/// # Work other than imports
///
/// Here rows are the contacts, lists or ids that were given. The API documents its counts of
/// [`errors`](Self::errors), [`correctable`](Self::correctable) rows and contacts that
/// [could not join a list](Self::cannot_add_to_list) for imports only.
/// [`items`](Self::items) is what the server counted, and [`missing`](Self::missing) the difference to
/// what was sent; whether ids that do not exist, or that were deleted before, count as items is not
/// documented. What there is to go by is the [`state`](PartReport::state) of each part and its
/// [`messages`](Self::messages): [`is_clean`](Self::is_clean) means that all jobs have completed, without a
/// message and with none of these counts above 0.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct BulkReport {
    /// What the file names begin with; empty if the job uploads no files.
    pub import_id: String,
    /// The parts in their order, without a gap between their rows.
    pub parts: Vec<PartReport>,
    /// The first row that is in no part, since sending stopped before it: it and all rows after
    /// it were not sent. None if there was nothing left to send, as after the last part.
    pub unsent_from: Option<u64>,
    /// Records of a CSV that were left out because all of their fields were empty or blank. They are
    /// no rows, and have no row number.
    pub empty_rows: u64,
    /// Repetitions of a CSV's header that were left out, if that was
    /// [allowed](crate::ImportCsv::drop_repeated_headers).
    pub repeated_headers: u64,
}

/// What became of one part.
///
/// `Debug` leaves out the name of the file, which may be that of a person.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct PartReport {
    /// Its number, from 1.
    pub number: u32,
    /// Its rows (or contacts, or ids), counted from 1 over the whole source without header, blank
    /// lines and records without content.
    ///
    /// Rows of a CSV are records, not lines: a field in quotes can go over several lines.
    /// [`BulkReport`] shows how to get them again, and [`lines`](Self::lines) where they are.
    pub rows: Range<u64>,
    /// The lines of the CSV from the first of these rows to the last, counted from 1 as an editor shows
    /// them, whatever was left out in between.
    pub lines: Option<Range<u64>>,
    /// The name of the uploaded file, if there is one.
    pub file_name: Option<String>,
    /// How far it has come.
    pub state: PartState,
    /// The id of the job at the server.
    pub activity_id: Option<String>,
    /// The job as it was last seen.
    pub activity: Option<Activity>,
    /// Further jobs with the same file name: the part was accepted more than once, because
    /// the server did not list the first in time, or another import with the same id was made at
    /// the same time.
    pub repeated_in: Vec<String>,
    /// The requests that may have arrived besides those that became known jobs.
    pub(super) sends: Sends,
    /// When it became known that the server has it.
    pub(super) since: Instant,
    /// How the server calls its file.
    pub(super) names: Names,
}

/// How far a part has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PartState {
    /// It is not at the server: it can be sent again without harm.
    NotSent,
    /// It was sent once or more and an answer was lost, and there was no way to find out whether it
    /// arrived. A job that is made again with the same journal begins with finding out.
    Unknown,
    /// The server has accepted it; its job was not seen to end.
    Accepted,
    /// The job did everything, without an error.
    Completed,
    /// The job ended, but not all rows went well: see the counters and messages.
    CompletedWithErrors,
    /// The job gave up.
    Failed,
    /// The job was stopped before it was done.
    Cancelled,
    /// The job took too long for the server.
    TimedOut,
    /// The server has no record of the job any more; it keeps them for ten days.
    Forgotten,
}

impl fmt::Debug for PartReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartReport")
            .field("number", &self.number)
            .field("rows", &self.rows)
            .field("state", &self.state)
            .field("activity_id", &Redacted(&self.activity_id, Show::Ids))
            .field("activity", &self.activity)
            .field("repeated_in", &Redacted(&self.repeated_in, Show::Ids))
            .finish_non_exhaustive()
    }
}

impl PartReport {
    pub(super) fn new(number: u32, rows: Range<u64>, file_name: Option<String>) -> Self {
        Self {
            number,
            rows,
            lines: None,
            file_name,
            state: PartState::NotSent,
            activity_id: None,
            activity: None,
            repeated_in: Vec::new(),
            sends: Sends::default(),
            since: Instant::now(),
            names: Names::default(),
        }
    }

    /// Takes over what the journal says of an earlier run, which was over when this one began.
    pub(super) fn restore(&mut self, notes: &PartNotes, begun: Instant) {
        let mut jobs = notes.jobs.iter().cloned();
        self.activity_id = jobs.next();
        self.repeated_in = jobs.collect();
        self.sends = Sends::restored(notes.open(), notes.confirmed, begun);
        self.since = begun;
        self.names = match notes.renamed {
            true => Names::Changed,
            false => Names::Unproven,
        };
    }

    /// The last request was answered with its job.
    pub(super) fn accept(&mut self, activity: Activity) {
        self.sends.answered();
        self.since = Instant::now();
        self.activity_id = job_id(&activity).map(str::to_owned);
        self.take(activity);
    }

    /// The list of jobs shows one of the part's file. Does nothing if it is known.
    pub(super) fn find(&mut self, activity: Activity) {
        let Some(id) = job_id(&activity).map(str::to_owned) else {
            if self.sends.are_open() {
                self.sends.confirm();
            }
            return;
        };
        if self.has_job(&id) {
            return;
        }
        self.sends.found();
        if self.activity_id.is_some() {
            self.repeated_in.push(id);
        } else {
            self.since = Instant::now();
            self.activity_id = Some(id);
            self.take(activity);
        }
    }

    pub(super) fn has_job(&self, id: &str) -> bool {
        let mut jobs = self.activity_id.iter().chain(&self.repeated_in);
        jobs.any(|job| job == id)
    }

    fn take(&mut self, activity: Activity) {
        // A single job may be shown without its file.
        if activity.source_file_name.is_some() {
            self.see_name(&activity);
        }
        self.activity = Some(activity);
    }

    /// Takes note of the file name under which its job is shown.
    pub(super) fn see_name(&mut self, activity: &Activity) {
        if let Some(sent) = &self.file_name {
            self.names.see(activity, sent);
        }
    }

    /// Takes note of the job as the server shows it. True once it has ended.
    pub(super) fn see(&mut self, activity: Activity) -> bool {
        self.take(activity);
        self.state = self.state_of_job();
        self.state != PartState::Accepted
    }

    fn state_of_job(&self) -> PartState {
        let activity = self.activity.as_ref();
        match activity.and_then(|activity| activity.state.as_ref()) {
            Some(ActivityState::Completed) if self.has_complaints() => {
                PartState::CompletedWithErrors
            }
            Some(ActivityState::Completed) => PartState::Completed,
            Some(ActivityState::Failed) => PartState::Failed,
            Some(ActivityState::Cancelled) => PartState::Cancelled,
            Some(ActivityState::TimedOut | ActivityState::TimeOut) => PartState::TimedOut,
            _ => PartState::Accepted,
        }
    }

    fn has_complaints(&self) -> bool {
        [
            self.errors(),
            self.correctable(),
            self.cannot_add_to_list(),
            self.missing(),
        ] != [0; 4]
            || self.messages().next().is_some()
    }

    /// Whether everything in it went well, exactly once.
    pub fn is_clean(&self) -> bool {
        self.state == PartState::Completed && self.repeated_in.is_empty() && !self.sent_again()
    }

    /// Whether it may be at the server more than once: it was sent again after an answer was lost, and
    /// nothing has shown yet that there is only one job.
    ///
    /// For a CSV, [`finish`](super::BulkJob::finish) clears that up with a look at the list of jobs,
    /// [`listed_within`](crate::ImportCsv::listed_within) after the answer was lost. Jobs without a file
    /// name ([`resend_unknown`](super::Batch::resend_unknown)) cannot be told apart there: these stay
    /// in doubt.
    pub fn sent_again(&self) -> bool {
        self.is_sent() && self.sends.are_open()
    }

    /// Whether the server has it, whatever came of it.
    pub fn is_sent(&self) -> bool {
        !matches!(self.state, PartState::NotSent | PartState::Unknown)
    }

    /// Whether its job has ended, well or badly.
    pub fn has_ended(&self) -> bool {
        self.is_sent() && self.state != PartState::Accepted
    }

    /// How many rows are in it.
    pub fn row_count(&self) -> u64 {
        self.rows.end.saturating_sub(self.rows.start)
    }

    /// What the server counted as the items of the job; for a CSV that includes the header.
    pub fn items(&self) -> u64 {
        self.count(|status| status.items_total_count)
    }

    /// Rows with faults that cannot be put right afterwards.
    pub fn errors(&self) -> u64 {
        self.count(|status| status.error_count)
    }

    /// Rows with faults that people can put right in the web application.
    pub fn correctable(&self) -> u64 {
        self.count(|status| status.correctable_count)
    }

    /// Contacts that could not join a list because they had unsubscribed.
    pub fn cannot_add_to_list(&self) -> u64 {
        self.count(|status| status.cannot_add_to_list_count)
    }

    /// Rows that the server did not count, although it counted others: it drops what it
    /// considers too much without a word. Nothing is missing as long as it counts nothing.
    pub fn missing(&self) -> u64 {
        let contacts = self.count(|status| status.person_count);
        let has_header = self.file_name.is_some();
        missing(self.row_count(), has_header, self.items(), contacts)
    }

    /// The error messages of the job, in the server's words. They name no row.
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        let activity = self.activity.iter();
        activity.flat_map(|activity| activity.activity_errors.iter().map(|text| text.as_str()))
    }

    fn count(&self, read: impl Fn(&ActivityStatus) -> Option<i64>) -> u64 {
        let activity = self.activity.as_ref();
        let count = activity.and_then(|activity| read(activity.status.as_ref()?));
        count
            .and_then(|count| u64::try_from(count).ok())
            .unwrap_or_default()
    }
}

impl BulkReport {
    pub(super) fn new(import_id: impl Into<String>) -> Self {
        Self {
            import_id: import_id.into(),
            ..Self::default()
        }
    }

    /// The file names by the ids of their jobs.
    pub(super) fn jobs(&self) -> HashMap<&str, &str> {
        let parts = self.parts.iter();
        parts
            .filter_map(|part| Some((part.activity_id.as_deref()?, part.file_name.as_deref()?)))
            .collect()
    }

    /// Whether names in the list of jobs can be relied on, by all that is known of the parts.
    pub(super) fn names(&self) -> Names {
        let parts = self.parts.iter().map(|part| part.names);
        parts.fold(Names::default(), Names::and)
    }

    /// Whether all rows were sent, each exactly once, and all went well.
    ///
    /// A job that failed, was cancelled or timed out is not clean, nor is a completed one
    /// with a single error, nor one that was not seen to end.
    pub fn is_clean(&self) -> bool {
        self.unsent_from.is_none() && self.parts.iter().all(PartReport::is_clean)
    }

    /// Itself if it [is clean](Self::is_clean), otherwise an error that carries it.
    ///
    /// # Errors
    ///
    /// The error's kind is [`ErrorKind::Activity`], and [`Error::report`] gives the report back.
    pub fn into_result(self) -> Result<Self> {
        if self.is_clean() {
            return Ok(self);
        }
        let message = "not everything went well";
        Err(Error::new(ErrorKind::Activity, message).with_report(self))
    }

    /// Rows that the server has accepted.
    pub fn rows_sent(&self) -> u64 {
        let sent = self.parts.iter().filter(|part| part.is_sent());
        total(sent.map(PartReport::row_count))
    }

    /// Rows of which nobody knows whether the server has them.
    pub fn rows_unknown(&self) -> u64 {
        self.rows_in(PartState::Unknown)
    }

    fn rows_in(&self, state: PartState) -> u64 {
        let parts = self.parts.iter().filter(|part| part.state == state);
        total(parts.map(PartReport::row_count))
    }

    /// What the server counted; for CSV imports with one header for each part.
    pub fn items(&self) -> u64 {
        total(self.parts.iter().map(PartReport::items))
    }

    /// Rows with faults that cannot be put right afterwards.
    pub fn errors(&self) -> u64 {
        total(self.parts.iter().map(PartReport::errors))
    }

    /// Rows with faults that people can put right in the web application.
    pub fn correctable(&self) -> u64 {
        total(self.parts.iter().map(PartReport::correctable))
    }

    /// Contacts that could not join a list because they had unsubscribed.
    pub fn cannot_add_to_list(&self) -> u64 {
        total(self.parts.iter().map(PartReport::cannot_add_to_list))
    }

    /// Rows that the server did not count; see [`PartReport::missing`].
    pub fn missing(&self) -> u64 {
        total(self.parts.iter().map(PartReport::missing))
    }

    /// The error messages of all jobs.
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flat_map(PartReport::messages)
    }
}

/// The sum of counts, most of which the server made up.
fn total(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests;
