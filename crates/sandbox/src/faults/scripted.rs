//! An answer that a test writes itself.

use crate::answer::Answer;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use std::fmt;

/// An answer that does not come from the model: see [`Fault::Scripted`](crate::Fault::Scripted).
///
/// ```
/// # use constant_contact_sandbox::{Fault, Sandbox, ScriptedAnswer};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let moved = ScriptedAnswer::new(307).header("location", "https://elsewhere.example");
/// sandbox.fail(Fault::Scripted(moved)).on("GET /contact_lists").times(1);
/// # Ok(()) }
/// ```
///
/// `Debug` shows the status, the names of the headers and the size of the body.
#[derive(Clone, PartialEq, Eq)]
#[must_use]
pub struct ScriptedAnswer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl ScriptedAnswer {
    /// An answer without headers and without a body.
    ///
    /// # Panics
    ///
    /// If the status is not one of HTTP.
    #[track_caller]
    pub fn new(status: u16) -> Self {
        assert!(StatusCode::from_u16(status).is_ok(), "no status: {status}");
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// If the name or the value is not allowed in HTTP.
    #[track_caller]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        assert!(HeaderName::try_from(name).is_ok(), "no header: {name}");
        assert!(HeaderValue::try_from(&value).is_ok(), "no value of {name}");
        self.headers.push((name, value));
        self
    }

    /// Sets the body and its media type.
    ///
    /// # Panics
    ///
    /// If the media type is not allowed in a header.
    #[track_caller]
    pub fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header("content-type", media_type)
    }

    pub(super) fn answer(&self) -> Answer {
        Answer {
            status: self.status,
            headers: self.headers.clone(),
            body: self.body.clone(),
        }
    }
}

impl fmt::Debug for ScriptedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("ScriptedAnswer")
            .field("status", &self.status)
            .field("headers", &headers)
            .field("body", &self.body.len())
            .finish()
    }
}
