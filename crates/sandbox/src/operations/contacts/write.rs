//! How the data of a request becomes that of a contact.

use super::input::{Input, SmsInput, text};
use crate::id::{Id, Ids};
use crate::state::contacts::{
    Contact, Contacts, CustomValue, Note, Phone, Sms, SmsConsent, SmsPermission, Source,
    StreetAddress,
};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// What happens to what a contact has and a request does not name.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Omitted {
    /// Texts and dates are erased; sub-resources that are not sent stay, others are replaced.
    Erased,
    /// All of it stays; sub-resources are added.
    Kept,
}

/// Writes all but the permission and the sources.
pub(super) fn write(
    contacts: &mut Contacts,
    ids: &mut Ids,
    id: Id,
    input: &Input<'_>,
    omitted: Omitted,
    now: DateTime<Utc>,
) {
    if let Some(address) = input.address {
        contacts.set_address(id, address);
    }
    if let Some(sms) = &input.sms {
        let old = contacts.get(id).and_then(Contact::sms);
        let sms = sms_channel(ids, sms, old, now);
        contacts.set_sms(id, sms);
    }
    let Some(contact) = contacts.get_mut(id) else {
        return;
    };
    set(&mut contact.first_name, input.text("first_name"), omitted);
    set(&mut contact.last_name, input.text("last_name"), omitted);
    write_lists(contact, input, omitted);
    let is_needed = contact.details.is_some() || has_details(input);
    if !is_needed {
        return;
    }
    let details = contact.details_mut();
    set(&mut details.job_title, input.text("job_title"), omitted);
    set(
        &mut details.company_name,
        input.text("company_name"),
        omitted,
    );
    set(&mut details.anniversary, input.text("anniversary"), omitted);
    set(&mut details.birthday, input.birthday, omitted);
    if let Some(tags) = &input.tags {
        details.tags.clone_from(tags);
    }
    // Whether a PUT removes the custom fields that it does not name is not documented; here they stay.
    for value in input.custom_fields.iter().flatten() {
        write_custom_value(&mut details.custom_fields, value);
    }
    if let Some(phones) = &input.phones {
        let old = match omitted {
            Omitted::Erased => std::mem::take(&mut details.phones),
            Omitted::Kept => details.phones.clone(),
        };
        for (kind, number) in phones {
            let phone = phone(ids, (kind, number), &old, now);
            details
                .phones
                .retain(|one| *one.kind != **kind || omitted == Omitted::Erased);
            details.phones.push(phone);
        }
    }
    if let Some(addresses) = &input.addresses {
        let old = match omitted {
            Omitted::Erased => std::mem::take(&mut details.addresses),
            Omitted::Kept => details.addresses.clone(),
        };
        for sent in addresses {
            let address = street_address(ids, sent, &old, now);
            let is_other = |one: &StreetAddress| one.kind != address.kind;
            details
                .addresses
                .retain(|one| is_other(one) || omitted == Omitted::Erased);
            details.addresses.push(address);
        }
    }
    if let Some(notes) = &input.notes {
        let old = std::mem::take(&mut details.notes);
        let notes = notes.iter().map(|sent| note(ids, sent, &old, now));
        details.notes = notes.collect();
        // The newest comes first.
        details
            .notes
            .sort_by_key(|note| std::cmp::Reverse(note.created_at));
    }
}

fn set<T>(value: &mut Option<T>, sent: Option<T>, omitted: Omitted) {
    if sent.is_some() || omitted == Omitted::Erased {
        *value = sent;
    }
}

fn write_lists(contact: &mut Contact, input: &Input<'_>, omitted: Omitted) {
    let Some(lists) = &input.lists else { return };
    match omitted {
        Omitted::Erased => contact.lists.clone_from(lists),
        Omitted::Kept => contact.join(lists),
    }
    contact.lists.shrink_to_fit();
}

/// Whether a request has what only few contacts have.
fn has_details(input: &Input<'_>) -> bool {
    let texts = ["job_title", "company_name", "anniversary"];
    texts.iter().any(|name| input.text(name).is_some())
        || input.birthday.is_some()
        || input.tags.is_some()
        || input.custom_fields.is_some()
        || input.phones.is_some()
        || input.addresses.is_some()
        || input.notes.is_some()
}

fn write_custom_value(values: &mut Vec<CustomValue>, sent: &CustomValue) {
    match values.iter_mut().find(|one| one.field == sent.field) {
        Some(value) => value.clone_from(sent),
        None => values.push(sent.clone()),
    }
}

fn phone(ids: &mut Ids, (kind, number): (&str, &str), old: &[Phone], now: DateTime<Utc>) -> Phone {
    let old = old
        .iter()
        .find(|one| *one.kind == *kind && *one.number == *number);
    old.cloned().unwrap_or_else(|| Phone {
        id: ids.id(),
        kind: kind.into(),
        number: number.into(),
        source: Source::Account,
        created_at: now,
        updated_at: now,
    })
}

fn street_address(
    ids: &mut Ids,
    sent: &Value,
    old: &[StreetAddress],
    now: DateTime<Utc>,
) -> StreetAddress {
    let kind = sent["kind"].as_str().unwrap_or_default();
    let old = old.iter().find(|one| *one.kind == *kind);
    let new = StreetAddress {
        id: old.map_or_else(|| ids.id(), |old| old.id),
        kind: kind.into(),
        street: text(&sent["street"]),
        city: text(&sent["city"]),
        state: text(&sent["state"]),
        postal_code: text(&sent["postal_code"]),
        country: text(&sent["country"]),
        created_at: old.map_or(now, |old| old.created_at),
        updated_at: now,
    };
    match old {
        Some(old) if old.lines() == new.lines() => old.clone(),
        _ => new,
    }
}

fn note(ids: &mut Ids, sent: &Value, old: &[Note], now: DateTime<Utc>) -> Note {
    let content = sent["content"].as_str().unwrap_or_default();
    let id = sent["note_id"].as_str().and_then(Id::parse);
    let old = old
        .iter()
        .find(|note| Some(note.id) == id || (id.is_none() && *note.content == *content));
    Note {
        id: old.map_or_else(|| ids.id(), |old| old.id),
        content: content.into(),
        created_at: old.map_or(now, |old| old.created_at),
    }
}

fn sms_channel(ids: &mut Ids, sent: &SmsInput<'_>, old: Option<&Sms>, now: DateTime<Utc>) -> Sms {
    let consents = sent.consents.iter().map(|&(kind, permission)| {
        let known = old.and_then(|old| old.consents.iter().find(|one| *one.kind == *kind));
        match known {
            Some(known) if known.permission == permission => known.clone(),
            known => SmsConsent {
                kind: kind.into(),
                permission,
                created_at: known.map_or(now, |known| known.created_at),
                updated_at: now,
                opt_in_date: (permission == SmsPermission::Explicit).then_some(now),
                opt_out_date: (permission == SmsPermission::Unsubscribed).then_some(now),
            },
        }
    });
    Sms {
        id: old.map_or_else(|| ids.id(), |old| old.id),
        number: sent.number.as_str().into(),
        dial_digits: sent.dial_digits,
        country: sent.country.into(),
        consents: consents.collect(),
        source: old.map_or(Source::Account, |old| old.source),
    }
}
