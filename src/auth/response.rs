//! What a response of the authorization server means.
//!
//! [`classify`] takes a status and the bytes of a body. A [`TokenResponse`] is read from a success; everything else is
//! an [`Outcome`], which says what it means for the grant. Reading is lenient on purpose: when a server that rotates
//! refresh tokens has answered, the old one is no longer valid. A number written as text, or a document that is broken
//! after the tokens, must not end the session.

mod members;
mod outcome;
mod secrets;
mod token;

pub(crate) use outcome::{Outcome, classify};
pub(crate) use secrets::RequestSecrets;
pub(crate) use token::TokenResponse;

#[cfg(test)]
mod tests;
