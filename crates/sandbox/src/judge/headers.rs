//! The headers of a request.

use super::{Findings, Problem};
use crate::request::Request;
use http::header;

pub(super) fn judge(request: &Request, findings: &mut Findings) {
    let headers = &request.headers;
    let authorization = headers.get(header::AUTHORIZATION);
    let is_bearer = |value: &http::HeaderValue| value.as_bytes().starts_with(b"Bearer ");
    if !authorization.is_some_and(is_bearer) {
        findings.add(Problem::Missing, "header authorization");
    }
    match (request.operation.partner, headers.contains_key("x-api-key")) {
        (true, false) => findings.add(Problem::Missing, "header x-api-key"),
        (false, true) => findings.add(Problem::Unexpected, "header x-api-key"),
        _ => {}
    }
    let may_have_body = matches!(&*request.operation.method, "POST" | "PUT" | "PATCH");
    let declares_length = headers.contains_key(header::CONTENT_LENGTH)
        || headers.contains_key(header::TRANSFER_ENCODING);
    // Without it, networks between the client and the API answer 411.
    if may_have_body && request.body.is_empty() && !declares_length {
        findings.add(Problem::Missing, "header content-length");
    }
    if may_have_body && request.body.is_empty() && headers.contains_key(header::CONTENT_TYPE) {
        findings.add(Problem::Unexpected, "header content-type");
    }
}
