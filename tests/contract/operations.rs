//! Every operation of the contract, called through the generated client once for each of its
//! successes: the request is compared with the contract, and the result with the document that the
//! server sent. Calls and expectations follow the contract, so a new build is covered too.

use crate::calls;
use crate::difference::{same, short};
use crate::document::{Contract, Operation, canonical};
use crate::sample::{self, Content, Sample};
#[cfg(feature = "oauth")]
use constant_contact::auth::{Endpoints, PartnerCredentials};
use constant_contact::{Client, Unlimited};
use httpmock::{HttpMockRequest, MockServer};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::sync::{Arc, Mutex};

const TOKEN: &str = "sample-token";
const PARTNER_TOKEN: &str = "partner-token";
const API_KEY: &str = "sample-key";
const CSV: &str = "email\nann@example.com\n";

/// What the server answers for one success.
struct Reply {
    status: u16,
    content: Content,
}

#[tokio::test]
async fn every_operation_sends_what_the_contract_says_and_returns_what_the_server_sends() {
    let contract = Contract::load();
    let server = MockServer::start_async().await;
    let client = client(&server).await;
    let (mut failures, mut off, mut called) = (Vec::new(), Vec::new(), false);
    for operation in contract.operations() {
        if operation.is_upload() {
            continue;
        }
        let sample = Sample::new(&contract, operation);
        for reply in replies(&contract, &sample) {
            let Some(checked) = check(&server, &client, &sample, &reply).await else {
                off.push(sample.id().to_owned());
                continue;
            };
            called = true;
            if let Err(finding) = checked {
                failures.push(format!("{} ({}): {finding}", sample.id(), reply.status));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(called, "no area is switched on");
    #[cfg(feature = "all-areas")]
    assert_eq!(off, [""; 0], "no call for these operations");
}

/// A client with both identities: an account's token, and a partner's token that the server issues.
pub async fn client(server: &MockServer) -> Client {
    client_of(server, server.url("/v3")).await
}

/// The same for another server; the first one issues the partner's token.
#[cfg_attr(not(feature = "oauth"), expect(unused_variables))]
pub async fn client_of(server: &MockServer, base: String) -> Client {
    let builder = Client::builder()
        .access_token(TOKEN)
        .base_url(base)
        .rate_limiter(Unlimited);
    #[cfg(feature = "oauth")]
    let builder = builder.partner(partner(server).await);
    builder.build().unwrap()
}

#[cfg(feature = "oauth")]
async fn partner(server: &MockServer) -> PartnerCredentials {
    server
        .mock_async(|when, then| {
            when.method("POST").path("/token");
            then.status(200)
                .header("content-type", "application/json")
                .body(format!(r#"{{"access_token":"{PARTNER_TOKEN}","token_type":"Bearer","expires_in":3600}}"#));
        })
        .await;
    let endpoints = Endpoints::default()
        .partner_token(&server.url("/token"))
        .unwrap();
    PartnerCredentials::new("partner", "secret", API_KEY).endpoints(endpoints)
}

/// Whether no call is possible: without the feature `oauth`, a partner has no token.
pub fn is_out_of_reach(operation: &Operation) -> bool {
    operation.is_partner() && cfg!(not(feature = "oauth"))
}

fn replies(contract: &Contract, sample: &Sample) -> Vec<Reply> {
    let operation = sample.operation();
    let reply = |(status, schema): (u16, Option<&Value>)| Reply {
        status,
        content: match schema {
            Some(_) if operation.is_file() => Content::Bytes(CSV.into()),
            Some(schema) => Content::Json(contract.example(schema)),
            None => Content::Nothing,
        },
    };
    operation.successes().into_iter().map(reply).collect()
}

/// `None` if the operation's area is off.
async fn check(
    server: &MockServer,
    client: &Client,
    sample: &Sample,
    reply: &Reply,
) -> Option<Result<(), String>> {
    let seen: Arc<Mutex<Vec<HttpMockRequest>>> = Arc::default();
    let record = Arc::clone(&seen);
    let mock = server
        .mock_async(|when, then| {
            when.is_true(move |request| {
                let is_call = request.uri().path().starts_with("/v3");
                if is_call {
                    record.lock().unwrap().push(request.clone());
                }
                is_call
            });
            let then = then.status(reply.status);
            match &reply.content {
                Content::Nothing => then,
                Content::Json(json) => then
                    .header("content-type", "application/json")
                    .body(json.to_string()),
                Content::Bytes(bytes) => then.header("content-type", "text/csv").body(bytes),
            };
        })
        .await;
    let outcome = calls::call(client, sample).await;
    mock.delete_async().await;
    let outcome = outcome?;
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    if is_out_of_reach(sample.operation()) {
        let is_refused = matches!(&outcome, Err(error) if error.contains("feature `oauth`"));
        return Some(match is_refused && seen.is_empty() {
            true => Ok(()),
            false => {
                let outcome = short(&format!("{outcome:?}"));
                Err(format!("{outcome} without credentials"))
            }
        });
    }
    Some(check_request(sample, &seen).and_then(|()| check_outcome(reply, outcome)))
}

fn check_request(sample: &Sample, seen: &[HttpMockRequest]) -> Result<(), String> {
    let [request] = seen else {
        return Err(format!("{} requests", seen.len()));
    };
    equal(
        "method",
        request.method().as_str(),
        &*sample.operation().verb,
    )?;
    let uri = request.uri();
    // The client may choose which reserved characters it encodes, except that `/` must be encoded.
    let decoded = |path: &str| -> Vec<String> {
        path.split('/')
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect()
    };
    equal(
        "path",
        decoded(uri.path()),
        decoded(&format!("/v3{}", sample.path())),
    )?;
    let mut query: Vec<(String, String)> =
        url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    query.sort();
    equal("query", query, sample.query())?;
    if uri
        .query()
        .is_some_and(|query| query.contains([' ', ':', '/']))
    {
        return Err("the query is not encoded".to_owned());
    }
    check_headers(sample, request)?;
    match &sample.sent {
        None if request.body_ref().is_empty() => Ok(()),
        None => Err("a body was sent".to_owned()),
        Some(sent) => {
            let body: Value =
                serde_json::from_slice(request.body_ref()).map_err(|e| e.to_string())?;
            same(&canonical(&body), &canonical(sent)).map_err(|found| format!("body {found}"))
        }
    }
}

fn check_headers(sample: &Sample, request: &HttpMockRequest) -> Result<(), String> {
    let values = |name: &str| -> Vec<String> {
        request
            .headers()
            .get_all(name)
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect()
    };
    let (token, key) = match sample.operation().is_partner() {
        true => (PARTNER_TOKEN, vec![API_KEY.to_owned()]),
        false => (TOKEN, Vec::new()),
    };
    equal(
        "authorization",
        values("authorization"),
        vec![format!("Bearer {token}")],
    )?;
    equal("x-api-key", values("x-api-key"), key)?;
    equal("api-version", values("api-version"), Vec::new())?;
    let accept = if sample.operation().is_file() {
        "text/csv, */*;q=0.5"
    } else {
        "application/json"
    };
    equal("accept", values("accept"), vec![accept.to_owned()])?;
    let types = if sample.sent.is_some() {
        vec!["application/json".to_owned()]
    } else {
        Vec::new()
    };
    equal("content-type", values("content-type"), types)?;
    let length = match &*sample.operation().verb {
        "POST" | "PUT" | "PATCH" => vec![request.body_ref().len().to_string()],
        _ => Vec::new(),
    };
    equal("content-length", values("content-length"), length)?;
    equal("transfer-encoding", values("transfer-encoding"), Vec::new())
}

fn check_outcome(reply: &Reply, outcome: sample::Outcome) -> Result<(), String> {
    let (status, content) = outcome?;
    equal("status", status, reply.status)?;
    match (&reply.content, content) {
        (Content::Json(sent), Content::Json(read)) => {
            same(&canonical(&read), &canonical(sent)).map_err(|found| format!("answer {found}"))
        }
        // Answers without a declared type are bytes; an empty body is zero bytes.
        (Content::Nothing, Content::Bytes(bytes)) => equal("answer", bytes, Vec::new()),
        (sent, read) => equal("answer", &read, sent),
    }
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let [found, expected] = [found, expected].map(|value| short(&format!("{value:?}")));
    Err(format!("{what} is {found}, expected {expected}"))
}
