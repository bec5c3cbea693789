//! The targets of actions: JSONPaths of keys, `*`, `[?(@.key=='value')]` and `[?(@=='value')]`.

use serde_json::Value;

pub(super) const NOT_A_PATH: &str =
    "expected a JSONPath of keys, `*`, `[?(@.key=='value')]` and `[?(@=='value')]`";

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Key(String),
    Every,
    Where {
        key: String,
        value: String,
    },
    /// The entry of a list that is this text.
    Entry(String),
}

impl Step {
    /// Whether the step leads to the child that has this key.
    pub fn matches(&self, key: &str, child: &Value) -> bool {
        match self {
            Self::Key(wanted) => wanted == key,
            Self::Every => true,
            Self::Where { key, value } => child.get(key).and_then(Value::as_str) == Some(value),
            Self::Entry(value) => child.as_str() == Some(value),
        }
    }
}

/// The steps of a JSONPath such as `$.paths['/a'].get.parameters[?(@.name=='b')]`.
pub(super) fn steps(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[?") {
            let (filter, after) = after.split_once(']')?;
            let filter = filter.trim_start_matches('(').trim_end_matches(')').trim();
            let (key, value) = filter.strip_prefix('@')?.split_once("==")?;
            let value = value.trim().strip_prefix('\'')?.strip_suffix('\'')?;
            let value = value.to_owned();
            steps.push(match key.trim() {
                "" => Step::Entry(value),
                key => Step::Where {
                    key: key.strip_prefix('.')?.to_owned(),
                    value,
                },
            });
            rest = after;
        } else if let Some(after) = rest.strip_prefix("[*]").or(rest.strip_prefix(".*")) {
            steps.push(Step::Every);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("['") {
            let (key, after) = after.split_once("']")?;
            steps.push(Step::Key(key.to_owned()));
            rest = after;
        } else {
            let after = rest.strip_prefix('.')?;
            let end = after.find(['.', '[']).unwrap_or(after.len());
            if end == 0 {
                return None;
            }
            steps.push(Step::Key(after[..end].to_owned()));
            rest = &after[end..];
        }
    }
    (!steps.is_empty()).then_some(steps)
}
