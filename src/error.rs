//! The error type of the crate.
//!
//! Every failure (invalid input from the caller, a network error, a refusal by the server, an answer
//! that cannot be read, a failed bulk job) is returned as an [`Error`], which is one word in size. The
//! module `body` parses the body of a refusal leniently. Every email address in a printed message is
//! masked, so that it does not get into a log.

mod body;
mod decode;
mod fields;
mod kind;
#[cfg(any(feature = "bulk-activities", feature = "contacts-custom-fields"))]
mod nearest;
mod predicates;
mod print;
mod reason;
mod source;
mod text;

pub use body::ApiError;
pub(crate) use body::{headline, parse};
pub(crate) use decode::describe_mismatch;
pub(crate) use fields::MAX_BODY;
pub use fields::{Error, Result};
pub use kind::ErrorKind;
#[cfg(any(feature = "bulk-activities", feature = "contacts-custom-fields"))]
pub(crate) use nearest::nearest;
pub(crate) use reason::{FailReason, Limit};
pub use source::BoxError;
pub(crate) use source::{innermost, unreported};
#[cfg(feature = "oauth")]
pub(crate) use text::json;
pub(crate) use text::{decode, repaired};
