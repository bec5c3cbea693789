//! The report on one part.

use super::attempts::Attempts;
use super::missing::missing;
use crate::bulk::activity::{ListedNames, job_id};
use crate::bulk::journal::PartHistory;
use crate::model::{Redacted, Show};
use crate::types::{Activity, ActivityState, ActivityStatus};
use std::fmt;
use std::ops::Range;
use tokio::time::Instant;

/// The outcome of one part of a bulk job.
///
/// `Debug` omits the name of the file, which may name a person.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct PartReport {
    /// Its number, from 1.
    pub number: u32,
    /// Its rows (or contacts, or ids), counted from 1 over the whole source. The header, blank lines and
    /// records without content are not counted.
    ///
    /// Rows of a CSV are records, not lines: a quoted field can span several lines.
    /// [`BulkReport`](crate::BulkReport) shows how to find them in the source, and [`lines`](Self::lines) has
    /// their lines.
    pub rows: Range<u64>,
    /// The lines of the CSV from the first of these rows to the last, counted from 1 as in an editor,
    /// including any that were left out in between.
    pub lines: Option<Range<u64>>,
    /// The name of the uploaded file, if there is one.
    pub file_name: Option<String>,
    /// Its state.
    pub state: PartState,
    /// The id of the job at the server.
    pub activity_id: Option<String>,
    /// The job as it was last seen.
    pub activity: Option<Activity>,
    /// Further jobs with the same file name: the part was accepted more than once, because the server did
    /// not list the first job in time, or because another import with the same id ran at the same time.
    pub duplicate_activity_ids: Vec<String>,
    /// The requests that may have arrived, not counting those whose jobs are known.
    pub(crate) attempts: Attempts,
    /// When it became known that the server has the part.
    pub(crate) since: Instant,
    /// Whether the server lists its file under the name that was sent.
    pub(crate) listed_names: ListedNames,
}

/// The state of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PartState {
    /// It was not sent, or the server refused it. So the server does not have it, and sending it again duplicates
    /// nothing.
    NotSent,
    /// It was sent, an answer was lost, and there was no way to find out whether the part arrived. An import
    /// that is run again with the same journal first tries to find out.
    Unknown,
    /// The server has accepted it, and its job has not ended as far as known.
    Accepted,
    /// The job completed without an error.
    Completed,
    /// The job completed, but some rows had errors: see the counters and messages.
    CompletedWithErrors,
    /// The job failed.
    Failed,
    /// The job was cancelled before it completed.
    Cancelled,
    /// The job took too long for the server.
    TimedOut,
    /// The server no longer has a record of the job: it keeps a record for ten days.
    Expired,
}

impl fmt::Debug for PartReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartReport")
            .field("number", &self.number)
            .field("rows", &self.rows)
            .field("state", &self.state)
            .field("activity_id", &Redacted(&self.activity_id, Show::Ids))
            .field("activity", &self.activity)
            .field(
                "duplicate_activity_ids",
                &Redacted(&self.duplicate_activity_ids, Show::Ids),
            )
            .finish_non_exhaustive()
    }
}

impl PartReport {
    pub(crate) fn new(number: u32, rows: Range<u64>, file_name: Option<String>) -> Self {
        Self {
            number,
            rows,
            lines: None,
            file_name,
            state: PartState::NotSent,
            activity_id: None,
            activity: None,
            duplicate_activity_ids: Vec::new(),
            attempts: Attempts::default(),
            since: Instant::now(),
            listed_names: ListedNames::default(),
        }
    }

    /// Restores the state that the journal of an earlier run has; that run ended before `begun`.
    pub(crate) fn restore(&mut self, history: &PartHistory, begun: Instant) {
        let mut jobs = history.jobs.iter().cloned();
        self.activity_id = jobs.next();
        self.duplicate_activity_ids = jobs.collect();
        self.attempts = Attempts::restored(history.unresolved(), history.confirmed, begun);
        self.since = begun;
        self.listed_names = match history.renamed {
            true => ListedNames::Changed,
            false => ListedNames::Unverified,
        };
    }

    /// The answer to the last request named its job.
    pub(crate) fn accept(&mut self, activity: Activity) {
        self.attempts.answered();
        self.since = Instant::now();
        self.activity_id = job_id(&activity).map(str::to_owned);
        self.store(activity);
    }

    /// The list shows a job of the part's file. Does nothing if the job is known.
    pub(crate) fn add_listed_job(&mut self, activity: Activity) {
        let Some(id) = job_id(&activity).map(str::to_owned) else {
            if self.attempts.are_unresolved() {
                self.attempts.confirm();
            }
            return;
        };
        if self.has_job(&id) {
            return;
        }
        self.attempts.job_found();
        if self.activity_id.is_some() {
            self.duplicate_activity_ids.push(id);
        } else {
            self.since = Instant::now();
            self.activity_id = Some(id);
            self.store(activity);
        }
    }

    pub(crate) fn has_job(&self, id: &str) -> bool {
        let mut jobs = self.activity_id.iter().chain(&self.duplicate_activity_ids);
        jobs.any(|job| job == id)
    }

    fn store(&mut self, activity: Activity) {
        // The answer to a request for one job may lack the name of the file.
        if activity.source_file_name.is_some() {
            self.observe_name(&activity);
        }
        self.activity = Some(activity);
    }

    /// Records whether the job is listed under the file name that was sent.
    pub(crate) fn observe_name(&mut self, activity: &Activity) {
        if let Some(sent) = &self.file_name {
            self.listed_names.observe(activity, sent);
        }
    }

    /// Updates the part from its job.
    pub(crate) fn update(&mut self, activity: Activity) {
        self.store(activity);
        self.state = self.state_of_job();
    }

    fn state_of_job(&self) -> PartState {
        let activity = self.activity.as_ref();
        match activity.and_then(|activity| activity.state.as_ref()) {
            Some(ActivityState::Completed) if self.has_errors() => PartState::CompletedWithErrors,
            Some(ActivityState::Completed) => PartState::Completed,
            Some(ActivityState::Failed) => PartState::Failed,
            Some(ActivityState::Cancelled) => PartState::Cancelled,
            Some(ActivityState::TimedOut | ActivityState::TimeOut) => PartState::TimedOut,
            _ => PartState::Accepted,
        }
    }

    fn has_errors(&self) -> bool {
        [
            self.errors(),
            self.correctable(),
            self.cannot_add_to_list(),
            self.missing(),
        ] != [0; 4]
            || self
                .activity
                .as_ref()
                .is_some_and(|activity| !activity.activity_errors.is_empty())
    }

    /// Whether its job completed without an error, and the server has the part only once.
    pub fn is_clean(&self) -> bool {
        self.state == PartState::Completed
            && self.duplicate_activity_ids.is_empty()
            && !self.may_be_duplicated()
    }

    /// Whether the server may have it more than once: it was sent again after an answer was lost, and it is
    /// not certain yet that there is only one job.
    ///
    /// For a CSV, [`finish`](crate::BulkJob::finish) finds out from the list of jobs,
    /// [`listing_timeout`](crate::ImportCsv::listing_timeout) after the answer was lost. Jobs without a file
    /// name ([`retry_ambiguous`](crate::Batch::retry_ambiguous)) cannot be distinguished in the list, so their parts
    /// remain uncertain.
    pub fn may_be_duplicated(&self) -> bool {
        self.is_sent() && self.attempts.are_unresolved()
    }

    /// Whether the server has accepted it, whatever the outcome.
    pub fn is_sent(&self) -> bool {
        !matches!(self.state, PartState::NotSent | PartState::Unknown)
    }

    /// Whether its job has ended, successfully or not.
    pub fn has_ended(&self) -> bool {
        self.is_sent() && self.state != PartState::Accepted
    }

    /// The number of its rows.
    pub fn row_count(&self) -> u64 {
        self.rows.end.saturating_sub(self.rows.start)
    }

    /// The items that the server counted; for a CSV that includes the header.
    pub fn items(&self) -> u64 {
        self.count(|status| status.items_total_count)
    }

    /// Rows with errors that cannot be corrected afterwards.
    pub fn errors(&self) -> u64 {
        self.count(|status| status.error_count)
    }

    /// Rows with errors that people can correct in the web application.
    pub fn correctable(&self) -> u64 {
        self.count(|status| status.correctable_count)
    }

    /// Contacts that could not join a list because they had unsubscribed.
    pub fn cannot_add_to_list(&self) -> u64 {
        self.count(|status| status.cannot_add_to_list_count)
    }

    /// Rows that the server did not count, although it counted others: it silently drops everything beyond its
    /// limits. If it has counted nothing, this is 0.
    pub fn missing(&self) -> u64 {
        let contacts = self.count(|status| status.person_count);
        let has_header = self.file_name.is_some();
        missing(self.row_count(), has_header, self.items(), contacts)
    }

    /// The error messages of the job, as the server wrote them. They name no row.
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        let activity = self.activity.iter();
        activity.flat_map(|activity| activity.activity_errors.iter().map(|text| text.as_str()))
    }

    fn count(&self, read: fn(&ActivityStatus) -> Option<i64>) -> u64 {
        let activity = self.activity.as_ref();
        let count = activity.and_then(|activity| read(activity.status.as_ref()?));
        count
            .and_then(|count| u64::try_from(count).ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
