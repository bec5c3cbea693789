//! What callers ask an error, and what each answer asks of them.

use super::{Error, existing_contact_id};
use crate::auth::AuthError;
use crate::retry::{FailReason, Limit};
use crate::utc_day;
use reqwest::StatusCode;
use std::time::{Duration, SystemTime};

impl Error {
    /// Whether the resource does not exist (404), or the id has the wrong form.
    ///
    /// What to do: check the id. Contacts that were deleted are not found by their address either,
    /// unless the status `all` is asked for.
    pub fn is_not_found(&self) -> bool {
        self.has_status(StatusCode::NOT_FOUND)
    }

    /// Whether something with the same name or address exists already (409).
    ///
    /// What to do: for a contact, update the one that [`existing_contact_id`] names, or use
    /// `create_or_update_contact`, which knows no conflict; for a list, tag or campaign, take
    /// another name.
    ///
    /// [`existing_contact_id`]: Self::existing_contact_id
    pub fn is_conflict(&self) -> bool {
        self.has_status(StatusCode::CONFLICT)
    }

    /// The contact that a conflict is about, where the message carries its id.
    ///
    /// What to do: update that contact. It can be a deleted one; updating revives it.
    pub fn existing_contact_id(&self) -> Option<&str> {
        if !self.is_conflict() {
            return None;
        }
        existing_contact_id(self.api_errors())
    }

    /// Whether the access token is missing, expired or revoked (401).
    ///
    /// What to do: a session has renewed its token once before this reaches the caller, so the
    /// account has to authorise the application again ([`needs_authorization`]); a plain access
    /// token has to be replaced.
    ///
    /// [`needs_authorization`]: Self::needs_authorization
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(StatusCode::UNAUTHORIZED)
    }

    /// Whether a person has to authorise the application again.
    ///
    /// What to do: run one of the flows of [`auth`](crate::auth) and start a new session.
    pub fn needs_authorization(&self) -> bool {
        self.authorization()
            .is_some_and(AuthError::needs_authorization)
    }

    /// Whether the token is good but not for this (403): a scope or a privilege of the user is
    /// missing, or the application is deactivated.
    ///
    /// What to do: authorise again with the scope that the operation needs, by a user whose role
    /// has the privilege.
    pub fn is_forbidden(&self) -> bool {
        self.has_status(StatusCode::FORBIDDEN)
    }

    /// Whether requests came too fast for the server (429 `throttled`), in spite of pacing and
    /// repeats.
    ///
    /// What to do: let every process on the same API key have its share of the rate (see
    /// [`Pacer`](crate::Pacer)), then send again.
    pub fn is_throttled(&self) -> bool {
        self.has_status(StatusCode::TOO_MANY_REQUESTS)
            && !self.is_quota_exceeded()
            && !self.is_queue_full()
    }

    /// Whether the requests of this day are used up (429 `quota_exceeded`).
    ///
    /// What to do: wait until [`quota_resets_at`](Self::quota_resets_at). Nothing is repeated
    /// before that.
    pub fn is_quota_exceeded(&self) -> bool {
        let keys = self.api_errors().iter().map(|entry| &*entry.key);
        matches!(self.0.reason, Some(FailReason::QuotaExceeded { .. }))
            || (self.has_status(StatusCode::TOO_MANY_REQUESTS)
                && Limit::named(keys) == Some(Limit::OfTheDay))
    }

    /// When the requests of a day count anew, 00:00:00 UTC, if the day's are used up.
    pub fn quota_resets_at(&self) -> Option<SystemTime> {
        match self.0.reason {
            Some(FailReason::QuotaExceeded { resets_at }) => Some(resets_at),
            _ if self.is_quota_exceeded() => Some(utc_day::next_midnight(SystemTime::now())),
            _ => None,
        }
    }

    /// Whether the account has as many bulk jobs in its queue as it may: 1,000.
    ///
    /// What to do: wait until some have ended (`get_all_activities` with the state `processing`),
    /// then send again.
    pub fn is_queue_full(&self) -> bool {
        matches!(self.0.reason, Some(FailReason::QueueFull))
    }

    /// Whether the request may have been carried out although it failed.
    ///
    /// What to do: look at the account before sending it again. Only POST and PATCH are concerned:
    /// the others have the same effect however often they are sent.
    pub fn is_ambiguous(&self) -> bool {
        matches!(self.0.reason, Some(FailReason::Ambiguous))
    }

    /// Whether the same request may succeed later with nothing changed.
    ///
    /// What to do: send it again in a while. True where the attempts or the time of the retry
    /// policy ran out, where the queue of bulk jobs was full, and where a token could not be
    /// renewed for the moment; never where the request may have been carried out.
    pub fn is_retryable(&self) -> bool {
        match self.0.reason {
            Some(FailReason::Exhausted { .. } | FailReason::QueueFull) => true,
            Some(FailReason::QuotaExceeded { .. } | FailReason::Ambiguous) => false,
            Some(FailReason::Permanent) | None => {
                self.authorization().is_some_and(AuthError::is_transient)
            }
        }
    }

    /// How long the server asked to wait, where it did and the wait was longer than the policy's
    /// time.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.0.reason {
            Some(FailReason::Exhausted { retry_after }) => retry_after,
            _ => None,
        }
    }

    fn has_status(&self, status: StatusCode) -> bool {
        self.0.status == Some(status)
    }
}
