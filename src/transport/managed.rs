//! Calls that a partner makes for a client account. A document that describes the call is sent to
//! a partner operation, which carries it out. The answer is that of the inner call, so types, pages and
//! errors work as for any other call.
//!
//! ```text
//! GET /contacts/{contact_id}?include=notes
//!   ─► POST /partner/accounts/{account}/account_operations/sync
//!      {"account_operation_method": "GET", "account_operation_url": "/contacts/{contact_id}", …}
//! ```

use super::call::{Body, Call, Operation};
use crate::error::{Error, ErrorKind, Result};
use percent_encoding::percent_decode_str;
use reqwest::{Method, Url};
use serde::Serialize;
use std::borrow::Cow;

/// The operation that carries out another one for an account.
const SYNC: Operation = Operation {
    name: "send_request_using_managed_account",
    method: Method::POST,
    path: "/partner/accounts/{encoded_account_id}/account_operations/sync",
    partner: true,
    idempotent: false,
};

/// The description of the inner call in the provider's format. Empty members are left out.
#[derive(Serialize)]
struct Description<'a> {
    account_operation_method: &'a str,
    account_operation_url: Cow<'a, str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    account_operation_path_parameters: Vec<PathParameter<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    account_operation_query_parameters: Vec<QueryParameter<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_operation_payload: Option<&'a str>,
}

#[derive(Debug, PartialEq, Serialize)]
struct PathParameter<'a> {
    path_param_key: &'a str,
    path_param_value: Cow<'a, str>,
}

#[derive(Serialize)]
struct QueryParameter<'a> {
    query_param_key: Cow<'a, str>,
    query_param_value: Cow<'a, str>,
}

/// The partner call that carries out `call` for `account`. `url` is where `call` alone would be sent, and
/// `base` is the base URL.
pub(super) fn wrap(call: &Call, account: &str, url: &Url, base: &Url) -> Result<Call> {
    if call.partner {
        return Err(Error::invalid_request(
            "a partner operation cannot be called for a client account: use the partner's client",
        ));
    }
    let payload = match &call.body {
        Body::Empty => None,
        Body::Json(json) => Some(std::str::from_utf8(json).map_err(|_| {
            Error::invalid_request("a body that is not UTF-8 cannot be sent for a client account")
        })?),
        #[cfg(feature = "bulk-activities")]
        Body::Multipart(_) => {
            return Err(Error::invalid_request(
                "a file cannot be uploaded for a client account: send the contacts with \
                 `import_contacts`",
            ));
        }
    };
    let path = url
        .path()
        .strip_prefix(base.path().trim_end_matches('/'))
        .filter(|path| path.starts_with('/'))
        .ok_or_else(|| {
            Error::new(
                ErrorKind::Decode,
                "a link in the answer leads out of the API",
            )
        })?;
    let (path, parameters) = match path_parameters(call.template, path) {
        Some(parameters) => (call.template, parameters),
        None => (path, Vec::new()),
    };
    let query = url.query_pairs().map(|(name, value)| QueryParameter {
        query_param_key: name,
        query_param_value: value,
    });
    let description = Description {
        account_operation_method: call.method.as_str(),
        account_operation_url: path.into(),
        account_operation_path_parameters: parameters,
        account_operation_query_parameters: query.collect(),
        account_operation_payload: payload,
    };
    let mut outer = Call {
        operation: call.operation,
        accept: call.accept,
        ..Call::new(&SYNC)
    };
    outer.path("encoded_account_id", &account.to_owned())?;
    outer.json(&description)?;
    Ok(outer)
}

/// The values of the placeholders of `template` in `path`; `None` if the two do not match.
fn path_parameters<'a>(template: &'a str, path: &'a str) -> Option<Vec<PathParameter<'a>>> {
    let mut segments = path.split('/');
    let mut parameters = Vec::new();
    for expected in template.split('/') {
        let segment = segments.next()?;
        match expected
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) => parameters.push(PathParameter {
                path_param_key: name,
                path_param_value: percent_decode_str(segment).decode_utf8_lossy(),
            }),
            None if expected == segment => {}
            None => return None,
        }
    }
    segments.next().is_none().then_some(parameters)
}

#[cfg(test)]
mod tests;
