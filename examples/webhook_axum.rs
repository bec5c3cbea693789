//! A receiver of notifications, with axum. It verifies each one, accepts it once, and passes it on to a task that does the
//! work.
//!
//! ```sh
//! cargo run --example webhook_axum --features webhook
//! ```
//!
//! With `CONSTANT_CONTACT_API_KEY` set, it listens on port 3000 of this machine, where a proxy with TLS passes it the
//! requests of the provider. Otherwise, a local server acts as the provider and sends a few notifications.

#[path = "webhook_axum/provider.rs"]
pub(crate) mod provider;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use constant_contact::webhook::{KeySet, Notification, Verifier};
use provider::Provider;
use std::collections::HashMap;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// The provider repeats a notification for an hour, and its clock and ours may differ.
const REMEMBERED: Duration = Duration::from_secs(70 * 60);
/// A notification has about 150 bytes.
const MAX_BODY: usize = 16 << 10;

#[derive(Clone)]
pub(crate) struct Receiver {
    verifier: Verifier,
    /// The ids of the notifications that were accepted, and when. A receiver that must not forget them when it restarts
    /// keeps them in a database, together with the work.
    accepted: Arc<Mutex<HashMap<String, Instant>>>,
    work: mpsc::Sender<Notification>,
}

impl Receiver {
    pub(crate) fn new(verifier: Verifier, work: mpsc::Sender<Notification>) -> Self {
        Self {
            verifier,
            accepted: Arc::default(),
            work,
        }
    }

    pub(crate) fn router(self) -> Router {
        Router::new()
            .route("/webhook", post(receive))
            .layer(DefaultBodyLimit::max(MAX_BODY))
            .with_state(self)
    }

    /// Passes a notification on, unless it is a repetition.
    fn accept(&self, notification: Notification) -> StatusCode {
        let mut accepted = self.accepted.lock().unwrap_or_else(PoisonError::into_inner);
        accepted.retain(|_, at| at.elapsed() < REMEMBERED);
        let id = notification.id().to_owned();
        if accepted.contains_key(&id) {
            return StatusCode::NO_CONTENT;
        }
        // If there is no room, the id is not remembered, and the provider sends the notification again.
        match self.work.try_send(notification) {
            Ok(()) => {
                accepted.insert(id, Instant::now());
                StatusCode::NO_CONTENT
            }
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// The body is taken as bytes: the signature is over the bytes as they came.
async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let now = SystemTime::now();
    match receiver
        .verifier
        .verify_or_fetch(&headers, &body, now)
        .await
    {
        Ok(notification) => receiver.accept(notification),
        Err(error) if error.is_retryable() => StatusCode::SERVICE_UNAVAILABLE,
        Err(error) => {
            eprintln!("refused a notification ({}): {error}", error.kind());
            StatusCode::UNAUTHORIZED
        }
    }
}

/// Serves `router` on `address` in the background, and returns the address with its port.
pub(crate) async fn serve(router: Router, address: &str) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (work, mut notifications) = mpsc::channel(100);
    match std::env::var("CONSTANT_CONTACT_API_KEY") {
        Ok(api_key) => {
            let verifier = Verifier::new(KeySet::fetch().on_demand()?, [api_key]);
            let router = Receiver::new(verifier, work).router();
            println!(
                "Listening at http://{}/webhook.",
                serve(router, "127.0.0.1:3000").await?
            );
        }
        Err(_) => demonstrate(work).await?,
    }
    while let Some(notification) = notifications.recv().await {
        // With a client, `get_account_billing_plan` reads the plan of this account.
        let account = notification
            .encoded_account_id()
            .unwrap_or("an unknown account");
        println!("{}: {account}", notification.event_type);
        if std::env::var("CONSTANT_CONTACT_API_KEY").is_err() {
            break;
        }
    }
    Ok(())
}

/// Sends notifications from a local provider.
async fn demonstrate(work: mpsc::Sender<Notification>) -> Result<(), Box<dyn Error>> {
    let provider = Provider::start().await?;
    let keys = KeySet::fetch()
        .test_address(provider.keys_url())
        .on_demand()?;
    let verifier = Verifier::new(keys, [provider::API_KEY]);
    let address = serve(Receiver::new(verifier, work).router(), "127.0.0.1:0").await?;
    let url = format!("http://{address}/webhook");
    println!("A local server acts as the provider and sends notifications to {url}.\n");

    let body = provider::body("tier.increase", "p07e1l8cdif9dl");
    let signature = provider.sign(&body, SystemTime::now());
    let forged = provider::body("account.cancel", "p07e1l8cdif9dl");
    let (accepted, refused) = (StatusCode::NO_CONTENT, StatusCode::UNAUTHORIZED);
    for (what, body, expected) in [
        ("signed", &body, accepted),
        ("repeated", &body, accepted),
        ("forged", &forged, refused),
    ] {
        let status = provider::send(&url, &signature, body).await?;
        println!("{what}: {status}");
        if status != expected {
            return Err(format!("{what}: {expected} was expected").into());
        }
    }
    Ok(())
}
