//! Parameter values in paths and queries.

use super::Enumeration;
use chrono::{DateTime, SecondsFormat, Utc};
use std::borrow::Cow;

/// A parameter value that can be converted to text, which is not percent-encoded yet.
pub(crate) trait Parameter {
    fn text(&self) -> Cow<'_, str>;
}

impl<T: Enumeration> Parameter for T {
    fn text(&self) -> Cow<'_, str> {
        Enumeration::text(self).into()
    }
}

impl Parameter for String {
    fn text(&self) -> Cow<'_, str> {
        self.as_str().into()
    }
}

/// RFC 3339 in UTC with milliseconds.
impl Parameter for DateTime<Utc> {
    fn text(&self) -> Cow<'_, str> {
        self.to_rfc3339_opts(SecondsFormat::Millis, true).into()
    }
}

macro_rules! displayed_parameter {
    ($($type:ty),*) => {
        $(impl Parameter for $type {
            fn text(&self) -> Cow<'_, str> {
                self.to_string().into()
            }
        })*
    };
}
displayed_parameter!(bool, i64, u32, f64);
