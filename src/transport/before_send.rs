//! The hooks that callers set to add headers of their own to each request, such as a request id. They cannot see the
//! headers of the client, and cannot set those on which the authorization, the connection and the answer depend.

use super::call::Call;
use crate::error::{Error, Result};
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A hook of [`ClientBuilder::before_send`](crate::ClientBuilder::before_send).
pub(crate) type BeforeSend =
    Box<dyn Fn(&mut OutgoingRequest<'_>) -> Result<()> + Send + Sync + 'static>;

/// The headers that only the client sets, in lower case: the credentials, the message and its connection, and the
/// form of the answer.
const RESERVED: [&str; 18] = [
    "authorization",
    "cookie",
    "proxy-authorization",
    "x-api-key",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "accept",
    "accept-encoding",
    "range",
];

/// A request that is about to be sent, as a hook of
/// [`ClientBuilder::before_send`](crate::ClientBuilder::before_send) sees it.
///
/// ```
/// use constant_contact::{OutgoingRequest, Result};
///
/// fn mark(request: &mut OutgoingRequest<'_>) -> Result<()> {
///     if request.attempt() > 1 {
///         request.insert_header("x-retry", &format!("{} {}", request.operation(), request.attempt()))?;
///     }
///     Ok(())
/// }
/// # drop(constant_contact::Client::builder().before_send(mark));
/// ```
///
/// It shows neither the values in the URL nor the headers and the body, which may have secrets and personal data.
pub struct OutgoingRequest<'a> {
    call: &'a Call,
    attempt: u32,
    headers: HeaderMap,
}

impl<'a> OutgoingRequest<'a> {
    pub(super) fn new(call: &'a Call, attempt: u32) -> Self {
        Self {
            call,
            attempt,
            headers: HeaderMap::new(),
        }
    }

    /// The name of the operation: that of its method in [`Client`](crate::Client), such as `get_list`, or `request` for
    /// [`Client::request`](crate::Client::request).
    ///
    /// ```
    /// # fn f(request: &mut constant_contact::OutgoingRequest<'_>) -> constant_contact::Result<()> {
    /// request.insert_header("x-operation", request.operation())
    /// # }
    /// ```
    pub fn operation(&self) -> &'static str {
        self.call.operation
    }

    /// The HTTP method.
    ///
    /// ```
    /// # use constant_contact::http::Method;
    /// # fn f(request: &constant_contact::OutgoingRequest<'_>) -> bool {
    /// request.method() == Method::GET
    /// # }
    /// ```
    pub fn method(&self) -> &Method {
        &self.call.method
    }

    /// The path below the base URL with its placeholders, such as `/contact_lists/{list_id}`. `None` for
    /// [`Client::request`](crate::Client::request), whose path is not part of the contract.
    ///
    /// ```
    /// # fn f(request: &constant_contact::OutgoingRequest<'_>) -> bool {
    /// request.url_template().is_some_and(|template| template.starts_with("/contacts"))
    /// # }
    /// ```
    ///
    /// For a client from `Client::on_behalf_of`, method and template are those of the partner operation that is sent.
    pub fn url_template(&self) -> Option<&'static str> {
        Some(self.call.template).filter(|template| !template.is_empty())
    }

    /// The number of the attempt; 1 is the first.
    ///
    /// ```
    /// # fn f(request: &constant_contact::OutgoingRequest<'_>) -> bool {
    /// request.attempt() > 1 // it is a retry
    /// # }
    /// ```
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Sets a header of this request, and replaces its value if a hook has set it before.
    ///
    /// ```
    /// # fn f(request: &mut constant_contact::OutgoingRequest<'_>, id: u64) -> constant_contact::Result<()> {
    /// request.insert_header("x-request-id", &id.to_string())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with the kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the name or the value is not valid in
    /// HTTP, and for the headers that the client sets itself: credentials (`authorization`, `x-api-key`, `cookie`,
    /// `proxy-authorization`), those of the message and its connection (`host`, `content-type`, `content-length`,
    /// `transfer-encoding`, `connection`, …), and those that change what the answer is (`accept`, `accept-encoding`,
    /// `range`).
    pub fn insert_header(&mut self, name: &str, value: &str) -> Result<()> {
        let name = HeaderName::try_from(name).map_err(|_| {
            Error::invalid_request("the name of a header has characters that are not valid in it")
        })?;
        if RESERVED.contains(&name.as_str()) {
            return Err(Error::invalid_request(format!(
                "only the client sets the header `{name}`"
            )));
        }
        let value = HeaderValue::try_from(value).map_err(|_| {
            Error::invalid_request(format!(
                "the value of the header `{name}` has characters that no header can carry"
            ))
        })?;
        self.headers.insert(name, value);
        Ok(())
    }
}

impl fmt::Debug for OutgoingRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingRequest")
            .field("operation", &self.operation())
            .field("method", self.method())
            .field("url_template", &self.url_template())
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// Runs the hooks in their order, and returns the headers that they have set. A panic of a hook is an error, since it
/// would otherwise end tasks of the crate, such as the one that fetches pages ahead.
pub(super) fn added_headers(hooks: &[BeforeSend], call: &Call, attempt: u32) -> Result<HeaderMap> {
    let mut request = OutgoingRequest::new(call, attempt);
    for hook in hooks {
        catch_unwind(AssertUnwindSafe(|| hook(&mut request)))
            .unwrap_or_else(|_| Err(Error::invalid_request("a hook before sending panicked")))?;
    }
    Ok(request.headers)
}

#[cfg(test)]
mod tests;
