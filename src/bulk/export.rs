//! Exporting contacts to a CSV: a bulk job, and then its file.
//!
//! `builder` runs the job and opens its file, `file` is the download as it arrives, and `rows` reads it into
//! a type of the caller.

mod builder;
mod file;
#[cfg(feature = "csv-rows")]
mod rows;

pub use builder::ExportContacts;
pub use file::ExportFile;
#[cfg(feature = "csv-rows")]
pub use rows::Rows;
