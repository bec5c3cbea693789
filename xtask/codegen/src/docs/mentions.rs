//! The names of other elements in our words: one that the contract does not have any more would stay
//! there as plain code, since only the names that it has become links.

use super::Docs;
use crate::model::{Model, Type};
use std::collections::BTreeSet;

/// What is said of each name in backticks that is written like those of methods, parameters and
/// properties (`with_underscores` or `withCapitals`), is none, and is not among the foreign names that
/// `docs` lists. The words can call a parameter or property as the contract does, or as Rust does. Words at
/// the places `gone`, whose element is gone, are not read.
pub(super) fn gaps(docs: &Docs, model: &Model, gone: &BTreeSet<String>) -> Vec<String> {
    let known = names(model);
    let mut gaps = Vec::new();
    let mut needless: BTreeSet<&str> = docs.foreign.iter().map(String::as_str).collect();
    for (place, text) in docs.texts() {
        for name in mentioned(text).filter(|name| !known.contains(name)) {
            let is_foreign = docs.foreign.contains(name);
            needless.remove(name);
            let mut parts = place.match_indices('.').map(|(end, _)| &place[..end]);
            let is_gone = gone.contains(&place) || parts.any(|part| gone.contains(part));
            if !is_foreign && !is_gone {
                gaps.push(format!(
                    "the words at `{place}` speak of `{name}`, which the contract does not have"
                ));
            }
        }
    }
    let needless = needless.into_iter();
    gaps.extend(
        needless.map(|name| format!("`{name}` is listed as foreign, and no words need it")),
    );
    gaps
}

fn names(model: &Model) -> BTreeSet<&str> {
    let mut names: BTreeSet<&str> = model.types.iter().flat_map(Type::members).collect();
    names.extend(model.renamed().map(|(_, ident)| ident));
    for operation in &model.operations {
        names.insert(&operation.method);
        names.extend(operation.parameter_names());
        names.extend(operation.scopes.iter().map(String::as_str));
    }
    names
}

/// The names of several words in backticks, except in samples.
fn mentioned(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("```").step_by(2);
    let quoted = prose.flat_map(|prose| prose.split('`').skip(1).step_by(2));
    quoted.filter(|name| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.contains('_') != name.contains(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests;
