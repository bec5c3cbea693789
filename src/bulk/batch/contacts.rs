//! Importing contacts from memory, as JSON.

use super::builder::Batch;
use super::items::BulkItems;
use super::packer::{BodyTemplate, MAX_BYTES};
use crate::bulk::ids::check_ids;
use crate::bulk::job::BulkJob;
use crate::bulk::progress::ProgressFeed;
use crate::client::Client;
use crate::error::Result;
use crate::transport::call::Operation;
use crate::transport::future::BoxFuture;
use crate::types::{JsonImportContact, SmsPermissionToSend};
use std::time::Duration;

static OPERATION: Operation = Operation {
    name: "create_import_json_activity",
    method: reqwest::Method::POST,
    path: "/activities/contacts_json_import",
    partner: false,
    idempotent: false,
};

/// One less than the 40,000 of the API, in case that number is not included.
const MOST_CONTACTS: u64 = 39_999;

/// # Bulk work: contacts in memory
impl Client {
    /// Imports any number of contacts in memory into 1 to 50 lists, as one or more bulk jobs.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::BulkItems;
    /// use constant_contact::types::JsonImportContact;
    ///
    /// let contacts = BulkItems::iter((0..100_000).map(|number| {
    ///     JsonImportContact::new().email(format!("person-{number}@example.com"))
    /// }));
    /// let import = client.import_contacts(contacts, ["list-id"]).send().await?;
    /// println!("{}", import.finish().await?);
    /// # Ok(()) }
    /// ```
    ///
    /// The API silently drops everything beyond 4 MB or 40,000 contacts of a request, so the contacts are split
    /// into requests below both limits (of at most 39,999 contacts). The iterator or stream is read as needed. These
    /// jobs have no file name: if an answer is lost, it is unknown whether that part arrived.
    /// [`Client::import_csv`] can find out; prefer it for contacts that must not be imported twice.
    ///
    /// As in all imports, new contacts get implicit permission, and only the given properties of existing
    /// contacts change. According to the provider's guide, an import puts contacts back on a list that they left
    /// recently, and sends no welcome emails.
    ///
    /// `POST /activities/contacts_json_import` for each part, scope `contact_data`, Cargo feature `bulk-activities`.
    #[doc(alias = "bulk")]
    #[doc(alias = "upsert")]
    #[doc(alias = "sync")]
    pub fn import_contacts(
        &self,
        contacts: impl Into<BulkItems<JsonImportContact>>,
        lists: impl IntoIterator<Item = impl Into<String>>,
    ) -> ImportContacts {
        let lists: Vec<String> = lists.into_iter().map(Into::into).collect();
        let template = template(&lists, None);
        ImportContacts {
            batch: Batch::new(self, &OPERATION, template, contacts.into().into_items()),
            lists,
        }
    }
}

/// The builder of [`Client::import_contacts`].
#[must_use = "nothing is sent before `send`"]
pub struct ImportContacts {
    batch: Batch,
    lists: Vec<String>,
}

crate::opaque_debug!(ImportContacts, "ImportContacts");

impl ImportContacts {
    /// Sets the permission to send text messages. `Explicit` needs `sms_consent_date`.
    ///
    /// Default: no permission is set.
    pub fn sms_permission(mut self, permission: impl Into<SmsPermissionToSend>) -> Self {
        let template = template(&self.lists, Some(&permission.into()));
        self.batch = self.batch.template(template);
        self
    }

    /// Publishes the progress through `feed`.
    pub fn progress(mut self, feed: ProgressFeed) -> Self {
        self.batch = self.batch.progress(feed);
        self
    }

    /// Sets how long to wait for a full queue to drain; see [`Batch::queue_timeout`].
    pub fn queue_timeout(mut self, time: Duration) -> Self {
        self.batch = self.batch.queue_timeout(time);
        self
    }

    /// Sets whether a part whose answer was lost is sent again; see [`Batch::retry_ambiguous`].
    pub fn retry_ambiguous(mut self, yes: bool) -> Self {
        self.batch = self.batch.retry_ambiguous(yes);
        self
    }

    /// Sends all contacts in as many requests as needed; see [`Batch::send`].
    ///
    /// # Errors
    ///
    /// The same as for [`Batch::send`]. With no list or more than 50, nothing is sent.
    pub fn send(self) -> impl Future<Output = Result<BulkJob>> + Send {
        self.into_future()
    }
}

/// The same as [`send`](ImportContacts::send).
impl IntoFuture for ImportContacts {
    type Output = Result<BulkJob>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.batch.into_future()
    }
}

fn template(lists: &[String], permission: Option<&SmsPermissionToSend>) -> Result<BodyTemplate> {
    check_ids("list_ids", lists)?;
    let mut before = format!("{{\"list_ids\":{},", serde_json::json!(lists));
    if let Some(permission) = permission {
        let permission = serde_json::json!(permission.as_str());
        before.push_str(&format!("\"sms_permission_to_send\":{permission},"));
    }
    before.push_str("\"import_data\":[");
    Ok(BodyTemplate {
        before,
        after: "]}",
        max_items: MOST_CONTACTS,
        max_bytes: MAX_BYTES,
    })
}

#[cfg(test)]
mod tests;
