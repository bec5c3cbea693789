//! The header: which columns there are, and whether a later record is a header too.
//!
//! The header is checked as it is sent: every part has the column names that the API documents, however
//! the source spells them. All faults that can be found before the first row are found here.

use super::error::{CsvErrorKind, Fault, Position};
use super::records::Records;
use super::signature::text_format;
use super::write::{line_end, write_record};
use memchr::memchr;
use std::collections::HashMap;

/// The columns that the API documents for a CSV. One of the first two is required. `columns.md` describes
/// them to users.
pub(super) const COLUMNS: [&str; 17] = [
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

/// The headings of some of them in the provider's exports, in the form that [`key`] returns.
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

/// Delimiters other than the comma that a source may have, the likely ones first.
const SEPARATORS: [char; 6] = [';', '\t', '|', ',', '^', '~'];

/// What precedes the name of a custom field.
pub(super) const PREFIX: &str = "cf:";

/// The header of a source.
pub(super) struct Header {
    /// The names of the columns, as they are sent.
    pub names: Vec<String>,
    /// The record with which every part begins.
    pub text: Vec<u8>,
    /// How many physical lines that record has.
    pub lines: u64,
    /// Where each heading is in the source.
    pub positions: Vec<Position>,
    /// The names in lower case, for comparison.
    folded: Vec<String>,
}

/// A header that is found further down.
pub(super) enum Repeat {
    /// It has the same columns in the same order.
    Same,
    /// It has other columns, so that the rows after it belong to another table.
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
            // There may be several columns without a heading.
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
            positions: record.field_positions(),
            folded,
        };
        if !is_unchanged {
            header.text.clear();
            let names = header.names.iter().map(String::as_str);
            write_record(names, line_end(record.raw()), &mut header.text);
            header.lines = Records::single(&header.text, b',').lines();
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
        // A single cell can have such a text by accident, but not a whole row.
        let known = columns.iter().filter(|name| is_known(name)).count();
        let is_header = known > 1 || columns.len() == 1 && self.names.len() > 1;
        let has_address = memchr(b'@', record.text()).is_some();
        (is_header && !has_address).then_some(Repeat::Other)
    }
}

/// Whether the field can be the heading of a required column. This runs for every field of every row,
/// so that the first two characters have to decide most cases.
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
pub(super) fn key(heading: &str) -> String {
    let words = heading.split(|c: char| c.is_whitespace() || c == '_');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("_").to_lowercase()
}

pub(super) fn is_known(name: &str) -> bool {
    COLUMNS.contains(&name)
}

fn is_required(name: &str) -> bool {
    matches!(name, "email" | "sms_number")
}

/// Whether the line is `sep=;` or similar, a hint for spreadsheets.
fn is_separator_line(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let line = line.strip_suffix(b"\"").unwrap_or(line);
    match line.split_at_checked(4) {
        Some((sep, sign)) => sep.eq_ignore_ascii_case(b"sep=") && sign.len() <= 1,
        None => false,
    }
}

/// An invisible character at the beginning or the end of the heading.
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

/// The likely delimiter: one that gives a required column, or else one that the only heading contains.
fn separator(record: &[u8], delimiter: u8) -> Option<char> {
    let names = |delimiter| -> Vec<String> {
        let record = Records::single(record, delimiter);
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

#[cfg(test)]
mod tests;
