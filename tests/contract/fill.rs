//! Documents for the schemas of a contract: every member has a value, every list and every map has
//! entries, and what contains itself does so once. The contract and its conversion write schemas in
//! the same way; what the single values are is for each test to choose.

use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// How often a schema may be open inside itself.
const NESTED: usize = 2;

/// The kind of a value without declared parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// One of an enumeration.
    Listed,
    Text,
    Integer,
    Number,
    Boolean,
    /// An object with any members.
    Object,
    /// Any value.
    Anything,
}

/// Where a value is.
#[derive(Clone, Copy, Default)]
pub struct Place<'a> {
    /// The name of the schema that has the property.
    pub owner: &'a str,
    /// The member that contains the value.
    pub property: &'a str,
    /// Whether it is in an entry of a map.
    pub in_map: bool,
}

/// The values that a document is filled with.
pub trait Values {
    /// A value without declared parts.
    fn value(&mut self, place: Place<'_>, kind: Kind, schema: &Value) -> Value;

    /// The value of a schema that is not filled part by part. `name` is that of the schema, if it has one.
    fn whole(&mut self, _: Place<'_>, _name: Option<&str>, _schema: &Value) -> Option<Value> {
        None
    }

    /// How many entries a list has.
    fn entries(&self, _schema: &Value) -> usize {
        1
    }

    /// The key of an entry in a map.
    fn key(&mut self, _: Place<'_>) -> String {
        "key".to_owned()
    }

    /// A member that the named schema does not declare.
    fn undeclared(&mut self, _name: &str) -> Option<(String, Value)> {
        None
    }
}

/// A document of `schema`, whose references lead to `schemas`.
pub fn document(schemas: &Value, schema: &Value, values: &mut impl Values) -> Value {
    let open = Vec::new();
    let mut filler = Filler {
        schemas,
        values,
        open,
    };
    let document = filler.value(Place::default(), None, schema);
    document.unwrap_or_else(|| panic!("a document without an end: {schema}"))
}

/// A document of the named schema.
pub fn named(schemas: &Value, name: &str, values: &mut impl Values) -> Value {
    document(schemas, &json!({"$ref": format!("#/{name}")}), values)
}

/// Whether a document of the schema, or each entry of it, has the members that the schema declares, by which
/// it can be told from another document.
pub fn has_members(schemas: &Value, schema: &Value) -> bool {
    match reference(schema) {
        Some(name) => has_members(schemas, named_schema(schemas, name)),
        None => match shape(&merged(schemas, schema)) {
            Shape::Members(_) => true,
            Shape::List(items) => has_members(schemas, &items),
            Shape::Map(_) | Shape::Value(_) => false,
        },
    }
}

fn named_schema<'s>(schemas: &'s Value, name: &str) -> &'s Value {
    let target = schemas.get(name);
    target.unwrap_or_else(|| panic!("there is no schema `{name}`"))
}

/// The name of the schema that a reference leads to, also with facts beside it in the form of an `allOf`.
fn reference(schema: &Value) -> Option<&str> {
    let alone = match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([alone]) if schema.get("properties").is_none() => alone,
        _ => schema,
    };
    alone["$ref"].as_str()?.rsplit('/').next()
}

/// The type of a schema; of several, the one that isn't `null`.
fn type_of(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::Array(types) => types
            .iter()
            .filter_map(Value::as_str)
            .find(|ty| *ty != "null"),
        ty => ty.as_str(),
    }
}

/// What a schema consists of.
enum Shape<'a> {
    Members(&'a Map<String, Value>),
    List(Cow<'a, Value>),
    Map(&'a Value),
    Value(Kind),
}

fn shape(schema: &Value) -> Shape<'_> {
    let properties = schema["properties"].as_object();
    let further = &schema["additionalProperties"];
    let ty = type_of(schema).or(match () {
        () if properties.is_some() => Some("object"),
        () if schema.get("items").is_some() => Some("array"),
        () => None,
    });
    let is_listed = schema.get("enum").is_some();
    Shape::Value(match ty {
        Some("array") if is_listed => {
            return Shape::List(Cow::Owned(json!({"enum": schema["enum"]})));
        }
        Some("array") => return Shape::List(Cow::Borrowed(&schema["items"])),
        Some("object") | None if !is_listed => match (properties, further.as_object()) {
            (Some(properties), _) if !properties.is_empty() => return Shape::Members(properties),
            (_, Some(values)) if !values.is_empty() => return Shape::Map(further),
            _ if ty.is_some() || further.is_object() || *further == true => Kind::Object,
            _ => Kind::Anything,
        },
        _ if is_listed => Kind::Listed,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Boolean,
        Some("string" | "file") => Kind::Text,
        other => panic!("no value of the type {other:?}"),
    })
}

struct Filler<'a, V> {
    schemas: &'a Value,
    values: &'a mut V,
    /// The named schemas that contain the current one.
    open: Vec<String>,
}

impl<'a, V: Values> Filler<'a, V> {
    /// `None` where a schema would contain itself without end.
    fn value(&mut self, place: Place<'_>, name: Option<&str>, schema: &Value) -> Option<Value> {
        if let Some(target) = reference(schema) {
            if self.open.iter().filter(|open| *open == target).count() == NESTED {
                return None;
            }
            self.open.push(target.to_owned());
            let value = self.value(place, Some(target), named_schema(self.schemas, target));
            self.open.pop();
            return value;
        }
        if let Some(whole) = self.values.whole(place, name, schema) {
            return Some(whole);
        }
        let schema = &*merged(self.schemas, schema);
        Some(match shape(schema) {
            Shape::Members(properties) => {
                let owner = name.unwrap_or(place.owner);
                let mut members = self.members(Place { owner, ..place }, schema, properties);
                // Where the schema says what further members are, there is one already.
                if !schema["additionalProperties"].is_object() {
                    members.extend(name.and_then(|name| self.values.undeclared(name)));
                }
                Value::Object(members)
            }
            Shape::List(items) => {
                let entries = 0..self.values.entries(schema);
                let entries = entries.map(|_| self.value(place, None, &items));
                entries.collect::<Option<_>>().map(Value::Array)?
            }
            Shape::Map(values) => {
                let in_map = true;
                let value = self.value(Place { in_map, ..place }, None, values)?;
                json!({self.values.key(place): value})
            }
            Shape::Value(kind) => self.values.value(place, kind, schema),
        })
    }

    fn members(
        &mut self,
        place: Place<'_>,
        schema: &Value,
        properties: &Map<String, Value>,
    ) -> Map<String, Value> {
        let mut members = Map::new();
        for (key, property) in properties {
            let is_required = schema["required"].as_array().into_iter().flatten();
            let is_required = is_required.into_iter().any(|required| required == key);
            let place = Place {
                property: key,
                ..place
            };
            let value = self.value(place, None, property);
            let value = value.or_else(|| self.nothing(property).filter(|_| is_required));
            members.extend(value.map(|value| (key.clone(), value)));
        }
        let further = &schema["additionalProperties"];
        if further.is_object() || *further == true {
            let place = Place {
                property: "further",
                in_map: true,
                ..place
            };
            let value = self.value(place, None, further);
            members.extend(value.map(|value| (place.property.to_owned(), value)));
        }
        members
    }

    /// The list or map without entries.
    fn nothing(&self, schema: &Value) -> Option<Value> {
        match reference(schema) {
            Some(target) => self.nothing(named_schema(self.schemas, target)),
            None => match shape(&merged(self.schemas, schema)) {
                Shape::List(_) => Some(json!([])),
                Shape::Map(_) => Some(json!({})),
                _ => None,
            },
        }
    }
}

/// The schema with the members of everything that it is made of.
fn merged<'s>(schemas: &Value, schema: &'s Value) -> Cow<'s, Value> {
    let Some(parts) = schema["allOf"].as_array() else {
        return Cow::Borrowed(schema);
    };
    let mut whole = schema.clone();
    whole.as_object_mut().unwrap().remove("allOf");
    for part in parts {
        let part = reference(part).map_or(part, |name| named_schema(schemas, name));
        let part = merged(schemas, part).into_owned();
        let Value::Object(members) = part else {
            continue;
        };
        for (key, member) in members {
            match (whole.get_mut(&key), member) {
                (Some(Value::Object(known)), Value::Object(more)) => {
                    more.into_iter().for_each(|(key, value)| {
                        known.entry(key).or_insert(value);
                    });
                }
                (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
                (Some(_), _) => {}
                (None, member) => whole[&key] = member,
            }
        }
    }
    Cow::Owned(whole)
}
#[test]
fn every_shape_is_filled_by_its_type_and_recursion_ends() {
    struct Plain;
    impl Values for Plain {
        fn value(&mut self, place: Place<'_>, kind: Kind, _: &Value) -> Value {
            let map = if place.in_map { " in a map" } else { "" };
            json!(format!("{}.{} {kind:?}{map}", place.owner, place.property))
        }
    }
    let link = |name: &str| json!({"$ref": format!("#/definitions/{name}")});
    let schemas = json!({
        "Kind": {"type": "string", "enum": ["a"]},
        "Names": {"type": "array", "items": {"type": "string"}},
        "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
        "Node": {
            "allOf": [link("Base"), {"properties": {"next": link("Node")}}],
        },
        "Tree": {"type": "object", "required": ["all", "named"], "properties": {
            "all": {"type": "array", "items": link("Tree")},
            "named": {"type": "object", "additionalProperties": link("Tree")},
            "some": {"type": "array", "items": link("Tree")},
        }},
    });
    let filled = |schema: Value| {
        let whole = json!({"type": "object", "properties": {"m": schema}});
        document(&schemas, &whole, &mut Plain)["m"].clone()
    };
    let text = json!({"type": "string"});
    for (schema, expected) in [
        (json!({"type": ["null", "integer"]}), json!(".m Integer")),
        (json!({"type": "number"}), json!(".m Number")),
        (
            json!({"type": "string", "format": "date"}),
            json!(".m Text"),
        ),
        (json!({"type": "integer", "enum": [1]}), json!(".m Listed")),
        (
            json!({"type": "array", "enum": ["a"]}),
            json!([".m Listed"]),
        ),
        (link("Kind"), json!(".m Listed")),
        (
            json!({"allOf": [link("Kind")], "readOnly": true}),
            json!(".m Listed"),
        ),
        (link("Names"), json!([".m Text"])),
        (
            json!({"type": "array", "items": link("Names")}),
            json!([[".m Text"]]),
        ),
        (json!({"items": text}), json!([".m Text"])),
        (json!({}), json!(".m Anything")),
        (json!({"type": "object"}), json!(".m Object")),
        (
            json!({"type": "object", "properties": {}}),
            json!(".m Object"),
        ),
        (json!({"additionalProperties": true}), json!(".m Object")),
        (json!({"additionalProperties": {}}), json!(".m Object")),
        (
            json!({"additionalProperties": text}),
            json!({"key": ".m Text in a map"}),
        ),
        (
            json!({"additionalProperties": {"additionalProperties": link("Names")}}),
            json!({"key": {"key": [".m Text in a map"]}}),
        ),
        (
            json!({"properties": {"a": text}, "additionalProperties": {"type": "integer"}}),
            json!({"a": ".a Text", "further": ".further Integer in a map"}),
        ),
        (
            link("Node"),
            json!({"id": "Node.id Text", "next": {"id": "Node.id Text"}}),
        ),
        (
            link("Tree"),
            json!({
                "all": [{"all": [], "named": {}}], "named": {"key": {"all": [], "named": {}}},
                "some": [{"all": [], "named": {}}],
            }),
        ),
    ] {
        assert_eq!(filled(schema.clone()), expected, "{schema}");
    }
}
