//! Calls on behalf of a client account: the request inside a request, and its answer.

use super::{AREA, account_id};
use crate::answer::Answer;
use crate::contract::CONTRACT;
use crate::operations;
use crate::operations::refused::refused;
use crate::request::Request;
use crate::state::State;
use crate::state::refusal::Refusal;
use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use url::form_urlencoded;

/// Carries out the operation that the body names, in the client account.
pub(super) fn run(state: &mut State, request: &Request) -> Answer {
    let account = account_id(request);
    let inner = state
        .partner
        .managed(account)
        .and_then(|_| inner(request, account));
    match inner {
        Ok(inner) => operations::run(state, &inner),
        Err(refusal) => refused(AREA, refusal),
    }
}

/// The request that the body describes.
fn inner(request: &Request, account: &str) -> Result<Request, Refusal> {
    let sent = &request.json;
    let text = |name: &str| sent[name].as_str().unwrap_or_default();
    let pairs = |name: &str, key: &str, value: &str| -> Vec<(String, String)> {
        let entries = sent[name].as_array().into_iter().flatten();
        let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let pairs = entries.map(|entry| (text(entry, key), text(entry, value)));
        pairs.collect()
    };
    let mut path = text("account_operation_url").to_owned();
    for (name, value) in pairs(
        "account_operation_path_parameters",
        "path_param_key",
        "path_param_value",
    ) {
        path = path.replace(&format!("{{{name}}}"), &value);
    }
    let method = text("account_operation_method").to_ascii_uppercase();
    let (operation, values) = CONTRACT.find(&method, &path).ok_or(Refusal::NotFound)?;
    if operation.partner {
        let problem = "account_operation_url is a partner operation";
        return Err(Refusal::invalid(problem));
    }
    let values = values.into_iter().map(str::to_owned).collect();
    let query = pairs(
        "account_operation_query_parameters",
        "query_param_key",
        "query_param_value",
    );
    let raw_query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&query)
        .finish();
    let body = Bytes::from(text("account_operation_payload").to_owned());
    let mut headers = HeaderMap::new();
    for (name, value) in pairs("account_operation_headers", "header_key", "header_value") {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            headers.append(name, value);
        }
    }
    Ok(Request {
        operation,
        path: values,
        query,
        raw_query,
        headers,
        json: serde_json::from_slice(&body).unwrap_or(Value::Null),
        body,
        now: request.now,
        account: account.to_owned(),
    })
}
