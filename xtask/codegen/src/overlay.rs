//! Corrections of the contract, in the form of OpenAPI Overlay 1.0.
//!
//! The actions are applied in their order. Each has a `target` (a JSONPath), a `description` that says why, and
//! `update` (merged in) or `remove: true`. After the actions, the entries of `names`, which the specification does
//! not have, give names to types, operations and values of enumerations (`….enum[?(@=='value')]`), by their targets.
//! Two rules are stricter than those of the specification: an action without a reason is refused, and so is an
//! action or a name that matches nothing, since a correction that has lost its target is either needless or silently
//! missing.

mod target;

use self::target::{NOT_A_PATH, Step, steps};
use crate::convert::split_merged;
use crate::error::{Error, Result};
use crate::extensions::{
    ALSO_NAMED, DEPRECATED, IN_EXAMPLES, KEPT_WHEN_OMITTED, NOT_IDEMPOTENT, PRIVILEGES, SDK_NAME,
    SETTER_NAME, TYPE_NAME, VALUE_NAMES,
};
use crate::read::Node;
use serde_json::{Value, json};

/// One action of the overlay.
#[derive(Debug, Clone)]
pub struct Action {
    /// The action's own place in the overlay file.
    pointer: String,
    /// The JSONPath of the elements to change.
    pub target: String,
    steps: Vec<Step>,
    /// Why the correction is needed.
    pub reason: String,
    change: Change,
}

#[derive(Debug, Clone)]
enum Change {
    Update(Value),
    Remove,
    /// Gives a name to a value of an enumeration.
    NameValue {
        value: String,
        name: String,
    },
}

impl Action {
    /// The path of the operation that the action corrects, or of one in which it corrects something.
    pub fn path(&self) -> Option<&str> {
        match self.steps.as_slice() {
            [Step::Key(section), Step::Key(path), ..] if section == "paths" => Some(path),
            _ => None,
        }
    }

    /// The definition that the action corrects, or one in it.
    pub fn definition(&self) -> Option<&str> {
        match self.steps.as_slice() {
            [Step::Key(section), Step::Key(name), ..] if section == "definitions" => Some(name),
            _ => None,
        }
    }

    /// The same action for the definition that has the name now.
    pub fn for_definition(&self, name: &str) -> Self {
        let mut action = self.clone();
        if let (Some(old), Some(Step::Key(key))) = (self.definition(), action.steps.get_mut(1)) {
            action.target = self.target.replacen(old, name, 1);
            name.clone_into(key);
        }
        action
    }
}

/// What an action did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The document changed.
    Changed,
    /// The target is there but already says what the action wants: the provider fixed it.
    Needless,
    /// The target is gone.
    Unmatched,
}

/// Reads the overlay document.
pub fn read(file: &str, value: &Value) -> Result<Vec<Action>> {
    let root = Node::root(file, value);
    root.only(&["overlay", "info", "extends", "actions", "names"])?;
    let version = root.need("overlay")?;
    if !version.str()?.starts_with("1.") {
        return Err(version.error("expected an Overlay version 1.x"));
    }
    let actions = root.need("actions")?.items()?;
    let names = match root.get("names")? {
        Some(names) => names.entries()?,
        None => Vec::new(),
    };
    let names = names.iter().map(|(target, name)| naming(target, name));
    actions.iter().map(action).chain(names).collect()
}

/// The action that an entry of `names` is short for.
fn naming(target: &str, name: &Node<'_>) -> Result<Action> {
    let mut steps = steps(target).ok_or_else(|| name.error(NOT_A_PATH))?;
    let is_operation = steps.len() == 3 && steps[0] == Step::Key("paths".to_owned());
    let change = match &steps[..] {
        [.., Step::Key(list), Step::Entry(value)] if list == "enum" => Change::NameValue {
            value: value.clone(),
            name: name.str()?.to_owned(),
        },
        _ if is_operation => Change::Update(json!({SDK_NAME: name.value})),
        _ => Change::Update(json!({TYPE_NAME: name.value})),
    };
    if matches!(change, Change::NameValue { .. }) {
        steps.truncate(steps.len() - 2);
    }
    Ok(Action {
        pointer: name.pointer().to_owned(),
        target: target.to_owned(),
        steps,
        reason: format!("its name is {}", name.str()?),
        change,
    })
}

fn action(node: &Node<'_>) -> Result<Action> {
    node.only(&["target", "description", "update", "remove"])?;
    let target = node.need("target")?;
    let reason = node.need("description")?.str()?.trim().to_owned();
    if reason.is_empty() {
        return Err(node.error("`description` has to say why the correction is needed"));
    }
    let change = match (node.get("update")?, node.flag("remove")?) {
        (Some(update), false) => {
            known_extensions(&update)?;
            Change::Update(update.value.clone())
        }
        (None, true) => Change::Remove,
        _ => return Err(node.error("expected either `update` or `remove: true`")),
    };
    Ok(Action {
        pointer: node.pointer().to_owned(),
        target: target.str()?.to_owned(),
        steps: steps(target.str()?).ok_or_else(|| target.error(NOT_A_PATH))?,
        reason,
        change,
    })
}

/// The extensions that an action may set. A misspelled one would do nothing.
const EXTENSIONS: [&str; 11] = [
    TYPE_NAME,
    "x-native",
    KEPT_WHEN_OMITTED,
    ALSO_NAMED,
    IN_EXAMPLES,
    NOT_IDEMPOTENT,
    SDK_NAME,
    PRIVILEGES,
    SETTER_NAME,
    DEPRECATED,
    "x-nullable",
];

fn known_extensions(node: &Node<'_>) -> Result<()> {
    match node.value {
        Value::Object(_) => {
            for (key, child) in node.entries()? {
                if key.starts_with("x-") && !EXTENSIONS.contains(&key) {
                    return Err(child.error(format!(
                        "`{key}` is not read by the converter; expected one of {}",
                        EXTENSIONS.join(", ")
                    )));
                }
                // Names that the contract chose are no members.
                if matches!(key, "properties" | "headers") {
                    for (_, named) in child.entries()? {
                        known_extensions(&named)?;
                    }
                } else {
                    known_extensions(&child)?;
                }
            }
        }
        Value::Array(_) => {
            for item in node.items()? {
                known_extensions(&item)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Applies every action to `document` and returns the effect of each. An action that matches nothing
/// is an error.
pub fn apply(file: &str, actions: &[Action], document: &mut Value) -> Result<Vec<Effect>> {
    let effects = attempt(actions, document);
    for (action, effect) in actions.iter().zip(&effects) {
        if *effect == Effect::Unmatched {
            return Err(Error::new(
                file,
                &action.pointer,
                format!(
                    "{} matches nothing in the contract any more; find out what became of it, \
                     then fix or delete the action (its reason: {})",
                    action.target, action.reason
                ),
            ));
        }
    }
    Ok(effects)
}

/// Applies the actions that match, for a report on a contract that the overlay does not fit yet.
pub fn attempt(actions: &[Action], document: &mut Value) -> Vec<Effect> {
    actions
        .iter()
        .map(
            |action| match change(document, &action.steps, &action.change) {
                Matched { count: 0, .. } => Effect::Unmatched,
                Matched { changed: true, .. } => Effect::Changed,
                Matched { changed: false, .. } => Effect::Needless,
            },
        )
        .collect()
}

/// How many elements an action matched, and whether it changed any of them.
#[derive(Default)]
struct Matched {
    count: usize,
    changed: bool,
}

/// Applies `change` below `value`.
fn change(value: &mut Value, steps: &[Step], wanted: &Change) -> Matched {
    let Some((step, rest)) = steps.split_first() else {
        return match wanted {
            Change::Update(update) => Matched {
                count: 1,
                changed: merge(value, update),
            },
            Change::NameValue { value: of, name } => name_value(value, of, name),
            // The element is removed from what contains it.
            Change::Remove => Matched::default(),
        };
    };
    let keys: Vec<String> = match value {
        Value::Object(map) => map
            .iter()
            .filter(|(key, child)| step.matches(key, child))
            .map(|(key, _)| key.clone())
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .filter(|(index, child)| step.matches(&index.to_string(), child))
            .map(|(index, _)| index.to_string())
            .collect(),
        _ => Vec::new(),
    };
    if rest.is_empty() && matches!(wanted, Change::Remove) {
        for key in keys.iter().rev() {
            remove(value, key);
        }
        return Matched {
            count: keys.len(),
            changed: !keys.is_empty(),
        };
    }
    let mut matched = Matched::default();
    for key in &keys {
        if let Some(next) = child(value, key) {
            let below = change(next, rest, wanted);
            matched.count += below.count;
            matched.changed |= below.changed;
        }
    }
    matched
}

/// Names a value of the enumeration in `schema`, if it has the value.
fn name_value(schema: &mut Value, value: &str, name: &str) -> Matched {
    let has_value = |entry: &Value| {
        let text = entry.as_str().unwrap_or_default();
        split_merged(text).any(|known| known == value)
    };
    let values = schema.get("enum").and_then(Value::as_array);
    if !values.is_some_and(|values| values.iter().any(has_value)) {
        return Matched::default();
    }
    Matched {
        count: 1,
        changed: merge(schema, &json!({VALUE_NAMES: {value: name}})),
    }
}

fn child<'a>(value: &'a mut Value, key: &str) -> Option<&'a mut Value> {
    match value {
        Value::Object(map) => map.get_mut(key),
        Value::Array(list) => list.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    }
}

fn remove(value: &mut Value, key: &str) {
    match value {
        Value::Object(map) => drop(map.remove(key)),
        Value::Array(list) => {
            if let Ok(index) = key.parse::<usize>() {
                list.remove(index);
            }
        }
        _ => {}
    }
}

/// Objects are merged member by member, lists are appended to, everything else is replaced.
///
/// An entry that a list already holds is not appended again, so that an action which the provider
/// has made needless changes nothing. Returns whether anything changed.
fn merge(value: &mut Value, update: &Value) -> bool {
    match (value, update) {
        (Value::Object(map), Value::Object(update)) => {
            let mut changed = false;
            for (key, new) in update {
                changed |= match map.get_mut(key) {
                    Some(old) => merge(old, new),
                    None => map.insert(key.clone(), new.clone()).is_none(),
                };
            }
            changed
        }
        (Value::Array(list), Value::Array(update)) => {
            let length = list.len();
            for new in update {
                if !list.contains(new) {
                    list.push(new.clone());
                }
            }
            list.len() > length
        }
        (value, update) if value == update => false,
        (value, update) => {
            *value = update.clone();
            true
        }
    }
}

#[cfg(test)]
mod tests;
