//! Schemas that are put together from others. `allOf` becomes one schema with the members of all, before the
//! conversion: no type of the client inherits from another. An `allOf` of a single reference, which only adds a
//! description or the like, becomes the reference.

use crate::error::{Error, Result};
use crate::extensions::{DEPRECATED, TYPE_NAME};
use crate::pointer::escape;
use serde_json::{Map, Value};

/// A document in which `allOf` is replaced.
pub(super) struct AllOf<'a> {
    pub file: &'a str,
    pub root: &'a Value,
}

/// A schema of an `allOf`, with its place.
struct Part {
    pointer: String,
    members: Map<String, Value>,
}

/// Members that say nothing of which values there are. The last part that has one wins.
const REMARKS: [&str; 7] = [
    "title",
    "description",
    "example",
    "default",
    "readOnly",
    "discriminator",
    "externalDocs",
];

/// Members that may stand beside a reference without making another type of it.
fn is_remark(member: &str) -> bool {
    REMARKS.contains(&member) || member.starts_with("x-") || member == "deprecated"
}

impl AllOf<'_> {
    /// The value at `pointer` with each `allOf` in it replaced. `open` are the definitions that are being put
    /// together.
    pub fn replaced(&self, value: &Value, pointer: &str, open: &[&str]) -> Result<Value> {
        match value {
            Value::Object(members) => {
                let mut replaced = Map::new();
                let has_names = pointer.rsplit('/').next().is_some_and(has_names);
                for (key, child) in members {
                    let child = match !has_names && is_data(key) {
                        true => child.clone(),
                        false => {
                            let below = [pointer, "/", &escape(key)].concat();
                            self.replaced(child, &below, open)?
                        }
                    };
                    replaced.insert(key.clone(), child);
                }
                match replaced.remove("allOf") {
                    Some(Value::Array(parts)) => self.merged(replaced, parts, pointer, open),
                    Some(other) => {
                        replaced.insert("allOf".to_owned(), other);
                        Ok(Value::Object(replaced))
                    }
                    None => Ok(Value::Object(replaced)),
                }
            }
            Value::Array(list) => {
                let items = list.iter().enumerate();
                let items = items
                    .map(|(index, item)| self.replaced(item, &format!("{pointer}/{index}"), open));
                Ok(Value::Array(items.collect::<Result<_>>()?))
            }
            scalar => Ok(scalar.clone()),
        }
    }

    /// One schema for the parts of an `allOf` and what is written beside it.
    fn merged(
        &self,
        beside: Map<String, Value>,
        parts: Vec<Value>,
        pointer: &str,
        open: &[&str],
    ) -> Result<Value> {
        if let Some(reference) = only_reference(&beside, &parts) {
            return Ok(reference);
        }
        let mut merged = Part {
            pointer: pointer.to_owned(),
            members: Map::new(),
        };
        for (index, part) in parts.into_iter().enumerate() {
            let place = format!("{pointer}/allOf/{index}");
            let part = self.part(part, place, open)?;
            self.add(&mut merged, part)?;
        }
        let beside = Part {
            pointer: pointer.to_owned(),
            members: beside,
        };
        self.add(&mut merged, beside)?;
        Ok(Value::Object(merged.members))
    }

    /// A part, or what it refers to.
    fn part(&self, part: Value, pointer: String, open: &[&str]) -> Result<Part> {
        let Value::Object(members) = part else {
            return Err(self.error(&pointer, "expected an object"));
        };
        let Some(target) = members.get("$ref").and_then(Value::as_str) else {
            return Ok(Part { pointer, members });
        };
        let place = target.strip_prefix('#').unwrap_or_default();
        let Some(definition) = self.root.pointer(place) else {
            return Err(self.error(
                &pointer,
                format!("`{target}` leads nowhere in this document"),
            ));
        };
        if open.contains(&target) {
            return Err(self.error(
                &pointer,
                format!("{place} is put together from itself; correct it in the overlay"),
            ));
        }
        let open: Vec<&str> = open.iter().copied().chain([target]).collect();
        let mut definition = self.replaced(definition, place, &open)?;
        // What is said of the definition itself is not said of what contains its members.
        if let Value::Object(members) = &mut definition {
            members.retain(|key, _| ![TYPE_NAME, DEPRECATED, "title"].contains(&&**key));
        }
        self.part(definition, place.to_owned(), &open)
    }

    fn add(&self, merged: &mut Part, part: Part) -> Result<()> {
        for (key, value) in part.members {
            let pointer = format!("{}/{key}", part.pointer);
            let Some(known) = merged.members.get_mut(&key) else {
                merged.members.insert(key, value);
                continue;
            };
            match (&*key, known, value) {
                ("properties", Value::Object(known), Value::Object(properties)) => {
                    for (name, property) in properties {
                        let place = format!("{pointer}/{}", escape(&name));
                        let refined = match known.get(&name) {
                            None => property,
                            Some(known) => refined(known, &property).ok_or_else(|| {
                                let finding = format!(
                                    "`{name}` is another in another part of the `allOf` at {}; make both alike in \
                                     the overlay",
                                    merged.pointer
                                );
                                self.error(&place, finding)
                            })?,
                        };
                        known.insert(name, refined);
                    }
                }
                ("required", Value::Array(known), Value::Array(names)) => {
                    for name in names {
                        if !known.contains(&name) {
                            known.push(name);
                        }
                    }
                }
                ("additionalProperties", known, value) if is_false(known) || is_false(&value) => {
                    if is_false(known) {
                        *known = value;
                    }
                }
                (_, known, value) if is_remark(&key) || *known == value => *known = value,
                _ => {
                    let finding = format!(
                        "`{key}` is another in another part of the `allOf` at {}; make both alike in the overlay",
                        merged.pointer
                    );
                    return Err(self.error(&pointer, finding));
                }
            }
        }
        Ok(())
    }

    fn error(&self, pointer: &str, finding: impl std::fmt::Display) -> Error {
        Error::new(self.file, pointer, finding)
    }
}

/// The reference, if nothing but remarks is put together with it.
fn only_reference(beside: &Map<String, Value>, parts: &[Value]) -> Option<Value> {
    let mut reference = None;
    let mut remarks = Map::new();
    for members in parts.iter().filter_map(Value::as_object).chain([beside]) {
        for (key, value) in members {
            match &**key {
                "$ref" if reference.is_some() => return None,
                "$ref" => reference = Some(value.clone()),
                "type" if value == "object" => {}
                key if is_remark(key) => drop(remarks.insert(key.to_owned(), value.clone())),
                _ => return None,
            }
        }
    }
    remarks.insert("$ref".to_owned(), reference?);
    Some(Value::Object(remarks))
}

/// One schema for a property that two parts have, if each says only more than the other.
fn refined(one: &Value, other: &Value) -> Option<Value> {
    let mut refined = one.as_object()?.clone();
    for (key, value) in other.as_object()? {
        match refined.get(key) {
            Some(known) if known != value && !is_remark(key) => return None,
            _ => drop(refined.insert(key.clone(), value.clone())),
        }
    }
    let is_reference = refined.contains_key("$ref");
    let is_described = |key: &String| key != "$ref" && !is_remark(key);
    (!is_reference || !refined.keys().any(is_described)).then_some(Value::Object(refined))
}

/// Whether the members of `owner` have names that the contract chose, so that none of them is data.
pub(super) fn has_names(owner: &str) -> bool {
    matches!(owner, "properties" | "definitions")
}

/// Whether the member `key` of something without names is data, in which nothing is a schema.
pub(super) fn is_data(key: &str) -> bool {
    matches!(key, "example" | "examples" | "default" | "enum") || key.starts_with("x-")
}

fn is_false(value: &Value) -> bool {
    *value == Value::Bool(false)
}

#[cfg(test)]
mod tests;
