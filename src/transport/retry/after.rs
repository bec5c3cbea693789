//! How long the server asks the client to wait.

use http::{HeaderMap, header::RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// The wait that the `Retry-After` header asks for, if the header is present and valid.
///
/// The value is a whole number of seconds or an HTTP date (RFC 9110, section 10.2.3), also in one of the two
/// obsolete formats. A date is compared with `now`; a date in the past means no wait. Seconds
/// beyond `u64` count as `u64::MAX`. The API has never been seen to send this header.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}
