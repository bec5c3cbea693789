//! Words of ours that may have become wrong, because the element that they describe has changed or
//! because the provider describes it differently.

use crate::changes::{Change, Kind, NewNames};
use crate::prose::Reworded;
use constant_contact_codegen::docs::Docs;
use constant_contact_codegen::model::Model;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How many characters of the provider's text are shown. The rest is in the document.
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

/// The entries to read again because the contract has changed. New elements have no words yet, and
/// removed ones need none; but the words for a type or operation may mention a removed part.
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

/// If more operations use a type, none is listed.
const FEW: usize = 6;

/// The operations whose words may mention `Type.property`.
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
pub fn by_general_words(renamed: &NewNames, [old, new]: [&Model; 2], docs: &Docs) -> Vec<Reread> {
    let renamed = renamed.types.iter().map(|(_, new)| new.as_str());
    let renamed: BTreeSet<&str> = renamed.collect();
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

/// The entries for what the provider describes differently. Entries with the same text are reported as
/// one, since the provider repeats what it says about a status code at every operation.
pub fn by_prose(reworded: Vec<Reworded>, docs: &Docs, model: &Model) -> Vec<Reread> {
    let users = users(model);
    let places = docs.texts().into_iter().map(|(place, _)| place).collect();
    let mut entries: Vec<(Reread, usize)> = Vec::new();
    for reworded in reworded {
        let Some(entry) = place(&reworded.element, docs, &places) else {
            continue;
        };
        let also = reworded.element.strip_prefix("schemas.");
        let also = see_also(also.unwrap_or_default(), &users);
        let why = format!("the provider {}{also}", difference(&reworded));
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

/// The place of our words for an element of the provider's document; `places` are those of all words.
/// Hand-written types have none, since `src/` describes them.
fn place(element: &str, docs: &Docs, places: &BTreeSet<String>) -> Option<String> {
    let schema = element.strip_prefix("schemas.");
    if let Some((schema, member)) = schema.and_then(|schema| schema.split_once('.')) {
        return docs.member_place(schema, member);
    }
    if places.contains(element) {
        return Some(element.to_owned());
    }
    // Answers and bodies have no words, but those of their operation may describe them:
    // `operations.getContact 404`, `operations.createContact.body`.
    let rest = element.strip_prefix("operations.")?;
    let (id, is_answer) = match rest.find(['.', ' ']) {
        Some(end) => (&rest[..end], rest[end..].starts_with(' ')),
        None => (rest, false),
    };
    let operation = format!("operations.{id}");
    let is_known = places.contains(&operation);
    let entry = if is_answer {
        element.to_owned()
    } else {
        operation
    };
    is_known.then_some(entry)
}

/// How the provider's text has changed.
fn difference(reworded: &Reworded) -> String {
    let removed = match reworded.removed {
        0 => None,
        1 => Some("has dropped a sentence".to_owned()),
        count => Some(format!("has dropped {count} sentences")),
    };
    let new = Some(shortened(&reworded.new)).filter(|new| !new.is_empty());
    let new = new.map(|new| format!("now says “{new}”"));
    let both: Vec<String> = new.into_iter().chain(removed).collect();
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
