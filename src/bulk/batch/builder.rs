//! Sending any number of contacts or ids, in several requests, with a report like that of an import.

use super::items::Items;
use super::packer::{BodyTemplate, PackedBody, Packer};
use crate::bulk::delivery::Delivery;
use crate::bulk::job::BulkJob;
use crate::bulk::journal::JournalState;
use crate::bulk::part::PartRequest;
use crate::bulk::progress::{Phase, ProgressFeed, ProgressPublisher};
use crate::bulk::timeouts::Timeouts;
use crate::client::Client;
use crate::error::Result;
use crate::transport::call::{Body, Call, Operation};
use crate::transport::future::BoxFuture;
use std::time::Duration;

/// A builder for bulk work on contacts or ids, such as [`Client::delete_contacts`].
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
    template: Result<BodyTemplate>,
    items: Items,
    timeouts: Timeouts,
    retry_ambiguous: bool,
    publisher: ProgressPublisher,
}

crate::opaque_debug!(Batch, "Batch");

impl Batch {
    pub(super) fn new(
        client: &Client,
        operation: &'static Operation,
        template: Result<BodyTemplate>,
        items: Items,
    ) -> Self {
        Self {
            client: client.clone(),
            operation,
            template,
            items,
            timeouts: Timeouts::default(),
            retry_ambiguous: false,
            publisher: ProgressPublisher::new(ProgressFeed::new()),
        }
    }

    /// Sets another template for the bodies.
    pub(super) fn template(mut self, template: Result<BodyTemplate>) -> Self {
        self.template = template;
        self
    }

    /// Publishes the progress through `feed`.
    pub fn progress(mut self, feed: ProgressFeed) -> Self {
        self.publisher = ProgressPublisher::new(feed);
        self
    }

    /// Sets how long to wait for a full queue (1,000 jobs) to drain. After that, the job fails with the refusal of
    /// the server. The time starts again for each part. Default: 30 minutes.
    pub fn queue_timeout(mut self, time: Duration) -> Self {
        self.timeouts.queue = time;
        self
    }

    /// Sets whether a part whose answer was lost is sent again, up to three times in all, although it may
    /// have arrived.
    ///
    /// These jobs have no file name, so the list of jobs cannot be searched for them. Running the same job twice
    /// usually has the same effect as running it once, but not if somebody changes the same contacts in between.
    /// So a part that was sent again is [marked](crate::PartReport::may_be_duplicated) in the report, which is then
    /// not [clean](crate::BulkReport::is_clean). Default: no; such a part is
    /// [`Unknown`](crate::PartState::Unknown), and no further part is sent.
    pub fn retry_ambiguous(mut self, yes: bool) -> Self {
        self.retry_ambiguous = yes;
        self
    }

    /// Sends all items in as many requests as needed, one after the other.
    ///
    /// If the future is dropped, no further part is sent; the server processes the parts that it has.
    ///
    /// # Errors
    ///
    /// The same as for every call, and [`ErrorKind::Input`](crate::ErrorKind::Input) if a stream of items yields
    /// an error. [`Error::report`](crate::Error::report) says which items the server has, which it does not have,
    /// and for which this is unknown.
    pub fn send(self) -> impl Future<Output = Result<BulkJob>> + Send {
        self.into_future()
    }

    async fn deliver(mut self) -> Result<BulkJob> {
        let mut packer = Packer::new(self.template?);
        let journal = JournalState::none();
        let mut delivery = Delivery::new(&self.client, "", self.timeouts, journal, self.publisher)
            .retry_ambiguous(self.retry_ambiguous);
        delivery.publish(|progress| progress.phase = Phase::Sending);
        let mut number = 0;
        loop {
            let (packed, last) = match next(&mut self.items, &mut packer).await {
                Ok(Some(packed)) => (Some(packed), false),
                Ok(None) => (packer.finish(), true),
                Err(error) => return Err(delivery.abort(error)),
            };
            if let Some(PackedBody { items, body }) = packed {
                number += 1;
                let bytes = body.len() as u64;
                let operation = self.operation;
                let part = PartRequest {
                    number,
                    rows: items,
                    lines: None,
                    is_last: last,
                    file: None,
                    call: Box::new(move || {
                        let mut call = Call::new(operation);
                        call.body = Body::Json(body.clone());
                        call
                    }),
                };
                delivery.deliver(part).await?;
                delivery.publish(|progress| progress.bytes += bytes);
            }
            if last {
                return Ok(BulkJob::new(delivery.complete()));
            }
        }
    }
}

/// The same as [`send`](Batch::send).
impl IntoFuture for Batch {
    type Output = Result<BulkJob>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let name = self.operation.name;
        Box::pin(async move {
            self.deliver()
                .await
                .map_err(|error| match error.operation() {
                    None => error.with_operation(name),
                    Some(_) => error,
                })
        })
    }
}

/// The next full body; `None` at the end of the items.
async fn next(items: &mut Items, packer: &mut Packer) -> Result<Option<PackedBody>> {
    while let Some(item) = items.next().await? {
        if let Some(packed) = packer.push(&item)? {
            return Ok(Some(packed));
        }
    }
    Ok(None)
}
