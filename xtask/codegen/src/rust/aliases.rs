//! The doc aliases of a method, by which the search of the reference finds it: the names that the provider and its
//! clients use, those in `docs.yaml`, and those that a rule derives. The rule is for people who combine the usual
//! verb with the name of the resource, as in `create_tag` for `post_tag`.
//!
//! The resource of an operation has up to three names: that of the path parameter (`campaign` in
//! `/emails/{campaign_id}`), that of the path (`contact_tag` in `/contact_tags`), and that in the
//! method (`email_campaign` in `get_all_email_campaigns`).

use crate::docs::Docs;
use crate::inflection::{is_plural, plural, singular};
use crate::model::{Model, Operation};
use std::collections::BTreeSet;

/// The other names of an operation, each once. No method of the client has one of them. Two operations can have
/// the same one.
pub(super) fn aliases(docs: &Docs, model: &Model, operation: &Operation) -> Vec<String> {
    let words = docs.operation(&operation.id).into_iter();
    let given = words.flat_map(|words| words.aliases.iter().cloned());
    let mut all = vec![operation.id.clone()];
    all.extend(operation.sdk_name.clone());
    all.extend(given);
    all.extend(by_rule(operation, &model.operations));
    let methods = model.operations.iter().map(|other| &other.method);
    let mut known = BTreeSet::new();
    all.retain(|alias| {
        let is_word = alias.chars().all(|c| c.is_alphanumeric() || c == '_');
        is_word && !methods.clone().any(|method| method == alias) && known.insert(alias.clone())
    });
    all
}

/// What a path addresses.
enum Resource<'a> {
    /// All resources of a kind, with the path parameter that selects one.
    All(&'a str),
    /// One resource, with that parameter and the last segment of the path to all.
    One(&'a str, &'a str),
    /// Something else, such as a part of a resource or a job.
    Other,
}

/// The usual verb with each noun.
fn by_rule(operation: &Operation, all: &[Operation]) -> Vec<String> {
    let (path, method) = (&*operation.path, &*operation.method);
    let resource = resource(path, all);
    let mut nouns: Vec<String> = match resource {
        Resource::All(parameter) => vec![of_parameter(parameter), singular(last(path))],
        Resource::One(parameter, all) => vec![of_parameter(parameter), singular(all)],
        Resource::Other => Vec::new(),
    };
    let in_method = noun_of_method(method);
    let is_list = operation.pages.is_some() || operation.answer.item().is_some();
    if let "get" = &*operation.verb
        && (is_list || matches!(resource, Resource::All(_)))
    {
        let mut several: Vec<String> = nouns.iter().map(|noun| plural(noun)).collect();
        let other = [Some(last(path)), in_method].into_iter().flatten();
        let other = other.filter(|name| is_plural(name) && is_spoken(name));
        several.extend(other.map(str::to_owned));
        return with_verbs(&["list", "get"], &several);
    }
    nouns.extend(in_method.map(singular));
    let verb = match (&*operation.verb, &resource) {
        ("post", Resource::All(_)) => "create",
        ("post", _) if method.starts_with("add_") => "create",
        ("get", Resource::One(..)) => "get",
        ("put" | "patch", _) => "update",
        ("delete", Resource::One(..)) => "delete",
        _ => return Vec::new(),
    };
    with_verbs(&[verb], &nouns)
}

/// Whether people would use the name: it is not a parameter and has no prefix of one letter, as in `p_opens`.
fn is_spoken(name: &str) -> bool {
    !name.contains('}') && name.find('_') != Some(1)
}

fn with_verbs(verbs: &[&str], nouns: &[String]) -> Vec<String> {
    let named = |verb: &&str| {
        let verb = verb.to_string();
        nouns.iter().map(move |noun| format!("{verb}_{noun}"))
    };
    verbs.iter().flat_map(named).collect()
}

/// What the path of an operation addresses. The path to one resource is that to all of them with a parameter at
/// the end.
fn resource<'a>(path: &'a str, all: &'a [Operation]) -> Resource<'a> {
    let paths = || all.iter().map(|operation| &*operation.path);
    match path.rsplit_once('/') {
        Some((parent, parameter)) if parameter.starts_with('{') => {
            match paths().any(|other| other == parent) {
                true => Resource::One(parameter, last(parent)),
                false => Resource::Other,
            }
        }
        _ => {
            let below = |other: &'a str| other.strip_prefix(path)?.strip_prefix('/');
            let parameter = |rest: &&str| rest.starts_with('{') && !rest.contains('/');
            let parameter = paths().filter_map(below).find(parameter);
            parameter.map_or(Resource::Other, Resource::All)
        }
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `campaign` for `{campaign_id}`.
fn of_parameter(parameter: &str) -> String {
    let name = parameter.trim_matches(['{', '}']);
    name.strip_suffix("_id").unwrap_or(name).to_owned()
}

/// The resource in the name of a method, if the name begins with a verb that the rule replaces: `campaign` for
/// `get_campaign_by_id`.
fn noun_of_method(method: &str) -> Option<&str> {
    const VERBS: [&str; 9] = [
        "get", "find", "post", "put", "patch", "create", "add", "update", "delete",
    ];
    let (verb, noun) = method.split_once('_')?;
    let noun = noun.strip_prefix("all_").unwrap_or(noun);
    let noun = noun.strip_suffix("_by_id").unwrap_or(noun);
    VERBS.contains(&verb).then_some(noun)
}

#[cfg(test)]
mod tests;
