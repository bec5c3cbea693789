//! What the sandbox answers in addition to the operations of the contract. Each module that has such
//! endpoints adds its list.

use crate::answer::Answer;
use crate::oauth;
use crate::page;
use crate::sandbox::Shared;
use bytes::Bytes;
use http::request::Parts;

/// An endpoint outside of the contract.
pub(crate) struct Endpoint {
    /// The method and the path, from the root of the server: `POST /oauth2/token`.
    pub name: &'static str,
    pub answer: fn(&Shared, &Parts, &Bytes) -> Answer,
}

const ALL: &[&[Endpoint]] = &[oauth::ENDPOINTS, page::ENDPOINTS];

/// All endpoints.
pub(crate) fn all() -> impl Iterator<Item = &'static Endpoint> {
    ALL.iter().copied().flatten()
}

/// The endpoint of a request.
pub(crate) fn find(method: &str, path: &str) -> Option<&'static Endpoint> {
    all().find(|endpoint| endpoint.name.split_once(' ') == Some((method, path)))
}
