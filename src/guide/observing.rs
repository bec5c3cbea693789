#![doc(alias = "logging")]
#![doc(alias = "tracing")]
//! Logging without secrets and personal data.
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
//! | span `constant_contact.request`, around each call with all its attempts | debug | `operation`, `http.request.method`, `http.response.status_code` and `attempt` (of the last attempt), `error.kind` ([`ErrorKind::as_str`](crate::ErrorKind::as_str)) |
//! | a failed attempt is followed by another | debug | `attempt`, `retry.delay_ms` |
//! | a call waits for the next day, because the requests of this one are used up | info | `wait.seconds` |
//! | an answer has a member or a value that this version of the crate does not know; once per process for each | info | `element`: [the type and the name](#changes-of-the-api) |
//! | an import searches for a part whose answer was lost, or waits for the queue | debug | `part` |
//! | the authorization server answered or failed to answer | debug | `status` or `error` |
//! | the keys of webhooks were fetched | debug | `keys`, their number |
//! | the keys of webhooks could not be fetched | warn | `error` |
//! | tokens were not renewed or not saved, or saving them takes long | warn | `attempt`, `error` |
//!
//! A span lasts as long as its call, with all attempts and the waits between them; single attempts are not
//! measured. [`Client::usage`](crate::Client::usage) has the number of today's requests:
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
//! Tokens, codes, secrets, API keys, query strings and bodies do not appear in spans and events, in
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
