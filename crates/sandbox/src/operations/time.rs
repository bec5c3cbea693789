//! How the operations on contacts write and read times.

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, Utc};
use serde_json::Value;

/// A time as the contacts have it, without a fraction.
pub(super) fn written(time: DateTime<Utc>) -> Value {
    Value::String(time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The time of a change, which the API keeps to the second.
pub(super) fn second(time: DateTime<Utc>) -> DateTime<Utc> {
    time.trunc_subsecs(0)
}

/// Reads a time of a filter: with an offset, with or without its colon, or a date.
pub(super) fn read(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text);
    let time = time.or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"));
    if let Ok(time) = time {
        return Some(time.to_utc());
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(date.and_time(NaiveTime::MIN).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_the_forms_of_iso_8601() {
        let noon = "2026-04-28T12:00:00Z";
        for (text, expected) in [
            (noon, Some(noon)),
            ("2026-04-28T08:00:00-04:00", Some(noon)),
            ("2026-04-28T08:00:00-0400", Some(noon)),
            ("2026-04-28T12:00:00.091Z", Some(noon)),
            ("2026-04-28", Some("2026-04-28T00:00:00Z")),
            // A plus sign that was not encoded arrives as a space.
            ("2026-04-28T12:00:00 04:00", None),
            ("yesterday", None),
        ] {
            let time = read(text).map(written);
            assert_eq!(time, expected.map(Value::from), "{text}");
        }
    }
}
