//! Where a CSV comes from, and reading it piece by piece.
//!
//! A [`CsvSource`] is opened once for each pass: a path or bytes can be read again, which allows a
//! look at the whole before anything is sent; a reader or stream has one pass. What comes out are
//! pieces of any length, at most one of them in memory.

use crate::error::{Error, ErrorKind, Result};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use std::future::poll_fn;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt};

/// How much is read at once.
const PIECE: usize = 128 * 1024;

/// Where the CSV comes from.
///
/// ```
/// use constant_contact::CsvSource;
///
/// let file = CsvSource::path("contacts.csv");
/// let text = CsvSource::bytes("email\nann@example.com\n");
/// # let _ = (file, text);
/// ```
///
/// A path or bytes are read twice: they are checked before anything is sent, so that a fault anywhere in
/// them is found in time. A reader or a stream can be read only once: a fault far in is found when the
/// rows before it are at the server.
pub struct CsvSource(Source);

enum Source {
    Bytes(Bytes),
    Path(PathBuf),
    Once(Pieces),
}

crate::opaque_debug!(CsvSource, "CsvSource");

impl CsvSource {
    /// CSV that is in memory.
    ///
    /// ```
    /// # use constant_contact::CsvSource;
    /// let source = CsvSource::bytes("email\nann@example.com\n");
    /// ```
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self(Source::Bytes(bytes.into()))
    }

    /// A file of any size. It is opened when the import is sent.
    ///
    /// ```
    /// # use constant_contact::CsvSource;
    /// let source = CsvSource::path("contacts.csv");
    /// ```
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self(Source::Path(path.into()))
    }

    /// Whatever can be read, to its end.
    ///
    /// ```no_run
    /// # async fn f() -> std::io::Result<()> {
    /// # use constant_contact::CsvSource;
    /// let source = CsvSource::reader(tokio::fs::File::open("contacts.csv").await?);
    /// # Ok(()) }
    /// ```
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self(Source::Once(Pieces::Reader(Box::pin(reader))))
    }

    /// Pieces of CSV that arrive one after the other, cut anywhere.
    ///
    /// ```
    /// # use constant_contact::CsvSource;
    /// # use bytes::Bytes;
    /// let pieces = ["email\nann@exam", "ple.com\n"].map(|piece| Ok(Bytes::from(piece)));
    /// let source = CsvSource::stream(futures_util::stream::iter(pieces));
    /// ```
    pub fn stream(stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Self {
        Self(Source::Once(Pieces::Stream(Box::pin(stream))))
    }

    /// The same source for a pass before the one that counts, if it can be read twice.
    pub(super) fn again(&self) -> Option<Self> {
        match &self.0 {
            Source::Bytes(bytes) => Some(Self::bytes(bytes.clone())),
            Source::Path(path) => Some(Self::path(path)),
            Source::Once(_) => None,
        }
    }

    /// Opens the source for a pass.
    pub(super) async fn open(self) -> Result<Pieces> {
        Ok(match self.0 {
            Source::Bytes(bytes) => Pieces::Bytes(bytes),
            Source::Path(path) => open(&path).await?,
            Source::Once(pieces) => pieces,
        })
    }
}

async fn open(path: &Path) -> Result<Pieces> {
    match File::open(path).await {
        Ok(file) => Ok(Pieces::Reader(Box::pin(file))),
        Err(error) => {
            let message = format!("{}: {error}", path.display());
            Err(Error::new(ErrorKind::Io, message).with_source(error))
        }
    }
}

/// A source that is being read.
pub(super) enum Pieces {
    Bytes(Bytes),
    Reader(Pin<Box<dyn AsyncRead + Send>>),
    Stream(Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>),
}

impl Pieces {
    /// The next piece; none at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let piece = match self {
            Self::Bytes(rest) => {
                // Others get a turn while a long text is gone through.
                tokio::task::coop::consume_budget().await;
                Ok(rest.split_to(rest.len().min(PIECE)))
            }
            Self::Reader(reader) => {
                let mut piece = BytesMut::with_capacity(PIECE);
                let read = reader.read_buf(&mut piece).await;
                read.map(|_| piece.freeze())
            }
            Self::Stream(stream) => loop {
                match poll_fn(|context| stream.as_mut().poll_next(context)).await {
                    None => break Ok(Bytes::new()),
                    Some(Ok(piece)) if piece.is_empty() => {}
                    Some(piece) => break piece,
                }
            },
        };
        match piece {
            Ok(piece) => Ok((!piece.is_empty()).then_some(piece)),
            Err(error) => {
                let message = format!("the CSV could not be read further: {error}");
                Err(Error::new(ErrorKind::Io, message).with_source(error))
            }
        }
    }
}
