//! No secret and no person in any log, message or debug output.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::rules::{PARTNER, PARTNER_SECRET};
use crate::support::{Fault, Moody, Server};
use constant_contact::auth::{
    AuthError, Credentials, FileStore, OAuth, PartnerCredentials, Scope, Session, TokenStore,
    Tokens,
};
use secrecy::ExposeSecret;
use std::error::Error;
use std::fmt::Write as _;
use std::io;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};
use tracing_subscriber::fmt::format::FmtSpan;

/// Everything that was printed anywhere.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Paper {
    fn note(&self, thing: &dyn std::fmt::Debug) {
        let mut line = String::new();
        writeln!(line, "{thing:?}\n{thing:#?}").unwrap();
        self.0.lock().unwrap().extend(line.bytes());
    }

    fn fail<T>(&self, result: Result<T, AuthError>) {
        let error = result.err().unwrap();
        self.note(&error);
        let mut line = format!("{error}\n");
        assert!(!error.to_string().contains('\n'), "one line");
        let mut source = error.source();
        while let Some(below) = source {
            writeln!(line, "{below} {below:?}").unwrap();
            source = below.source();
        }
        self.0.lock().unwrap().extend(line.bytes());
    }
}

const SCOPES: [Scope; 2] = [Scope::ContactData, Scope::OfflineAccess];
const SPITEFUL: &str = r#"{"error":"refresh-echo-secret","error_description":"jane.doe@example.com used refresh-echo-secret"}"#;
const SPITEFUL_GRANT: &str = r#"{"error":"invalid_grant","error_description":"jane.doe@example.com used refresh-echo-secret"}"#;

#[test]
fn no_flow_and_no_failure_prints_a_secret() {
    let paper = Paper::default();
    let writer = paper.clone();
    // `init` catches what other crates write through `log`, too.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .init();
    let hooked = paper.clone();
    std::panic::set_hook(Box::new(move |panic| hooked.note(&panic.to_string())));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let mut secrets = runtime.block_on(drive(&paper));
    let _ = std::panic::take_hook();

    secrets.extend(
        [
            "refresh-echo-secret",
            "jane.doe",
            "api-key-secret",
            "plain-secret",
        ]
        .map(str::to_owned),
    );
    let printed = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    assert!(
        printed.len() > 20_000 && printed.contains("authorization server answered"),
        "something was captured"
    );
    assert!(secrets.len() > 30, "{}", secrets.len());
    for secret in secrets {
        let encoded = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, &secret);
        for form in [secret.as_str(), encoded.trim_end_matches('=')] {
            assert!(form.len() > 7);
            if let Some(at) = printed.find(form) {
                panic!(
                    "{form} was printed: …{}…",
                    &printed[at.saturating_sub(300)..(at + 100).min(printed.len())]
                );
            }
        }
    }
}

async fn drive(paper: &Paper) -> Vec<String> {
    let server = Server::start().await;
    for oauth in [
        server.confidential(),
        server.public(),
        server.confidential().pkce(),
    ] {
        paper.note(&oauth);
        let request = oauth.authorize(SCOPES).unwrap();
        paper.note(&request);
        let state = serde_json::to_value(&request).unwrap();
        server.rules().secrets.extend(
            ["state", "verifier"]
                .iter()
                .filter_map(|name| state[name].as_str())
                .map(str::to_owned),
        );
        let callback = server.browse(request.url()).await;
        for fault in failures() {
            server.order([fault]);
            paper.fail(oauth.exchange(&request, &callback).await);
        }
        paper.fail(
            oauth
                .exchange(&request, callback.replace("state=", "state=x"))
                .await,
        );
        paper.fail(
            oauth
                .exchange(&request, callback.replace("callback", "elsewhere"))
                .await,
        );
        paper.fail(
            oauth
                .exchange(&request, callback.replace("https:", "nothing"))
                .await,
        );
        paper.note(&oauth.exchange(&request, &callback).await.unwrap());
        paper.fail(oauth.exchange(&request, &callback).await);
        server.rules().denying = true;
        let callback = server.browse(request.url()).await;
        paper.fail(oauth.exchange(&request, &callback).await);
        paper.fail(
            oauth
                .exchange(
                    &request,
                    callback.replace("access_denied", "refresh-echo-secret"),
                )
                .await,
        );
        server.rules().denying = false;
    }
    devices(&server, paper).await;
    sessions(&server, paper).await;

    let partner = PartnerCredentials::new(PARTNER, PARTNER_SECRET, "api-key-secret")
        .endpoints(server.endpoints());
    let partner = partner
        .http(reqwest::Client::builder().no_proxy())
        .unwrap()
        .token_interval(Duration::from_millis(1));
    for fault in failures() {
        // A partner tries three times, unless trying again changes nothing.
        server.order(vec![fault; 3]);
        paper.fail(partner.access_token().await);
        server.clear_faults();
    }
    paper.note(&partner.access_token().await.unwrap());
    paper.note(&partner);
    paper.note(&Credentials::from(partner));
    paper.note(&Credentials::token("plain-secret"));
    paper.fail(Credentials::token("plain-secret").renew(0).await);
    paper.fail(
        OAuth::public("x")
            .redirect_uri("plain-secret")
            .authorize(SCOPES),
    );
    server.rules().secrets.clone()
}

fn failures() -> Vec<Fault> {
    vec![
        Fault::DropBefore,
        Fault::Okta,
        Fault::Huge,
        Fault::Redirect,
        Fault::Answer(400, "application/json", SPITEFUL),
        Fault::Answer(401, "application/json", SPITEFUL_GRANT),
        Fault::Answer(500, "text/html", "jane.doe@example.com refresh-echo-secret"),
        Fault::Answer(
            200,
            "application/json",
            r#"{"access_token":["refresh-echo-secret"]}"#,
        ),
        Fault::Answer(
            200,
            "application/json",
            r#"{"access_token":"refresh-echo-secret"#,
        ),
        Fault::Answer(200, "application/json", r#""refresh-echo-secret""#),
    ]
}

async fn devices(server: &Server, paper: &Paper) {
    let oauth = server.public();
    for fault in failures() {
        server.order([fault]);
        paper.fail(oauth.device(SCOPES).await);
    }
    server.rules().device_answers = vec!["access_denied"];
    let device = oauth.device(SCOPES).await.unwrap();
    paper.note(&device);
    paper.fail(device.wait().await);
    paper.note(&device.wait().await.unwrap());
    paper.fail(device.wait().await);
}

async fn sessions(server: &Server, paper: &Paper) {
    let store = Moody::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    for fault in failures()
        .into_iter()
        .filter(|fault| !matches!(fault, Fault::Answer(401, ..)))
    {
        server.order(vec![fault; 3]);
        paper.fail(session.access_token().await);
        server.clear_faults();
    }
    for (fails, change_fails) in [
        (&store.save_fails, &store.change_fails),
        (&store.save_panics, &store.change_panics),
    ] {
        fails.store(true, Ordering::SeqCst);
        let ended = store
            .inner
            .load()
            .await
            .unwrap()
            .unwrap()
            .set_expires_at(UNIX_EPOCH);
        store.inner.save(&ended).await.unwrap();
        let session = Session::new(server.public(), store.clone());
        paper.fail(session.access_token().await);
        fails.store(false, Ordering::SeqCst);
        change_fails.store(true, Ordering::SeqCst);
        paper.note(&session.access_token().await.unwrap());
        paper.note(&session);
        paper.note(&session.store_error().unwrap());
        paper.fail(session.flush().await);
        change_fails.store(false, Ordering::SeqCst);
        session.flush().await.unwrap();
    }
    store.load_fails.store(true, Ordering::SeqCst);
    paper.fail(
        Session::new(server.public(), store.clone())
            .access_token()
            .await,
    );
    store.load_fails.store(false, Ordering::SeqCst);

    let (access, refresh) = server.rules().seed(crate::support::rules::PUBLIC);
    let tokens = Tokens::new(access)
        .set_refresh_token(refresh)
        .set_expires_at(UNIX_EPOCH);
    paper.note(&tokens);
    let session = Session::start(server.public(), store.clone(), tokens.clone())
        .await
        .unwrap();
    server.rules().revoke();
    paper.fail(session.access_token().await);
    paper.note(&Credentials::from(session));

    let folder = tempfile::tempdir().unwrap();
    let file = FileStore::new(folder.path().join("tokens.json"));
    file.save(&tokens).await.unwrap();
    paper.note(&file);
    let written = std::fs::read(file.path()).unwrap();
    assert!(String::from_utf8_lossy(&written).contains(tokens.access_token().expose_secret()));
    std::fs::write(file.path(), &written[..written.len() - 6]).unwrap();
    paper.fail(
        Session::new(server.public(), file.clone())
            .access_token()
            .await,
    );
    std::fs::write(
        file.path(),
        String::from_utf8(written)
            .unwrap()
            .replace("\"access_token\": \"", "\"access_token\": [\""),
    )
    .unwrap();
    paper.fail(Session::new(server.public(), file).access_token().await);
}
