//! What a run requests and returns, decided without I/O.
//!
//! | list | filter | why |
//! |---|---|---|
//! | changes | `updated_after` | new, changed and restored contacts; every contact if the run is the first |
//! | opt-outs | `optout_after` | an opt-out does not count as a change of the contact |
//! | deletions | the status `deleted` | a deletion may not count as a change; `deleted_at` shows whether it is new |
//!
//! The next run asks for what happened since the start of this one, less an overlap. So a contact that changes
//! while a list is read, or that is listed late, is returned by the next run if not by this one. The checkpoint
//! moves to the next page when the last contact of a page is returned, and lists the contacts of an unfinished page
//! by their ids, since the page may contain others when it is requested again. It also has the content of contacts that
//! the next run will list again because of the overlap, so that they are returned again only if they changed.

use super::change::ContactChange;
use super::checkpoint::{ContactCheckpoint, List, RunPosition};
use super::fingerprint::Fingerprint;
use crate::model::Timestamp;
use crate::paging::Continuation;
use crate::types::Contact;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::StatusCode;
use std::collections::HashSet;
use std::time::Duration;

/// What the caller chose.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub overlap: Duration,
    pub deletions: bool,
}

/// The shortest overlap. The server's times are in whole seconds.
const MIN_OVERLAP: Duration = Duration::from_secs(1);

/// How many contacts a checkpoint has that are listed again because of the overlap. More than these are returned again.
const MAX_RECENT: usize = 500;

/// A run, and the page whose contacts it is returning.
pub(super) struct Run {
    settings: Settings,
    checkpoint: ContactCheckpoint,
    /// The contacts of the current page that were not looked at yet.
    rows: std::vec::IntoIter<Contact>,
    /// The page after the current one; `None` if the list ends there.
    next: Option<Continuation>,
    /// The contacts that this run has returned, as far as this process knows.
    seen: HashSet<Fingerprint>,
    /// Whether this process has read a page.
    has_read: bool,
    has_ended: bool,
}

/// A page to request.
#[derive(Debug, PartialEq)]
pub(super) struct PageRequest {
    pub list: List,
    pub since: Option<DateTime<Utc>>,
    /// `None` for the first page.
    pub page: Option<Continuation>,
}

impl Run {
    pub fn new(checkpoint: ContactCheckpoint, settings: Settings) -> Self {
        let returned = checkpoint.run.iter().flat_map(|run| &run.returned);
        let mut run = Self {
            settings,
            seen: returned.copied().collect(),
            checkpoint,
            rows: Vec::new().into_iter(),
            next: None,
            has_read: false,
            has_ended: false,
        };
        let list = run.checkpoint.run.as_ref().map(|run| run.list);
        if list == Some(List::Deletions) && !run.settings.deletions {
            run.advance();
        }
        run
    }

    /// The position after the contact that was returned last.
    pub fn checkpoint(&self) -> &ContactCheckpoint {
        &self.checkpoint
    }

    /// The page to request when no contact is left; `None` at the end of the run.
    pub fn request(&self) -> Option<PageRequest> {
        if self.has_ended {
            return None;
        }
        let run = self.checkpoint.run.as_ref();
        Some(PageRequest {
            list: run.map_or(List::Changes, |run| run.list),
            since: self.checkpoint.since,
            page: run.and_then(|run| run.page.clone()),
        })
    }

    /// Takes a page that was requested at `requested`, by the clock of the server.
    pub fn read(
        &mut self,
        rows: Vec<Contact>,
        next: Option<Continuation>,
        requested: DateTime<Utc>,
    ) {
        self.has_read = true;
        self.rows = rows.into_iter();
        self.next = next;
        self.checkpoint.run.get_or_insert_with(|| RunPosition {
            started: requested,
            list: List::Changes,
            page: None,
            returned: Vec::new(),
            recent: Vec::new(),
        });
        self.advance_at_end_of_page();
    }

    /// Whether to request the list from its beginning after this refusal, because the server no longer accepts
    /// the link of a stored checkpoint.
    pub fn restart_list(&mut self, status: Option<StatusCode>) -> bool {
        let is_refused = matches!(
            status,
            Some(StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::GONE)
        );
        match &mut self.checkpoint.run {
            Some(run) if is_refused && !self.has_read && run.page.is_some() => {
                run.page = None;
                run.returned.clear();
                true
            }
            _ => false,
        }
    }

    /// The next contact of the current page; `None` if another page has to be requested.
    pub fn next_change(&mut self) -> Option<ContactChange> {
        loop {
            let contact = self.rows.next()?;
            let change = self.is_due(&contact).then(|| ContactChange::of(contact));
            self.advance_at_end_of_page();
            if change.is_some() {
                return change;
            }
        }
    }

    /// Whether the contact belongs to the run and was not returned by it. Records that it is returned.
    fn is_due(&mut self, contact: &Contact) -> bool {
        let Some(run) = &mut self.checkpoint.run else {
            return false;
        };
        if run.list == List::Deletions
            && was_deleted_before(contact, self.checkpoint.deletions_since)
        {
            return false;
        }
        // A contact without an id cannot be recognised. It is returned again rather than lost.
        let Some(id) = &contact.contact_id else {
            return true;
        };
        let id = Fingerprint::of(id);
        if !self.seen.insert(id) {
            return false;
        }
        let next_since = next_since(run.started, self.settings.overlap);
        let is_listed_again = happened_since(contact, next_since);
        let recent = &self.checkpoint.recent;
        let is_compared = is_listed_again || !recent.is_empty();
        let content = is_compared
            .then(|| Fingerprint::of_content(contact))
            .flatten();
        if let Some(content) = content {
            if is_listed_again && run.recent.len() < MAX_RECENT && !run.recent.contains(&content) {
                run.recent.push(content);
            }
            if recent.contains(&content) {
                return false;
            }
        }
        run.returned.push(id);
        true
    }

    fn advance_at_end_of_page(&mut self) {
        if self.rows.len() == 0 {
            self.advance();
        }
    }

    /// Moves the checkpoint to the next page, the next list or the next run.
    fn advance(&mut self) {
        let Some(run) = &mut self.checkpoint.run else {
            return;
        };
        if let Some(next) = self.next.take() {
            let page = Some(next).filter(|page| !page.is_first_page());
            // After an error in the position of the next page, this page has to be requested again.
            if page != run.page {
                run.page = page;
                run.returned.clear();
            }
            return;
        }
        match next_list(run.list, &self.settings).filter(|_| self.checkpoint.since.is_some()) {
            Some(list) => {
                run.list = list;
                run.page = None;
                run.returned.clear();
            }
            None => {
                let since = next_since(run.started, self.settings.overlap);
                // The list of a first run has the deleted contacts too.
                let has_deletions = match run.list {
                    List::Changes => true,
                    List::OptOuts => false,
                    List::Deletions => self.settings.deletions,
                };
                let deletions_since = match has_deletions {
                    true => since,
                    false => self.checkpoint.deletions_since,
                };
                let recent = std::mem::take(&mut run.recent);
                self.checkpoint = ContactCheckpoint::between_runs(since, deletions_since, recent);
                self.has_ended = true;
            }
        }
    }
}

fn next_list(list: List, settings: &Settings) -> Option<List> {
    match list {
        List::Changes => Some(List::OptOuts),
        List::OptOuts => settings.deletions.then_some(List::Deletions),
        List::Deletions => None,
    }
}

/// The time since which the run after one that began at `started` has to ask; `None` for everything.
fn next_since(started: DateTime<Utc>, overlap: Duration) -> Option<DateTime<Utc>> {
    let overlap = TimeDelta::from_std(overlap.max(MIN_OVERLAP)).ok()?;
    let since = started.checked_sub_signed(overlap)?;
    (since > DateTime::UNIX_EPOCH).then_some(since)
}

/// Whether a run that asks for what happened since then lists the contact.
fn happened_since(contact: &Contact, since: Option<DateTime<Utc>>) -> bool {
    let address = contact.email_address.as_ref();
    let times = [
        contact.updated_at.as_ref(),
        address.and_then(|address| address.opt_out_date.as_ref()),
        contact.deleted_at.as_ref(),
    ];
    // A time that cannot be read may be any time.
    let is_after = |time: &Timestamp| {
        time.latest()
            .zip(since)
            .is_none_or(|(at, since)| at >= since)
    };
    times.into_iter().flatten().any(is_after)
}

/// Whether the contact was certainly deleted before then. The API writes `deleted_at` as a date, without a time zone.
fn was_deleted_before(contact: &Contact, since: Option<DateTime<Utc>>) -> bool {
    let deleted_at = contact.deleted_at.as_ref();
    let latest = deleted_at.and_then(|deleted_at| deleted_at.latest());
    latest
        .zip(since)
        .is_some_and(|(latest, since)| latest < since)
}

#[cfg(test)]
mod tests;
