//! The operations on contacts.

mod document;
mod filter;
mod input;
mod sign_up;
mod write;

use super::Handler;
use super::page::Page;
use super::refusal::{answer, conflict, invalid, invalid_value, not_found};
use super::time::second;
use super::validation::check;
use crate::answer::Answer;
use crate::id::Id;
use crate::query::Query;
use crate::request::Request;
use crate::state::contacts::{Confirmation, Contact, Permission, Source, Status};
use crate::state::criteria::Criteria;
use crate::state::{Account, State};
use chrono::TimeDelta;
use document::{ALL, document, sms_history};
use filter::Filter;
use input::{Input, check_lists};
use serde_json::{Map, Value, json};
use write::{Omitted, write};

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("getContacts", |state, request| {
        answer(search(state, request))
    }),
    ("getContact", |state, request| answer(read(state, request))),
    ("createContact", |state, request| {
        answer(create(state, request))
    }),
    ("putContact", |state, request| {
        answer(update(state, request))
    }),
    ("deleteContact", |state, request| {
        answer(delete(state, request))
    }),
    ("createOrUpdateContact", |state, request| {
        answer(sign_up::sign_up(state, request))
    }),
    ("resubscribeContact", |state, request| {
        answer(resubscribe(state, request))
    }),
    ("countContact", |state, request| {
        answer(count(state, request))
    }),
    ("getContactIdXrefs", |state, request| {
        answer(xrefs(state, request))
    }),
    ("getSmsEngagementHistory", |state, request| {
        answer(sms_engagement(state, request))
    }),
];

fn search(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let page = Page::of_links(request)?;
    let query = page.query();
    let criteria = match query.value("segment_id") {
        Some(id) => match segment(account, query, id)? {
            Some(criteria) => Some(criteria),
            None => {
                let pending = json!({ "contacts": [], "status": "processing" });
                return Ok(Answer::json(202, &pending));
            }
        },
        None => None,
    };
    let filter = Filter::read(query)?;
    let matches = |contact: &Contact| {
        let fits = |criteria: &Criteria| criteria.matches(contact);
        filter.matches(contact) && criteria.as_ref().is_none_or(fits)
    };
    let include = query.values("include");
    let contacts = &account.contacts;
    let mut total = 0;
    let mut page = match query.value("email") {
        Some(address) => {
            let found = contacts.by_address(address);
            let found = found.filter(|contact| matches(contact));
            total += found.iter().count();
            page.linked("contacts", found.map(|contact| document(contact, &include)))
        }
        None => {
            let rows = contacts.from(page.start);
            let rows = rows.filter(|(_, contact)| matches(contact));
            let rows = rows.map(|(position, contact)| (position, document(contact, &include)));
            let document = page.linked_from("contacts", rows);
            if query.flag("include_count") {
                total = contacts.iter().filter(|contact| matches(contact)).count();
            }
            document
        }
    };
    if query.flag("include_count") {
        page.insert("contacts_count".to_owned(), json!(total));
    }
    Ok(Answer::json(200, &Value::Object(page)))
}

/// The conditions of a segment; `None` at the first time that its contacts are asked for.
fn segment(account: &mut Account, query: Query<'_>, id: &str) -> Result<Option<Criteria>, Answer> {
    let alone = ["segment_id", "limit"];
    if query.0.iter().any(|(name, _)| !alone.contains(&&**name)) {
        return Err(invalid("segment_id can only be combined with limit"));
    }
    let number = id.parse().map_err(|_| invalid_value("segment_id"))?;
    let segment = account.segments.get_mut(&number);
    let segment = segment.ok_or_else(|| not_found("segment_id", id))?;
    if !std::mem::replace(&mut segment.is_evaluated, true) {
        return Ok(None);
    }
    Ok(Some(Criteria::read(&segment.criteria)))
}

fn read(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let contact = known(account, request)?;
    // The contract's values of `include` lack the SMS channel here, so that it is always shown.
    let mut include = request.query_values("include");
    include.push("sms_channel");
    Ok(Answer::json(200, &document(contact, &include)))
}

fn create(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let (account, ids) = state.parts(&request.account);
    let body = &request.json;
    let input = Input::of_contact(body, account)?;
    let names = ["first_name", "last_name"].map(|name| input.text(name));
    let is_named = names.iter().any(Option::is_some);
    if !is_named && input.address.is_none() && input.sms.is_none() {
        return Err(invalid(
            "one of first_name, last_name, email_address and sms_channel is required",
        ));
    }
    input.check_unique(account, None)?;
    let source = source(&body["create_source"])?;
    let now = second(request.now);
    let id = ids.id();
    let contacts = &mut account.contacts;
    let contact = contacts.add(Contact::new(id, source, now));
    if input.address.is_some() {
        // The permission of a contact that is created without one is not documented.
        match input.permission.unwrap_or(Permission::Implicit) {
            Permission::Unsubscribed => contact.unsubscribe(source, None, now),
            permission => contact.permit(permission, source, now),
        }
    }
    write(contacts, ids, id, &input, Omitted::Erased, now);
    Ok(whole(201, account, id))
}

fn update(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let (account, ids) = state.parts(&request.account);
    let id = known(account, request)?.id;
    let body = &request.json;
    let input = Input::of_contact(body, account)?;
    let source = source(&body["update_source"])?;
    input.check_unique(account, Some(id))?;
    let now = second(request.now);
    let contact = account.contacts.get_mut(id).expect("it is known");
    check_permission(contact, input.permission, source)?;
    let before = content(contact);
    let was_subscribed = contact.permission != Permission::Unsubscribed;
    contact.deleted_at = None;
    contact.update_source = source;
    match input.permission {
        Some(Permission::Unsubscribed) => contact.unsubscribe(source, input.opt_out_reason, now),
        Some(permission) => contact.permit(permission, source, now),
        None => {}
    }
    let old_address = contact.address().map(str::to_owned);
    write(&mut account.contacts, ids, id, &input, Omitted::Erased, now);
    let contact = account.contacts.get_mut(id).expect("it is known");
    if contact.address() != old_address.as_deref() {
        contact.address_updated_at = now;
    }
    // An opt-out alone does not move the time of the last update.
    let has_opted_out = was_subscribed && contact.permission == Permission::Unsubscribed;
    if !has_opted_out || content(contact) != before {
        contact.updated_at = now;
    }
    Ok(whole(200, account, id))
}

/// What a change of the permission is not allowed to do.
fn check_permission(
    contact: &Contact,
    sent: Option<Permission>,
    source: Source,
) -> Result<(), Answer> {
    if contact.is_deleted() && source != Source::Account {
        return Err(invalid(
            "update_source has to be Account for a deleted contact",
        ));
    }
    let ends_opt_out = sent.is_some_and(|sent| sent != Permission::Unsubscribed);
    // That the API refuses this is documented, but not how.
    match ends_opt_out && contact.has_opted_out() && source == Source::Account {
        true => Err(invalid(
            "the contact has unsubscribed and cannot be subscribed by the account",
        )),
        false => Ok(()),
    }
}

/// The contact without its times and permission, to see whether it changed.
fn content(contact: &Contact) -> Value {
    let mut content = document(contact, &ALL);
    for name in ["updated_at", "update_source", "email_address"] {
        content[name].take();
    }
    content["address"] = json!(contact.address());
    content
}

fn delete(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let account = state.account(&request.account);
    let id = known(account, request)?.id;
    let contact = account.contacts.get_mut(id).expect("it is known");
    contact.delete(second(request.now));
    Ok(Answer::empty(204))
}

fn resubscribe(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let id = known(account, request)?.id;
    let lists = input::lists(&request.json["list_ids"], account)?.unwrap_or_default();
    let contact = account.contacts.get_mut(id).expect("it is known");
    if contact.status() != Status::Unsubscribed {
        return Err(invalid("the contact is not unsubscribed"));
    }
    let joined = contact
        .lists
        .iter()
        .chain(&lists)
        .copied()
        .collect::<Vec<_>>();
    check_lists(&joined)?;
    let details = contact.details_mut();
    if details.resubscribe.is_some() {
        return Err(conflict("the contact was asked to subscribe again before"));
    }
    details.resubscribe = Some(lists);
    contact.confirmation = Confirmation::Pending;
    Ok(Answer::empty(200))
}

fn count(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let contacts = &state.account(&request.account).contacts;
    let mut counts = Map::new();
    let mut add = |name: &str| {
        let count = counts.entry(name).or_insert(json!(0));
        *count = json!(count.as_u64().unwrap_or(0) + 1);
    };
    let newest = request.now - TimeDelta::days(30);
    for contact in contacts.iter().filter(|contact| !contact.is_deleted()) {
        add("total");
        match contact.permission {
            Permission::Explicit => add("explicit"),
            Permission::Implicit => add("implicit"),
            Permission::PendingConfirmation => add("pending"),
            Permission::Unsubscribed => add("unsubscribed"),
            Permission::NotSet | Permission::TempHold => {}
        }
        if contact.is_active() && contact.opt_in_date.is_some_and(|date| date >= newest) {
            add("new_subscriber");
        }
    }
    let mut names = vec!["total", "explicit", "implicit", "pending", "unsubscribed"];
    if request.query_value("include").is_some() {
        names.push("new_subscriber");
    }
    let counts = names.into_iter().map(|name| {
        let count = counts.get(name).cloned();
        (name.to_owned(), count.unwrap_or(json!(0)))
    });
    Ok(Answer::json(200, &Value::Object(counts.collect())))
}

/// The V2 API's ids are the numbers of ours, so that each contact has one.
fn xrefs(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let ids = super::xrefs::numbers(request);
    let known = ids
        .into_iter()
        .filter(|id| account.contacts.get(*id).is_some());
    Ok(super::xrefs::answer("contact_id", known))
}

fn sms_engagement(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let account = state.account(&request.account);
    Ok(Answer::json(200, &sms_history(known(account, request)?)))
}

/// The contact of the path, deleted or not.
fn known<'a>(account: &'a Account, request: &Request) -> Result<&'a Contact, Answer> {
    let id = request.path_value("contact_id");
    let contact = Id::parse(id).and_then(|id| account.contacts.get(id));
    contact.ok_or_else(|| not_found("contact_id", id))
}

/// The contact with all its sub-resources.
fn whole(status: u16, account: &Account, id: Id) -> Answer {
    let contact = account.contacts.get(id);
    let contact = contact.map(|contact| document(contact, &ALL));
    Answer::json(status, &contact.unwrap_or_default())
}

fn source(value: &Value) -> Result<Source, Answer> {
    let source = value.as_str().and_then(Source::parse);
    source.ok_or_else(|| invalid_value("source"))
}

#[cfg(test)]
mod tests;
