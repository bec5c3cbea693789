//! An account for the tests of the operations, which need no server.

use super::run;
use crate::answer::Answer;
use crate::request::Request;
use crate::state::State;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// An account, and the day of its next request.
pub(super) struct TestAccount {
    pub state: State,
    /// The days since the start of 2026.
    pub day: i64,
}

impl TestAccount {
    pub fn new() -> Self {
        let state = State::new();
        Self { state, day: 0 }
    }

    pub fn send(&mut self, operation: &str, id: &str, query: &str, body: Value) -> (u16, Value) {
        let path = match id {
            "" => vec![],
            id => vec![id],
        };
        let mut request = Request::to(operation, &path, query, body);
        request.now += TimeDelta::days(self.day);
        let Answer { status, body, .. } = run(&mut self.state, &request);
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Sends a request that succeeds.
    pub fn ok(&mut self, operation: &str, id: &str, query: &str, body: Value) -> Value {
        let (status, document) = self.send(operation, id, query, body);
        assert!(status < 300, "{operation}: {status} {document}");
        document
    }

    /// Sends a request that fails, and returns its status and message.
    pub fn refused(&mut self, operation: &str, id: &str, body: Value) -> (u16, String) {
        let (status, document) = self.send(operation, id, "", body);
        assert!(status >= 400, "{operation}: {status} {document}");
        let message = document[0]["error_message"].as_str().unwrap();
        (status, message.to_owned())
    }

    pub fn list(&mut self, name: &str) -> String {
        id(
            &self.ok("createList", "", "", json!({ "name": name })),
            "list_id",
        )
    }

    pub fn contact(&mut self, body: Value) -> String {
        id(&self.ok("createContact", "", "", body), "contact_id")
    }

    /// The contact with all that an answer can have.
    pub fn read(&mut self, id: &str) -> Value {
        let include = "include=custom_fields,list_memberships,phone_numbers,street_addresses,\
            taggings,notes";
        self.ok("getContact", id, include, Value::Null)
    }
}

pub(super) fn id(document: &Value, name: &str) -> String {
    document[name].as_str().unwrap().to_owned()
}

/// The body of a contact with only an address.
pub(super) fn addressed(address: &str) -> Value {
    json!({ "create_source": "Account", "email_address": { "address": address } })
}
