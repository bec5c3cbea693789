#![cfg_attr(
    all(feature = "all-areas", feature = "oauth"),
    doc = include_str!(concat!(env!("OUT_DIR"), "/front.md"))
)]
#![cfg_attr(
    not(all(feature = "all-areas", feature = "oauth")),
    doc = "The Rust SDK for the Constant Contact V3 API, with some of its features.",
    doc = "",
    doc = include_str!(concat!(env!("OUT_DIR"), "/areas.md"))
)]
#![cfg_attr(docsrs, feature(doc_cfg))]
// With some of the features the layer below has more than is needed; what nothing uses is told with
// all of them.
#![cfg_attr(
    not(all(feature = "all-areas", feature = "oauth")),
    allow(dead_code, unused_imports, unused_macros)
)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

// The methods of `Client` stand in the reference in the order of the modules: its own, those for many
// contacts, those for any request, and then the operations.
mod client;

#[cfg(feature = "bulk-activities")]
mod activity;
#[cfg(feature = "bulk-activities")]
mod bulk;
#[cfg(feature = "bulk-activities")]
mod export;
#[cfg(feature = "bulk-activities")]
mod import;

mod request;

mod generated;

mod answer;
pub mod auth;
mod call;
mod error;
#[cfg(any(feature = "oauth", feature = "bulk-activities"))]
mod files;
#[cfg(all(any(doc, doctest), feature = "all-areas", feature = "oauth"))]
pub mod guide;
mod origin;
mod pacing;
mod paging;
mod pipeline;
mod retry;
mod tls;
mod utc_day;
mod values;
mod wire;

#[cfg(feature = "bulk-activities")]
pub use activity::{ActivityPoller, ActivityUpdates};
#[cfg(feature = "bulk-activities")]
pub use bulk::{
    Batch, BulkItems, BulkJob, BulkReport, FileJournal, ImportContacts, Journal, PartReport,
    PartState, Phase, Progress, ProgressFeed, ProgressUpdates,
};
#[doc(no_inline)]
pub use chrono;
pub use client::{BaseUrlError, Client, ClientBuilder, Timeouts};
pub use error::{ApiError, Error, ErrorKind, Result};
#[cfg(feature = "csv-rows")]
pub use export::Rows;
#[cfg(feature = "bulk-activities")]
pub use export::{ContactsFile, ExportContacts};
pub use generated::{builder, types};
#[cfg(feature = "bulk-activities")]
pub use import::{CSV_MAX_BYTES, CSV_MAX_LINES, CsvSource, ImportCsv, split as csv};
pub use pacing::{Acquire, LimitError, Pacer, Permit, RateError, RateLimiter, Unlimited, Usage};
pub use paging::{Continuation, Items, Page, Pages, Position};
pub use progenitor_client::ByteStream;
/// The answer to a call: its type by `Deref`, with [`status`](ResponseValue::status) and
/// [`headers`](ResponseValue::headers); [`into_inner`](ResponseValue::into_inner) takes it out.
///
/// What follows is the description in `progenitor_client`, which many clients share.
pub use progenitor_client::ResponseValue;
pub use request::Request;
pub use retry::RetryPolicy;
pub use values::{
    ActivityMessage, Link, RawBody, SendTime, StringOrInteger, Timestamp, UnknownMembers,
};

pub(crate) use error::opaque_debug;
pub(crate) use wire::{object, open_enum};

/// The types of HTTP in the interface of this crate.
pub mod http {
    #[doc(no_inline)]
    pub use ::http::{HeaderMap, Method, StatusCode};
}
