//! Contacts from a CSV, for a new sandbox: the headings of an import, and a column `lists` with the names
//! of lists. An import ignores what it does not understand; here that is an error, which names the line
//! and the column.

mod apply;
mod cells;
mod table;

use serde_json::Value;
use std::fmt;

/// The contacts of a CSV, checked.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Seed {
    pub contacts: Vec<SeedContact>,
    /// The names of the lists, in the order in which they occur first.
    pub lists: Vec<String>,
    /// The names of the custom fields, in the order of their columns.
    pub custom_fields: Vec<String>,
}

/// A row of the CSV.
#[derive(Clone, PartialEq)]
pub(crate) struct SeedContact {
    pub line: u64,
    /// The body of a request that creates the contact, without lists and custom fields.
    pub document: Value,
    /// Indexes of [`Seed::lists`].
    pub lists: Vec<usize>,
    /// Indexes of [`Seed::custom_fields`], with the value.
    pub custom_fields: Vec<(usize, String)>,
}

/// Why the contacts of a CSV cannot be used. It names the line and the column, and never prints a cell.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let error = Sandbox::builder().contacts_csv("email\nno address\n").unwrap_err();
/// assert_eq!(error.to_string(), "line 2, column \"email\": no email address");
/// # Ok(()) }
/// ```
#[derive(Debug, PartialEq)]
pub struct SeedError {
    line: u64,
    column: Option<String>,
    problem: Problem,
}

/// What is wrong.
#[derive(Debug, PartialEq)]
pub(crate) enum Problem {
    NoHeading,
    UnknownHeading,
    DuplicateHeading,
    NotUtf8,
    WrongCellCount { expected: u64, found: u64 },
    NoAddress,
    NotAnAddress,
    DuplicateAddress { first: u64 },
    NotAPhoneNumber,
    DuplicateNumber { first: u64 },
    TooLong { limit: usize },
    NotADate,
    NotInRange { limit: u8 },
    IncompleteBirthday,
    NumberMissing,
    TooManyLists,
    TooManyCustomFields,
    Refused { message: String },
}

impl std::error::Error for SeedError {}

/// Shows no person.
impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seed")
            .field("contacts", &self.contacts.len())
            .field("lists", &self.lists.len())
            .field("custom_fields", &self.custom_fields.len())
            .finish()
    }
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column {column:?}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoHeading => "the first line has neither a heading email nor sms_number",
            Self::UnknownHeading => "no heading of an import, nor lists or cf:<name>",
            Self::DuplicateHeading => "the heading occurs twice",
            Self::NotUtf8 => "the text is not UTF-8",
            Self::NoAddress => "the contact has neither an email address nor a number for texts",
            Self::NotAnAddress => "no email address",
            Self::NotAPhoneNumber => "no US phone number of ten digits",
            Self::NotADate => "no date such as 2006-11-15 or 11/15/2006",
            Self::IncompleteBirthday => "a birthday needs a month and a day",
            Self::NumberMissing => "a date of consent needs a number for texts",
            Self::TooManyLists => "a contact can be on 50 lists",
            Self::TooManyCustomFields => "a contact can have values in 25 custom fields",
            Self::WrongCellCount { expected, found } => {
                return write!(f, "{found} cells instead of {expected}");
            }
            Self::DuplicateAddress { first } => {
                return write!(f, "the same email address as in line {first}");
            }
            Self::DuplicateNumber { first } => {
                return write!(f, "the same number as in line {first}");
            }
            Self::TooLong { limit } => return write!(f, "longer than {limit} characters"),
            Self::NotInRange { limit } => return write!(f, "no number from 1 to {limit}"),
            Self::Refused { message } => return write!(f, "refused: {message}"),
        })
    }
}

impl Seed {
    /// Reads a CSV as in RFC 4180, with or without a byte order mark.
    pub fn read(csv: &[u8]) -> Result<Self, SeedError> {
        table::read(csv)
    }
}

#[cfg(test)]
mod tests;
