//! What the deletion of lists, tags and custom fields does to an account. Each function says whether there
//! was something to delete.

use crate::id::Id;
use crate::state::Account;
use chrono::{DateTime, Utc};

impl Account {
    /// Whether the list exists and is not deleted.
    pub fn has_list(&self, id: Id) -> bool {
        self.lists.get(&id).is_some_and(|list| !list.is_deleted())
    }

    /// Deletes a list: its contacts stay, without it.
    pub fn delete_list(&mut self, id: Id, now: DateTime<Utc>) -> bool {
        let Some(list) = self.lists.get_mut(&id).filter(|list| !list.is_deleted()) else {
            return false;
        };
        list.deleted_at = Some(now);
        for contact in self.contacts.iter_mut() {
            contact.lists.retain(|list| *list != id);
        }
        true
    }

    /// Deletes a tag, and takes it from its contacts.
    pub fn delete_tag(&mut self, id: Id) -> bool {
        let details = self
            .contacts
            .iter_mut()
            .filter_map(|one| one.details.as_mut());
        details.for_each(|details| details.tags.retain(|tag| *tag != id));
        self.tags.remove(&id).is_some()
    }

    /// Deletes a custom field, with its values.
    pub fn delete_custom_field(&mut self, id: Id) -> bool {
        let details = self
            .contacts
            .iter_mut()
            .filter_map(|one| one.details.as_mut());
        details.for_each(|details| details.custom_fields.retain(|value| value.field != id));
        self.custom_fields.remove(&id).is_some()
    }
}
