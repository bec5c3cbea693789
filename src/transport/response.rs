//! The result of a call: a value, with the status and the headers of the answer.

use super::history::History;
use crate::error::Error;
use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// The answer to a call.
///
/// ```no_run
/// # #[cfg(feature = "contact-lists")]
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// let list = client.get_list("list-id").send().await?;
/// println!("{}: {:?}", list.status(), list.name); // a field of the list
/// let list = list.into_inner();
/// # drop(list);
/// # Ok(()) }
/// ```
///
/// A `Response` dereferences to its value. [`into_inner`](Self::into_inner) returns the value without the status and
/// the headers.
///
/// `Debug` prints the status and the value, but no headers. Types of the API hide personal data, by the rules of
/// [`types`](crate::types).
#[derive(Clone)]
pub struct Response<T> {
    history: History,
    headers: Arc<HeaderMap>,
    value: T,
}

impl<T> Response<T> {
    pub(crate) fn new(history: History, headers: HeaderMap, value: T) -> Self {
        Self {
            history,
            headers: headers.into(),
            value,
        }
    }

    /// The status, which is always a success (2xx).
    pub fn status(&self) -> StatusCode {
        self.history.status
    }

    pub(crate) fn history(&self) -> History {
        self.history
    }

    /// Adds what is known about the answer to an error that it caused.
    pub(crate) fn describe(&self, error: Error) -> Error {
        self.history
            .describe(error)
            .with_answer(HeaderMap::clone(&self.headers), Bytes::new())
    }

    /// The HTTP headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Converts the value, keeping the status and the headers.
    ///
    /// ```no_run
    /// # #[cfg(feature = "contact-lists")]
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// let name = client.get_list("list-id").send().await?.map(|list| list.name);
    /// println!("{}: {:?}", name.status(), *name);
    /// # Ok(()) }
    /// ```
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            history: self.history,
            headers: self.headers,
            value: convert(self.value),
        }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.history.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
