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
const PIECE_SIZE: usize = 16 << 10;
/// The assumed speed, in bytes a second, at which the operating system sends buffered data. Its progress
/// cannot be observed.
const BUFFERED_SPEED: u64 = 16 << 10;

/// Why no answer arrived.
pub(super) enum NoAnswer {
    /// No connection was made within the time limit.
    Unsent(Error),
    Stalled(Error),
    Failed(reqwest::Error),
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
    let speed = limits.map(|limits| SharedSpeed::new(Speed::new(limits, Instant::now())));
    let body = request.body_mut();
    if body.is_some() || sent.is_some() {
        *body = Some(reqwest::Body::wrap(RequestBody {
            inner: body.take().unwrap_or_default(),
            rest: Bytes::new(),
            speed: speed.clone(),
            sent: sent.cloned(),
        }));
    } else if let Some(speed) = &speed {
        speed.with(Speed::finish_sending);
    }
    let (Some(limits), Some(speed)) = (limits, speed) else {
        return client.execute(request).await.map_err(NoAnswer::Failed);
    };
    let mut answer = pin!(client.execute(request));
    loop {
        let Some(time_to_check) = speed.with(|speed| speed.time_to_check(Instant::now())) else {
            let message = "the request stalled or was not answered in time";
            let error = Error::new(ErrorKind::Timeout, message);
            return Err(match sent.is_none_or(SentFlag::is_set) {
                true => NoAnswer::Stalled(error),
                false => NoAnswer::Unsent(error),
            });
        };
        if let Ok(answer) = timeout(time_to_check, answer.as_mut()).await {
            return answer
                .map(|response| with_stall_detection(response, limits))
                .map_err(NoAnswer::Failed);
        }
    }
}

/// Returns the same answer with a body that fails if it stalls.
fn with_stall_detection(response: Response, limits: Timeouts) -> Response {
    let (head, inner) = http::Response::from(response).into_parts();
    let now = Instant::now();
    let body = reqwest::Body::wrap(ResponseBody {
        inner,
        speed: Speed::new(limits, now),
        idle_since: Some(now),
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
    min_bytes: u64,
    /// When the current window began, and how many bytes were transferred in it.
    window_start: Instant,
    moved: u64,
    /// When bytes were last transferred.
    last_progress: Instant,
}

impl Speed {
    fn new(limits: Timeouts, now: Instant) -> Self {
        let least = u128::from(limits.low_speed_limit) * limits.read.as_millis() / 1_000;
        Self {
            window: limits.read,
            min_bytes: u64::try_from(least).unwrap_or(u64::MAX),
            window_start: now,
            moved: 0,
            last_progress: now,
        }
    }

    fn record(&mut self, bytes: usize, now: Instant) {
        self.moved = self.moved.saturating_add(bytes as u64);
        self.last_progress = now;
    }

    /// Records that the whole request was handed to the connection. Its last part may still be in transit;
    /// after that, the server has a window of time to begin its answer.
    fn finish_sending(&mut self) {
        self.min_bytes = 0;
        self.exclude(Duration::from_secs(self.moved / BUFFERED_SPEED));
    }

    /// Excludes a time that does not count.
    fn exclude(&mut self, time: Duration) {
        let later = |moment: Instant| moment.checked_add(time).unwrap_or(moment);
        self.window_start = later(self.window_start);
        self.last_progress = later(self.last_progress);
    }

    /// How long to wait before the next check; `None` if the transfer has stalled.
    fn time_to_check(&mut self, now: Instant) -> Option<Duration> {
        let left = |since: Instant| {
            let left = self
                .window
                .checked_sub(now.saturating_duration_since(since));
            left.filter(|left| !left.is_zero())
        };
        let until_pause = left(self.last_progress)?;
        match left(self.window_start) {
            Some(until_end) => Some(until_end.min(until_pause)),
            None if self.moved < self.min_bytes => None,
            None => {
                self.window_start = now;
                self.moved = 0;
                Some(until_pause)
            }
        }
    }
}

/// The speed at which a request is sent: the request body updates it, and [`send`] checks it.
#[derive(Clone)]
struct SharedSpeed(Arc<Mutex<Speed>>);

impl SharedSpeed {
    fn new(speed: Speed) -> Self {
        Self(Arc::new(Mutex::new(speed)))
    }

    fn with<T>(&self, act: impl FnOnce(&mut Speed) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The body of a request, in pieces. When a connection has accepted the request, it polls the body, or drops
/// it if it is empty.
struct RequestBody {
    inner: reqwest::Body,
    rest: Bytes,
    speed: Option<SharedSpeed>,
    sent: Option<SentFlag>,
}

impl RequestBody {
    fn mark_sent(&self) {
        if let Some(sent) = &self.sent {
            sent.set();
        }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        self.mark_sent();
        while self.rest.is_empty() {
            match ready!(Pin::new(&mut self.inner).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(frame) => return Poll::Ready(Some(Ok(frame))),
                },
                other => return Poll::Ready(other),
            }
        }
        let length = self.rest.len().min(PIECE_SIZE);
        let piece = self.rest.split_to(length);
        if let Some(speed) = &self.speed {
            speed.with(|speed| speed.record(piece.len(), Instant::now()));
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
impl Drop for RequestBody {
    fn drop(&mut self) {
        self.mark_sent();
        if let Some(speed) = &self.speed {
            speed.with(Speed::finish_sending);
        }
    }
}

/// The body of an answer.
struct ResponseBody {
    inner: reqwest::Body,
    speed: Speed,
    /// When the last piece was returned; `None` while the caller polls for the next one.
    idle_since: Option<Instant>,
    /// Created when the body has to wait, which most answers never do.
    timer: Option<Pin<Box<Sleep>>>,
}

impl ResponseBody {
    /// Ready once the transfer has stalled.
    fn poll_stalled(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            let timer = match &mut self.timer {
                Some(timer) => timer,
                none => {
                    let Some(time_to_check) = self.speed.time_to_check(Instant::now()) else {
                        return Poll::Ready(());
                    };
                    none.insert(Box::pin(sleep(time_to_check)))
                }
            };
            ready!(timer.as_mut().poll(context));
            self.timer = None;
        }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(since) = self.idle_since.take() {
            self.speed.exclude(since.elapsed());
        }
        let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(context) else {
            ready!(self.poll_stalled(context));
            let stalled = io::Error::new(io::ErrorKind::TimedOut, "the answer stalled");
            return Poll::Ready(Some(Err(stalled.into())));
        };
        if let Some(Ok(frame)) = &frame {
            let now = Instant::now();
            let length = frame.data_ref().map_or(0, Bytes::len);
            self.speed.record(length, now);
            self.idle_since = Some(now);
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
