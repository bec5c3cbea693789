//! Parameter values in paths and queries.

use super::Enumeration;
use chrono::{DateTime, SecondsFormat, Utc};
use std::borrow::Cow;

/// A parameter value that can be converted to text, which is not percent-encoded yet.
pub(crate) trait Parameter {
    fn text(&self) -> Cow<'_, str>;
}

/// The values of a parameter: all of a list, or one that may not be set.
pub(crate) trait ParameterValues {
    /// The text of the value at a position; `None` after the last value.
    fn text_at(&self, position: usize) -> Option<Cow<'_, str>>;
}

impl<T: Parameter> ParameterValues for Vec<T> {
    fn text_at(&self, position: usize) -> Option<Cow<'_, str>> {
        Some(self.get(position)?.text())
    }
}

impl<T: Parameter> ParameterValues for Option<Vec<T>> {
    fn text_at(&self, position: usize) -> Option<Cow<'_, str>> {
        self.as_ref()?.text_at(position)
    }
}

impl<T: Parameter> ParameterValues for Option<T> {
    fn text_at(&self, position: usize) -> Option<Cow<'_, str>> {
        match (self, position) {
            (Some(value), 0) => Some(value.text()),
            _ => None,
        }
    }
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
