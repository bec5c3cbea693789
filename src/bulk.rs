//! Bulk work of any size, which is split into parts and sent as several requests.
//!
//! ```text
//! rows ─► parts ─► delivery ─────────────────► BulkJob ─► follow ─► BulkReport
//!                  │  ▲    │                              (one list of jobs for many)
//!          intent, │  │    │ outcome unknown
//!        accepted  ▼  │    ▼
//!                journal   activity: does the list have a job with this file name?
//! ```
//!
//! A part is one request and becomes one job at the server. The API has no idempotency keys, so before a
//! part whose answer was lost is sent again, the list of jobs is searched for the unique file name of the
//! part. The journal records each part before and after it is sent: after a crash, the same call resumes
//! where the journal ends.
//!
//! `import`, `batch` and `export` have the calls of the client. `delivery` sends parts, `job` waits for their
//! jobs and finds out which parts the server may have twice, `report` has the outcome of each part, and
//! `progress` publishes the progress. `activity` reads jobs from the server, and `csv` splits sources. All of them
//! use `part`, `ids`, `sha256`, `source` and `timeouts`.

mod activity;
mod batch;
pub mod csv;
mod delivery;
mod export;
mod ids;
mod import;
mod job;
mod journal;
mod part;
mod progress;
mod report;
mod sha256;
mod source;
mod timeouts;

pub use activity::{ActivityPoller, ActivityUpdates};
pub use batch::{Batch, BulkItems, ImportContacts};
#[cfg(feature = "csv-rows")]
pub use export::Rows;
pub use export::{ContactsFile, ExportContacts};
pub use import::{CSV_MAX_BYTES, CSV_MAX_LINES, CsvSource, ImportCsv};
pub use job::BulkJob;
pub use journal::{FileJournal, Journal};
pub use progress::{Phase, Progress, ProgressFeed, ProgressUpdates};
pub use report::{BulkReport, PartReport, PartState};
