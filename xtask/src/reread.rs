//! Words that are there and yet may have become wrong: what they describe is another thing now, or
//! the provider describes it in other words.

use crate::changes::{Change, Kind};
use crate::prose::Reworded;
use constant_contact_codegen::docs::Docs;
use constant_contact_codegen::model::Model;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How much of the provider's text is shown; the rest is in the document.
const SHOWN: usize = 300;

/// An entry of `spec/docs.yaml` to read again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reread {
    /// Keys from the top, with dots; `properties` and `parameters` inside an entry are left out.
    pub entry: String,
    pub why: String,
}

impl fmt::Display for Reread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.entry, self.why)
    }
}

/// The entries that changes of the contract ask to be read again. What has come has no words yet,
/// and what is gone needs none any more; but the words for a whole may speak of a part that is gone.
pub fn by_contract(changes: &[Change], docs: &Docs, model: &Model) -> Vec<Reread> {
    let operations = model.operations.iter();
    let ids: BTreeMap<&str, &str> = operations
        .map(|operation| (operation.method.as_str(), operation.id.as_str()))
        .collect();
    let users = users(model);
    let entries: BTreeSet<Reread> = changes
        .iter()
        .filter_map(|change| {
            let entry = entry(change, docs, &ids)?;
            let mut why = match (change.kind, &*change.detail) {
                (Kind::Changed, detail) => detail.to_owned(),
                (_, "") => format!("{} {}", change.element, change.kind.name()),
                (_, detail) => format!("{} {} {detail}", change.element, change.kind.name()),
            };
            if change.subject == "property" {
                why.push_str(&see_also(&change.element, &users));
            }
            Some(Reread { entry, why })
        })
        .collect();
    entries.into_iter().collect()
}

/// The operations that take or answer each type, by the provider's names.
fn users(model: &Model) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for operation in &model.operations {
        for name in operation.named_types() {
            users.entry(name).or_default().insert(&operation.id);
        }
    }
    users
}

/// More operations than this are no help.
const FEW: usize = 6;

/// Which operations may speak of `Type.property` in their own words.
fn see_also(element: &str, users: &BTreeMap<&str, BTreeSet<&str>>) -> String {
    let schema = element.split('.').next().unwrap_or(element);
    let users = users.get(schema).filter(|users| users.len() <= FEW);
    let users = users.into_iter().flatten();
    let entries: Vec<String> = users.map(|id| format!("operations.{id}")).collect();
    match entries.is_empty() {
        true => String::new(),
        false => format!("; see also {}", entries.join(", ")),
    }
}

/// The general words that also describe properties and values which were added, and may not fit them.
pub fn by_general_words(changes: &[Change], [old, new]: [&Model; 2], docs: &Docs) -> Vec<Reread> {
    let renamed: BTreeSet<&str> = changes.iter().filter_map(Change::new_type_name).collect();
    let known: BTreeSet<(&str, &str)> = members(old).collect();
    let mut general: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, member) in members(new) {
        if renamed.contains(name) || known.contains(&(name, member)) {
            continue;
        }
        let place = docs.member_place(name, member);
        if let Some(place) = place.filter(|place| place.starts_with("properties.")) {
            let elements = general.entry(place).or_default();
            elements.push(format!("`{name}.{member}`"));
        }
    }
    let entries = general.into_iter().map(|(entry, elements)| Reread {
        entry,
        why: format!("these words now describe {} too", elements.join(", ")),
    });
    entries.collect()
}

/// Every property and value with its type.
fn members(model: &Model) -> impl Iterator<Item = (&str, &str)> {
    model.types.iter().flat_map(|ty| {
        let members = ty.members().into_iter();
        members.map(|member| (ty.name.as_str(), member))
    })
}

fn entry(change: &Change, docs: &Docs, ids: &BTreeMap<&str, &str>) -> Option<String> {
    let (whole, part) = match change.element.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (&*change.element, None),
    };
    let part = part.filter(|_| change.kind == Kind::Changed);
    match (change.subject, change.kind, part) {
        (_, Kind::Added, _) => None,
        ("operation", Kind::Changed, None) | ("parameter", _, None) => {
            Some(format!("operations.{}", ids.get(whole)?))
        }
        ("parameter", _, Some(name)) => Some(format!("operations.{}.{name}", ids.get(whole)?)),
        ("property" | "value", _, Some(name)) => docs.member_place(whole, name),
        ("type", Kind::Changed, None) | ("property" | "value", _, None) => {
            docs.has_type(whole).then(|| format!("schemas.{whole}"))
        }
        _ => None,
    }
}

/// The entries for what the provider describes in other words than before; those with one text
/// stand together, since the provider says of one status the same at each operation.
pub fn by_prose(reworded: Vec<Reworded>, docs: &Docs, model: &Model) -> Vec<Reread> {
    let users = users(model);
    let mut entries: Vec<(Reread, usize)> = Vec::new();
    for reworded in reworded {
        let Some(entry) = ours(&reworded.element, docs) else {
            continue;
        };
        let also = reworded.element.strip_prefix("schemas.");
        let also = see_also(also.unwrap_or_default(), &users);
        let why = format!("the provider {}{also}", said(&reworded));
        match entries.iter_mut().find(|(known, _)| known.why == why) {
            Some((_, more)) => *more += 1,
            None => entries.push((Reread { entry, why }, 0)),
        }
    }
    let named = entries.into_iter().map(|(mut reread, more)| {
        if more > 0 {
            reread.entry += &format!(" (and {more} more with the same text)");
        }
        reread
    });
    named.collect()
}

/// Where our words for an element of the provider's stand.
fn ours(element: &str, docs: &Docs) -> Option<String> {
    let Some(schema) = element.strip_prefix("schemas.") else {
        return Some(element.to_owned());
    };
    match schema.split_once('.') {
        Some((schema, member)) => docs.member_place(schema, member),
        None => docs.has_type(schema).then(|| element.to_owned()),
    }
}

/// What the provider does with its text.
fn said(reworded: &Reworded) -> String {
    let gone = match reworded.gone {
        0 => None,
        1 => Some("has dropped a sentence".to_owned()),
        gone => Some(format!("has dropped {gone} sentences")),
    };
    let new = Some(shortened(&reworded.new)).filter(|new| !new.is_empty());
    let new = new.map(|new| format!("now says “{new}”"));
    let both: Vec<String> = new.into_iter().chain(gone).collect();
    both.join(" and ")
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
