//! What callers can ask about an error, and what to do in each case.

use super::body::existing_contact_id;
use super::fields::Error;
use super::kind::ErrorKind;
use super::reason::{FailReason, Limit};
use crate::model::next_midnight;
use reqwest::StatusCode;
use std::time::{Duration, SystemTime};

impl Error {
    /// Whether the request itself is invalid: the server refused it (400, or another 4xx without a separate
    /// predicate), or it was not sent.
    ///
    /// What to do: change the request; the same one fails again. For a refusal,
    /// [`api_errors`](Self::api_errors) says what is wrong; only its messages name the field. For a
    /// request that was not sent, `Display` prints the reason, such as a missing parameter, a fault in a CSV, or
    /// missing credentials.
    #[doc(alias = "validation")]
    #[doc(alias = "bad_request")]
    #[doc(alias = "400")]
    pub fn is_invalid(&self) -> bool {
        self.failure_kind() == ErrorKind::InvalidRequest
    }

    /// Whether the resource does not exist (404 or 410), or the id has the wrong form.
    ///
    /// What to do: check the id. A search by address does not find deleted contacts either, unless it
    /// requests the status `all`.
    #[doc(alias = "404")]
    pub fn is_not_found(&self) -> bool {
        self.has_status(StatusCode::NOT_FOUND) || self.has_status(StatusCode::GONE)
    }

    /// Whether a resource with the same name or address already exists (409).
    ///
    /// What to do: for a contact, update the one whose id [`existing_contact_id`] returns, or use
    /// `create_or_update_contact`, which updates it; for a list, tag or campaign, choose another name.
    /// `create_or_update_contact` itself has a conflict only when two calls change one contact at the
    /// same time: make the call again after a pause. A conflict is never
    /// [`is_retryable`](Self::is_retryable).
    ///
    /// [`existing_contact_id`]: Self::existing_contact_id
    #[doc(alias = "409")]
    pub fn is_conflict(&self) -> bool {
        self.has_status(StatusCode::CONFLICT)
    }

    /// The id of the contact that a conflict is about, if the message contains it.
    ///
    /// What to do: update that contact. It may be a deleted one, which an update restores.
    pub fn existing_contact_id(&self) -> Option<&str> {
        if !self.is_conflict() {
            return None;
        }
        existing_contact_id(self.api_errors())
    }

    /// Whether the access token is missing, expired or revoked (401).
    ///
    /// What to do: call [`needs_authorization`] first. If it is false, there are two cases. If the error
    /// [`is_retryable`](Self::is_retryable), the token could not be renewed at the moment. Otherwise the server
    /// refuses a token that was just renewed, even after a wait of three seconds: check whether the application
    /// is still active in the portal. With a retry policy of one attempt, the renewed token is used for the
    /// next call.
    ///
    /// [`needs_authorization`]: Self::needs_authorization
    #[doc(alias = "expired")]
    #[doc(alias = "401")]
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(StatusCode::UNAUTHORIZED)
    }

    /// Whether the token is valid but does not permit this call (403): a scope or a privilege of the user
    /// is missing, or the application is deactivated.
    ///
    /// The answer does not say which of these is the cause. What to do: check whether the scope that the
    /// operation's documentation names was granted (`Tokens::scopes`). If it was, check whether the user has the
    /// privilege (`Client::get_user_privileges`, which needs no scope). Then authorise again with the missing
    /// scope, or as a user whose role has the privilege.
    #[doc(alias = "403")]
    pub fn is_forbidden(&self) -> bool {
        self.has_status(StatusCode::FORBIDDEN)
    }

    /// Whether the server received too many requests (429), despite pacing and retries, and neither the daily quota
    /// nor a full queue is the reason: usually too many in a second (`throttled`), otherwise a limit of the
    /// operation, such as that of test emails.
    ///
    /// What to do: give every process that uses the same API key its share of the rate (see
    /// [`Pacer`](crate::Pacer)), then send the request again. A limit of the operation needs a longer wait.
    #[doc(alias = "rate_limit")]
    #[doc(alias = "429")]
    pub fn is_throttled(&self) -> bool {
        self.has_status(StatusCode::TOO_MANY_REQUESTS)
            && !self.is_quota_exceeded()
            && !self.is_queue_full()
    }

    /// Whether the requests of this day are used up.
    ///
    /// Either the server reports this (429 `quota_exceeded`), or the client's [`RateLimiter`](crate::RateLimiter)
    /// does before anything is sent ([`LimitError::QuotaExceeded`](crate::LimitError)). The built-in
    /// [`Pacer`](crate::Pacer) only counts the day's requests unless it
    /// [enforces](crate::Pacer::enforce_daily) the limit.
    ///
    /// What to do: wait until [`quota_resets_at`](Self::quota_resets_at), or let the client wait with
    /// [`RetryPolicy::wait_for_quota`](crate::RetryPolicy::wait_for_quota). Nothing is repeated
    /// before that, and the error is not [`is_retryable`](Self::is_retryable).
    pub fn is_quota_exceeded(&self) -> bool {
        matches!(self.0.reason, Some(FailReason::QuotaExceeded { .. }))
            || (self.has_status(StatusCode::TOO_MANY_REQUESTS)
                && self.limit() == Some(Limit::PerDay))
    }

    /// When the daily count starts again, if the requests of the day are used up.
    ///
    /// This is 00:00:00 UTC by this machine's clock. In the first five minutes of a day it is 00:05:00, since the
    /// server's clock may still show the day before.
    pub fn quota_resets_at(&self) -> Option<SystemTime> {
        match self.0.reason {
            Some(FailReason::QuotaExceeded { resets_at }) => Some(resets_at),
            _ if self.is_quota_exceeded() => Some(next_midnight(SystemTime::now())),
            _ => None,
        }
    }

    /// Whether the account's queue is full: it holds at most 1,000 bulk jobs.
    ///
    /// What to do: wait until some jobs have ended (`get_all_activities` with the state `processing`),
    /// then send the request again.
    pub fn is_queue_full(&self) -> bool {
        matches!(self.0.reason, Some(FailReason::QueueFull))
    }

    /// Whether the request may have been carried out although it failed.
    ///
    /// What to do: check the account before sending it again. Only POST, PATCH and the few PUTs whose
    /// documentation says that they are not sent again can fail in this way: the other requests have the
    /// same effect no matter how often they are sent. For calls that do no harm when they are made twice, see
    /// [`with_retry`](crate::Client::with_retry).
    #[doc(alias = "idempotency")]
    #[doc(alias = "unknown_outcome")]
    pub fn is_ambiguous(&self) -> bool {
        matches!(self.0.reason, Some(FailReason::Ambiguous))
    }

    /// Whether no connection to the server was made, so nothing was sent.
    ///
    /// What to do: check the network, the proxies and the base URL, then send the request again.
    #[doc(alias = "connection")]
    pub fn is_connect(&self) -> bool {
        self.failure_kind() == ErrorKind::Connect
    }

    /// Whether a time limit passed: there was no answer in time, a connection took too long, a transfer stalled, or
    /// the call took longer than [`call_timeout`](crate::ClientBuilder::call_timeout) allows.
    ///
    /// What to do: check [`is_ambiguous`](Self::is_ambiguous) first, which can be true as well: the kind is then
    /// [`Ambiguous`](ErrorKind::Ambiguous). Otherwise the request can be sent again.
    #[doc(alias = "deadline")]
    pub fn is_timeout(&self) -> bool {
        let connecting = self.find_source::<reqwest::Error>();
        match self.failure_kind() {
            ErrorKind::Timeout => true,
            ErrorKind::Connect => connecting.is_some_and(reqwest::Error::is_timeout),
            _ => false,
        }
    }

    /// Whether an answer, or other data that was read, is not what was expected.
    ///
    /// What to do: report it, with [`body`](Self::body). The call may have been carried out, so do not repeat a POST.
    #[doc(alias = "parse")]
    pub fn is_decode(&self) -> bool {
        self.failure_kind() == ErrorKind::Decode
    }

    /// Whether the same request, unchanged, may succeed later.
    ///
    /// What to do: send it again later. This is true if the attempts or the time of the retry
    /// policy ran out, if the queue of bulk jobs was full, or if a token could not be renewed at the
    /// moment. It is never true if the request may have been carried out, if the day's requests are
    /// used up, or after a conflict (409).
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.0.reason,
            Some(FailReason::Exhausted { .. } | FailReason::QueueFull)
        )
    }

    /// How long the server asked to wait (`Retry-After`), if the attempts or the time of the retry policy ran out.
    /// If there was no token, how long the authorization server asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    fn has_status(&self, status: StatusCode) -> bool {
        self.0.status == Some(status)
    }
}
