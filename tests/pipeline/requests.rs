//! Requests for operations without a method are sent like all others, and to no other host.

use crate::calls::{TOKEN, plain};
use crate::scripted::{Scripted, fine, json, refuse, scripted};
use constant_contact::ErrorKind;
use constant_contact::http::Method;
use serde_json::{Value, json as document};

#[tokio::test]
async fn a_request_without_a_method_has_token_query_and_body() {
    let server = scripted([json(200, r#"{"workflows": [1]}"#)]).await;
    let client = plain(server.url("/v3"));
    let answer = client
        .request(Method::POST, "/automations/workflows?a=1")
        .query("name", "a b+c")
        .body(&document!({"x": 1}))
        .json::<Value>()
        .await
        .unwrap();
    assert_eq!(answer["workflows"][0], 1);
    let requests = server.received();
    let [request] = requests.as_slice() else {
        panic!("{} requests", requests.len())
    };
    assert_eq!(request.target, "/v3/automations/workflows?a=1&name=a+b%2Bc");
    assert_eq!(request.bearer_token(), Some(TOKEN));
    assert_eq!(request.text(), r#"{"x":1}"#);
}

#[tokio::test]
async fn its_failures_are_those_of_every_call() {
    let server = scripted([refuse(503, "busy"), refuse(503, "busy"), fine()]).await;
    let client = plain(server.url("/v3"));
    client.request(Method::GET, "/new").send().await.unwrap();
    assert_eq!(server.request_count(), 3);
    server.play([refuse(503, "busy")]);
    let error = client
        .request(Method::POST, "/new")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_ambiguous());
    assert_eq!(error.operation(), Some("request"));
}

#[tokio::test]
async fn a_path_to_another_host_is_refused_before_anything_is_sent() {
    let server = scripted([fine()]).await;
    let client = plain(server.url("/v3"));
    for path in [
        "//example.com/x",
        "https://example.com/x",
        "/a/../../x",
        "x",
        "/\\example.com",
    ] {
        let error = client.request(Method::GET, path).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{path}");
    }
    assert_eq!(server.request_count(), 0);
}

#[tokio::test]
async fn a_value_that_the_server_would_misread_is_not_sent() {
    use constant_contact::types::{EmailScheduleInput, Event, EventAddress};
    use constant_contact::{Error, SendTime};
    let server = scripted([json(200, "{}")]).await;
    let client = plain(server.url("/v3"));
    let refused = |result: Result<(), Error>, said: &str| {
        let error = result.unwrap_err();
        assert!(error.is_invalid(), "{error}");
        assert_eq!(error.attempts(), 0);
        assert!(error.to_string().contains(said), "{error}");
    };
    for text in ["", " ", "0", "tomorrow"] {
        let body = EmailScheduleInput::new(SendTime::At(text.into()));
        let call = client.schedule_email_campaign_activity("1", body);
        let call = call.send().await;
        refused(
            call.map(drop),
            "`scheduled_date` of the body is neither a date nor a time",
        );
    }
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let address = EventAddress::default().latitude(number);
        let event = Event::default().address(address);
        let call = client.update_event("1", event).send().await;
        refused(
            call.map(drop),
            "`latitude` of the body is not a finite number",
        );
    }
    for (lists, said) in [
        (["a", "b,c"], "`lists` has a value with a comma"),
        (["", "b"], "`lists` has an empty value"),
    ] {
        let call = client.get_all_contacts().lists(lists.map(str::to_owned));
        refused(call.send().await.map(drop), said);
    }
    assert_eq!(server.request_count(), 0);
    // White space and the scheme are not part of a token.
    let client = crate::calls::builder(server.url("/v3"));
    let client = client.access_token(format!("Bearer {TOKEN}\r\n")).build();
    let request = |client: constant_contact::Client| async move {
        client.request(Method::GET, "/new").send().await.map(drop)
    };
    request(client.unwrap()).await.unwrap();
    assert_eq!(server.received()[0].bearer_token(), Some(TOKEN));
    for empty in ["", "Bearer", " \n"] {
        let client = crate::calls::builder(server.url("/v3")).access_token(empty);
        let error = request(client.build().unwrap()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authorization, "{error}");
        assert!(error.to_string().contains("empty"), "{error}");
    }
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
async fn a_request_without_a_body_says_so_where_one_is_expected() {
    let server = scripted([json(200, "{}")]).await;
    let client = plain(server.url("/v3"));
    for (method, length) in [
        (Method::GET, None),
        (Method::DELETE, None),
        (Method::POST, Some("0")),
        (Method::PUT, Some("0")),
        (Method::PATCH, Some("0")),
    ] {
        client.request(method.clone(), "/new").send().await.unwrap();
        let request = server.received().pop().unwrap();
        assert_eq!(request.header("content-length"), length, "{method}");
    }
    let body = client.request(Method::POST, "/new").body(&document!({}));
    body.send().await.unwrap();
    let headers = server.received().pop().unwrap().headers;
    assert_eq!(headers.get_all("content-length").iter().count(), 1);
}
