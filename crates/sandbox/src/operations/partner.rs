//! The areas `technology-partners` and `technology-partners-webhooks`: client accounts, calls on behalf of them,
//! and webhook subscriptions.

use super::Handler;
use super::page::Page;
use super::refused::refused;
use crate::answer::Answer;
use crate::operations;
use crate::request::Request;
use crate::state::refusal::Refusal;
use crate::state::{State, contacts};
use crate::timestamp;
use serde_json::{Value, json};

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("getPartnerSiteOwners", list),
    ("provision", provision),
    ("getPlan", get_plan),
    ("setPlan", set_plan),
    ("cancelAccount", cancel),
    ("createSSOUser", add_user),
    ("partnerUnsubscribeContacts", unsubscribe),
    ("partnerAccountOperationsPostSync", on_behalf),
    ("getWebhooksCollection", webhooks),
    ("getWebhooksTopic", webhook),
    ("putWebhooksTopic", put_webhook),
    ("deleteWebhooksSubscriptions", delete_webhook),
    ("testSendWebhooksTopic", test_webhook),
];

/// The prefix of the error keys. The API's own are not documented.
const AREA: &str = "partner";

/// The most addresses in one request to unsubscribe.
const MOST_ADDRESSES: usize = 500;

fn account_id(request: &Request) -> &str {
    request.path_value("encoded_account_id")
}

fn answered(status: u16, document: Result<Value, Refusal>) -> Answer {
    match document {
        Ok(document) => Answer::json(status, &document),
        Err(refusal) => refused(AREA, refusal),
    }
}

/// How many contacts of an account can be mailed.
fn subscribers(state: &State, account: &str) -> u64 {
    let account = state.accounts.get(account);
    let contacts = account.map(|account| account.contacts.iter());
    let contacts = contacts.into_iter().flatten();
    contacts.filter(|contact| contact.is_active()).count() as u64
}

fn list(state: &mut State, request: &Request) -> Answer {
    let page = match Page::of_offsets(request) {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let kind = page.query().value("account_type").unwrap_or("all");
    let clients = state.partner.clients();
    let clients = clients.filter(|(_, client)| match kind {
        "managed" => client.is_managed(),
        "unmanaged" => !client.is_managed(),
        _ => true,
    });
    let rows = clients.map(|(id, client)| client.row(id, subscribers(state, id), request.now));
    let document = page.with_offsets("site_owner_list", rows.collect());
    Answer::json(200, &Value::Object(document))
}

fn provision(state: &mut State, request: &Request) -> Answer {
    let id = format!("a07e1{:07}", state.ids.number());
    let provisioned = state
        .partner
        .provision(id.clone(), &request.json, request.now);
    let document = provisioned.map(|()| {
        state.account(&id);
        json!({ "encoded_account_id": id, "provision_uuid": state.ids.uuid() })
    });
    answered(201, document)
}

fn get_plan(state: &mut State, request: &Request) -> Answer {
    let id = account_id(request);
    let contacts = subscribers(state, id);
    let client = state.partner.get(id);
    answered(
        200,
        client.map(|client| client.plan_document(contacts, request.now)),
    )
}

fn set_plan(state: &mut State, request: &Request) -> Answer {
    let id = account_id(request);
    match state.partner.set_plan(id, &request.json, request.now) {
        Ok(()) => get_plan(state, request),
        Err(refusal) => refused(AREA, refusal),
    }
}

fn cancel(state: &mut State, request: &Request) -> Answer {
    let id = account_id(request);
    let date = state.partner.cancel(id, &request.json, request.now);
    let document = date.map(|date| {
        let mut document = json!({ "effective_date": timestamp::written(date) });
        if let Some(reason) = request.json["reason_id"].as_i64() {
            document["reason_id"] = json!(reason);
        }
        document
    });
    answered(200, document)
}

fn add_user(state: &mut State, request: &Request) -> Answer {
    match state.partner.add_user(account_id(request), &request.json) {
        Ok(()) => Answer::empty(201),
        Err(refusal) => refused(AREA, refusal),
    }
}

/// Carries out the operation that the body names, in the client account.
fn on_behalf(state: &mut State, request: &Request) -> Answer {
    let inner = match state.partner.managed(account_id(request)) {
        Ok(_) => request.on_behalf().unwrap_or(Err(Refusal::NotFound)),
        Err(refusal) => Err(refusal),
    };
    match inner {
        Ok(inner) => operations::run(state, &inner),
        Err(refusal) => refused(AREA, refusal),
    }
}

fn unsubscribe(state: &mut State, request: &Request) -> Answer {
    let sent = &request.json;
    let addresses = sent["email_addresses"]
        .as_array()
        .map_or(&[][..], |list| list);
    let addresses: Vec<&str> = addresses.iter().filter_map(Value::as_str).collect();
    let is_global = sent["global_unsubscribe"] == true;
    let source = match sent["update_source"].as_str() {
        Some("Contact") => contacts::Source::Contact,
        // What the system does is an action of the account.
        Some("Account" | "System") => contacts::Source::Account,
        _ => {
            let problem = "update_source does not have a valid value";
            return refused(AREA, Refusal::invalid(problem));
        }
    };
    let most = if is_global { 1 } else { MOST_ADDRESSES };
    if addresses.is_empty() || addresses.len() > most {
        let problem = "email_addresses does not have a valid value";
        return refused(AREA, Refusal::invalid(problem));
    }
    let id = account_id(request);
    if let Err(refusal) = state.partner.get(id) {
        return refused(AREA, refusal);
    }
    let State {
        accounts, partner, ..
    } = state;
    let mut unsubscribed = 0;
    for (client, _) in partner.clients().filter(|(one, _)| is_global || *one == id) {
        let Some(account) = accounts.get_mut(client) else {
            continue;
        };
        for address in &addresses {
            let contact = account
                .contacts
                .by_address(address)
                .map(|contact| contact.id);
            let contact = contact.and_then(|id| account.contacts.get_mut(id));
            let Some(contact) = contact.filter(|contact| !contact.is_deleted()) else {
                continue;
            };
            let reason = sent["opt_out_reason"].as_str();
            contact.unsubscribe(source, reason, request.now);
            unsubscribed += 1;
            if sent["delete_contacts"] == true {
                contact.delete(request.now);
            }
        }
    }
    Answer::json(200, &json!({ "unsubscribed_count": unsubscribed }))
}

fn webhooks(state: &mut State, _: &Request) -> Answer {
    Answer::json(200, &state.partner.webhooks.all())
}

fn topic(request: &Request) -> &str {
    request.path_value("topic_id")
}

fn webhook(state: &mut State, request: &Request) -> Answer {
    answered(200, state.partner.webhooks.get(topic(request)))
}

fn put_webhook(state: &mut State, request: &Request) -> Answer {
    let webhooks = &mut state.partner.webhooks;
    answered(200, webhooks.put(topic(request), &request.json))
}

fn delete_webhook(state: &mut State, request: &Request) -> Answer {
    match state.partner.webhooks.remove(topic(request)) {
        Ok(()) => Answer::empty(204),
        Err(refusal) => refused(AREA, refusal),
    }
}

fn test_webhook(state: &mut State, request: &Request) -> Answer {
    answered(201, state.partner.webhooks.test(topic(request)))
}
