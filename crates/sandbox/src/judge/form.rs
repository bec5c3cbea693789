//! The upload form of a request.

use super::{Findings, Problem, body, text};
use crate::request::Request;
use http::header;
use memchr::memmem;

pub(super) fn judge(request: &Request, findings: &mut Findings) {
    if body::media_type(request) != Some("multipart/form-data") {
        findings.add(Problem::WrongMediaType, "header content-type");
        return;
    }
    let Some(fields) = fields(request) else {
        findings.add(Problem::Malformed, "body");
        return;
    };
    for declared in &request.operation.form {
        let is_sent = |(name, _): &(String, &[u8])| *name == declared.name;
        if declared.required && !fields.iter().any(is_sent) {
            findings.add(Problem::Missing, format!("field {}", declared.name));
        }
    }
    for (index, (name, value)) in fields.iter().enumerate() {
        let place = || format!("field {name}");
        let mut known = request.operation.form.iter();
        let Some(declared) = known.find(|field| field.name == *name) else {
            findings.add(Problem::Unexpected, place());
            continue;
        };
        if fields[..index].iter().any(|(one, _)| one == name) {
            findings.add(Problem::Repeated, place());
        }
        let value = String::from_utf8_lossy(value);
        if let Some(problem) = text::problem(&declared.schema, &value)
            && declared.schema["type"] != "file"
        {
            findings.add(problem, place());
        }
    }
}
