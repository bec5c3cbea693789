//! The stages of a request, in the API's order: the path, the operation. Each stage is a function of the
//! request and the state; one that refuses ends the request.

use crate::answer::Answer;
use crate::contract::CONTRACT;
use crate::operations;
use crate::request::Request;
use crate::sandbox::Shared;
use bytes::Bytes;
use http::request::Parts;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::form_urlencoded;

/// The path below which the API is.
pub(crate) const BASE: &str = "/v3";

/// Answers a request that was read completely.
pub(crate) fn answer(shared: &Shared, head: Parts, body: Bytes) -> Answer {
    if let Some(answer) = shared.oauth(&head, &body) {
        return answer;
    }
    let request = match matched(shared, head, body) {
        Ok(request) => request,
        Err(refusal) => return refusal,
    };
    let mut state = shared.state.lock().expect("no panic");
    operations::run(&mut state, &request)
}

/// Finds the operation.
fn matched(shared: &Shared, head: Parts, body: Bytes) -> Result<Request, Answer> {
    let path = head.uri.path().strip_prefix(BASE);
    let path = path.ok_or_else(Answer::not_found)?;
    let Some((operation, values)) = CONTRACT.find(head.method.as_str(), path) else {
        return Err(match CONTRACT.knows_path(path) {
            true => Answer::error(405, "method_not_allowed", "Method Not Allowed"),
            false => Answer::not_found(),
        });
    };
    let now = shared.clock.now();
    let caller = shared.authorize(operation, &head.headers, now)?;
    let values = values
        .into_iter()
        .map(|value| percent_decode_str(value).decode_utf8_lossy());
    let path = values.map(|value| value.into_owned()).collect();
    let raw_query = head.uri.query().unwrap_or_default().to_owned();
    let query = form_urlencoded::parse(raw_query.as_bytes())
        .into_owned()
        .collect();
    Ok(Request {
        operation,
        path,
        query,
        raw_query,
        headers: head.headers,
        json: serde_json::from_slice(&body).unwrap_or(Value::Null),
        body,
        now,
        account: caller.account,
    })
}
