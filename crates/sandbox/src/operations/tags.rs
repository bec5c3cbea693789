//! The operations on tags.

use super::Handler;
use super::deletion;
use super::page::Page;
use super::refusal::{answer, conflict, not_found};
use super::time::{second, written};
use super::validation::check;
use crate::answer::Answer;
use crate::id::Id;
use crate::request::Request;
use crate::state::contacts::Contacts;
use crate::state::lists::{Tag, Tags, same_name};
use crate::state::{Account, State};
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("getTags", |state, request| answer(list(state, request))),
    ("getTag", |state, request| answer(read(state, request))),
    ("postTag", |state, request| answer(create(state, request))),
    ("putTag", |state, request| answer(update(state, request))),
    ("deleteTag", |state, request| answer(delete(state, request))),
];

fn list(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let page = Page::of_links(request)?;
    let counts = page.query().flag("include_count");
    let counts = counts.then(|| tagged_counts(&account.contacts));
    let rows = account.tags.iter();
    let rows = rows.map(|(id, tag)| document(*id, tag, counts.as_ref()));
    let document = page.linked("tags", rows);
    Ok(Answer::json(200, &Value::Object(document)))
}

fn read(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let id = known(account, request)?;
    let counts = request.flag("include_count");
    let counts = counts.then(|| tagged_counts(&account.contacts));
    Ok(Answer::json(
        200,
        &document(id, &account.tags[&id], counts.as_ref()),
    ))
}

fn create(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let (account, ids) = state.parts(&request.account);
    let name = name(request, &account.tags, None)?;
    let now = second(request.now);
    let source = request.json["tag_source"].as_str();
    let tag = Tag {
        name,
        // The source of a tag that is created without one is not documented.
        source: source.unwrap_or("Contact").to_owned(),
        created_at: now,
        updated_at: now,
    };
    let id = ids.id();
    let answer = Answer::json(201, &document(id, &tag, None));
    account.tags.insert(id, tag);
    Ok(answer)
}

fn update(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let id = known(account, request)?;
    let name = name(request, &account.tags, Some(id))?;
    let tag = account.tags.get_mut(&id).expect("it is known");
    tag.name = name;
    tag.updated_at = second(request.now);
    Ok(Answer::json(200, &document(id, tag, None)))
}

fn delete(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let id = known(state.account(&request.account), request)?;
    Ok(deletion::of_tag(state, request, id))
}

fn known(account: &Account, request: &Request) -> Result<Id, Answer> {
    let id = request.path_value("tag_id");
    let found = Id::parse(id).filter(|id| account.tags.contains_key(id));
    found.ok_or_else(|| not_found("tag_id", id))
}

/// The name that was sent, which no other tag may have.
fn name(request: &Request, tags: &Tags, own: Option<Id>) -> Result<String, Answer> {
    let name = request.json["name"].as_str().unwrap_or_default();
    let mut others = tags.iter().filter(|(id, _)| Some(**id) != own);
    match others.any(|(_, tag)| same_name(&tag.name, name)) {
        true => Err(conflict("Name already exists for another tag")),
        false => Ok(name.to_owned()),
    }
}

fn tagged_counts(contacts: &Contacts) -> HashMap<Id, u64> {
    let mut counts = HashMap::new();
    let contacts = contacts.iter().filter(|contact| !contact.is_deleted());
    for tag in contacts.flat_map(|contact| contact.tags()) {
        *counts.entry(*tag).or_default() += 1;
    }
    counts
}

fn document(id: Id, tag: &Tag, counts: Option<&HashMap<Id, u64>>) -> Value {
    let mut document = json!({
        "tag_id": id.to_string(),
        "name": tag.name,
        "tag_source": tag.source,
        "created_at": written(tag.created_at),
        "updated_at": written(tag.updated_at),
    });
    if let Some(counts) = counts {
        document["contacts_count"] = json!(counts.get(&id).copied().unwrap_or(0));
    }
    document
}

#[cfg(test)]
mod tests;
