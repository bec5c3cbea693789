//! The conditions of a segment. Those on list memberships, tags and the date of creation are evaluated; no
//! contact meets another one, because nothing is known of it here.
//!
//! The contract shows the shape only by an example: groups of the type `and` or `or`, and conditions with
//! a source, a field, an operator and a value. The names of the fields and operators beyond it are
//! those of the sources.

use crate::id::Id;
use crate::state::contacts::Contact;
use crate::timestamp;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// The conditions of a segment.
#[derive(Debug, PartialEq)]
pub(crate) enum Criteria {
    All(Vec<Criteria>),
    Any(Vec<Criteria>),
    /// On one of the lists.
    Lists(Vec<Id>),
    /// With one of the tags.
    Tags(Vec<Id>),
    CreatedAfter(DateTime<Utc>),
    CreatedBefore(DateTime<Utc>),
    Not(Box<Criteria>),
    /// A condition that is not evaluated.
    Unknown,
}

/// The most campaigns and days that conditions can cover.
const MOST_CAMPAIGNS: u64 = 500;
const MOST_DAYS: u64 = 1825;

/// Whether a text holds conditions that the API accepts.
pub(crate) fn check_criteria(text: &str) -> bool {
    match serde_json::from_str::<Value>(text) {
        Ok(document) => document["criteria"].is_object() && is_in_bounds(&document["criteria"]),
        Err(_) => false,
    }
}

fn is_in_bounds(criteria: &Value) -> bool {
    if let Some(group) = criteria["group"].as_array() {
        return group.iter().all(is_in_bounds);
    }
    let constant = criteria["const_value"].as_str().unwrap_or_default();
    let most = match constant.contains("campaigns") {
        true => MOST_CAMPAIGNS,
        false if constant.contains("days") => MOST_DAYS,
        false => return true,
    };
    let number = match &criteria["param"] {
        Value::String(text) => text.parse().ok(),
        number => number.as_u64(),
    };
    number.is_none_or(|number: u64| number <= most)
}

impl Criteria {
    /// Reads the document of a segment.
    pub fn read(text: &str) -> Self {
        let document: Value = serde_json::from_str(text).unwrap_or_default();
        Self::of(&document["criteria"])
    }

    fn of(value: &Value) -> Self {
        if let Some(group) = value["group"].as_array() {
            let group = group.iter().map(Self::of).collect();
            return match value["type"].as_str() {
                Some("or") => Self::Any(group),
                _ => Self::All(group),
            };
        }
        let field = value["field"].as_str().unwrap_or_default();
        let operator = value["op"].as_str().unwrap_or_default();
        let criteria = match value["source"].as_str() {
            Some("list_membership") => Self::Lists(ids(value)),
            Some("tags") => Self::Tags(ids(value)),
            Some("contact") if field.starts_with("created") => created(value, operator),
            _ => Self::Unknown,
        };
        let is_negated = operator.starts_with("not") || operator == "ne";
        match is_negated && criteria != Self::Unknown {
            true => Self::Not(Box::new(criteria)),
            false => criteria,
        }
    }

    pub fn matches(&self, contact: &Contact) -> bool {
        if contact.is_deleted() {
            return false;
        }
        match self {
            Self::All(group) => group.iter().all(|one| one.matches(contact)),
            Self::Any(group) => group.iter().any(|one| one.matches(contact)),
            Self::Lists(lists) => lists.iter().any(|list| contact.lists.contains(list)),
            Self::Tags(tags) => tags.iter().any(|tag| contact.tags().contains(tag)),
            Self::CreatedAfter(time) => contact.created_at > *time,
            Self::CreatedBefore(time) => contact.created_at < *time,
            Self::Not(criteria) => !criteria.matches(contact),
            Self::Unknown => false,
        }
    }
}

/// The ids of a condition's value: one, several, or several in a text.
fn ids(condition: &Value) -> Vec<Id> {
    let read = |text: &str| {
        text.split(',')
            .filter_map(|id| Id::parse(id.trim()))
            .collect()
    };
    match &condition["value"] {
        Value::String(text) => read(text),
        Value::Array(items) => items
            .iter()
            .filter_map(|id| Id::parse(id.as_str()?))
            .collect(),
        _ => Vec::new(),
    }
}

fn created(condition: &Value, operator: &str) -> Criteria {
    let time = condition["value"].as_str().and_then(timestamp::read);
    match (operator, time) {
        ("gt" | "gte" | "after", Some(time)) => Criteria::CreatedAfter(time),
        ("lt" | "lte" | "before", Some(time)) => Criteria::CreatedBefore(time),
        _ => Criteria::Unknown,
    }
}

#[cfg(test)]
mod tests;
