//! For every operation, a success without the requested content is an error with the body and, if
//! the API gives one, the key.

use crate::calls;
use crate::difference::short;
use crate::document::Contract;
use crate::operations::is_out_of_reach;
use crate::sample::Sample;
use constant_contact::Client;
use httpmock::MockServer;
use serde_json::{Value, json};

/// Errors and other documents that servers and gateways answer with 200.
const OTHERS: [&str; 12] = [
    r#"{"error_key":"throttled","error_message":"Too Many Requests"}"#,
    r#"[{"error_key":"throttled","error_message":"Too Many Requests"}]"#,
    r#"[{"error_key":"a","error_message":"x"},{"error_key":"b","error_message":"y"}]"#,
    r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided"}"#,
    r#"{"error":"invalid_token","error_description":"The token has expired"}"#,
    r#"{"fault":{"faultstring":"Spike arrest","detail":{"errorcode":"policies"}}}"#,
    r#"{"timestamp":"2026-02-05T07:32:49Z","status":500,"error":"Internal Server Error","path":"/v3"}"#,
    r#"{"error":{"code":503,"message":"busy"}}"#,
    "<html><head><title>Sign in</title></head></html>",
    "<?xml version=\"1.0\"?><Error><Code>Busy</Code></Error>",
    "{\"error_key\":\"throttled\",\"error_message\":\"half \\ud83d an emoji\"}",
    "\u{FEFF}{\"error_key\":\"throttled\",\"error_message\":\"x\"}",
];

/// Bodies that do not answer a request for a document.
const NOTHING: [&str; 9] = [
    r#"{"message":"Internal server error"}"#,
    r#"{"something":"else"}"#,
    "{}",
    "[{}]",
    "null",
    "",
    "7",
    r#""OK""#,
    "OK",
];

#[tokio::test]
async fn a_success_without_the_requested_content_is_an_error() {
    let contract = Contract::load();
    let server = MockServer::start_async().await;
    let client = crate::operations::client(&server).await;
    let (mut off, mut wrong) = (Vec::new(), Vec::new());
    for operation in contract.operations() {
        if operation.is_upload() || is_out_of_reach(&operation) {
            continue;
        }
        let reads = operation.verb == "GET";
        let successes = operation.successes();
        let may_lack = successes.iter().any(|(_, schema)| schema.is_none());
        let mut declared = successes.iter().filter_map(|(_, schema)| *schema);
        let is_declared = declared.clone().next().is_some();
        let takes_anything = declared.any(|schema| !contract.is_distinct(schema));
        let sample = Sample::new(&contract, operation);
        let mut bodies = OTHERS.to_vec();
        if sample.operation().is_file() {
            // A word may be a heading.
            bodies.extend(["{}", "[{}]", "null", "", "7"]);
        } else if takes_anything {
            // Every document is one that was asked for, except an error.
        } else if reads {
            bodies.extend(NOTHING);
        } else if is_declared && !may_lack {
            bodies.extend([r#"{"something":"else"}"#, "7", r#""OK""#, "OK", "true"]);
        }
        for body in bodies {
            let mock = server
                .mock_async(|when, then| {
                    when.is_true(|request| request.uri().path().starts_with("/v3"));
                    then.status(200).body(body);
                })
                .await;
            let outcome = calls::call(&client, &sample).await;
            mock.delete_async().await;
            match outcome {
                None => {
                    off.push(sample.id().to_owned());
                    break;
                }
                Some(Ok(read)) => {
                    let read = short(&format!("{read:?}"));
                    wrong.push(format!("{}: {body} as {read}", sample.id()));
                }
                Some(Err(said)) if body.contains("throttled") && !said.contains("throttled") => {
                    wrong.push(format!("{}: {body} without its key: {said}", sample.id()));
                }
                Some(Err(_)) => {}
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    #[cfg(feature = "all-areas")]
    assert_eq!(off, [""; 0], "no call for these operations");
}

async fn answering(status: u16, body: Value) -> (MockServer, Client) {
    let server = MockServer::start_async().await;
    server
        .mock_async(|_, then| {
            then.status(status).json_body(body);
        })
        .await;
    let client = Client::builder()
        .access_token("token")
        .base_url(server.url(""))
        .build()
        .unwrap();
    (server, client)
}

#[cfg(feature = "email-reporting")]
#[tokio::test]
async fn an_answer_that_the_contract_allows_is_accepted() {
    let errors = json!([{"error_key": "reportingsvc.x", "error_message": "none"}]);
    for body in [
        json!({"results": [], "errors": errors}),
        json!({"errors": errors}),
        json!({"results": [{"campaign_id": "c"}]}),
    ] {
        let (_server, client) = answering(200, body).await;
        let stats = client.get_email_stats_report(["a"]);
        stats.send().await.unwrap();
    }
}

#[cfg(feature = "events")]
#[tokio::test]
async fn a_change_may_have_an_empty_answer_if_the_contract_permits_it() {
    use constant_contact::types::{RegistrationStatus, RegistrationStatusUpdateRequest};
    for body in [json!({}), json!({"failed_registration_ids": []})] {
        let (_server, client) = answering(207, body).await;
        let update = RegistrationStatusUpdateRequest::new(["1"], RegistrationStatus::Canceled);
        let call = client.update_registration_status("1", "1", update);
        let answer = call.send().await.unwrap();
        assert!(answer.is_some());
    }
}

#[cfg(feature = "contacts")]
#[tokio::test]
async fn a_body_that_is_not_a_contact_is_an_error() {
    for body in [json!({}), json!([]), json!([{}, {}]), json!({"id": 1})] {
        let (_server, client) = answering(200, body.clone()).await;
        let call = client.get_contact_by_id("c");
        let error = call.send().await.unwrap_err();
        assert_eq!(error.body(), &body.to_string());
    }
    let (_server, client) = answering(200, json!([{"contact_id": "c"}])).await;
    let call = client.get_contact_by_id("c");
    assert_eq!(call.send().await.unwrap().contact_id.as_deref(), Some("c"));
}
