//! What an operation answers, free of HTTP.

use bytes::Bytes;
use serde_json::{Value, json};

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Bytes,
}

impl Answer {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// A JSON document.
    pub fn json(status: u16, document: &Value) -> Self {
        Self::text(status, "application/json", document.to_string())
    }

    /// A text of a media type.
    pub fn text(status: u16, media_type: &str, text: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type", media_type.to_owned())],
            body: text.into(),
        }
    }

    /// An error in the API's documented shape, a list.
    pub fn error(status: u16, key: &str, message: &str) -> Self {
        let error = json!({ "error_key": key, "error_message": message });
        Self::json(status, &json!([error]))
    }

    /// An error in the shape of the gateway, an object.
    pub fn gateway_error(status: u16, key: &str, message: &str) -> Self {
        Self::json(
            status,
            &json!({ "error_key": key, "error_message": message }),
        )
    }

    /// A resource that does not exist.
    pub fn not_found() -> Self {
        Self::error(404, "not_found", "The requested resource was not found.")
    }

    /// The answer with one more header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
