//! The parameters in the path and in the query.

use super::{Findings, Problem, text};
use crate::contract::{Parameter, Place};
use crate::request::Request;
use percent_encoding::percent_decode_str;

/// Ids in the path that have the wrong format do not exist.
pub(super) fn judge_path(request: &Request, findings: &mut Findings) {
    for (name, value) in request.operation.path_names().zip(&request.path) {
        let Some(parameter) = parameter(request, Place::Path, name) else {
            continue;
        };
        // The contract does not declare the format of all ids that have one.
        let has_undeclared_format = name == "contact_id";
        for value in text::values(parameter, value) {
            if text::problem(&parameter.schema, value).is_some()
                || (has_undeclared_format && !text::is_uuid(value))
            {
                findings.add(Problem::InvalidId, format!("path {name}"));
            }
        }
    }
}

pub(super) fn judge(request: &Request, findings: &mut Findings) {
    // A cursor replaces the whole query of the first page.
    let has_cursor = request
        .query
        .iter()
        .any(|(name, _)| is_of_link(request, name));
    for declared in &request.operation.parameters {
        let is_sent = |(name, _): &(String, String)| *name == declared.name;
        let is_required = declared.place == Place::Query && declared.required && !has_cursor;
        if is_required && !request.query.iter().any(is_sent) {
            findings.add(Problem::Missing, format!("query {}", declared.name));
        }
    }
    for (index, (name, value)) in request.query.iter().enumerate() {
        let Some(declared) = parameter(request, Place::Query, name) else {
            if !is_of_link(request, name) {
                findings.add(Problem::Unexpected, format!("query {name}"));
            }
            continue;
        };
        let place = || format!("query {name}");
        let is_repeated = request.query[..index].iter().any(|(one, _)| one == name);
        if is_repeated && declared.schema["type"] != "array" {
            findings.add(Problem::Repeated, place());
        }
        let values = text::values(declared, value);
        if text::most(declared).is_some_and(|most| values.len() > most) {
            findings.add(Problem::OutOfRange, place());
        }
        let problems = values.iter().filter_map(|value| {
            let schema = match declared.schema["items"].is_object() {
                true => &declared.schema["items"],
                false => &declared.schema,
            };
            text::problem(schema, value)
        });
        if let Some(problem) = problems.into_iter().next() {
            findings.add(problem, place());
        }
    }
    for pair in request.raw_query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decoded = percent_decode_str(value).decode_utf8_lossy();
        if value.contains('+') && text::needs_plus(&decoded) {
            let name = percent_decode_str(name).decode_utf8_lossy();
            findings.add(Problem::Unencoded, format!("query {name}"));
        }
    }
}

fn parameter<'r>(request: &'r Request, place: Place, name: &str) -> Option<&'r Parameter> {
    let mut all = request.operation.parameters.iter();
    all.find(|one| one.place == place && one.name == name)
}

/// Whether only the links to other pages of the list have this parameter.
fn is_of_link(request: &Request, name: &str) -> bool {
    name == "cursor" && request.operation.pages.as_deref() == Some("link")
}
