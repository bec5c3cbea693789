//! Importing contacts from a CSV of any size.
//!
//! The API silently drops whatever exceeds 4 MB of the whole body or 40,000 lines. So the source is split
//! into parts within both limits, each with the header repeated, and each part is uploaded with a file name
//! that no other upload has. At any time two parts are in memory: the one that is being sent and the one
//! that is being read.
//!
//! `builder` is the call, and `send` runs it. `source` is the origin of the CSV, `rows` writes it from values,
//! `chunks` reads it, and `parts` splits it. `headings` checks its headings before anything is sent. `form` is the
//! upload of a part, `name` its file name, and `limits` its size. `account` makes sure that an import resumes in the
//! account in which it began.

mod account;
mod builder;
mod chunks;
mod form;
#[cfg(feature = "contacts-custom-fields")]
mod headings;
mod limits;
mod name;
mod parts;
#[cfg(feature = "csv-rows")]
mod rows;
mod send;
mod source;

pub use builder::ImportCsv;
pub use limits::{CSV_MAX_BYTES, CSV_MAX_LINES};
pub use source::CsvSource;
