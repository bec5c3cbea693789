//! Running the job of an export and opening its file.
//!
//! A job may name its file before the file exists, so the link is followed only after the job has completed.
//! Only the id of the file is taken from the link, because the API spells its path in two ways.

use super::file::ExportFile;
use crate::bulk::activity::job_id;
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::call::Target;
use crate::transport::future::BoxFuture;
use crate::transport::response::Response;
use crate::types::{Activity, ContactsExport};
use percent_encoding::percent_decode_str;
use std::time::Duration;
use tokio::time::Instant;

/// The path below which the files are.
const FILES: &str = "/contact_exports/";

/// # Bulk work: exports
impl Client {
    /// Exports contacts to a CSV.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::ContactsExport;
    ///
    /// let everybody = ContactsExport::new();
    /// let file = client.export_contacts(everybody).send().await?;
    /// file.save_to("contacts.csv").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Without a filter, all contacts are exported with all fields. Select contacts with one of
    /// `contact_ids`, `list_ids`, `tag_ids` and `segment_id`.
    ///
    /// `POST /activities/contact_exports`, then `GET /activities/{activity_id}` until the job has
    /// completed, then `GET /contact_exports/{file_export_id}`; scope `contact_data`, Cargo feature `bulk-activities`.
    #[doc(alias = "download")]
    pub fn export_contacts(&self, filter: ContactsExport) -> ExportContacts {
        ExportContacts {
            client: self.clone(),
            job: Job::New(Box::new(filter)),
            interval: None,
            timeout: None,
        }
    }

    /// Opens the file of an export that was begun earlier, by the id of its job.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// let file = client.exported_contacts("04fe9a97-a579-43c5-bb1a-58ed29bf0a6a").send().await?;
    /// file.save_to("contacts.csv").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// The API keeps the job for ten days. `GET /activities/{activity_id}`, then
    /// `GET /contact_exports/{file_export_id}`; scope `contact_data`, Cargo feature `bulk-activities`.
    pub fn exported_contacts(&self, activity_id: impl Into<String>) -> ExportContacts {
        ExportContacts {
            client: self.clone(),
            job: Job::Begun(activity_id.into()),
            interval: None,
            timeout: None,
        }
    }
}

enum Job {
    New(Box<ContactsExport>),
    Begun(String),
}

/// The builder of [`Client::export_contacts`].
#[must_use = "nothing is sent before `send`"]
pub struct ExportContacts {
    client: Client,
    job: Job,
    interval: Option<Duration>,
    timeout: Option<Duration>,
}

crate::opaque_debug!(ExportContacts, "ExportContacts");

impl ExportContacts {
    /// Sets a fixed wait between two polls of the job instead of a growing one.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = Some(interval);
        self
    }

    /// Sets how long to wait for the job and its file. After that, the call fails with the kind
    /// [`ErrorKind::Timeout`]. Default: 6 hours. `Duration::MAX` means no limit.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Begins the job without waiting for it, and returns it with its id. Open its file later with
    /// [`Client::exported_contacts`].
    ///
    /// # Errors
    ///
    /// The same as for every call.
    pub async fn start(self) -> Result<Activity> {
        let activity = match self.job {
            Job::New(filter) => self.client.create_export_activity(*filter).send().await?,
            Job::Begun(id) => self.client.get_activity_by_id(id).send().await?,
        };
        Ok(activity.into_inner())
    }

    /// Waits for the job to complete and opens its file.
    ///
    /// While the server is still writing the file (202), the file is requested again, for 5 minutes at most.
    /// If the future is dropped, the job continues at the server.
    ///
    /// # Errors
    ///
    /// The same as for every call; [`ErrorKind::Activity`] if the job failed, was cancelled or
    /// timed out, [`ErrorKind::Timeout`] after the timeout, and [`ErrorKind::Decode`] if a success has
    /// HTML, JSON or nothing in place of a file.
    pub fn send(self) -> impl Future<Output = Result<ExportFile>> + Send {
        self.into_future()
    }

    async fn execute(self) -> Result<ExportFile> {
        let id = match self.job {
            Job::New(filter) => {
                let begun = self.client.create_export_activity(*filter).send().await?;
                let id = job_id(&begun).map(str::to_owned);
                id.ok_or_else(|| unusable(&begun, "the answer does not name the job"))?
            }
            Job::Begun(id) => id,
        };
        let deadline = self
            .timeout
            .and_then(|limit| Instant::now().checked_add(limit));
        let mut poller = self.client.activity(id);
        if let Some(interval) = self.interval {
            poller = poller.interval(interval);
        }
        if let Some(timeout) = self.timeout {
            poller = poller.timeout(timeout);
        }
        let activity = poller.completed().await?;
        let file = file_id(&self.client, &activity)?;
        let client = self.client.with_deadline(deadline);
        let answer = client.get_csv_export_file(file).send().await?;
        Ok(ExportFile::new(activity.into_inner(), answer))
    }
}

/// The same as [`send`](ExportContacts::send).
impl IntoFuture for ExportContacts {
    type Output = Result<ExportFile>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.execute())
    }
}

fn unusable(answer: &Response<Activity>, message: &str) -> Error {
    answer.describe(Error::new(ErrorKind::Decode, message))
}

/// The last segment of the link to the file.
fn file_id(client: &Client, activity: &Response<Activity>) -> Result<String> {
    let unnamed = || unusable(activity, "the job does not name its file");
    let links = activity.links.as_ref();
    let href = links.and_then(|links| links.results.as_ref()?.href.clone());
    let link = Target::Link {
        from: FILES.to_owned(),
        link: href.filter(|href| !href.is_empty()).ok_or_else(unnamed)?,
    };
    let url = client
        .url(&link)
        .map_err(|error| activity.describe(error))?;
    let id = url.path().trim_end_matches('/').rsplit('/').next();
    let id = percent_decode_str(id.unwrap_or_default())
        .decode_utf8()
        .map_err(|_| unnamed())?;
    Ok(id.into_owned())
}

#[cfg(test)]
mod tests;
