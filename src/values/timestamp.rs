//! Points in time as the API writes them.

use crate::wire::Hidden;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A point in time or a date, kept as the API wrote it.
///
/// ```
/// use constant_contact::Timestamp;
///
/// let seen = Timestamp::from("2026-02-05T07:32:49.766+0000");
/// assert_eq!(seen.to_utc().unwrap().to_rfc3339(), "2026-02-05T07:32:49.766+00:00");
/// assert_eq!(seen.as_str(), "2026-02-05T07:32:49.766+0000");
/// ```
///
/// The API writes several formats, at times in one answer: with and without fractions, with `Z`,
/// with an offset with or without a colon, and dates alone. None of them makes a response
/// unreadable, and what is sent back is what came. [`to_utc`](Self::to_utc) and
/// [`date`](Self::date) read all of these; for anything else they are `None`.
///
/// Made from a [`DateTime`], it is RFC 3339 in UTC with milliseconds; from a [`NaiveDate`],
/// `YYYY-MM-DD`. `==` compares the text; compare [`to_utc`](Self::to_utc) to compare instants.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Timestamp(Box<str>);

impl Timestamp {
    /// The text as the API wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The instant; of a date alone, midnight UTC.
    pub fn to_utc(&self) -> Option<DateTime<Utc>> {
        if let Some(instant) = self.instant() {
            return Some(instant.to_utc());
        }
        let midnight = date(&self.0)?.and_time(NaiveTime::MIN);
        Some(Utc.from_utc_datetime(&midnight))
    }

    /// The date, in the offset that was written.
    pub fn date(&self) -> Option<NaiveDate> {
        match self.instant() {
            Some(instant) => Some(instant.date_naive()),
            None => date(&self.0),
        }
    }

    /// Whether it is a point in time or a date, and not some other text.
    pub(crate) fn is_understood(&self) -> bool {
        self.date().is_some()
    }

    fn instant(&self) -> Option<DateTime<FixedOffset>> {
        let text = &self.0;
        DateTime::parse_from_rfc3339(text)
            .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
            .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f %z"))
            .ok()
    }
}

fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// A text that is no time is not shown: the server can write anything here.
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: &dyn fmt::Debug = match self.is_understood() {
            true => &self.0,
            false => &Hidden,
        };
        f.debug_tuple("Timestamp").field(shown).finish()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl<Z: TimeZone> From<DateTime<Z>> for Timestamp {
    fn from(instant: DateTime<Z>) -> Self {
        Self(
            instant
                .to_utc()
                .to_rfc3339_opts(SecondsFormat::Millis, true)
                .into(),
        )
    }
}

impl From<NaiveDate> for Timestamp {
    fn from(date: NaiveDate) -> Self {
        Self(date.format("%Y-%m-%d").to_string().into())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        crate::wire::text(from).map(|text| Self(text.into()))
    }
}

crate::wire::reads_itself!(Timestamp);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_seen_from_the_api_is_an_instant() {
        for (text, utc) in [
            ("2026-04-28T21:46:22Z", "2026-04-28T21:46:22+00:00"),
            ("2026-04-28T21:47:35.000Z", "2026-04-28T21:47:35+00:00"),
            ("2016-03-03T10:53:04-05:00", "2016-03-03T15:53:04+00:00"),
            (
                "2026-02-05T07:32:49.766+0000",
                "2026-02-05T07:32:49.766+00:00",
            ),
            ("2019-01-01T00:00:00-0500", "2019-01-01T05:00:00+00:00"),
            ("2023-01-23 06:09:23 -0800", "2023-01-23T14:09:23+00:00"),
            ("2015-08-10", "2015-08-10T00:00:00+00:00"),
        ] {
            let timestamp = Timestamp::from(text);
            assert_eq!(
                timestamp.to_utc().map(|t| t.to_rfc3339()).as_deref(),
                Some(utc),
                "{text}"
            );
            assert_eq!(serde_json::to_value(&timestamp).unwrap(), text);
        }
    }

    #[test]
    fn a_date_is_that_of_the_written_offset() {
        let date = Timestamp::from("2016-03-03T23:53:04-05:00").date();
        assert_eq!(date, NaiveDate::from_ymd_opt(2016, 3, 3));
    }

    #[test]
    fn anything_else_is_kept_and_is_no_instant() {
        for text in [
            "",
            "soon",
            "2026-13-01",
            "1456789",
            "2016-01-23T13:48:44-05:0",
        ] {
            let json = serde_json::Value::from(text).to_string();
            let timestamp: Timestamp = serde_json::from_str(&json).unwrap();
            assert_eq!(
                (timestamp.as_str(), timestamp.to_utc(), timestamp.date()),
                (text, None, None)
            );
        }
        assert_eq!(
            serde_json::from_str::<Timestamp>("1456789")
                .unwrap()
                .as_str(),
            "1456789"
        );
    }

    #[test]
    fn only_times_print() {
        let printed = |text: &str| format!("{:?}", Timestamp::from(text));
        assert_eq!(printed("2015-08-10"), "Timestamp(\"2015-08-10\")");
        assert_eq!(printed("Ann, at noon"), "Timestamp(…)");
    }

    #[test]
    fn instants_and_dates_are_written_in_rfc_3339() {
        let instant = DateTime::parse_from_rfc3339("2026-02-05T07:32:49+02:00").unwrap();
        assert_eq!(
            Timestamp::from(instant).as_str(),
            "2026-02-05T05:32:49.000Z"
        );
        let date = NaiveDate::from_ymd_opt(2026, 2, 5).unwrap();
        assert_eq!(Timestamp::from(date).as_str(), "2026-02-05");
    }
}
