//! The JSON body of a request.

use super::{Findings, Problem, schema};
use crate::request::Request;
use http::header;
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

/// How many problems of one body are kept, since each row of an import can have the same.
const KEPT: usize = 100;

pub(super) fn judge(request: &Request, findings: &mut Findings) {
    let Some(declared) = &request.operation.body else {
        if !request.body.is_empty() {
            findings.add(Problem::Unexpected, "body");
        }
        return;
    };
    if request.body.is_empty() {
        if declared.required {
            findings.add(Problem::Missing, "body");
        }
        return;
    }
    if media_type(request) != Some("application/json") {
        findings.add(Problem::WrongMediaType, "header content-type");
        return;
    }
    // The null of a body that was not read is no document either.
    if request.json.is_null() {
        findings.add(Problem::Malformed, "body");
        return;
    }
    let Some(validator) = schema::validator(request.operation) else {
        return;
    };
    for error in validator.iter_errors(&request.json).take(KEPT) {
        add(&error, findings);
    }
}

/// The media type of the body, in lower case as all clients send it, without parameters.
pub(super) fn media_type(request: &Request) -> Option<&str> {
    let value = request.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

fn add(error: &ValidationError<'_>, findings: &mut Findings) {
    let place = place(error.instance_path().as_str());
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => {
            for name in unexpected {
                findings.add(Problem::UnknownMember, format!("{place}/{name}"));
            }
        }
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            findings.add(Problem::Missing, format!("{place}/{name}"));
        }
        Kind::Not { .. } => findings.add(Problem::ReadOnly, place),
        _ if *error.instance().as_ref() == Value::Null => findings.add(Problem::Null, place),
        Kind::Type { .. } => findings.add(Problem::WrongType, place),
        Kind::Enum { .. } => findings.add(Problem::UnknownValue, place),
        Kind::Format { .. } => findings.add(Problem::WrongFormat, place),
        _ => findings.add(Problem::OutOfRange, place),
    }
}

/// The place in the body, the same for all entries of a list.
fn place(pointer: &str) -> String {
    let parts = pointer.split('/').skip(1);
    let parts = parts.map(
        |part| match part.bytes().all(|byte| byte.is_ascii_digit()) {
            true => "*",
            false => part,
        },
    );
    parts.fold("body".to_owned(), |place, part| place + "/" + part)
}
