//! Pages of the reference that are made from the contract: the operations of each area, for the
//! front page and for a page of their own, and the facts about hand-written methods.

use crate::docs::Docs;
use crate::error::{Error, Result};
use crate::model::{Area, Model, Operation};
use std::collections::BTreeSet;
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
            "expected one line `{}`, which the areas replace, found {found}",
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

/// The hand-written methods that take any number of contacts, lists, tags or fields. They are compiled
/// with [`BULK_AREA`].
pub const BULK_METHODS: [&str; 13] = [
    "import_csv",
    "import_contacts",
    "export_contacts",
    "exported_contacts",
    "add_contacts_to_lists",
    "remove_contacts_from_lists",
    "tag_contacts",
    "untag_contacts",
    "delete_contacts",
    "delete_contacts_in_lists",
    "delete_lists",
    "delete_tags",
    "delete_custom_fields",
];

/// The area that the bulk methods belong to.
const BULK_AREA: &str = "bulk-activities";

/// Each area with its operations, in one table. The bulk methods come first: they take the place of
/// operations with limits.
pub fn areas(model: &Model) -> String {
    let mut page = "| area | operations |\n|---|---|\n".to_owned();
    let mut enabled = model.operations.iter().map(|operation| &operation.area);
    if enabled.any(|area| area.feature == BULK_AREA) {
        let links = BULK_METHODS.map(link).join(", ");
        let _ = writeln!(
            page,
            "| **Any number of contacts, lists or tags** | {links} |"
        );
    }
    for (area, operations) in by_area(model) {
        let links: Vec<String> = operations
            .into_iter()
            .map(|one| link(&one.method))
            .collect();
        let _ = writeln!(page, "| **{}** | {} |", cell(&area.tag), links.join(", "));
    }
    page
}

/// Each area with what its operations do, how they are requested, and what the provider calls them.
pub fn operations(model: &Model, docs: &Docs) -> String {
    let mut page = String::new();
    for (area, operations) in by_area(model) {
        let tag = &area.tag;
        let _ = writeln!(
            page,
            "# {tag}\n\n{}\n\nFeature `{}`.\n",
            docs.area(tag).trim_end(),
            area.feature
        );
        for operation in operations {
            let (id, path) = (&operation.id, &operation.path);
            let summary = docs.operation(id).map_or("", |words| &words.summary);
            let _ = writeln!(
                page,
                "* {}: {summary}<br>`{} {path}`, `{id}`",
                link(&operation.method),
                operation.verb.to_uppercase()
            );
        }
        page.push('\n');
    }
    page
}

/// What the contract says of the operation behind a hand-written method.
pub fn upload_facts(model: &Model, method: &str) -> String {
    let mut operations = model.operations.iter();
    let found = operations.find(|operation| operation.method == method);
    found.map_or_else(String::new, |operation| {
        let (verb, path) = (operation.verb.to_uppercase(), &operation.path);
        crate::rust::fact_list(format!("`{verb} {path}` for each part."), operation)
    })
}

/// The areas that have operations, in the order of their tags.
fn by_area(model: &Model) -> Vec<(&Area, Vec<&Operation>)> {
    let tags = model.operations.iter().map(|one| one.area.tag.as_str());
    let tags: BTreeSet<&str> = tags.collect();
    let by_tag = tags.into_iter().filter_map(|tag| {
        let operations = model.operations.iter();
        let operations: Vec<&Operation> = operations.filter(|one| one.area.tag == tag).collect();
        Some((&operations.first()?.area, operations))
    });
    by_tag.collect()
}

fn link(method: &str) -> String {
    format!("[`{method}`](crate::Client::{method})")
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests;
