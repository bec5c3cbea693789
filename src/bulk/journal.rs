//! The journal from which an import resumes after a crash.
//!
//! It has one line for each event, in the order of the events: first `begin`; then for each part `intent`
//! before its request is sent, and afterwards the outcome: `accepted`, `refused`, or `confirmed` if the
//! server has the part but did not name its job. `found` is a job that was found in the list of jobs. Each
//! line is on the disk before the import goes on. So the journal says at any moment how many requests of
//! each part may have reached the server, and which jobs they became.
//!
//! An import holds the lock of its journal, and confirms it before each line and each request, so that no other process
//! resumes the same import meanwhile.
//!
//! `store` is the trait, `file` its implementation in a file. `line` protects each line against damage,
//! `event` is what a line says. `state` reads the lines without I/O, and `history` has what they say of
//! one part.

mod event;
mod file;
mod history;
mod line;
mod state;
mod store;

pub use file::FileJournal;
pub use store::Journal;

pub(crate) use event::Begin;
pub(crate) use history::PartHistory;
pub(crate) use state::JournalState;
