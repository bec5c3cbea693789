#![doc(alias = "logging")]
#![doc(alias = "tracing")]
//! Logging without secrets and personal data.
//!
//! The crate writes [`tracing`](https://docs.rs/tracing) spans and events, and nothing else. Any
//! subscriber shows them, this one of `tracing-subscriber = "0.3"` with how long each call took:
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
//! | span `constant_contact.request`, around each call with all its attempts | debug | `operation`, `http.request.method`, `http.response.status_code` and `attempt` (of the last attempt), `error.kind` |
//! | a failed attempt is followed by another | debug | `attempt`, `retry.delay_ms` |
//! | an import searches for a part whose answer got lost, or waits for the queue | debug | `part` |
//! | the authorization server answered, or did not | debug | `status` or `error` |
//! | tokens were not renewed, or not saved, or saving them takes long | warn | `attempt`, `error` |
//!
//! A span lasts as long as its call, with all attempts and the waits between them; single attempts are
//! not measured. What was used of the day is at [`Client::usage`](crate::Client::usage):
//!
//! ```no_run
//! # fn f(client: &constant_contact::Client) {
//! if let Some(usage) = client.usage() {
//!     println!("{} of {:?} requests today", usage.used_today, usage.limit);
//! }
//! # }
//! ```
//!
//! Whether the tokens of a session can be saved is at [`Client::store_error`](crate::Client::store_error): calls
//! go on without, but a process that ends then loses its access.
//!
//! # What is not printed
//!
//! Tokens, codes, secrets, API keys, query strings and bodies: not in spans and events, not in
//! [`Error`](crate::Error) or its sources, not in `Debug` of the client, of calls, or of types.
//!
//! `Debug` of a type shows ids, enumerations, numbers, booleans and times. Every other text shows as `…`,
//! and so do birthdays, an id or time that does not look like one, and free-form members. To print
//! one, read the field itself:
//!
//! ```
//! # #[cfg(feature = "contact-lists")] {
//! use constant_contact::types::ContactList;
//!
//! let list = ContactList {
//!     list_id: Some("06526938-56dd-11e9-932a-fa163ea075fa".to_owned()),
//!     name: Some("Friends of Ann".to_owned()),
//!     membership_count: Some(7),
//!     ..Default::default()
//! };
//! let printed = format!("{list:?}");
//! assert!(printed.contains("06526938") && printed.contains("membership_count: Some(7)"));
//! assert!(printed.contains("name: Some(…)"));
//! # }
//! ```
//!
//! Of an answer without a declared type, a [`RawBody`](crate::RawBody), it shows the length. What
//! [`Error::body`](crate::Error::body) and [`Request::json`](crate::Request::json) give prints as it is.
//!
//! The error of an answer that cannot be read says where, what was found and what was expected, in words
//! of this crate. The place has only names that the contract has:
//! `at contacts[3].birthday_day: found a text, expected a whole number`.
//!
//! Spans and events hold nothing about people, and an error nothing of a request. It quotes the messages
//! of the API, though, of at most ten problems, with every email address in them replaced by `[address]`.
//! Should a message name a person in another way, so does the error; where that must not be, log
//! [`kind`](crate::Error::kind), [`operation`](crate::Error::operation), [`status`](crate::Error::status)
//! and the [`key`](crate::ApiError::key) of each problem instead. Ids, such as that of a contact, are
//! printed.
//!
//! `reqwest` and what it stands on have logs of their own. On the level `trace` they may show
//! headers and addresses: leave them at `info` where logs are kept.
//!
//! # What the server really sent
//!
//! Of an answer that could not be read, and of a refusal, [`Error::body`](crate::Error::body) has the
//! text. Where figures only look wrong, ask again without types:
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
//! It shows names and addresses too: keep it out of logs.
