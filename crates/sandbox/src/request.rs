//! A request as the operations see it: read, matched with the contract, and free of HTTP.

mod on_behalf;

use crate::contract::Operation;
use crate::query::Query;
use crate::state::tokens::Role;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde_json::Value;

/// A request to an operation of the contract.
#[derive(Clone)]
pub(crate) struct Request {
    pub operation: &'static Operation,
    /// The values of the path parameters, decoded, in the path's order.
    pub path: Vec<String>,
    /// The query, decoded, in the order in which it was sent.
    pub query: Vec<(String, String)>,
    /// The query as it was sent.
    pub raw_query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// The body as JSON; null if it is empty or not JSON.
    pub json: Value,
    pub now: DateTime<Utc>,
    /// The account that the token belongs to.
    pub account: String,
    /// The role in that account of the person who allowed the application.
    pub role: Role,
}

impl Request {
    /// The value of a path parameter.
    pub fn path_value(&self, name: &str) -> &str {
        let names = self.operation.path_names();
        let mut values = names.zip(&self.path);
        let found = values.find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The first value of a query parameter.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        Query(&self.query).value(name)
    }

    /// All values of a query parameter: those between commas, and those of repeated parameters.
    pub fn query_values(&self, name: &str) -> Vec<&str> {
        Query(&self.query).values(name)
    }

    /// Whether a query parameter is `true`.
    pub fn flag(&self, name: &str) -> bool {
        Query(&self.query).flag(name)
    }
}

#[cfg(test)]
impl Request {
    /// A request to an operation of the first account, at the start of 2026.
    pub fn to(operation: &str, path: &[&str], query: &str, json: Value) -> Self {
        let operation = crate::contract::CONTRACT.operation(operation);
        let query = url::form_urlencoded::parse(query.as_bytes());
        let now = DateTime::from_timestamp(1_767_225_600, 0);
        Self {
            operation: operation.expect("the operation exists"),
            path: path.iter().map(|&value| value.to_owned()).collect(),
            query: query.into_owned().collect(),
            raw_query: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            json,
            now: now.expect("a valid time"),
            account: crate::state::FIRST_ACCOUNT.to_owned(),
            role: Role::default(),
        }
    }
}
