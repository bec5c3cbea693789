//! Lists that come in pages: every paged operation follows its pages, no row is lost or repeated,
//! and no link leads elsewhere.

use crate::document::Contract;
use crate::operations::is_out_of_reach;
use crate::pages::{self, PAGED};
use crate::sample::Sample;
use constant_contact::{Client, Items, Page, Result, RetryPolicy, Unlimited};
use futures_util::{StreamExt, TryStreamExt};
use httpmock::{Mock, MockServer};
use serde_json::{Value, json};

pub async fn count<P: Page>(rows: Items<P>) -> Result<usize> {
    rows.try_fold(0, |count, _| async move { Ok(count + 1) })
        .await
}

pub fn client(server: &MockServer) -> Client {
    Client::builder()
        .access_token("token")
        .base_url(server.url("/v3"))
        .rate_limiter(Unlimited)
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
}

#[tokio::test]
async fn every_paged_operation_follows_to_the_last_page() {
    let contract = Contract::load();
    let server = MockServer::start_async().await;
    let client = crate::operations::client(&server).await;
    for operation in contract.operations() {
        let Some((_, _, style, rows)) = PAGED.iter().find(|(id, ..)| *id == operation.id).copied()
        else {
            continue;
        };
        let sample = Sample::new(&contract, operation);
        let [first, last] = pages(&contract, &sample, style, rows);
        let mut first = answer(&server, |query| !query.contains("c%2B1%3D"), &first).await;
        let mut last = answer(&server, |query| query.contains("c%2B1%3D"), &last).await;
        if let Some(rows) = pages::rows(&client, &sample).await {
            let (expected, calls) = match is_out_of_reach(sample.operation()) {
                true => (None, (0, 0)),
                false => (Some(3), (1, 1)),
            };
            let counted = rows.as_ref().ok().copied();
            assert_eq!(counted, expected, "{}: {:?}", sample.id(), rows.err());
            assert_eq!((first.calls(), last.calls()), calls, "{}", sample.id());
        }
        first.delete();
        last.delete();
    }
}

/// A page of two rows and the last page, with one.
fn pages(contract: &Contract, sample: &Sample, style: &str, rows: &str) -> [Value; 2] {
    let successes = sample.operation().successes();
    let pages = successes.iter().filter_map(|(_, schema)| *schema);
    let mut pages = pages.map(|schema| contract.example(schema));
    let page = pages.find(|page| page.get(rows).is_some()).unwrap();
    let row = &page[rows][0];
    match style {
        "link" => [
            json!({rows: [row, row], "_links": {"next": {"href": "/v3/further?cursor=c%2B1%3D"}}}),
            json!({rows: [row]}),
        ],
        _ => [
            json!({rows: [row, row], "next_cursor": "c+1="}),
            json!({rows: [row], "next_cursor": null}),
        ],
    }
}

/// Answers every call whose query is `wanted`.
pub async fn answer<'a>(
    server: &'a MockServer,
    wanted: fn(&str) -> bool,
    body: &Value,
) -> Mock<'a> {
    server
        .mock_async(|when, then| {
            when.path_prefix("/v3/")
                .is_true(move |request| wanted(request.uri().query().unwrap_or_default()));
            then.status(200).body(body.to_string());
        })
        .await
}

#[cfg(feature = "contact-lists")]
mod lists {
    use super::*;
    use constant_contact::{Continuation, ErrorKind};

    const FIRST: fn(&str) -> bool = |query| !query.contains("cursor");

    fn page(names: &[&str], next: Option<&str>) -> Value {
        let lists: Vec<Value> = names.iter().map(|name| json!({"name": name})).collect();
        match next {
            Some(next) => json!({"lists": lists, "_links": {"next": {"href": next}}}),
            None => json!({"lists": lists}),
        }
    }

    fn name(list: constant_contact::types::ContactList) -> String {
        list.name.unwrap_or_default()
    }

    #[tokio::test]
    async fn the_last_page_may_end_the_list_in_any_form() {
        for links in [
            json!(null),
            json!({}),
            json!({"next": null}),
            json!({"next": {}}),
            json!({"next": {"href": null}}),
            json!({"next": {"href": ""}}),
        ] {
            let server = MockServer::start_async().await;
            answer(
                &server,
                FIRST,
                &json!({"lists": [{"name": "a"}], "_links": links}),
            )
            .await;
            let rows = client(&server).get_all_lists().stream();
            assert_eq!(count(rows).await.unwrap(), 1, "{links}");
        }
    }

    #[tokio::test]
    async fn a_link_that_repeats_is_an_error_after_the_rows() {
        // Back to the page itself, to the first page, and to an earlier page.
        for (chain, expected) in [
            (&["1", "1"][..], 2),
            (&["1", "2", "1"], 3),
            (&["1", "2", "3", "2"], 4),
            (&[""], 1),
            (&["1", ""], 2),
        ] {
            let server = MockServer::start_async().await;
            for (index, next) in chain.iter().enumerate() {
                let link = match *next {
                    "" => "/v3/contact_lists".to_owned(),
                    next => server.url(format!("/v3/contact_lists?cursor={next}")),
                };
                let own = if index == 0 { "" } else { chain[index - 1] };
                let wanted = format!("cursor={own}");
                let body = page(&[&index.to_string()], Some(&link)).to_string();
                server
                    .mock_async(|when, then| {
                        when.path("/v3/contact_lists").is_true(move |request| {
                            request.uri().query().unwrap_or("cursor=") == wanted
                        });
                        then.status(200).body(body);
                    })
                    .await;
            }
            let client = client(&server);
            let mut rows = client.get_all_lists().stream();
            let mut given = 0;
            let error = loop {
                match rows.try_next().await {
                    Ok(Some(_)) => given += 1,
                    Ok(None) => panic!("{chain:?} ends as a whole list"),
                    Err(error) => break error,
                }
            };
            assert_eq!(given, expected, "{chain:?}");
            assert_eq!(error.kind(), ErrorKind::Decode, "{chain:?}");
            assert!(error.to_string().starts_with("get_all_lists: "), "{error}");
            // The resumed list requests that page again, which may now name another one, and
            // repeats none of its rows.
            let rest = stored(rows.continuation());
            let rest = client.get_all_lists().stream_from(rest);
            let mut rest: Vec<_> = rest.map(|row| row.map(name).ok()).collect().await;
            assert_eq!(rest.pop(), Some(None), "{chain:?}");
            let last = Some((expected - 1).to_string());
            assert!(!rest.contains(&last), "{chain:?} {rest:?}");
        }
    }

    #[tokio::test]
    async fn the_number_of_pages_without_rows_is_limited() {
        let server = MockServer::start_async().await;
        let mock = server
            .mock_async(|when, then| {
                when.path("/v3/contact_lists");
                then.respond_with(|request: &httpmock::HttpMockRequest| {
                    let uri = request.uri();
                    let query = uri.query().unwrap_or("cursor=0");
                    let cursor: u32 = query.trim_start_matches("cursor=").parse().unwrap();
                    let link = format!("/v3/contact_lists?cursor={}", cursor + 1);
                    let body = page(&[], Some(&link)).to_string();
                    httpmock::HttpMockResponse::builder()
                        .status(200)
                        .body(body)
                        .build()
                });
            })
            .await;
        let mut rows = client(&server).get_all_lists().stream();
        let error = rows.try_next().await.unwrap_err();
        assert!(error.to_string().contains("100 pages"), "{error}");
        assert_eq!(mock.calls(), 100);
        // A caller that trusts the server can go on with the next page.
        let rest = stored(rows.continuation());
        let mut rows = client(&server).get_all_lists().stream_from(rest);
        rows.try_next().await.unwrap_err();
        assert_eq!(mock.calls(), 200);
    }

    #[tokio::test]
    async fn a_body_that_is_not_a_page_does_not_end_the_list() {
        for body in [
            r#"{"error_key":"throttled","error_message":"Too Many Requests"}"#,
            r#"[{"error_key":"throttled"}]"#,
            r#"{"message":"Internal server error"}"#,
            r#"{"status":503,"error":"Service Unavailable"}"#,
            r#"{"_links":{}}"#,
            "{}",
            "[]",
            "null",
            "\"\"",
            "7",
            "",
            "<html></html>",
        ] {
            let server = MockServer::start_async().await;
            let first = page(&["a"], Some("/v3/contact_lists?cursor=1"));
            answer(&server, FIRST, &first).await;
            server
                .mock_async(|when, then| {
                    when.query_param("cursor", "1");
                    then.status(200).body(body);
                })
                .await;
            let mut rows = client(&server).get_all_lists().stream();
            assert_eq!(name(rows.next().await.unwrap().unwrap()), "a");
            let error = rows.next().await.unwrap().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
            assert_eq!(error.body(), body);
            assert_eq!(error.next_page(), None, "{body}");
            assert!(rows.next().await.is_none());
        }
    }

    #[tokio::test]
    async fn the_error_of_an_unreadable_page_has_the_next_page() {
        let link = r#""_links":{"next":{"href":"/v3/contact_lists?cursor=2"}}"#;
        for body in [
            format!(r#"{{"lists":[{{"name":{{"a":1}}}}],{link}}}"#),
            format!(r#"{{"lists":[{{"name":"b"],{link}}}"#),
            format!(r#"{{{link},"lists":[{{"name":"b"#),
        ] {
            let server = MockServer::start_async().await;
            let first = page(&["a"], Some("/v3/contact_lists?cursor=1"));
            answer(&server, FIRST, &first).await;
            answer(&server, |query| query == "cursor=2", &page(&["c"], None)).await;
            server
                .mock_async(|when, then| {
                    when.query_param("cursor", "1");
                    then.status(200).body(&body);
                })
                .await;
            let client = client(&server);
            let mut rows = client.get_all_lists().stream();
            assert_eq!(name(rows.next().await.unwrap().unwrap()), "a");
            let error = rows.next().await.unwrap().unwrap_err();
            let rest = stored(error.next_page().cloned());
            let rows = client.get_all_lists().stream_from(rest);
            let names: Vec<_> = rows.map_ok(name).try_collect().await.unwrap();
            assert_eq!(names, ["c"], "{body}");
        }
    }

    #[tokio::test]
    async fn a_link_to_another_host_is_an_error_and_gets_no_token() {
        let server = MockServer::start_async().await;
        let other = MockServer::start_async().await;
        let trap = answer(&other, |_| true, &page(&["b"], None)).await;
        let astray = other.url("/v3/contact_lists?cursor=1");
        answer(&server, FIRST, &page(&["a"], Some(&astray))).await;
        let mut rows = client(&server).get_all_lists().stream();
        assert_eq!(name(rows.next().await.unwrap().unwrap()), "a");
        let error = rows.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(rows.next().await.is_none());
        assert_eq!(trap.calls(), 0);
    }

    #[tokio::test]
    async fn a_list_resumes_at_a_failed_page_without_losing_or_repeating_a_row() {
        let server = MockServer::start_async().await;
        answer(
            &server,
            FIRST,
            &page(&["a", "b"], Some("/v3/contact_lists?cursor=1")),
        )
        .await;
        let broken = server
            .mock_async(|when, then| {
                when.query_param("cursor", "1");
                then.status(503);
            })
            .await;
        let client = client(&server);
        let mut rows = client.get_all_lists().stream();
        let mut names = vec![name(rows.next().await.unwrap().unwrap())];
        // Stored in the middle of a page, and again after the failure.
        let middle = stored(rows.continuation());
        names.push(name(rows.next().await.unwrap().unwrap()));
        assert_eq!(
            rows.next().await.unwrap().unwrap_err().status().unwrap(),
            503
        );
        assert!(rows.next().await.is_none());
        let after = stored(rows.continuation());
        broken.delete_async().await;
        answer(&server, |query| query == "cursor=1", &page(&["c"], None)).await;
        let rest = |from: Continuation| async {
            let rows = client.get_all_lists().stream_from(from);
            rows.map_ok(name).try_collect::<Vec<_>>().await.unwrap()
        };
        assert_eq!(names, ["a", "b"]);
        assert_eq!(rest(after).await, ["c"]);
        assert_eq!(rest(middle).await, ["b", "c"]);
    }

    fn stored(continuation: Option<Continuation>) -> Continuation {
        let text = serde_json::to_string(&continuation.unwrap()).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    #[tokio::test]
    async fn at_the_end_there_is_nothing_to_continue() {
        let server = MockServer::start_async().await;
        answer(&server, FIRST, &page(&["a"], None)).await;
        let mut rows = client(&server).get_all_lists().stream();
        assert!(rows.continuation().is_some());
        rows.next().await.unwrap().unwrap();
        assert!(rows.next().await.is_none());
        assert_eq!(rows.continuation(), None);
    }

    #[tokio::test]
    async fn the_next_page_is_fetched_while_the_caller_has_the_first() {
        let server = MockServer::start_async().await;
        answer(
            &server,
            FIRST,
            &page(&["a"], Some("/v3/contact_lists?cursor=1")),
        )
        .await;
        let next = answer(&server, |query| query == "cursor=1", &page(&["b"], None)).await;
        let mut pages = client(&server).get_all_lists().pages();
        pages.next().await.unwrap().unwrap();
        // The stream is no longer polled; the page arrives nevertheless.
        while next.calls_async().await == 0 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn what_fails_before_the_first_page_is_an_error_of_the_stream() {
        let server = MockServer::start_async().await;
        let mut rows = Client::builder()
            .base_url(server.url("/v3"))
            .build()
            .unwrap()
            .get_all_lists()
            .stream();
        let error = rows.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(rows.next().await.is_none());
    }
}
