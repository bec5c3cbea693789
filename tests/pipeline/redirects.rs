//! Redirects are followed within the origin only, and only as the same request. The token, the key and the
//! body for one host do not arrive at another.

use crate::calls::{TOKEN, Verb, plain};
use crate::partner::{issuing, partner};
use crate::scripted::{Scripted, answering, fine, reply, scripted};
use constant_contact::types::PlanInfo;
use constant_contact::{Client, ErrorKind};
use constant_contact_sandbox::Fault;
use httpmock::MockServer;
use reqwest::redirect::Policy;

fn moved(status: u16, to: impl Into<String>) -> Fault {
    Fault::Answer(reply(status, "text/html", "<p>moved</p>").header("location", to))
}

/// Another host that accepts everything, with a mock that counts the requests.
async fn stranger() -> (MockServer, usize) {
    let stranger = MockServer::start_async().await;
    let anything = stranger
        .mock_async(|_when, then| {
            then.status(200).body(crate::scripted::FINE);
        })
        .await;
    let id = anything.id();
    (stranger, id)
}

/// How many requests reached the other host.
async fn hits(stranger: &MockServer, id: usize) -> usize {
    httpmock::Mock::new(id, stranger).calls_async().await
}

#[tokio::test]
async fn nothing_of_any_request_arrives_at_another_host() {
    let (stranger, id) = stranger().await;
    let server = scripted([fine()]).await;
    let client = plain(server.url("/v3"));
    for status in [301, 302, 303, 307, 308] {
        for verb in Verb::METHODS {
            server.play([moved(status, stranger.url("/v3/taken"))]);
            let error = verb.call(&client).await.unwrap_err();
            let kind = error.kind();
            assert_eq!(
                kind,
                ErrorKind::UnexpectedStatus,
                "{status} {verb:?} {error:?}"
            );
            assert_eq!(error.status().unwrap(), status);
            assert_eq!((server.request_count(), error.attempts()), (1, 1));
        }
    }
    assert_eq!(hits(&stranger, id).await, 0);
}

#[tokio::test]
async fn another_port_or_scheme_is_another_host() {
    let other = scripted([fine()]).await;
    for to in [
        other.url("/v3/x"),
        format!("https://{}/v3/x", other.address()),
    ] {
        let server = scripted([moved(307, to)]).await;
        let error = Verb::Post
            .call(&plain(server.url("/v3")))
            .await
            .unwrap_err();
        assert_eq!(error.status().unwrap(), 307);
    }
    assert_eq!((other.request_count(), other.connections()), (0, 0));
}

#[tokio::test]
async fn neither_partner_token_nor_key_arrives_at_another_host() {
    let (stranger, id) = stranger().await;
    for own_http in [false, true] {
        let to = stranger.url("/v3/taken");
        let server = issuing(move |_, _| moved(307, to.clone())).await;
        let mut client = Client::builder()
            .base_url(server.url("/v3"))
            .partner(partner(&server));
        if own_http {
            client = client.http(reqwest::Client::builder().redirect(Policy::limited(10)));
        }
        let client = client.build().unwrap();
        let error = client
            .update_account_billing_plan("1")
            .body(PlanInfo::default())
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.status().unwrap(), 307);
    }
    assert_eq!(hits(&stranger, id).await, 0);
}

#[tokio::test]
async fn within_the_origin_the_same_request_follows() {
    for status in [307, 308] {
        for verb in Verb::METHODS {
            let server = answering(move |request, _| match request.target.as_str() {
                "/v3/new/place" => fine(),
                _ => moved(status, "/v3/new/place"),
            })
            .await;
            verb.call(&plain(server.url("/v3"))).await.unwrap();
            let requests = server.received();
            assert_eq!(requests.len(), 2, "{verb:?}");
            assert_eq!(requests[1].method, verb.method());
            assert_eq!(requests[1].body, requests[0].body);
            assert_eq!(requests[1].bearer_token(), Some(TOKEN));
        }
    }
}

#[tokio::test]
async fn a_redirect_that_would_turn_a_request_into_another_one_is_not_followed() {
    let server = scripted([fine()]).await;
    let client = plain(server.url("/v3"));
    for status in [301, 302, 303] {
        for verb in [Verb::Put, Verb::Delete, Verb::Post, Verb::Patch] {
            server.play([moved(status, "/v3/new/place"), fine()]);
            let error = verb.call(&client).await.unwrap_err();
            assert_eq!(error.status().unwrap(), status, "{verb:?}");
            assert_eq!(server.request_count(), 1, "{verb:?}");
        }
    }
}

#[tokio::test]
async fn a_cycle_of_redirects_ends() {
    let server = scripted([moved(307, "/v3/contact_lists/1")]).await;
    let error = Verb::Get.call(&plain(server.url("/v3"))).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 307);
    assert!(
        server.request_count() <= 6,
        "{} requests",
        server.request_count()
    );
}
