//! The differences themselves. Elements are paired first (by verb and path, by method, by place),
//! so that what only moved or got another name is not told as a loss and a gain.

use super::found::Found;
use super::operations::{Placed, operation, operations, pair_operations};
use super::renames::renames;
use super::types::types;
use super::{Change, Effect, Kind};
use openapiv3::{OpenAPI, Operation, ReferenceOr, SecurityScheme};
use std::collections::BTreeSet;

/// All differences, the breaking ones first.
pub fn compare(old: &OpenAPI, new: &OpenAPI) -> Vec<Change> {
    let (before, after) = (operations(old), operations(new));
    let pairs = pair_operations(&before, &after);
    let pages = |api, operation: &Placed<'_>| {
        constant_contact_codegen::page_style(api, operation.facts)
            .map_or("no".to_owned(), |(style, rows)| {
                format!("{rows} by {style}")
            })
    };
    let both: Vec<(&Operation, &Operation)> = pairs
        .iter()
        .map(|(one, other)| (one.facts, other.facts))
        .collect();
    let renames = renames(old, new, &both);
    let mut found = Found(Vec::new());
    for one in &before {
        if !pairs.iter().any(|(paired, _)| paired.method == one.method) {
            found.add(
                Effect::Breaking,
                "operation",
                one.method,
                Kind::Removed,
                one.place(),
            );
        }
    }
    for other in &after {
        if !pairs
            .iter()
            .any(|(_, paired)| paired.method == other.method)
        {
            found.add(
                Effect::Addition,
                "operation",
                other.method,
                Kind::Added,
                other.place(),
            );
        }
    }
    for (one, other) in &pairs {
        operation(&mut found, one, other, &renames);
        let (was, is) = (pages(old, one), pages(new, other));
        let effect = if was == "no" {
            Effect::Addition
        } else {
            Effect::Breaking
        };
        found.differs(effect, "operation", other.method, "pages", (&was, &is));
    }
    types(&mut found, old, new, &renames);
    areas_and_scopes(&mut found, old, new);
    found.0.sort();
    found.0.dedup();
    found.0
}

fn areas_and_scopes(found: &mut Found, old: &OpenAPI, new: &OpenAPI) {
    let areas = |api: &OpenAPI| -> BTreeSet<String> {
        let tags = api.tags.iter();
        tags.map(|tag| constant_contact_codegen::feature(&tag.name))
            .collect()
    };
    appear(found, "area", Effect::Breaking, &areas(old), &areas(new));
    appear(
        found,
        "scope",
        Effect::Invisible,
        &declared(old),
        &declared(new),
    );
}

fn appear(
    found: &mut Found,
    subject: &'static str,
    loss: Effect,
    old: &BTreeSet<String>,
    new: &BTreeSet<String>,
) {
    for name in old.difference(new) {
        found.add(loss, subject, name, Kind::Removed, "");
    }
    for name in new.difference(old) {
        found.add(Effect::Addition, subject, name, Kind::Added, "");
    }
}

/// The scopes that the security schemes declare.
fn declared(api: &OpenAPI) -> BTreeSet<String> {
    let components = api.components.iter();
    let schemes = components.flat_map(|components| components.security_schemes.values());
    let mut scopes = BTreeSet::new();
    for scheme in schemes {
        if let ReferenceOr::Item(SecurityScheme::OAuth2 { flows, .. }) = scheme {
            let implicit = flows.implicit.iter().flat_map(|flow| flow.scopes.keys());
            let code = flows.authorization_code.iter();
            let code = code.flat_map(|flow| flow.scopes.keys());
            scopes.extend(implicit.chain(code).cloned());
        }
    }
    scopes
}
