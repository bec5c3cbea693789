//! The differences themselves. Elements are paired first (by verb and path, by method, by place),
//! so that what only moved or got another name is not told as a loss and a gain.

use super::renames::renames;
use super::shape::{Renames, form, members, named, names, property_shape, shape};
use super::{Change, Effect, Kind};
use crate::golden::fact;
use openapiv3::{
    OpenAPI, Operation, Parameter, ParameterData, ParameterSchemaOrContent, ReferenceOr, Schema,
    SchemaData, SchemaKind, SecurityScheme, Type,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

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

struct Found(Vec<Change>);

impl Found {
    fn add(
        &mut self,
        effect: Effect,
        subject: &'static str,
        element: &str,
        kind: Kind,
        detail: impl Into<String>,
    ) {
        self.0.push(Change {
            effect,
            subject,
            element: element.to_owned(),
            kind,
            detail: detail.into(),
        });
    }

    /// A `Changed`, if there is a difference.
    fn differs(
        &mut self,
        effect: Effect,
        subject: &'static str,
        element: &str,
        what: &str,
        (old, new): (&str, &str),
    ) {
        if old != new {
            let detail = format!("{what} {old} → {new}");
            self.add(effect, subject, element, Kind::Changed, detail);
        }
    }
}

/// An operation with its place.
#[derive(Clone, Copy)]
struct Placed<'a> {
    path: &'a str,
    verb: &'a str,
    method: &'a str,
    facts: &'a Operation,
}

impl Placed<'_> {
    fn place(&self) -> String {
        format!("`{} {}`", self.verb.to_uppercase(), self.path)
    }

    /// The path without the names of its parameters.
    fn bare_path(&self) -> String {
        let mut bare = String::new();
        for (index, part) in self.path.split('{').enumerate() {
            let part = match (index, part.split_once('}')) {
                (1.., Some((_, rest))) => rest,
                _ => part,
            };
            if index > 0 {
                bare.push_str("{}");
            }
            bare.push_str(part);
        }
        bare
    }
}

fn operations(api: &OpenAPI) -> Vec<Placed<'_>> {
    api.operations()
        .map(|(path, verb, facts)| Placed {
            path,
            verb,
            method: facts.operation_id.as_deref().unwrap_or_default(),
            facts,
        })
        .collect()
}

/// By verb and path, then by method, then by verb and path without the names in it.
fn pair_operations<'a>(
    before: &[Placed<'a>],
    after: &[Placed<'a>],
) -> Vec<(Placed<'a>, Placed<'a>)> {
    let keys: [fn(&Placed<'_>) -> String; 3] = [
        |operation| operation.place(),
        |operation| operation.method.to_owned(),
        |operation| format!("{} {}", operation.verb, operation.bare_path()),
    ];
    let mut pairs: Vec<(Placed<'a>, Placed<'a>)> = Vec::new();
    for key in keys {
        for one in before {
            if pairs.iter().any(|(paired, _)| paired.method == one.method) {
                continue;
            }
            let other = after.iter().find(|other| {
                key(other) == key(one)
                    && !pairs
                        .iter()
                        .any(|(_, paired)| paired.method == other.method)
            });
            pairs.extend(other.map(|other| (*one, *other)));
        }
    }
    pairs
}

fn operation(found: &mut Found, old: &Placed<'_>, new: &Placed<'_>, renames: &Renames) {
    use Effect::{Addition, Breaking, Invisible};
    let name = new.method;
    if old.method != name {
        let detail = format!("to `{name}` ({})", new.place());
        found.add(Breaking, "operation", old.method, Kind::Renamed, detail);
    }
    let mut differs = |effect, what: &str, old: &str, new: &str| {
        found.differs(effect, "operation", name, what, (old, new));
    };
    differs(Invisible, "sent as", &old.place(), &new.place());
    let area = |operation: &Placed<'_>| format!("`{}`", fact(operation.facts, "x-area"));
    differs(Breaking, "feature", &area(old), &area(new));
    let none = Renames::new();
    differs(
        Breaking,
        "answer",
        &answer(old.facts, renames),
        &answer(new.facts, &none),
    );
    differs(Invisible, "scopes", &scopes(old.facts), &scopes(new.facts));
    let listed = |operation: &Placed<'_>, key: &str| {
        let facts = operation.facts.extensions.get(key);
        facts.map_or("none".to_owned(), Value::to_string)
    };
    for (key, what) in [
        ("x-authorization-privileges", "privileges"),
        ("x-partner", "partner key"),
    ] {
        differs(Invisible, what, &listed(old, key), &listed(new, key));
    }
    let deprecated = |operation: &Placed<'_>| operation.facts.deprecated.to_string();
    differs(Invisible, "deprecated", &deprecated(old), &deprecated(new));
    differs(
        Breaking,
        "form fields",
        &listed(old, "x-multipart"),
        &listed(new, "x-multipart"),
    );
    match (body(old.facts, renames), body(new.facts, &none)) {
        (Some((one, _)), Some((other, _))) if one != other => {
            differs(Breaking, "body", &one, &other);
        }
        (Some((_, one)), Some((_, other))) if one != other => {
            let said = |required: bool| if required { "required" } else { "optional" };
            differs(Invisible, "body", said(one), said(other));
        }
        (Some((one, _)), None) => differs(Breaking, "body", &one, "none"),
        (None, Some((other, _))) => differs(Addition, "body", "none", &other),
        _ => {}
    }
    parameters(found, old, new, renames);
}

fn answer(operation: &Operation, renames: &Renames) -> String {
    let mut bodies = operation
        .responses
        .responses
        .values()
        .filter_map(|response| match response {
            ReferenceOr::Item(response) => Some(response),
            ReferenceOr::Reference { .. } => None,
        })
        .flat_map(|response| response.content.values());
    let schema = bodies.find_map(|body| body.schema.as_ref());
    match (fact(operation, "x-success"), schema) {
        ("maybe-json", Some(schema)) => format!("Option<{}>", shape(schema, renames)),
        (_, Some(schema)) => shape(schema, renames),
        (kind, None) => kind.to_owned(),
    }
}

fn body(operation: &Operation, renames: &Renames) -> Option<(String, bool)> {
    let Some(ReferenceOr::Item(body)) = &operation.request_body else {
        return None;
    };
    let schema = body
        .content
        .values()
        .find_map(|body| body.schema.as_ref())?;
    Some((shape(schema, renames), body.required))
}

fn scopes(operation: &Operation) -> String {
    let requirements = operation.security.iter().flatten();
    let scopes: BTreeSet<&str> = requirements
        .flat_map(|requirement| requirement.values().flatten())
        .map(String::as_str)
        .collect();
    let scopes: Vec<&str> = scopes.into_iter().collect();
    if scopes.is_empty() {
        "none".to_owned()
    } else {
        scopes.join(" ")
    }
}

/// One parameter, comparable.
struct Given {
    place: &'static str,
    ty: String,
    required: bool,
    sent: &'static str,
    documented: String,
}

fn given(operation: &Placed<'_>, renames: &Renames) -> BTreeMap<String, Given> {
    let parameters = operation.facts.parameters.iter();
    parameters
        .filter_map(|parameter| {
            let ReferenceOr::Item(parameter) = parameter else {
                return None;
            };
            let data = parameter.parameter_data_ref();
            let ty = match &data.format {
                ParameterSchemaOrContent::Schema(schema) => shape(schema, renames),
                ParameterSchemaOrContent::Content(_) => "Value".to_owned(),
            };
            let sent = match (ty.starts_with("Vec<"), is_joined(data)) {
                (false, _) => "once",
                (true, true) => "comma-separated",
                (true, false) => "repeated",
            };
            Some((
                data.name.clone(),
                Given {
                    place: match parameter {
                        Parameter::Path { .. } => "path",
                        _ => "query",
                    },
                    ty,
                    required: data.required,
                    sent,
                    documented: extensions(|key| data.extensions.get(key)),
                },
            ))
        })
        .collect()
}

fn is_joined(data: &ParameterData) -> bool {
    data.extensions.contains_key("x-comma-separated")
}

fn extensions<'a>(get: impl Fn(&str) -> Option<&'a Value>) -> String {
    ["x-limits", "x-format"]
        .iter()
        .filter_map(|key| get(key))
        .map(Value::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

fn parameters(found: &mut Found, old: &Placed<'_>, new: &Placed<'_>, renames: &Renames) {
    use Effect::{Addition, Breaking, Invisible};
    const SUBJECT: &str = "parameter";
    let method = new.method;
    let (mut before, mut after) = (given(old, renames), given(new, &Renames::new()));
    let common: Vec<String> = before
        .keys()
        .filter(|name| after.contains_key(*name))
        .cloned()
        .collect();
    for name in common {
        let Some((one, other)) = before.remove(&name).zip(after.remove(&name)) else {
            continue;
        };
        let element = format!("{method}.{name}");
        let mut differs = |effect, what: &str, old: &str, new: &str| {
            found.differs(effect, SUBJECT, &element, what, (old, new));
        };
        differs(Breaking, "type", &one.ty, &other.ty);
        differs(Invisible, "place", one.place, other.place);
        if one.ty == other.ty {
            differs(Invisible, "sent", one.sent, other.sent);
        }
        differs(
            Invisible,
            "limits and format",
            &one.documented,
            &other.documented,
        );
        match (one.required, other.required) {
            (false, true) => {
                let caution = "required now: calls without it compile and end in an error";
                found.add(Addition, SUBJECT, &element, Kind::Changed, caution);
            }
            (true, false) => {
                found.add(Invisible, SUBJECT, &element, Kind::Changed, "optional now");
            }
            _ => {}
        }
    }
    for name in before.keys() {
        let element = format!("{method}.{name}");
        match only_match(before.len(), &before[name], &after) {
            Some(new) => {
                let detail = format!("to `{new}`");
                found.add(Breaking, SUBJECT, &element, Kind::Renamed, detail);
            }
            None => found.add(Breaking, SUBJECT, &element, Kind::Removed, ""),
        }
    }
    for (name, other) in &after {
        let renamed = before.len() == 1
            && before
                .values()
                .any(|one| only_match(1, one, &after) == Some(name.as_str()));
        if renamed {
            continue;
        }
        let detail = if other.required {
            "required: calls without it compile and end in an error"
        } else {
            ""
        };
        let element = format!("{method}.{name}");
        found.add(Addition, SUBJECT, &element, Kind::Added, detail);
    }
}

/// The only parameter that can be `one` under another name.
fn only_match<'a>(gone: usize, one: &Given, after: &'a BTreeMap<String, Given>) -> Option<&'a str> {
    let (name, other) = after.first_key_value()?;
    let same = gone == 1
        && after.len() == 1
        && (one.place, &one.ty, one.required) == (other.place, &other.ty, other.required);
    same.then_some(name.as_str())
}

fn types(found: &mut Found, old: &OpenAPI, new: &OpenAPI, renames: &Renames) {
    use Effect::{Addition, Breaking};
    const SUBJECT: &str = "type";
    let (before, after) = (names(old), names(new));
    let arrived: BTreeSet<&str> = renames.values().map(String::as_str).collect();
    for name in &before {
        match renames.get(*name) {
            Some(other) => {
                let detail = format!(
                    "to `{other}`; an overlay action with `x-type-name: {name}` on it keeps the name"
                );
                found.add(Breaking, SUBJECT, name, Kind::Renamed, detail);
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
        }
    }
    for name in before {
        let other = renames.get(name).map_or(name, String::as_str);
        if let Some((one, two)) = named(old, name).zip(named(new, other)) {
            one_type(found, other, one, two, renames);
        }
    }
}

fn one_type(found: &mut Found, name: &str, old: &Schema, new: &Schema, renames: &Renames) {
    use Effect::{Addition, Breaking};
    if form(old) != form(new) {
        let forms = (form(old), form(new));
        found.differs(Breaking, "type", name, "kind", forms);
        return;
    }
    if let (SchemaKind::Type(Type::Object(one)), SchemaKind::Type(Type::Object(two))) =
        (&old.schema_kind, &new.schema_kind)
    {
        properties(found, name, one, two, renames);
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

fn properties(
    found: &mut Found,
    name: &str,
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
            None => found.add(Breaking, SUBJECT, &element, Kind::Removed, ""),
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
        found.differs(Invisible, SUBJECT, &element, "limits and format", facts);
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
    let mut said = extensions(|key| data.extensions.get(key));
    if data.read_only {
        said.push_str(" read-only");
    }
    said.trim().to_owned()
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
