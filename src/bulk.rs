//! Bulk work of any size: more than one request takes, sent in parts.
//!
//! ```text
//! rows ─► parts ─► Delivery ─────────────────► BulkJob ─► follow ─► BulkReport
//!                  │  ▲    │                              (one listing for many)
//!          intent, │  │    │ outcome unknown
//!        accepted  ▼  │    ▼
//!                Journal   Listing: is there a job with this file name?
//! ```
//!
//! A part is one request and becomes one job at the server. The API has no idempotency keys, so
//! before a part whose request broke off is sent again, [`Listing`](listing) is asked for the
//! file name that only this part has. The [`Journal`] notes each part before and after it is
//! sent: after a crash the same call goes on where the notes end. `delivery` sends,
//! `follow` waits for the jobs and clears up which parts can be there twice, `report` says what became
//! of every row. What decides without I/O is in `sends` (how often a part may have arrived) and
//! `timeouts` (when to look for it). CSV imports are in `import`; `contacts`, `calls`, `batch` and
//! `pack` make parts of contacts and ids.

mod account;
mod activity;
mod batch;
mod calls;
mod contacts;
pub mod csv;
mod delivery;
mod export;
mod file_journal;
mod follow;
mod import;
mod items;
mod job;
mod journal;
mod listing;
mod missing;
mod pack;
mod part;
mod progress;
mod report;
mod sends;
mod timeouts;

pub use activity::{ActivityPoller, ActivityUpdates};
pub use batch::Batch;
pub use contacts::ImportContacts;
#[cfg(feature = "csv-rows")]
pub use export::Rows;
pub use export::{ContactsFile, ExportContacts};
pub use file_journal::FileJournal;
pub use import::{CSV_MAX_BYTES, CSV_MAX_LINES, CsvSource, ImportCsv};
pub use items::BulkItems;
pub use job::BulkJob;
pub use journal::Journal;
pub use progress::{Phase, Progress, ProgressFeed, ProgressUpdates};
pub use report::{BulkReport, PartReport, PartState};

pub(crate) use account::{is_same as is_same_account, owner as token_owner};
pub(crate) use delivery::Delivery;
pub(crate) use journal::{Begin, JournalState};
pub(crate) use listing::find;
pub(crate) use part::{Part, Payload};
pub(crate) use timeouts::Timeouts;
