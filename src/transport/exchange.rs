//! One call, from its first attempt to its end.

use super::address;
use super::before_send::BeforeSend;
use super::call::{Call, Target};
use super::clock::wall_clock;
use super::connections::Connections;
use super::failure::{FailedAttempt, refusal};
use super::history::History;
use super::managed::wrap;
use super::observation::{AttemptObservation, Observation};
use super::pacing::{LimitError, RateLimiter, Requester};
use super::progress::Progress;
use super::report::Observers;
use super::retry::{Attempt, Decision, Outcome, QuotaWait, RetryPolicy, decide};
use super::send::{Sender, authorization};
use super::timeouts::Timeouts;
use super::token::{AccessToken, Authorize};
use crate::error::{Error, FailReason, Result};
use reqwest::{Response, Url};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{Instrument, debug, info};

/// The state that all calls of a client share; `A` authorizes them.
#[derive(Clone)]
pub(crate) struct Transport<A> {
    pub connections: Arc<Connections>,
    pub base: Url,
    pub account: Option<A>,
    pub partner: Option<A>,
    /// The client account that a partner's calls are made for.
    pub managed: Option<String>,
    pub limiter: Arc<dyn RateLimiter>,
    pub requester: Requester,
    pub observers: Observers,
    pub retry: RetryPolicy,
    /// `None` if the caller's HTTP client has its own limits.
    pub timeouts: Option<Timeouts>,
    pub call_timeout: Option<Duration>,
    /// The deadline of the calls of one longer task, such as the polls of an answer.
    pub deadline: Option<Instant>,
    pub before_send: Arc<[BeforeSend]>,
}

/// How long a limiter may take to record a refusal.
const LONGEST_REPORT: Duration = Duration::from_secs(5);

/// Leaves the body of a success to the caller. If the body breaks off, no other attempt is made.
pub(crate) async fn open(response: Response, history: History) -> Result<(Response, History)> {
    Ok((response, history))
}

impl<A: Authorize> Transport<A> {
    /// The URL of a call: a path below the base URL, or the target of a link of the API.
    pub fn url(&self, target: &Target) -> Result<Url> {
        match target {
            Target::Path { path, query } => address::path_url(&self.base, path, query),
            Target::Link { from, link } => address::link_url(&self.base, from, link),
        }
    }

    /// Begins to observe a call.
    pub fn observe(&self, call: &Call) -> Observation {
        let (limiter, observers) = (Arc::clone(&self.limiter), self.observers.clone());
        Observation::begin(call, &self.base, limiter, observers)
    }

    /// Sends `call` until it succeeds or the retry policy gives up.
    ///
    /// `read` reads the part of a success that belongs to the attempt: if it fails, the attempt counts as failed.
    pub async fn exchange<T, F: Future<Output = Result<T>>>(
        &self,
        call: &Call,
        observation: &mut Observation,
        read: impl Fn(Response, History) -> F,
    ) -> Result<T> {
        let http = self
            .connections
            .client()
            .map_err(|error| error.with_operation(call.operation))?;
        let wrapped = self.wrapped(call)?;
        let sender = Sender {
            http,
            base: &self.base,
            timeouts: self.timeouts,
            call: wrapped.as_ref().unwrap_or(call),
            before_send: &self.before_send,
        };
        let progress = Progress::default();
        let deadline = self.deadline();
        let span = observation.span().clone();
        let attempts = self
            .attempts(call, &sender, read, &progress, deadline, observation)
            .instrument(span);
        let ended = match deadline {
            None => attempts.await,
            Some(deadline) => {
                // Dropped only after `progress.timed_out`, which needs the state before the drop.
                let mut attempts = pin!(attempts);
                timeout_at(deadline, attempts.as_mut())
                    .await
                    .unwrap_or_else(|_| Err(progress.timed_out(call, self.call_timeout)))
            }
        };
        ended.map_err(|error| error.with_operation(call.operation))
    }

    /// The deadline of a call that begins now.
    pub fn deadline(&self) -> Option<Instant> {
        let own = self
            .call_timeout
            .and_then(|limit| Instant::now().checked_add(limit));
        own.into_iter().chain(self.deadline).min()
    }

    /// The call that is sent in place of `call`, if it is made for a client account.
    fn wrapped(&self, call: &Call) -> Result<Option<Call>> {
        let Some(account) = &self.managed else {
            return Ok(None);
        };
        self.url(&call.target)
            .and_then(|url| wrap(call, account, &url, &self.base))
            .map(Some)
            .map_err(|error| error.with_operation(call.operation))
    }

    /// The properties of `call` decide on retries; the call of `sender` is sent to the server.
    async fn attempts<T, F: Future<Output = Result<T>>>(
        &self,
        call: &Call,
        sender: &Sender<'_>,
        read: impl Fn(Response, History) -> F,
        progress: &Progress,
        deadline: Option<Instant>,
        observation: &mut Observation,
    ) -> Result<T> {
        let mut attempt = Attempt::first(call.method.clone(), wall_clock());
        attempt.idempotent = call.idempotent;
        let account = self
            .authorizer(sender.call)
            .map_err(|error| unsent(error, &attempt))?;
        let mut clock = Clock::default();
        loop {
            let token = self
                .turn(account, deadline, &mut clock, observation)
                .await
                .map_err(|error| unsent(error, &attempt))?;
            let (url, headers) = self
                .url(&sender.call.target)
                .and_then(|url| Ok((url, authorization(token.secret(), account.api_key())?)))
                .map_err(|error| unsent(error, &attempt))?;
            progress.attempt_starts(attempt.number);
            // If a retry does no harm, it does not matter whether the request was sent.
            let sent = (!call.idempotent).then_some(progress.sent());
            let mut observed = observation.attempt(sender.call, &self.base);
            let span = observed.span().clone();
            let made = async {
                let response = sender.send(&headers, attempt.number, url, sent).await;
                finish(call, response, &attempt, &read, &mut observed).await
            };
            let result = made.instrument(span).await;
            observed.end(&result);
            let failed = match result {
                Ok(read) => return Ok(read),
                Err(failed) => failed,
            };
            attempt.elapsed = clock.elapsed();
            attempt.now = wall_clock();
            // If a new token is refused at once, the request is sent again: the servers' clocks may differ.
            if failed.error.is_unauthorized() && account.is_just_issued(&token) {
                attempt.token_renewed = false;
            }
            let number = attempt.number;
            let Some(outcome) = failed.outcome else {
                return Err(unsent(failed.error, &attempt));
            };
            let decision = decide(&self.retry, &attempt, &outcome, fastrand::u64(..));
            self.report(&attempt, &outcome).await;
            let renewable = failed.error.is_unauthorized() && !attempt.token_renewed;
            attempt = attempt.next(&outcome);
            progress.attempt_ended(attempt.unknown_outcome);
            let fail = |error: Error, reason| error.with_reason(reason).with_attempts(number);
            match decision {
                Decision::RenewToken => {
                    if let Err(error) = account.renew(&token).await {
                        return Err(unsent(failed.error.caused_by(error), &attempt));
                    }
                }
                Decision::Wait(delay) => {
                    debug!(
                        attempt = number,
                        retry.delay_ms = delay.as_millis() as u64,
                        "trying again"
                    );
                    sleep(delay).await;
                }
                Decision::WaitForQuota { resets_at } => {
                    let reason = FailReason::QuotaExceeded { resets_at };
                    let refused = failed.error.with_reason(reason);
                    let wait = self.wait_for_quota(resets_at, refused, deadline, &mut clock);
                    observation
                        .wait(wait)
                        .await
                        .map_err(|error| unsent(error, &attempt))?;
                }
                // The call has no attempt left, but the next call needs a newer token.
                Decision::Fail(reason) if renewable => {
                    return Err(match account.renew(&token).await {
                        Ok(_) => fail(failed.error, reason),
                        Err(error) => unsent(failed.error.caused_by(error), &attempt),
                    });
                }
                Decision::Fail(reason) => return Err(fail(failed.error, reason)),
            }
        }
    }

    /// The token for a call.
    pub async fn token(&self, call: &Call) -> Result<AccessToken> {
        self.authorizer(call)?.access_token().await
    }

    /// Reports to the limiter that the server refused a request because of a limit.
    async fn report(&self, attempt: &Attempt, outcome: &Outcome) {
        let report = match attempt.quota_resets_at(outcome) {
            Some(resets_at) => self.limiter.on_quota_exceeded(resets_at),
            None if attempt.was_too_fast(outcome) => self.limiter.on_throttled(),
            None => return,
        };
        timeout(LONGEST_REPORT, report).await.ok();
    }

    /// Waits until the daily quota resets, for a request that was refused with the error `refused`.
    ///
    /// Fails with that error if the call must have ended before.
    async fn wait_for_quota(
        &self,
        resets_at: SystemTime,
        refused: Error,
        deadline: Option<Instant>,
        clock: &mut Clock,
    ) -> Result<()> {
        let (began, now) = (Instant::now(), wall_clock());
        let wait = QuotaWait::new(resets_at, now, fastrand::u64(..));
        let left = wait.left(now, Duration::ZERO);
        if deadline.is_some_and(|deadline| deadline.saturating_duration_since(began) < left) {
            return Err(refused);
        }
        info!(
            wait.seconds = left.as_secs(),
            "the requests of the day are used up: waiting for the next day"
        );
        while let Some(sleeping) = wait.next_sleep(wall_clock(), began.elapsed()) {
            sleep(sleeping).await;
        }
        clock.exclude(began.elapsed());
        Ok(())
    }

    /// Waits for a token and for a turn, and returns the token.
    ///
    /// It waits for a token first: turns that were granted during a renewal would all be used in one burst at its
    /// end. It gets the token again after the turn, because the wait may have been longer than the token's
    /// lifetime.
    async fn turn(
        &self,
        account: &A,
        deadline: Option<Instant>,
        clock: &mut Clock,
        observation: &mut Observation,
    ) -> Result<AccessToken> {
        loop {
            account.access_token().await?;
            clock.start();
            let asked = Instant::now();
            let turn = self.limiter.acquire_for(self.requester);
            match observation.wait(turn).await {
                Ok(permit) => {
                    clock.exclude(permit.waited());
                    return account.access_token().await;
                }
                Err(LimitError::QuotaExceeded { resets_at }) if self.retry.waits_for_quota() => {
                    clock.exclude(asked.elapsed());
                    let refused = LimitError::QuotaExceeded { resets_at }.into_error();
                    let wait = self.wait_for_quota(resets_at, refused, deadline, clock);
                    observation.wait(wait).await?;
                }
                Err(error) => return Err(error.into_error()),
            }
        }
    }

    fn authorizer(&self, call: &Call) -> Result<&A> {
        let (account, missing) = match call.partner {
            true => (
                &self.partner,
                "this operation needs a partner's credentials: build the \
                client with `.partner(…)` (feature `oauth`)",
            ),
            false => (
                &self.account,
                "no credentials: build the client with `.session(…)` (feature `oauth`) or \
                `.access_token(…)`",
            ),
        };
        account
            .as_ref()
            .ok_or_else(|| Error::invalid_request(missing))
    }
}

/// Reads the part of an answer that belongs to the attempt: a success, or a refusal.
async fn finish<T, F: Future<Output = Result<T>>>(
    call: &Call,
    answer: Result<Response, FailedAttempt>,
    attempt: &Attempt,
    read: impl Fn(Response, History) -> F,
    observed: &mut AttemptObservation<'_>,
) -> Result<T, FailedAttempt> {
    let response = answer?;
    let status = response.status();
    observed.answered(status);
    if !status.is_success() {
        return Err(refusal(call, response).await);
    }
    let history = History::of(call.operation, status, attempt);
    read(response, history)
        .await
        .map_err(|error| FailedAttempt {
            error,
            outcome: Some(Outcome::BodyError),
        })
}

/// The error of an attempt that ended before anything was sent; it reports the earlier attempts.
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
    started: Option<Instant>,
    waited: Duration,
}

impl Clock {
    fn start(&mut self) {
        self.started.get_or_insert_with(Instant::now);
    }

    fn exclude(&mut self, waited: Duration) {
        self.waited = self.waited.saturating_add(waited);
    }

    fn elapsed(&self) -> Duration {
        let elapsed = self
            .started
            .map_or(Duration::ZERO, |started| started.elapsed());
        elapsed.saturating_sub(self.waited)
    }
}
