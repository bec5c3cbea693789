//! The body of an answer, which can end before its declared length.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

/// How a body ends.
#[derive(Debug)]
pub(super) enum End {
    Complete,
    /// The connection closes after half of the body.
    Close,
    /// The connection closes after the whole body, one byte before its declared length.
    Unfinished,
    /// The same; the flag says that it is closed by a reset.
    Reset(Arc<AtomicBool>),
    /// After half of the body, nothing follows.
    Stall,
}

/// The body of an answer.
#[derive(Debug)]
pub(super) struct AnswerBody {
    data: Bytes,
    declared: u64,
    end: End,
    is_flushed: bool,
}

impl AnswerBody {
    pub fn new(mut data: Bytes, end: End) -> Self {
        let mut declared = data.len() as u64;
        match end {
            End::Complete => {}
            End::Unfinished => declared += 1,
            End::Close | End::Reset(_) | End::Stall => data.truncate(data.len() / 2),
        }
        Self {
            data,
            declared,
            end,
            is_flushed: false,
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Dropped;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Dropped>>> {
        if !self.data.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.data)))));
        }
        match &self.end {
            End::Complete => return Poll::Ready(None),
            End::Stall => return Poll::Pending,
            End::Close | End::Unfinished => {}
            End::Reset(flag) => flag.store(true, Ordering::Relaxed),
        }
        // hyper writes what it has when the body is not ready, and drops it when the body fails.
        if !self.is_flushed {
            self.is_flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(Dropped)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.end, End::Complete) && self.data.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.declared)
    }
}

/// The sandbox closes the connection.
#[derive(Debug)]
pub(super) struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox closes the connection")
    }
}

impl std::error::Error for Dropped {}
