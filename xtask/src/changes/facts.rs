//! The facts about a property or parameter that are only documentation, as the report prints them.

use constant_contact_codegen::model::Facts;
use serde_json::Value;

/// The facts as a list.
pub(super) fn listed(facts: &Facts) -> String {
    let limits = facts.limits.iter();
    let limits = limits.map(|(name, limit)| format!("{name} {limit}"));
    let format = facts.format.iter().map(|format| format!("format {format}"));
    let values = Some(&facts.values).filter(|values| !values.is_empty());
    let values = values.map(|values| format!("one of {}", Value::from(values.clone())));
    let read_only = facts.read_only.then(|| "read-only".to_owned());
    let all = limits.chain(format).chain(values).chain(read_only);
    all.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
