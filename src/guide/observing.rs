#![doc(alias = "logging")]
#![doc(alias = "tracing")]
#![doc(alias = "metrics")]
#![doc(alias = "opentelemetry")]
//! Logs, traces and metrics, without secrets and personal data.
//!
//! The crate emits [`tracing`](https://docs.rs/tracing) spans and events, and no other output. Any subscriber
//! shows them. This one, of `tracing-subscriber = "0.3"`, also shows how long each call took:
//!
//! ```no_run
//! use tracing_subscriber::filter::{LevelFilter, Targets};
//! use tracing_subscriber::fmt::format::FmtSpan;
//! use tracing_subscriber::prelude::*;
//!
//! tracing_subscriber::registry()
//!     .with(tracing_subscriber::fmt::layer().with_span_events(FmtSpan::CLOSE))
//!     .with(Targets::new().with_target("constant_contact", LevelFilter::DEBUG))
//!     .init();
//! ```
//!
//! | span or event | level | fields |
//! |---|---|---|
//! | span `constant_contact.call`, around each call with all its attempts | info | [below](#spans) |
//! | span `constant_contact.request`, one for each attempt | info | [below](#spans) |
//! | a failed attempt is followed by another | debug | `attempt`, `retry.delay_ms` |
//! | a call waits for the next day, because the requests of this one are used up | info | `wait.seconds` |
//! | an answer has a member or a value that this version of the crate does not know; once per process for each | info | `element`: [the type and the name](#changes-of-the-api) |
//! | an import searches for a part whose answer was lost, or waits for the queue | debug | `part` |
//! | the authorization server answered or failed to answer | debug | `status` or `error` |
//! | the keys of webhooks were fetched | debug | `keys`, their number |
//! | the keys of webhooks could not be fetched | warn | `error` |
//! | an observer of calls panicked | warn | `operation` |
//! | tokens were not renewed or not saved, or saving them takes long | warn | `attempt`, `error` |
//!
//! [`Client::usage`](crate::Client::usage) has the number of today's requests:
//!
//! ```no_run
//! # fn f(client: &constant_contact::Client) {
//! if let Some(usage) = client.usage() {
//!     println!("{} of {:?} requests today", usage.used_today, usage.limit);
//! }
//! # }
//! ```
//!
//! [`Client::store_error`](crate::Client::store_error) reports whether the tokens of a session can be saved.
//! If not, calls keep working, but a process that ends then loses its access.
//!
//! # Spans
//!
//! The span of a call lasts from before its first turn until its answer is read, with the waits between attempts.
//! A page of a list, or a request of a bulk job, is a call. The span of an attempt covers the request and its answer,
//! without the wait for its turn. For a download, the span of the call ends when the first piece arrives.
//!
//! | field | call | attempt |
//! |---|---|---|
//! | `otel.kind` | `internal` | `client` |
//! | `otel.name` | the operation: `get_list` | `GET /contact_lists/{list_id}` |
//! | `otel.status_code`, if it failed | `ERROR` | `ERROR` |
//! | `operation` | the method of [`Client`](crate::Client) | |
//! | `http.request.method`, `server.address` | yes | yes |
//! | `server.port` | | yes |
//! | `url.template`, except for [`Client::request`](crate::Client::request) | yes | yes |
//! | `http.response.status_code` | of the last attempt | yes |
//! | `error.type`, if it failed | [`ErrorKind::as_str`](crate::ErrorKind::as_str) | the status, or the kind if there was no refusal |
//! | `http.request.resend_count` | | from the second attempt on |
//! | `attempts` | how many requests were sent | |
//! | `rate_limit.wait_ms` | the waits for turns and for the next day | those before this attempt |
//!
//! If the future of a call is dropped, `error.type` is `cancelled`, without the status `ERROR`: dropping a stream after
//! its first rows is not a failure. The attempt of a call for a client account
//! ([`on_behalf_of`](crate::Client::on_behalf_of)) is the partner's request that carries it out.
//!
//! The fields follow OpenTelemetry's conventions for HTTP clients, with one exception: there is no `url.full`, because
//! URLs have ids and addresses in them. `tracing-opentelemetry` exports the spans:
//!
//! ```no_run
//! # fn f(exporter: impl opentelemetry_sdk::trace::SpanExporter + 'static) {
//! use opentelemetry::trace::TracerProvider;
//! use opentelemetry_sdk::trace::SdkTracerProvider;
//! use tracing_subscriber::filter::{LevelFilter, Targets};
//! use tracing_subscriber::prelude::*;
//!
//! let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).build();
//! let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer("library-sync"));
//! let ours = Targets::new().with_target("constant_contact", LevelFilter::INFO);
//! tracing_subscriber::registry().with(spans.with_filter(ours)).init();
//! # }
//! ```
//!
//! # Metrics
//!
//! [`ClientBuilder::observe`](crate::ClientBuilder::observe) adds a function that gets a
//! [`CallReport`](crate::CallReport) at the end of each call: its operation, outcome, attempts, wait and duration.
//! A metric takes one line, here with `prometheus-client`:
//!
//! ```
//! # fn main() -> constant_contact::Result<()> {
//! use constant_contact::Client;
//! use prometheus_client::metrics::{counter::Counter, family::Family};
//!
//! let calls = Family::<[(&str, &str); 2], Counter>::default(); // register it under a name
//! let counted = calls.clone();
//! let client = Client::builder()
//!     .access_token("…")
//!     .observe(move |call| {
//!         let labels = [("operation", call.operation), ("outcome", call.outcome.as_str())];
//!         counted.get_or_create(&labels).inc();
//!     })
//!     .build()?;
//! # drop((calls, client));
//! # Ok(())
//! # }
//! ```
//!
//! The [outcome](crate::CallOutcome) is `success`, `cancelled`, or the kind of the error.
//!
//! # Headers of your own
//!
//! [`ClientBuilder::before_send`](crate::ClientBuilder::before_send) adds headers to each attempt, such as a request id.
//! It runs in the span of the attempt, so it can send the context of the trace (`traceparent`), here with the crates
//! `opentelemetry`, `opentelemetry_sdk` and `tracing-opentelemetry`:
//!
//! ```no_run
//! # fn main() -> constant_contact::Result<()> {
//! use opentelemetry::propagation::TextMapPropagator;
//! use opentelemetry_sdk::propagation::TraceContextPropagator;
//! use std::collections::HashMap;
//! use tracing_opentelemetry::OpenTelemetrySpanExt;
//!
//! let client = constant_contact::Client::builder()
//!     .access_token("…")
//!     .before_send(|request| {
//!         let mut headers = HashMap::new();
//!         let context = tracing::Span::current().context();
//!         TraceContextPropagator::new().inject_context(&context, &mut headers);
//!         headers.iter().try_for_each(|(name, value)| request.insert_header(name, value))
//!     })
//!     .build()?;
//! # drop(client);
//! # Ok(()) }
//! ```
//!
//! The API documents no use of such headers; a proxy or a gateway of your own can log them.
//!
//! # Changes of the API
//!
//! The provider adds members and values to the API without notice. They are read and kept, but a program may have to
//! know what they mean: a `match` over an enumeration meets `Unknown`. Each of them is logged once per process, and
//! listed in the [`unknown_elements`](crate::CallReport::unknown_elements) of every call whose answer has it: by its
//! type and name, never with its value. When one appears, update this crate. If the newest version does not know it
//! either, tell the maintainers, who renew the contract with `cargo xtask regen`.
//!
//! # What is not printed
//!
//! Tokens, codes, secrets, API keys, query strings and bodies do not appear in spans and events, in reports of calls, in
//! [`Error`](crate::Error) or its sources, or in the `Debug` output of the client, of calls and of types.
//!
//! `Debug` of a type shows ids, enumerations, numbers, booleans and times. Every other text is shown as `…`,
//! and so are birthdays, free-form members, and ids and times that do not look like one. To print such a value,
//! read the field:
//!
//! ```
//! # fn main() -> Result<(), serde_json::Error> {
//! use constant_contact::types::ContactList;
//!
//! let answer = r#"{"list_id": "06526938-56dd-11e9-932a-fa163ea075fa",
//!     "name": "Friends of Ann", "membership_count": 7}"#;
//! let list: ContactList = serde_json::from_str(answer)?;
//! let printed = format!("{list:?}");
//! assert!(printed.contains("06526938") && printed.contains("membership_count: Some(7)"));
//! assert!(printed.contains("name: Some(…)"));
//! # Ok(())
//! # }
//! ```
//!
//! For an answer without a declared type, a [`RawBody`](crate::RawBody), it shows the length. The values that
//! [`Error::body`](crate::Error::body) and [`Request::json`](crate::Request::json) return are printed in full.
//!
//! The error of an answer that cannot be read gives the place, what was found and what was expected, in this
//! crate's words. The place contains only names of the contract:
//! `at contacts[3].birthday_day: found a string, expected a whole number`.
//!
//! Spans and events contain nothing about people, and an error contains nothing of the request. It does quote
//! the messages of the API, for at most ten problems, with every email address replaced by `[address]`. If a
//! message names a person in another way, so does the error. Where this is not acceptable, log
//! [`kind`](crate::Error::kind), [`operation`](crate::Error::operation), [`status`](crate::Error::status) and
//! the [`key`](crate::ApiError::key) of each problem instead. Ids, such as that of a contact, are printed.
//!
//! `reqwest` and the crates below it have their own logs. At the level `trace`, these may show headers and
//! addresses: set them to `info` if logs are stored.
//!
//! # What the server sent
//!
//! [`Error::body`](crate::Error::body) has the text of a refusal and of an answer that could not be read. If an
//! answer was read but looks wrong, request it again without types:
//!
//! ```no_run
//! # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
//! use constant_contact::http::Method;
//!
//! let path = "/reports/summary_reports/email_campaign_summaries";
//! let raw = client.request(Method::GET, path).send().await?;
//! println!("{}", String::from_utf8_lossy(&raw));
//! # Ok(())
//! # }
//! ```
//!
//! The text contains names and addresses: keep it out of logs.
