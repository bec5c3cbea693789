//! What is seen of a call from outside: its span, the spans of its attempts, and the report for the observers.
//!
//! The span of a call is internal. That of an attempt follows OpenTelemetry's conventions for HTTP clients, except
//! that it has no `url.full`, which has ids and queries.

use super::call::Call;
use super::failure::FailedAttempt;
use super::pacing::RateLimiter;
use super::report::{CallOutcome, CallReport, Observers};
use crate::error::Result;
use crate::model::{UnknownElement, collect_unknown};
use reqwest::{Method, StatusCode, Url};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tracing::{Span, field, info_span};

/// A call while it is made, from before its first turn until its answer is read. If this is dropped before
/// [`end`](Self::end), the call is reported as cancelled.
pub(crate) struct Observation {
    span: Span,
    observers: Observers,
    limiter: Arc<dyn RateLimiter>,
    operation: &'static str,
    method: Method,
    url_template: Option<&'static str>,
    started: Instant,
    attempts: u32,
    /// The status of the last attempt.
    status: Option<StatusCode>,
    waits: Waits,
    is_reported: bool,
}

impl Observation {
    pub(super) fn begin(
        call: &Call,
        base: &Url,
        limiter: Arc<dyn RateLimiter>,
        observers: Observers,
    ) -> Self {
        let url_template = url_template(call);
        let span = info_span!(
            "constant_contact.call",
            otel.name = call.operation,
            otel.kind = "internal",
            otel.status_code = field::Empty,
            operation = call.operation,
            http.request.method = call.method.as_str(),
            http.response.status_code = field::Empty,
            url.template = url_template,
            server.address = base.host_str(),
            error.type = field::Empty,
            attempts = field::Empty,
            rate_limit.wait_ms = field::Empty,
        );
        Self {
            span,
            observers,
            limiter,
            operation: call.operation,
            method: call.method.clone(),
            url_template,
            started: Instant::now(),
            attempts: 0,
            status: None,
            waits: Waits::default(),
            is_reported: false,
        }
    }

    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    /// Waits for a turn, or for a day that has turns.
    pub(super) async fn wait<T>(&mut self, turn: impl Future<Output = T>) -> T {
        self.waits.begin();
        let turn = turn.await;
        self.waits.end();
        turn
    }

    /// Begins an attempt, which sends `call`: the call itself, or the partner's call that carries it out.
    pub(super) fn attempt(&mut self, call: &Call, base: &Url) -> AttemptObservation<'_> {
        let url_template = url_template(call);
        let waited = std::mem::take(&mut self.waits.since_attempt);
        // The parent is the current span: that of the call, or the caller's if that of the call is disabled.
        let span = info_span!(
            "constant_contact.request",
            otel.name = request_name(call),
            otel.kind = "client",
            otel.status_code = field::Empty,
            http.request.method = call.method.as_str(),
            http.request.resend_count = (self.attempts > 0).then_some(i64::from(self.attempts)),
            http.response.status_code = field::Empty,
            url.template = url_template,
            server.address = base.host_str(),
            server.port = base.port_or_known_default().map(i64::from),
            error.type = field::Empty,
            rate_limit.wait_ms = milliseconds(waited),
        );
        self.attempts = self.attempts.saturating_add(1);
        self.status = None;
        AttemptObservation {
            span,
            call: self,
            is_ended: false,
        }
    }

    /// Reads what the call fetched, and reports how the call ended.
    pub fn end<A, T>(mut self, fetched: Result<A>, read: impl FnOnce(A) -> Result<T>) -> Result<T> {
        let entered = self.span.clone().entered();
        let (result, unknown_elements) = collect_unknown(|| fetched.and_then(read));
        let outcome = match &result {
            Ok(_) => CallOutcome::Success,
            Err(error) => CallOutcome::Failed(error.kind()),
        };
        self.report(outcome, unknown_elements);
        drop(entered);
        result
    }

    fn report(&mut self, outcome: CallOutcome, unknown_elements: Vec<UnknownElement>) {
        self.is_reported = true;
        self.waits.end();
        let span = &self.span;
        span.record("attempts", i64::from(self.attempts));
        span.record("rate_limit.wait_ms", milliseconds(self.waits.total));
        record_status(span, self.status);
        match outcome {
            CallOutcome::Success => {}
            CallOutcome::Failed(kind) => record_failure(span, kind.as_str()),
            CallOutcome::Cancelled => record_cancelled(span),
        }
        if self.observers.is_empty() {
            return;
        }
        self.observers.report(&CallReport {
            operation: self.operation,
            method: self.method.clone(),
            url_template: self.url_template,
            outcome,
            status: self.status,
            attempts: self.attempts,
            wait: self.waits.total,
            duration: self.started.elapsed(),
            usage: self.limiter.usage(),
            unknown_elements,
        });
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        if !self.is_reported {
            let span = self.span.clone();
            let _entered = span.enter();
            self.report(CallOutcome::Cancelled, Vec::new());
        }
    }
}

/// An attempt while it is made. If this is dropped before [`end`](Self::end), the attempt counts as cancelled.
pub(super) struct AttemptObservation<'a> {
    span: Span,
    call: &'a mut Observation,
    is_ended: bool,
}

impl AttemptObservation<'_> {
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// Records that the head of an answer arrived.
    pub fn answered(&mut self, status: StatusCode) {
        self.call.status = Some(status);
        record_status(&self.span, Some(status));
    }

    /// Records how the attempt ended.
    pub fn end<T>(mut self, result: &Result<T, FailedAttempt>) {
        self.is_ended = true;
        let Err(failed) = result else { return };
        if failed.outcome.is_none() {
            // Nothing was sent.
            self.call.attempts = self.call.attempts.saturating_sub(1);
        }
        match self.call.status.filter(|status| !status.is_success()) {
            Some(refused) => record_failure(&self.span, refused.as_str()),
            None => record_failure(&self.span, failed.error.kind().as_str()),
        }
    }
}

impl Drop for AttemptObservation<'_> {
    fn drop(&mut self) {
        if !self.is_ended {
            record_cancelled(&self.span);
        }
    }
}

/// How long a call waited for its turns.
#[derive(Default)]
struct Waits {
    total: Duration,
    /// The waits since the last attempt.
    since_attempt: Duration,
    /// When the current wait began.
    since: Option<Instant>,
}

impl Waits {
    fn begin(&mut self) {
        self.since = Some(Instant::now());
    }

    fn end(&mut self) {
        let waited = self.since.take().map_or(Duration::ZERO, |at| at.elapsed());
        self.total = self.total.saturating_add(waited);
        self.since_attempt = self.since_attempt.saturating_add(waited);
    }
}

fn url_template(call: &Call) -> Option<&'static str> {
    Some(call.template).filter(|template| !template.is_empty())
}

/// The name that the conventions give the span of a request.
fn request_name(call: &Call) -> String {
    match url_template(call) {
        Some(template) => format!("{} {template}", call.method),
        None => call.method.to_string(),
    }
}

/// OpenTelemetry has signed integers only; an unsigned one would become a text.
fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn record_status(span: &Span, status: Option<StatusCode>) {
    if let Some(status) = status {
        span.record("http.response.status_code", i64::from(status.as_u16()));
    }
}

fn record_failure(span: &Span, error_type: &str) {
    span.record("error.type", error_type);
    span.record("otel.status_code", "ERROR");
}

/// It is not a failure if the caller drops a call, for example a stream after its first rows.
fn record_cancelled(span: &Span) {
    span.record("error.type", CallOutcome::Cancelled.as_str());
}
