//! The listener for command-line programs.

#![cfg(feature = "loopback")]
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::Server;
use constant_contact::auth::{AuthErrorKind, LoopbackListener, Scope};
use constant_contact_sandbox::Consent;
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
async fn it_waits_for_the_redirect_and_ignores_other_requests() {
    for host in ["127.0.0.1", "localhost"] {
        let server = Server::start().await;
        let listener = LoopbackListener::bind(&format!("http://{host}:0/callback"))
            .await
            .unwrap();
        let redirect_uri = listener.redirect_uri().to_owned();
        server.register_redirect(&redirect_uri);
        let oauth = server.public().redirect_uri(redirect_uri.clone());
        let request = oauth.authorize(SCOPES).unwrap();
        let address = redirect_uri
            .trim_start_matches("http://")
            .trim_end_matches("/callback")
            .replace("localhost", "127.0.0.1");
        let _idle = TcpStream::connect(&address).await.unwrap(); // browsers do this
        let (browser, url) = (server.clone(), request.url().to_owned());
        let visit = tokio::spawn(async move {
            assert_eq!(
                get(&redirect_uri.replace("callback", "favicon.ico"))
                    .await
                    .0,
                404
            );
            assert_eq!(get(&redirect_uri).await.0, 404);
            assert_eq!(
                get(&format!("{redirect_uri}?code=forged&state=forged"))
                    .await
                    .0,
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
async fn a_refusal_is_returned_and_the_wait_has_a_limit() {
    let server = Server::start().await;
    let listener = LoopbackListener::bind("http://127.0.0.1:0/").await.unwrap();
    server.register_redirect(listener.redirect_uri());
    server.set_consent(Consent::Deny);
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
    assert!(taken.to_string().contains("in use"));
}

/// Whether this machine has IPv6 on its loopback interface.
fn has_ipv6() -> bool {
    let has = std::net::TcpListener::bind("[::1]:0").is_ok();
    if !has {
        eprintln!("skipped: this machine has no IPv6");
    }
    has
}

#[tokio::test]
async fn a_port_that_another_program_uses_in_either_family_is_refused() {
    // Another program may listen on the address itself or on all addresses of a family.
    for other in ["127.0.0.1:0", "0.0.0.0:0", "[::1]:0", "[::]:0"] {
        if other.starts_with('[') && !has_ipv6() {
            continue;
        }
        // Elsewhere an address is free even if another program listens on all of its family; then the listener gets the code.
        if cfg!(not(target_os = "linux")) && !(other.contains("127") || other.contains("::1")) {
            continue;
        }
        let other = std::net::TcpListener::bind(other).unwrap();
        let port = other.local_addr().unwrap().port();
        let error = LoopbackListener::bind(&format!("http://localhost:{port}/callback"))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), AuthErrorKind::Configuration);
        let message = error.to_string();
        assert!(message.contains(&format!("port {port}")), "{message}");
        assert!(message.contains("in use"), "{message}");
        // Nothing stays bound: once the other program has ended, the port is free.
        drop(other);
        LoopbackListener::bind(&format!("http://localhost:{port}/callback"))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_free_port_is_the_same_in_both_families_and_the_code_arrives_in_either() {
    if !has_ipv6() {
        return;
    }
    for family in ["127.0.0.1", "[::1]"] {
        let server = Server::start().await;
        let listener = LoopbackListener::bind("http://localhost:0/callback")
            .await
            .unwrap();
        let redirect_uri = listener.redirect_uri().to_owned();
        server.register_redirect(&redirect_uri);
        let oauth = server.public().redirect_uri(redirect_uri);
        let request = oauth.authorize(SCOPES).unwrap();
        let callback = server.browse(request.url()).await;
        let callback = callback.replace("localhost", family);
        let visit = tokio::spawn(async move { get(&callback).await });
        let redirected = listener
            .wait(&request, Duration::from_secs(20))
            .await
            .unwrap();
        drop(oauth.exchange(&request, &redirected).await.unwrap());
        assert_eq!(visit.await.unwrap().0, 200);
    }
}

/// Tests that run again in a separate network, where this machine allows it.
#[cfg(target_os = "linux")]
mod networks {
    use super::*;
    use std::process::Command;

    const NETWORK: &str = "CONSTANT_CONTACT_TEST_NETWORK";

    /// Runs one of the tests below in a network that `setup` has prepared.
    fn run_in_network(setup: &str, test: &str) {
        let itself = std::env::current_exe().unwrap();
        let script = format!("ip link set lo up && {setup} && exec \"$0\" \"$@\"");
        let output = Command::new("unshare")
            .args(["-n", "sh", "-c", &script])
            .arg(itself)
            .args([
                "--exact",
                &format!("loopback::networks::{test}"),
                "--nocapture",
            ])
            .env(NETWORK, test)
            .output();
        match output {
            Ok(output) if String::from_utf8_lossy(&output.stdout).contains("1 passed") => {}
            Ok(output) if String::from_utf8_lossy(&output.stdout).contains("1 failed") => {
                panic!("{}", String::from_utf8_lossy(&output.stderr))
            }
            other => eprintln!("skipped: no separate network here: {other:?}"),
        }
    }

    fn is_in_network(test: &str) -> bool {
        std::env::var(NETWORK).is_ok_and(|network| network == test)
    }

    #[test]
    fn without_ipv6_it_listens_on_ipv4_only() {
        run_in_network(
            "sysctl -qw net.ipv6.conf.all.disable_ipv6=1",
            "in_a_network_without_ipv6",
        );
    }

    #[tokio::test]
    async fn in_a_network_without_ipv6() {
        if !is_in_network("in_a_network_without_ipv6") {
            return;
        }
        assert!(std::net::TcpListener::bind("[::1]:0").is_err());
        for uri in ["http://localhost:8765/cb", "http://localhost:0/cb"] {
            let listener = LoopbackListener::bind(uri).await.unwrap();
            let taken = LoopbackListener::bind(listener.redirect_uri()).await;
            assert!(taken.unwrap_err().to_string().contains("in use"));
        }
        let error = LoopbackListener::bind("http://[::1]:8765/").await;
        let error = error.unwrap_err();
        assert!(error.to_string().contains("no such"), "{error}");
    }

    #[test]
    fn it_finds_a_port_that_is_free_in_both_families() {
        run_in_network(
            "sysctl -qw net.ipv4.ip_local_port_range='40000 40007'",
            "in_a_network_of_eight_ports",
        );
    }

    #[tokio::test]
    async fn in_a_network_of_eight_ports() {
        if !is_in_network("in_a_network_of_eight_ports") || !has_ipv6() {
            return;
        }
        let take = |port: u16| std::net::TcpListener::bind(("::1", port)).unwrap();
        let mut others: Vec<_> = (40001..40008).map(take).collect();
        let listener = LoopbackListener::bind("http://localhost:0/cb").await;
        let listener = listener.unwrap();
        assert_eq!(listener.redirect_uri(), "http://localhost:40000/cb");
        drop(listener);
        others.push(take(40000));
        let error = LoopbackListener::bind("http://localhost:0/cb").await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), AuthErrorKind::Configuration);
    }
}
