//! Stalled transfers: sending and receiving must keep a minimum speed; otherwise they are ended.
//!
//! A time limit for the whole transfer would cut off a long one that makes progress, and a limit for the
//! pause between two pieces would let a transfer of one byte every few seconds go on for ever. So both
//! directions are measured over windows of time, as curl does with its low speed limit: each window has to
//! transfer a minimum number of bytes, and no pause may be longer than a window. [`Speed`] decides without
//! reading a clock; the bodies of the request and the answer report to it the bytes that they transfer.

use super::progress::SentFlag;
use super::timeouts::Timeouts;
use crate::error::{Error, ErrorKind};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use reqwest::{Client, Request, Response};
use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep, timeout};

/// The body of a request is sent in pieces of at most this many bytes.
const PIECE: usize = 16 << 10;
/// The assumed speed, in bytes a second, at which the operating system sends buffered data. Its progress
/// cannot be observed.
const BUFFERED_SPEED: u64 = 16 << 10;

/// Why no answer arrived.
pub(super) enum NoAnswer {
    /// No connection was made within the time limit.
    Unsent(Error),
    Stalled(Error),
    Broken(reqwest::Error),
}

/// Sends a request and returns the answer, whose body fails if it stalls.
///
/// `sent`, if given, is set when a connection accepts the request.
pub(super) async fn send(
    client: &Client,
    mut request: Request,
    limits: Option<Timeouts>,
    sent: Option<&SentFlag>,
) -> Result<Response, NoAnswer> {
    let speed = limits.map(|limits| Shared::new(Speed::new(limits, Instant::now())));
    let body = request.body_mut();
    if body.is_some() || sent.is_some() {
        *body = Some(reqwest::Body::wrap(Outgoing {
            inner: body.take().unwrap_or_default(),
            rest: Bytes::new(),
            speed: speed.clone(),
            sent: sent.cloned(),
        }));
    } else if let Some(speed) = &speed {
        speed.with(Speed::has_sent);
    }
    let (Some(limits), Some(speed)) = (limits, speed) else {
        return client.execute(request).await.map_err(NoAnswer::Broken);
    };
    let mut answer = pin!(client.execute(request));
    loop {
        let Some(patience) = speed.with(|speed| speed.patience(Instant::now())) else {
            let message = "the request stalled or was not answered in time";
            let error = Error::new(ErrorKind::Timeout, message);
            return Err(match sent.is_none_or(SentFlag::is_set) {
                true => NoAnswer::Stalled(error),
                false => NoAnswer::Unsent(error),
            });
        };
        if let Ok(answer) = timeout(patience, answer.as_mut()).await {
            return answer
                .map(|response| watched(response, limits))
                .map_err(NoAnswer::Broken);
        }
    }
}

/// Returns the same answer with a body that fails if it stalls.
fn watched(response: Response, limits: Timeouts) -> Response {
    let (head, inner) = http::Response::from(response).into_parts();
    let now = Instant::now();
    let body = reqwest::Body::wrap(Incoming {
        inner,
        speed: Speed::new(limits, now),
        unasked_since: Some(now),
        timer: None,
    });
    Response::from(http::Response::from_parts(head, body))
}

/// The speed of a transfer.
#[derive(Debug)]
struct Speed {
    /// The length of a window, and the longest pause.
    window: Duration,
    /// How many bytes have to be transferred in a window.
    least: u64,
    /// When the current window began, and how many bytes were transferred in it.
    begun: Instant,
    moved: u64,
    /// When bytes were last transferred.
    last: Instant,
}

impl Speed {
    fn new(limits: Timeouts, now: Instant) -> Self {
        let least = u128::from(limits.low_speed_limit) * limits.read.as_millis() / 1_000;
        Self {
            window: limits.read,
            least: u64::try_from(least).unwrap_or(u64::MAX),
            begun: now,
            moved: 0,
            last: now,
        }
    }

    fn moves(&mut self, bytes: usize, now: Instant) {
        self.moved = self.moved.saturating_add(bytes as u64);
        self.last = now;
    }

    /// Records that the whole request was handed to the connection. Its last part may still be in transit; after
    /// that, the server has a window of time to begin its answer.
    fn has_sent(&mut self) {
        self.least = 0;
        self.leave_out(Duration::from_secs(self.moved / BUFFERED_SPEED));
    }

    /// Excludes a time that does not count.
    fn leave_out(&mut self, time: Duration) {
        let later = |moment: Instant| moment.checked_add(time).unwrap_or(moment);
        self.begun = later(self.begun);
        self.last = later(self.last);
    }

    /// How long to wait before the next check; `None` if the transfer has stalled.
    fn patience(&mut self, now: Instant) -> Option<Duration> {
        let left = |since: Instant| {
            let left = self
                .window
                .checked_sub(now.saturating_duration_since(since));
            left.filter(|left| !left.is_zero())
        };
        let until_pause = left(self.last)?;
        match left(self.begun) {
            Some(until_end) => Some(until_end.min(until_pause)),
            None if self.moved < self.least => None,
            None => {
                self.begun = now;
                self.moved = 0;
                Some(until_pause)
            }
        }
    }
}

/// The speed at which a request is sent: the request body updates it, and [`send`] checks it.
#[derive(Clone)]
struct Shared(Arc<Mutex<Speed>>);

impl Shared {
    fn new(speed: Speed) -> Self {
        Self(Arc::new(Mutex::new(speed)))
    }

    fn with<T>(&self, act: impl FnOnce(&mut Speed) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The body of a request, in pieces. When a connection has accepted the request, it polls the body, or drops it if
/// it is empty.
struct Outgoing {
    inner: reqwest::Body,
    rest: Bytes,
    speed: Option<Shared>,
    sent: Option<SentFlag>,
}

impl Outgoing {
    fn taken(&self) {
        if let Some(sent) = &self.sent {
            sent.set();
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        self.taken();
        while self.rest.is_empty() {
            match ready!(Pin::new(&mut self.inner).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(frame) => return Poll::Ready(Some(Ok(frame))),
                },
                other => return Poll::Ready(other),
            }
        }
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        if let Some(speed) = &self.speed {
            speed.with(|speed| speed.moves(piece.len(), Instant::now()));
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        // Without this, hyper would not poll an empty body, nor keep it until there is a connection.
        let is_sent = self.sent.as_ref().is_none_or(SentFlag::is_set);
        is_sent && self.rest.is_empty() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let inner = self.inner.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower().saturating_add(rest));
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint
    }
}

/// The connection drops a body after it has sent it.
impl Drop for Outgoing {
    fn drop(&mut self) {
        self.taken();
        if let Some(speed) = &self.speed {
            speed.with(Speed::has_sent);
        }
    }
}

/// The body of an answer.
struct Incoming {
    inner: reqwest::Body,
    speed: Speed,
    /// When the last piece was returned; `None` while the caller polls for the next one.
    unasked_since: Option<Instant>,
    /// Created when the body has to wait, which most answers never do.
    timer: Option<Pin<Box<Sleep>>>,
}

impl Incoming {
    /// Ready once the transfer has stalled.
    fn poll_stalled(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            let timer = match &mut self.timer {
                Some(timer) => timer,
                none => {
                    let Some(patience) = self.speed.patience(Instant::now()) else {
                        return Poll::Ready(());
                    };
                    none.insert(Box::pin(sleep(patience)))
                }
            };
            ready!(timer.as_mut().poll(context));
            self.timer = None;
        }
    }
}

impl Body for Incoming {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(since) = self.unasked_since.take() {
            self.speed.leave_out(since.elapsed());
        }
        let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(context) else {
            ready!(self.poll_stalled(context));
            let stalled = io::Error::new(io::ErrorKind::TimedOut, "the answer stalled");
            return Poll::Ready(Some(Err(stalled.into())));
        };
        if let Some(Ok(frame)) = &frame {
            let now = Instant::now();
            let length = frame.data_ref().map_or(0, Bytes::len);
            self.speed.moves(length, now);
            self.unasked_since = Some(now);
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests;
