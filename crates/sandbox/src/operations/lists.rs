//! The operations on contact lists.

use super::Handler;
use super::deletion;
use super::page::Page;
use super::refusal::{answer, conflict, invalid, invalid_value, not_found};
use super::time::{second, written};
use super::validation::check;
use super::xrefs;
use crate::answer::Answer;
use crate::id::Id;
use crate::query::Query;
use crate::request::Request;
use crate::state::contacts::Contacts;
use crate::state::lists::{List, Lists, list_named};
use crate::state::{Account, State};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("getLists", |state, request| answer(list(state, request))),
    ("getList", |state, request| answer(read(state, request))),
    ("createList", |state, request| {
        answer(create(state, request))
    }),
    ("putList", |state, request| answer(update(state, request))),
    ("deleteListActivity", |state, request| {
        answer(delete(state, request))
    }),
    ("getListIdXrefs", |state, request| {
        answer(list_xrefs(state, request))
    }),
];

/// The most lists of an account.
const MOST: usize = 1000;

/// Lists of a channel are not told apart: a list holds contacts, whatever they are reached by.
fn list(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let page = Page::of_links(request)?;
    let query = page.query();
    let statuses = query.values("status");
    let fits_status = |list: &List| match list.is_deleted() {
        _ if statuses.contains(&"all") => true,
        true => statuses.contains(&"deleted"),
        false => statuses.is_empty() || statuses.contains(&"active"),
    };
    let name = query.value("name");
    let matches = |list: &List| fits_status(list) && name.is_none_or(|name| list.name == name);
    let found = account.lists.iter().filter(|(_, list)| matches(list));
    let counts = member_counts(&account.contacts, query);
    let rows = found
        .clone()
        .map(|(id, list)| document(*id, list, counts.as_ref()));
    let mut document = page.linked("lists", rows);
    if query.flag("include_count") {
        document.insert("lists_count".to_owned(), json!(found.count()));
    }
    Ok(Answer::json(200, &Value::Object(document)))
}

fn read(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let id = known(account, request)?;
    let counts = member_counts(&account.contacts, Query(&request.query));
    let list = document(id, &account.lists[&id], counts.as_ref());
    Ok(Answer::json(200, &list))
}

fn create(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let (account, ids) = state.parts(&request.account);
    let name = name(request, &account.lists, None)?;
    let existing = account.lists.values().filter(|list| !list.is_deleted());
    // The refusal is not documented.
    if existing.count() >= MOST {
        return Err(invalid("the account has 1,000 lists, which is the most"));
    }
    let mut list = List::new(name, second(request.now));
    describe(&mut list, request);
    let id = ids.id();
    let answer = Answer::json(201, &document(id, &list, None));
    account.lists.insert(id, list);
    Ok(answer)
}

fn update(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let id = known(account, request)?;
    if account.lists[&id].is_deleted() {
        return Err(not_found("list_id", request.path_value("list_id")));
    }
    let name = name(request, &account.lists, Some(id))?;
    let list = account.lists.get_mut(&id).expect("it is known");
    list.name = name;
    describe(list, request);
    list.updated_at = second(request.now);
    Ok(Answer::json(200, &document(id, list, None)))
}

fn delete(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let account = state.account(&request.account);
    let id = known(account, request)?;
    Ok(deletion::of_list(state, request, id))
}

fn list_xrefs(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let lists = &state.account(&request.account).lists;
    let ids = xrefs::numbers(request).into_iter();
    Ok(xrefs::answer(
        "list_id",
        ids.filter(|id| lists.contains_key(id)),
    ))
}

/// Sets what a list is described by. What was not sent is erased.
fn describe(list: &mut List, request: &Request) {
    let text = request.json["description"].as_str();
    list.description = text.map(str::to_owned);
    list.favorite = request.json["favorite"] == true;
}

fn known(account: &Account, request: &Request) -> Result<Id, Answer> {
    let id = request.path_value("list_id");
    let found = Id::parse(id).filter(|id| account.lists.contains_key(id));
    found.ok_or_else(|| not_found("list_id", id))
}

/// The name that was sent, which no other list may have.
fn name(request: &Request, lists: &Lists, own: Option<Id>) -> Result<String, Answer> {
    let name = request.json["name"].as_str().unwrap_or_default().trim();
    if name.is_empty() {
        return Err(invalid_value("name"));
    }
    match list_named(lists, name) {
        Some(id) if Some(id) != own => Err(conflict("Name already exists for another list")),
        _ => Ok(name.to_owned()),
    }
}

/// How many members each list has, if the query asks for it.
fn member_counts(contacts: &Contacts, query: Query<'_>) -> Option<HashMap<Id, u64>> {
    let kind = query.value("include_membership_count")?;
    let mut counts = HashMap::new();
    let counted = contacts
        .iter()
        .filter(|one| kind == "all" || one.is_active());
    for list in counted.flat_map(|contact| &contact.lists) {
        *counts.entry(*list).or_default() += 1;
    }
    Some(counts)
}

fn document(id: Id, list: &List, counts: Option<&HashMap<Id, u64>>) -> Value {
    let mut document = Map::from_iter([
        ("list_id".to_owned(), json!(id.to_string())),
        ("name".to_owned(), json!(list.name)),
        ("favorite".to_owned(), json!(list.favorite)),
        ("created_at".to_owned(), written(list.created_at)),
        ("updated_at".to_owned(), written(list.updated_at)),
    ]);
    if let Some(text) = &list.description {
        document.insert("description".to_owned(), json!(text));
    }
    if let Some(deleted) = list.deleted_at {
        document.insert("deleted_at".to_owned(), written(deleted));
    }
    if let Some(counts) = counts {
        let count = counts.get(&id).copied().unwrap_or(0);
        document.insert("membership_count".to_owned(), json!(count));
    }
    Value::Object(document)
}

#[cfg(test)]
mod tests;
