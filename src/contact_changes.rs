//! What changed in the contacts of an account since a checkpoint, as a stream.
//!
//! ```text
//! ContactChanges ─► ContactChangeStream ─► ContactChange
//!  (the options)      │ ▲
//!             request │ │ page
//!                     ▼ │
//!                     Run ─► ContactCheckpoint
//! ```
//!
//! A run reads up to three lists of contacts: those that changed, those that opted out, and those that are deleted.
//! `run` decides without I/O which page comes next and which of its contacts are returned, and has a valid
//! checkpoint at each moment. `stream` requests the pages.

mod builder;
mod change;
mod checkpoint;
mod fingerprint;
mod run;
mod stream;

pub use builder::ContactChanges;
pub use change::ContactChange;
pub use checkpoint::ContactCheckpoint;
pub use stream::ContactChangeStream;
