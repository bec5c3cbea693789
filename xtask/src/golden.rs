//! The golden files, which a reviewer of a new contract reads.

use anyhow::Result;
use constant_contact_codegen::Success;
use constant_contact_codegen::model::{Model, Operation, RustType};
use openapiv3::OpenAPI;

/// Where the converted document is.
pub const OPENAPI: &str = "tests/golden/openapi.json";

/// The converted document.
pub fn openapi(api: &OpenAPI) -> Result<String> {
    Ok(serde_json::to_string_pretty(api)? + "\n")
}

/// One line for each operation: path, HTTP method, method of the client, feature, request and answer,
/// paging, and whether it is deprecated.
pub fn operations(model: &Model) -> String {
    let mut lines: Vec<String> = model.operations.iter().map(line).collect();
    lines.sort();
    lines.concat()
}

fn line(operation: &Operation) -> String {
    let request = match (&operation.form, &operation.body) {
        (Some(_), _) => "form".to_owned(),
        (None, Some(body)) => body.ty.to_string(),
        (None, None) => "()".to_owned(),
    };
    let pages = operation.pages.as_ref();
    let pages = pages.map_or(String::new(), |pages| {
        format!(", pages of {} by {}", pages.rows, pages.next.as_str())
    });
    let deprecated = if operation.deprecated {
        ", deprecated"
    } else {
        ""
    };
    format!(
        "{} {} {} [{}] {request} -> {}{pages}{deprecated}\n",
        operation.path,
        operation.verb.to_uppercase(),
        operation.method,
        operation.area.feature,
        answer(operation, &operation.answer),
    )
}

/// The answer of an operation, whose type is `ty`.
pub fn answer(operation: &Operation, ty: &RustType) -> String {
    match operation.success {
        Success::Json | Success::MaybeJson => ty.to_string(),
        other => other.as_str().to_owned(),
    }
}
