//! The changes that only a comparison of the public surface shows: a conversion depends on two types,
//! and it is not generated any more if a property of one of them is removed.

use super::{Change, Effect, Kind};
use std::collections::BTreeSet;

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
        .filter_map(|line| Some(line.split_once(": impl ")?.1))
        .filter(|conversion| conversion.starts_with("From<types::"))
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
