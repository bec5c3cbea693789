//! A contact that a test adds.

use super::list;
use crate::id::{Id, Ids};
use crate::state::Account;
use crate::state::contacts::{Contact, Permission, Source};
use chrono::{DateTime, Utc};
use std::fmt;

/// A contact for [`Sandbox::add_contact`](crate::Sandbox::add_contact). Its `Debug` form hides the person.
///
/// ```
/// # use constant_contact_sandbox::NewContact;
/// let contact = NewContact::new("ada@example.com").name("Ada", "Lovelace").lists(["News"]);
/// # drop(contact);
/// ```
#[derive(Clone)]
pub struct NewContact {
    email: String,
    names: Option<(String, String)>,
    lists: Vec<String>,
    permission: Permission,
    opt_out_source: Source,
    is_deleted: bool,
}

impl NewContact {
    /// A contact on no list, with the permission `implicit`.
    ///
    /// ```
    /// # use constant_contact_sandbox::NewContact;
    /// let contact = NewContact::new("ada@example.com");
    /// # drop(contact);
    /// ```
    #[must_use]
    pub fn new(email: impl Into<String>) -> Self {
        Self {
            email: email.into(),
            names: None,
            lists: Vec::new(),
            permission: Permission::Implicit,
            opt_out_source: Source::Contact,
            is_deleted: false,
        }
    }

    /// The first and the last name.
    ///
    /// ```
    /// # use constant_contact_sandbox::NewContact;
    /// let contact = NewContact::new("ada@example.com").name("Ada", "Lovelace");
    /// # drop(contact);
    /// ```
    #[must_use]
    pub fn name(mut self, first: &str, last: &str) -> Self {
        self.names = Some((first.to_owned(), last.to_owned()));
        self
    }

    /// The lists that the contact is on, by id or by name; a list that does not exist is added.
    ///
    /// ```
    /// # use constant_contact_sandbox::NewContact;
    /// let contact = NewContact::new("ada@example.com").lists(["News", "Friends"]);
    /// # drop(contact);
    /// ```
    #[must_use]
    pub fn lists<L: AsRef<str>>(mut self, lists: impl IntoIterator<Item = L>) -> Self {
        let lists = lists.into_iter().map(|list| list.as_ref().to_owned());
        self.lists.extend(lists);
        self
    }

    /// With the permission `explicit`: the contact has asked for email.
    ///
    /// ```
    /// # use constant_contact_sandbox::NewContact;
    /// let contact = NewContact::new("ada@example.com").explicit();
    /// # drop(contact);
    /// ```
    #[must_use]
    pub fn explicit(mut self) -> Self {
        self.permission = Permission::Explicit;
        self
    }

    /// Unsubscribed by the contact. The account cannot take this back.
    ///
    /// ```
    /// # use constant_contact_sandbox::NewContact;
    /// let contact = NewContact::new("ada@example.com").unsubscribed();
    /// # drop(contact);
    /// ```
    #[must_use]
    pub fn unsubscribed(mut self) -> Self {
        self.permission = Permission::Unsubscribed;
        self.opt_out_source = Source::Contact;
        self
    }

    /// Unsubscribed by the account.
    ///
    /// ```
    /// # use constant_contact_sandbox::NewContact;
    /// let contact = NewContact::new("ada@example.com").unsubscribed_by_account();
    /// # drop(contact);
    /// ```
    #[must_use]
    pub fn unsubscribed_by_account(mut self) -> Self {
        self.permission = Permission::Unsubscribed;
        self.opt_out_source = Source::Account;
        self
    }

    /// Deleted: the contact is on no list, and its address is still taken.
    ///
    /// ```
    /// # use constant_contact_sandbox::NewContact;
    /// let contact = NewContact::new("ada@example.com").deleted();
    /// # drop(contact);
    /// ```
    #[must_use]
    pub fn deleted(mut self) -> Self {
        self.is_deleted = true;
        self
    }

    pub(super) fn add(self, account: &mut Account, ids: &mut Ids, now: DateTime<Utc>) -> Id {
        let mut lists = Vec::with_capacity(self.lists.len());
        for name in &self.lists {
            let known = Id::parse(name).filter(|id| account.lists.contains_key(id));
            lists.push(known.unwrap_or_else(|| list(&mut account.lists, ids, name, now)));
        }
        let contacts = &mut account.contacts;
        let existing = contacts.by_address(&self.email).map(|contact| contact.id);
        let id = existing.unwrap_or_else(|| {
            contacts
                .add(Contact::new(ids.id(), Source::Account, now))
                .id
        });
        contacts.set_address(id, &self.email);
        let contact = contacts.get_mut(id).expect("it was added");
        contact.deleted_at = None;
        contact.updated_at = now;
        if let Some((first, last)) = self.names {
            contact.first_name = Some(first.into());
            contact.last_name = Some(last.into());
        }
        match self.permission {
            Permission::Unsubscribed => {
                // An earlier opt-out would stay as it is.
                contact.permit(Permission::NotSet, Source::Account, now);
                contact.unsubscribe(self.opt_out_source, None, now);
            }
            permission => contact.permit(permission, Source::Account, now),
        }
        contact.join(&lists);
        if self.is_deleted {
            contact.delete(now);
        }
        id
    }
}

impl<T: Into<String>> From<T> for NewContact {
    fn from(email: T) -> Self {
        Self::new(email)
    }
}

impl fmt::Debug for NewContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewContact")
            .field("lists", &self.lists)
            .field("permission", &self.permission)
            .finish_non_exhaustive()
    }
}
