//! The base URL of a client, which is checked before a token can be sent there.

use crate::transport::origin;
use std::fmt;
use url::Url;

/// Why the client does not send tokens to a base URL.
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
        None if url.query().is_some() => Err(BaseUrlError("must not have a query")),
        None => Ok(url),
    }
}

#[cfg(test)]
mod tests;
