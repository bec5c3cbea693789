//! A successful answer, and how its body is read as the type of the operation.
//!
//! Not every 2xx has the requested document: some gateways answer 200 with an error, an HTML page or
//! an empty body. So an answer is read first and then checked; see [`check`](super::check).

pub(crate) use super::check::Content;

use super::check::{Outline, fault, fault_of, is_doubtful, other_than_json, undeclared};
use super::history::History;
use super::read::{read, read_document, read_value};
use super::response::Response;
use crate::error::{ApiError, Error, ErrorKind, Result, parse};
use crate::model::{AnyDocument, Document, RawBody, Read, downcast, new_document};
use bytes::{Bytes, BytesMut};
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

/// The longest answer that is read into memory, in bytes. The longest pages of the API are a tenth of it.
const MAX_BODY: usize = 64 << 20;

/// A success whose body was read completely.
pub(crate) struct Answer {
    pub history: History,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// Reads the body of a success to its end.
    ///
    /// The outer error is a failed attempt, which may be retried; the inner one would occur in every attempt.
    pub async fn read(mut response: reqwest::Response, history: History) -> Result<Result<Self>> {
        let headers = std::mem::take(response.headers_mut());
        let body = read_to_end(&mut response)
            .await
            .map_err(|error| Error::transport(error).with_status(history.status))?;
        let Some(body) = body else {
            let message = format!(
                "the answer is longer than {} MiB: request less, or read it with `Request::bytes_stream`",
                MAX_BODY >> 20
            );
            return Ok(Err(history.describe(Error::new(ErrorKind::Decode, message))));
        };
        Ok(Ok(Self {
            history,
            headers,
            body,
        }))
    }

    /// The answer to an operation that returns nothing.
    pub fn done(self) -> Result<Response<()>> {
        self.check_undeclared()?;
        Ok(self.with(()))
    }

    /// A body that the contract does not describe.
    pub fn undeclared(self) -> Result<Response<RawBody>> {
        self.check_undeclared()?;
        Ok(self.bytes())
    }

    /// The body, without any check.
    pub fn bytes(self) -> Response<RawBody> {
        let body = self.body.clone().into();
        self.with(body)
    }

    /// JSON of any type.
    pub fn json<T: DeserializeOwned>(self) -> Result<Response<T>> {
        let value = read(&self.body).map_err(|reason| self.refused(reason, Vec::new()))?;
        Ok(self.with(value))
    }

    /// A value of the declared type, which has no members of its own: a map, a scalar, free-form JSON.
    pub fn value<T: Read>(self) -> Result<Response<T>> {
        let value = self.read_value()?;
        Ok(self.with(value))
    }

    /// A list of objects of the type that the contract declares; a single object is a list of one.
    pub fn documents<T: Document>(self, content: Content) -> Result<Response<Vec<T>>> {
        let documents = self.read_documents(content)?;
        Ok(self.with(documents))
    }

    /// The result of `read`; `None` if the body is empty or `null`.
    pub fn maybe<T>(self, read: impl FnOnce(&Self) -> Result<T>) -> Result<Response<Option<T>>> {
        let value = match self.body.trim_ascii() {
            b"" | b"null" => None,
            _ => Some(read(&self)?),
        };
        Ok(self.with(value))
    }

    /// Whether this is a list of such documents.
    pub fn is_list<T: Document>(&self) -> bool {
        self.read_documents::<T>(Content::Required).is_ok()
    }

    pub fn read_value<T: Read>(&self) -> Result<T> {
        self.check_undeclared()?;
        let read = read_value(&self.body);
        let mut value: T = read.map_err(|reason| self.refused(reason, Vec::new()))?;
        value.mark_answered();
        Ok(value)
    }

    pub fn read_document<T: Document>(&self, content: Content) -> Result<T> {
        let document = self.read_new(new_document::<T>, content)?;
        Ok(downcast(document))
    }

    /// Reads a document of the type of those that `new` returns.
    pub fn read_new<D>(&self, new: fn() -> Box<D>, content: Content) -> Result<Box<D>>
    where
        D: AnyDocument + ?Sized,
    {
        let read = read_document(&self.body, new);
        let mut document = read.map_err(|(reason, members)| self.unreadable(reason, members))?;
        if let Some(fault) = fault(&*document, &self.body, content) {
            return Err(self.refused(fault, parse(&self.body)));
        }
        document.mark_answered();
        Ok(document)
    }

    pub fn read_documents<T: Document>(&self, content: Content) -> Result<Vec<T>> {
        let body = self.body.trim_ascii();
        if matches!(body, b"" | b"null" | b"{}") && content == Content::Optional {
            return Ok(Vec::new());
        }
        if body.starts_with(b"\"") {
            return Err(self.unreadable("a string in place of a list".to_owned(), T::MEMBERS));
        }
        let mut documents: Vec<T> =
            read_value(body).map_err(|reason| self.unreadable(reason, T::MEMBERS))?;
        if documents.iter().any(|document| is_doubtful(document)) {
            let outlines = Outline::of(body).into_entries();
            for (document, outline) in documents.iter().zip(&outlines) {
                if let Some(fault) = fault_of(document, outline, content) {
                    return Err(self.refused(fault, parse(&self.body)));
                }
            }
        }
        documents.mark_answered();
        Ok(documents)
    }

    fn check_undeclared(&self) -> Result<()> {
        match undeclared(&self.body) {
            None => Ok(()),
            Some(fault) => Err(self.refused(fault.to_owned(), parse(&self.body))),
        }
    }

    fn is_empty(&self) -> bool {
        self.body.trim_ascii().is_empty()
    }

    pub fn with<T>(self, value: T) -> Response<T> {
        Response::new(self.history, self.headers, value)
    }

    /// The error of an answer that cannot be read as a document with these members. It includes the API's errors in
    /// the body if the body has none of them.
    fn unreadable(&self, reason: String, members: &[&str]) -> Error {
        let entries = match Outline::of(&self.body).has_any(members) {
            true => Vec::new(),
            false => parse(&self.body),
        };
        self.refused(reason, entries)
    }

    pub fn refused(&self, reason: String, entries: Vec<ApiError>) -> Error {
        let (reason, entries) = match other_than_json(&self.headers, &self.body) {
            _ if self.is_empty() => ("the answer is empty".to_owned(), entries),
            // Without this, any plain text would count as a message of the API.
            Some(reason) => (reason, Vec::new()),
            None => (reason, entries),
        };
        self.describe(Error::new(ErrorKind::Decode, reason))
            .with_api_errors(entries)
    }

    /// Adds what is known about the answer to an error that it caused.
    pub fn describe(&self, error: Error) -> Error {
        self.history
            .describe(error)
            .with_answer(self.headers.clone(), self.body.clone())
    }
}

/// Reads the body to its end; `None` if it is too long.
async fn read_to_end(response: &mut reqwest::Response) -> reqwest::Result<Option<Bytes>> {
    let first = response.chunk().await?.unwrap_or_default();
    let Some(second) = response.chunk().await? else {
        // Most answers arrive in one piece, which needs no copy.
        return Ok(Some(first));
    };
    let mut body = BytesMut::from(&*first);
    let mut next = Some(second);
    while let Some(piece) = next {
        if body.len().saturating_add(piece.len()) > MAX_BODY {
            return Ok(None);
        }
        body.extend_from_slice(&piece);
        next = response.chunk().await?;
    }
    Ok(Some(body.freeze()))
}

#[cfg(test)]
pub(crate) mod tests;
