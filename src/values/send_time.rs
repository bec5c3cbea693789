//! When a campaign is sent.

use super::Timestamp;
use crate::wire::Choice;
use chrono::{DateTime, NaiveDate, TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

/// When a scheduled e-mail goes out.
///
/// ```
/// # #[cfg(feature = "email-scheduling")] {
/// use constant_contact::{SendTime, types::EmailScheduleInput};
///
/// let now = EmailScheduleInput { scheduled_date: SendTime::Now };
/// # let _ = now;
/// # }
/// ```
///
/// On the wire the API takes an ISO 8601 date or timestamp, or the text `0` for now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SendTime {
    /// Nothing chosen: an error before anything is sent.
    #[default]
    Unset,
    /// At once.
    Now,
    /// At a point in time, or at some time of a date.
    At(Timestamp),
}

const NOW: &str = "0";

impl<Z: TimeZone> From<DateTime<Z>> for SendTime {
    fn from(instant: DateTime<Z>) -> Self {
        Self::At(instant.into())
    }
}

impl From<NaiveDate> for SendTime {
    fn from(date: NaiveDate) -> Self {
        Self::At(date.into())
    }
}

impl Serialize for SendTime {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unset => Err(ser::Error::custom("the time of sending is not set")),
            Self::Now => to.serialize_str(NOW),
            Self::At(timestamp) => timestamp.serialize(to),
        }
    }
}

impl Choice for SendTime {
    fn is_open(&self) -> bool {
        *self == Self::Unset
    }
}

impl<'de> Deserialize<'de> for SendTime {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let timestamp = Timestamp::deserialize(from)?;
        Ok(match timestamp.as_str() {
            NOW => Self::Now,
            _ => Self::At(timestamp),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_sent_at_a_time_that_was_not_chosen() {
        assert!(serde_json::to_string(&SendTime::default()).is_err());
    }

    #[test]
    fn now_and_dates_go_there_and_back() {
        for (time, json) in [
            (SendTime::Now, r#""0""#),
            (SendTime::At("2026-05-17".into()), r#""2026-05-17""#),
        ] {
            assert_eq!(serde_json::to_string(&time).unwrap(), json);
            assert_eq!(serde_json::from_str::<SendTime>(json).unwrap(), time);
        }
    }
}
