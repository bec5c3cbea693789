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
//! `follow` waits for the jobs, `report` says what became of every row. CSV imports are in
//! `import`; `contacts`,
//! `calls`, `batch` and `pack` make parts of contacts and ids.

mod batch;
mod calls;
mod contacts;
mod delivery;
mod file_journal;
mod follow;
mod items;
mod job;
mod journal;
mod listing;
mod missing;
mod pack;
mod part;
mod progress;
mod report;

pub use batch::Batch;
pub use contacts::ImportContacts;
pub use file_journal::FileJournal;
pub use items::BulkItems;
pub use job::BulkJob;
pub use journal::Journal;
pub use progress::{Phase, Progress, ProgressFeed, ProgressUpdates};
pub use report::{BulkReport, PartReport, PartState};

pub(crate) use delivery::{Delivery, Patience};
pub(crate) use journal::{Begin, Past};
pub(crate) use listing::find;
pub(crate) use part::{Part, Payload};
