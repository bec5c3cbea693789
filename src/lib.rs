#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "bulk-activities")]
mod activity;
mod answer;
pub mod auth;
#[cfg(feature = "bulk-activities")]
mod bulk;
mod call;
mod client;
mod error;
#[cfg(feature = "bulk-activities")]
mod export;
mod generated;
#[cfg(feature = "bulk-activities")]
mod import;
mod pacing;
mod pipeline;
mod retry;
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
pub use client::{BaseUrlError, Client, ClientBuilder, Timeouts};
pub use error::{ApiError, Error, ErrorKind, Result};
#[cfg(feature = "bulk-activities")]
pub use export::{ContactsFile, ExportContacts};
pub use generated::{builder, types};
#[cfg(feature = "bulk-activities")]
pub use import::{CSV_MAX_BYTES, CSV_MAX_LINES, CsvSource, ImportCsv, split as csv};
pub use pacing::{Acquire, LimitError, Pacer, Permit, RateError, RateLimiter, Unlimited, Usage};
pub use progenitor_client::{ByteStream, ResponseValue};
pub use retry::RetryPolicy;
pub use values::{ActivityMessage, Link, SendTime, StringOrInteger, Timestamp};

pub(crate) use error::opaque_debug;
pub(crate) use wire::{object, open_enum};
