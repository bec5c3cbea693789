//! The differences of parameters. The method takes those that a call needs, by their positions; the builder has
//! a setter for each of the others.

use super::differences::{Differences, perhaps};
use super::facts::listed;
use super::paths::bare_path;
use super::renames::Renames;
use super::{Effect, Kind};
use constant_contact_codegen::model::{Operation, Parameter, Place, RustType};
use std::collections::BTreeMap;

/// The differences of the parameters of two operations.
pub(super) fn parameters(
    differences: &mut Differences,
    old: &Operation,
    new: &Operation,
    renames: &Renames,
) {
    use Effect::{Addition, Breaking, Invisible};
    const SUBJECT: &str = "parameter";
    let method = &new.method;
    let (mut before, mut after) = (by_name(old, renames), by_name(new, &Renames::default()));
    let common: Vec<String> = before
        .keys()
        .filter(|name| after.contains_key(*name))
        .cloned()
        .collect();
    for name in common {
        let Some((one, other)) = before.remove(&name).zip(after.remove(&name)) else {
            continue;
        };
        let element = format!("{method}.{name}");
        let mut compare = |effect, what: &str, old: &str, new: &str| {
            differences.compare(effect, SUBJECT, &element, what, (old, new));
        };
        compare(Breaking, "type", &one.ty.to_string(), &other.ty.to_string());
        compare(Invisible, "place", place(&one), place(&other));
        if one.ty == other.ty {
            compare(Invisible, "sent", sent(&one), sent(&other));
        }
        let facts = [&one, &other].map(|parameter| listed(&parameter.facts));
        compare(Invisible, "described as", &facts[0], &facts[1]);
        let deprecated = (one.facts.deprecated, other.facts.deprecated);
        differences.deprecation(SUBJECT, &element, deprecated);
        match (one.required, other.required) {
            (false, true) => {
                let detail = "required now: the method takes it";
                differences.add(Breaking, SUBJECT, &element, Kind::Changed, detail);
            }
            (true, false) => {
                let detail = "optional now: it has a setter";
                differences.add(Breaking, SUBJECT, &element, Kind::Changed, detail);
            }
            _ => {}
        }
    }
    let successor = successor(&before, &after);
    let is_in_path = before.values().all(|one| one.place == Place::Path);
    let renamed = successor.filter(|_| is_in_path && bare_path(old) == bare_path(new));
    for name in before.keys() {
        let element = format!("{method}.{name}");
        match renamed {
            // An argument has no name where it is given.
            Some(new) => {
                let detail = format!("to `{new}`");
                differences.add(Invisible, SUBJECT, &element, Kind::Renamed, detail);
            }
            None => {
                let detail = perhaps(successor);
                differences.add(Breaking, SUBJECT, &element, Kind::Removed, detail);
            }
        }
    }
    for (name, other) in after.iter().filter(|_| renamed.is_none()) {
        let (effect, detail) = match other.is_argument() {
            true => (Breaking, "required: the method takes it"),
            false => (Addition, ""),
        };
        let element = format!("{method}.{name}");
        differences.add(effect, SUBJECT, &element, Kind::Added, detail);
    }
    let orders = orders(old, new, renamed.and(before.keys().next()), renamed);
    if orders[0] != orders[1] {
        let [before, after] = orders.map(|names| names.join(", "));
        let detail = format!("order of the arguments {before} → {after}");
        differences.add(Breaking, "operation", method, Kind::Changed, detail);
    }
}

/// The arguments that both operations have, in the order of each, by their new names. `from` and `to` are the
/// names of a parameter that was renamed.
fn orders<'a>(
    old: &'a Operation,
    new: &'a Operation,
    from: Option<&String>,
    to: Option<&'a str>,
) -> [Vec<&'a str>; 2] {
    let names = |operation: &'a Operation| {
        let arguments = operation.arguments().into_iter();
        arguments.map(|argument| match to {
            Some(to) if Some(&argument.wire) == from => to,
            _ => argument.wire.as_str(),
        })
    };
    let common = |one: &'a Operation, other: &'a Operation| {
        names(one)
            .filter(|name| names(other).any(|same| same == *name))
            .collect()
    };
    [common(old, new), common(new, old)]
}

fn by_name(operation: &Operation, renames: &Renames) -> BTreeMap<String, Parameter> {
    let parameters = operation.parameters.iter().cloned();
    let renamed = parameters.map(|parameter| {
        let ty = renames.apply(parameter.ty.required());
        (parameter.wire.clone(), Parameter { ty, ..parameter })
    });
    renamed.collect()
}

fn place(parameter: &Parameter) -> &'static str {
    match parameter.place {
        Place::Path => "path",
        Place::Query => "query",
    }
}

fn sent(parameter: &Parameter) -> &'static str {
    match (&parameter.ty, parameter.comma_separated) {
        (RustType::List(_), true) => "comma-separated",
        (RustType::List(_), false) => "repeated",
        _ => "once",
    }
}

/// The only added parameter, if it differs from the only removed one by nothing but its name.
fn successor<'a>(
    before: &BTreeMap<String, Parameter>,
    after: &'a BTreeMap<String, Parameter>,
) -> Option<&'a str> {
    let (_, one) = before.first_key_value()?;
    let (name, other) = after.first_key_value()?;
    let same = (before.len(), after.len()) == (1, 1)
        && (one.place, &one.ty, one.required) == (other.place, &other.ty, other.required);
    same.then_some(name)
}

#[cfg(test)]
mod tests;
