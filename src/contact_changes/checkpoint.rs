//! Where a sync continues: the form in which it is stored.

use super::fingerprint::Fingerprint;
use crate::paging::Continuation;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where the stream of [`Client::contact_changes`](crate::Client::contact_changes) continues.
///
/// ```
/// use constant_contact::ContactCheckpoint;
///
/// let checkpoint = ContactCheckpoint::start();
/// let stored = serde_json::to_string(&checkpoint)?;
/// assert_eq!(serde_json::from_str::<ContactCheckpoint>(&stored)?, checkpoint);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Store it with `serde` in any self-describing format, such as JSON. It contains times, the link to a page, and
/// hashes of at most 1,500 contacts, and is at most 60 kB long as JSON; between runs, 20 kB. The format has a version:
/// reading a checkpoint of a later version of this crate, or damaged text, is an error.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct ContactCheckpoint {
    /// The run returns what changed since then; `None` for everything.
    pub(super) since: Option<DateTime<Utc>>,
    /// The same for deletions: runs can leave them out.
    pub(super) deletions_since: Option<DateTime<Utc>>,
    /// The content of contacts that earlier runs have returned and that are listed again because of the overlap.
    pub(super) recent: Vec<Fingerprint>,
    /// The run that is in progress; `None` before a run.
    pub(super) run: Option<RunPosition>,
}

/// How far a run has come.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RunPosition {
    /// When the first page was requested, by the clock of the server.
    pub started: DateTime<Utc>,
    pub list: List,
    /// The page of the list; `None` for the first one.
    pub page: Option<Continuation>,
    /// The ids of the contacts of this page that were returned.
    pub returned: Vec<Fingerprint>,
    /// The content of contacts that the next run will list again.
    pub recent: Vec<Fingerprint>,
}

/// The lists of a run, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum List {
    /// Without a time since when, this list has all contacts, and there is no other.
    Changes,
    OptOuts,
    Deletions,
}

/// The form of a checkpoint that is stored. The tag is the version.
#[derive(Serialize, Deserialize)]
enum Stored {
    #[serde(rename = "contact_checkpoint_1")]
    V1(StoredV1),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredV1 {
    since: Option<DateTime<Utc>>,
    deletions_since: Option<DateTime<Utc>>,
    recent: Vec<Fingerprint>,
    run: Option<RunPosition>,
}

impl From<Stored> for ContactCheckpoint {
    fn from(Stored::V1(stored): Stored) -> Self {
        Self {
            since: stored.since,
            deletions_since: stored.deletions_since,
            recent: stored.recent,
            run: stored.run,
        }
    }
}

impl From<ContactCheckpoint> for Stored {
    fn from(checkpoint: ContactCheckpoint) -> Self {
        Self::V1(StoredV1 {
            since: checkpoint.since,
            deletions_since: checkpoint.deletions_since,
            recent: checkpoint.recent,
            run: checkpoint.run,
        })
    }
}

impl ContactCheckpoint {
    /// The checkpoint of a first run, which returns every contact.
    ///
    /// ```no_run
    /// # fn f(client: &constant_contact::Client) {
    /// use constant_contact::ContactCheckpoint;
    ///
    /// let changes = client.contact_changes(ContactCheckpoint::start()).stream();
    /// # }
    /// ```
    ///
    /// `None` means the same.
    pub fn start() -> Self {
        Self::between_runs(None, None, Vec::new())
    }

    /// The checkpoint of a first run that returns what changed after `time`, for a copy that was made another way.
    ///
    /// ```no_run
    /// # fn f(client: &constant_contact::Client) -> Result<(), constant_contact::chrono::ParseError> {
    /// use constant_contact::ContactCheckpoint;
    ///
    /// // When the copy was begun, less a few minutes because clocks differ.
    /// let checkpoint = ContactCheckpoint::since("2026-11-01T08:55:00Z".parse()?);
    /// let changes = client.contact_changes(checkpoint).stream();
    /// # Ok(()) }
    /// ```
    pub fn since(time: DateTime<Utc>) -> Self {
        Self::between_runs(Some(time), Some(time), Vec::new())
    }

    pub(super) fn between_runs(
        since: Option<DateTime<Utc>>,
        deletions_since: Option<DateTime<Utc>>,
        recent: Vec<Fingerprint>,
    ) -> Self {
        Self {
            since,
            deletions_since,
            recent,
            run: None,
        }
    }
}

/// Shows times and counts only.
impl fmt::Debug for ContactCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("ContactCheckpoint");
        fields.field("since", &self.since);
        fields.field("deletions_since", &self.deletions_since);
        fields.field("recent", &self.recent.len());
        if let Some(run) = &self.run {
            fields.field("started", &run.started);
            fields.field("list", &run.list);
            fields.field("page", &run.page);
            fields.field("returned", &run.returned.len());
        }
        fields.finish()
    }
}

#[cfg(test)]
mod tests;
