//! Puts a seed into a state, by the operations that a client would call, so that the sandbox has the same
//! rules for both.

use super::{Problem, Seed, SeedError};
use crate::answer::Answer;
use crate::contract::CONTRACT;
use crate::operations;
use crate::request::Request;
use crate::state::tokens::Role;
use crate::state::{FIRST_ACCOUNT, State};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde_json::{Value, json};

impl Seed {
    /// Adds everything to the first account. After an error, the state has a part of the seed.
    pub fn apply(self, state: &mut State, now: DateTime<Utc>) -> Result<(), SeedError> {
        let mut create = |operation, document, id| {
            created(state, now, operation, document).map(|answer| answer[id].clone())
        };
        let of_heading = |column: &str, message| SeedError {
            line: 1,
            column: Some(column.to_owned()),
            problem: Problem::Refused { message },
        };
        let mut lists = Vec::new();
        for name in &self.lists {
            let id = create("createList", json!({ "name": name }), "list_id");
            lists.push(id.map_err(|message| of_heading("lists", message))?);
        }
        let mut fields = Vec::new();
        for name in &self.custom_fields {
            let field = json!({ "label": name, "type": "string" });
            let id = create("postCustomFields", field, "custom_field_id");
            fields.push(id.map_err(|message| of_heading(&format!("cf:{name}"), message))?);
        }
        for contact in self.contacts {
            let mut document = contact.document;
            let memberships = contact.lists.iter().map(|index| lists[*index].clone());
            document["list_memberships"] = memberships.collect();
            let values = contact.custom_fields.iter();
            let values = values.map(|(index, value)| {
                let field = &fields[*index];
                json!({ "custom_field_id": field, "value": value })
            });
            document["custom_fields"] = values.collect();
            create("createContact", document, "contact_id").map_err(|message| SeedError {
                line: contact.line,
                column: None,
                problem: Problem::Refused { message },
            })?;
        }
        Ok(())
    }
}

/// The document that the operation answers, or the message with which it refuses.
fn created(
    state: &mut State,
    now: DateTime<Utc>,
    operation: &str,
    document: Value,
) -> Result<Value, String> {
    let operation = CONTRACT.operation(operation);
    let operation = operation.expect("the contract has the operations of a seed");
    let answer = operations::run(
        state,
        &Request {
            operation,
            path: Vec::new(),
            query: Vec::new(),
            raw_query: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::from(document.to_string()),
            json: document,
            now,
            account: FIRST_ACCOUNT.to_owned(),
            role: Role::AccountOwner,
        },
    );
    let body = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    match answer.status {
        200..=299 => Ok(body),
        _ => Err(message(&answer, &body)),
    }
}

fn message(answer: &Answer, body: &Value) -> String {
    let message = body[0]["error_message"].as_str();
    message.map_or_else(|| answer.status.to_string(), str::to_owned)
}
