//! From a source to parts: reading and splitting, in turn.
//!
//! What can be read twice is looked through first. What is remembered of that is a hash of each part;
//! in the second pass a part is compared before it is handed out, so that nothing is sent that was not
//! checked, even if the file is cut, rewritten or extended meanwhile.

use super::source::{OpenSource, Piece};
use crate::bulk::csv::{CsvError, CsvErrorKind, Limits, Part, Position, Splitter};
use crate::error::{Error, ErrorKind, Result};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;

type Hash = [u8; 32];

/// How a source is split.
#[derive(Clone, Copy)]
pub(super) struct Options {
    pub limits: Limits,
    pub drop_repeated_headers: bool,
}

/// What the first pass found.
#[derive(Default)]
pub(super) struct Checked {
    pub bytes: u64,
    pub rows: u64,
    parts: Vec<Hash>,
}

impl Checked {
    pub fn parts(&self) -> u32 {
        u32::try_from(self.parts.len()).unwrap_or(u32::MAX)
    }

    /// What tells the rows of this source, cut in this way, from others.
    pub fn fingerprint(&self) -> String {
        sha256(&self.parts.concat())
    }
}

/// A part that is ready to be sent.
pub(super) struct Ready {
    pub part: Part,
    hash: Hash,
    pub is_last: bool,
}

impl Ready {
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub fn sha256(&self) -> String {
        hex(&self.hash)
    }
}

/// The parts of a source, made as they are asked for.
pub(super) struct Parts {
    source: OpenSource,
    options: Options,
    splitter: Splitter,
    piece: Piece,
    /// What is left once the source is at its end.
    last: Option<VecDeque<Part>>,
    /// Bytes read of the source so far.
    pub read: u64,
    /// How many parts were handed out, and the rows in them.
    count: usize,
    rows: u64,
    /// How many parts an earlier run found at least.
    least: usize,
    checked: Option<Checked>,
}

impl Parts {
    pub fn new(source: OpenSource, options: Options) -> Self {
        Self {
            splitter: splitter(&source, options),
            source,
            options,
            piece: Piece::default(),
            last: None,
            read: 0,
            count: 0,
            rows: 0,
            least: 0,
            checked: None,
        }
    }

    /// Splits everything once, so that faults are found and totals known, and goes back to the
    /// beginning. None if the source can be read only once.
    pub async fn check(&mut self, mut watch: impl FnMut(u64)) -> Result<Option<&Checked>> {
        if !self.source.can_rewind() {
            return Ok(None);
        }
        let mut checked = Checked::default();
        while let Some(ready) = self.next().await? {
            checked.parts.push(ready.hash);
            watch(self.read);
        }
        (checked.bytes, checked.rows) = (self.read, self.rows);
        self.source.rewind().await?;
        self.splitter = splitter(&self.source, self.options);
        self.last = None;
        (self.read, self.count, self.rows) = (0, 0, 0);
        Ok(Some(self.checked.insert(checked)))
    }

    /// An earlier run found so many parts: with fewer, the source has changed since.
    pub fn expect_at_least(&mut self, parts: u32) {
        self.least = usize::try_from(parts).unwrap_or(usize::MAX);
    }

    /// The next part; none at the end of the source.
    pub async fn next(&mut self) -> Result<Option<Ready>> {
        let Some((part, is_last)) = self.split().await? else {
            let checked = self
                .checked
                .as_ref()
                .map_or(0, |checked| checked.parts.len());
            return match self.count < checked.max(self.least) {
                true => Err(malformed(self.changed(self.splitter.position()))),
                false => Ok(None),
            };
        };
        let hash = Hash::from(Sha256::digest(&part.bytes));
        if let Some(checked) = &self.checked
            && checked.parts.get(self.count) != Some(&hash)
        {
            let start = Position {
                line: part.lines.start,
                column: 1,
            };
            return Err(malformed(self.changed(start)));
        }
        self.count += 1;
        self.rows = part.rows.end.saturating_sub(1);
        Ok(Some(Ready {
            part,
            hash,
            is_last,
        }))
    }

    /// The next part as the source has it now, and whether it is the last.
    async fn split(&mut self) -> Result<Option<(Part, bool)>> {
        loop {
            if let Some(last) = &mut self.last {
                let part = last.pop_front();
                return Ok(part.map(|part| (part, last.is_empty())));
            }
            let mut rest = &*self.piece.text;
            let part = self.splitter.feed(&mut rest);
            let taken = self.piece.text.len() - rest.len();
            self.piece.text = self.piece.text.slice(taken..);
            if let Some(part) = part.map_err(|error| self.fault(error))? {
                return Ok(Some((part, false)));
            }
            if let Some(kind) = self.piece.fault {
                let error = self.splitter.fail(kind, self.splitter.position());
                return Err(self.fault(error));
            }
            match self.source.next().await? {
                Some(piece) => {
                    self.read += piece.length;
                    self.piece = piece;
                }
                None => {
                    let last = self.splitter.finish();
                    self.last = Some(last.map_err(|error| self.fault(error))?.into());
                }
            }
        }
    }

    /// The error for a fault in the source, which was not there if the source was checked.
    fn fault(&self, error: CsvError) -> Error {
        malformed(match self.checked {
            Some(_) => self.changed(error.position()),
            None => error,
        })
    }

    fn changed(&self, position: Position) -> CsvError {
        let parts = u32::try_from(self.count).unwrap_or(u32::MAX);
        CsvError {
            kind: CsvErrorKind::SourceChanged,
            position,
            rows: self.rows,
            parts,
        }
    }

    /// Records and headers that were left out so far.
    pub fn left_out(&self) -> (u64, u64) {
        (self.splitter.empty_rows(), self.splitter.repeated_headers())
    }
}

fn splitter(source: &OpenSource, options: Options) -> Splitter {
    Splitter::new(options.limits)
        .delimiter(source.delimiter)
        .drop_repeated_headers(options.drop_repeated_headers)
}

/// The SHA-256 of `bytes`, in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A changed file is a matter of the file, all else of what is in it.
fn malformed(error: CsvError) -> Error {
    let kind = match error.kind() {
        CsvErrorKind::SourceChanged => ErrorKind::Io,
        _ => ErrorKind::InvalidRequest,
    };
    Error::new(kind, error.to_string()).with_source(error)
}

impl Error {
    /// What is wrong with the CSV and where, if that is the failure.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::CsvSource;
    ///
    /// let import = client.import_csv(CsvSource::path("contacts.csv")).lists(["list-id"]);
    /// match import.send().await {
    ///     Ok(_) => println!("at the server"),
    ///     Err(error) => match error.csv() {
    ///         Some(csv) => println!("mend line {}", csv.position().line),
    ///         None => return Err(error),
    ///     },
    /// }
    /// # Ok(()) }
    /// ```
    pub fn csv(&self) -> Option<&CsvError> {
        self.find_source()
    }
}
