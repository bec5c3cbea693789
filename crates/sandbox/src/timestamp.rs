//! Times as the API writes and reads them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};

/// A time as the API writes it: UTC, with milliseconds.
pub(crate) fn written(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A time as the API reads it: a date, or a date and a time with or without an offset. Without one, it
/// is UTC.
pub(crate) fn read(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    // The offset without a colon is documented for the reports.
    if let Ok(time) = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z") {
        return Some(time.to_utc());
    }
    let time = text.parse::<NaiveDateTime>().ok();
    let date = || text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0);
    time.or_else(date).map(|time| time.and_utc())
}

#[cfg(test)]
mod tests;
