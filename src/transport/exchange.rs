//! One call, from its first attempt to its end.

use super::managed::wrap;
use super::progress::{Departure, History, Progress};
use super::transfer::{self, NoAnswer};
use crate::auth::Issued;
use crate::client::{Client, bearer};
use crate::error::{Error, FailReason, LONGEST_BODY, Limit, Result};
use crate::transport::call::{Body, Call};
use crate::transport::pacing::LimitError;
use crate::transport::retry::{Attempt, Decision, Outcome, decide, is_activity_path, retry_after};
use crate::transport::tls;
use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::{Method, Response, StatusCode, Url};
use std::pin::pin;
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, sleep, timeout};
use tracing::{Instrument, Span, debug, debug_span, field};

/// How often a request is sent to where the server redirects it.
const MOST_REDIRECTS: u32 = 5;

/// Reads nothing of a success: its body is the caller's, and breaks off without another attempt.
pub(super) async fn open(response: Response) -> Result<Response> {
    Ok(response)
}

/// An attempt that was no success, with what the retry decision needs to know of it.
struct Failed {
    error: Error,
    /// None if the request could not be made: no other attempt would fare better.
    outcome: Option<Outcome>,
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
        let http = self
            .http()
            .map_err(|error| error.with_operation(call.operation))?;
        let wrapped = self.wrapped(call)?;
        let sent = wrapped.as_ref().unwrap_or(call);
        let progress = Progress::default();
        let attempts = self
            .attempts(http, call, sent, read, &progress, &span)
            .instrument(span.clone());
        let ended = match self.call_timeout() {
            None => attempts.await,
            Some(limit) => {
                // Not dropped before it has been asked how far it came.
                let mut attempts = pin!(attempts);
                timeout(limit, attempts.as_mut())
                    .await
                    .unwrap_or_else(|_| Err(progress.out_of_time(call, limit)))
            }
        };
        ended.map_err(|error| {
            span.record("error.kind", field::debug(error.kind()));
            error.with_operation(call.operation)
        })
    }

    /// The call that is sent in place of `call`, if it is made for a client account.
    fn wrapped(&self, call: &Call) -> Result<Option<Call>> {
        let Some(account) = self.managed() else {
            return Ok(None);
        };
        self.url(&call.target)
            .and_then(|url| wrap(call, account, &url, self.base()))
            .map(Some)
            .map_err(|error| error.with_operation(call.operation))
    }

    /// What `call` promises decides on repetitions; `sent` is what goes to the server.
    async fn attempts<T, F: Future<Output = Result<T>>>(
        &self,
        http: &reqwest::Client,
        call: &Call,
        sent: &Call,
        read: impl Fn(Response) -> F,
        progress: &Progress,
        span: &Span,
    ) -> Result<T> {
        let mut attempt = Attempt::first(call.method.clone(), true, SystemTime::now());
        attempt.idempotent = call.idempotent;
        let mut clock = Clock::default();
        loop {
            // Not the current span: where ours is off, that is one of the caller's.
            span.record("attempt", attempt.number);
            let token = self
                .turn(sent, &mut clock)
                .await
                .map_err(|error| unsent(error, &attempt))?;
            let request = self
                .url(&sent.target)
                .and_then(|url| self.build(http, sent, &token, url))
                .map_err(|error| unsent(error, &attempt))?;
            progress.sends(attempt.number);
            // Where repeating does no harm, nobody has to know whether the request has left.
            let departure = (!call.idempotent).then_some(progress.departure());
            let answer = self.send(http, sent, &token, request, departure).await;
            let history = History::of(&attempt);
            let failed = match finish(call, answer, history, &read, span).await {
                Ok(read) => return Ok(read),
                Err(failed) => failed,
            };
            attempt.elapsed = clock.elapsed();
            attempt.now = SystemTime::now();
            // A new token that is refused at once is tried again: the clocks of two servers may differ.
            if failed.error.is_unauthorized() && self.is_just_issued(sent, &token) {
                attempt.token_renewed = false;
            }
            let number = attempt.number;
            let Some(outcome) = failed.outcome else {
                return Err(unsent(failed.error, &attempt));
            };
            let decision = decide(self.retry(), &attempt, &outcome, fastrand::u64(..));
            if attempt.was_too_fast(&outcome) {
                self.limiter().throttled();
            }
            let renewable = failed.error.is_unauthorized() && !attempt.token_renewed;
            attempt = attempt.next(&outcome);
            progress.ended(attempt.unknown_outcome);
            let fail = |error: Error, reason| error.with_reason(reason).with_attempts(number);
            match decision {
                Decision::Return => return Err(fail(failed.error, FailReason::Permanent)),
                Decision::RenewToken => {
                    let renewed = self.renew(sent, &token, failed.error).await;
                    renewed.map_err(|error| unsent(error, &attempt))?;
                }
                Decision::Wait(delay) => {
                    debug!(
                        attempt = number,
                        retry.delay_ms = delay.as_millis() as u64,
                        "trying again"
                    );
                    sleep(delay).await;
                }
                // The call has no attempt left; the next one shall not meet the same refusal.
                Decision::Fail(reason) if renewable => {
                    return Err(match self.renew(sent, &token, failed.error).await {
                        Ok(refusal) => fail(refusal, reason),
                        Err(refusal) => unsent(refusal, &attempt),
                    });
                }
                Decision::Fail(reason) => return Err(fail(failed.error, reason)),
            }
        }
    }

    /// Waits for a token and for a turn, and returns the token.
    ///
    /// The token comes first: turns that were given out during a renewal would all be used at its
    /// end, in one burst. It is asked for again because the line may be longer than its life.
    async fn turn(&self, call: &Call, clock: &mut Clock) -> Result<Issued> {
        self.token(call).await?;
        clock.begin();
        let permit = self
            .limiter()
            .acquire()
            .await
            .map_err(LimitError::into_error)?;
        clock.passed(permit.waited());
        self.token(call).await
    }

    /// Sends a request, also to where the server redirects it: below the base URL only, since token,
    /// key and body are for one place, and as the same request, lest a POST end as the success of a GET.
    async fn send(
        &self,
        http: &reqwest::Client,
        call: &Call,
        token: &Issued,
        mut request: reqwest::Request,
        departure: Option<&Departure>,
    ) -> Result<Response, Failed> {
        let mut redirects = 0;
        loop {
            let from = request.url().clone();
            let response = transfer::send(http, request, self.timeouts(), departure)
                .await
                .map_err(Failed::without_answer)?;
            let to = location(&response).and_then(|to| self.redirected(&from, to));
            let Some(to) = to.filter(|_| redirects < MOST_REDIRECTS) else {
                return Ok(response);
            };
            redirects += 1;
            request = self.build(http, call, token, to).map_err(|error| Failed {
                error,
                outcome: None,
            })?;
        }
    }

    fn build(
        &self,
        http: &reqwest::Client,
        call: &Call,
        token: &Issued,
        url: Url,
    ) -> Result<reqwest::Request> {
        let mut request = http
            .request(call.method.clone(), url)
            .header(ACCEPT, HeaderValue::from_static(call.accept))
            .header(AUTHORIZATION, bearer(token)?);
        if let Some(key) = self.api_key(call)? {
            request = request.header("x-api-key", key);
        }
        request = match &call.body {
            // Some servers answer 411 without it (RFC 9110, section 8.6).
            Body::Empty if expects_body(&call.method) => {
                request.header(CONTENT_LENGTH, HeaderValue::from_static("0"))
            }
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

/// Makes of an answer what belongs to the attempt: what is read of a success, or a refusal.
async fn finish<T, F: Future<Output = Result<T>>>(
    call: &Call,
    answer: Result<Response, Failed>,
    history: History,
    read: impl Fn(Response) -> F,
    span: &Span,
) -> Result<T, Failed> {
    let mut response = answer?;
    response.extensions_mut().insert(history);
    span.record("http.response.status_code", response.status().as_u16());
    if !response.status().is_success() {
        return Err(refusal(call, response).await);
    }
    read(response).await.map_err(|error| Failed {
        error,
        outcome: Some(Outcome::BodyError),
    })
}

/// Where an answer says that the same request is to be sent.
fn location(response: &Response) -> Option<&str> {
    let is_same_request = matches!(
        response.status(),
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
    );
    let location = response.headers().get(LOCATION)?;
    location.to_str().ok().filter(|_| is_same_request)
}

/// Whether requests of this method have a body as a rule.
fn expects_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// The error of an attempt that ended before anything was sent: what the earlier ones did, counts.
fn unsent(error: Error, attempt: &Attempt) -> Error {
    let error = error.with_attempts(attempt.number.saturating_sub(1));
    match attempt.is_ambiguous() {
        true => error.with_reason(FailReason::Ambiguous),
        false => error,
    }
}

/// The time that a call's attempts have taken, without the waits for a turn and for the first token.
#[derive(Default)]
struct Clock {
    begun: Option<Instant>,
    waited: Duration,
}

impl Clock {
    fn begin(&mut self) {
        self.begun.get_or_insert_with(Instant::now);
    }

    fn passed(&mut self, waited: Duration) {
        self.waited = self.waited.saturating_add(waited);
    }

    fn elapsed(&self) -> Duration {
        let begun = self.begun.map_or(Duration::ZERO, |begun| begun.elapsed());
        begun.saturating_sub(self.waited)
    }
}

async fn refusal(call: &Call, response: Response) -> Failed {
    let code = response.status();
    let headers = response.headers().clone();
    let retry_after = retry_after(&headers, SystemTime::now());
    let body = beginning(response).await;
    let error = Error::refused(code, headers, body);
    let keys = error.api_errors().iter().map(|entry| &*entry.key);
    let outcome = Outcome::Status {
        code,
        limit: Limit::from_keys(keys),
        retry_after,
        is_activity_path: is_activity_path(call.resource()),
    };
    Failed {
        outcome: Some(outcome),
        error,
    }
}

/// What can be read of a body, up to a limit; a refusal is one even if its body breaks off.
async fn beginning(mut response: Response) -> Bytes {
    let mut body = BytesMut::new();
    while let Ok(Some(piece)) = response.chunk().await {
        let room = LONGEST_BODY - body.len();
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if body.len() == LONGEST_BODY {
            break;
        }
    }
    body.freeze()
}

impl Failed {
    fn without_answer(failure: NoAnswer) -> Self {
        let error = match failure {
            NoAnswer::Broken(error) => error,
            NoAnswer::Unsent(error) => {
                return Self {
                    error,
                    outcome: Some(Outcome::ConnectError),
                };
            }
            NoAnswer::Stalled(error) => {
                return Self {
                    error,
                    outcome: Some(Outcome::NoResponse),
                };
            }
        };
        if tls::is_missing(&error) {
            let error = Error::invalid_request(tls::MISSING);
            return Self {
                error,
                outcome: None,
            };
        }
        let outcome = if error.is_builder() {
            None
        } else if error.is_connect() {
            Some(Outcome::ConnectError)
        } else {
            Some(Outcome::NoResponse)
        };
        Self {
            error: Error::transport(error),
            outcome,
        }
    }
}
