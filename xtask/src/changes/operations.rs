//! Operations: which of the old and the new ones are the same, and how these differ.

use super::Effect;
use super::Kind;
use super::found::Found;
use super::parameters::parameters;
use super::shape::{Renames, shape};
use crate::golden::fact;
use openapiv3::{OpenAPI, Operation, ReferenceOr};
use serde_json::Value;
use std::collections::BTreeSet;

/// An operation with its place.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub path: &'a str,
    pub verb: &'a str,
    pub method: &'a str,
    pub facts: &'a Operation,
}

impl Placed<'_> {
    pub fn place(&self) -> String {
        format!("`{} {}`", self.verb.to_uppercase(), self.path)
    }

    /// The path without the names of its parameters.
    fn bare_path(&self) -> String {
        let mut bare = String::new();
        for (index, part) in self.path.split('{').enumerate() {
            let part = match (index, part.split_once('}')) {
                (1.., Some((_, rest))) => rest,
                _ => part,
            };
            if index > 0 {
                bare.push_str("{}");
            }
            bare.push_str(part);
        }
        bare
    }
}

/// Every operation of a contract.
pub(super) fn operations(api: &OpenAPI) -> Vec<Placed<'_>> {
    api.operations()
        .map(|(path, verb, facts)| Placed {
            path,
            verb,
            method: facts.operation_id.as_deref().unwrap_or_default(),
            facts,
        })
        .collect()
}

/// By verb and path, then by method, then by verb and path without the names in it.
pub(super) fn pair_operations<'a>(
    before: &[Placed<'a>],
    after: &[Placed<'a>],
) -> Vec<(Placed<'a>, Placed<'a>)> {
    let keys: [fn(&Placed<'_>) -> String; 3] = [
        |operation| operation.place(),
        |operation| operation.method.to_owned(),
        |operation| format!("{} {}", operation.verb, operation.bare_path()),
    ];
    let mut pairs: Vec<(Placed<'a>, Placed<'a>)> = Vec::new();
    for key in keys {
        for one in before {
            if pairs.iter().any(|(paired, _)| paired.method == one.method) {
                continue;
            }
            let other = after.iter().find(|other| {
                key(other) == key(one)
                    && !pairs
                        .iter()
                        .any(|(_, paired)| paired.method == other.method)
            });
            pairs.extend(other.map(|other| (*one, *other)));
        }
    }
    pairs
}

/// How the method keeps its name.
fn keeping_the_name(old: &Placed<'_>, new: &Placed<'_>) -> String {
    let mut words = old.method.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(word.len().min(1));
        name += &first.to_ascii_uppercase();
        name += rest;
    }
    let advice =
        format!("an overlay action that gives it `x-sdk-methodName: {name}` keeps the name");
    let [before, after] = [old, new].map(|operation| fact(operation.facts, "x-operation-id"));
    if before == after {
        return advice;
    }
    format!("{advice}; the words for `{before}` are those for `{after}` now")
}

/// The differences of two operations that are one.
pub(super) fn operation(found: &mut Found, old: &Placed<'_>, new: &Placed<'_>, renames: &Renames) {
    use Effect::{Addition, Breaking, Invisible};
    let name = new.method;
    if old.method != name {
        let detail = format!("to `{name}` ({})", new.place());
        found.add(Breaking, "operation", old.method, Kind::Renamed, detail);
        found.advise(keeping_the_name(old, new));
    }
    let mut differs = |effect, what: &str, old: &str, new: &str| {
        found.differs(effect, "operation", name, what, (old, new));
    };
    differs(Invisible, "sent as", &old.place(), &new.place());
    let area = |operation: &Placed<'_>| format!("`{}`", fact(operation.facts, "x-area"));
    differs(Breaking, "feature", &area(old), &area(new));
    let none = Renames::new();
    differs(
        Breaking,
        "answer",
        &answer(old.facts, renames),
        &answer(new.facts, &none),
    );
    differs(
        Invisible,
        "scopes",
        &scopes(old.facts).join(" "),
        &asked(old.facts, new.facts),
    );
    let listed = |operation: &Placed<'_>, key: &str| {
        let facts = operation.facts.extensions.get(key);
        facts.map_or("none".to_owned(), Value::to_string)
    };
    for (key, what) in [
        ("x-authorization-privileges", "privileges"),
        ("x-partner", "partner key"),
        ("x-not-idempotent", "not idempotent"),
        ("x-guide-pages", "pages of the guide"),
    ] {
        differs(Invisible, what, &listed(old, key), &listed(new, key));
    }
    let deprecated = |operation: &Placed<'_>| operation.facts.deprecated.to_string();
    differs(Invisible, "deprecated", &deprecated(old), &deprecated(new));
    differs(
        Breaking,
        "form fields",
        &listed(old, "x-multipart"),
        &listed(new, "x-multipart"),
    );
    match (body(old.facts, renames), body(new.facts, &none)) {
        (Some((one, _)), Some((other, _))) if one != other => {
            differs(Breaking, "body", &one, &other);
        }
        (Some((_, one)), Some((_, other))) if one != other => {
            let said = |required: bool| if required { "required" } else { "optional" };
            differs(Invisible, "body", said(one), said(other));
        }
        (Some((one, _)), None) => differs(Breaking, "body", &one, "none"),
        (None, Some((other, _))) => differs(Addition, "body", "none", &other),
        _ => {}
    }
    parameters(found, old, new, renames);
}

fn answer(operation: &Operation, renames: &Renames) -> String {
    let mut bodies = operation
        .responses
        .responses
        .values()
        .filter_map(|response| match response {
            ReferenceOr::Item(response) => Some(response),
            ReferenceOr::Reference { .. } => None,
        })
        .flat_map(|response| response.content.values());
    let schema = bodies.find_map(|body| body.schema.as_ref());
    match (fact(operation, "x-success"), schema) {
        ("maybe-json", Some(schema)) => format!("Option<{}>", shape(schema, renames)),
        (_, Some(schema)) => shape(schema, renames),
        (kind, None) => kind.to_owned(),
    }
}

fn body(operation: &Operation, renames: &Renames) -> Option<(String, bool)> {
    let Some(ReferenceOr::Item(body)) = &operation.request_body else {
        return None;
    };
    let schema = body
        .content
        .values()
        .find_map(|body| body.schema.as_ref())?;
    Some((shape(schema, renames), body.required))
}

fn scopes(operation: &Operation) -> Vec<&str> {
    let requirements = operation.security.iter().flatten();
    let scopes: BTreeSet<&str> = requirements
        .flat_map(|requirement| requirement.values().flatten())
        .map(String::as_str)
        .collect();
    scopes.into_iter().collect()
}

/// The scopes that are needed now, with what it means for those who granted less.
fn asked(old: &Operation, new: &Operation) -> String {
    let (before, after) = (scopes(old), scopes(new));
    let mut asked = after.join(" ");
    if after.iter().any(|scope| !before.contains(scope)) {
        asked.push_str("; compiles and is refused (403) until users grant that too");
    }
    asked
}
