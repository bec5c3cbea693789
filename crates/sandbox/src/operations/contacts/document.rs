//! A contact as the API shows it.

use crate::id::Id;
use crate::operations::time::written;
use crate::state::contacts::{Contact, CustomValue, Details, Note, Phone, Sms, StreetAddress};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

/// The sub-resources that an answer can have.
pub(super) const ALL: [&str; 7] = [
    "custom_fields",
    "list_memberships",
    "phone_numbers",
    "street_addresses",
    "taggings",
    "notes",
    "sms_channel",
];

/// The contact with the sub-resources of `include`.
pub(super) fn document(contact: &Contact, include: &[&str]) -> Value {
    let mut document = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            document.insert(name.to_owned(), value);
        }
    };
    put("contact_id", id(contact.id));
    put("email_address", email(contact));
    put("first_name", text(&contact.first_name));
    put("last_name", text(&contact.last_name));
    put("create_source", json!(contact.create_source.name()));
    put("update_source", json!(contact.update_source.name()));
    put("created_at", written(contact.created_at));
    put("updated_at", written(contact.updated_at));
    let deleted = contact
        .deleted_at
        .map(|at| at.format("%Y-%m-%d").to_string());
    put("deleted_at", json!(deleted));
    let none = Details::default();
    let details = contact.details.as_deref().unwrap_or(&none);
    put("job_title", text(&details.job_title));
    put("company_name", text(&details.company_name));
    put("anniversary", text(&details.anniversary));
    if let Some((month, day)) = details.birthday {
        put("birthday_month", json!(month));
        put("birthday_day", json!(day));
    }
    for name in ALL.iter().filter(|name| include.contains(name)) {
        let value = match *name {
            "custom_fields" => list(&details.custom_fields, custom_value),
            "list_memberships" => list(&contact.lists, |list| id(*list)),
            "phone_numbers" => list(&details.phones, phone),
            "street_addresses" => list(&details.addresses, street_address),
            "taggings" => list(&details.tags, |tag| id(*tag)),
            "notes" => list(&details.notes, note),
            _ => details
                .sms
                .as_ref()
                .map_or(Value::Null, |sms| sms_channel(sms, contact)),
        };
        put(name, value);
    }
    Value::Object(document)
}

fn email(contact: &Contact) -> Value {
    let Some(address) = contact.address() else {
        return Value::Null;
    };
    let mut email = Map::from_iter([
        ("address".to_owned(), json!(address)),
        (
            "permission_to_send".to_owned(),
            json!(contact.permission.name()),
        ),
        ("created_at".to_owned(), written(contact.created_at)),
        ("updated_at".to_owned(), written(contact.address_updated_at)),
        (
            "confirm_status".to_owned(),
            json!(contact.confirmation.name()),
        ),
    ]);
    if let Some(date) = contact.opt_in_date {
        email.insert(
            "opt_in_source".to_owned(),
            json!(contact.opt_in_source.name()),
        );
        email.insert("opt_in_date".to_owned(), written(date));
    }
    if let Some(opt_out) = contact.opt_out() {
        email.insert("opt_out_source".to_owned(), json!(opt_out.source.name()));
        email.insert("opt_out_date".to_owned(), written(opt_out.date));
        if let Some(reason) = &opt_out.reason {
            email.insert("opt_out_reason".to_owned(), json!(reason));
        }
    }
    Value::Object(email)
}

fn custom_value(value: &CustomValue) -> Value {
    let mut document = json!({ "custom_field_id": id(value.field) });
    if let Some(text) = &value.value {
        document["value"] = json!(text);
    }
    if !value.choices.is_empty() {
        document["choice_ids"] = json!(value.choices);
    }
    document
}

fn phone(phone: &Phone) -> Value {
    json!({
        "phone_number_id": id(phone.id),
        "phone_number": phone.number,
        "kind": phone.kind,
        "create_source": phone.source.name(),
        "update_source": phone.source.name(),
        "created_at": written(phone.created_at),
        "updated_at": written(phone.updated_at),
    })
}

fn street_address(address: &StreetAddress) -> Value {
    let mut document = json!({
        "street_address_id": id(address.id),
        "kind": address.kind,
        "created_at": written(address.created_at),
        "updated_at": written(address.updated_at),
    });
    for (name, value) in [
        ("street", &address.street),
        ("city", &address.city),
        ("state", &address.state),
        ("postal_code", &address.postal_code),
        ("country", &address.country),
    ] {
        if value.is_some() {
            document[name] = text(value);
        }
    }
    document
}

fn note(note: &Note) -> Value {
    json!({
        "note_id": id(note.id),
        "content": note.content,
        "created_at": written(note.created_at),
    })
}

fn sms_channel(sms: &Sms, contact: &Contact) -> Value {
    let consents = sms.consents.iter().map(|consent| {
        let mut document = json!({
            "consent_type": consent.kind,
            "sms_consent_permission": consent.permission.name(),
            "created_at": written(consent.created_at),
            "updated_at": written(consent.updated_at),
        });
        let dates = [
            ("opt_in_date", consent.opt_in_date),
            ("opt_out_date", consent.opt_out_date),
        ];
        for (name, date) in dates {
            if let Some(date) = date {
                document[name] = written(date);
            }
        }
        document
    });
    json!({
        "sms_channel_id": id(sms.id),
        "sms_address": sms.local_number(),
        "dial_code": sms.dial_code(),
        "country_code": sms.country,
        "create_source": sms.source.name(),
        "update_source": contact.update_source.name(),
        "sms_channel_consents": consents.collect::<Vec<_>>(),
    })
}

/// What the history of a contact's SMS consents has for each consent.
pub(super) fn sms_history(contact: &Contact) -> Value {
    let consents = contact.sms().into_iter().flat_map(|sms| {
        sms.consents.iter().map(move |consent| {
            let is_out = consent.opt_out_date.is_some();
            let entry = |time: DateTime<Utc>| {
                json!({
                    "contact_id": id(contact.id),
                    "sms_channel_id": id(sms.id),
                    "sms_channel_history_id": id(sms.id),
                    "insert_time": written(time),
                    "history_details": {
                        "consent_type": consent.kind,
                        "consent_action_type": if is_out { "opt_out" } else { "opt_in" },
                        "consent_action_time": written(time),
                        "source_sms_number": sms.local_number(),
                    },
                })
            };
            entry(consent.updated_at)
        })
    });
    Value::Array(consents.collect())
}

fn list<T>(items: &[T], document: impl Fn(&T) -> Value) -> Value {
    Value::Array(items.iter().map(document).collect())
}

fn text(value: &Option<Box<str>>) -> Value {
    json!(value)
}

fn id(id: Id) -> Value {
    Value::String(id.to_string())
}
