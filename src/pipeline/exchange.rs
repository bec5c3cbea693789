//! One call, from its first attempt to its end.

use crate::auth::Issued;
use crate::call::{Body, Call};
use crate::client::{Client, bearer};
use crate::error::{Error, Result};
use crate::retry::{Attempt, Decision, FailReason, Outcome, decide, is_activity_path, retry_after};
use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Response, StatusCode};
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, sleep};
use tracing::{Instrument, Span, debug, debug_span, field};

/// Refusals longer than this are cut: the reason stands at the beginning, if anywhere.
const LONGEST_REFUSAL: usize = 1 << 20;

/// Reads nothing of a success: its body is the caller's, and breaks off without another attempt.
pub(super) async fn open(response: Response) -> Result<Response> {
    Ok(response)
}

/// An attempt that was no success, with what the retry decision needs to know of it.
struct Failed {
    error: Error,
    cause: Cause,
}

enum Cause {
    Refused {
        key: Option<String>,
        retry_after: Option<Duration>,
    },
    NotConnected,
    NoResponse,
    BrokenOff,
    /// The request could not be made; no other attempt would fare better.
    NotSent,
}

impl Client {
    /// Sends `call` until it succeeds or the retry policy says that it has failed.
    ///
    /// `read` takes as much of a success as belongs to the attempt: what breaks there is a failed
    /// attempt like any other.
    pub(super) async fn exchange<T, F: Future<Output = Result<T>>>(
        &self,
        call: &Call,
        read: impl Fn(Response) -> F,
    ) -> Result<T> {
        let span = debug_span!(
            "constant_contact.request",
            operation = call.operation,
            http.request.method = %call.method,
            http.response.status_code = field::Empty,
            attempt = field::Empty,
            error.kind = field::Empty,
        );
        self.attempts(call, read)
            .instrument(span.clone())
            .await
            .map_err(|error| {
                span.record("error.kind", field::debug(error.kind()));
                error.with_operation(call.operation)
            })
    }

    async fn attempts<T, F: Future<Output = Result<T>>>(
        &self,
        call: &Call,
        read: impl Fn(Response) -> F,
    ) -> Result<T> {
        let mut attempt = Attempt::first(call.method.clone(), true, SystemTime::now());
        let mut clock = Clock::default();
        loop {
            Span::current().record("attempt", attempt.number);
            let permit = self.limiter().acquire().await.map_err(Error::limited)?;
            clock.passed(permit.waited());
            let token = self.token(call).await?;
            let failed = match self.attempt(call, &read, &token).await {
                Ok(read) => return Ok(read),
                Err(failed) => failed,
            };
            if let Some(status) = failed.error.status() {
                Span::current().record("http.response.status_code", status.as_u16());
            }
            attempt.elapsed = clock.elapsed();
            attempt.now = SystemTime::now();
            let number = attempt.number;
            let Some(outcome) = failed.outcome(call) else {
                return Err(failed.error.with_attempts(number));
            };
            let decision = decide(self.retry(), &attempt, &outcome, fastrand::u64(..));
            attempt = attempt.next(&outcome);
            let fail = |error: Error, reason| error.with_reason(reason).with_attempts(number);
            if failed.is_throttled() && !matches!(decision, Decision::Fail(FailReason::QueueFull)) {
                self.limiter().throttled();
            }
            match decision {
                Decision::Return => return Err(fail(failed.error, FailReason::Permanent)),
                Decision::RenewToken => self
                    .renew(call, &token, failed.error)
                    .await
                    .map_err(|error| fail(error, FailReason::Permanent))?,
                Decision::Wait(delay) => {
                    debug!(
                        attempt = number,
                        retry.delay_ms = delay.as_millis() as u64,
                        "trying again"
                    );
                    sleep(delay).await;
                }
                Decision::Fail(reason) => return Err(fail(failed.error, reason)),
            }
        }
    }

    async fn attempt<T, F: Future<Output = Result<T>>>(
        &self,
        call: &Call,
        read: impl Fn(Response) -> F,
        token: &Issued,
    ) -> Result<T, Failed> {
        let request = self.build(call, token).map_err(Failed::not_sent)?;
        let response = self
            .http()
            .execute(request)
            .await
            .map_err(Failed::transport)?;
        if !response.status().is_success() {
            return Err(refusal(response).await);
        }
        read(response).await.map_err(|error| Failed {
            error,
            cause: Cause::BrokenOff,
        })
    }

    fn build(&self, call: &Call, token: &Issued) -> Result<reqwest::Request> {
        let mut request = self
            .http()
            .request(call.method.clone(), self.url(&call.target)?)
            .header(ACCEPT, HeaderValue::from_static(call.accept))
            .header(AUTHORIZATION, bearer(token)?);
        if let Some(key) = self.api_key(call)? {
            request = request.header("x-api-key", key);
        }
        request = match &call.body {
            Body::Empty => request,
            Body::Json(json) => {
                let json_type = HeaderValue::from_static("application/json");
                request.header(CONTENT_TYPE, json_type).body(json.clone())
            }
            Body::Multipart(form) => request.multipart(form()),
        };
        request.build().map_err(Error::transport)
    }
}

/// The time that a call's attempts have taken, without the waits for a turn.
struct Clock {
    begun: Instant,
    waited: Duration,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            waited: Duration::ZERO,
        }
    }
}

impl Clock {
    fn passed(&mut self, waited: Duration) {
        self.waited += waited;
    }

    fn elapsed(&self) -> Duration {
        self.begun.elapsed().saturating_sub(self.waited)
    }
}

async fn refusal(response: Response) -> Failed {
    let status = response.status();
    let headers = response.headers().clone();
    let retry_after = retry_after(&headers, SystemTime::now());
    let body = beginning(response).await;
    let error = Error::refused(status, headers, body);
    let key = error.api_errors().first().map(|entry| entry.key.clone());
    Failed {
        error,
        cause: Cause::Refused {
            key: key.filter(|key| !key.is_empty()),
            retry_after,
        },
    }
}

/// What can be read of a body, up to a limit; a refusal is one even if its body breaks off.
async fn beginning(mut response: Response) -> Bytes {
    let mut body = BytesMut::new();
    while let Ok(Some(piece)) = response.chunk().await {
        let room = LONGEST_REFUSAL - body.len();
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if body.len() == LONGEST_REFUSAL {
            break;
        }
    }
    body.freeze()
}

impl Failed {
    fn transport(error: reqwest::Error) -> Self {
        let cause = if error.is_builder() {
            Cause::NotSent
        } else if error.is_connect() {
            Cause::NotConnected
        } else {
            Cause::NoResponse
        };
        Self {
            error: Error::transport(error),
            cause,
        }
    }

    fn not_sent(error: Error) -> Self {
        Self {
            error,
            cause: Cause::NotSent,
        }
    }

    fn outcome(&self, call: &Call) -> Option<Outcome<'_>> {
        Some(match &self.cause {
            Cause::Refused { key, retry_after } => Outcome::Status {
                code: self.error.status().unwrap_or_default(),
                error_key: key.as_deref(),
                retry_after: *retry_after,
                is_activity_path: is_activity_path(call.resource()),
            },
            Cause::NotConnected => Outcome::ConnectError,
            Cause::NoResponse => Outcome::NoResponse,
            Cause::BrokenOff => Outcome::BodyError,
            Cause::NotSent => return None,
        })
    }

    /// Whether the server found one request too many in its second.
    fn is_throttled(&self) -> bool {
        self.error.status() == Some(StatusCode::TOO_MANY_REQUESTS)
            && !self.error.is_quota_exceeded()
    }
}
