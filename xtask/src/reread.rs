//! Words that are there and yet may have become wrong: what they describe is another thing now, or
//! the provider describes it in other words.

use crate::changes::{Change, Kind};
use crate::prose::Reworded;
use constant_contact_codegen::docs::{Docs, described, operation_id};
use openapiv3::OpenAPI;
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
pub fn by_contract(changes: &[Change], docs: &Docs, api: &OpenAPI) -> Vec<Reread> {
    let operations = api.operations();
    let ids: BTreeMap<&str, &str> = operations
        .filter_map(|(_, _, operation)| {
            Some((operation.operation_id.as_deref()?, operation_id(operation)))
        })
        .collect();
    let users = users(api);
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
fn users(api: &OpenAPI) -> BTreeMap<String, BTreeSet<&str>> {
    let mut users: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (_, _, operation) in api.operations() {
        let text = serde_json::to_string(operation).unwrap_or_default();
        for part in text.split("#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap_or_default().to_owned();
            users
                .entry(name)
                .or_default()
                .insert(operation_id(operation));
        }
    }
    users
}

/// More operations than this are no help.
const FEW: usize = 6;

/// Which operations may speak of `Type.property` in their own words.
fn see_also(element: &str, users: &BTreeMap<String, BTreeSet<&str>>) -> String {
    let schema = element.split('.').next().unwrap_or(element);
    let users = users.get(schema).filter(|users| users.len() <= FEW);
    let users = users.into_iter().flatten();
    let entries: Vec<String> = users.map(|id| format!("operations.{id}")).collect();
    match entries.is_empty() {
        true => String::new(),
        false => format!("; see also {}", entries.join(", ")),
    }
}

/// The general words that also describe properties and values which have come, and may not fit them.
pub fn by_general_words(changes: &[Change], [old, new]: [&OpenAPI; 2], docs: &Docs) -> Vec<Reread> {
    let renamed: BTreeSet<&str> = changes.iter().filter_map(Change::new_type_name).collect();
    let known: BTreeSet<(&str, &str)> = described(old)
        .flat_map(|(name, members)| members.into_iter().map(move |member| (name, member)))
        .collect();
    let mut taken: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, members) in described(new).filter(|(name, _)| !renamed.contains(name)) {
        for member in members
            .into_iter()
            .filter(|member| !known.contains(&(name, *member)))
        {
            let place = docs.member_place(name, member);
            if let Some(place) = place.filter(|place| place.starts_with("properties.")) {
                taken
                    .entry(place)
                    .or_default()
                    .push(format!("`{name}.{member}`"));
            }
        }
    }
    let entries = taken.into_iter().map(|(entry, elements)| Reread {
        entry,
        why: format!("these words now describe {} too", elements.join(", ")),
    });
    entries.collect()
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
pub fn by_prose(reworded: Vec<Reworded>, docs: &Docs, api: &OpenAPI) -> Vec<Reread> {
    let users = users(api);
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
mod tests {
    use super::*;
    use crate::changes::Effect;
    use serde_json::{Map, Value, json};

    fn docs() -> Docs {
        let value = json!({
            "operations": {"getThing": {"summary": "x"}},
            "properties": {"id": "x"},
            "schemas": {
                "Thing": {"description": "x", "properties": {"part": "x"}},
                "Named": {"description": "x", "properties": {"a": "x"}},
            },
        });
        constant_contact_codegen::docs::read("d", &value).unwrap()
    }

    fn change(subject: &'static str, element: &str, kind: Kind, detail: &str) -> Change {
        Change {
            effect: Effect::Invisible,
            subject,
            element: element.to_owned(),
            kind,
            detail: detail.to_owned(),
            advice: String::new(),
        }
    }

    /// `get_thing` answers `Named`; `Thing` has these properties.
    fn api(properties: &[&str]) -> OpenAPI {
        let properties: Value = properties
            .iter()
            .map(|name| ((*name).to_owned(), json!({"type": "string"})))
            .collect::<Map<_, _>>()
            .into();
        let answer = json!({"schema": {"$ref": "#/components/schemas/Named"}});
        let answer = json!({"description": "x", "content": {"application/json": answer}});
        serde_json::from_value(json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {"operationId": "get_thing", "x-operation-id": "getThing",
                "responses": {"200": answer}}}},
            "components": {"schemas": {"Thing": {"type": "object", "properties": properties}}},
        }))
        .unwrap()
    }

    fn reread(changes: &[Change]) -> Vec<String> {
        let all = by_contract(changes, &docs(), &api(&[]));
        all.iter().map(Reread::to_string).collect()
    }

    #[test]
    fn the_operations_of_a_type_may_speak_of_its_property_too() {
        let changes = [change("property", "Named.a", Kind::Changed, "a → b")];
        assert_eq!(
            reread(&changes),
            ["schemas.Named.a: a → b; see also operations.getThing"]
        );
    }

    #[test]
    fn general_words_for_a_new_property_are_named_and_own_ones_are_not() {
        let (old, new) = (api(&["part"]), api(&["part", "id", "kind"]));
        let all = by_general_words(&[], [&old, &new], &docs());
        let all: Vec<String> = all.iter().map(Reread::to_string).collect();
        assert_eq!(
            all,
            ["properties.id: these words now describe `Thing.id` too"]
        );
        assert_eq!(by_general_words(&[], [&new, &new], &docs()), []);
        let renamed = [change("type", "Old", Kind::Renamed, "to `Thing`")];
        assert_eq!(by_general_words(&renamed, [&old, &new], &docs()), []);
    }

    #[test]
    fn the_words_for_what_has_changed_are_named_where_they_stand() {
        for (subject, element, expected) in [
            ("operation", "get_thing", "operations.getThing: a → b"),
            ("parameter", "get_thing.q", "operations.getThing.q: a → b"),
            ("type", "Thing", "schemas.Thing: a → b"),
            ("property", "Thing.part", "schemas.Thing.part: a → b"),
            ("property", "Thing.id", "properties.id: a → b"),
        ] {
            let changes = [change(subject, element, Kind::Changed, "a → b")];
            assert_eq!(reread(&changes), [expected]);
        }
    }

    #[test]
    fn the_words_for_a_whole_are_named_when_a_part_goes() {
        let changes = [
            change("parameter", "get_thing.old", Kind::Removed, ""),
            change("property", "Thing.old", Kind::Renamed, "to `new`"),
        ];
        assert_eq!(
            reread(&changes),
            [
                "operations.getThing: get_thing.old removed",
                "schemas.Thing: Thing.old renamed to `new`",
            ]
        );
    }

    #[test]
    fn what_has_come_or_has_no_words_or_is_gone_as_a_whole_needs_no_reading() {
        let changes = [
            change("property", "Thing.new", Kind::Added, ""),
            change("property", "Thing.new", Kind::Changed, "a → b"),
            change("type", "Other", Kind::Changed, "a → b"),
            change("type", "Thing", Kind::Removed, ""),
            change("operation", "get_thing", Kind::Removed, ""),
            change("scope", "a", Kind::Removed, ""),
        ];
        assert_eq!(reread(&changes), Vec::<String>::new());
    }

    #[test]
    fn the_providers_text_is_shown_by_the_entry_of_ours_and_is_cut() {
        let reworded = |element: &str, new: &str, gone: usize| Reworded {
            element: element.to_owned(),
            new: new.to_owned(),
            gone,
        };
        let long = "ä".repeat(SHOWN + 1);
        let all = by_prose(
            vec![
                reworded("operations.getThing 409", "P.", 0),
                reworded("operations.other 409", "P.", 0),
                reworded("schemas.Thing.id", &long, 1),
                reworded("schemas.Thing.id", "", 2),
                reworded("schemas.Thing.unknown", "P.", 0),
                reworded("schemas.Unknown", "P.", 0),
            ],
            &docs(),
            &api(&[]),
        );
        let entries: Vec<&str> = all.iter().map(|reread| &*reread.entry).collect();
        assert_eq!(
            entries,
            [
                "operations.getThing 409 (and 1 more with the same text)",
                "properties.id",
                "properties.id"
            ]
        );
        let whys: Vec<&str> = all.iter().map(|reread| &*reread.why).collect();
        let cut = format!(
            "the provider now says “{} …” and has dropped a sentence",
            "ä".repeat(SHOWN)
        );
        assert_eq!(
            whys,
            [
                "the provider now says “P.”",
                &cut,
                "the provider has dropped 2 sentences"
            ]
        );
    }
}
