//! The formats in which times appear in HTTP.

use chrono::{DateTime, Utc};

/// The format of the header `Date`.
pub(crate) fn http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
