//! The area `events`: events, tickets and registrations.

mod registrations;

use super::Handler;
use super::page::Page;
use super::refused::refused;
use crate::answer::Answer;
use crate::request::Request;
use crate::state::events::Event;
use crate::state::refusal::Refusal;
use crate::state::{Account, State};
use crate::timestamp;
use chrono::{DateTime, Utc};
use serde_json::Value;

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("findEvents", list),
    ("addDefaultEvent", create),
    ("getEvent_2", get),
    ("patchEvent", patch),
    ("copyEvent", copy),
    ("checkInTickets", check_in),
    ("undoCheckInTickets", undo_check_in),
    ("findRegistrationsUsingGET", registrations::list),
    ("getRegistrationInfo", registrations::get),
    (
        "updateRegistrationStatusUsingPUT",
        registrations::set_status,
    ),
    (
        "updateRegistrationPaymentStatusUsingPUT",
        registrations::set_payment,
    ),
];

/// The prefix of the error keys. The API's own are not documented.
const AREA: &str = "event";

fn account<'s>(state: &'s mut State, request: &Request) -> &'s mut Account {
    state.account(&request.account)
}

fn event_id(request: &Request) -> &str {
    request.path_value("event_id")
}

fn answered(status: u16, document: Result<Value, Refusal>) -> Answer {
    match document {
        Ok(document) => Answer::json(status, &document),
        Err(refusal) => refused(AREA, refusal),
    }
}

fn done(status: u16, result: Result<(), Refusal>) -> Answer {
    match result {
        Ok(()) => Answer::empty(status),
        Err(refusal) => refused(AREA, refusal),
    }
}

fn list(state: &mut State, request: &Request) -> Answer {
    let page = match Page::of_cursors(request) {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let query = page.query();
    let status = query.value("event_status");
    let text = query.value("search_text").map(str::to_lowercase);
    let events = account(state, request).events.iter();
    let found = events.filter(|event| {
        let has = |text: &String| {
            let names = [event.text("name"), event.text("title")];
            names.iter().any(|name| name.to_lowercase().contains(text))
        };
        status.is_none_or(|status| event.status() == status) && text.as_ref().is_none_or(has)
    });
    let mut found: Vec<&Event> = found.collect();
    if let Some(key) = query.value("sort_by") {
        found.sort_by_key(|event| sort_key(event, key));
        if query.value("sort_order") == Some("DESC") {
            found.reverse();
        }
    }
    let rows = found.into_iter().map(Event::row).collect();
    Answer::json(200, &Value::Object(page.with_cursors("records", rows)))
}

/// What events are sorted by.
fn sort_key(event: &Event, key: &str) -> String {
    match key {
        "start_time" => event.text("event_start").to_owned(),
        "end_time" => event.text("event_end").to_owned(),
        "created_time" => timestamp::written(event.created),
        "updated_time" => timestamp::written(event.updated),
        _ => event.text("name").to_lowercase(),
    }
}

fn create(state: &mut State, request: &Request) -> Answer {
    let times = ["start_time", "end_time"].map(|name| time(request, name));
    let [Ok(start), Ok(end)] = times else {
        let problem = "start_time or end_time does not have a valid value";
        return refused(AREA, Refusal::invalid(problem));
    };
    let (account, ids) = state.parts(&request.account);
    let events = &mut account.events;
    let created = events.create(ids, request.query_value("name"), start, end, request.now);
    answered(201, created.map(|event| event.document(true)))
}

/// The time in a parameter.
fn time(request: &Request, name: &str) -> Result<Option<DateTime<Utc>>, ()> {
    match request.query_value(name) {
        None => Ok(None),
        Some(text) => timestamp::read(text).map(Some).ok_or(()),
    }
}

fn get(state: &mut State, request: &Request) -> Answer {
    let event = account(state, request).events.get(event_id(request));
    answered(
        200,
        event.map(|event| event.document(request.flag("include"))),
    )
}

fn patch(state: &mut State, request: &Request) -> Answer {
    let events = &mut account(state, request).events;
    done(
        204,
        events.patch(event_id(request), &request.json, request.now),
    )
}

fn copy(state: &mut State, request: &Request) -> Answer {
    let name = request.json["target_event_name"]
        .as_str()
        .unwrap_or_default();
    let (account, ids) = state.parts(&request.account);
    let parts = request.json["source_campaign_activities"].as_array();
    let parts = parts.into_iter().flatten().filter_map(Value::as_str);
    let parts: Vec<&str> = parts.collect();
    let events = &mut account.events;
    let copied = events.copy(ids, event_id(request), name, &parts, request.now);
    match copied {
        Ok((event, failed)) if failed.is_empty() => Answer::json(200, &event.document(true)),
        // That a part which the event does not have is one that could not be copied is a guess.
        Ok((event, failed)) => {
            let mut document = event.document(true);
            document["failed_campaign_activities"] = failed.into();
            Answer::json(207, &document)
        }
        Err(refusal) => refused(AREA, refusal),
    }
}

fn check_in(state: &mut State, request: &Request) -> Answer {
    tickets(state, request, Some(request.now))
}

fn undo_check_in(state: &mut State, request: &Request) -> Answer {
    tickets(state, request, None)
}

fn tickets(state: &mut State, request: &Request, at: Option<DateTime<Utc>>) -> Answer {
    let keys = request.json["order_ticket_keys"].as_array();
    let keys = keys.into_iter().flatten().filter_map(Value::as_str);
    let keys: Vec<&str> = keys.collect();
    let event = account(state, request).events.get_mut(event_id(request));
    done(204, event.and_then(|event| event.check_in(&keys, at)))
}
