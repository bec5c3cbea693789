//! Bodies with one thing made wrong.

use super::fault::Fault;
use super::sample::{Samples, members};
use serde_json::{Value, json};

/// The longest list that is exceeded. Longer ones, those of imports, would take Prism minutes.
const LARGEST: u64 = 1000;

/// A change of one place of a body.
#[derive(Debug)]
pub struct Edit {
    pub fault: Fault,
    /// The names and positions that lead to the place.
    path: Vec<String>,
    /// The new value; none to remove the member.
    value: Option<Value>,
}

impl Edit {
    /// The place as the sandbox names it.
    pub fn place(&self) -> String {
        let names = self.path.iter();
        names.fold("body".to_owned(), |place, name| place + "/" + name)
    }

    /// The body with the change.
    pub fn applied(&self, body: &Value) -> Value {
        let mut body = body.clone();
        let Some((last, parents)) = self.path.split_last() else {
            return self.value.clone().unwrap_or_default();
        };
        let mut parent = &mut body;
        for part in parents {
            parent = child(parent, part);
        }
        match (&self.value, parent.as_object_mut()) {
            (None, Some(members)) => drop(members.remove(last)),
            (Some(value), Some(members)) => drop(members.insert(last.clone(), value.clone())),
            (value, None) => *child(parent, last) = value.clone().unwrap_or_default(),
        }
        body
    }
}

fn child<'v>(value: &'v mut Value, part: &str) -> &'v mut Value {
    match part.parse::<usize>() {
        Ok(index) if value.is_array() => &mut value[index],
        _ => &mut value[part],
    }
}

/// All changes of a valid body.
pub fn of_body<'a>(samples: &Samples<'a>, schema: &'a Value, body: &Value) -> Vec<Edit> {
    let mut edits = Vec::new();
    walk(samples, schema, body, &[], &mut edits);
    edits
}

fn walk<'a>(
    samples: &Samples<'a>,
    schema: &'a Value,
    value: &Value,
    path: &[String],
    edits: &mut Vec<Edit>,
) {
    let schema = samples.resolved(schema);
    let mut add = |fault, name: Option<&str>, value| {
        let path = path.iter().map(String::as_str).chain(name);
        let path = path.map(str::to_owned).collect();
        edits.push(Edit { fault, path, value });
    };
    let wrong = match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => json!({}),
        Value::Array(_) | Value::Object(_) | Value::Null => json!("text"),
    };
    add(Fault::MemberOfWrongType, None, Some(wrong));
    add(Fault::MemberNull, None, Some(Value::Null));
    if schema["enum"].is_array() {
        add(Fault::MemberNotListed, None, Some(json!("no_such_value")));
    }
    if let (Some(most), Value::String(_)) = (schema["maxLength"].as_u64(), value) {
        add(
            Fault::MemberTooLong,
            None,
            Some(json!("x".repeat(most as usize + 1))),
        );
    }
    match value {
        Value::Array(entries) => {
            let Some(first) = entries.first() else { return };
            let most = schema["maxItems"].as_u64();
            if let Some(most) = most.filter(|most| *most <= LARGEST) {
                let many = vec![first.clone(); most as usize + 1];
                add(Fault::TooManyEntries, None, Some(json!(many)));
            }
            let path = [path, &["0".to_owned()]].concat();
            walk(samples, &schema["items"], first, &path, edits);
        }
        Value::Object(sent) => {
            let required = schema["required"].as_array().into_iter().flatten();
            for name in required.filter_map(Value::as_str) {
                if sent.contains_key(name) {
                    add(Fault::MemberMissing, Some(name), None);
                }
            }
            if schema["properties"]
                .as_object()
                .is_some_and(|members| !members.is_empty())
            {
                add(Fault::MemberUnknown, Some("no_such_member"), Some(json!(1)));
            }
            let read_only = schema["properties"].as_object().into_iter().flatten();
            for (name, schema) in read_only.filter(|(_, schema)| schema["readOnly"] == true) {
                add(
                    Fault::MemberReadOnly,
                    Some(name),
                    Some(samples.value(schema, 0)),
                );
            }
            for (name, schema) in members(schema) {
                if let Some(value) = sent.get(name) {
                    let path = [path, std::slice::from_ref(name)].concat();
                    walk(samples, schema, value, &path, edits);
                }
            }
        }
        _ => {}
    }
}
