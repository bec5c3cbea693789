//! The body of an answer as a stream, with the errors of this crate.

use super::history::History;
use crate::error::{Error, Result};
use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use reqwest::Body;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The body of an answer, as it arrives.
///
/// ```no_run
/// # #[cfg(feature = "bulk-activities")]
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// let mut file = client.get_csv_export_file("file-id").send().await?.into_inner();
/// while let Some(bytes) = file.chunk().await? {
///     println!("{} bytes", bytes.len());
/// }
/// # Ok(()) }
/// ```
///
/// This implements `Stream` of the crate `futures-core`. It does not keep the body in memory.
///
/// If the transfer breaks off, the stream yields an error of the kind
/// [`Transport`](crate::ErrorKind::Transport); if it [stalls](crate::Timeouts), one of the kind
/// [`Timeout`](crate::ErrorKind::Timeout). Then the stream ends; the request is not sent again. Dropping the stream
/// ends the transfer.
#[must_use = "streams do nothing unless polled"]
pub struct ByteStream {
    history: History,
    /// The beginning of the body that was read before, and the error that ended it.
    beginning: Option<Bytes>,
    broken: Option<reqwest::Error>,
    /// `None` after the end.
    rest: Option<Body>,
}

crate::opaque_debug!(ByteStream, "ByteStream");

impl ByteStream {
    /// The body of a response.
    pub(crate) fn new(response: reqwest::Response, history: History) -> Self {
        Self {
            history,
            beginning: None,
            broken: None,
            rest: Some(http::Response::from(response).into_body()),
        }
    }

    /// The whole body again, after its beginning was read; `broken` is the error that ended the body there.
    pub(crate) fn after(self, beginning: Bytes, broken: Option<reqwest::Error>) -> Self {
        Self {
            beginning: Some(beginning),
            broken,
            ..self
        }
    }

    /// The next piece of the body; `None` at its end.
    ///
    /// Dropping the future loses no data.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        poll_fn(|context| self.poll_chunk(context))
            .await
            .transpose()
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        if let Some(beginning) = self.beginning.take().filter(|bytes| !bytes.is_empty()) {
            return Poll::Ready(Some(Ok(beginning)));
        }
        let failed = match self.broken.take() {
            Some(error) => Some(error),
            None => loop {
                let Some(rest) = &mut self.rest else {
                    return Poll::Ready(None);
                };
                match ready!(Pin::new(rest).poll_frame(context)) {
                    Some(Ok(frame)) => {
                        // Trailers are ignored.
                        if let Ok(bytes) = frame.into_data() {
                            return Poll::Ready(Some(Ok(bytes)));
                        }
                    }
                    Some(Err(error)) => break Some(error),
                    None => break None,
                }
            },
        };
        self.rest = None;
        Poll::Ready(failed.map(|error| Err(self.error(error))))
    }

    fn error(&self, error: reqwest::Error) -> Error {
        self.history.describe(Error::transport(error))
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context)
    }
}

#[cfg(test)]
mod tests;
