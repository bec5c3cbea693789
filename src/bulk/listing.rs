//! The list of all bulk jobs, page by page.
//!
//! It serves two ends: to find out whether an upload arrived, by the file name that only
//! this upload has, and to look at many jobs with one request. The server may spell a file name in its
//! own way ([`file_key`]); where it shows a known job under a name that has nothing to do with the one
//! that was sent, no name says anything.

use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::paging::{Page, Position};
use crate::transport::call::{Call, Operation};
use crate::types::{Activities, Activity};
use percent_encoding::percent_decode_str;
use std::collections::HashMap;

pub(super) const OPERATION: Operation = Operation {
    name: "get_all_activities",
    method: reqwest::Method::GET,
    path: "/activities",
    partner: false,
    idempotent: true,
};

/// As many jobs on a page as the API gives.
const PAGE: &str = "500";

/// More than an account can have within the ten days that jobs are listed. Whoever gets here walks
/// in a circle.
const MOST_PAGES: u32 = 200;

/// The pages that are still to be read. Unlike the stream of [`crate::paging`] it fetches nothing
/// ahead: most searches end on the first page, and each page is one of the day's requests.
pub(super) struct Listing<'a> {
    client: &'a Client,
    next: Option<Position>,
    pages: u32,
}

impl<'a> Listing<'a> {
    pub fn new(client: &'a Client) -> Self {
        Self {
            client,
            next: Some(Position::First),
            pages: 0,
        }
    }

    /// The next page; none at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Activity>>> {
        let Some(position) = self.next.take() else {
            return Ok(None);
        };
        if self.pages == MOST_PAGES {
            let message = "the list of jobs does not end";
            return Err(Error::new(ErrorKind::Decode, message).with_operation(OPERATION.name));
        }
        self.pages += 1;
        let mut first = Call::new(&OPERATION);
        first.append("limit", PAGE);
        let call = first.at(&position);
        let page = self.client.page::<Activities>(Ok(call)).await?.into_inner();
        self.next = page.next();
        Ok(Some(page.into_items()))
    }
}

/// Whether names in the list of jobs can be relied on, by how known jobs are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Names {
    /// No known job was shown with a name.
    #[default]
    Unproven,
    /// Known jobs have the names that were sent.
    Kept,
    /// A known job has another name or none: what is not listed may be there.
    Changed,
}

impl Names {
    /// Takes in how a known job is shown.
    pub fn see(&mut self, shown: &Activity, sent: &str) {
        *self = self.and(match is_of_file(shown, sent) {
            true => Self::Kept,
            false => Self::Changed,
        });
    }

    /// What two observations say together.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Changed, _) | (_, Self::Changed) => Self::Changed,
            (Self::Kept, _) | (_, Self::Kept) => Self::Kept,
            (Self::Unproven, Self::Unproven) => Self::Unproven,
        }
    }
}

/// What the list of jobs says of a file.
pub(crate) struct Search {
    /// Its jobs, as far as they are on the first page that shows one; none if the whole list shows none.
    pub jobs: Vec<Activity>,
    /// How the known jobs are listed, as far as the list was read.
    pub names: Names,
}

/// Looks for the file with this name. `known` are file names by the ids of their jobs.
pub(crate) async fn find(
    client: &Client,
    file_name: &str,
    known: &HashMap<&str, &str>,
) -> Result<Search> {
    let mut listing = Listing::new(client);
    let mut names = Names::default();
    while let Some(mut jobs) = listing.next().await? {
        for job in &jobs {
            if let Some(sent) = job_id(job).and_then(|id| known.get(id)) {
                names.see(job, sent);
            }
        }
        jobs.retain(|job| is_of_file(job, file_name));
        if !jobs.is_empty() {
            return Ok(Search { jobs, names });
        }
    }
    let jobs = Vec::new();
    Ok(Search { jobs, names })
}

/// Whether the server shows the job as one of the file that was sent under this name.
pub(super) fn is_of_file(activity: &Activity, sent: &str) -> bool {
    let listed = activity.source_file_name.as_deref();
    listed.is_some_and(|listed| file_key(listed) == file_key(sent))
}

/// What spellings of one file name have in common: a folder before it, letter case, percent-encoding, a
/// missing extension, and which of the signs stands between words make no difference.
pub(super) fn file_key(name: &str) -> String {
    let name = percent_decode_str(name).decode_utf8_lossy();
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '"');
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".csv").unwrap_or(&name);
    name.replace(['-', '.', ' ', '+'], "_")
}

/// The id of a job, if it can be asked for by it.
pub(super) fn job_id(activity: &Activity) -> Option<&str> {
    let id = activity.activity_id.as_deref()?;
    (!matches!(id.trim(), "" | "." | "..")).then_some(id)
}

#[cfg(test)]
mod tests;
