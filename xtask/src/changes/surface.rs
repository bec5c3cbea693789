//! What the public surface, line by line, tells beside the contract: conversions are made from two
//! types together, so that a property which goes from one of them takes the conversion with it.

use super::{Change, Effect, Kind};
use std::collections::BTreeSet;

/// How many lines of the public surface go and come, and which conversions are among the former.
pub fn surface_changes(old: &str, new: &str) -> ([usize; 2], Vec<Change>) {
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) =
        (old.lines().collect(), new.lines().collect());
    let is_there = |name: &str| {
        new.iter()
            .any(|line| line.starts_with(&format!("{name}: ")))
    };
    let lost = old
        .difference(&new)
        .filter_map(|line| Some(line.split_once(": impl ")?.1))
        .filter(|conversion| conversion.starts_with("From<types::"))
        .filter(|conversion| {
            // Where a type itself is gone, that is told already.
            let words = conversion.split(['<', '>', ' ']);
            words
                .filter(|word| word.starts_with("types::"))
                .all(is_there)
        })
        .map(|conversion| Change {
            effect: Effect::Breaking,
            subject: "conversion",
            element: conversion.replace("types::", ""),
            kind: Kind::Removed,
            detail: "the answer has no longer all that the PUT would erase".to_owned(),
            advice: "if the server still sends the property, an overlay action puts it back"
                .to_owned(),
        })
        .collect();
    let counts = [old.difference(&new).count(), new.difference(&old).count()];
    (counts, lost)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
