//! The list of all bulk jobs, page by page.
//!
//! It serves two ends: to find out whether an upload arrived, by the file name that only
//! this upload has, and to look at many jobs with one request.

use crate::call::{Call, Operation};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::types::{Activities, Activity};

const OPERATION: Operation = Operation {
    name: "get_all_activities",
    method: reqwest::Method::GET,
    path: "/activities",
    partner: false,
};

/// As many jobs on a page as the API gives.
const FIRST: &str = "limit=500";

/// More than an account can have within the ten days that jobs are listed. Whoever gets here walks
/// in a circle.
const MOST_PAGES: u32 = 200;

/// The pages that are still to be read.
pub(super) struct Listing<'a> {
    client: &'a Client,
    /// The query of the next page; none after the last.
    next: Option<String>,
    pages: u32,
}

impl<'a> Listing<'a> {
    pub fn new(client: &'a Client) -> Self {
        Self {
            client,
            next: Some(FIRST.to_owned()),
            pages: 0,
        }
    }

    /// The next page; none at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Activity>>> {
        let Some(query) = self.next.take() else {
            return Ok(None);
        };
        if self.pages == MOST_PAGES {
            let message = "the list of jobs does not end";
            return Err(Error::new(ErrorKind::Decode, message).with_operation(OPERATION.name));
        }
        self.pages += 1;
        let mut call = Call::new(&OPERATION);
        call.query = query;
        let asked = call.query.clone();
        let page = self.client.json::<Activities>(Ok(call)).await?.into_inner();
        let link = page.links.and_then(|links| links.next);
        let next = link.and_then(|link| query_of(&link.href?).map(str::to_owned));
        self.next = next.filter(|next| *next != asked);
        Ok(Some(page.activities))
    }
}

/// The query of a link, as it is. Host and path stay ours, wherever the link leads.
fn query_of(href: &str) -> Option<&str> {
    let (_, query) = href.split_once('?')?;
    let query = query.split('#').next()?;
    (!query.is_empty()).then_some(query)
}

/// The job of the file with this name, if the server lists one.
pub(crate) async fn find(client: &Client, file_name: &str) -> Result<Option<Activity>> {
    let mut listing = Listing::new(client);
    while let Some(page) = listing.next().await? {
        let mut page = page.into_iter();
        let found = page.find(|activity| {
            activity.source_file_name.as_deref() == Some(file_name)
                && activity.activity_id.is_some()
        });
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_query_of_a_link_counts() {
        for (href, query) in [
            (
                "/v3/activities?limit=500&cursor=bGlt%3D",
                Some("limit=500&cursor=bGlt%3D"),
            ),
            ("https://elsewhere.example/x?cursor=a#b", Some("cursor=a")),
            ("/v3/activities?", None),
            ("/v3/activities", None),
            ("", None),
        ] {
            assert_eq!(query_of(href), query, "{href}");
        }
    }
}
