//! How the operations on contacts write times: to the second.

use chrono::{DateTime, SubsecRound, Utc};
use serde_json::Value;

/// A time as the contacts have it, without a fraction.
pub(super) fn written(time: DateTime<Utc>) -> Value {
    Value::String(time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The time of a change, which the API keeps to the second.
pub(super) fn second(time: DateTime<Utc>) -> DateTime<Utc> {
    time.trunc_subsecs(0)
}
