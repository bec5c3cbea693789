//! The one error of the crate.
//!
//! Whatever goes wrong (the caller's input, the network, the server's refusal, an answer that
//! cannot be read, a bulk job that failed) arrives as [`Error`], which is one word in size. A
//! refusal's body is read leniently by `body`, and what is shown of it has every email address
//! masked, so that no person's address gets into a log.

mod body;
mod decode;
mod fields;
mod kind;
mod predicates;
mod print;
mod reason;
mod source;
mod text;

pub use body::ApiError;
pub(crate) use body::{headline, parse};
pub(crate) use decode::misfit;
pub(crate) use fields::LONGEST_BODY;
pub use fields::{Error, Result};
pub use kind::ErrorKind;
pub(crate) use reason::{FailReason, Limit};
pub use source::BoxError;
pub(crate) use source::{innermost, unreported};
#[cfg(feature = "oauth")]
pub(crate) use text::json;
pub(crate) use text::{decode, repaired};
