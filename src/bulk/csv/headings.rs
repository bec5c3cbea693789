//! Which headings name no column of an import.
//!
//! The server ignores a column that it does not know without an error. Headings are compared as they are sent,
//! and the names of custom fields exactly, since it is not documented whether the server ignores their case.
//! Nothing here holds text of the source, because the first row of a file without a header is a person.

use super::error::Position;
use super::header::{COLUMNS, Header, PREFIX, is_known, key};
use crate::custom_fields::CustomFieldSet;
use crate::error::nearest;
use std::fmt;

/// The columns of an address, which an import of JSON has for several kinds of address.
const ADDRESS: [&str; 6] = ["street", "street2", "city", "state", "zip", "country"];

/// How many headings get a suggestion. A header with more is not misspelt, but something else.
const MOST_SUGGESTIONS: usize = 100;

/// The length in bytes of a heading that gets a suggestion. Labels have at most 50 characters.
const LONGEST: usize = 200;

/// How many headings an error prints.
const MOST_PRINTED: usize = 10;

/// A heading that names no column of an import, so that the server would ignore the column.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::CsvSource;
///
/// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
/// for heading in import.unknown_headings().await? {
///     match &heading.nearest {
///         Some(name) => println!("write {name} in column {}", heading.number),
///         None => println!("column {} will be ignored", heading.number),
///     }
/// }
/// # Ok(()) }
/// ```
///
/// It does not have the text of the heading: if a file has no header, its first row is a person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownHeading {
    /// The number of the column, counted from 1.
    pub number: usize,
    /// Where the heading starts.
    pub position: Position,
    /// What the heading seems to name.
    pub kind: UnknownHeadingKind,
    /// The most similar heading that an import accepts and this header does not have yet, if one is similar: a
    /// column, or `cf:` and the name of a custom field. Only the first 100 unknown headings have one.
    pub nearest: Option<String>,
}

/// What an unknown heading seems to name.
///
/// ```
/// use constant_contact::csv::{UnknownHeading, UnknownHeadingKind};
///
/// fn advice(heading: &UnknownHeading) -> &'static str {
///     match heading.kind {
///         UnknownHeadingKind::CustomField => "create the custom field, or use its name instead of its label",
///         UnknownHeadingKind::JsonOnly => "import the contacts with `import_contacts`",
///         _ => "correct the heading, or remove the column",
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnknownHeadingKind {
    /// A column, but an import has none with this name.
    Column,
    /// A custom field (`cf:`), but the account has none with this name. The case of the name matters.
    CustomField,
    /// A column that is documented for [imports of contacts in memory](crate::Client::import_contacts) only, such as
    /// `home_phone` or `work_city`. Whether the server reads it in a CSV is not known.
    JsonOnly,
}

/// The error of an import whose [headings were checked](crate::ImportCsv::check_headings).
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::CsvSource;
///
/// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
/// if let Err(error) = import.check_headings().send().await {
///     let unknown = error.unknown_headings().map(|unknown| unknown.headings());
///     for heading in unknown.unwrap_or_default() {
///         println!("{heading}");
///     }
/// }
/// # Ok(()) }
/// ```
///
/// `Display` prints at most ten headings, and no text of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownHeadingsError {
    headings: Vec<UnknownHeading>,
}

impl UnknownHeadingsError {
    /// The error for these headings; `None` if there is none.
    pub(crate) fn new(headings: Vec<UnknownHeading>) -> Option<Self> {
        (!headings.is_empty()).then_some(Self { headings })
    }

    /// All unknown headings, in the order of the header.
    pub fn headings(&self) -> &[UnknownHeading] {
        &self.headings
    }
}

impl fmt::Display for UnknownHeading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: heading {} ", self.position, self.number)?;
        f.write_str(match self.kind {
            UnknownHeadingKind::Column => "names no column of an import",
            UnknownHeadingKind::CustomField => "names no custom field of the account",
            UnknownHeadingKind::JsonOnly => "is documented for imports of JSON only",
        })?;
        match &self.nearest {
            Some(nearest) => write!(f, " (did you mean {nearest:?}?)"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for UnknownHeadingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, heading) in self.headings.iter().take(MOST_PRINTED).enumerate() {
            let separator = if number > 0 { "; " } else { "" };
            write!(f, "{separator}{heading}")?;
        }
        match self.headings.len().saturating_sub(MOST_PRINTED) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl std::error::Error for UnknownHeadingsError {}

/// Whether the heading of a column, as it is sent, names a custom field.
pub(crate) fn names_a_custom_field(heading: &str) -> bool {
    heading.starts_with(PREFIX)
}

/// The headings that name neither a column nor one of the custom fields.
///
/// Columns without a heading are left out, because spreadsheets write empty ones.
pub(super) fn unknown_headings(header: &Header, fields: &CustomFieldSet) -> Vec<UnknownHeading> {
    let free = FreeHeadings::new(&header.names, fields);
    let mut unknown = Vec::new();
    for (index, (name, position)) in header.names.iter().zip(&header.positions).enumerate() {
        let Some(kind) = unknown_kind(name, fields) else {
            continue;
        };
        let is_searched = unknown.len() < MOST_SUGGESTIONS && name.len() <= LONGEST;
        unknown.push(UnknownHeading {
            number: index + 1,
            position: *position,
            kind,
            nearest: is_searched.then(|| free.nearest(name, kind)).flatten(),
        });
    }
    unknown
}

/// What a heading seems to name, if it names nothing that an import has.
fn unknown_kind(name: &str, fields: &CustomFieldSet) -> Option<UnknownHeadingKind> {
    if name.is_empty() || is_known(name) {
        return None;
    }
    match name.strip_prefix(PREFIX) {
        Some(field) if fields.by_name(field).is_some() => None,
        Some(_) => Some(UnknownHeadingKind::CustomField),
        None if is_json_only(&key(name)) => Some(UnknownHeadingKind::JsonOnly),
        None => Some(UnknownHeadingKind::Column),
    }
}

/// Whether only the import of JSON has this column.
fn is_json_only(key: &str) -> bool {
    match key.split_once('_') {
        Some(("mobile", rest)) => rest == "phone",
        Some(("home" | "work" | "other", rest)) => rest == "phone" || ADDRESS.contains(&rest),
        _ => false,
    }
}

/// The headings that an import accepts and the header does not have yet. Each comes after the [`key`] of a text that
/// people may write in its place: the name of a column, or the name or the label of a custom field.
struct FreeHeadings {
    columns: Vec<(String, String)>,
    fields: Vec<(String, String)>,
}

impl FreeHeadings {
    fn new(used: &[String], fields: &CustomFieldSet) -> Self {
        let is_free = |heading: &str| !used.iter().any(|used| used == heading);
        let mut free = Self {
            columns: Vec::new(),
            fields: Vec::new(),
        };
        for column in COLUMNS {
            if is_free(column) {
                free.columns.push((column.to_owned(), column.to_owned()));
            }
        }
        for field in fields {
            let Some(name) = &field.name else { continue };
            let heading = format!("{PREFIX}{name}");
            if is_free(&heading) {
                for text in field.name.iter().chain(&field.label) {
                    free.fields.push((key(text), heading.clone()));
                }
            }
        }
        free
    }

    /// The heading to use instead of an unknown one.
    fn nearest(&self, name: &str, kind: UnknownHeadingKind) -> Option<String> {
        let key = key(name.strip_prefix(PREFIX).unwrap_or(name));
        if kind == UnknownHeadingKind::JsonOnly {
            // An address without a kind is the home address. There is no column for others.
            let column = key.strip_prefix("home_")?;
            let is_free = self.columns.iter().any(|(_, free)| free == column);
            return (is_free && ADDRESS.contains(&column)).then(|| column.to_owned());
        }
        // Of two headings for the same text, the first one counts.
        let (first, second) = match kind {
            UnknownHeadingKind::CustomField => (&self.fields, &self.columns),
            _ => (&self.columns, &self.fields),
        };
        let free: Vec<_> = first.iter().chain(second).collect();
        let similar = nearest(&key, free.iter().map(|(text, _)| &**text))?;
        let (_, heading) = free.iter().find(|(text, _)| text == similar)?;
        Some(heading.clone())
    }
}

#[cfg(test)]
mod tests;
