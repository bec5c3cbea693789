//! The operations on custom fields.

use super::Handler;
use super::page::Page;
use super::refusal::{answer, conflict, invalid, invalid_value, not_found};
use super::time::{second, written};
use super::validation::check;
use crate::answer::Answer;
use crate::id::{Id, Ids};
use crate::request::Request;
use crate::state::lists::{Choice, CustomField, CustomFields, same_name};
use crate::state::{Account, State};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("getCustomFields", |state, request| {
        answer(list(state, request))
    }),
    ("getCustomField", |state, request| {
        answer(read(state, request))
    }),
    ("postCustomFields", |state, request| {
        answer(create(state, request))
    }),
    ("putCustomField", |state, request| {
        answer(update(state, request))
    }),
    ("deleteCustomField", |state, request| {
        answer(delete(state, request))
    }),
];

/// The most custom fields of an account.
const MOST: usize = 100;

/// The most choices of check boxes and radio buttons; a drop-down list takes 100.
const MOST_BUTTONS: usize = 20;

fn list(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let fields = &state.account(&request.account).custom_fields;
    let rows = fields.iter().map(|(id, field)| document(*id, field));
    let document = Page::of_links(request)?.linked("custom_fields", rows);
    Ok(Answer::json(200, &Value::Object(document)))
}

fn read(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let account = state.account(&request.account);
    let id = known(account, request)?;
    Ok(Answer::json(
        200,
        &document(id, &account.custom_fields[&id]),
    ))
}

fn create(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let (account, ids) = state.parts(&request.account);
    let body = &request.json;
    let label = label(&body["label"])?;
    let name = name(label);
    check_unique(&account.custom_fields, label, &name, None)?;
    // The refusal is not documented.
    if account.custom_fields.len() >= MOST {
        return Err(invalid(
            "the account has 100 custom fields, which is the most",
        ));
    }
    let kind = body["type"].as_str().unwrap_or_default();
    let metadata = body["metadata"].clone();
    let now = second(request.now);
    let field = CustomField {
        label: label.to_owned(),
        name,
        kind: kind.to_owned(),
        // The version of a date that is created without one is not documented.
        version: body["version"].as_u64().unwrap_or(1),
        choices: choices(&body["choices"], kind, &metadata, &[], ids, now)?,
        metadata,
        created_at: now,
        updated_at: now,
    };
    let id = ids.id();
    let answer = Answer::json(201, &document(id, &field));
    account.custom_fields.insert(id, field);
    Ok(answer)
}

/// The name stays when the label changes, so that import files stay valid; the API's rule is not documented.
fn update(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let (account, ids) = state.parts(&request.account);
    let id = known(account, request)?;
    let body = &request.json;
    let label = label(&body["label"])?;
    check_unique(&account.custom_fields, label, "", Some(id))?;
    let now = second(request.now);
    let field = account.custom_fields.get_mut(&id).expect("it is known");
    let metadata = &field.metadata;
    let old = &field.choices;
    let choices = choices(&body["choices"], &field.kind, metadata, old, ids, now)?;
    field.choices = choices;
    label.clone_into(&mut field.label);
    field.updated_at = now;
    Ok(Answer::json(200, &document(id, field)))
}

/// The API removes the values from the contacts after its answer; here they are gone with it.
fn delete(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let account = state.account(&request.account);
    let id = known(account, request)?;
    account.delete_custom_field(id);
    Ok(Answer::empty(204))
}

fn known(account: &Account, request: &Request) -> Result<Id, Answer> {
    let id = request.path_value("custom_field_id");
    let found = Id::parse(id).filter(|id| account.custom_fields.contains_key(id));
    found.ok_or_else(|| not_found("custom_field_id", id))
}

fn label(value: &Value) -> Result<&str, Answer> {
    match value.as_str().map(str::trim) {
        None => Err(invalid("label is missing")),
        Some("") => Err(invalid_value("label")),
        Some(label) => Ok(label),
    }
}

/// The name of a field, which is made from its label: `Customer ID` becomes `customer_id`.
pub(super) fn name(label: &str) -> String {
    let words = label.split_whitespace().map(str::to_lowercase);
    words.collect::<Vec<_>>().join("_")
}

fn check_unique(
    fields: &CustomFields,
    label: &str,
    name: &str,
    own: Option<Id>,
) -> Result<(), Answer> {
    let mut others = fields.iter().filter(|(id, _)| Some(**id) != own);
    match others.any(|(_, field)| same_name(&field.label, label) || field.name == name) {
        true => Err(conflict("Label already exists for another custom field")),
        false => Ok(()),
    }
}

fn choices(
    sent: &Value,
    kind: &str,
    metadata: &Value,
    old: &[Choice],
    ids: &mut Ids,
    now: DateTime<Utc>,
) -> Result<Vec<Choice>, Answer> {
    let sent = sent.as_array().map_or(&[][..], Vec::as_slice);
    let is_select = matches!(kind, "single_select" | "multi_select");
    let has_buttons = matches!(
        metadata["display_type"].as_str(),
        Some("checkbox" | "radio")
    );
    if (!is_select && !sent.is_empty()) || (has_buttons && sent.len() > MOST_BUTTONS) {
        return Err(invalid_value("choices"));
    }
    let choices = (1..).zip(sent).map(|(number, choice)| {
        let label = choice["choice_label"]
            .as_str()
            .filter(|label| !label.is_empty());
        let label = label.ok_or_else(|| invalid("choices.choice_label is missing"))?;
        let id = match &choice["choice_id"] {
            Value::String(text) => text.parse().ok(),
            value => value.as_u64(),
        };
        let old = old.iter().find(|old| Some(old.id) == id);
        Ok(Choice {
            id: old.map_or_else(|| ids.number(), |old| old.id),
            label: label.to_owned(),
            order: choice["display_order"].as_u64().unwrap_or(number),
            created_at: old.map_or(now, |old| old.created_at),
            updated_at: now,
        })
    });
    choices.collect()
}

fn document(id: Id, field: &CustomField) -> Value {
    let mut document = json!({
        "custom_field_id": id.to_string(),
        "label": field.label,
        "name": field.name,
        "type": field.kind,
        "created_at": written(field.created_at),
        "updated_at": written(field.updated_at),
    });
    if field.kind.starts_with("date") {
        document["version"] = json!(field.version);
    }
    if field.metadata.is_object() {
        document["metadata"] = field.metadata.clone();
    }
    let choices = field.choices.iter().map(|choice| {
        json!({
            "custom_field_id": id.to_string(),
            "choice_id": choice.id,
            "choice_label": choice.label,
            "display_order": choice.order,
            "created_at": written(choice.created_at),
            "updated_at": written(choice.updated_at),
        })
    });
    if !field.choices.is_empty() {
        document["choices"] = choices.collect();
    }
    document
}

#[cfg(test)]
mod tests;
