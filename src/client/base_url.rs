//! The base URL of a client, checked before a token can go there.

use crate::transport::origin;
use std::fmt;
use url::Url;

/// A base URL that the client does not send tokens to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrlError(&'static str);

impl fmt::Display for BaseUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the base URL {}", self.0)
    }
}

impl std::error::Error for BaseUrlError {}

pub(super) fn base_url(text: &str) -> Result<Url, BaseUrlError> {
    let url = Url::parse(text).map_err(|_| BaseUrlError("cannot be read as a URL"))?;
    match origin::refusal(&url) {
        Some(reason) => Err(BaseUrlError(reason)),
        None if url.query().is_some() => Err(BaseUrlError("may have no query")),
        None => Ok(url),
    }
}

#[cfg(test)]
mod tests;
