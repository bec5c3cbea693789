//! What the jobs do when they complete.

use super::export::Export;
use super::{Counts, Rows, Source};
use crate::id::{Id, Ids};
use crate::state::Account;
use crate::state::contacts::{Contact, ImportOptions, Imported, Permission};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// How many messages about rows a job keeps.
const MOST_ERRORS: usize = 100;
/// How many lists or tags a contact can have.
const MOST: usize = 50;

/// What a job does.
pub(crate) enum Work {
    Import(Import),
    Export(Export),
    AddToLists {
        source: Source,
        lists: Vec<Id>,
    },
    RemoveFromLists {
        source: Source,
        lists: Vec<Id>,
    },
    AddTags {
        source: Source,
        tags: Vec<Id>,
    },
    RemoveTags {
        source: Source,
        tags: Vec<Id>,
    },
    DeleteContacts(Source),
    DeleteLists(Vec<String>),
    DeleteTags(Vec<String>),
    DeleteCustomFields(Vec<String>),
    /// The job of somebody else.
    Nothing,
}

/// An import.
pub(crate) struct Import {
    pub rows: Rows,
    pub lists: Vec<Id>,
    pub is_sms_explicit: bool,
    /// The rows that a test lets fail, from 1.
    pub failing_rows: BTreeSet<u64>,
}

/// What a job has done.
#[derive(Default)]
pub(crate) struct Done {
    pub counts: Counts,
    pub errors: Vec<String>,
    pub file: Option<Bytes>,
}

impl Work {
    /// Has its effect on the account, at the time when the job ended.
    pub fn apply(self, account: &mut Account, ids: &mut Ids, now: DateTime<Utc>) -> Done {
        match self {
            Self::Import(import) => import.apply(account, ids, now),
            Self::Export(export) => export.apply(account, now),
            Self::AddToLists { source, lists } => {
                let lists = existing(&lists, |id| account.has_list(id));
                each(account, &source, now, |contact| join(contact, &lists, now))
            }
            Self::RemoveFromLists { source, lists } => each(account, &source, now, |contact| {
                contact.lists.retain(|list| !lists.contains(list));
                contact.updated_at = now;
                Ok(())
            }),
            Self::AddTags { source, tags } => {
                let tags = existing(&tags, |id| account.tags.contains_key(&id));
                each(account, &source, now, |contact| tag(contact, &tags, now))
            }
            Self::RemoveTags { source, tags } => each(account, &source, now, |contact| {
                if let Some(details) = &mut contact.details {
                    details.tags.retain(|tag| !tags.contains(tag));
                    contact.updated_at = now;
                }
                Ok(())
            }),
            Self::DeleteContacts(source) => each(account, &source, now, |contact| {
                contact.delete(now);
                Ok(())
            }),
            Self::DeleteLists(lists) => remove(&lists, "list", |id| {
                let exists = account.has_list(id);
                account.delete_list(id, now);
                exists
            }),
            Self::DeleteTags(tags) => {
                let mut done = remove(&tags, "tag", |id| {
                    let exists = account.tags.contains_key(&id);
                    account.delete_tag(id);
                    exists
                });
                let deleted = tags.len() - done.errors.len();
                done.counts = [("items_completed_count", deleted as u64)].into();
                done
            }
            Self::DeleteCustomFields(fields) => remove(&fields, "custom field", |id| {
                let exists = account.custom_fields.contains_key(&id);
                account.delete_custom_field(id);
                exists
            }),
            Self::Nothing => Done::default(),
        }
    }
}

impl Import {
    fn apply(self, account: &mut Account, ids: &mut Ids, now: DateTime<Utc>) -> Done {
        let options = ImportOptions {
            lists: existing(&self.lists, |id| account.has_list(id)),
            is_sms_explicit: self.is_sms_explicit,
        };
        let (mut imported, mut failed, mut not_on_lists) = (0, 0, 0);
        let mut errors = Vec::new();
        for (number, row) in (1..).zip(self.rows.iter()) {
            let result = match self.failing_rows.contains(&number) {
                true => Err("the row cannot be imported".to_owned()),
                false => account.import_row(ids, row, &options, now),
            };
            match result {
                Ok(Imported { is_on_lists }) => {
                    imported += 1;
                    not_on_lists += u64::from(!is_on_lists);
                }
                Err(problem) => {
                    failed += 1;
                    if errors.len() < MOST_ERRORS {
                        errors.push(format!("Row {number}: {problem}"));
                    }
                }
            }
        }
        let counts = [
            ("person_count", imported),
            ("error_count", failed),
            ("correctable_count", 0),
            ("cannot_add_to_list_count", not_on_lists),
        ];
        Done {
            counts: counts.into(),
            errors,
            file: None,
        }
    }
}

/// Changes each contact of a source. A change that is not possible is an error of the job.
fn each(
    account: &mut Account,
    source: &Source,
    now: DateTime<Utc>,
    mut change: impl FnMut(&mut Contact) -> Result<(), &'static str>,
) -> Done {
    let (found, unknown) = source.find(account, now);
    let total = found.len() + unknown.len();
    let unknown = unknown
        .iter()
        .map(|id| format!("Contact {id} does not exist"));
    let mut errors: Vec<String> = unknown.collect();
    let mut completed = 0;
    for id in found {
        let Some(contact) = account.contacts.get_mut(id) else {
            continue;
        };
        match change(contact) {
            Ok(()) => completed += 1,
            Err(problem) => errors.push(format!("Contact {id} {problem}")),
        }
    }
    errors.truncate(MOST_ERRORS);
    Done {
        counts: [
            ("items_total_count", total as u64),
            ("items_completed_count", completed),
        ]
        .into(),
        errors,
        file: None,
    }
}

/// Adds a contact to lists, which revives one that was deleted.
fn join(contact: &mut Contact, lists: &[Id], now: DateTime<Utc>) -> Result<(), &'static str> {
    if contact.permission == Permission::Unsubscribed {
        return Err("has unsubscribed");
    }
    let new = lists.iter().filter(|list| !contact.lists.contains(list));
    if contact.lists.len() + new.count() > MOST {
        return Err("is on too many lists");
    }
    contact.deleted_at = None;
    contact.join(lists);
    contact.updated_at = now;
    Ok(())
}

fn tag(contact: &mut Contact, tags: &[Id], now: DateTime<Utc>) -> Result<(), &'static str> {
    let held = contact.tags();
    let new: Vec<Id> = tags
        .iter()
        .copied()
        .filter(|tag| !held.contains(tag))
        .collect();
    if held.len() + new.len() > MOST {
        return Err("has too many tags");
    }
    if !new.is_empty() {
        contact.details_mut().tags.extend(new);
        contact.updated_at = now;
    }
    Ok(())
}

/// Those that were not deleted while the job waited.
fn existing(ids: &[Id], exists: impl Fn(Id) -> bool) -> Vec<Id> {
    ids.iter().copied().filter(|id| exists(*id)).collect()
}

/// Deletes resources by their ids.
fn remove(ids: &[String], what: &str, mut delete: impl FnMut(Id) -> bool) -> Done {
    let unknown = ids
        .iter()
        .filter(|text| !Id::parse(text).is_some_and(&mut delete));
    Done {
        errors: unknown
            .map(|id| format!("The {what} {id} does not exist"))
            .collect(),
        ..Done::default()
    }
}

impl Account {
    /// Whether the list exists and is not deleted.
    pub fn has_list(&self, id: Id) -> bool {
        self.lists.get(&id).is_some_and(|list| !list.is_deleted())
    }
}
