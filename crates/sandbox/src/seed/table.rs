//! The rows of the CSV: where each cell is, and what two rows may not share.

use super::cells::{COLUMNS, Cells, Column};
use super::{Problem, Seed, SeedContact, SeedError};
use csv::{ByteRecord, ErrorKind, Position, ReaderBuilder};
use std::collections::HashMap;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

pub(super) fn read(csv: &[u8]) -> Result<Seed, SeedError> {
    let csv = csv.strip_prefix(BYTE_ORDER_MARK).unwrap_or(csv);
    let mut lines = Lines {
        text: csv,
        read: 0,
        line: 1,
    };
    let mut reader = ReaderBuilder::new().from_reader(csv);
    let headings = reader
        .byte_headers()
        .map_err(|error| of_csv(&error, &mut lines))?;
    let headings = headings.clone();
    let mut seed = Seed::default();
    let columns = columns(&headings, &mut seed.custom_fields)?;
    let mut seen = Seen::default();
    let mut record = ByteRecord::new();
    while reader
        .read_byte_record(&mut record)
        .map_err(|error| of_csv(&error, &mut lines))?
    {
        let row = Row {
            line: lines.of_record(record.position()),
            columns: &columns,
        };
        row.read(&record, &mut seen, &mut seed)?;
    }
    Ok(seed)
}

/// The columns with their headings.
fn columns(
    headings: &ByteRecord,
    custom_fields: &mut Vec<String>,
) -> Result<Vec<(String, Column)>, SeedError> {
    let mut columns: Vec<(String, Column)> = Vec::new();
    for (number, heading) in headings.iter().enumerate() {
        let error = |heading: &str, problem| SeedError {
            line: 1,
            column: Some(heading.to_owned()),
            problem,
        };
        let heading = str::from_utf8(heading)
            .map_err(|_| error(&(number + 1).to_string(), Problem::NotUtf8))?
            .trim();
        let known = COLUMNS.iter().find(|(name, _)| *name == heading);
        let column = match (known, heading.strip_prefix("cf:")) {
            (Some((_, column)), _) => *column,
            (None, Some(name)) if !name.is_empty() => {
                custom_fields.push(name.to_owned());
                Column::Custom(custom_fields.len() - 1)
            }
            _ => return Err(error(heading, Problem::UnknownHeading)),
        };
        if columns.iter().any(|(other, _)| other == heading) {
            return Err(error(heading, Problem::DuplicateHeading));
        }
        columns.push((heading.to_owned(), column));
    }
    let is_address =
        |(_, column): &(String, Column)| matches!(column, Column::Email | Column::SmsNumber);
    match columns.iter().any(is_address) {
        true => Ok(columns),
        false => Err(SeedError {
            line: 1,
            column: None,
            problem: Problem::NoHeading,
        }),
    }
}

/// The lines as an editor counts them. The reader counts a record as beginning where the one before it
/// ended, which can be some line ends earlier.
struct Lines<'a> {
    text: &'a [u8],
    read: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line in which the next record begins.
    fn of_record(&mut self, position: Option<&Position>) -> u64 {
        let start = position.map_or(0, Position::byte) as usize;
        while let Some(byte) = self.text.get(self.read) {
            let is_end = matches!(byte, b'\r' | b'\n');
            if self.read >= start && !is_end {
                break;
            }
            self.read += 1;
            let is_pair = *byte == b'\r' && self.text.get(self.read) == Some(&b'\n');
            if is_end && !is_pair {
                self.line += 1;
            }
        }
        self.line
    }
}

fn of_csv(error: &csv::Error, lines: &mut Lines<'_>) -> SeedError {
    let line = lines.of_record(error.position());
    let problem = match error.kind() {
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => Problem::WrongCellCount {
            expected: *expected_len,
            found: *len,
        },
        // Bytes in memory are read as bytes, so nothing else can go wrong.
        _ => Problem::NotUtf8,
    };
    SeedError {
        line,
        column: None,
        problem,
    }
}

/// The lines of what occurs once, and the indexes of the lists.
#[derive(Default)]
struct Seen {
    emails: HashMap<String, u64>,
    numbers: HashMap<String, u64>,
    lists: HashMap<String, usize>,
}

struct Row<'a> {
    line: u64,
    columns: &'a [(String, Column)],
}

impl Row<'_> {
    fn read(&self, record: &ByteRecord, seen: &mut Seen, seed: &mut Seed) -> Result<(), SeedError> {
        let mut cells = Cells::default();
        for ((heading, column), text) in self.columns.iter().zip(record) {
            let text = str::from_utf8(text).map_err(|_| self.error(heading, Problem::NotUtf8))?;
            let text = text.trim();
            if !text.is_empty() {
                let taken = cells.take(*column, text);
                taken.map_err(|problem| self.error(heading, problem))?;
            }
        }
        let document = cells.document().map_err(|(column, problem)| SeedError {
            line: self.line,
            column: column.map(str::to_owned),
            problem,
        })?;
        if let Some(email) = &cells.email
            && let Some(first) = seen.emails.insert(email.to_lowercase(), self.line)
        {
            return Err(self.error("email", Problem::DuplicateAddress { first }));
        }
        if let Some(number) = cells.number
            && let Some(first) = seen.numbers.insert(number, self.line)
        {
            return Err(self.error("sms_number", Problem::DuplicateNumber { first }));
        }
        let lists = cells.lists.into_iter().map(|name| {
            let next = seed.lists.len();
            // The same to the API, too.
            let folded = name.to_lowercase();
            let index = *seen.lists.entry(folded).or_insert(next);
            if index == next {
                seed.lists.push(name);
            }
            index
        });
        let lists = lists.collect();
        seed.contacts.push(SeedContact {
            line: self.line,
            document,
            lists,
            custom_fields: cells.custom_fields,
        });
        Ok(())
    }

    fn error(&self, heading: &str, problem: Problem) -> SeedError {
        SeedError {
            line: self.line,
            column: Some(heading.to_owned()),
            problem,
        }
    }
}
