//! The list of all bulk jobs, page by page.
//!
//! It serves two ends: to find out whether an upload arrived, by the file name that only
//! this upload has, and to look at many jobs with one request.

use crate::call::{Call, Operation};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::paging::{Page, Position};
use crate::types::{Activities, Activity};

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

/// The jobs of the file with this name, as far as they are on the first page that shows one; none if
/// the whole list shows none.
pub(crate) async fn find(client: &Client, file_name: &str) -> Result<Vec<Activity>> {
    let mut listing = Listing::new(client);
    while let Some(mut page) = listing.next().await? {
        page.retain(|activity| activity.source_file_name.as_deref() == Some(file_name));
        if !page.is_empty() {
            return Ok(page);
        }
    }
    Ok(Vec::new())
}

/// The id of a job, if it can be asked for by it.
pub(super) fn job_id(activity: &Activity) -> Option<&str> {
    let id = activity.activity_id.as_deref()?;
    (!matches!(id.trim(), "" | "." | "..")).then_some(id)
}
