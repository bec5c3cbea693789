//! A failed attempt: its error, and the outcome on which the retry decision is based.

use super::call::Call;
use super::retry::{Outcome, is_activity_path, retry_after};
use super::tls;
use super::transfer::NoAnswer;
use crate::error::{Error, Limit, MAX_BODY};
use bytes::{Bytes, BytesMut};
use reqwest::Response;
use std::time::SystemTime;

/// A failed attempt, with its outcome for the retry decision.
pub(super) struct FailedAttempt {
    pub error: Error,
    /// `None` if the request could not be built: another attempt would fail too.
    pub outcome: Option<Outcome>,
}

impl FailedAttempt {
    /// A request that could not be built.
    pub fn unsent(error: Error) -> Self {
        Self {
            error,
            outcome: None,
        }
    }

    pub fn without_answer(failure: NoAnswer) -> Self {
        let (error, outcome) = match failure {
            NoAnswer::Unsent(error) => (error, Some(Outcome::ConnectError)),
            NoAnswer::Stalled(error) => (error, Some(Outcome::NoResponse)),
            NoAnswer::Failed(error) if tls::is_missing(&error) => {
                (Error::invalid_request(tls::MISSING), None)
            }
            NoAnswer::Failed(error) => {
                let outcome = match (error.is_builder(), error.is_connect()) {
                    (true, _) => None,
                    (_, true) => Some(Outcome::ConnectError),
                    _ => Some(Outcome::NoResponse),
                };
                (Error::transport(error), outcome)
            }
        };
        Self { error, outcome }
    }
}

/// A refusal, with the errors in its body.
pub(super) async fn refusal(call: &Call, response: Response) -> FailedAttempt {
    let code = response.status();
    let headers = response.headers().clone();
    let retry_after = retry_after(&headers, SystemTime::now());
    let body = read_prefix(response).await;
    let error = Error::refused(code, headers, body);
    let keys = error.api_errors().iter().map(|entry| &*entry.key);
    let outcome = Outcome::Status {
        code,
        limit: Limit::from_keys(keys),
        retry_after,
        is_activity_path: is_activity_path(call.resource()),
    };
    FailedAttempt {
        outcome: Some(outcome),
        error,
    }
}

/// Reads a body up to a limit, or until it breaks off: a refusal is valid even with an incomplete body.
async fn read_prefix(mut response: Response) -> Bytes {
    let mut body = BytesMut::new();
    while let Ok(Some(piece)) = response.chunk().await {
        let room = MAX_BODY - body.len();
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if body.len() == MAX_BODY {
            break;
        }
    }
    body.freeze()
}
