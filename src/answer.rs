//! A success on its way in: its body becomes the type of the operation.

use crate::error::{Error, ErrorKind, Result, misfit};
use crate::values::RawBody;
use bytes::{Bytes, BytesMut};
use progenitor_client::ResponseValue;
use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;

/// More than this much of an answer, in bytes, is not taken into memory. The longest pages of the API
/// are a tenth of it.
const LONGEST: usize = 64 << 20;

/// A success whose body is there in full.
pub(crate) struct Answer {
    pub operation: &'static str,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// Reads the body of a success to its end.
    ///
    /// The outer error is a failed attempt, the inner one would be met by any other attempt too.
    pub async fn read(operation: &'static str, mut response: Response) -> Result<Result<Self>> {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let body = whole(&mut response)
            .await
            .map_err(|error| Error::transport(error).with_status(status))?;
        let Some(body) = body else {
            let message = format!(
                "the answer is longer than {} MiB: ask for less, or read it with `Request::stream`",
                LONGEST >> 20
            );
            let error = Error::new(ErrorKind::Decode, message);
            return Ok(Err(error.with_operation(operation).with_status(status)));
        };
        Ok(Ok(Self {
            operation,
            status,
            headers,
            body,
        }))
    }

    pub fn empty(self) -> ResponseValue<()> {
        ResponseValue::new((), self.status, self.headers)
    }

    pub fn bytes(self) -> ResponseValue<RawBody> {
        ResponseValue::new(self.body.into(), self.status, self.headers)
    }

    pub fn json<T: DeserializeOwned>(self) -> Result<ResponseValue<T>> {
        match serde_json::from_slice(&self.body) {
            Ok(value) => Ok(ResponseValue::new(value, self.status, self.headers)),
            Err(error) => Err(self.misfit(&error)),
        }
    }

    /// A JSON list; an object alone is a list of one, and nothing or `null` an empty one.
    pub fn list<T: DeserializeOwned>(self) -> Result<ResponseValue<Vec<T>>> {
        let read = match self.body.trim_ascii() {
            b"" | b"null" => Ok(Vec::new()),
            one if one.starts_with(b"{") => serde_json::from_slice(one).map(|one| vec![one]),
            list => serde_json::from_slice(list),
        };
        match read {
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
            .with_answer(self.headers, self.body)
    }
}

/// The body, unless it is too long.
async fn whole(response: &mut Response) -> reqwest::Result<Option<Bytes>> {
    let first = response.chunk().await?.unwrap_or_default();
    let Some(second) = response.chunk().await? else {
        // Most answers come in one piece, which needs no copy.
        return Ok(Some(first));
    };
    let mut body = BytesMut::from(&*first);
    let mut next = Some(second);
    while let Some(piece) = next {
        if body.len().saturating_add(piece.len()) > LONGEST {
            return Ok(None);
        }
        body.extend_from_slice(&piece);
        next = response.chunk().await?;
    }
    Ok(Some(body.freeze()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &'static str) -> Answer {
        Answer {
            operation: "read",
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    #[test]
    fn a_list_is_read_from_every_form() {
        for (body, list) in [
            ("[1, 2]", vec![1, 2]),
            ("[]", vec![]),
            ("null", vec![]),
            (" ", vec![]),
        ] {
            assert_eq!(*answer(body).list::<i64>().unwrap(), list);
        }
        let one = answer(r#"{"a": 1}"#).list::<serde_json::Value>().unwrap();
        assert_eq!(one.len(), 1);
    }

    #[test]
    fn a_missing_body_is_none_where_it_may_be_missing() {
        assert_eq!(*answer(" ").maybe_json::<i64>().unwrap(), None);
        assert_eq!(*answer("7").maybe_json::<i64>().unwrap(), Some(7));
    }

    #[test]
    fn a_misfit_names_operation_and_place_but_no_content() {
        let body = r#"["ann@example.com"]"#;
        let error = answer(body).list::<i64>().unwrap_err();
        assert_eq!(error.body(), body);
        assert_eq!(
            error.to_string(),
            "read: 200 OK: at [0]: found a text, expected a whole number"
        );
    }
}
