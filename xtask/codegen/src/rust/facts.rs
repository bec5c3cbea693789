//! The facts of the contract about a value, other than its type, as documentation: who sets it, limits, format.

use super::deprecation::sentence;
use crate::docs::Docs;
use crate::model::{Facts, Field, Parameter};

/// The words for a property of the type `name`, followed by what the contract itself says.
pub(super) fn property_doc(docs: &Docs, name: &str, field: &Field) -> String {
    let words = docs.member(name, &field.wire);
    let mut doc = words.unwrap_or(&field.wire).to_owned();
    let mut sentences = Vec::new();
    if field.facts.read_only {
        sentences.push("Set by the server".to_owned());
    }
    sentences.extend(sentence_parts("", &field.facts));
    add_facts(&mut doc, sentences);
    doc
}

/// The same for a parameter.
pub(super) fn parameter_doc(docs: &Docs, operation: &str, parameter: &Parameter) -> String {
    let words = docs.operation(operation);
    let words = words.and_then(|words| words.parameters.get(&parameter.wire));
    let mut doc = words
        .cloned()
        .unwrap_or_else(|| format!("`{}`", parameter.wire));
    if parameter.facts.deprecated && parameter.is_argument() {
        let place = format!("operations.{operation}.{}", parameter.wire);
        doc.push_str(&format!(" {}", sentence(docs, &place)));
    }
    let counted = parameter.ty.item().map_or("", |_| " entries");
    add_facts(&mut doc, sentence_parts(counted, &parameter.facts));
    doc
}

/// Adds the facts that the words do not mention, as one sentence.
pub(super) fn add_facts(doc: &mut String, mut facts: Vec<String>) {
    let said = doc.to_lowercase();
    facts.retain(|fact| !said.contains(&fact.to_lowercase()));
    for fact in facts.iter_mut().skip(1) {
        // An abbreviation or a value is not changed.
        if fact.starts_with("A ")
            || fact.starts_with("At ")
            || fact.starts_with("An ")
            || fact.starts_with("One ")
        {
            fact[..1].make_ascii_lowercase();
        }
    }
    if !facts.is_empty() {
        doc.push_str(&format!("\n\n{}.", facts.join(", ")));
    }
}

/// The limits and the format, as parts of a sentence. `counted` is the unit of the limits of a number, such as
/// ` entries` for a list that is sent as one text.
fn sentence_parts(counted: &str, said: &Facts) -> Vec<String> {
    let mut facts = Vec::new();
    let limit = |key: &str| said.limit(key);
    let mut range = |least: &str, most: &str, what: &str| match (limit(least), limit(most)) {
        (Some(least), Some(most)) => facts.push(format!("{least} to {most}{what}")),
        (Some(least), None) => facts.push(format!("At least {least}{what}")),
        (None, Some(most)) => facts.push(format!("At most {most}{what}")),
        (None, None) => {}
    };
    range("minLength", "maxLength", " characters");
    range("minItems", "maxItems", " entries");
    range("minimum", "maximum", counted);
    if !said.values.is_empty() {
        let values: Vec<String> = said.values.iter().map(ToString::to_string).collect();
        facts.push(format!("One of {}", values.join(", ")));
    }
    match said.format.as_deref() {
        Some("uuid") => facts.push("A UUID".to_owned()),
        Some("date") => facts.push("A date".to_owned()),
        Some("uri" | "url") => facts.push("A URL".to_owned()),
        Some("email") => facts.push("An email address".to_owned()),
        _ => {}
    }
    facts
}

#[cfg(test)]
mod tests;
