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
// With only some of the features, the lower layers have items that nothing uses. Dead code is reported
// with all features.
#![cfg_attr(
    not(all(feature = "all-areas", feature = "oauth")),
    allow(dead_code, unused_imports, unused_macros)
)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

// The reference lists the methods of `Client` in the order of these modules: its own, those for bulk
// work, and then the operations.
mod client;

#[cfg(feature = "bulk-activities")]
mod bulk;

mod generated;

pub mod auth;
mod error;
#[cfg(any(feature = "oauth", feature = "bulk-activities"))]
mod files;
#[cfg(all(any(doc, doctest), feature = "all-areas", feature = "oauth"))]
pub mod guide;
mod model;
mod paging;
mod transport;

#[cfg(feature = "csv-rows")]
pub use bulk::Rows;
#[cfg(feature = "bulk-activities")]
pub use bulk::{
    ActivityPoller, ActivityUpdates, Batch, BulkItems, BulkJob, BulkReport, CSV_MAX_BYTES,
    CSV_MAX_LINES, ContactsFile, CsvSource, ExportContacts, FileJournal, ImportContacts, ImportCsv,
    Journal, PartReport, PartState, Phase, Progress, ProgressFeed, ProgressUpdates, csv,
};
#[doc(no_inline)]
pub use chrono;
pub use client::{BaseUrlError, Client, ClientBuilder, Request};
pub use error::{ApiError, Error, ErrorKind, Result};
pub use generated::{builder, types};
pub use model::{
    ActivityMessage, Link, RawBody, SendTime, StringOrInteger, Timestamp, UnknownMembers,
};
pub use paging::{Continuation, Items, Page, Pages, Position};
pub use progenitor_client::ByteStream;
/// The answer to a call: its type by `Deref`, with [`status`](ResponseValue::status) and
/// [`headers`](ResponseValue::headers); [`into_inner`](ResponseValue::into_inner) takes it out.
///
/// What follows is the description in `progenitor_client`, which many clients share.
pub use progenitor_client::ResponseValue;
pub use transport::pacing::{
    Acquire, LimitError, Pacer, Permit, RateError, RateLimiter, Unlimited, Usage,
};
pub use transport::retry::RetryPolicy;
pub use transport::timeouts::Timeouts;

pub(crate) use model::{object, opaque_debug, open_enum};
// Names that the generated client uses.
use transport::{answer, call};

/// The types of HTTP in the interface of this crate.
pub mod http {
    #[doc(no_inline)]
    pub use ::http::{HeaderMap, Method, StatusCode};
}
