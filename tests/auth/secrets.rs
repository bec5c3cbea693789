//! No secret and no personal data in any log, message or debug output.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{
    DEVICE, Fault, FaultyStore, PARTNER, PARTNER_SECRET, PARTNER_TOKEN, Server, huge, okta,
    redirect, refuse, respond,
};
use constant_contact::auth::{
    AuthError, Credentials, FileStore, OAuth, PartnerCredentials, Previous, Scope, Session,
    TokenStore, Tokens,
};
use secrecy::ExposeSecret;
use std::error::Error;
use std::fmt::Write as _;
use std::io;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};
use tracing_subscriber::fmt::format::FmtSpan;

/// Everything that was printed.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output {
    fn record(&self, thing: &dyn std::fmt::Debug) {
        let mut line = String::new();
        writeln!(line, "{thing:?}\n{thing:#?}").unwrap();
        self.0.lock().unwrap().extend(line.bytes());
    }

    fn record_error<T>(&self, result: Result<T, AuthError>) {
        let error = result.err().unwrap();
        self.record(&error);
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
const ECHOING: &str = r#"{"error":"refresh-echo-secret","error_description":"jane.doe@example.com used refresh-echo-secret"}"#;
const ECHOING_GRANT: &str = r#"{"error":"invalid_grant","error_description":"jane.doe@example.com used refresh-echo-secret"}"#;

#[test]
fn no_flow_and_no_failure_prints_a_secret() {
    let output = Output::default();
    let writer = output.clone();
    // `init` also captures what other crates write through `log`.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .init();
    let hooked = output.clone();
    std::panic::set_hook(Box::new(move |panic| hooked.record(&panic.to_string())));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let mut secrets = runtime.block_on(drive(&output));
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
    let printed = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
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

async fn drive(output: &Output) -> Vec<String> {
    let server = Server::start().await;
    let mut secrets = Vec::new();
    for oauth in [
        server.confidential(),
        server.public(),
        server.confidential().pkce(),
    ] {
        output.record(&oauth);
        let request = oauth.authorize(SCOPES).unwrap();
        output.record(&request);
        let state = serde_json::to_value(&request).unwrap();
        secrets.extend(
            ["state", "verifier"]
                .iter()
                .filter_map(|name| state[name].as_str())
                .map(str::to_owned),
        );
        let callback = server.browse(request.url()).await;
        for fault in failures() {
            server.inject([fault]);
            output.record_error(oauth.exchange(&request, &callback).await);
        }
        output.record_error(
            oauth
                .exchange(&request, callback.replace("state=", "state=x"))
                .await,
        );
        output.record_error(
            oauth
                .exchange(&request, callback.replace("callback", "elsewhere"))
                .await,
        );
        output.record_error(
            oauth
                .exchange(&request, callback.replace("https:", "nothing"))
                .await,
        );
        output.record(&oauth.exchange(&request, &callback).await.unwrap());
        output.record_error(oauth.exchange(&request, &callback).await);
        let callback = server.browse_and_deny(request.url()).await;
        output.record_error(oauth.exchange(&request, &callback).await);
        output.record_error(
            oauth
                .exchange(
                    &request,
                    callback.replace("access_denied", "refresh-echo-secret"),
                )
                .await,
        );
    }
    devices(&server, output).await;
    sessions(&server, output).await;

    let partner = PartnerCredentials::new(PARTNER, PARTNER_SECRET, "api-key-secret")
        .endpoints(server.endpoints());
    let partner = partner
        .http(reqwest::Client::builder().no_proxy())
        .unwrap()
        .token_interval(Duration::from_millis(1));
    for fault in failures() {
        // A partner makes three attempts, unless another one changes nothing.
        server.inject_at(PARTNER_TOKEN, vec![fault; 3]);
        output.record_error(partner.access_token().await);
        server.clear_faults();
    }
    output.record(&partner.access_token().await.unwrap());
    output.record(&partner);
    output.record(&Credentials::from(partner));
    output.record(&Credentials::token("plain-secret"));
    let plain = Credentials::token("plain-secret");
    let token = plain.access_token().await.unwrap();
    output.record_error(plain.renew(&token).await);
    output.record_error(
        OAuth::public("x")
            .redirect_uri("plain-secret")
            .authorize(SCOPES),
    );
    secrets.extend(server.secrets());
    secrets
}

fn failures() -> Vec<Fault> {
    vec![
        Fault::LostRequest,
        okta(),
        huge(),
        redirect(),
        respond(400, "application/json", ECHOING),
        respond(401, "application/json", ECHOING_GRANT),
        respond(500, "text/html", "jane.doe@example.com refresh-echo-secret"),
        respond(
            200,
            "application/json",
            r#"{"access_token":["refresh-echo-secret"]}"#,
        ),
        respond(
            200,
            "application/json",
            r#"{"access_token":"refresh-echo-secret"#,
        ),
        respond(200, "application/json", r#""refresh-echo-secret""#),
    ]
}

async fn devices(server: &Server, output: &Output) {
    let oauth = server.devices();
    for fault in failures() {
        server.inject_at(DEVICE, [fault]);
        output.record_error(oauth.device(SCOPES).await);
    }
    server.inject([refuse("access_denied")]);
    let device = oauth.device(SCOPES).await.unwrap();
    output.record(&device);
    output.record_error(device.wait().await);
    output.record(&device.wait().await.unwrap());
    output.record_error(device.wait().await);
}

async fn sessions(server: &Server, output: &Output) {
    let store = FaultyStore::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    for fault in failures()
        .into_iter()
        .filter(|fault| *fault != respond(401, "application/json", ECHOING_GRANT))
    {
        server.inject(vec![fault; 3]);
        output.record_error(session.access_token().await);
        server.clear_faults();
    }
    for (fails, change_fails) in [
        (&store.save_fails, &store.change_fails),
        (&store.save_panics, &store.change_panics),
    ] {
        fails.store(true, Ordering::SeqCst);
        let expired = store
            .inner
            .load()
            .await
            .unwrap()
            .unwrap()
            .with_expires_at(UNIX_EPOCH);
        store.inner.save(Previous::Any, &expired).await.unwrap();
        let session = Session::new(server.public(), store.clone());
        output.record_error(session.access_token().await);
        fails.store(false, Ordering::SeqCst);
        change_fails.store(true, Ordering::SeqCst);
        output.record(&session.access_token().await.unwrap());
        output.record(&session);
        output.record(&session.store_error().unwrap());
        output.record_error(session.flush().await);
        change_fails.store(false, Ordering::SeqCst);
        session.flush().await.unwrap();
    }
    store.load_fails.store(true, Ordering::SeqCst);
    output.record_error(
        Session::new(server.public(), store.clone())
            .access_token()
            .await,
    );
    store.load_fails.store(false, Ordering::SeqCst);

    let (access, refresh) = server.seed();
    let tokens = Tokens::new(access)
        .with_refresh_token(refresh)
        .with_expires_at(UNIX_EPOCH);
    output.record(&tokens);
    let session = Session::start(server.public(), store.clone(), tokens.clone())
        .await
        .unwrap();
    server.revoke_grants();
    output.record_error(session.access_token().await);
    output.record(&Credentials::from(session));

    let folder = tempfile::tempdir().unwrap();
    let file = FileStore::new(folder.path().join("tokens.json"));
    file.save(Previous::Any, &tokens).await.unwrap();
    output.record(&file);
    let written = std::fs::read(file.path()).unwrap();
    assert!(String::from_utf8_lossy(&written).contains(tokens.access_token().expose_secret()));
    std::fs::write(file.path(), &written[..written.len() - 6]).unwrap();
    output.record_error(
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
    output.record_error(Session::new(server.public(), file).access_token().await);
}
