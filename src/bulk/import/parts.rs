//! Splitting a source into parts.
//!
//! A source that can be read twice is checked first, which yields a hash of each part. In the second pass, each
//! part is compared with its hash. So nothing is sent that was not checked, even if the file is truncated,
//! rewritten or extended in between.

use super::chunks::{Chunk, OpenSource};
#[cfg(feature = "contacts-custom-fields")]
use crate::bulk::csv::UnknownHeading;
use crate::bulk::csv::{CsvError, CsvErrorKind, Limits, Part, Position, Splitter};
use crate::bulk::sha256::{Hash, hex, sha256, sha256_hex};
#[cfg(feature = "contacts-custom-fields")]
use crate::custom_fields::CustomFieldSet;
use crate::error::{Error, ErrorKind, Result};
use std::vec;

/// How a source is split.
#[derive(Clone, Copy)]
pub(super) struct SplitOptions {
    pub limits: Limits,
    pub drop_repeated_headers: bool,
}

/// The result of the first pass.
#[derive(Default)]
pub(super) struct SourceSummary {
    pub bytes: u64,
    pub rows: u64,
    /// The hash of each part.
    hashes: Vec<Hash>,
}

impl SourceSummary {
    pub fn parts(&self) -> u32 {
        u32::try_from(self.hashes.len()).unwrap_or(u32::MAX)
    }

    /// A hash of the whole source as it is split.
    pub fn fingerprint(&self) -> String {
        sha256_hex(&self.hashes.concat())
    }
}

/// A part with its hash.
pub(super) struct HashedPart {
    pub part: Part,
    hash: Hash,
    pub is_last: bool,
}

impl HashedPart {
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub fn sha256(&self) -> String {
        hex(&self.hash)
    }
}

/// The parts of a source, which are split as they are needed.
pub(super) struct Parts {
    source: OpenSource,
    options: SplitOptions,
    splitter: Splitter,
    chunk: Chunk,
    /// The remaining parts at the end of the source.
    last: Option<vec::IntoIter<Part>>,
    /// The bytes of the source that were read so far.
    pub read: u64,
    /// How many parts were returned, and the rows in them.
    count: usize,
    rows: u64,
    /// The minimum number of parts of the source, according to an earlier run.
    least: usize,
    summary: Option<SourceSummary>,
}

impl Parts {
    pub fn new(source: OpenSource, options: SplitOptions) -> Self {
        Self {
            splitter: splitter(&source, options),
            source,
            options,
            chunk: Chunk::default(),
            last: None,
            read: 0,
            count: 0,
            rows: 0,
            least: 0,
            summary: None,
        }
    }

    /// Reads the header, before anything else, and returns the names of the columns.
    pub async fn read_header(&mut self) -> Result<&[String]> {
        while self.splitter.headings().is_none() && self.last.is_none() {
            self.feed(Splitter::feed_header)?;
            if self.splitter.headings().is_none() {
                self.read_chunk().await?;
            }
        }
        Ok(self.splitter.headings().unwrap_or_default())
    }

    /// The headings that name no column of an import, after the header was read.
    #[cfg(feature = "contacts-custom-fields")]
    pub fn unknown_headings(&self, fields: &CustomFieldSet) -> Vec<UnknownHeading> {
        self.splitter.unknown_headings(fields)
    }

    /// Splits the whole source to find faults and totals, and goes back to its beginning. `on_progress` gets
    /// the number of bytes that were read. `None` if the source can be read only once.
    pub async fn check(
        &mut self,
        mut on_progress: impl FnMut(u64),
    ) -> Result<Option<&SourceSummary>> {
        if !self.source.can_rewind() {
            return Ok(None);
        }
        let mut summary = SourceSummary::default();
        while let Some(next) = self.next().await? {
            summary.hashes.push(next.hash);
            on_progress(self.read);
        }
        (summary.bytes, summary.rows) = (self.read, self.rows);
        self.source.rewind().await?;
        self.splitter = splitter(&self.source, self.options);
        self.last = None;
        (self.read, self.count, self.rows) = (0, 0, 0);
        Ok(Some(self.summary.insert(summary)))
    }

    /// Sets the number of parts that an earlier run saw. If there are fewer, the source has changed.
    pub fn expect_at_least(&mut self, parts: u32) {
        self.least = usize::try_from(parts).unwrap_or(usize::MAX);
    }

    /// The next part; `None` at the end of the source.
    pub async fn next(&mut self) -> Result<Option<HashedPart>> {
        let Some((part, is_last)) = self.split().await? else {
            let summary = self.summary.as_ref();
            let checked = summary.map_or(0, |summary| summary.hashes.len());
            return match self.count < checked.max(self.least) {
                true => Err(malformed(self.changed(self.splitter.position()))),
                false => Ok(None),
            };
        };
        let hash = sha256(&part.bytes);
        if let Some(summary) = &self.summary
            && summary.hashes.get(self.count) != Some(&hash)
        {
            let start = Position::new(part.lines.start, 1);
            return Err(malformed(self.changed(start)));
        }
        self.count += 1;
        self.rows = part.rows.end.saturating_sub(1);
        Ok(Some(HashedPart {
            part,
            hash,
            is_last,
        }))
    }

    /// The next part of the source as it is now, and whether it is the last.
    async fn split(&mut self) -> Result<Option<(Part, bool)>> {
        loop {
            if let Some(last) = &mut self.last {
                let part = last.next();
                return Ok(part.map(|part| (part, last.len() == 0)));
            }
            if let Some(part) = self.feed(Splitter::feed)? {
                return Ok(Some((part, false)));
            }
            self.read_chunk().await?;
        }
    }

    /// Passes the rest of the chunk to the splitter.
    fn feed<T>(
        &mut self,
        feed: impl FnOnce(&mut Splitter, &mut &[u8]) -> Result<T, CsvError>,
    ) -> Result<T> {
        let mut rest = &*self.chunk.text;
        let result = feed(&mut self.splitter, &mut rest);
        let taken = self.chunk.text.len() - rest.len();
        self.chunk.text = self.chunk.text.slice(taken..);
        result.map_err(|error| self.fault(error))
    }

    /// Reads the next chunk after the splitter has taken all of this one. At the end of the source, takes the
    /// remaining parts from the splitter.
    async fn read_chunk(&mut self) -> Result<()> {
        if let Some(kind) = self.chunk.fault {
            let error = self.splitter.fail(kind, self.splitter.position());
            return Err(self.fault(error));
        }
        match self.source.next().await? {
            Some(chunk) => {
                self.read += chunk.length;
                self.chunk = chunk;
            }
            None => {
                let last = self.splitter.finish();
                self.last = Some(last.map_err(|error| self.fault(error))?.into_iter());
            }
        }
        Ok(())
    }

    /// The error for a fault in the source. If the source was checked before, it has changed since.
    fn fault(&self, error: CsvError) -> Error {
        malformed(match self.summary {
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

fn splitter(source: &OpenSource, options: SplitOptions) -> Splitter {
    Splitter::new(options.limits)
        .delimiter(source.delimiter)
        .drop_repeated_headers(options.drop_repeated_headers)
}

/// A changed file is an I/O error. Any other fault makes the request invalid.
fn malformed(error: CsvError) -> Error {
    let kind = match error.kind() {
        CsvErrorKind::SourceChanged => ErrorKind::Io,
        _ => ErrorKind::InvalidRequest,
    };
    Error::new(kind, error.to_string()).with_source(error)
}

impl Error {
    /// The fault in the CSV and its position, if that is the error.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::CsvSource;
    ///
    /// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
    /// match import.send().await {
    ///     Ok(_) => println!("the server has all rows"),
    ///     Err(error) => match error.csv() {
    ///         Some(csv) => println!("fix line {}", csv.position().line),
    ///         None => return Err(error),
    ///     },
    /// }
    /// # Ok(()) }
    /// ```
    pub fn csv(&self) -> Option<&CsvError> {
        self.find_source()
    }
}

#[cfg(test)]
mod tests;
