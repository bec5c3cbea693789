//! When a campaign is sent.

use super::Timestamp;
use crate::model::{Input, Mismatch, Output, Read, Write, deserialize};
use chrono::{DateTime, NaiveDate, TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// When a scheduled email is sent.
///
/// ```
/// # #[cfg(feature = "email-scheduling")] {
/// use constant_contact::chrono::{Duration, Utc};
/// use constant_contact::{SendTime, types::EmailScheduleInput};
///
/// let tomorrow = Utc::now() + Duration::days(1);
/// let schedule = EmailScheduleInput::new(tomorrow);
/// let at_once = EmailScheduleInput::new(SendTime::Now);
/// # let _ = (schedule, at_once);
/// # }
/// ```
///
/// # At a local time
///
/// A `DateTime` of chrono in any time zone can be converted to a `SendTime`; the same instant is sent
/// in UTC.
///
/// ```
/// use constant_contact::SendTime;
/// use constant_contact::chrono::{FixedOffset, NaiveDate, NaiveDateTime, TimeZone};
///
/// /// None for a time that a change of the clocks skips or repeats.
/// fn at(zone: &impl TimeZone, local: NaiveDateTime) -> Option<SendTime> {
///     zone.from_local_datetime(&local).single().map(SendTime::from)
/// }
///
/// # fn f() -> Option<()> {
/// // At 9:30 on 17 May in Berlin: two hours ahead of UTC, because of summer time.
/// let local = NaiveDate::from_ymd_opt(2026, 5, 17)?.and_hms_opt(9, 30, 0)?;
/// let berlin = FixedOffset::east_opt(2 * 3600)?;
/// assert_eq!(at(&berlin, local), Some(SendTime::At("2026-05-17T07:30:00.000Z".into())));
/// # Some(())
/// # }
/// # f().unwrap();
/// ```
///
/// The crate chrono-tz has named time zones, which take summer time into account:
/// `at(&chrono_tz::Europe::Berlin, local)`.
///
/// A `NaiveDate` is sent as a date without a time. It is not documented at which time of that day,
/// or in which time zone, the server then sends the email: give a time if it matters.
///
/// The JSON value is an ISO 8601 date or timestamp, or the string `0` for now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[doc(alias = "schedule")]
#[doc(alias = "time_zone")]
pub enum SendTime {
    /// Immediately.
    Now,
    /// At a point in time, or at some time on a date. If the text is neither, the call fails before anything
    /// is sent.
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

impl Write for SendTime {
    fn output(&self) -> Output<'_> {
        match self {
            Self::Now => Output::Text(NOW),
            Self::At(timestamp) => match self.fault() {
                Some(_) => Output::Fault("the send time is neither a date nor a time"),
                None => timestamp.output(),
            },
        }
    }
}

impl Serialize for SendTime {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.output().serialize(to)
    }
}

pub(crate) const NOT_A_TIME: &str = "is neither a date nor a time";

impl<'de> Deserialize<'de> for SendTime {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        deserialize(from)
    }
}

impl Read for SendTime {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        let mut timestamp: Option<Timestamp> = None;
        Read::read(&mut timestamp, found)?;
        if let Some(timestamp) = timestamp {
            *place = Some(match timestamp.as_str() {
                NOW => Self::Now,
                _ => Self::At(timestamp),
            });
        }
        Ok(())
    }

    /// A text that is not a time is never sent. Only [`SendTime::Now`] is written as `0`.
    fn fault(&self) -> Option<&'static str> {
        match self {
            Self::At(timestamp) if !timestamp.is_understood() => Some(NOT_A_TIME),
            _ => None,
        }
    }
}

crate::model::redact_via_debug!(SendTime);

#[cfg(test)]
mod tests;
