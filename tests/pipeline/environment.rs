//! What the environment says: proxies, and where certificates are. It holds for a process, so that each
//! case runs in one of its own.

use crate::authority::Authority;
use crate::calls::{Verb, builder, plain};
use crate::scripted::{Scripted, fine, refuse, scripted, settings};
use constant_contact::auth::{OAuth, Scope};
use constant_contact::{
    BoxFuture, Client, ErrorKind, LimitError, Permit, RateLimiter, RetryPolicy,
};
use std::net::{IpAddr, Ipv6Addr};
use std::process::{Command, Stdio};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Set in the process that plays a case.
const CASE: &str = "CONSTANT_CONTACT_TEST_CASE";
const NOBODY: &str = "http://127.0.0.1:9";
const NOWHERE: &str = "/nonexistent/certificates";

const PROXIES: [&str; 6] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
];
const CERTIFICATES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// Plays the case of this name in a process with these variables.
async fn play(case: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    for name in PROXIES
        .iter()
        .chain(&CERTIFICATES)
        .chain(&["NO_PROXY", "no_proxy"])
    {
        command.env_remove(name);
    }
    command
        .args(["--exact", &format!("environment::{case}"), "--nocapture"])
        .env(CASE, case)
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = output.await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{case} with {variables:?}:\n{said}"
    );
    assert!(said.contains("1 passed"), "{case} does not exist:\n{said}");
}

fn plays(case: &str) -> bool {
    std::env::var(CASE).is_ok_and(|played| played == case)
}

#[tokio::test]
async fn no_proxy_of_the_environment_catches_calls_to_this_machine() {
    for name in PROXIES {
        play("calls_and_tokens_of_this_machine", &[(name, NOBODY)]).await;
    }
}

#[tokio::test]
async fn this_machine_needs_no_certificates() {
    let nowhere = CERTIFICATES.map(|name| (name, NOWHERE));
    play("calls_and_tokens_of_this_machine", &nowhere).await;
    play("https_says_that_there_are_no_certificates", &nowhere).await;
}

#[tokio::test]
async fn other_hosts_are_asked_through_the_proxy_of_the_environment() {
    for (case, expected) in [
        ("a_call_to_another_host", "CONNECT api.example:443 "),
        (
            "a_token_from_another_host",
            "CONNECT authz.constantcontact.com:443 ",
        ),
    ] {
        let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", proxy.local_addr().unwrap());
        let asked = tokio::spawn(async move {
            let (mut stream, _) = proxy.accept().await.unwrap();
            let mut asked = Vec::new();
            stream.read_buf(&mut asked).await.unwrap();
            stream.write_all(b"HTTP/1.1 403 X\r\n\r\n").await.unwrap();
            String::from_utf8(asked).unwrap()
        });
        play(case, &[("HTTPS_PROXY", &address)]).await;
        let asked = asked.await.unwrap();
        assert!(asked.starts_with(expected), "{asked}");
    }
}

#[tokio::test]
async fn calls_and_tokens_of_this_machine() {
    if !plays("calls_and_tokens_of_this_machine") {
        return;
    }
    for (host, address) in [
        ("127.0.0.1", IpAddr::from([127, 0, 0, 1])),
        ("127.1.2.3", IpAddr::from([127, 1, 2, 3])),
        ("localhost", IpAddr::from([127, 0, 0, 1])),
        ("[::1]", IpAddr::from(Ipv6Addr::LOCALHOST)),
    ] {
        let Ok(server) = settings().address((address, 0)).start().await else {
            eprintln!("skipped: this machine has no {host}");
            continue;
        };
        server.play([fine()]);
        let base = format!("http://{host}:{}/v3", server.address().port());
        Verb::Get.call(&plain(base.clone())).await.unwrap();
        // A proxy of the environment is left out of a client of the caller's too.
        if CERTIFICATES.iter().all(|name| std::env::var(name).is_err()) {
            let own = builder(base)
                .access_token("t")
                .http(reqwest::Client::builder());
            Verb::Get.call(&own.build().unwrap()).await.unwrap();
        }
        assert!(server.request_count() > 0, "{host}");
    }
    let authority = Authority::start().await;
    let session = authority.expired_session().await;
    let client = builder(authority.url("/v3"))
        .session(session)
        .build()
        .unwrap();
    Verb::Get.call(&client).await.unwrap();
    assert_eq!(authority.refreshes(), 1);
}

#[tokio::test]
async fn https_says_that_there_are_no_certificates() {
    if !plays("https_says_that_there_are_no_certificates") {
        return;
    }
    let error = Client::builder().access_token("t").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let oauth = OAuth::public("key");
    let scopes = [Scope::ContactData, Scope::OfflineAccess];
    let authorization = oauth.device(scopes).await.err().unwrap();
    for said in [error.to_string(), authorization.to_string()] {
        for word in ["certificates", "SSL_CERT_FILE"] {
            assert!(said.contains(word), "{said}");
        }
    }
}

#[tokio::test]
async fn a_call_to_another_host() {
    if plays("a_call_to_another_host") {
        let client = builder("https://api.example/v3").access_token("t");
        let client = client.retry(RetryPolicy::none()).build().unwrap();
        let error = Verb::Get.call(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    }
}

#[tokio::test]
async fn a_token_from_another_host() {
    if plays("a_token_from_another_host") {
        let oauth = OAuth::public("key");
        let scopes = [Scope::ContactData, Scope::OfflineAccess];
        assert!(oauth.device(scopes).await.is_err());
    }
}

#[tokio::test]
async fn an_own_proxy_serves_calls_to_this_machine_too() {
    let proxy = scripted([fine()]).await;
    let http = reqwest::Client::builder().proxy(reqwest::Proxy::http(proxy.url("")).unwrap());
    let client = builder("http://127.0.0.1:9/v3")
        .access_token("t")
        .http(http);
    Verb::Get.call(&client.build().unwrap()).await.unwrap();
    assert_eq!(
        proxy.received()[0].target,
        "http://127.0.0.1:9/v3/contact_lists/1"
    );
}

/// Says that every turn was waited for without end.
struct Endless;

impl RateLimiter for Endless {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async { Ok(Permit::new().with_waited(Duration::MAX)) })
    }
}

#[tokio::test]
async fn endless_waits_do_not_add_up_to_a_panic() {
    let server = scripted([refuse(503, ""), refuse(503, ""), fine()]).await;
    let client = builder(server.url(""))
        .access_token("t")
        .rate_limiter(Endless);
    Verb::Get.call(&client.build().unwrap()).await.unwrap();
    assert_eq!(server.request_count(), 3);
}
