//! What the body of a refused request says.
//!
//! The contract gives no schema for any 4xx or 5xx answer, and the endpoints, the gateway in
//! front of them and the authorization server each have a shape of their own. So the body is
//! read by hand and leniently: bytes go in, a list of key and message comes out, and
//! whatever cannot be understood (nothing at all, half a document) yields an empty
//! list, never an error on top of the error. The status line remains the authority on
//! what happened; the list adds detail. Messages can repeat what the caller sent, so
//! everything that prints one passes it through [`shown`] first.

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
