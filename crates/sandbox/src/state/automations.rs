//! Automations: what was created and changed. None of them runs.

use super::refusal::Refusal;
use crate::id::Ids;
use crate::timestamp;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

/// The status and the state of an automation that was never activated, which no operation does.
const DRAFT: &str = "DRAFT";
/// The members that an update can change.
const WRITTEN: &[&str] = &["name", "description", "draft_definition", "structured_tags"];

/// The automations of an account, in the order of their creation.
#[derive(Debug, Default)]
pub(crate) struct Automations {
    list: Vec<Automation>,
}

/// An automation.
#[derive(Debug)]
pub(crate) struct Automation {
    id: String,
    document: Map<String, Value>,
    created: DateTime<Utc>,
    updated: DateTime<Utc>,
}

impl Automations {
    /// Creates a draft that starts on a trigger. The default of the name is not documented.
    pub fn create(
        &mut self,
        ids: &mut Ids,
        name: Option<&str>,
        trigger: &Value,
        now: DateTime<Utc>,
    ) -> &Automation {
        let number = self.list.len() + 1;
        let name_or_default = name.map_or_else(|| format!("Automation {number}"), str::to_owned);
        let definition = json!({ "state": DRAFT, "trigger": { "trigger_def": trigger } });
        let members = [
            ("name", json!(name_or_default)),
            ("name_explicitly_set", json!(name.is_some())),
            ("draft_definition", definition),
        ];
        let members = members.map(|(name, value)| (name.to_owned(), value));
        self.list.push(Automation {
            id: ids.uuid(),
            document: Map::from_iter(members),
            created: now,
            updated: now,
        });
        self.list.last().expect("it was just added")
    }

    /// All automations, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Automation> {
        self.list.iter()
    }

    pub fn get(&self, id: &str) -> Result<&Automation, Refusal> {
        let found = self.list.iter().find(|one| one.id == id);
        found.ok_or(Refusal::NotFound)
    }

    /// Replaces the members that were sent. Whether the API erases the others is not documented.
    pub fn put(
        &mut self,
        id: &str,
        sent: &Value,
        now: DateTime<Utc>,
    ) -> Result<&Automation, Refusal> {
        let mut all = self.list.iter_mut();
        let found = all.find(|one| one.id == id).ok_or(Refusal::NotFound)?;
        for name in WRITTEN {
            if let Some(value) = sent.get(name) {
                found.document.insert((*name).to_owned(), value.clone());
            }
        }
        found.updated = now;
        Ok(found)
    }
}

impl Automation {
    pub fn name(&self) -> &str {
        self.document["name"].as_str().unwrap_or_default()
    }

    /// Whether a goal is among the tags.
    pub fn has_goal(&self, goal: &str) -> bool {
        let tags = self
            .document
            .get("structured_tags")
            .and_then(Value::as_array);
        let mut tags = tags.into_iter().flatten();
        tags.any(|tag| tag["key"] == "GOAL" && tag["value"] == goal)
    }

    /// The automation with its definition.
    pub fn document(&self) -> Value {
        let mut document = self.document.clone();
        document.insert("id".to_owned(), json!(self.id));
        document.insert("status".to_owned(), json!(DRAFT));
        Value::Object(document)
    }

    /// The automation in a list.
    pub fn row(&self) -> Value {
        let mut row = json!({
            "id": self.id,
            "name": self.name(),
            "status": DRAFT,
            "draft_state": DRAFT,
            "created_date": timestamp::written(self.created),
            "update_date": timestamp::written(self.updated),
        });
        for name in ["description", "structured_tags"] {
            if let Some(value) = self.document.get(name) {
                row[name] = value.clone();
            }
        }
        row
    }
}
