//! Running an import: checking the source, then sending its parts.

use super::account::{check_account, token_owner};
use super::builder::ImportCsv;
use super::form::{Fields, Upload, of_import};
#[cfg(feature = "contacts-custom-fields")]
use super::headings::check_headings;
use super::limits::limits;
use super::name::{import_id, part_name};
use super::parts::{HashedPart, Parts, SourceSummary, SplitOptions};
use crate::bulk::activity::find_file;
use crate::bulk::delivery::Delivery;
use crate::bulk::ids::check_ids;
use crate::bulk::job::BulkJob;
use crate::bulk::journal::{Begin, JournalState};
use crate::bulk::part::{PartRequest, UploadedFile};
use crate::bulk::progress::Phase;
use crate::client::{Client, runtime};
use crate::error::{Error, Result};
use crate::transport::future::BoxFuture;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

impl ImportCsv {
    /// Uploads all parts and returns the jobs that import them.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::CsvSource;
    /// let import = client.import_csv(CsvSource::bytes("email\nann@example.com\n"), ["list-id"]);
    /// let report = import.send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// If the future is dropped, no further part is sent. The server processes the parts that it has; it may or may
    /// not have the part that was being sent. With a [journal](Self::journal), the import can be resumed.
    ///
    /// # Errors
    ///
    /// The same as for every call, and:
    ///
    /// * [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if there is no list, the journal belongs to
    ///   another import, or the CSV has a fault ([`Error::csv`] says where). If the source is a file or bytes, nothing
    ///   was sent. Also for headings that `check_headings` finds (`Error::unknown_headings`): nothing was sent, whatever
    ///   the source.
    /// * [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read, or changed during the import.
    /// * [`ErrorKind::Input`](crate::ErrorKind::Input) if a stream yields an error.
    /// * [`ErrorKind::Store`](crate::ErrorKind::Store) if the journal cannot be locked, read or written, or its lock was
    ///   lost; [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is damaged.
    ///
    /// If parts were sent before, [`Error::report`] says which rows the server has and which it does not have.
    pub fn send(self) -> impl Future<Output = Result<BulkJob>> + Send {
        self.into_future()
    }

    /// The fields of the form, and the limits that they leave for a part.
    pub(super) fn form(&self) -> Result<(Fields, SplitOptions)> {
        check_ids("list_ids", &self.lists)?;
        let permission = self.permission.as_ref();
        let fields = Fields {
            lists: self.lists.join(","),
            permission: permission.map(ToString::to_string),
        };
        let options = SplitOptions {
            limits: limits(self.max_bytes, self.max_lines, &fields)?,
            drop_repeated_headers: self.drop_repeated_headers,
        };
        Ok((fields, options))
    }

    async fn deliver(self) -> Result<BulkJob> {
        runtime()?;
        let (fields, options) = self.form()?;
        let mut journal = match self.journal {
            Some(journal) => JournalState::load(journal).await?,
            None => JournalState::none(),
        };
        let begun = journal.begun().map(|begun| begun.import.clone());
        let id_is_new = self.id.is_some() && begun.is_none();
        let source = self.source.open().await?;
        let id = import_id(self.id, begun.as_deref(), source.stem.as_deref())?;
        let mut parts = Parts::new(source, options);
        #[cfg(feature = "contacts-custom-fields")]
        if self.check_headings && journal.last_part() == 0 {
            check_headings(&self.client, &mut parts).await?;
        }
        let publisher = self.publisher;
        let summary = parts
            .check(|bytes| publisher.change(|progress| progress.bytes = bytes))
            .await?;
        if let Some(summary) = summary {
            publisher.change(|progress| {
                progress.bytes_total = Some(summary.bytes);
                progress.rows_total = Some(summary.rows);
                progress.parts_total = Some(summary.parts());
            });
        }
        let fingerprint = summary.map(SourceSummary::fingerprint);
        if id_is_new {
            check_unused(&self.client, &id).await?;
        }
        // No other import can have an id that was drawn here and was not in a journal.
        let find_duplicates_after = match (id_is_new, begun) {
            (true, _) => Some(self.timeouts.resend_after),
            (false, begun) => begun.map(|_| Duration::ZERO),
        };
        if journal.has_journal() {
            let begin = Begin::new(
                id.clone(),
                fields.lists.clone(),
                fields.permission.clone(),
                (options.limits.max_bytes, options.limits.max_lines),
                fingerprint,
                token_owner(&self.client, &id).await?,
            );
            check_account(
                &self.client,
                &journal,
                &begin,
                self.timeouts.listing_timeout,
            )
            .await?;
            journal.begin(begin).await?;
            parts.expect_at_least(journal.last_part());
        }
        let mut delivery = Delivery::new(&self.client, &id, self.timeouts, journal, publisher);
        let fields = Arc::new(fields);
        delivery.publish(|progress| {
            progress.phase = Phase::Sending;
            progress.bytes = 0;
        });
        loop {
            let next = parts.next().await;
            let (empty_rows, repeated_headers) = parts.left_out();
            delivery.set_left_out(empty_rows, repeated_headers);
            let next = match next {
                Ok(Some(next)) => next,
                Ok(None) => {
                    let job = BulkJob::new(delivery.complete());
                    return Ok(job.find_duplicates_after(find_duplicates_after));
                }
                Err(error) => return Err(delivery.abort(error)),
            };
            delivery.deliver(upload(&id, &fields, next)).await?;
            delivery.publish(|progress| progress.bytes = parts.read);
        }
    }
}

/// The same as [`send`](ImportCsv::send).
impl IntoFuture for ImportCsv {
    type Output = Result<BulkJob>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.deliver().await.map_err(of_import) })
    }
}

/// The request that uploads a part.
fn upload(id: &str, fields: &Arc<Fields>, next: HashedPart) -> PartRequest {
    let name = part_name(id, next.part.number);
    let sha256 = next.sha256();
    let upload = Upload {
        fields: Arc::clone(fields),
        csv: next.part.bytes,
        name: name.clone(),
    };
    PartRequest {
        number: next.part.number,
        rows: next.part.rows,
        lines: Some(next.part.lines),
        is_last: next.is_last,
        file: Some(UploadedFile { name, sha256 }),
        call: Box::new(move || upload.call()),
    }
}

/// Makes sure that no listed job has a file name of this import. Otherwise the part with that name would count as
/// sent.
async fn check_unused(client: &Client, id: &str) -> Result<()> {
    let found = find_file(client, &part_name(id, 1), &HashMap::new()).await?;
    match found.jobs.is_empty() {
        true => Ok(()),
        false => Err(Error::invalid_request(
            "the import id was used before: the server lists a job of its first part",
        )),
    }
}
