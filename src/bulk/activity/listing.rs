//! The list of all bulk jobs, page by page.
//!
//! The list tells whether an upload arrived, by the file name that only this upload has. It also gives
//! the states of many jobs with one request.

use super::file_name::{ListedNames, is_of_file};
use super::state::job_id;
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::paging::{Page, Position};
use crate::transport::call::{Call, Operation};
use crate::types::{Activities, Activity};
use std::collections::HashMap;

pub(crate) const OPERATION: Operation = Operation {
    name: "get_all_activities",
    method: reqwest::Method::GET,
    path: "/activities",
    partner: false,
    idempotent: true,
};

/// The number of jobs on a page: the most that the API allows.
const PAGE_LIMIT: &str = "500";

/// More pages than an account can have in the ten days for which jobs are listed: beyond that, the links
/// between the pages form a circle.
const MOST_PAGES: u32 = 200;

/// The list of jobs, page by page. Unlike the streams of [`crate::paging`] it fetches no page ahead: most
/// searches end on the first page, and each page counts as one of the day's requests.
pub(crate) struct Listing<'a> {
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

    /// The next page; `None` at the end.
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
        first.append("limit", PAGE_LIMIT);
        let call = first.at(&position);
        let page = self
            .client
            .clone()
            .page::<Activities>(Ok(call))
            .await?
            .into_inner();
        self.next = page.next();
        Ok(Some(page.into_items()))
    }
}

/// The result of [`find_file`].
pub(crate) struct FoundJobs {
    /// The jobs of the file on the first page that shows one; empty if the whole list shows none.
    pub jobs: Vec<Activity>,
    /// How known jobs are listed, as far as the list was read.
    pub names: ListedNames,
}

/// Searches the list for the jobs of a file. `known` has the file names of known jobs by their ids.
pub(crate) async fn find_file(
    client: &Client,
    file_name: &str,
    known: &HashMap<&str, &str>,
) -> Result<FoundJobs> {
    let mut listing = Listing::new(client);
    let mut names = ListedNames::default();
    while let Some(mut jobs) = listing.next().await? {
        for job in &jobs {
            if let Some(sent) = job_id(job).and_then(|id| known.get(id)) {
                names.observe(job, sent);
            }
        }
        jobs.retain(|job| is_of_file(job, file_name));
        if !jobs.is_empty() {
            return Ok(FoundJobs { jobs, names });
        }
    }
    let jobs = Vec::new();
    Ok(FoundJobs { jobs, names })
}
