//! The iterators and streams that supply the items or the rows of a bulk job.
//!
//! All of them become streams of one type. An error of the caller becomes the source of an error of the kind
//! [`ErrorKind::Source`].

use crate::error::{BoxError, Error, ErrorKind, Result};
use futures_core::Stream;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A stream of the caller, with errors of this crate.
pub(crate) type SourceStream<T> = Pin<Box<dyn Stream<Item = Result<T>> + Send>>;

/// Applies `convert` to each item of a stream.
pub(crate) fn from_stream<T, E, U>(
    stream: impl Stream<Item = Result<T, E>> + Send + 'static,
    convert: impl FnMut(T) -> Result<U> + Send + 'static,
) -> SourceStream<U>
where
    E: Into<BoxError> + 'static,
{
    let stream = Box::pin(stream);
    let convert = Box::new(convert);
    Box::pin(Converted { stream, convert })
}

/// Applies `convert` to each item of an iterator.
pub(crate) fn from_iter<T: 'static, U>(
    items: impl Iterator<Item = T> + Send + 'static,
    convert: impl FnMut(T) -> Result<U> + Send + 'static,
) -> SourceStream<U> {
    from_stream(Iter(Box::new(items)), convert)
}

struct Converted<S, F> {
    stream: Pin<Box<S>>,
    convert: Box<F>,
}

impl<T, E, U, S, F> Stream for Converted<S, F>
where
    S: Stream<Item = Result<T, E>>,
    E: Into<BoxError>,
    F: FnMut(T) -> Result<U>,
{
    type Item = Result<U>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.stream.as_mut().poll_next(context);
        next.map(|next| {
            next.map(|item| match item {
                Ok(item) => (self.convert)(item),
                Err(error) => Err(source_error(error)),
            })
        })
    }
}

struct Iter<I>(Box<I>);

impl<I: Iterator> Stream for Iter<I> {
    type Item = Result<I::Item, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

fn source_error(error: impl Into<BoxError>) -> Error {
    let error = error.into();
    Error::new(ErrorKind::Source, error.to_string()).with_source(error)
}
