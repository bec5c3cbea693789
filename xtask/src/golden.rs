//! Golden files: what a review of a new contract looks at.

use anyhow::Result;
use constant_contact_codegen::page_style;
use openapiv3::{OpenAPI, Operation, ReferenceOr, Schema, SchemaKind, Type};

/// Where the converted document is.
pub const OPENAPI: &str = "tests/golden/openapi.json";

/// The converted document.
pub fn openapi(api: &OpenAPI) -> Result<String> {
    Ok(serde_json::to_string_pretty(api)? + "\n")
}

/// One line for each operation: method, path, function, feature, request and response type, paging,
/// and whether it is deprecated.
pub fn operations(api: &OpenAPI) -> String {
    let mut lines: Vec<String> = api
        .operations()
        .map(|(path, verb, operation)| {
            let paged = page_style(api, operation);
            let paged = paged.map_or(String::new(), |(style, rows)| {
                format!(", pages of {rows} by {style}")
            });
            let deprecated = if operation.deprecated {
                ", deprecated"
            } else {
                ""
            };
            format!(
                "{path} {} {} [{}] {} -> {}{paged}{deprecated}\n",
                verb.to_uppercase(),
                operation.operation_id.as_deref().unwrap_or("?"),
                fact(operation, "x-area"),
                request(operation),
                response(operation),
            )
        })
        .collect();
    lines.sort();
    lines.concat()
}

/// A text among the facts of an operation.
pub fn fact<'a>(operation: &'a Operation, key: &str) -> &'a str {
    operation
        .extensions
        .get(key)
        .and_then(|fact| fact.as_str())
        .unwrap_or_default()
}

fn request(operation: &Operation) -> String {
    if operation.extensions.contains_key("x-multipart") {
        return "form".to_owned();
    }
    let Some(ReferenceOr::Item(body)) = &operation.request_body else {
        return "()".to_owned();
    };
    body.content
        .values()
        .find_map(|body| body.schema.as_ref())
        .map_or("?".to_owned(), name)
}

fn response(operation: &Operation) -> String {
    let schema = operation
        .responses
        .responses
        .values()
        .find_map(|response| match response {
            ReferenceOr::Item(response) => {
                response.content.values().find_map(|b| b.schema.as_ref())
            }
            ReferenceOr::Reference { .. } => None,
        });
    match (fact(operation, "x-success"), schema) {
        ("maybe-json", Some(schema)) => format!("Option<{}>", name(schema)),
        (_, Some(schema)) => name(schema),
        (kind, None) => kind.to_owned(),
    }
}

fn name(schema: &ReferenceOr<Schema>) -> String {
    match schema {
        ReferenceOr::Reference { reference } => {
            reference.rsplit('/').next().unwrap_or_default().to_owned()
        }
        ReferenceOr::Item(item) => match &item.schema_kind {
            SchemaKind::AllOf { all_of } => all_of.first().map_or("?".to_owned(), name),
            SchemaKind::Type(Type::Array(array)) => {
                let items = array.items.as_ref().map(|items| items.clone().unbox());
                format!("Vec<{}>", items.as_ref().map_or("?".to_owned(), name))
            }
            _ => "Value".to_owned(),
        },
    }
}
