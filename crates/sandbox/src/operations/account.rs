//! The area `account-services`: the account's details, its addresses, and the user's privileges.

use super::Handler;
use super::refused::refused;
use crate::answer::Answer;
use crate::contract::CONTRACT;
use crate::request::Request;
use crate::state::State;
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("retrieveEmailAddresses", senders),
    ("addAccountEmailAddress", add_sender),
    ("getAccountById", summary),
    ("putCustomerById", change_summary),
    ("getPhysicalAddress", physical_address),
    ("putPhysicalAddress", put_physical_address),
    ("addPhysicalAddress", add_physical_address),
    ("getUserPrivileges", privileges),
];

/// The prefix of the error keys. The API's own are not documented.
const AREA: &str = "account";

fn senders(state: &mut State, request: &Request) -> Answer {
    if request.query.len() > 1 {
        return Answer::error(
            400,
            "account.api.validation.error",
            "only one query parameter is supported",
        );
    }
    let status = request.query_value("confirm_status");
    let role = request.query_value("role_code");
    let email = request.query_value("email_address");
    let senders = state.account(&request.account).details.senders().iter();
    let found = senders.filter(|one| {
        status.is_none_or(|status| one.status().starts_with(status))
            && role.is_none_or(|role| one.has_role(role))
            && email.is_none_or(|email| one.email.eq_ignore_ascii_case(email))
    });
    let found: Vec<Value> = found.map(|one| one.document()).collect();
    Answer::json(200, &Value::Array(found))
}

fn add_sender(state: &mut State, request: &Request) -> Answer {
    let email = request.json["email_address"].as_str().unwrap_or_default();
    let details = &mut state.account(&request.account).details;
    match details.add_sender(email) {
        Ok(sender) => Answer::json(
            201,
            &json!({
                "email_address": sender.email,
                "email_id": sender.id,
                "confirm_status": sender.status(),
            }),
        ),
        Err(refusal) => refused(AREA, refusal),
    }
}

fn summary(state: &mut State, request: &Request) -> Answer {
    let details = &state.account(&request.account).details;
    let extra = request.query_values("extra_fields");
    Answer::json(200, &details.summary(&request.account, &extra))
}

fn change_summary(state: &mut State, request: &Request) -> Answer {
    let details = &mut state.account(&request.account).details;
    match details.change_summary(&request.json) {
        Ok(()) => Answer::json(200, &details.summary(&request.account, &[])),
        Err(refusal) => refused(AREA, refusal),
    }
}

fn physical_address(state: &mut State, request: &Request) -> Answer {
    // What an account without an address answers is not documented.
    let details = &state.account(&request.account).details;
    let address = details.physical_address().cloned().unwrap_or_default();
    Answer::json(200, &Value::Object(address))
}

fn put_physical_address(state: &mut State, request: &Request) -> Answer {
    let details = &mut state.account(&request.account).details;
    match details.put_physical_address(&request.json) {
        Ok(()) => physical_address(state, request),
        Err(refusal) => refused(AREA, refusal),
    }
}

fn add_physical_address(state: &mut State, request: &Request) -> Answer {
    let details = &mut state.account(&request.account).details;
    match details.add_physical_address(&request.json) {
        Ok(()) => Answer {
            status: 201,
            ..physical_address(state, request)
        },
        Err(refusal) => refused(AREA, refusal),
    }
}

/// The privileges of the person's role, among those that the operations of the contract need.
fn privileges(_: &mut State, request: &Request) -> Answer {
    let operations = CONTRACT.operations.iter();
    let names: BTreeSet<_> = operations.flat_map(|one| &one.privileges).collect();
    // A privilege has the same id for each role.
    let privileges = (1..).zip(names).filter(|(_, name)| request.role.has(name));
    let privileges =
        privileges.map(|(id, name)| json!({ "privilege_id": id, "privilege_name": name }));
    Answer::json(200, &Value::Array(privileges.collect()))
}
