//! Operations: which of the old and the new ones are the same, and how these differ.

use super::differences::Differences;
use super::parameters::parameters;
use super::paths::{bare_path, place};
use super::renames::Renames;
use super::{Effect, Kind};
use crate::golden::answer;
use constant_contact_codegen::model::{FormField, Operation, Pages};

/// Pairs operations by verb and path, then by `operationId`, then by method, then by verb and path without the
/// names in it.
pub(super) fn pair<'a>(
    before: &'a [Operation],
    after: &'a [Operation],
) -> Vec<(&'a Operation, &'a Operation)> {
    let keys: [fn(&Operation) -> String; 4] = [
        place,
        |operation| operation.id.clone(),
        |operation| operation.method.clone(),
        |operation| format!("{} {}", operation.verb, bare_path(operation)),
    ];
    let mut pairs: Vec<(&Operation, &Operation)> = Vec::new();
    for key in keys {
        for one in before {
            if pairs.iter().any(|(paired, _)| paired.method == one.method) {
                continue;
            }
            let is_free = |other: &&Operation| {
                let mut paired = pairs.iter().map(|(_, paired)| &paired.method);
                paired.all(|method| *method != other.method)
            };
            let mut free = after.iter().filter(is_free);
            let other = free.find(|other| key(other) == key(one));
            pairs.extend(other.map(|other| (one, other)));
        }
    }
    pairs
}

/// How the method keeps its name.
fn keeping_the_name(old: &Operation, new: &Operation) -> String {
    let mut words = old.method.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(word.len().min(1));
        name += &first.to_ascii_uppercase();
        name += rest;
    }
    let Operation { path, verb, .. } = new;
    let entry = format!("$.paths['{path}'].{verb}: {name}");
    format!("`{entry}` under `names` of spec/overlay.yaml keeps the name")
}

/// The differences of two operations that are one.
pub(super) fn operation(
    differences: &mut Differences,
    old: &Operation,
    new: &Operation,
    renames: &Renames,
) {
    use Effect::{Addition, Breaking, Invisible};
    let name = &new.method;
    if old.method != *name {
        let detail = format!("to `{name}` ({})", place(new));
        differences.add(Breaking, "operation", &old.method, Kind::Renamed, detail);
        differences.advise(keeping_the_name(old, new));
    }
    let mut compare = |effect, what: &str, old: &str, new: &str| {
        differences.compare(effect, "operation", name, what, (old, new));
    };
    let both = |text: fn(&Operation) -> String| (text(old), text(new));
    for (effect, what, (old, new)) in [
        (Invisible, "sent as", both(place)),
        (
            Breaking,
            "feature",
            both(|of| format!("`{}`", of.area.feature)),
        ),
        (Invisible, "privileges", both(|of| listed(&of.privileges))),
        (Invisible, "partner key", both(|of| flag(of.partner))),
        (Invisible, "not idempotent", both(|of| flag(of.adds_up))),
        (
            Invisible,
            "pages of the guide",
            both(|of| listed(&of.guide_pages)),
        ),
        (Breaking, "form fields", both(form)),
    ] {
        compare(effect, what, &old, &new);
    }
    let answers = [
        answer(old, &renames.apply(&old.answer)),
        answer(new, &new.answer),
    ];
    compare(Breaking, "answer", &answers[0], &answers[1]);
    let scopes: Vec<&str> = old.scopes.iter().map(String::as_str).collect();
    compare(
        Invisible,
        "scopes",
        &scopes.join(" "),
        &required_scopes(old, new),
    );
    match (&old.body, &new.body) {
        (Some(one), Some(other)) => {
            let types = [renames.apply(&one.ty).to_string(), other.ty.to_string()];
            let required = [one, other].map(|body| {
                if body.required {
                    "required"
                } else {
                    "optional"
                }
            });
            if types[0] == types[1] {
                compare(Breaking, "body", required[0], required[1]);
            } else {
                compare(Breaking, "body", &types[0], &types[1]);
            }
        }
        (Some(one), None) => compare(
            Breaking,
            "body",
            &renames.apply(&one.ty).to_string(),
            "none",
        ),
        (None, Some(other)) => {
            let effect = if other.required { Breaking } else { Addition };
            compare(effect, "body", "none", &other.ty.to_string());
        }
        (None, None) => {}
    }
    let pages =
        [old, new].map(|operation| operation.pages.as_ref().map_or("no".to_owned(), printed));
    let effect = if pages[0] == "no" { Addition } else { Breaking };
    compare(effect, "pages", &pages[0], &pages[1]);
    differences.deprecation("operation", name, (old.deprecated, new.deprecated));
    parameters(differences, old, new, renames);
}

fn printed(pages: &Pages) -> String {
    format!("{} by {}", pages.rows, pages.next.as_str())
}

fn listed(texts: &[String]) -> String {
    match texts {
        [] => "none".to_owned(),
        texts => format!("[{}]", texts.join(", ")),
    }
}

fn flag(is_set: bool) -> String {
    if is_set { "true" } else { "none" }.to_owned()
}

fn form(operation: &Operation) -> String {
    let fields = operation.form.iter().flatten();
    let fields = fields.map(|FormField { name, ty, required }| {
        let optional = if *required { "" } else { ", optional" };
        format!("{name} ({ty}{optional})")
    });
    listed(&fields.collect::<Vec<_>>())
}

/// The scopes that are required now, and what it means for those who granted less.
fn required_scopes(old: &Operation, new: &Operation) -> String {
    let scopes: Vec<&str> = new.scopes.iter().map(String::as_str).collect();
    let mut required = scopes.join(" ");
    if !new.scopes.is_subset(&old.scopes) {
        required.push_str("; compiles and is refused (403) until users grant that too");
    }
    required
}
