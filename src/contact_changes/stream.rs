//! The stream: requests the pages that a run asks for.

use super::change::ContactChange;
use super::checkpoint::{ContactCheckpoint, List};
use super::run::{PageRequest, Run, Settings};
use crate::client::Client;
use crate::error::Result;
use crate::paging::{Page, Pages};
use crate::types::{ContactInclude, ContactStatus, Contacts};
use chrono::{DateTime, TimeDelta, Utc};
use futures_core::Stream;
use reqwest::header::{DATE, HeaderMap};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::Instant;

/// How many contacts a page has: the most that the operation allows.
const PAGE_SIZE: u32 = 500;

/// A stream of the contacts that changed. Created by [`ContactChanges::stream`](super::ContactChanges::stream).
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use futures_util::TryStreamExt;
///
/// let mut changes = client.contact_changes(None).stream();
/// while let Some(change) = changes.try_next().await? {
///     println!("{:?}", change.contact().contact_id);
/// }
/// let next_run = serde_json::to_string(&changes.checkpoint())?;
/// # drop(next_run);
/// # Ok(()) }
/// ```
///
/// It ends after the last change, or after an error. Dropping it cancels the request for the next page.
#[must_use = "streams do nothing unless polled"]
pub struct ContactChangeStream {
    client: Client,
    include: Vec<ContactInclude>,
    run: Run,
    /// The list that is being read.
    pages: Option<Pages<Contacts>>,
    /// When the page that is being fetched was requested.
    requested: Option<Instant>,
    has_failed: bool,
}

impl std::fmt::Debug for ContactChangeStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactChangeStream")
            .field("checkpoint", self.run.checkpoint())
            .finish_non_exhaustive()
    }
}

impl ContactChangeStream {
    pub(super) fn new(
        client: Client,
        checkpoint: ContactCheckpoint,
        include: Vec<ContactInclude>,
        settings: Settings,
    ) -> Self {
        Self {
            client,
            include,
            run: Run::new(checkpoint, settings),
            pages: None,
            requested: None,
            has_failed: false,
        }
    }

    /// Where to continue after the contact that was returned last.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut changes = client.contact_changes(None).stream();
    /// while let Some(change) = changes.try_next().await? {
    ///     println!("{:?}", change.contact().contact_id); // or into your database
    ///     std::fs::write("contacts.json", serde_json::to_vec(&changes.checkpoint())?)?;
    /// }
    /// std::fs::write("contacts.json", serde_json::to_vec(&changes.checkpoint())?)?;
    /// # Ok(()) }
    /// ```
    ///
    /// It is valid at any time: before the first contact, after each one, after an error and after the end, when it
    /// is that of the next run. Store it after you have handled the contact, not before, and at the end. To write less,
    /// store it after every hundredth contact: after a crash, those since then are returned again.
    pub fn checkpoint(&self) -> ContactCheckpoint {
        self.run.checkpoint().clone()
    }
}

impl Stream for ContactChangeStream {
    type Item = Result<ContactChange>;

    // So that the reading of contacts is only compiled for programs that use it.
    #[inline]
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let stream = self.get_mut();
        loop {
            if let Some(change) = stream.run.next_change() {
                return Poll::Ready(Some(Ok(change)));
            }
            if stream.has_failed {
                return Poll::Ready(None);
            }
            let Some(request) = stream.run.request() else {
                return Poll::Ready(None);
            };
            let pages = match &mut stream.pages {
                Some(pages) => pages,
                none => none.insert(list(&stream.client, &stream.include, request)),
            };
            let requested = *stream.requested.get_or_insert_with(Instant::now);
            let page = ready!(Pin::new(&mut *pages).poll_next(context));
            stream.requested = None;
            match page {
                Some(Ok(page)) => {
                    let next = pages.continuation();
                    let requested = server_time(pages.headers(), Utc::now(), requested.elapsed());
                    if next.is_none() {
                        stream.pages = None;
                    }
                    stream.run.read(page.into_items(), next, requested);
                }
                Some(Err(error)) => {
                    stream.pages = None;
                    if !stream.run.restart_list(error.status()) {
                        stream.has_failed = true;
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                // A list ends with a page that names no other page, after which it is not polled.
                None => return Poll::Ready(None),
            }
        }
    }
}

/// The list of a request, from its page on.
fn list(client: &Client, include: &[ContactInclude], request: PageRequest) -> Pages<Contacts> {
    let mut call = client.get_all_contacts().limit(PAGE_SIZE);
    if !include.is_empty() {
        call = call.include(include.iter().cloned());
    }
    call = match request.list {
        List::Changes | List::OptOuts => call.status([ContactStatus::All]),
        List::Deletions => call.status([ContactStatus::Deleted]),
    };
    call = match (request.list, request.since) {
        (List::Changes, Some(since)) => call.updated_after(since),
        (List::OptOuts, Some(since)) => call.optout_after(since),
        _ => call,
    };
    match request.page {
        None => call.pages(),
        Some(page) => call.pages_from(page),
    }
}

/// When an answer was requested, by the clock of the server; without its `Date`, by that of this machine.
fn server_time(
    headers: Option<&HeaderMap>,
    now: DateTime<Utc>,
    elapsed: Duration,
) -> DateTime<Utc> {
    let date = headers.and_then(|headers| headers.get(DATE)?.to_str().ok());
    let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
    let answered = date.map_or(now, DateTime::from);
    let elapsed = TimeDelta::from_std(elapsed).unwrap_or(TimeDelta::MAX);
    answered
        .checked_sub_signed(elapsed)
        .unwrap_or(DateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests;
