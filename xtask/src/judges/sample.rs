//! Values that fit a schema of the contract.

use serde_json::{Map, Value, json};

/// Makes values, with this many entries in each list.
pub struct Samples<'a> {
    pub definitions: &'a Value,
    pub entries: usize,
}

impl<'a> Samples<'a> {
    /// The schema itself, if it is a reference.
    pub fn resolved(&self, schema: &'a Value) -> &'a Value {
        match name(schema) {
            Some(name) => self.resolved(&self.definitions[name]),
            None => schema,
        }
    }

    /// A value with all members that a request may have. `number` tells the entries of a list apart.
    pub fn value(&self, schema: &'a Value, number: usize) -> Value {
        self.within(schema, number, &[]).unwrap_or_default()
    }

    /// A value inside of these definitions; none if it would contain itself.
    fn within(&self, schema: &'a Value, number: usize, open: &[&'a str]) -> Option<Value> {
        if let Some(name) = name(schema) {
            let open = [open, &[name]].concat();
            let is_new = !open[..open.len() - 1].contains(&name);
            return is_new.then(|| self.within(&self.definitions[name], number, &open))?;
        }
        if let Some(values) = schema["enum"]
            .as_array()
            .filter(|values| !values.is_empty())
        {
            return Some(values[number % values.len()].clone());
        }
        Some(match schema["type"].as_str() {
            Some("string") => json!(text(schema, number)),
            Some("integer") => json!(integer(schema, number)),
            Some("number") => json!(schema["minimum"].as_f64().unwrap_or(1.0) + 0.5),
            Some("boolean") => json!(true),
            Some("array") => {
                let entries = 0..self.entries_of(schema);
                let entries =
                    entries.filter_map(|number| self.within(&schema["items"], number, open));
                entries.collect()
            }
            _ => {
                let members = members(schema).filter_map(|(name, schema)| {
                    Some((name.clone(), self.within(schema, number, open)?))
                });
                Value::Object(members.collect::<Map<_, _>>())
            }
        })
    }

    fn entries_of(&self, schema: &Value) -> usize {
        let limit = |key: &str| schema[key].as_u64().map(|limit| limit as usize);
        let least = limit("minItems").unwrap_or(0);
        let most = limit("maxItems").unwrap_or(usize::MAX);
        self.entries.max(least).min(most)
    }
}

/// The name of the definition that a schema refers to.
fn name(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// The members that a request may have.
pub fn members(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let members = schema["properties"].as_object().into_iter().flatten();
    members.filter(|(_, schema)| schema["readOnly"] != true)
}

/// Whether an example looks like a UUID, as far as the examples of the contract are ones.
fn is_id(example: &Value) -> bool {
    let example = example.as_str().unwrap_or_default();
    example.split(',').all(|one| one.matches('-').count() == 4)
}

fn integer(schema: &Value, number: usize) -> i64 {
    let least = schema["minimum"].as_i64().unwrap_or(1);
    let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
    most.min(least + number as i64)
}

/// A text of the format. What has none has the shortest allowed length at least, and the longest at most.
fn text(schema: &Value, number: usize) -> String {
    let digit = number % 10;
    match schema["format"].as_str() {
        Some("uuid") => format!("0{digit}fe9a97-a579-43c5-bb1a-58ed29bf0a6a"),
        Some("date-time") => format!("2026-01-02T03:04:0{digit}.678Z"),
        Some("date") => format!("2026-01-1{digit}"),
        Some("email") => format!("ann{digit}@example.com"),
        Some("uri" | "url") => format!("https://example.com/{digit}"),
        // The contract declares some numbers and ids as any text.
        Some("int32" | "int64") => integer(schema, number).to_string(),
        _ if is_id(&schema["x-example"]) => text(&json!({ "format": "uuid" }), number),
        _ => {
            let least = schema["minLength"].as_u64().unwrap_or(0) as usize;
            let most = schema["maxLength"]
                .as_u64()
                .map_or(usize::MAX, |most| most as usize);
            let text = format!("text{digit}").repeat(1 + least / 5);
            text.chars().take(most).collect()
        }
    }
}
