//! What a fault means for a request: whether it has its effect, what the answer becomes, and how the
//! answer is sent.

use super::{ErrorShape, Fault};
use crate::answer::Answer;
use crate::limits::Exceeded;
use crate::operations::queue_full;
use crate::time_format;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{HeaderName, HeaderValue};
use serde_json::json;
use std::time::Duration;

/// Whether and when a request has its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Now,
    Never,
    After(Duration),
}

/// How an answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Complete,
    /// The connection closes without an answer.
    Close,
    /// The connection stays open without an answer.
    Hold,
    /// Half of the body, then the connection closes.
    Truncate,
    /// The whole body, then the connection closes before the declared length.
    Unfinished,
    /// Half of the body, then the connection is reset.
    Reset,
    /// Half of the body, then nothing.
    Stall,
}

/// What is done with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    pub effect: Effect,
    pub delivery: Delivery,
    /// Whether the body is read before the connection closes.
    pub reads_body: bool,
    /// How long the request waits before anything else happens.
    pub delay: Duration,
    /// How long the answer waits after the effect.
    pub answer_delay: Duration,
}

impl Plan {
    /// That of a request without a fault.
    pub const USUAL: Self = Self {
        effect: Effect::Now,
        delivery: Delivery::Complete,
        reads_body: true,
        delay: Duration::ZERO,
        answer_delay: Duration::ZERO,
    };
}

impl Fault {
    pub(crate) fn plan(&self) -> Plan {
        let (effect, delivery) = match self {
            Self::LostRequest => (Effect::Never, Delivery::Close),
            Self::HeldRequest => (Effect::Never, Delivery::Hold),
            Self::LostAnswer => (Effect::Now, Delivery::Close),
            Self::HeldAnswer => (Effect::Now, Delivery::Hold),
            Self::ResetAnswer => (Effect::Now, Delivery::Reset),
            Self::TruncatedAnswer => (Effect::Now, Delivery::Truncate),
            Self::StalledAnswer => (Effect::Now, Delivery::Stall),
            Self::LateEffect(time) => (Effect::After(*time), Delivery::Complete),
            Self::UnfinishedAnswer(_) => (Effect::Now, Delivery::Unfinished),
            Self::Answer(scripted) => (Effect::Never, scripted.delivery),
            Self::Status(..)
            | Self::Throttled
            | Self::QuotaExceeded
            | Self::QueueFull
            | Self::Unauthorized => (Effect::Never, Delivery::Complete),
            Self::Slow(_)
            | Self::SlowAnswer(_)
            | Self::StatusAfterEffect(..)
            | Self::MalformedAnswer
            | Self::EmptyAnswer
            | Self::AnswerBody(_)
            | Self::AlteredAnswer(_)
            | Self::ClockSkew(_) => (Effect::Now, Delivery::Complete),
        };
        Plan {
            effect,
            delivery,
            reads_body: *self != Self::LostRequest,
            delay: match self {
                Self::Slow(time) => *time,
                Self::Answer(scripted) => scripted.delay,
                _ => Duration::ZERO,
            },
            answer_delay: match self {
                Self::SlowAnswer(time) => *time,
                _ => Duration::ZERO,
            },
        }
    }

    /// Panics if the fault has a status or a header that HTTP does not have.
    #[track_caller]
    pub(super) fn assert_can_be_sent(&self) {
        let (status, headers) = match self {
            Self::Status(status, _) | Self::StatusAfterEffect(status, _) => (*status, &[][..]),
            Self::Answer(scripted) => (scripted.answer.status, &scripted.answer.headers[..]),
            _ => return,
        };
        // 1xx is not the end of an answer.
        assert!(
            (200..1000).contains(&status),
            "{status} is not the status of an answer"
        );
        for (name, value) in headers {
            let is_valid =
                name.parse::<HeaderName>().is_ok() && HeaderValue::from_str(value).is_ok();
            assert!(is_valid, "the header `{name}` is not valid");
        }
    }

    /// What the answer of the operation becomes. Where the operation is not carried out, `answer` is
    /// none.
    pub(crate) fn change(&self, answer: Option<Answer>, now: DateTime<Utc>) -> Option<Answer> {
        match self {
            Self::LateEffect(_) => Some(ErrorShape::Empty.answer(504)),
            Self::Status(status, shape) | Self::StatusAfterEffect(status, shape) => {
                Some(shape.answer(*status))
            }
            Self::Answer(scripted) => Some(scripted.answer.clone()),
            Self::Throttled => Some(Exceeded::Second.answer()),
            Self::QuotaExceeded => Some(Exceeded::Day.answer()),
            Self::QueueFull => Some(queue_full()),
            Self::Unauthorized => Some(unauthorized()),
            Self::MalformedAnswer => answer.map(|answer| Answer {
                body: answer.body.slice(..answer.body.len() / 2),
                ..answer
            }),
            Self::EmptyAnswer => answer.map(|answer| Answer {
                body: Bytes::new(),
                ..answer
            }),
            Self::AnswerBody(text) => answer.map(|answer| Answer {
                body: Bytes::from(text.clone()),
                ..answer
            }),
            Self::AlteredAnswer(change) | Self::UnfinishedAnswer(change) => {
                answer.map(|answer| Answer {
                    body: change.apply(&answer.body).into(),
                    ..answer
                })
            }
            Self::ClockSkew(skew) => {
                let time = now.checked_add_signed(*skew).unwrap_or(now);
                answer.map(|answer| answer.header("date", time_format::http_date(time)))
            }
            Self::LostRequest
            | Self::LostAnswer
            | Self::ResetAnswer
            | Self::TruncatedAnswer
            | Self::StalledAnswer
            | Self::HeldRequest
            | Self::HeldAnswer
            | Self::Slow(_)
            | Self::SlowAnswer(_) => answer,
        }
    }
}

/// A token that is missing, unknown or has ended.
fn unauthorized() -> Answer {
    Answer::gateway_error(401, "unauthorized", "Unauthorized")
}

impl ErrorShape {
    fn answer(self, status: u16) -> Answer {
        let (key, message) = ("sandbox.fault", "The sandbox was asked for this error.");
        match self {
            Self::Array => Answer::error(status, key, message),
            Self::Object => Answer::gateway_error(status, key, message),
            Self::Html => {
                let page = format!("<html><body><h1>{status}</h1></body></html>");
                Answer::text(status, "text/html", page)
            }
            Self::Empty => Answer::empty(status),
            Self::OAuth => Answer::json(
                status,
                &json!({ "error": "sandbox_fault", "error_description": message }),
            ),
            Self::Okta => Answer::json(
                status,
                &json!({ "errorCode": "E0000000", "errorSummary": message, "errorCauses": [] }),
            ),
        }
    }
}
