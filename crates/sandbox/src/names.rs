//! The names by which rules and counters refer to what a request can be sent to: the operations of the
//! contract, and the endpoints beside it.

#[cfg(test)]
mod tests;

use crate::contract::CONTRACT;
use crate::endpoints;

/// The name as the contract spells it. Names of parameters do not matter.
fn find(text: &str) -> Option<&'static str> {
    all().find(|name| normal(name) == normal(text))
}

/// The name as the contract spells it.
///
/// # Panics
///
/// If there is no such operation.
#[track_caller]
pub(crate) fn known(text: &str) -> &'static str {
    find(text).unwrap_or_else(|| {
        let near = near(text).join("`, `");
        panic!("there is no operation `{text}`; similar ones are `{near}`")
    })
}

/// Names that resemble this one, the most similar first.
fn near(text: &str) -> Vec<&'static str> {
    let wanted = normal(text);
    let mut names: Vec<_> = all()
        .map(|name| (distance(&normal(name), &wanted), name))
        .collect();
    names.sort();
    names.into_iter().take(3).map(|(_, name)| name).collect()
}

fn all() -> impl Iterator<Item = &'static str> {
    let operations = CONTRACT.operations.iter().map(|operation| operation.name());
    operations.chain(endpoints::all().map(|endpoint| endpoint.name))
}

/// The method in upper case, the path without `/v3`, parameters without their names.
fn normal(name: &str) -> String {
    let (method, path) = name.trim().split_once(' ').unwrap_or(("", name));
    let path = path.trim();
    let path = path
        .strip_prefix("/v3/")
        .map_or(path, |_| &path["/v3".len()..]);
    let parts = path.split('/').map(|part| match part.starts_with('{') {
        true => "{}",
        false => part,
    });
    let parts: Vec<_> = parts.collect();
    format!("{} {}", method.to_uppercase(), parts.join("/"))
}

/// The number of changes of a character that lead from one text to the other.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, byte) in one.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, with) in other.bytes().enumerate() {
            let replaced = diagonal + usize::from(byte != with);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}
