//! Types, their properties and their values.

use super::found::{Found, extensions};
use super::shape::{ENUMERATION, Renames, form, members, named, names, property_shape};
use super::{Effect, Kind};
use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaData, SchemaKind, Type};
use std::collections::{BTreeMap, BTreeSet};

/// The differences of all types.
pub(super) fn types(found: &mut Found, old: &OpenAPI, new: &OpenAPI, renames: &Renames) {
    use Effect::{Addition, Breaking};
    const SUBJECT: &str = "type";
    let (before, after) = (names(old), names(new));
    let arrived: BTreeSet<&str> = renames.values().map(String::as_str).collect();
    for name in &before {
        match renames.get(*name) {
            Some(other) => {
                let detail = format!("to `{other}`");
                found.add(Breaking, SUBJECT, name, Kind::Renamed, detail);
                found.advise(format!(
                    "an overlay action that gives its definition `x-type-name: {name}` keeps the name"
                ));
            }
            None if !after.contains(name) => {
                found.add(Breaking, SUBJECT, name, Kind::Removed, "");
            }
            None => {}
        }
    }
    for name in &after {
        if !before.contains(name) && !arrived.contains(name) {
            found.add(Addition, SUBJECT, name, Kind::Added, "");
            found.advise(twins(new, name));
        }
    }
    for name in before {
        let other = renames.get(name).map_or(name, String::as_str);
        if let Some((one, two)) = named(old, name).zip(named(new, other)) {
            one_type(found, (new, other), one, two, renames);
        }
    }
}

/// That other enumerations have the same values, and how they become one type.
fn twins(api: &OpenAPI, name: &str) -> String {
    let values = |name: &str| {
        let schema = named(api, name).filter(|schema| form(schema) == ENUMERATION);
        schema.map(members).filter(|values| !values.is_empty())
    };
    let Some(own) = values(name) else {
        return String::new();
    };
    let others = names(api).into_iter();
    let twins: Vec<String> = others
        .filter(|other| *other != name && values(other).as_ref() == Some(&own))
        .map(|other| format!("`{other}`"))
        .collect();
    if twins.is_empty() {
        return String::new();
    }
    format!(
        "its values are those of {}; actions of the overlay that give each the same `x-type-name` make \
         them one type",
        twins.join(" and ")
    )
}

fn one_type(
    found: &mut Found,
    (api, name): (&OpenAPI, &str),
    old: &Schema,
    new: &Schema,
    renames: &Renames,
) {
    use Effect::{Addition, Breaking};
    if form(old) != form(new) {
        let forms = (form(old), form(new));
        found.differs(Breaking, "type", name, "kind", forms);
        return;
    }
    if let (SchemaKind::Type(Type::Object(one)), SchemaKind::Type(Type::Object(two))) =
        (&old.schema_kind, &new.schema_kind)
    {
        properties(found, (api, name), one, two, renames);
        return;
    }
    let (before, after) = (members(old), members(new));
    for value in before.difference(&after) {
        let element = format!("{name}.{value}");
        found.add(Breaking, "value", &element, Kind::Removed, "");
    }
    for value in after.difference(&before) {
        let element = format!("{name}.{value}");
        found.add(Addition, "value", &element, Kind::Added, "");
    }
}

/// More types with a property than this say nothing about one that lost it.
const FEW: usize = 5;

/// Which other types still have a property that one has lost: perhaps it is a slip.
fn siblings(api: &OpenAPI, name: &str, property: &str) -> String {
    let others = names(api).into_iter().filter(|other| *other != name);
    let having: Vec<String> = others
        .filter(|other| named(api, other).is_some_and(|other| members(other).contains(property)))
        .map(|other| format!("`{other}`"))
        .collect();
    match having.len() {
        1..=FEW => format!(
            "still there in {}; if the server still sends it here too, an overlay action puts it back",
            having.join(" and ")
        ),
        _ => String::new(),
    }
}

fn properties(
    found: &mut Found,
    (api, name): (&OpenAPI, &str),
    old: &openapiv3::ObjectType,
    new: &openapiv3::ObjectType,
    renames: &Renames,
) {
    use Effect::{Addition, Breaking, Invisible};
    const SUBJECT: &str = "property";
    let none = Renames::new();
    let typed = |object: &openapiv3::ObjectType, renames: &Renames| -> BTreeMap<String, String> {
        let properties = object.properties.iter();
        properties
            .map(|(name, property)| {
                let required = object.required.contains(name);
                (name.clone(), property_shape(property, required, renames))
            })
            .collect()
    };
    let (before, after) = (typed(old, renames), typed(new, &none));
    let gone: Vec<&String> = before.keys().filter(|k| !after.contains_key(*k)).collect();
    let come: Vec<&String> = after.keys().filter(|k| !before.contains_key(*k)).collect();
    let renamed = match (&gone[..], &come[..]) {
        ([one], [other]) if before[*one] == after[*other] => Some(*other),
        _ => None,
    };
    for property in gone {
        let element = format!("{name}.{property}");
        match renamed {
            Some(other) => {
                let detail = format!("to `{other}`, on the wire too");
                found.add(Breaking, SUBJECT, &element, Kind::Renamed, detail);
            }
            None => {
                found.add(Breaking, SUBJECT, &element, Kind::Removed, "");
                found.advise(siblings(api, name, property));
            }
        }
    }
    for property in come.into_iter().filter(|_| renamed.is_none()) {
        let detail = if new.required.contains(property) {
            "required: requests without it send its empty value"
        } else {
            ""
        };
        let element = format!("{name}.{property}");
        found.add(Addition, SUBJECT, &element, Kind::Added, detail);
    }
    for (property, one) in &before {
        let Some(other) = after.get(property) else {
            continue;
        };
        let element = format!("{name}.{property}");
        found.differs(Breaking, SUBJECT, &element, "type", (one, other));
        let said = |object: &openapiv3::ObjectType| match object.properties.get(property) {
            Some(ReferenceOr::Item(schema)) => documented(&schema.schema_data),
            _ => String::new(),
        };
        let facts = (said(old), said(new));
        let facts = (facts.0.as_str(), facts.1.as_str());
        found.differs(Invisible, SUBJECT, &element, "described as", facts);
    }
    let rest = |object: &openapiv3::ObjectType| match &object.additional_properties {
        None => "no",
        Some(_) => "yes",
    };
    let open = (rest(old), rest(new));
    let effect = if open == ("no", "yes") {
        Addition
    } else {
        Breaking
    };
    found.differs(effect, "type", name, "members of any name", open);
}

fn documented(data: &SchemaData) -> String {
    let said = extensions(|key| data.extensions.get(key));
    match (data.read_only, said.as_str()) {
        (false, _) => said,
        (true, "") => "read-only".to_owned(),
        (true, _) => format!("{said}, read-only"),
    }
}
