//! Requests arrive below the base URL, with every value in its own place, whatever values a caller
//! or an answer supplies.

use crate::calls::{TOKEN, builder, plain};
use crate::partner::{issuing, partner};
use crate::scripted::{Scripted, fine, json, reply, scripted};
use constant_contact::http::Method;
use constant_contact::{Client, Continuation, ErrorKind};
use constant_contact_sandbox::{Fault, Sandbox};
use futures_util::TryStreamExt;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json as document};

/// Values that some URL parsers split, decode, truncate or move.
const ODD: [&str; 14] = [
    "..\\..\\contacts",
    "../../contacts",
    "%2e%2e",
    "..;/x",
    "a/b\\c",
    "//example.com",
    "?x#y",
    "\t.\n.",
    "%",
    " ",
    "a,b;c=d&e+f",
    "{encoded_account_id}",
    "http://example.com/",
    "é１。",
];

fn ascii() -> String {
    ('\0'..='\x7f').collect()
}

fn odd() -> impl Iterator<Item = String> {
    ODD.into_iter().map(str::to_owned).chain([ascii()])
}

/// The last request's path, in decoded segments.
fn segments(server: &Sandbox) -> Vec<String> {
    let target = server.received().pop().unwrap().target;
    let path = target.split('?').next().unwrap();
    path.split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8().unwrap().into())
        .collect()
}

/// A server that also issues the token of a partner, and the partner's client.
async fn partner_client(
    prefix: &str,
    act: impl Fn(&str, &str) -> Fault + Send + Sync + 'static,
) -> (Sandbox, Client) {
    let server = issuing(move |request, _| act(&request.target, &request.text())).await;
    let client = builder(server.url(prefix))
        .access_token(TOKEN)
        .partner(partner(&server))
        .build()
        .unwrap();
    (server, client)
}

#[tokio::test]
async fn an_account_id_is_one_segment_whatever_it_contains() {
    let (server, partner) = partner_client("/v3", |_, _| fine()).await;
    for id in odd() {
        let client = partner.on_behalf_of(id.clone());
        client.get_list("1").send().await.unwrap();
        let expected = [
            "",
            "v3",
            "partner",
            "accounts",
            &id,
            "account_operations",
            "sync",
        ];
        assert_eq!(segments(&server), expected);
    }
    let sent = server.request_count();
    for id in ["", ".", ".."] {
        let client = partner.on_behalf_of(id);
        let error = client.get_list("1").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{id:?}");
    }
    assert_eq!(server.request_count(), sent);
}

#[tokio::test]
async fn a_value_of_the_inner_call_is_described_unchanged() {
    let (server, partner) = partner_client("/v3", |_, _| fine()).await;
    let client = partner.on_behalf_of("a1");
    for id in odd() {
        client.get_list(id.clone()).send().await.unwrap();
        let sent: Value = serde_json::from_str(&server.received().pop().unwrap().text()).unwrap();
        assert_eq!(sent["account_operation_url"], "/contact_lists/{list_id}");
        assert_eq!(
            sent["account_operation_path_parameters"],
            document!([{"path_param_key": "list_id", "path_param_value": id}])
        );
    }
}

#[tokio::test]
async fn a_value_in_the_path_of_a_request_without_a_method_is_one_segment() {
    let server = scripted([fine()]).await;
    let client = plain(server.url("/v3"));
    for id in odd() {
        let request = client.request(Method::GET, "/new/{new_id}/parts?x=1");
        request.path("new_id", id.clone()).send().await.unwrap();
        assert_eq!(segments(&server), ["", "v3", "new", &id, "parts"]);
    }
    let sent = server.request_count();
    for (path, value) in [
        ("/new/{new_id}", ""),
        ("/new/{new_id}", "."),
        ("/new/{new_id}", ".."),
        ("/new/1", "1"),
        ("/new/{new_id}/{other}", "1"),
    ] {
        let request = client.request(Method::DELETE, path).path("new_id", value);
        let error = request.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{path} {value:?}");
        assert_eq!(error.operation(), Some("request"));
    }
    assert_eq!(server.request_count(), sent);
}

#[tokio::test]
async fn a_stored_continuation_does_not_lead_to_another_host() {
    let server = scripted([json(200, r#"{"contacts": []}"#)]).await;
    let client = plain(server.url("/v3"));
    let read = |page: Value| {
        let from: Continuation = serde_json::from_value(document!({"page": page})).unwrap();
        let rows = client.get_all_contacts().stream_from(from);
        rows.try_collect::<Vec<_>>()
    };
    for cursor in odd() {
        let from = document!({"cursor": cursor});
        read(from).await.unwrap();
        let target = server.received().pop().unwrap().target;
        let url = url::Url::parse(&server.url(&target)).unwrap();
        assert_eq!(url.path(), "/v3/contacts");
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        assert_eq!(pairs, [("next".to_owned(), cursor)]);
    }
    for link in odd().flat_map(|odd| {
        [
            format!("/v3/contacts/{odd}"),
            odd.clone(),
            format!("?x={odd}"),
        ]
    }) {
        let sent = server.request_count();
        match read(document!({"link": link})).await {
            Ok(_) => {
                assert_eq!(server.request_count(), sent + 1);
                let path = segments(&server);
                assert_eq!(path[..2], ["", "v3"], "{link:?}");
                let parts = path.iter().flat_map(|part| part.split(['/', '\\']));
                assert!(parts.into_iter().all(|part| part != ".."), "{link:?}");
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Decode, "{link:?}");
                assert_eq!(server.request_count(), sent, "{link:?}");
            }
        }
    }
}

/// The links by which the API, or a gateway in front of it, names the second page.
fn links(server: &Sandbox, prefix: &str) -> [String; 5] {
    [
        "/v3/contacts?cursor=2".to_owned(),
        "https://api.cc.email/v3/contacts?cursor=2".to_owned(),
        format!("{prefix}/contacts?cursor=2"),
        server.url(&format!("{prefix}/contacts?cursor=2")),
        "?cursor=2".to_owned(),
    ]
}

fn page(row: &str, next: Option<&str>) -> Fault {
    let mut page = document!({"contacts": [{"contact_id": row}]});
    if let Some(next) = next {
        page["_links"] = document!({"next": {"href": next}});
    }
    json(200, &page.to_string())
}

#[tokio::test]
async fn further_pages_are_requested_below_the_base_url() {
    for prefix in ["/v3", "/proxy/v3", "/constant-contact", "/v3/eu"] {
        let server = scripted([page("a", None)]).await;
        let client = plain(server.url(prefix));
        for link in links(&server, prefix) {
            server.play([page("a", Some(&link)), page("b", None)]);
            let rows: Vec<_> = client
                .get_all_contacts()
                .stream()
                .try_collect()
                .await
                .unwrap();
            assert_eq!(rows.len(), 2);
            let targets: Vec<_> = server
                .received()
                .into_iter()
                .map(|one| one.target)
                .collect();
            let expected = ["contacts", "contacts?cursor=2"].map(|path| format!("{prefix}/{path}"));
            assert_eq!(targets, expected, "{link}");
        }
    }
}

#[tokio::test]
async fn further_pages_of_an_account_are_requested_below_the_base_url() {
    for prefix in ["/v3", "/proxy/v3", "/constant-contact"] {
        // A gateway does not rewrite the document, so the links are those of the API.
        for link in [
            "/v3/contacts?cursor=2",
            "https://api.cc.email/v3/contacts?cursor=2#x",
            "?cursor=2",
        ] {
            let (server, client) = partner_client(prefix, move |target, body| {
                assert!(target.starts_with(&format!("{prefix}/partner/accounts/a1/")));
                let described: Value = serde_json::from_str(body).unwrap();
                assert_eq!(described["account_operation_url"], "/contacts");
                match described.get("account_operation_query_parameters") {
                    Some(query) => {
                        let pair =
                            document!({"query_param_key": "cursor", "query_param_value": "2"});
                        assert_eq!(query, &document!([pair]));
                        page("b", None)
                    }
                    None => page("a", Some(link)),
                }
            })
            .await;
            let rows = client.on_behalf_of("a1").get_all_contacts().stream();
            let rows: Vec<_> = rows.try_collect().await.unwrap();
            assert_eq!(rows.len(), 2, "{prefix}");
            assert_eq!(server.request_count(), 3);
        }
    }
}

#[tokio::test]
async fn links_to_other_places_are_errors_before_anything_is_sent() {
    let server = scripted([page("a", None)]).await;
    let client = plain(server.url("/proxy/v3"));
    for link in [
        "https://example.com/v3/contacts?cursor=2",
        "//api.cc.email/v3/contacts",
        "http://api.cc.email/v3/contacts",
        "/proxy/v4/contacts",
        "/proxy/v3/../admin",
        "/admin",
        "\\\\example.com\\v3",
    ] {
        server.play([page("a", Some(link)), page("b", None)]);
        let rows = client.get_all_contacts().stream().try_collect::<Vec<_>>();
        let error = rows.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{link}");
        assert_eq!(server.request_count(), 1, "{link}");
    }
}

#[tokio::test]
async fn the_file_of_an_export_is_requested_below_the_base_url() {
    let prefix = "/proxy/v3";
    let server = scripted([fine()]).await;
    let client = plain(server.url(prefix));
    let job = |link: &str| {
        let results = document!({"href": link});
        let job =
            document!({"activity_id": "j", "state": "completed", "_links": {"results": results}});
        json(200, &job.to_string())
    };
    for link in [
        "/v3/contact_exports/f%2F1".to_owned(),
        "https://api.cc.email/v3/contacts_exports/f%2F1".to_owned(),
        server.url("/proxy/v3/contact_exports/f%2F1"),
    ] {
        server.play([job(&link), Fault::Answer(reply(200, "text/csv", "a\n"))]);
        drop(client.exported_contacts("j").send().await.unwrap());
        let target = &server.received()[1].target;
        assert_eq!(target, "/proxy/v3/contact_exports/f%2F1", "{link}");
    }
    server.play([job("https://example.com/v3/contact_exports/f"), fine()]);
    let error = client.exported_contacts("j").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
async fn a_redirect_out_of_the_base_url_is_not_followed() {
    let moved = |to: &str| Fault::Answer(reply(307, "text/html", "").header("location", to));
    let server = scripted([fine()]).await;
    let client = plain(server.url("/proxy/v3"));
    for to in [
        "/admin",
        "/v3/contacts",
        "/proxy/v3/../x",
        "/proxy/v3/..%2fx",
    ] {
        server.play([moved(to), fine()]);
        let error = client.get_list("1").send().await.unwrap_err();
        assert_eq!(
            (error.status().unwrap().as_u16(), server.request_count()),
            (307, 1)
        );
    }
    server.play([moved("/proxy/v3/new/place"), fine()]);
    client.get_list("1").send().await.unwrap();
    assert_eq!(server.request_count(), 2);
}
