//! The header: which columns there are, and whether a later record is a header too.
//!
//! What is checked is what is sent: the header of every part has the names of the columns as the API
//! documents them, however the source spells them. Everything that can be known to be wrong before the
//! first row is found here.

use super::error::CsvErrorKind;
use super::records::{Fault, Found, Records, Room};
use super::signature::text_format;
use memchr::memchr;
use std::collections::HashMap;

/// The columns that the API documents for a CSV. Of the first two, one is required.
const COLUMNS: [&str; 17] = [
    "email",
    "sms_number",
    "first_name",
    "last_name",
    "phone",
    "job_title",
    "anniversary",
    "birthday_day",
    "birthday_month",
    "company_name",
    "street",
    "street2",
    "city",
    "state",
    "zip",
    "country",
    "sms_consent_date",
];

/// What the provider's exports call some of them, in the form that [`key`] gives.
const EXPORTED: [(&str, &str); 8] = [
    ("email_address", "email"),
    ("phone_number", "phone"),
    ("company", "company_name"),
    ("street_address_line_1_-_home", "street"),
    ("city_-_home", "city"),
    ("state/province_-_home", "state"),
    ("zip/postal_code_-_home", "zip"),
    ("country_-_home", "country"),
];

/// What may separate columns in place of a comma, the likely ones first.
const SEPARATORS: [char; 6] = [';', '\t', '|', ',', '^', '~'];

const PREFIX: &str = "cf:";

/// The header of a source.
pub(super) struct Header {
    /// The names of the columns, as they are sent.
    pub names: Vec<String>,
    /// The record with which every part begins.
    pub text: Vec<u8>,
    /// How many physical lines that takes.
    pub lines: u64,
    /// The names once more, to be compared without regard to case.
    folded: Vec<String>,
}

/// What a record further down is to the header.
pub(super) enum Repeat {
    /// The same columns in the same order.
    Same,
    /// Other columns, so that the rows after it belong to another table.
    Other,
}

impl Header {
    pub fn read(record: &Records, delimiter: u8) -> Result<Self, Fault> {
        if is_separator_line(record.raw()) {
            return Err((CsvErrorKind::SeparatorLine, record.start()));
        }
        let mut names = Vec::new();
        let mut seen = HashMap::new();
        for (number, text) in record.fields().enumerate() {
            if let Some(character) = invisible_edge(text) {
                let kind = CsvErrorKind::InvisibleCharacter { character };
                return Err((kind, record.field_start(number)));
            }
            let name = column(text);
            // Columns without a heading name nothing, so they may be many.
            if !name.is_empty()
                && let Some(first) = seen.insert(name.to_lowercase(), number)
            {
                let first = record.field_start(first);
                let kind = CsvErrorKind::DuplicateHeading { first };
                return Err((kind, record.field_start(number)));
            }
            names.push(name);
        }
        if !names.iter().any(|name| is_required(name)) {
            let kind = match text_format(record.raw()) {
                Some(format) => CsvErrorKind::NotCsv { format },
                None => CsvErrorKind::NoEmailHeading {
                    separator: separator(record.raw(), delimiter),
                },
            };
            return Err((kind, record.start()));
        }
        let folded = names.iter().map(|name| name.to_lowercase()).collect();
        let is_unchanged = delimiter == b',' && record.fields().eq(&names);
        let mut header = Self {
            names,
            text: record.raw().to_vec(),
            lines: record.lines(),
            folded,
        };
        if !is_unchanged {
            header.text.clear();
            let names = header.names.iter().map(String::as_str);
            write_record(names, line_end(record.raw()), &mut header.text);
            header.lines = parse(&header.text, b',').lines();
        }
        Ok(header)
    }

    /// Whether the record is a header, as in the middle of files that were joined.
    pub fn is_repeated_in(&self, record: &Records) -> Option<Repeat> {
        if !record.fields().any(names_a_required_column) {
            return None;
        }
        let mut columns: Vec<String> = record.fields().map(column).collect();
        while columns.len() > self.names.len() && columns.last().is_some_and(String::is_empty) {
            columns.pop();
        }
        let folded = columns.iter().map(|name| name.to_lowercase());
        if folded.eq(self.folded.iter().cloned()) {
            return Some(Repeat::Same);
        }
        // A single cell can have such a text by accident, a whole row cannot.
        let known = columns.iter().filter(|name| is_known(name)).count();
        let is_header = known > 1 || columns.len() == 1 && self.names.len() > 1;
        let has_address = memchr(b'@', record.text()).is_some();
        (is_header && !has_address).then_some(Repeat::Other)
    }
}

/// Whether the field can be the heading of a column without which there is no header. It is asked
/// for every field of every row, so that most answers have to come from the first two characters.
fn names_a_required_column(field: &str) -> bool {
    match field.trim_start().as_bytes() {
        [b'e' | b'E' | b's' | b'S', b'm' | b'M', ..] => is_required(&column(field)),
        _ => false,
    }
}

/// The name under which a column with this heading is sent.
fn column(heading: &str) -> String {
    let key = key(heading);
    let exported = EXPORTED.iter().find(|(heading, _)| *heading == key);
    let name = exported.map_or(&*key, |(_, name)| name);
    if is_known(name) {
        return name.to_owned();
    }
    let heading = heading.trim();
    match heading.split_at_checked(PREFIX.len()) {
        Some((prefix, field)) if prefix.eq_ignore_ascii_case(PREFIX) => {
            format!("{PREFIX}{}", field.trim_start())
        }
        _ => heading.to_owned(),
    }
}

/// The heading in lower case, with one `_` for each run of spaces and underscores.
fn key(heading: &str) -> String {
    let words = heading.split(|c: char| c.is_whitespace() || c == '_');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("_").to_lowercase()
}

fn is_known(name: &str) -> bool {
    COLUMNS.contains(&name)
}

fn is_required(name: &str) -> bool {
    matches!(name, "email" | "sms_number")
}

/// Whether the line is a hint with which spreadsheets open a file: `sep=;`.
fn is_separator_line(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let line = line.strip_suffix(b"\"").unwrap_or(line);
    match line.split_at_checked(4) {
        Some((sep, sign)) => sep.eq_ignore_ascii_case(b"sep=") && sign.len() <= 1,
        None => false,
    }
}

/// A character that nobody sees, at the beginning or the end of the heading.
fn invisible_edge(heading: &str) -> Option<char> {
    let heading = heading.trim();
    let mut edges = heading
        .chars()
        .next()
        .into_iter()
        .chain(heading.chars().last());
    edges.find(|c| {
        c.is_control()
            || matches!(
                c,
                '\u{AD}'
                    | '\u{200B}'..='\u{200F}'
                    | '\u{202A}'..='\u{202E}'
                    | '\u{2060}'..='\u{2069}'
                    | '\u{FEFF}'
            )
    })
}

/// What seems to separate the columns: with it there is a column that is required, or there is no
/// other sign in the only heading.
fn separator(record: &[u8], delimiter: u8) -> Option<char> {
    let names = |delimiter| -> Vec<String> {
        let record = parse(record, delimiter);
        record.fields().map(column).collect()
    };
    let others = || {
        SEPARATORS
            .into_iter()
            .filter(|sign| *sign as u32 != u32::from(delimiter))
    };
    let found = others().find(|sign| {
        let delimiter = u8::try_from(*sign).unwrap_or(b',');
        names(delimiter).iter().any(|name| is_required(name))
    });
    found.or_else(|| match names(delimiter).as_slice() {
        [only] => others().take(4).find(|sign| only.contains(*sign)),
        _ => None,
    })
}

/// A single record.
fn parse(record: &[u8], delimiter: u8) -> Records {
    let mut records = Records::new(delimiter);
    let read = records.read(&mut &*record, Room::MOST);
    if !matches!(read, Ok(Found::Record)) {
        // It has no line end, or there may come more of it. Its text was found to be good before.
        let _ = records.finish();
    }
    records
}

/// The line end of a record, if it has one.
pub(super) fn line_end(record: &[u8]) -> &[u8] {
    let text = record.strip_suffix(b"\n").unwrap_or(record);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    record.get(text.len()..).unwrap_or_default()
}

/// Writes a record with commas, and quotes where they are needed.
pub(super) fn write_record<'a>(
    fields: impl Iterator<Item = &'a str>,
    line_end: &[u8],
    to: &mut Vec<u8>,
) {
    for (number, field) in fields.enumerate() {
        if number > 0 {
            to.push(b',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            to.push(b'"');
            to.extend(field.replace('"', "\"\"").bytes());
            to.push(b'"');
        } else {
            to.extend_from_slice(field.as_bytes());
        }
    }
    to.extend_from_slice(line_end);
}

#[cfg(test)]
mod tests;
