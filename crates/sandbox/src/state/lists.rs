//! The lists, tags, custom fields and segments of an account.

use super::Account;
use super::contacts::Details;
use crate::id::Id;
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::BTreeMap;

/// A list of contacts. The contacts hold the memberships.
#[derive(Debug, Clone)]
pub(crate) struct List {
    pub name: String,
    pub description: Option<String>,
    pub favorite: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A tag. The contacts hold the taggings.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    pub name: String,
    pub source: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A custom field.
#[derive(Debug, Clone)]
pub(crate) struct CustomField {
    pub label: String,
    /// Made from the label; import files name the field by it.
    pub name: String,
    pub kind: String,
    pub version: u64,
    pub metadata: Value,
    pub choices: Vec<Choice>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A choice of a custom field.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub id: u64,
    pub label: String,
    pub order: u64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A segment.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    pub name: String,
    /// The conditions, as the JSON text that was sent.
    pub criteria: String,
    /// Whether its contacts were asked for since the conditions changed: the first answer takes time.
    pub is_evaluated: bool,
    pub created_at: DateTime<Utc>,
    pub edited_at: DateTime<Utc>,
    pub is_deleted: bool,
}

/// The lists by id. Deleted ones stay.
pub(crate) type Lists = BTreeMap<Id, List>;
pub(crate) type Tags = BTreeMap<Id, Tag>;
pub(crate) type CustomFields = BTreeMap<Id, CustomField>;
/// The segments by id, which is a number.
pub(crate) type Segments = BTreeMap<u64, Segment>;

impl List {
    pub fn new(name: impl Into<String>, now: DateTime<Utc>) -> Self {
        Self {
            name: name.into(),
            description: None,
            favorite: false,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }
}

impl Account {
    /// Deletes a list and its memberships.
    pub fn delete_list(&mut self, id: Id, now: DateTime<Utc>) {
        if let Some(list) = self.lists.get_mut(&id) {
            list.deleted_at.get_or_insert(now);
        }
        for contact in self.contacts.iter_mut() {
            contact.lists.retain(|list| *list != id);
        }
    }

    /// Deletes a tag and its taggings.
    pub fn delete_tag(&mut self, id: Id) {
        self.tags.remove(&id);
        for details in self.details_mut() {
            details.tags.retain(|tag| *tag != id);
        }
    }

    /// Deletes a custom field and its values.
    pub fn delete_custom_field(&mut self, id: Id) {
        self.custom_fields.remove(&id);
        for details in self.details_mut() {
            details.custom_fields.retain(|value| value.field != id);
        }
    }

    fn details_mut(&mut self) -> impl Iterator<Item = &mut Details> {
        let contacts = self.contacts.iter_mut();
        contacts.filter_map(|contact| contact.details.as_deref_mut())
    }
}

/// The id of the list with a name, if it is not deleted.
pub(crate) fn list_named(lists: &Lists, name: &str) -> Option<Id> {
    let mut lists = lists.iter();
    let found = lists.find(|(_, list)| !list.is_deleted() && same_name(&list.name, name));
    found.map(|(id, _)| *id)
}

/// Whether two names are the same to the API. That it ignores case is not documented.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
