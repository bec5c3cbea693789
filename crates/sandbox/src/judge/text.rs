//! Values that are sent as text: in the path, the query and forms.

use super::Problem;
use crate::contract::Parameter;
use serde_json::Value;

/// The values in a text.
pub(super) fn values<'t>(parameter: &Parameter, text: &'t str) -> Vec<&'t str> {
    match parameter.comma_separated {
        true => text.split(',').collect(),
        false => vec![text],
    }
}

/// How many values a list may have. For lists, the contract also calls it `maximum`.
pub(super) fn most(parameter: &Parameter) -> Option<usize> {
    let schema = &parameter.schema;
    let most = schema["maxItems"].as_u64().or(schema["maximum"].as_u64());
    most.filter(|_| parameter.comma_separated)
        .and_then(|most| most.try_into().ok())
}

/// What is wrong with one value.
pub(super) fn problem(schema: &Value, text: &str) -> Option<Problem> {
    let number = match schema["type"].as_str() {
        Some("integer") => text.parse::<i64>().map(|number| number as f64).ok(),
        Some("number") => text.parse().ok(),
        Some("boolean") if text != "true" && text != "false" => return Some(Problem::WrongType),
        _ => None,
    };
    if matches!(schema["type"].as_str(), Some("integer" | "number")) {
        let Some(number) = number else {
            return Some(Problem::WrongType);
        };
        let is_below = schema["minimum"]
            .as_f64()
            .is_some_and(|least| number < least);
        let is_above = schema["maximum"].as_f64().is_some_and(|most| number > most);
        return (is_below || is_above).then_some(Problem::OutOfRange);
    }
    if let Some(listed) = schema["enum"].as_array() {
        // Some entries of the contract are several values.
        let mut listed = listed.iter().filter_map(Value::as_str);
        let is_listed = listed.any(|entry| entry.split(", ").any(|value| value == text));
        return (!is_listed).then_some(Problem::UnknownValue);
    }
    let length = text.chars().count() as u64;
    if schema["maxLength"]
        .as_u64()
        .is_some_and(|most| length > most)
        || schema["minLength"]
            .as_u64()
            .is_some_and(|least| length < least)
    {
        return Some(Problem::OutOfRange);
    }
    let has_format = schema["format"]
        .as_str()
        .is_none_or(|format| is(format, text));
    (!has_format).then_some(Problem::WrongFormat)
}

/// Whether a text has a format. Formats that are not known allow everything.
pub(super) fn is(format: &str, text: &str) -> bool {
    match format {
        "uuid" => is_uuid(text),
        "date-time" => is_time(text),
        "date" => is_date(text),
        "int32" | "int64" => text.parse::<i64>().is_ok(),
        _ => true,
    }
}

pub(super) fn is_uuid(text: &str) -> bool {
    let is_valid = |(index, byte): (usize, u8)| match index {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_valid)
}

/// A date of ISO 8601, also with a time. The API accepts a fraction or none, and an offset with a colon,
/// without one, or none at all.
pub(super) fn is_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return is_date(text);
    };
    let (time, offset) = match time.find(['Z', '+', '-']) {
        Some(index) => time.split_at(index),
        None => (time, ""),
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    is_date(date)
        && has_shape(time, "00:00:00")
        && (1..=9).contains(&fraction.len())
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && (matches!(offset, "" | "Z")
            || has_shape(&offset[1..], "00:00")
            || has_shape(&offset[1..], "0000"))
}

fn is_date(text: &str) -> bool {
    has_shape(text, "0000-00-00")
}

/// Whether the text has a digit where the shape has `0`, and else the same characters.
fn has_shape(text: &str, shape: &str) -> bool {
    let is_same = |(own, expected): (u8, u8)| match expected {
        b'0' => own.is_ascii_digit(),
        other => own == other,
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(is_same)
}

/// Whether a `+` in this value means itself: in an address, and before the offset of a time.
pub(super) fn needs_plus(value: &str) -> bool {
    value.contains('@') || is_time(value)
}
