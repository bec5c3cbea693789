//! The bodies of the jobs that change lists, tags and custom fields, and of the deletion of contacts.

use super::super::refusal::invalid;
use super::import::check_lists;
use super::source::{selection, some_ids, with_exclusion};
use crate::answer::Answer;
use crate::id::Id;
use crate::request::Request;
use crate::state::Account;
use crate::state::activities::{Counts, NewJob, Selection, Source, Work};
use serde_json::Value;

/// The sources of the taggings.
const TAGGED: [&str; 5] = [
    "contact_ids",
    "list_ids",
    "tag_ids",
    "all_active_contacts",
    "new_subscriber",
];

/// The contract declares no limit for them.
const UNLIMITED: usize = usize::MAX;

pub(super) fn add_to_lists(account: &mut Account, request: &Request) -> Result<NewJob, Answer> {
    // The guide has `new_subscriber` too, which the contract lacks.
    let allowed = [
        "contact_ids",
        "list_ids",
        "all_active_contacts",
        "tag_ids",
        "engagement_level",
        "segment_id",
        "new_subscriber",
    ];
    let source = source(account, &request.json, &allowed)?;
    let lists = known_lists(account, &request.json)?;
    let counts = [("list_count", lists.len())];
    let work = Work::AddToLists { source, lists };
    Ok(job("add_list_memberships", work, &counts))
}

pub(super) fn remove_from_lists(
    account: &mut Account,
    request: &Request,
) -> Result<NewJob, Answer> {
    let allowed = [
        "contact_ids",
        "list_ids",
        "all_active_contacts",
        "tag_ids",
        "engagement_level",
    ];
    let source = source(account, &request.json, &allowed)?;
    let lists = known_lists(account, &request.json)?;
    let counts = [("list_count", lists.len())];
    let work = Work::RemoveFromLists { source, lists };
    Ok(job("remove_list_memberships", work, &counts))
}

pub(super) fn add_tags(account: &mut Account, request: &Request) -> Result<NewJob, Answer> {
    let source = source(account, &request.json, &TAGGED)?;
    let tags = known_tags(account, &request.json)?;
    let work = Work::AddTags { source, tags };
    Ok(job("contacts_taggings_add", work, &[]))
}

pub(super) fn remove_tags(account: &mut Account, request: &Request) -> Result<NewJob, Answer> {
    let source = source(account, &request.json, &TAGGED)?;
    let tags = known_tags(account, &request.json)?;
    let work = Work::RemoveTags { source, tags };
    Ok(job("contacts_taggings_remove", work, &[]))
}

pub(super) fn delete_contacts(account: &mut Account, request: &Request) -> Result<NewJob, Answer> {
    let contacts = selection(account, &request.json, &["contact_ids", "list_ids"])?;
    let contacts = contacts.ok_or_else(|| invalid("contact_ids or list_ids is missing"))?;
    let lists = match &contacts {
        Selection::OnLists(lists) => vec![("list_count", lists.len())],
        _ => Vec::new(),
    };
    let source = Source::from(contacts);
    Ok(job("contact_delete", Work::DeleteContacts(source), &lists))
}

pub(super) fn delete_lists(_: &mut Account, request: &Request) -> Result<NewJob, Answer> {
    let lists = some_ids(&request.json, "list_ids", 100)?;
    let counts = [("list_count", lists.len())];
    Ok(job("list_delete", Work::DeleteLists(lists), &counts))
}

pub(super) fn delete_tags(_: &mut Account, request: &Request) -> Result<NewJob, Answer> {
    let tags = some_ids(&request.json, "tag_ids", 500)?;
    let counts = [("items_total_count", tags.len())];
    Ok(job("contacts_tags_delete", Work::DeleteTags(tags), &counts))
}

pub(super) fn delete_custom_fields(_: &mut Account, request: &Request) -> Result<NewJob, Answer> {
    let fields = some_ids(&request.json, "custom_field_ids", 100)?;
    Ok(job(
        "custom_fields_delete",
        Work::DeleteCustomFields(fields),
        &[],
    ))
}

/// A job without a file.
pub(in crate::operations) fn job(
    operation: &'static str,
    work: Work,
    counts: &[(&'static str, usize)],
) -> NewJob {
    let counts = counts.iter().map(|(name, count)| (*name, *count as u64));
    NewJob {
        operation,
        file_name: None,
        work,
        counts: counts.collect::<Counts>(),
        dropped_rows: 0,
    }
}

fn source(account: &Account, body: &Value, allowed: &[&str]) -> Result<Source, Answer> {
    let contacts = selection(account, &body["source"], allowed)?;
    let contacts = contacts.ok_or_else(|| invalid("source is missing"))?;
    let excludes = matches!(contacts, Selection::Active | Selection::OnLists(_));
    with_exclusion(contacts, body, excludes, UNLIMITED)
}

/// The lists that contacts are added to or removed from. What the API answers to an unknown one is
/// not documented.
fn known_lists(account: &Account, body: &Value) -> Result<Vec<Id>, Answer> {
    let lists = some_ids(body, "list_ids", 50)?;
    check_lists(account, &lists)
}

fn known_tags(account: &Account, body: &Value) -> Result<Vec<Id>, Answer> {
    let tags = some_ids(body, "tag_ids", 50)?;
    let known = tags.iter().map(|tag| Id::parse(tag));
    let known = known.map(|id| id.filter(|id| account.tags.contains_key(id)));
    let known: Option<Vec<Id>> = known.collect();
    known.ok_or_else(|| invalid("tag_ids has a tag that does not exist"))
}
