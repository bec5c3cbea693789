//! The outcome of a bulk job, in total and part by part.
//!
//! A report begins with the first part and grows while the parts are sent and their jobs are followed. It
//! has states and counts, but no content of the rows.
//!
//! `bulk` is the report of the whole job and `part` that of one part. `attempts` records how often a part may
//! have reached the server, and `missing` determines how many rows the server did not count. `display` prints the
//! report, and `error` attaches it to an error.

mod attempts;
mod bulk;
mod display;
mod error;
mod missing;
mod part;

pub use bulk::BulkReport;
pub use part::{PartReport, PartState};

pub(crate) use attempts::listed_by;
