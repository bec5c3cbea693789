//! What a response of the authorization server means.
//!
//! [`classify`] takes a status and the bytes of a body. A [`TokenResponse`] is read from a success; everything else is
//! an [`Outcome`], which says what it means for the grant. Reading is lenient on purpose: by the time a rotating server
//! has answered, the old refresh token is spent. A number written as text, or a document that is broken behind the
//! tokens, must not cost the session.

mod members;
mod outcome;
mod secrets;
mod token;

pub(crate) use outcome::{Outcome, classify};
pub(crate) use secrets::RequestSecrets;
pub(crate) use token::TokenResponse;

#[cfg(test)]
mod tests;
