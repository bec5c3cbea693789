//! Bulk work on contacts or ids that are in the program: packed, sent and reported like an import.

use super::delivery::Delivery;
use super::items::Items;
use super::job::BulkJob;
use super::journal::JournalState;
use super::pack::{Packed, Packer, Shape};
use super::part::{Part, Payload};
use super::progress::{Phase, ProgressFeed};
use super::timeouts::Timeouts;
use crate::client::Client;
use crate::error::Result;
use crate::transport::call::Operation;
use std::time::Duration;

/// Bulk work that is described, but not sent yet; what for example
/// [`Client::delete_contacts`] returns.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// let ids: Vec<String> = (0..1_200).map(|id| format!("id-{id}")).collect();
/// let report = client.delete_contacts(ids).send().await?.finish().await?; // 3 requests
/// assert_eq!(report.parts.len(), 3);
/// # Ok(()) }
/// ```
#[must_use = "nothing is sent before `send`"]
pub struct Batch {
    client: Client,
    operation: &'static Operation,
    shape: Result<Shape>,
    items: Items,
    timeouts: Timeouts,
    resend_unknown: bool,
    feed: ProgressFeed,
}

crate::opaque_debug!(Batch, "Batch");

impl Batch {
    pub(super) fn new(
        client: &Client,
        operation: &'static Operation,
        shape: Result<Shape>,
        items: Items,
    ) -> Self {
        Self {
            client: client.clone(),
            operation,
            shape,
            items,
            timeouts: Timeouts::default(),
            resend_unknown: false,
            feed: ProgressFeed::new(),
        }
    }

    /// Gives the bodies another shape, before anything is packed.
    pub(super) fn shape(mut self, shape: Result<Shape>) -> Self {
        self.shape = shape;
        self
    }

    /// Shows the progress to those who watch `feed`.
    pub fn progress(mut self, feed: ProgressFeed) -> Self {
        self.feed = feed;
        self
    }

    /// How long to wait for a full queue (1,000 jobs) to drain before giving up with the
    /// server's refusal. Counted anew for each part. Default: 30 minutes.
    pub fn queue_patience(mut self, time: Duration) -> Self {
        self.timeouts.queue = time;
        self
    }

    /// Sends a part again, up to three times in all, when its answer was lost, although the first
    /// may have arrived.
    ///
    /// These jobs have no file name by which the server could be asked. Twice the same job has
    /// mostly the effect of one, but not if somebody changes the same contacts between the two. So a
    /// part that was sent again is [marked](super::PartReport::sent_again) in the report, which is then
    /// not [clean](super::BulkReport::is_clean). Default: not; such a part is
    /// [`Unknown`](super::PartState::Unknown) and ends the work.
    pub fn resend_unknown(mut self, yes: bool) -> Self {
        self.resend_unknown = yes;
        self
    }

    /// Sends everything, in as many requests as needed, one after the other.
    ///
    /// Dropping the future stops the sending; what was sent stays at the server.
    ///
    /// # Errors
    ///
    /// As any other call. [`Error::report`](crate::Error::report) says which items are at the
    /// server, which are not, and of which nobody knows.
    pub async fn send(self) -> Result<BulkJob> {
        let name = self.operation.name;
        self.deliver()
            .await
            .map_err(|error| match error.operation() {
                None => error.with_operation(name),
                Some(_) => error,
            })
    }

    async fn deliver(mut self) -> Result<BulkJob> {
        let mut packer = Packer::new(self.shape?);
        let feed = self.feed.clone();
        let journal = JournalState::none();
        let mut delivery = Delivery::new(&self.client, "", self.timeouts, journal, self.feed)
            .resend_unknown(self.resend_unknown);
        feed.change(|progress| progress.phase = Phase::Sending);
        let mut number = 0;
        loop {
            let (packed, last) = match next(&mut self.items, &mut packer).await {
                Ok(Some(packed)) => (Some(packed), false),
                Ok(None) => (packer.finish(), true),
                Err(error) => return Err(delivery.stop(error)),
            };
            if let Some(Packed { items, body }) = packed {
                number += 1;
                let bytes = body.len() as u64;
                let part = Part {
                    number,
                    rows: items,
                    lines: None,
                    is_last: last,
                    payload: Payload::Json {
                        operation: self.operation,
                        body,
                    },
                };
                delivery.deliver(part).await?;
                feed.change(|progress| progress.bytes += bytes);
            }
            if last {
                return Ok(BulkJob::new(delivery.done()));
            }
        }
    }
}

/// The next body that is full; none once the items are used up.
async fn next(items: &mut Items, packer: &mut Packer) -> Result<Option<Packed>> {
    while let Some(item) = items.next().await? {
        if let Some(packed) = packer.push(&item)? {
            return Ok(Some(packed));
        }
    }
    Ok(None)
}
