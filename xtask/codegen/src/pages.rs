//! Pages of the reference that are made from the contract: the operations of each area, for the
//! front page and for a page of their own, and the facts about what is written by hand.

use crate::docs::{Docs, operation_id};
use crate::error::{Error, Result};
use crate::names::feature;
use openapiv3::{OpenAPI, Operation};
use std::fmt::Write as _;

/// The line of the front page that the areas take the place of.
pub const AREAS: &str = "<!-- areas -->\n";

/// The lines around what concerns the repository only.
pub const REPOSITORY: [&str; 2] = ["<!-- repository -->\n", "<!-- /repository -->\n"];

/// The front page: `readme` with the areas in it, and without what concerns the repository only.
pub fn front(file: &str, readme: &str, areas: &str) -> Result<String> {
    let refuse = |finding: String| Err(Error::new(file, "", finding));
    let found = readme.matches(AREAS).count();
    if found != 1 {
        return refuse(format!(
            "expected one line `{}`, where the areas are to stand, found {found}",
            AREAS.trim_end()
        ));
    }
    let [begin, end] = REPOSITORY;
    let mut page = String::new();
    let mut rest = readme;
    while let Some((before, after)) = rest.split_once(begin) {
        page.push_str(before);
        match after.split_once(end) {
            Some((_, after)) => rest = after,
            None => return refuse(format!("`{}` has no end", begin.trim_end())),
        }
    }
    page.push_str(rest);
    Ok(page.replace(AREAS, areas))
}

/// Each area with its operations, in one table.
pub fn areas(api: &OpenAPI) -> String {
    let mut page = "| area | operations |\n|---|---|\n".to_owned();
    for (tag, operations) in by_area(api) {
        let links: Vec<String> = operations
            .iter()
            .map(|(.., operation)| link(operation))
            .collect();
        let _ = writeln!(page, "| **{}** | {} |", cell(tag), links.join(", "));
    }
    page
}

/// Each area with what its operations do, how they are requested, and what the provider calls them.
pub fn operations(api: &OpenAPI, docs: &Docs) -> String {
    let mut page = String::new();
    for (tag, operations) in by_area(api) {
        let _ = writeln!(
            page,
            "# {tag}\n\n{}\n\nFeature `{}`.\n",
            docs.area(tag).trim_end(),
            feature(tag)
        );
        for (verb, path, operation) in operations {
            let id = operation_id(operation);
            let summary = docs.operation(id).map_or("", |words| &words.summary);
            let _ = writeln!(
                page,
                "* {}: {summary}<br>`{} {path}`, `{id}`",
                link(operation),
                verb.to_uppercase()
            );
        }
        page.push('\n');
    }
    page
}

/// What the contract says of the operation behind a method that is written by hand.
pub fn upload_facts(api: &OpenAPI, method: &str) -> String {
    let found = api
        .operations()
        .find(|(.., operation)| operation.operation_id.as_deref() == Some(method));
    found.map_or_else(String::new, |(path, verb, operation)| {
        let request = format!("`{} {path}` for each part.", verb.to_uppercase());
        crate::rust::fact_list(request, operation, None)
    })
}

type Request<'a> = (&'a str, &'a str, &'a Operation);

/// The areas that have operations, in the order of their names, with verb and path of each.
fn by_area(api: &OpenAPI) -> Vec<(&str, Vec<Request<'_>>)> {
    let mut areas: Vec<(&str, Vec<_>)> = Vec::new();
    for (path, verb, operation) in api.operations() {
        let tag = operation.tags.first().map_or("", String::as_str);
        let request = (verb, path, operation);
        match areas.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, operations)) => operations.push(request),
            None => areas.push((tag, vec![request])),
        }
    }
    areas.sort_by_key(|(tag, _)| *tag);
    areas
}

fn link(operation: &Operation) -> String {
    let method = operation.operation_id.as_deref().unwrap_or_default();
    format!("[`{method}`](crate::Client::{method})")
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests;
