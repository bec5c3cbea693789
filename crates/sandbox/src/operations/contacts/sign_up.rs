//! The sign-up form: creates a contact or adds to the one with the address or the SMS number.

use super::input::{Input, check_lists};
use super::write::{Omitted, write};
use crate::answer::Answer;
use crate::operations::refusal::invalid;
use crate::operations::time::second;
use crate::operations::validation::check;
use crate::request::Request;
use crate::state::State;
use crate::state::contacts::{Contact, Permission, Source};
use serde_json::json;

pub(super) fn sign_up(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let (account, ids) = state.parts(&request.account);
    let input = Input::of_form(&request.json, account)?;
    if input.address.is_none() && input.sms.is_none() {
        return Err(invalid("one of email_address and sms_channel is required"));
    }
    let contacts = &account.contacts;
    let by_address = input
        .address
        .and_then(|address| contacts.by_address(address));
    let by_sms = input
        .sms
        .as_ref()
        .and_then(|sms| contacts.by_sms(&sms.number));
    let existing = by_address
        .or(by_sms)
        .map(|contact| (contact.id, contact.lists.clone()));
    let id = existing.as_ref().map(|(id, _)| *id);
    if let Some((id, lists)) = &existing {
        input.check_unique(account, Some(*id))?;
        let mut joined = lists.clone();
        let new = input.lists.iter().flatten();
        joined.extend(new.filter(|list| !lists.contains(list)));
        check_lists(&joined)?;
    }
    let now = second(request.now);
    let confirmed_opt_in = account.confirmed_opt_in;
    let contacts = &mut account.contacts;
    let id = id.unwrap_or_else(|| {
        contacts
            .add(Contact::new(ids.id(), Source::Contact, now))
            .id
    });
    let contact = contacts.get_mut(id).expect("it is known");
    contact.deleted_at = None;
    contact.update_source = Source::Contact;
    contact.updated_at = now;
    if input.address.is_some() {
        // A contact who signs up comes back by an action of their own, also after an opt-out.
        let permission = match existing.is_none() && confirmed_opt_in {
            true => Permission::PendingConfirmation,
            false => Permission::Explicit,
        };
        contact.permit(permission, Source::Contact, now);
    }
    write(contacts, ids, id, &input, Omitted::Kept, now);
    let (status, action) = match existing {
        Some(_) => (200, "updated"),
        None => (201, "created"),
    };
    let document = json!({ "contact_id": id.to_string(), "action": action });
    Ok(Answer::json(status, &document))
}
