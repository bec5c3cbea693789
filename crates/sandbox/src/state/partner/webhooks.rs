//! The webhook subscriptions of the partner: one address for each topic. Nothing is sent to them.

use crate::state::refusal::Refusal;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use url::Url;

/// The topics: their numbers, names and descriptions.
const TOPICS: &[(u64, &str, &str)] = &[
    (
        1,
        "Billing Tier Upgrade",
        "An account moved to a higher price tier.",
    ),
    (
        2,
        "Billing Tier Downgrade",
        "An account moved to a lower price tier.",
    ),
    (3, "Account Cancelled", "An account was cancelled."),
    (4, "Account Disabled", "An account was disabled."),
];

/// The addresses by topic.
#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    addresses: BTreeMap<u64, String>,
    tests: Vec<u64>,
}

impl Webhooks {
    /// Stores the address of a topic.
    pub fn put(&mut self, topic: &str, sent: &Value) -> Result<Value, Refusal> {
        let (id, ..) = known(topic)?;
        let uri = sent["hook_uri"].as_str().unwrap_or_default();
        let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
        if !Url::parse(uri).is_ok_and(|url| is_web(&url)) {
            return Err(Refusal::invalid("hook_uri does not have a valid value"));
        }
        self.addresses.insert(id, uri.to_owned());
        Ok(json!({ "topic_id": id, "hook_uri": uri }))
    }

    /// The subscription of a topic. What the API answers without one is not documented.
    pub fn get(&self, topic: &str) -> Result<Value, Refusal> {
        let (id, name, description) = known(topic)?;
        let uri = self.addresses.get(&id).ok_or(Refusal::NotFound)?;
        Ok(json!({
            "topic_id": id,
            "hook_uri": uri,
            "topic_name": name,
            "topic_description": description,
        }))
    }

    /// All subscriptions.
    pub fn all(&self) -> Value {
        let topics = self.addresses.keys();
        Value::Array(
            topics
                .filter_map(|id| self.get(&id.to_string()).ok())
                .collect(),
        )
    }

    pub fn remove(&mut self, topic: &str) -> Result<(), Refusal> {
        let (id, ..) = known(topic)?;
        let removed = self.addresses.remove(&id);
        removed.map(drop).ok_or(Refusal::NotFound)
    }

    /// Notes a test notification.
    pub fn test(&mut self, topic: &str) -> Result<Value, Refusal> {
        let document = self.get(topic)?;
        self.tests.extend(document["topic_id"].as_u64());
        Ok(document)
    }

    /// The topics whose test notifications were asked for, in order.
    pub fn tests(&self) -> &[u64] {
        &self.tests
    }
}

fn known(topic: &str) -> Result<(u64, &'static str, &'static str), Refusal> {
    let found = TOPICS.iter().find(|(id, ..)| id.to_string() == topic);
    found.copied().ok_or(Refusal::NotFound)
}

#[cfg(test)]
mod tests;
