//! How generated types read and write JSON: lenient with what the server sends, exact in what is
//! sent to it. The generator writes down fields and names; the macros here make the serde code.
//!
//! The code is written by macros of our own and not derived, since it has to be more lenient than
//! a derive (`null` for a list, anything missing, anything unknown), hides texts in `Debug`, and compiles in a fraction of the time.

mod object;
mod open_enum;
mod read;
mod redact;

pub(crate) use object::{Choice, Key, object};
pub(crate) use open_enum::open_enum;
pub(crate) use read::{As, Read, only, reads_itself, text};
pub(crate) use redact::{Hidden, Redact, Redacted, Show, UnknownValue, redacts_itself};
