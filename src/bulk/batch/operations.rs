//! The bulk operations on ids: the path, the body and the number of ids per request of each.

use super::builder::Batch;
use super::items::BulkItems;
use super::packer::{BodyTemplate, MAX_BYTES};
use crate::bulk::ids::check_ids;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::transport::call::Operation;

const fn post(name: &'static str, path: &'static str) -> Operation {
    Operation {
        name,
        method: reqwest::Method::POST,
        path,
        partner: false,
        idempotent: false,
    }
}

static DELETE_CONTACTS: Operation = post("create_delete_activity", "/activities/contact_delete");
static ADD_TO_LISTS: Operation = post(
    "create_list_add_activity",
    "/activities/add_list_memberships",
);
static REMOVE_FROM_LISTS: Operation = post(
    "create_list_remove_activity",
    "/activities/remove_list_memberships",
);
static TAG: Operation = post(
    "create_tag_add_contact_activity",
    "/activities/contacts_taggings_add",
);
static UNTAG: Operation = post(
    "create_tag_remove_activity",
    "/activities/contacts_taggings_remove",
);
static DELETE_LISTS: Operation = post("create_list_delete_activity", "/activities/list_delete");
static DELETE_TAGS: Operation = post(
    "create_tag_delete_activity",
    "/activities/contacts_tags_delete",
);
static DELETE_FIELDS: Operation = post(
    "post_custom_field_delete",
    "/activities/custom_fields_delete",
);

/// A body that consists of one list of ids.
fn ids(name: &str, max_items: u64) -> Result<BodyTemplate> {
    Ok(BodyTemplate {
        before: format!("{{\"{name}\":["),
        after: "]}",
        max_items,
        max_bytes: MAX_BYTES,
    })
}

/// A body with contacts and the lists or tags that they are added to or removed from.
fn contacts_with<T: Into<String>>(
    name: &str,
    targets: impl IntoIterator<Item = T>,
) -> Result<BodyTemplate> {
    let targets: Vec<String> = targets.into_iter().map(Into::into).collect();
    check_ids(name, &targets)?;
    let targets = serde_json::to_string(&targets)
        .map_err(|_| Error::invalid_request("the ids cannot be written as JSON"))?;
    Ok(BodyTemplate {
        before: format!("{{\"{name}\":{targets},\"source\":{{\"contact_ids\":["),
        after: "]}}",
        max_items: 500,
        max_bytes: MAX_BYTES,
    })
}

/// # Bulk work: any number of ids
impl Client {
    fn batch(
        &self,
        operation: &'static Operation,
        template: Result<BodyTemplate>,
        items: impl Into<BulkItems<String>>,
    ) -> Batch {
        Batch::new(self, operation, template, items.into().into_items())
    }

    /// Deletes any number of contacts, 500 with each request.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client, ids: Vec<String>) -> constant_contact::Result<()> {
    /// let report = client.delete_contacts(ids).send().await?.finish().await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    ///
    /// After a crash, make the same call again: deleted contacts remain deleted.
    ///
    /// `POST /activities/contact_delete`, scope `contact_data`, Cargo feature `bulk-activities`.
    pub fn delete_contacts(&self, contacts: impl Into<BulkItems<String>>) -> Batch {
        self.batch(&DELETE_CONTACTS, ids("contact_ids", 500), contacts)
    }

    /// Deletes all contacts in any number of lists, 50 lists with each request. The lists remain.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// let report = client.delete_contacts_in_lists(["list-id"]).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// If the same call is made again, for example after a crash, it also deletes the contacts who have joined the
    /// lists in the meantime. The rows of the report are the lists.
    ///
    /// `POST /activities/contact_delete`, scope `contact_data`, Cargo feature `bulk-activities`.
    pub fn delete_contacts_in_lists(&self, lists: impl Into<BulkItems<String>>) -> Batch {
        self.batch(&DELETE_CONTACTS, ids("list_ids", 50), lists)
    }

    /// Adds any number of contacts to 1 to 50 lists, 500 contacts with each request.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client, ids: Vec<String>) -> constant_contact::Result<()> {
    /// let report = client.add_contacts_to_lists(ids, ["list-id"]).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Deleted contacts are restored. If the same call is made again, contacts who have left a list in the meantime
    /// are put back on it.
    ///
    /// `POST /activities/add_list_memberships`, scope `contact_data`, Cargo feature `bulk-activities`.
    #[doc(alias = "add_to_list")]
    pub fn add_contacts_to_lists(
        &self,
        contacts: impl Into<BulkItems<String>>,
        lists: impl IntoIterator<Item = impl Into<String>>,
    ) -> Batch {
        self.batch(&ADD_TO_LISTS, contacts_with("list_ids", lists), contacts)
    }

    /// Removes any number of contacts from 1 to 50 lists, 500 contacts with each request.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client, ids: Vec<String>) -> constant_contact::Result<()> {
    /// let report = client.remove_contacts_from_lists(ids, ["list-id"]).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// If the same call is made again, contacts who have joined a list in the meantime are removed from it.
    ///
    /// `POST /activities/remove_list_memberships`, scope `contact_data`, Cargo feature `bulk-activities`.
    #[doc(alias = "remove_from_list")]
    pub fn remove_contacts_from_lists(
        &self,
        contacts: impl Into<BulkItems<String>>,
        lists: impl IntoIterator<Item = impl Into<String>>,
    ) -> Batch {
        self.batch(
            &REMOVE_FROM_LISTS,
            contacts_with("list_ids", lists),
            contacts,
        )
    }

    /// Adds 1 to 50 tags to any number of contacts, 500 contacts with each request.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client, ids: Vec<String>) -> constant_contact::Result<()> {
    /// let report = client.tag_contacts(ids, ["tag-id"]).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// `POST /activities/contacts_taggings_add`, scope `contact_data`, Cargo feature `bulk-activities`.
    #[doc(alias = "add_tag")]
    pub fn tag_contacts(
        &self,
        contacts: impl Into<BulkItems<String>>,
        tags: impl IntoIterator<Item = impl Into<String>>,
    ) -> Batch {
        self.batch(&TAG, contacts_with("tag_ids", tags), contacts)
    }

    /// Removes 1 to 50 tags from any number of contacts, 500 contacts with each request.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client, ids: Vec<String>) -> constant_contact::Result<()> {
    /// let report = client.untag_contacts(ids, ["tag-id"]).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// `POST /activities/contacts_taggings_remove`, scope `contact_data`, Cargo feature `bulk-activities`.
    #[doc(alias = "remove_tag")]
    pub fn untag_contacts(
        &self,
        contacts: impl Into<BulkItems<String>>,
        tags: impl IntoIterator<Item = impl Into<String>>,
    ) -> Batch {
        self.batch(&UNTAG, contacts_with("tag_ids", tags), contacts)
    }

    /// Deletes any number of lists, 100 with each request. Their contacts remain.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// let report = client.delete_lists(["list-id"]).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// `POST /activities/list_delete`, scope `contact_data`, Cargo feature `bulk-activities`.
    pub fn delete_lists(&self, lists: impl Into<BulkItems<String>>) -> Batch {
        self.batch(&DELETE_LISTS, ids("list_ids", 100), lists)
    }

    /// Deletes any number of tags, 500 with each request.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// let report = client.delete_tags(["tag-id"]).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// `POST /activities/contacts_tags_delete`, scope `contact_data`, Cargo feature `bulk-activities`.
    pub fn delete_tags(&self, tags: impl Into<BulkItems<String>>) -> Batch {
        self.batch(&DELETE_TAGS, ids("tag_ids", 500), tags)
    }

    /// Deletes any number of custom fields with all their values, 100 with each request.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// let report = client.delete_custom_fields(["field-id"]).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// `POST /activities/custom_fields_delete`, scope `contact_data`, Cargo feature `bulk-activities`.
    pub fn delete_custom_fields(&self, fields: impl Into<BulkItems<String>>) -> Batch {
        self.batch(&DELETE_FIELDS, ids("custom_field_ids", 100), fields)
    }
}

#[cfg(test)]
mod tests;
