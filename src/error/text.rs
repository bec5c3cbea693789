//! Lenient decoding of malformed text from servers.
//!
//! It is used only for answers that a strict parser has refused, and for error bodies. It accepts a byte
//! order mark, UTF-16, Latin-1 declared as UTF-8, half of a surrogate pair, a raw control character inside a
//! string, `NaN`, and data after the document, so that none of these hides the server's message.

use serde_json::{Number, Value};
use std::borrow::Cow;

/// Decodes `bytes` as UTF-8 or UTF-16, without a byte order mark; bytes that are neither count as Latin-1.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [first, 0, _, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes),
        [0, first, 0, _, ..] if *first != 0 => utf16(bytes, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode(rest),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            [byte] => text.push(char::from(*byte)),
            // The first bytes of an incomplete character.
            _ => text.push(char::REPLACEMENT_CHARACTER),
        }
    }
    Cow::Owned(text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Cow<'_, str> {
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [one, two] => unit([*one, *two]),
        _ => 0,
    });
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    Cow::Owned(text.filter(|c| *c != '\u{FEFF}').collect())
}

/// The first JSON document in `text`, repaired if necessary.
pub(crate) fn json(text: &str) -> Option<Value> {
    first_document(text).or_else(|| first_document(&repaired(text)))
}

fn first_document(text: &str) -> Option<Value> {
    let mut documents = serde_json::Deserializer::from_slice(text.as_bytes()).into_iter();
    documents.next()?.ok()
}

/// Repairs everything in `text` that JSON does not allow in a string or as a bare value. Other faults stay
/// as they are.
pub(crate) fn repaired(text: &str) -> String {
    let mut repaired = String::with_capacity(text.len());
    let mut rest = text.trim_matches(['\u{FEFF}', '\0', ' ', '\t', '\r', '\n']);
    let mut inside = false;
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        match c {
            '"' => {
                inside = !inside;
                repaired.push(c);
            }
            '\\' if inside => {
                let (length, escape) = escape(rest);
                taken = length;
                repaired.push_str(escape);
            }
            _ if inside && c < ' ' => repaired.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ if !inside && is_token_char(c) => {
                taken = rest.find(|c| !is_token_char(c)).unwrap_or(rest.len());
                repaired.push_str(&normalized_token(rest.get(..taken).unwrap_or_default()));
            }
            _ => repaired.push(c),
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    repaired
}

/// Whether a character belongs to a number or a word.
fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_')
}

/// A number or word as valid JSON: unchanged if it is valid, `null` for `NaN` and the like, and in quotes for
/// a number in another notation or with more digits than a parser keeps.
fn normalized_token(token: &str) -> Cow<'_, str> {
    const WORDS: [&str; 3] = ["true", "false", "null"];
    const NOTHING: [&str; 2] = ["none", "undefined"];
    let is = |word: &&&str| token.eq_ignore_ascii_case(word);
    if let Some(word) = WORDS.iter().find(is) {
        return Cow::Borrowed(word);
    }
    if NOTHING.iter().any(|word| is(&word)) {
        return Cow::Borrowed("null");
    }
    match (token.parse::<f64>(), token.parse::<Number>()) {
        (Err(_), _) => Cow::Borrowed(token),
        (Ok(number), _) if !number.is_finite() => Cow::Borrowed("null"),
        (Ok(number), Ok(read)) if is_exact(number, &read) => Cow::Borrowed(token),
        _ => Cow::Owned(format!("\"{token}\"")),
    }
}

/// Whether a parser keeps all digits of a number, as far as this can be determined.
fn is_exact(number: f64, read: &Number) -> bool {
    // From here on, an `f64` cannot represent every whole number.
    const FIRST_INEXACT: f64 = 9_007_199_254_740_992.0;
    !read.is_f64() || number.fract() != 0.0 || number.abs() < FIRST_INEXACT
}

/// The length of the escape at the beginning of `text`, and what to write for it.
fn escape(text: &str) -> (usize, &str) {
    let kept = |length: usize| (length, text.get(..length).unwrap_or_default());
    match text.as_bytes().get(1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => kept(2),
        Some(b'u') => match (code_unit(text), text.get(6..).and_then(code_unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => kept(12),
            (Some(0xD800..=0xDFFF), _) => (6, "\\uFFFD"),
            (Some(_), _) => kept(6),
            (None, _) => (2, "u"),
        },
        // For an escape that JSON does not have, only the backslash is dropped.
        _ => (1, ""),
    }
}

/// The number in an escape of the form `\u0041` at the beginning of `text`.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests;
