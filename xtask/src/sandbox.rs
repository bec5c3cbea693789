//! The contract as the sandbox reads it: the corrected document, with what the model knows of each
//! operation.

use anyhow::{Context, Result};
use constant_contact_codegen::model::{Model, Operation, Parameter, Place};
use constant_contact_codegen::{Document, rewrite};
use serde_json::{Map, Value, json};

/// Where the sandbox has the contract.
pub const CONTRACT: &str = "crates/sandbox/contract.json";

/// The members of a parameter that are not about its values.
const NOT_SCHEMA: [&str; 5] = ["name", "in", "required", "description", "collectionFormat"];

/// The text of the file.
pub fn contract(document: &Document, model: &Model) -> Result<String> {
    let rewritten = rewrite(&document.file, &document.contract)?;
    let operations: Vec<Value> = model
        .operations
        .iter()
        .map(|operation| described(operation, &rewritten))
        .collect::<Result<_>>()?;
    let mut contract = json!({
        "version": model.version,
        "operations": operations,
        "definitions": rewritten.get("definitions"),
    });
    allow_items(&mut contract);
    Ok(serde_json::to_string_pretty(&contract)? + "\n")
}

/// Removes limits that forbid every list; the provider's document has them by mistake.
fn allow_items(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.get("maxItems") == Some(&json!(0)) {
                members.remove("maxItems");
            }
            members.values_mut().for_each(allow_items);
        }
        Value::Array(entries) => entries.iter_mut().for_each(allow_items),
        _ => {}
    }
}

fn described(operation: &Operation, contract: &Value) -> Result<Value> {
    let declared = contract
        .pointer(&operation.origin)
        .with_context(|| format!("{} is not in the contract", operation.id))?;
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .map(|parameter| parameter_of(parameter, declared))
        .collect();
    let body = of_place(declared, "body")
        .next()
        .map(|body| json!({ "required": body["required"] == true, "schema": body["schema"] }));
    let form = of_place(declared, "formData").map(|field| {
        let required = field["required"] == true;
        json!({ "name": field["name"], "required": required, "schema": schema(field) })
    });
    let form: Vec<Value> = form.collect();
    Ok(json!({
        "id": operation.id,
        "method": operation.verb.to_uppercase(),
        "path": operation.path,
        "area": operation.area.feature,
        "partner": operation.partner,
        "scopes": operation.scopes,
        "privileges": operation.privileges,
        "parameters": parameters,
        "body": body,
        "form": form,
        "pages": operation.pages.as_ref().map(|pages| pages.next.as_str()),
        "responses": successes(declared),
    }))
}

fn parameter_of(parameter: &Parameter, declared: &Value) -> Value {
    let place = match parameter.place {
        Place::Path => "path",
        Place::Query => "query",
    };
    let same = of_place(declared, place).find(|one| one["name"] == *parameter.wire);
    json!({
        "name": parameter.wire,
        "in": place,
        "required": parameter.required,
        "comma_separated": parameter.comma_separated,
        "schema": same.map(schema),
    })
}

fn of_place<'a>(declared: &'a Value, place: &'a str) -> impl Iterator<Item = &'a Value> {
    let parameters = declared.get("parameters").and_then(Value::as_array);
    let parameters = parameters.into_iter().flatten();
    parameters.filter(move |parameter| parameter["in"] == place)
}

/// The schema of a parameter. The values of a list belong to its entries; the provider's document has them
/// at a list by mistake.
fn schema(parameter: &Value) -> Value {
    let members = parameter.as_object().into_iter().flatten();
    let kept = members.filter(|(name, _)| !NOT_SCHEMA.contains(&name.as_str()));
    let mut kept: Map<String, Value> = kept
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let is_list = kept.get("type") == Some(&json!("array"));
    if let Some(values) = kept.get("enum").filter(|_| is_list).cloned()
        && let Some(items) = kept.get_mut("items").and_then(Value::as_object_mut)
    {
        items.insert("enum".to_owned(), values);
        kept.remove("enum");
    }
    Value::Object(kept)
}

/// The declared successes: schema and examples by status.
fn successes(declared: &Value) -> Map<String, Value> {
    let responses = declared["responses"].as_object().into_iter().flatten();
    let successes = responses.filter(|(status, _)| status.starts_with('2'));
    successes
        .map(|(status, response)| {
            let mut kept = Map::new();
            for name in ["schema", "examples"] {
                if let Some(value) = response.get(name) {
                    kept.insert(name.to_owned(), value.clone());
                }
            }
            (status.clone(), Value::Object(kept))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{allow_items, schema};
    use serde_json::json;

    #[test]
    fn the_values_of_a_list_are_those_of_its_entries() {
        let parameter = json!({
            "name": "include", "in": "query", "type": "array", "enum": ["a"], "items": {"type": "string"},
        });
        let expected = json!({"type": "array", "items": {"type": "string", "enum": ["a"]}});
        assert_eq!(schema(&parameter), expected);
    }

    #[test]
    fn a_single_value_keeps_its_values() {
        let parameter = json!({"name": "kind", "type": "string", "enum": ["a"]});
        assert_eq!(schema(&parameter), json!({"type": "string", "enum": ["a"]}));
    }

    #[test]
    fn a_list_that_must_be_empty_may_have_entries() {
        let mut contract = json!({"a": [{"maxItems": 0}, {"maxItems": 5}]});
        allow_items(&mut contract);
        assert_eq!(contract, json!({"a": [{}, {"maxItems": 5}]}));
    }
}
