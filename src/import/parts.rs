//! From a source to parts: reading and splitting, in turn.

use super::source::Pieces;
use super::split::{CsvError, Limits, Part, Splitter};
use crate::error::{Error, ErrorKind, Result};
use bytes::Bytes;
use sha2::{Digest, Sha256};

/// The parts of a source, made as they are asked for.
pub(super) struct Parts {
    pieces: Pieces,
    /// None once the last part was handed out.
    splitter: Option<Splitter>,
    piece: Bytes,
    /// Bytes read of the source so far.
    pub read: u64,
    /// The fingerprint of what was read, if one is wanted.
    fingerprint: Option<Sha256>,
}

impl Parts {
    pub fn new(pieces: Pieces, limits: Limits, fingerprint: bool) -> Self {
        Self {
            pieces,
            splitter: Some(Splitter::new(limits)),
            piece: Bytes::new(),
            read: 0,
            fingerprint: fingerprint.then(Sha256::new),
        }
    }

    /// The next part; none at the end of the source.
    pub async fn next(&mut self) -> Result<Option<Part>> {
        while let Some(splitter) = &mut self.splitter {
            let mut rest = &*self.piece;
            let part = splitter.feed(&mut rest).map_err(malformed)?;
            let taken = self.piece.len() - rest.len();
            self.piece = self.piece.slice(taken..);
            if part.is_some() {
                return Ok(part);
            }
            match self.pieces.next().await? {
                Some(piece) => {
                    self.read += piece.len() as u64;
                    if let Some(fingerprint) = &mut self.fingerprint {
                        fingerprint.update(&piece);
                    }
                    self.piece = piece;
                }
                None => {
                    let splitter = self.splitter.take();
                    return match splitter.map(Splitter::finish) {
                        Some(last) => last.map_err(malformed),
                        None => Ok(None),
                    };
                }
            }
        }
        Ok(None)
    }

    pub fn fingerprint(self) -> Option<String> {
        self.fingerprint.map(|hash| hex(&hash.finalize()))
    }
}

/// The SHA-256 of `bytes`, in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn malformed(error: CsvError) -> Error {
    Error::new(ErrorKind::InvalidRequest, error.to_string()).with_source(error)
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
