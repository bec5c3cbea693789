//! The comparison itself. Elements are paired first (by verb and path, by method, by the place of
//! use), so that what only moved or got another name is not reported as removed and added.

use super::differences::Differences;
use super::operations::{operation, pair};
use super::paths::place;
use super::renames::Renames;
use super::types::types;
use super::{Change, Effect, Kind};
use constant_contact_codegen::model::Model;
use std::collections::BTreeSet;

/// All differences, the breaking ones first.
pub fn compare(old: &Model, new: &Model) -> Vec<Change> {
    let pairs = pair(&old.operations, &new.operations);
    let renames = Renames::new(old, new, &pairs);
    let mut differences = Differences(Vec::new());
    for one in &old.operations {
        if !pairs.iter().any(|(paired, _)| paired.method == one.method) {
            let effect = Effect::Breaking;
            differences.add(effect, "operation", &one.method, Kind::Removed, place(one));
        }
    }
    for other in &new.operations {
        if !pairs
            .iter()
            .any(|(_, paired)| paired.method == other.method)
        {
            let effect = Effect::Addition;
            differences.add(
                effect,
                "operation",
                &other.method,
                Kind::Added,
                place(other),
            );
        }
    }
    for (one, other) in &pairs {
        operation(&mut differences, one, other, &renames);
    }
    types(&mut differences, old, new, &renames);
    let areas = [old, new].map(|model| {
        let areas = model.areas.iter();
        areas.map(|area| area.feature.clone()).collect()
    });
    added_or_removed(&mut differences, "area", Effect::Breaking, &areas);
    let scopes = [old, new].map(|model| model.scopes.clone());
    added_or_removed(&mut differences, "scope", Effect::Breaking, &scopes);
    differences.0.sort();
    differences.0.dedup();
    differences.0
}

/// The elements that have another name and are certainly the same: the names of their words, before and after.
#[derive(Debug, Default, PartialEq)]
pub struct NewNames {
    /// Types.
    pub types: Vec<(String, String)>,
    /// Operations, by `operationId`.
    pub operations: Vec<(String, String)>,
}

impl NewNames {
    /// The renamed elements of two contracts.
    pub fn between(old: &Model, new: &Model) -> Self {
        let pairs = pair(&old.operations, &new.operations);
        let renames = Renames::new(old, new, &pairs);
        let types = renames.certain();
        let operations = pairs.iter().filter(|(one, other)| one.id != other.id);
        Self {
            types: types.map(|(old, new)| (old.clone(), new.clone())).collect(),
            operations: operations
                .map(|(one, other)| (one.id.clone(), other.id.clone()))
                .collect(),
        }
    }
}

fn added_or_removed(
    differences: &mut Differences,
    subject: &'static str,
    removal: Effect,
    [old, new]: &[BTreeSet<String>; 2],
) {
    for name in old.difference(new) {
        differences.add(removal, subject, name, Kind::Removed, "");
    }
    for name in new.difference(old) {
        differences.add(Effect::Addition, subject, name, Kind::Added, "");
    }
}
