//! Words that are there and yet may have become wrong: what they describe is another thing now, or
//! the provider describes it in other words.

use crate::changes::{Change, Kind};
use crate::prose::Reworded;
use constant_contact_codegen::docs::{Docs, operation_id};
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
    let entries: BTreeSet<Reread> = changes
        .iter()
        .filter_map(|change| {
            let entry = entry(change, docs, &ids)?;
            let why = match (change.kind, &*change.detail) {
                (Kind::Changed, detail) => detail.to_owned(),
                (_, "") => format!("{} {}", change.element, change.kind.name()),
                (_, detail) => format!("{} {} {detail}", change.element, change.kind.name()),
            };
            Some(Reread { entry, why })
        })
        .collect();
    entries.into_iter().collect()
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
pub fn by_prose(reworded: Vec<Reworded>, docs: &Docs) -> Vec<Reread> {
    let mut entries: Vec<(Reread, usize)> = Vec::new();
    for Reworded { element, now } in reworded {
        let Some(entry) = ours(&element, docs) else {
            continue;
        };
        let why = format!("the provider's text is another one: {}", shortened(&now));
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
    use serde_json::json;

    fn docs() -> Docs {
        let value = json!({
            "operations": {"getThing": {"summary": "x"}},
            "properties": {"id": "x"},
            "schemas": {"Thing": {"description": "x", "properties": {"part": "x"}}},
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
        }
    }

    fn reread(changes: &[Change]) -> Vec<String> {
        let api: OpenAPI = serde_json::from_value(json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {
                "operationId": "get_thing", "x-operation-id": "getThing", "responses": {}}}},
        }))
        .unwrap();
        let all = by_contract(changes, &docs(), &api);
        all.iter().map(Reread::to_string).collect()
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
        let reworded = |element: &str, now: &str| Reworded {
            element: element.to_owned(),
            now: now.to_owned(),
        };
        let long = "ä".repeat(SHOWN + 1);
        let all = by_prose(
            vec![
                reworded("operations.getThing 409", "P."),
                reworded("operations.other 409", "P."),
                reworded("schemas.Thing.id", &long),
                reworded("schemas.Thing.unknown", "P."),
                reworded("schemas.Unknown", "P."),
            ],
            &docs(),
        );
        let entries: Vec<&str> = all.iter().map(|reread| &*reread.entry).collect();
        assert_eq!(
            entries,
            [
                "operations.getThing 409 (and 1 more with the same text)",
                "properties.id"
            ]
        );
        assert!(all[0].why.ends_with(": P."), "{}", all[0].why);
        assert!(all[1].why.ends_with("ä …"), "{}", all[1].why);
    }
}
