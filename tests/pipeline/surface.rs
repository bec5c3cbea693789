//! Clients, builders and answers that are kept in structs and moved to tasks, and lists that are read with page
//! types of the caller.

use crate::calls::plain;
use crate::scripted::{Scripted, answering, json, reply, scripted};
use constant_contact::http::Method;
use constant_contact::types::{ContactList, PageLinks};
use constant_contact::{
    Client, Continuation, ErrorKind, Items, Page, PagePosition, Result, builder,
};
use constant_contact_sandbox::{Contents, Fault, ScriptedAnswer};
use futures_util::{StreamExt, TryStreamExt};
use httpmock::MockServer;
use serde::{Deserialize, Serialize};
use serde_json::json as document;
use std::future::{Future, IntoFuture};
use std::time::Duration;
use tokio::time::timeout;

const LIST: &str = r#"{"list_id":"1","name":"News"}"#;

/// A page of lists with these names, and the link to the next one.
fn lists(names: &[&str], next: Option<&str>) -> String {
    let lists: Vec<_> = names.iter().map(|name| document!({"name": name})).collect();
    let links = next.map(|next| document!({"next": {"href": next}}));
    document!({"lists": lists, "_links": links}).to_string()
}

fn two_pages(request: &Contents, _: u64) -> Fault {
    match request.target.contains("cursor=2") {
        true => json(200, &lists(&["c"], None)),
        false => json(200, &lists(&["a", "b"], Some("/v3/contact_lists?cursor=2"))),
    }
}

#[tokio::test]
async fn a_call_is_spawned_with_or_without_send() {
    let server = scripted([json(200, LIST)]).await;
    let client = plain(server.url("/v3"));
    let sent = tokio::spawn(client.get_list("1").send());
    let awaited = tokio::spawn(client.get_list("1").into_future());
    drop(client);
    for call in [sent, awaited] {
        let list = call.await.unwrap().unwrap();
        assert_eq!(list.status(), 200);
        assert_eq!(list.name.as_deref(), Some("News"));
    }
    assert_eq!(server.request_count(), 2);
}

/// A part of a program that keeps a client, and a call that it makes repeatedly.
struct Watcher {
    client: Client,
    call: builder::GetAllLists,
}

impl Watcher {
    fn new(client: Client) -> Self {
        Self {
            call: client.get_all_lists().limit(50),
            client,
        }
    }

    async fn count(&self) -> Result<usize> {
        Ok(self.call.clone().await?.lists.len())
    }

    async fn first(&self) -> Result<ContactList> {
        Ok(self.client.get_list("1").await?.into_inner())
    }
}

#[tokio::test]
async fn a_struct_keeps_its_client_and_a_builder_that_is_used_again() {
    let server = answering(|request, number| match request.target.contains("lists/1") {
        true => json(200, LIST),
        false => two_pages(request, number),
    })
    .await;
    let watcher = Watcher::new(plain(server.url("/v3")));
    let counts = tokio::spawn(async move {
        let counts = [watcher.count().await, watcher.count().await];
        (counts.map(Result::unwrap), watcher.first().await.unwrap())
    });
    let (counts, first) = counts.await.unwrap();
    assert_eq!(counts, [2, 2]);
    assert_eq!(first.list_id.as_deref(), Some("1"));
    let targets: Vec<_> = server
        .received()
        .into_iter()
        .map(|one| one.target)
        .collect();
    let page = "/v3/contact_lists?limit=50";
    assert_eq!(targets, [page, page, "/v3/contact_lists/1"]);
}

/// Counts the rows of a list of any kind in a task.
fn count<P: Page>(rows: Items<P>) -> impl Future<Output = Result<usize>> {
    let counting = tokio::spawn(rows.try_fold(0, |count, _| async move { Ok(count + 1) }));
    async move { counting.await.unwrap() }
}

#[tokio::test]
async fn any_list_can_be_read_by_a_task() {
    let server = answering(two_pages).await;
    let client = plain(server.url("/v3"));
    assert_eq!(count(client.get_all_lists().stream()).await.unwrap(), 3);
    let own = client.request(Method::GET, "/contact_lists");
    assert_eq!(count(own.stream::<Named>()).await.unwrap(), 3);
}

/// A page of a list that the crate has no method for.
#[derive(Deserialize)]
struct Named {
    #[serde(default, rename = "lists")]
    rows: Vec<Row>,
    #[serde(rename = "_links")]
    links: Option<PageLinks>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Row {
    name: String,
}

impl Page for Named {
    type Item = Row;

    const ITEMS: &'static str = "lists";

    fn items(&self) -> &[Row] {
        &self.rows
    }

    fn into_items(self) -> Vec<Row> {
        self.rows
    }

    fn next(&self) -> Option<PagePosition> {
        let next = self.links.as_ref()?.next.as_ref()?;
        Some(PagePosition::Link(next.href.clone()?))
    }
}

/// A client of a server with these pages: the first one, and the one at `cursor=2`.
async fn own_pages(pages: [&str; 2]) -> (MockServer, Client) {
    let server = MockServer::start_async().await;
    for (page, at) in pages.into_iter().zip([None, Some("2")]) {
        server
            .mock_async(|when, then| {
                let when = when.method("GET").path("/v3/things");
                match at {
                    Some(at) => when.query_param("cursor", at),
                    None => when.query_param("limit", "2"),
                };
                then.status(200).body(page);
            })
            .await;
    }
    let client = plain(server.url("/v3"));
    (server, client)
}

fn things(client: &Client) -> constant_contact::Request {
    let request = client.request(Method::GET, "/things");
    request.query("limit", "2")
}

async fn names(rows: Items<Named>) -> Result<Vec<String>> {
    rows.map_ok(|row| row.name).try_collect().await
}

#[tokio::test]
async fn a_list_without_a_method_is_read_with_a_page_type_of_the_caller() {
    let first = lists(&["a", "b"], Some("/v3/things?cursor=2"));
    let last = lists(&["c"], Some(""));
    let (_server, client) = own_pages([&first, &last]).await;
    let all = names(things(&client).stream()).await.unwrap();
    assert_eq!(all, ["a", "b", "c"]);
    let pages: Vec<Named> = things(&client).pages().try_collect().await.unwrap();
    let lengths: Vec<_> = pages.iter().map(|page| page.items().len()).collect();
    assert_eq!(lengths, [2, 1]);
}

#[tokio::test]
async fn a_list_with_a_page_type_of_the_caller_is_resumed_between_two_rows() {
    let first = lists(&["a", "b"], Some("/v3/things?cursor=2"));
    let (_server, client) = own_pages([&first, &lists(&["c"], None)]).await;
    let mut rows = things(&client).stream::<Named>();
    assert_eq!(rows.next().await.unwrap().unwrap().name, "a");
    let stored = serde_json::to_string(&rows.continuation()).unwrap();
    let rest: Continuation = serde_json::from_str(&stored).unwrap();
    let rows = things(&client).stream_from(rest.clone());
    assert_eq!(names(rows).await.unwrap(), ["b", "c"]);
    let pages = things(&client).pages_from::<Named>(rest);
    assert_eq!(pages.count().await, 2);
}

#[tokio::test]
async fn a_list_with_a_page_type_of_the_caller_is_neither_cut_off_nor_endless() {
    let first = lists(&["a"], Some("/v3/things?cursor=2"));
    let circle = lists(&["b"], Some("/v3/things?cursor=2"));
    for (last, before) in [
        (r#"{"error_key":"throttled"}"#, "no `lists`"),
        (
            r#"{"lists":[],"error_key":"throttled"}"#,
            "an error in place",
        ),
        (r#"{"_links":{}}"#, "no `lists`"),
        (&circle, "never ends"),
    ] {
        let (_server, client) = own_pages([&first, last]).await;
        let error = names(things(&client).stream()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{last}");
        assert!(error.to_string().contains(before), "{last}: {error}");
        assert_eq!(error.operation(), Some("request"));
    }
}

#[tokio::test]
async fn only_a_get_without_a_body_has_pages() {
    let server = scripted([json(200, &lists(&["a"], None))]).await;
    let client = plain(server.url("/v3"));
    let with_body = client
        .request(Method::GET, "/contact_lists")
        .body(&document!({}));
    for request in [client.request(Method::POST, "/contact_lists"), with_body] {
        let error = names(request.stream()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
    assert_eq!(server.request_count(), 0);
}

/// Reads a file whose transfer ends before the file does, by a method and without one.
async fn read_half(break_off: fn(ScriptedAnswer) -> ScriptedAnswer, kind: ErrorKind) {
    let file = reply(200, "text/csv", "Email address\n".repeat(20));
    let server = scripted([break_off(file).into()]).await;
    let client = plain(server.url("/v3"));
    let generated = client.get_csv_export_file("1").await.unwrap();
    let request = client.request(Method::GET, "/file").bytes_stream();
    let by_hand = request.await.unwrap();
    for (answer, operation) in [(generated, "get_csv_export_file"), (by_hand, "request")] {
        let mut body = answer.into_inner();
        let mut read = 0;
        let error = loop {
            let next = timeout(Duration::from_secs(86_400), body.next());
            let next = next.await.expect("it never ends");
            match next.expect("a file that broke off has an error") {
                Ok(bytes) => read += bytes.len(),
                Err(error) => break error,
            }
        };
        assert!(read > 0);
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(error.operation(), Some(operation));
        assert_eq!(error.status().unwrap(), 200);
        assert!(body.chunk().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_is_an_error_of_the_crate() {
    read_half(ScriptedAnswer::truncated, ErrorKind::Transport).await;
}

#[tokio::test(start_paused = true)]
async fn a_file_that_stalls_is_an_error_of_the_crate() {
    read_half(ScriptedAnswer::stalled, ErrorKind::Timeout).await;
}
