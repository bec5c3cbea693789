//! Which contacts a job is about.

use crate::id::Id;
use crate::state::Account;
use crate::state::contacts::Contact;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// How long a contact counts as a new subscriber.
const NEW: TimeDelta = TimeDelta::days(30);

/// A kind of contacts, of which a request has one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Selection {
    Ids(Vec<String>),
    OnLists(Vec<String>),
    WithTags(Vec<String>),
    /// Those that were in a segment when the job began.
    Found(Vec<Id>),
    Engaged(String),
    Active,
    New,
    /// All that are not deleted.
    All,
    /// All that are deleted.
    Deleted,
}

/// The contacts of a job.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Source {
    pub selection: Selection,
    /// The ids of contacts that are left out.
    pub excluded: BTreeSet<String>,
}

impl From<Selection> for Source {
    fn from(selection: Selection) -> Self {
        Self {
            selection,
            excluded: BTreeSet::new(),
        }
    }
}

impl Source {
    /// The ids of the contacts, and the ids that no contact has.
    pub fn find(&self, account: &Account, now: DateTime<Utc>) -> (Vec<Id>, Vec<String>) {
        let excluded: BTreeSet<Id> = self
            .excluded
            .iter()
            .filter_map(|id| Id::parse(id))
            .collect();
        if let Selection::Ids(ids) = &self.selection {
            let (mut found, mut unknown) = (Vec::new(), Vec::new());
            for text in ids {
                match Id::parse(text).filter(|id| account.contacts.get(*id).is_some()) {
                    Some(id) => found.push(id),
                    None => unknown.push(text.clone()),
                }
            }
            return (found, unknown);
        }
        if let Selection::Found(ids) = &self.selection {
            return (ids.clone(), Vec::new());
        }
        let wanted = self.selection.ids();
        let contacts = account.contacts.iter();
        let contacts = contacts.filter(|contact| {
            self.selection.has(contact, &wanted, now) && !excluded.contains(&contact.id)
        });
        (contacts.map(|contact| contact.id).collect(), Vec::new())
    }
}

impl Selection {
    /// The lists or tags.
    fn ids(&self) -> Vec<Id> {
        match self {
            Self::OnLists(ids) | Self::WithTags(ids) => {
                ids.iter().filter_map(|id| Id::parse(id)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn has(&self, contact: &Contact, ids: &[Id], now: DateTime<Utc>) -> bool {
        let has_one = |of: &[Id]| of.iter().any(|id| ids.contains(id));
        if contact.is_deleted() {
            return *self == Self::Deleted;
        }
        match self {
            Self::OnLists(_) => has_one(&contact.lists),
            Self::WithTags(_) => has_one(contact.tags()),
            // Nobody opens mails in the sandbox, so that nobody is engaged.
            Self::Engaged(level) => level == "unqualified",
            Self::Active => contact.is_active(),
            Self::New => contact.created_at + NEW > now,
            Self::All => true,
            Self::Ids(_) | Self::Found(_) | Self::Deleted => false,
        }
    }
}
