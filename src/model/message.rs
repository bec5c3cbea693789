//! The error messages of bulk jobs.

use crate::model::{Output, Write};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;

/// One error message of a bulk job. `Display` is its text.
///
/// Most jobs list strings, some list objects with a `message`; both are read as the text of the message.
/// Any other value is kept as its JSON.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct ActivityMessage(String);

impl ActivityMessage {
    /// The text of the message.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActivityMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text may name the person whose row failed, so it is not shown.
impl fmt::Debug for ActivityMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ActivityMessage(…)")
    }
}

impl From<&str> for ActivityMessage {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Write for ActivityMessage {
    fn output(&self) -> Output<'_> {
        Output::Text(&self.0)
    }
}

impl Serialize for ActivityMessage {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.output().serialize(to)
    }
}

impl<'de> Deserialize<'de> for ActivityMessage {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Value::deserialize(from).map(|value| Self::from_json(&value))
    }
}

impl ActivityMessage {
    fn from_json(value: &Value) -> Self {
        Self(match (value.as_str(), value["message"].as_str()) {
            (Some(text), _) | (None, Some(text)) => text.to_owned(),
            (None, None) => value.to_string(),
        })
    }
}

crate::model::read_via_json!(ActivityMessage);

crate::model::redact_via_debug!(ActivityMessage);

#[cfg(test)]
mod tests;
