//! Points in time as the API writes them.

use crate::model::{Hidden, Input, Mismatch, Output, Read, Write, deserialize, optional_text};
use chrono::{
    DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, TimeZone,
    Utc,
};
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
/// The API writes several formats, sometimes in one answer: with and without seconds and fractions, with `Z`,
/// with an offset with or without a colon, without any offset, and dates without a time. None of them makes
/// an answer unreadable, and the text is sent back unchanged. [`date`](Self::date) parses all of these, and
/// [`to_utc`](Self::to_utc) parses all that specify an instant; for any other text they return `None`.
///
/// A `Timestamp` from a [`DateTime`] is written in RFC 3339, in UTC with milliseconds; one from a
/// [`NaiveDate`] is written as `YYYY-MM-DD`. `==` compares the text; to compare instants, compare
/// [`to_utc`](Self::to_utc).
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Timestamp(Box<str>);

impl Timestamp {
    /// The text as the API wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The instant; for a date without a time, midnight UTC.
    ///
    /// `None` for a time without an offset, because its time zone is not known.
    pub fn to_utc(&self) -> Option<DateTime<Utc>> {
        match Parsed::parse(&self.0)? {
            Parsed::Date(date) => Some(Utc.from_utc_datetime(&date.and_time(NaiveTime::MIN))),
            Parsed::Local(_) => None,
            Parsed::Instant(local, offset) => {
                let instant = local.and_local_timezone(offset).single()?;
                Some(instant.to_utc())
            }
        }
    }

    /// The date, in the offset of the text if it has one.
    pub fn date(&self) -> Option<NaiveDate> {
        Some(match Parsed::parse(&self.0)? {
            Parsed::Date(date) => date,
            Parsed::Local(local) | Parsed::Instant(local, _) => local.date(),
        })
    }

    /// The latest instant that the text can mean. Where the time zone is not known, it is the westernmost one.
    pub(crate) fn latest(&self) -> Option<DateTime<Utc>> {
        let local = match Parsed::parse(&self.0)? {
            Parsed::Instant(..) => return self.to_utc(),
            Parsed::Date(date) => date.and_time(NaiveTime::MIN) + TimeDelta::days(1),
            Parsed::Local(local) => local,
        };
        Some(Utc.from_utc_datetime(&(local + WESTERNMOST)))
    }

    /// Whether the text is a point in time or a date.
    pub(crate) fn is_understood(&self) -> bool {
        self.date().is_some()
    }
}

/// How far the westernmost time zone is behind UTC.
const WESTERNMOST: TimeDelta = TimeDelta::hours(12);

/// A parsed text.
enum Parsed {
    Date(NaiveDate),
    Local(NaiveDateTime),
    Instant(NaiveDateTime, FixedOffset),
}

impl Parsed {
    fn parse(text: &str) -> Option<Self> {
        const DATE: usize = "2026-02-05".len();
        let text = text.trim();
        // The last sign after the date begins the offset.
        let signs = ['Z', 'z', '+', '-'];
        let sign = text.get(DATE..).and_then(|time| time.rfind(signs));
        match sign.and_then(|at| text.split_at_checked(DATE + at)) {
            Some((local, end)) => Some(Self::Instant(local_time(local)?, offset(end)?)),
            None => date(text)
                .map(Self::Date)
                .or_else(|| local_time(text).map(Self::Local)),
        }
    }
}

/// A date and a time of that day, with seconds or without.
const LOCAL: [&str; 2] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];

fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

fn local_time(text: &str) -> Option<NaiveDateTime> {
    let text = text
        .trim_end()
        .replacen(['T', 't'], " ", 1)
        .replace(',', ".");
    LOCAL
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok())
}

/// `Z`, `+02`, `+0200` or `+02:00`.
fn offset(text: &str) -> Option<FixedOffset> {
    let (sign, digits) = text.split_at_checked(1)?;
    let number = |part: &str| {
        let is_number = part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit());
        is_number.then(|| part.parse::<i32>().ok())?
    };
    let (hours, minutes) = digits
        .split_once(':')
        .or_else(|| digits.split_at_checked(2))
        .unwrap_or_default();
    let seconds = match (sign, digits.len()) {
        ("Z" | "z", 0) => 0,
        ("+" | "-", 2) => number(digits)? * 3600,
        ("+" | "-", _) => number(hours)? * 3600 + number(minutes)? * 60,
        _ => return None,
    };
    match sign {
        "-" => FixedOffset::west_opt(seconds),
        _ => FixedOffset::east_opt(seconds),
    }
}

/// A text that is not a time is not shown, because the server can write anything here.
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
        Self(date.to_string().into())
    }
}

impl Write for Timestamp {
    fn output(&self) -> Output<'_> {
        Output::Text(&self.0)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.output().serialize(to)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        deserialize(from)
    }
}

impl Read for Timestamp {
    #[inline]
    fn read_text(place: &mut Option<Self>, text: &str) -> Result<(), Mismatch> {
        *place = Some(Self(text.into()));
        Ok(())
    }

    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        if let Some(text) = optional_text(found)? {
            *place = Some(Self(text.into()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
