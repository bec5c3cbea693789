#![cfg_attr(
    all(feature = "all-areas", feature = "oauth"),
    doc = include_str!(concat!(env!("OUT_DIR"), "/front.md"))
)]
#![cfg_attr(
    not(all(feature = "all-areas", feature = "oauth")),
    doc = "The Rust SDK for the Constant Contact V3 API, with some of its features: the areas below. The",
    doc = "[complete reference](https://docs.rs/constant-contact) names the feature of each item.",
    doc = "",
    doc = include_str!(concat!(env!("OUT_DIR"), "/areas.md"))
)]
#![cfg_attr(docsrs, feature(doc_cfg))]
// With only some of the features enabled, the lower layers have unused items. A build with all features
// reports dead code.
#![cfg_attr(
    not(all(feature = "all-areas", feature = "oauth")),
    allow(dead_code, unused_imports, unused_macros)
)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

// rustdoc lists the methods of `Client` in the order of these modules: those of the client itself, those for
// bulk operations, and then the generated ones.
mod client;

#[cfg(feature = "contacts-custom-fields")]
mod custom_fields;

#[cfg(feature = "bulk-activities")]
mod bulk;

#[allow(deprecated, reason = "it has what the provider has deprecated too")]
mod generated;

pub mod auth;
#[cfg(feature = "test-util")]
pub mod conformance;
#[cfg(feature = "contacts")]
mod contact_changes;
mod error;
#[cfg(any(feature = "oauth", feature = "bulk-activities"))]
mod files;
#[cfg(all(any(doc, doctest), feature = "all-areas", feature = "oauth"))]
pub mod guide;
mod model;
mod paging;
mod shortcuts;
mod transport;
#[cfg(feature = "webhook")]
pub mod webhook;

#[cfg(feature = "csv-rows")]
pub use bulk::Rows;
#[cfg(feature = "bulk-activities")]
pub use bulk::{
    ActivityPoller, ActivityUpdates, Batch, BulkItems, BulkJob, BulkReport, CSV_MAX_BYTES,
    CSV_MAX_LINES, CsvSource, ExportContacts, ExportFile, FileJournal, ImportContacts, ImportCsv,
    Journal, PartReport, PartState, Phase, Progress, ProgressFeed, ProgressUpdates, csv,
};
#[doc(no_inline)]
pub use chrono;
pub use client::{BaseUrlError, Client, ClientBuilder, Request};
#[cfg(feature = "contacts")]
pub use contact_changes::{ContactChange, ContactChangeStream, ContactChanges, ContactCheckpoint};
#[cfg(all(
    feature = "contacts-custom-fields",
    any(feature = "bulk-activities", feature = "contacts")
))]
pub use custom_fields::CustomFieldInput;
#[cfg(all(feature = "contacts-custom-fields", feature = "contacts"))]
pub use custom_fields::CustomFieldValue;
#[cfg(feature = "contacts-custom-fields")]
pub use custom_fields::{CustomFieldSet, ReadCustomFields};
pub use error::{ApiError, BoxError, Error, ErrorKind, Result};
pub use generated::{builder, types};
pub use model::{
    ActivityMessage, Link, RawBody, SendTime, StringOrInteger, Timestamp, UnknownElement,
    UnknownMembers, UnknownValue,
};
pub use paging::{Continuation, Items, Page, PagePosition, Pages};
#[cfg(any(
    feature = "contact-lists",
    feature = "contact-tags",
    feature = "contacts-custom-fields"
))]
pub use shortcuts::FindOrCreate;
#[cfg(feature = "contacts")]
pub use shortcuts::{FindContact, UnsubscribeContact};
pub use transport::before_send::OutgoingRequest;
pub use transport::byte_stream::ByteStream;
pub use transport::future::BoxFuture;
pub use transport::lock::{Lease, LockGuard};
pub use transport::pacing::{
    LimitError, Pacer, Permit, RateError, RateLimiter, Requester, Unlimited, Usage,
};
pub use transport::report::{CallOutcome, CallReport};
pub use transport::response::Response;
pub use transport::retry::RetryPolicy;
pub use transport::timeouts::Timeouts;

pub(crate) use model::{object, opaque_debug, open_enum};
// Names that the generated client uses.
use client::calls;
use transport::{answer, call};

/// The HTTP types in this crate's API.
pub mod http {
    #[doc(no_inline)]
    pub use ::http::{HeaderMap, Method, StatusCode};
}
