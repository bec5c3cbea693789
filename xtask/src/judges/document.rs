//! The contract of the sandbox as a document that Prism reads.

use serde_json::{Map, Value, json};

/// A Swagger 2 document of the operations, without what the answers are.
pub fn swagger(contract: &Value) -> Value {
    let mut paths = Map::new();
    for operation in contract["operations"].as_array().into_iter().flatten() {
        let path = operation["path"].as_str().unwrap_or_default().to_owned();
        let method = operation["method"]
            .as_str()
            .unwrap_or_default()
            .to_lowercase();
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[method] = described(operation);
    }
    json!({
        "swagger": "2.0",
        "info": { "title": "Constant Contact", "version": contract["version"] },
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "paths": paths,
        "definitions": contract["definitions"],
    })
}

fn described(operation: &Value) -> Value {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let mut parameters: Vec<Value> = parameters.map(parameter).collect();
    if operation["body"].is_object() {
        let body = &operation["body"];
        let required = &body["required"];
        let body =
            json!({ "name": "body", "in": "body", "required": required, "schema": body["schema"] });
        parameters.push(body);
    }
    let form = operation["form"].as_array().into_iter().flatten();
    parameters.extend(form.map(|field| {
        let mut declared = field["schema"].clone();
        declared["name"] = field["name"].clone();
        declared["in"] = json!("formData");
        declared["required"] = field["required"].clone();
        declared
    }));
    let mut described = json!({
        "operationId": operation["id"],
        "parameters": parameters,
        "responses": { "200": { "description": "A success." } },
    });
    if operation["form"].get(0).is_some() {
        described["consumes"] = json!(["multipart/form-data"]);
    }
    described
}

fn parameter(parameter: &Value) -> Value {
    let mut declared = parameter["schema"].clone();
    // Prism ends at a list in the path.
    if parameter["comma_separated"] == true && parameter["in"] != "path" {
        let items = items(&declared);
        declared = json!({ "type": "array", "collectionFormat": "csv", "items": items });
    }
    // By mistake, the values of a list's entries are declared as values of the list.
    if declared["type"] == "array"
        && let Some(listed) = declared.as_object_mut().and_then(|all| all.remove("enum"))
    {
        declared["items"]["enum"] = listed;
    }
    for name in ["name", "in", "required"] {
        declared[name] = parameter[name].clone();
    }
    declared
}

/// The schema of one value of a list.
pub fn items(schema: &Value) -> Value {
    if schema["items"].is_object() {
        let mut items = schema["items"].clone();
        if schema["enum"].is_array() {
            items["enum"] = schema["enum"].clone();
        }
        return items;
    }
    let mut items = schema.clone();
    if let Some(members) = items.as_object_mut() {
        members.retain(|name, value| {
            let is_of_the_list = ["maximum", "maxItems", "minItems"].contains(&name.as_str());
            !is_of_the_list && *value != "csv"
        });
    }
    items
}
