//! The registrations for an event.

use super::{AREA, account, answered, event_id};
use crate::answer::Answer;
use crate::operations::page::Page;
use crate::operations::refused::refused;
use crate::request::Request;
use crate::state::State;
use crate::state::events::registration::Registration;
use crate::state::refusal::Refusal;
use serde_json::{Value, json};

fn track(request: &Request) -> &str {
    request.path_value("track_id")
}

pub(super) fn list(state: &mut State, request: &Request) -> Answer {
    let page = match Page::of_cursors(request) {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let events = &mut account(state, request).events;
    let event = match events.with_track(event_id(request), track(request)) {
        Ok(event) => event,
        Err(refusal) => return refused(AREA, refusal),
    };
    let query = page.query();
    let status = query.value("registration_status");
    let payment = query.value("payment_status");
    let text = query.value("search_text").map(str::to_lowercase);
    let found = event.registrations.iter().filter(|one| {
        // The contract joins two values of the filter into one.
        status.is_none_or(|status| status.split(", ").any(|status| one.status == status))
            && payment.is_none_or(|payment| one.payment == payment)
            && text
                .as_ref()
                .is_none_or(|text| one.email.to_lowercase().contains(text))
    });
    let mut found: Vec<&Registration> = found.collect();
    match query.value("sort_by") {
        Some("email_address") => found.sort_by(|one, other| one.email.cmp(&other.email)),
        Some("registration_status") => found.sort_by(|one, other| one.status.cmp(&other.status)),
        Some("payment_status") => found.sort_by(|one, other| one.payment.cmp(&other.payment)),
        Some("tickets") => found.sort_by_key(|one| one.tickets.len()),
        _ => {}
    }
    if query.value("sort_order") == Some("DESC") {
        found.reverse();
    }
    let rows = found.into_iter().map(|one| one.row(&event.track)).collect();
    Answer::json(200, &Value::Object(page.with_cursors("records", rows)))
}

pub(super) fn get(state: &mut State, request: &Request) -> Answer {
    let id = request.path_value("registration_id");
    let events = &mut account(state, request).events;
    let event = events.with_track(event_id(request), track(request));
    let found = event.and_then(|event| {
        let mut all = event.registrations.iter();
        let found = all.find(|one| one.id == id).ok_or(Refusal::NotFound)?;
        Ok(found.document())
    });
    answered(200, found)
}

pub(super) fn set_status(state: &mut State, request: &Request) -> Answer {
    let status = request.json["registration_status"].as_str();
    let status = status.unwrap_or_default().to_owned();
    change(state, request, |one| one.status.clone_from(&status))
}

pub(super) fn set_payment(state: &mut State, request: &Request) -> Answer {
    let payment = request.json["payment_status"].as_str();
    let payment = payment.unwrap_or_default().to_uppercase();
    change(state, request, |one| one.pay(&payment))
}

/// Changes registrations; those that do not exist are listed in the answer.
fn change(state: &mut State, request: &Request, change: impl Fn(&mut Registration)) -> Answer {
    let ids = request.json["registration_ids"].as_array();
    let ids = ids.into_iter().flatten().filter_map(Value::as_str);
    let events = &mut account(state, request).events;
    let event = match events.with_track(event_id(request), track(request)) {
        Ok(event) => event,
        Err(refusal) => return refused(AREA, refusal),
    };
    let mut failed = Vec::new();
    for id in ids {
        match event.registrations.iter_mut().find(|one| one.id == id) {
            Some(registration) => change(registration),
            None => failed.push(id),
        }
    }
    match failed.is_empty() {
        true => Answer::empty(200),
        false => Answer::json(207, &json!({ "failed_registration_ids": failed })),
    }
}
