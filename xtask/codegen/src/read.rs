//! Reads the files under `spec/` as JSON values. A [`Node`] is a value with its place, so that every
//! later error names file and JSON pointer.

use crate::error::{Error, Result};
use crate::pointer::escape;
use serde_json::{Map, Value};
use std::fmt;

/// Parses a YAML or JSON document.
///
/// Keys of mappings are strings, or whole numbers, since status codes are often written without
/// quotes. Tags and non-finite numbers do not exist in JSON and are refused.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Value> {
    let text = text(file, bytes)?;
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text)
            .map_err(|e| Error::new(file, "", format!("not valid JSON: {e}")));
    }
    let yaml: serde_yaml::Value = serde_yaml::from_str(text)
        .map_err(|e| Error::new(file, "", format!("not valid YAML: {e}")))?;
    json(file, yaml)
}

/// The bytes as text, without a byte order mark. A file of another kind is reported as what it is, since a
/// parse error would not help.
fn text<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str> {
    let refuse = |finding: String| Err(Error::new(file, "", finding));
    if bytes.starts_with(b"\x1f\x8b") {
        return refuse("compressed with gzip; unpack it first".to_owned());
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return refuse("UTF-16; save it as UTF-8".to_owned());
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => {
            let place = error.valid_up_to();
            return refuse(format!("not UTF-8 at byte {place}; save it as UTF-8"));
        }
    };
    if text.trim().is_empty() {
        return refuse("empty; expected a YAML or JSON document".to_owned());
    }
    if text.trim_start().starts_with('<') {
        return refuse("a web page or XML; expected a YAML or JSON document".to_owned());
    }
    Ok(text)
}

fn json(file: &str, yaml: serde_yaml::Value) -> Result<Value> {
    let refuse = |what: &str| Err(Error::new(file, "", what));
    Ok(match yaml {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(b) => Value::Bool(b),
        serde_yaml::Value::String(s) => Value::String(s),
        serde_yaml::Value::Number(n) => match (n.as_i64(), n.as_u64(), n.as_f64()) {
            (Some(i), _, _) => i.into(),
            (_, Some(u), _) => u.into(),
            (_, _, Some(f)) if f.is_finite() => f.into(),
            _ => return refuse("a number that JSON cannot express; write a finite one"),
        },
        serde_yaml::Value::Sequence(items) => {
            let mut list = Vec::with_capacity(items.len());
            for item in items {
                let item = json(file, item).map_err(|e| e.below(&list.len().to_string()))?;
                list.push(item);
            }
            Value::Array(list)
        }
        serde_yaml::Value::Mapping(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                let key = match key {
                    serde_yaml::Value::String(s) => s,
                    serde_yaml::Value::Number(n) if !n.is_f64() => n.to_string(),
                    _ => return refuse("a key that is not a string; write it in quotes"),
                };
                let value = json(file, value).map_err(|e| e.below(&key))?;
                map.insert(key, value);
            }
            Value::Object(map)
        }
        serde_yaml::Value::Tagged(tagged) => {
            let tag = tagged.tag;
            return refuse(&format!(
                "the YAML tag {tag} is not supported; write the plain value"
            ));
        }
    })
}

/// A value together with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub value: &'a Value,
    file: &'a str,
    pointer: String,
}

impl<'a> Node<'a> {
    pub fn root(file: &'a str, value: &'a Value) -> Self {
        Self {
            value,
            file,
            pointer: String::new(),
        }
    }

    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    pub fn error(&self, finding: impl fmt::Display) -> Error {
        Error::new(self.file, &self.pointer, finding)
    }

    fn child(&self, key: &str, value: &'a Value) -> Self {
        Self {
            value,
            file: self.file,
            pointer: [&*self.pointer, "/", &escape(key)].concat(),
        }
    }

    pub fn object(&self) -> Result<&'a Map<String, Value>> {
        self.value
            .as_object()
            .ok_or_else(|| self.error(format!("expected an object, found {}", kind(self.value))))
    }

    /// The member `key`, if there is one.
    pub fn get(&self, key: &str) -> Result<Option<Self>> {
        Ok(self.object()?.get(key).map(|value| self.child(key, value)))
    }

    /// The member `key`, which must be there.
    pub fn need(&self, key: &str) -> Result<Self> {
        self.get(key)?
            .ok_or_else(|| self.error(format!("`{key}` is missing")))
    }

    /// The members in their order.
    pub fn entries(&self) -> Result<Vec<(&'a str, Self)>> {
        Ok(self
            .object()?
            .iter()
            .map(|(key, value)| (key.as_str(), self.child(key, value)))
            .collect())
    }

    pub fn items(&self) -> Result<Vec<Self>> {
        let list = self
            .value
            .as_array()
            .ok_or_else(|| self.error(format!("expected a list, found {}", kind(self.value))))?;
        Ok(list
            .iter()
            .enumerate()
            .map(|(index, value)| self.child(&index.to_string(), value))
            .collect())
    }

    pub fn str(&self) -> Result<&'a str> {
        self.value
            .as_str()
            .ok_or_else(|| self.error(format!("expected a string, found {}", kind(self.value))))
    }

    pub fn bool(&self) -> Result<bool> {
        self.value.as_bool().ok_or_else(|| {
            self.error(format!(
                "expected true or false, found {}",
                kind(self.value)
            ))
        })
    }

    /// The string member `key`, if there is one.
    pub fn text(&self, key: &str) -> Result<Option<&'a str>> {
        self.get(key)?.map(|node| node.str()).transpose()
    }

    /// Whether the member `key` is there and true.
    pub fn flag(&self, key: &str) -> Result<bool> {
        Ok(self
            .get(key)?
            .map(|node| node.bool())
            .transpose()?
            .unwrap_or(false))
    }

    /// The strings of the list `key`; none if it is absent.
    pub fn strings(&self, key: &str) -> Result<Vec<&'a str>> {
        match self.get(key)? {
            None => Ok(Vec::new()),
            Some(list) => list.items()?.iter().map(Node::str).collect(),
        }
    }

    /// Refuses members other than `known`; extensions (`x-…`) are allowed.
    pub fn only(&self, known: &[&str]) -> Result<()> {
        let mut members = self.object()?.iter();
        let is_unknown =
            |(key, _): &(&String, &Value)| !key.starts_with("x-") && !known.contains(&key.as_str());
        match members.find(is_unknown) {
            None => Ok(()),
            Some((key, value)) => Err(self.child(key, value).error(format!(
                "`{key}` is unknown here; expected {}",
                known.join(", ")
            ))),
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests;
