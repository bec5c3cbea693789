//! The changes that only a comparison of the public surface shows: a conversion depends on two types,
//! and it is not generated any more if a property of one of them is removed.

use super::{Change, Effect, Kind};
use std::collections::BTreeSet;

/// The conversion that a line of the surface is: `From<types::A> for types::B`, also if it takes more than
/// the answer.
fn conversion(line: &str) -> Option<String> {
    let (place, item) = line.split_once(": ")?;
    if let Some(conversion) = item.strip_prefix("impl ") {
        return conversion
            .starts_with("From<types::")
            .then(|| conversion.to_owned());
    }
    let (written, _) = place.rsplit_once("::")?;
    let (_, arguments) = item.strip_prefix("fn from_")?.split_once(": ")?;
    let read = arguments.split([',', ')']).next()?;
    (written.starts_with("types::") && read.starts_with("types::"))
        .then(|| format!("From<{read}> for {written}"))
}

/// How many lines of the public surface are removed and added, and the conversions that are removed.
pub fn surface_changes(old: &str, new: &str) -> ([usize; 2], Vec<Change>) {
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) =
        (old.lines().collect(), new.lines().collect());
    let exists = |name: &str| {
        new.iter()
            .any(|line| line.starts_with(&format!("{name}: ")))
    };
    let removed = old
        .difference(&new)
        .filter_map(|line| conversion(line))
        .filter(|conversion| {
            !new.iter()
                .any(|line| self::conversion(line).as_ref() == Some(conversion))
        })
        .filter(|conversion| {
            // A removed type is reported already.
            let words = conversion.split(['<', '>', ' ']);
            words.filter(|word| word.starts_with("types::")).all(exists)
        })
        .map(|conversion| Change {
            effect: Effect::Breaking,
            subject: "conversion",
            element: conversion.replace("types::", ""),
            kind: Kind::Removed,
            detail: "the answer no longer has all that the PUT would erase".to_owned(),
            advice: "if the server still sends the property, an overlay action puts it back"
                .to_owned(),
        })
        .collect();
    let counts = [old.difference(&new).count(), new.difference(&old).count()];
    (counts, removed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
