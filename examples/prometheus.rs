//! Metrics of all calls for Prometheus: how many there were, how they ended, how long they took and waited, how many
//! requests are left today, and what the API has added since this version of the crate.
//!
//! ```sh
//! cargo run --example prometheus                        # offline, against a sandbox of the API
//! CONSTANT_CONTACT_ACCESS_TOKEN=… cargo run --example prometheus
//! ```

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use constant_contact::{CallReport, Client};
use constant_contact_sandbox::{ErrorShape, Fault, Sandbox};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::net::TcpListener;

const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Durations = Family<[(&'static str, &'static str); 1], Histogram, fn() -> Histogram>;

/// The metrics of the clients that report to it.
pub(crate) struct Metrics {
    calls: Family<[(&'static str, &'static str); 2], Counter>,
    durations: Durations,
    requests: Counter,
    waits: Counter<f64, AtomicU64>,
    left: Gauge<f64, AtomicU64>,
    unknown: Family<[(&'static str, String); 1], Counter>,
}

impl Metrics {
    pub(crate) fn new(registry: &mut Registry) -> Self {
        let seconds = || Histogram::new(exponential_buckets(0.05, 2.0, 12));
        let metrics = Self {
            calls: Family::default(),
            durations: Family::new_with_constructor(seconds),
            requests: Counter::default(),
            waits: Counter::default(),
            left: Gauge::default(),
            unknown: Family::default(),
        };
        // Unknown until the first call has ended.
        metrics.left.set(f64::NAN);
        let registry = registry.sub_registry_with_prefix("constant_contact");
        registry.register("calls", "Calls that have ended", metrics.calls.clone());
        let help = "How long calls took, with all attempts and waits";
        registry.register_with_unit(
            "call_duration",
            help,
            Unit::Seconds,
            metrics.durations.clone(),
        );
        let help = "Requests that were sent, with those that were repeated";
        registry.register("requests", help, metrics.requests.clone());
        let help = "How long calls waited for the rate limiter";
        registry.register_with_unit(
            "rate_limit_wait",
            help,
            Unit::Seconds,
            metrics.waits.clone(),
        );
        let help = "Requests that are left until 00:00 UTC";
        registry.register("requests_left_today", help, metrics.left.clone());
        let help = "Answers with an element that this version of the crate does not know";
        registry.register("unknown_elements", help, metrics.unknown.clone());
        metrics
    }

    /// Every label has few values, whatever the calls are about.
    pub(crate) fn record(&self, call: &CallReport) {
        let operation = ("operation", call.operation);
        let outcome = ("outcome", call.outcome.as_str());
        self.calls.get_or_create(&[operation, outcome]).inc();
        let seconds = call.duration.as_secs_f64();
        self.durations.get_or_create(&[operation]).observe(seconds);
        self.requests.inc_by(call.attempts.into());
        self.waits.inc_by(call.wait.as_secs_f64());
        if let Some(left) = call.usage.as_ref().and_then(|usage| usage.remaining()) {
            self.left.set(left as f64);
        }
        for element in &call.unknown_elements {
            let element = [("element", element.to_string())];
            self.unknown.get_or_create(&element).inc();
        }
    }
}

/// Serves the metrics of `registry` at `/metrics` in the background, and returns the address with its port.
pub(crate) async fn serve(registry: Registry, address: &str) -> std::io::Result<SocketAddr> {
    let router = Router::new().route("/metrics", get(metrics));
    let router = router.with_state(Arc::new(registry));
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn metrics(State(registry): State<Arc<Registry>>) -> impl IntoResponse {
    let mut text = String::new();
    let encoded = encode(&mut text, &registry).map(|()| ([(CONTENT_TYPE, OPENMETRICS)], text));
    encoded.map_err(|error| error.to_string())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut registry = Registry::default();
    let metrics = Metrics::new(&mut registry);
    let Ok(token) = std::env::var("CONSTANT_CONTACT_ACCESS_TOKEN") else {
        println!("{}", offline(registry, metrics).await?);
        return Ok(());
    };
    let client = Client::builder()
        .access_token(token)
        .observe(move |call| metrics.record(call))
        .build()?;
    let address = serve(registry, "127.0.0.1:9464").await?;
    println!("Listening at http://{address}/metrics.");
    loop {
        if let Err(error) = client.get_contact_counts().send().await {
            eprintln!("{error}");
        }
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

/// Makes a few calls to a sandbox of the API, and returns what Prometheus reads after them.
pub(crate) async fn offline(
    registry: Registry,
    metrics: Metrics,
) -> Result<String, Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let client = Client::builder()
        .access_token(sandbox.access_token())
        .base_url(sandbox.base_url())
        .observe(move |call| metrics.record(call))
        .build()?;
    let ann = sandbox.add_contact("ann@example.com");

    let busy = Fault::Status(503, ErrorShape::Empty);
    sandbox.fail(busy).on("GET /contact_lists").times(1);
    client.get_all_lists().send().await?;

    // The API of a later month: contacts have a new member.
    let grown = Fault::altered(|body| [br#"{"pronouns": "she/her","#, &body[1..]].concat());
    sandbox
        .fail(grown)
        .on("GET /contacts/{contact_id}")
        .times(2);
    client.get_contact_by_id(&ann).send().await?;
    client.get_contact_by_id(&ann).send().await?;
    let missing = client.get_contact_by_id("00000000-0000-0000-0000-000000000000");
    missing
        .send()
        .await
        .err()
        .ok_or("there is no such contact")?;

    let address = serve(registry, "127.0.0.1:0").await?;
    let answer = reqwest::get(format!("http://{address}/metrics")).await?;
    Ok(answer.error_for_status()?.text().await?)
}
