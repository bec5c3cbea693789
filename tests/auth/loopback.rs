//! The listener for command-line programs.

#![cfg(feature = "loopback")]
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::Server;
use constant_contact::auth::{AuthErrorKind, LoopbackListener, Scope};
use std::time::Duration;
use tokio::net::TcpStream;

const SCOPES: [Scope; 2] = [Scope::ContactData, Scope::OfflineAccess];

async fn get(url: &str) -> (u16, String) {
    let response = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .get(url)
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn it_waits_for_the_one_redirect_and_passes_over_the_rest() {
    for host in ["127.0.0.1", "localhost"] {
        let server = Server::start().await;
        let listener = LoopbackListener::bind(&format!("http://{host}:0/callback"))
            .await
            .unwrap();
        let home = listener.redirect_uri().to_owned();
        server.rules().redirect = home.clone();
        let oauth = server.public().redirect_uri(home.clone());
        let request = oauth.authorize(SCOPES).unwrap();
        let address = home
            .trim_start_matches("http://")
            .trim_end_matches("/callback")
            .replace("localhost", "127.0.0.1");
        let _idle = TcpStream::connect(&address).await.unwrap(); // browsers do this
        let (browser, url) = (server.clone(), request.url().to_owned());
        let visit = tokio::spawn(async move {
            assert_eq!(get(&home.replace("callback", "favicon.ico")).await.0, 404);
            assert_eq!(get(&home).await.0, 404);
            assert_eq!(
                get(&format!("{home}?code=forged&state=forged")).await.0,
                404
            );
            get(&browser.browse(&url).await).await
        });
        let redirected = listener
            .wait(&request, Duration::from_secs(20))
            .await
            .unwrap();
        assert!(!format!("{redirected:?}").contains("code"));
        assert!(
            oauth
                .exchange(&request, &redirected)
                .await
                .unwrap()
                .refresh_token()
                .is_some()
        );
        let (status, page) = visit.await.unwrap();
        assert!(status == 200 && page.contains("Thank you") && !page.contains("code"));
    }
}

#[tokio::test]
async fn a_refusal_comes_through_and_time_runs_out() {
    let server = Server::start().await;
    let listener = LoopbackListener::bind("http://127.0.0.1:0/").await.unwrap();
    server.rules().redirect = listener.redirect_uri().to_owned();
    server.rules().denying = true;
    let oauth = server.public().redirect_uri(listener.redirect_uri());
    let request = oauth.authorize(SCOPES).unwrap();
    let error = listener
        .wait(&request, Duration::from_millis(30))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Expired);
    let (browser, url) = (server.clone(), request.url().to_owned());
    let visit = tokio::spawn(async move { get(&browser.browse(&url).await).await });
    let redirected = listener
        .wait(&request, Duration::from_secs(20))
        .await
        .unwrap();
    assert!(
        oauth
            .exchange(&request, &redirected)
            .await
            .unwrap_err()
            .is_denied()
    );
    assert!(visit.await.unwrap().1.contains("No access"));
}

#[tokio::test]
async fn it_listens_on_this_machine_only() {
    for uri in [
        "https://localhost:1/",
        "http://0.0.0.0:0/",
        "http://example.com/",
        "http://192.168.1.1:0/",
        "x",
    ] {
        assert_eq!(
            LoopbackListener::bind(uri).await.unwrap_err().kind(),
            AuthErrorKind::Configuration,
            "{uri}"
        );
    }
    let first = LoopbackListener::bind("http://127.0.0.1:0/").await.unwrap();
    let taken = LoopbackListener::bind(first.redirect_uri())
        .await
        .unwrap_err();
    assert!(taken.to_string().contains("taken"));
}
