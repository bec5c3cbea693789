//! Parses the body of a refusal.
//!
//! The contract has no schema for any 4xx or 5xx answer, and the endpoints, the gateway in
//! front of them and the authorization server each use their own format. So the body is parsed
//! leniently by hand-written code, which turns the bytes into a list of keys and messages. A body
//! that is not understood (an empty one, half a document) yields an empty list, never a second
//! error. The status line says what happened; the list adds detail. Messages can repeat what the
//! caller sent, so all code that prints one passes it through [`shown`] first.

mod addresses;
mod api_error;
mod contact_id;
mod page;
mod parse;
mod shown;
#[cfg(test)]
mod tests;

pub use api_error::ApiError;
pub(crate) use contact_id::existing_contact_id;
pub(crate) use parse::{headline, parse};
pub(crate) use shown::shown;
