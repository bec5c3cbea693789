//! The history of one part, as recorded in the journal.

use super::event::{Event, Intent};
use crate::bulk::part::PartRequest;
use crate::error::{Error, Result};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The server lists a job for ten days. Within a little less, an upload that is not in the list did not
/// arrive. After that, the list is no evidence.
const LISTED: Duration = Duration::from_secs(9 * 86_400);

/// 1 January 2025 in seconds since 1970. No journal was written before.
pub(super) const EARLIEST: u64 = 1_735_689_600;

/// The history of a part, as recorded in the journal.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct PartHistory {
    /// The ids of its jobs, mostly one.
    pub jobs: Vec<String>,
    /// Whether the server gave its file another name.
    pub renamed: bool,
    /// When the requests with an unknown outcome were sent, in seconds since 1970.
    unresolved: Vec<u64>,
    /// The server accepted one of those requests, but its job is not known.
    pub confirmed: bool,
    /// The last request that was sent.
    intent: Option<Intent>,
}

impl PartHistory {
    /// How many requests may have arrived, not counting those whose jobs are known.
    pub fn unresolved(&self) -> usize {
        self.unresolved.len()
    }

    /// Whether one of those requests is so old that the server may no longer list its job.
    pub fn is_outdated(&self, now: SystemTime) -> bool {
        let mut ages = self.unresolved.iter().map(|at| age(*at, now));
        ages.any(|age| age.is_some_and(|age| age > LISTED))
    }

    /// Fails if `part` differs from what was sent.
    pub fn check_unchanged(&self, part: &PartRequest) -> Result<()> {
        let Some(intent) = &self.intent else {
            return Ok(());
        };
        let rows = intent.first..intent.end;
        if rows == part.rows && part.sha256().is_none_or(|sha256| sha256 == intent.sha256) {
            return Ok(());
        }
        Err(Error::invalid_request(format!(
            "the source changed since the import began: rows {} to {} are not those that were sent",
            rows.start,
            rows.end.saturating_sub(1)
        )))
    }

    /// A job that the server knows if this is its account: old enough to be known everywhere, and not so
    /// old that the server may have deleted it.
    pub fn known_job(&self, now: SystemTime, listed_within: Duration) -> Option<&str> {
        let age = age(self.intent.as_ref()?.at, now)?;
        let is_known = (listed_within..LISTED).contains(&age);
        self.jobs.first().filter(|_| is_known).map(String::as_str)
    }

    /// Takes an event into account. `None` if it cannot follow those before it.
    pub(super) fn apply(&mut self, event: Event) -> Option<()> {
        match event {
            Event::Begin(_) => return None,
            Event::Intent(_) if self.confirmed || !self.jobs.is_empty() => return None,
            Event::Intent(intent) => {
                self.unresolved.push(intent.at);
                self.intent = Some(intent);
            }
            Event::Accepted {
                activity, renamed, ..
            } => {
                self.unresolved.pop()?;
                self.jobs.push(activity);
                self.renamed = renamed;
            }
            Event::Found { activity, .. } => {
                self.intent.as_ref()?;
                if !self.unresolved.is_empty() {
                    self.unresolved.remove(0);
                }
                self.confirmed = false;
                self.jobs.push(activity);
            }
            Event::Confirmed { .. } if self.unresolved.is_empty() => return None,
            Event::Confirmed { .. } => self.confirmed = true,
            Event::Refused { .. } => {
                self.unresolved.pop()?;
            }
        }
        Some(())
    }
}

/// The time that has passed since `at` by the calendar. `None` if the clock was wrong: it may have stood
/// at 1970, or may have been set back since.
fn age(at: u64, now: SystemTime) -> Option<Duration> {
    if at < EARLIEST {
        return None;
    }
    let at = UNIX_EPOCH.checked_add(Duration::from_secs(at))?;
    now.duration_since(at).ok()
}
