//! The upload form of a request.

use super::{Findings, Problem, body, text};
use crate::form;
use crate::request::Request;
use http::header;

pub(super) fn judge(request: &Request, findings: &mut Findings) {
    if body::media_type(request) != Some("multipart/form-data") {
        findings.add(Problem::WrongMediaType, "header content-type");
        return;
    }
    let content_type = request.headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let Some(fields) = form::fields(content_type.unwrap_or_default(), &request.body) else {
        findings.add(Problem::Malformed, "body");
        return;
    };
    for declared in &request.operation.form {
        let is_sent = |field: &form::Field| field.name == declared.name;
        if declared.required && !fields.iter().any(is_sent) {
            findings.add(Problem::Missing, format!("field {}", declared.name));
        }
    }
    for (index, field) in fields.iter().enumerate() {
        let place = || format!("field {}", field.name);
        let mut known = request.operation.form.iter();
        let Some(declared) = known.find(|known| known.name == field.name) else {
            findings.add(Problem::Unexpected, place());
            continue;
        };
        if fields[..index].iter().any(|one| one.name == field.name) {
            findings.add(Problem::Repeated, place());
        }
        // The operation reads the file.
        if declared.schema["type"] == "file" {
            continue;
        }
        let value = String::from_utf8_lossy(&field.data);
        if let Some(problem) = text::problem(&declared.schema, &value) {
            findings.add(problem, place());
        }
    }
}
