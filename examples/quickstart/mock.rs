//! The part of the API that the quickstart needs: it answers like the real API, but only to correct
//! requests.

use httpmock::{HttpMockRequest, Mock, MockServer};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

pub const TOKEN: &str = "a-token-for-nothing";
pub const LIST: &str = "04fe9a97-a579-43c5-bb1a-58ed29bf0a6a";
const IMPORT: &str = "f3a1b2c4-0000-4000-8000-000000000001";
const EXPORT: &str = "f3a1b2c4-0000-4000-8000-000000000002";
const FILE: &str = "f3a1b2c4-0000-4000-8000-000000000003";

/// The server and its answers.
pub struct Api {
    server: &'static MockServer,
    mocks: Vec<Mock<'static>>,
}

/// Starts the server.
pub async fn start() -> Api {
    // It lives as long as the example.
    let server: &'static MockServer = Box::leak(Box::new(MockServer::start_async().await));
    let mut mocks = vec![
        import(server).await,
        contacts(server, "").await,
        contacts(server, "2").await,
    ];
    mocks.extend(
        job(
            server,
            IMPORT,
            &[10, 55, 100],
            json!({"person_count": 3, "error_count": 0}),
            json!({}),
        )
        .await,
    );
    mocks.push(
        answer(
            server,
            "POST",
            "/v3/activities/contact_exports",
            |request| request.body_ref() == b"{}",
            201,
            json!({"activity_id": EXPORT, "state": "initialized"}),
        )
        .await,
    );
    let results = json!({"results": {"href": format!("/v3/contact_exports/{FILE}")}});
    mocks.extend(job(server, EXPORT, &[50, 100], json!({}), results).await);
    mocks.push(
        server
            .mock_async(|when, then| {
                when.method("GET")
                    .path(format!("/v3/contact_exports/{FILE}"))
                    .header("authorization", bearer());
                then.status(200)
                    .header("content-type", "text/csv;charset=UTF-8")
                    .body("\"Email address\",\"First name\"\r\n\"ada@example.com\",\"Ada\"\r\n");
            })
            .await,
    );
    Api { server, mocks }
}

impl Api {
    pub fn base_url(&self) -> String {
        self.server.url("/v3")
    }

    /// Fails if a request of the job is missing.
    pub fn assert_all_called(&self) {
        for mock in &self.mocks {
            assert!(
                mock.calls() > 0,
                "a request that belongs to the job was not made"
            );
        }
    }
}

fn bearer() -> String {
    format!("Bearer {TOKEN}")
}

async fn answer(
    server: &'static MockServer,
    method: &'static str,
    path: &str,
    wanted: impl Fn(&HttpMockRequest) -> bool + Send + Sync + 'static,
    status: u16,
    body: Value,
) -> Mock<'static> {
    server
        .mock_async(|when, then| {
            when.method(method)
                .path(path)
                .header("authorization", bearer())
                .is_true(wanted);
            then.status(status)
                .header("content-type", "application/json")
                .body(body.to_string());
        })
        .await
}

/// The upload: a form with the whole file and the list.
async fn import(server: &'static MockServer) -> Mock<'static> {
    let wanted = |request: &HttpMockRequest| {
        let body = String::from_utf8_lossy(request.body_ref());
        let is_form = request.headers().get("content-type").is_some_and(|kind| {
            kind.to_str()
                .is_ok_and(|kind| kind.starts_with("multipart/form-data; boundary="))
        });
        is_form
            && body.contains("name=\"file\"; filename=\"")
            && body.contains("-1.csv\"")
            && body.to_ascii_lowercase().contains("content-type: text/csv")
            && body.contains(include_str!("../contacts.csv"))
            && body.contains(LIST)
    };
    let job =
        json!({"activity_id": IMPORT, "state": "initialized", "source_file_name": "contacts.csv"});
    answer(
        server,
        "POST",
        "/v3/activities/contacts_file_import",
        wanted,
        201,
        job,
    )
    .await
}

/// A job that makes progress with each poll.
async fn job(
    server: &'static MockServer,
    id: &'static str,
    percents: &[i64],
    status: Value,
    links: Value,
) -> Vec<Mock<'static>> {
    let looks: &'static AtomicUsize = Box::leak(Box::default());
    let mut mocks = Vec::new();
    for (look, percent) in percents.iter().enumerate() {
        let last = look + 1 == percents.len();
        let wanted = move |_: &HttpMockRequest| {
            let is_next = looks.load(Ordering::SeqCst) == look;
            is_next && looks.fetch_add(1, Ordering::SeqCst) == look
        };
        let state = if last { "completed" } else { "processing" };
        let body = json!({"activity_id": id, "state": state, "percent_done": percent,
            "activity_errors": [], "status": status, "_links": if last { links.clone() } else { json!({}) }});
        mocks.push(
            answer(
                server,
                "GET",
                &format!("/v3/activities/{id}"),
                wanted,
                200,
                body,
            )
            .await,
        );
    }
    mocks
}

/// Two pages of contacts; the first one links to the second, as in the API.
async fn contacts(server: &'static MockServer, cursor: &'static str) -> Mock<'static> {
    let contact = |first: &str, last: &str, address: &str| {
        json!({"first_name": first, "last_name": last, "email_address": {"address": address},
            "list_memberships": [LIST], "custom_fields": [{"custom_field_id": "1", "value": "gold"}]})
    };
    let first = json!({
        "contacts": [contact("Ada", "Lovelace", "ada@example.com"), contact("Grace", "Hopper", "grace@example.com")],
        "_links": {"next": {"href": "/v3/contacts?cursor=bGltaXQ9Mg=="}},
    });
    let second = json!({"contacts": [contact("Edsger", "Dijkstra", "edsger@example.com")]});
    let wanted = move |request: &HttpMockRequest| {
        let uri = request.uri();
        let mut pairs: Vec<&str> = uri.query().unwrap_or_default().split('&').collect();
        pairs.sort_unstable();
        match cursor {
            "" => {
                pairs
                    == [
                        "include=custom_fields%2Clist_memberships",
                        "limit=500",
                        "status=active",
                    ]
            }
            _ => pairs == ["cursor=bGltaXQ9Mg=="],
        }
    };
    let page = if cursor.is_empty() { first } else { second };
    answer(server, "GET", "/v3/contacts", wanted, 200, page).await
}
