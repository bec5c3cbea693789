//! A success on its way in: its body becomes the type of the operation.

use crate::error::{Error, ErrorKind, Result, misfit};
use bytes::Bytes;
use progenitor_client::ResponseValue;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

/// A success whose body is there in full.
pub(crate) struct Answer {
    pub operation: &'static str,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn empty(self) -> ResponseValue<()> {
        ResponseValue::new((), self.status, self.headers)
    }

    pub fn bytes(self) -> ResponseValue<Bytes> {
        ResponseValue::new(self.body, self.status, self.headers)
    }

    pub fn json<T: DeserializeOwned>(self) -> Result<ResponseValue<T>> {
        match serde_json::from_slice(&self.body) {
            Ok(value) => Ok(ResponseValue::new(value, self.status, self.headers)),
            Err(error) => Err(self.misfit(&error)),
        }
    }

    /// JSON, or nothing at all.
    pub fn maybe_json<T: DeserializeOwned>(self) -> Result<ResponseValue<Option<T>>> {
        if self.body.trim_ascii().is_empty() {
            return Ok(ResponseValue::new(None, self.status, self.headers));
        }
        self.json()
    }

    fn misfit(self, error: &serde_json::Error) -> Error {
        Error::new(ErrorKind::Decode, misfit(&self.body, error))
            .with_operation(self.operation)
            .with_status(self.status)
    }
}
