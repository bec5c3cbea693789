//! Requests and responses of the test server.

use std::collections::HashMap;
use url::form_urlencoded;

pub const CONFIDENTIAL: &str = "confidential-app";
pub const CLIENT_SECRET: &str = "client-secret-9f2";
pub const PUBLIC: &str = "public-app";
pub const PARTNER: &str = "partner-app";
pub const PARTNER_SECRET: &str = "partner-secret-4b7";
pub const REDIRECT: &str = "https://app.example.com/callback";

pub type Form = HashMap<String, String>;

#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub authorization: Option<String>,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub content_type: &'static str,
    pub location: Option<String>,
    pub body: Vec<u8>,
}

pub fn json(status: u16, body: serde_json::Value) -> Reply {
    Reply {
        status,
        content_type: "application/json",
        location: None,
        body: body.to_string().into_bytes(),
    }
}

pub fn refuse(status: u16, error: &str) -> Reply {
    json(
        status,
        serde_json::json!({"error": error, "error_description": "from the test server"}),
    )
}

/// The fields of a form, each at most once.
pub fn form(request: &Request) -> Option<Form> {
    if request.content_type.as_deref() != Some("application/x-www-form-urlencoded") {
        return None;
    }
    let mut form = Form::new();
    for (name, value) in form_urlencoded::parse(&request.body) {
        if form.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(form)
}

/// The shape of Okta's own errors.
pub fn okta(status: u16) -> Reply {
    json(
        status,
        serde_json::json!({
            "errorCode": "E0000021", "errorSummary": "Bad request.", "errorLink": "E0000021", "errorId": "x", "errorCauses": [],
        }),
    )
}
