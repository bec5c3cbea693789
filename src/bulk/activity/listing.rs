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
use crate::transport::response::Response;
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
    /// The answer that contained the last page, without its value.
    last: Option<Response<()>>,
}

impl<'a> Listing<'a> {
    pub fn new(client: &'a Client) -> Self {
        Self {
            client,
            next: Some(Position::First),
            pages: 0,
            last: None,
        }
    }

    /// The next page; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Activity>>> {
        let Some(position) = self.next.take() else {
            return Ok(None);
        };
        let mut first = Call::new(&OPERATION);
        first.append("limit", PAGE_LIMIT);
        let call = first.at(&position);
        if let Some(last) = &self.last {
            self.check_next(&call)
                .map_err(|error| last.describe(error))?;
        }
        self.pages += 1;
        let answer = self.client.clone().page::<Activities>(Ok(call)).await?;
        self.next = answer.next();
        let mut activities = Vec::new();
        self.last = Some(answer.map(|page| activities = page.into_items()));
        Ok(Some(activities))
    }

    /// Checks that the page that the last one names can be requested.
    fn check_next(&self, call: &Call) -> Result<()> {
        if self.pages == MOST_PAGES {
            let message = "the list of jobs does not end";
            return Err(Error::new(ErrorKind::Decode, message));
        }
        self.client.url(&call.target)?;
        Ok(())
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
