//! The source of the CSV of an import.

use super::chunks::{Chunks, OpenSource, open};
#[cfg(feature = "encodings")]
use crate::bulk::csv::Encoding;
use crate::bulk::source::from_stream;
use crate::error::{BoxError, Error, ErrorKind, Result};
use bytes::Bytes;
use futures_core::Stream;
use std::path::PathBuf;
use tokio::io::AsyncRead;

/// The source of an import: a CSV with its delimiter and its encoding.
///
/// ```
/// use constant_contact::CsvSource;
///
/// let file = CsvSource::path("contacts.csv");
/// let text = CsvSource::bytes("email\nann@example.com\n");
/// let german = CsvSource::path("kontakte.csv").delimiter(b';');
/// # let _ = (file, text, german);
/// ```
///
/// A file or bytes are read twice: all faults are found before anything is sent. Other sources can be read only
/// once: when a fault is found, the server may already have the rows
/// before it. These sources are a reader, a stream, rows, and a path that is not a regular file, such as a
/// named pipe, `/dev/stdin`, or the `<(command)` of a shell.
///
/// With the feature `csv-rows`, `CsvSource::rows` takes values of a type of your own.
///
/// The text has to be UTF-8, unless another encoding is named with `CsvSource::encoding`, which needs the
/// feature `encodings`.
#[must_use = "a source is read by an import"]
pub struct CsvSource {
    origin: Origin,
    delimiter: u8,
    #[cfg(feature = "encodings")]
    encoding: Option<Encoding>,
}

enum Origin {
    Path(PathBuf),
    Chunks(Chunks),
}

crate::opaque_debug!(CsvSource, "CsvSource");

impl CsvSource {
    fn new(origin: Origin) -> Self {
        Self {
            origin,
            delimiter: b',',
            #[cfg(feature = "encodings")]
            encoding: None,
        }
    }

    /// Creates a source from a CSV in memory.
    ///
    /// ```
    /// # use constant_contact::CsvSource;
    /// let source = CsvSource::bytes("email\nann@example.com\n");
    /// ```
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        let whole = bytes.into();
        let rest = whole.clone();
        Self::new(Origin::Chunks(Chunks::Bytes { whole, rest }))
    }

    /// Creates a source from a file of any size, or anything else that can be opened, such as a named pipe. It is
    /// opened when the import is sent.
    ///
    /// ```
    /// # use constant_contact::CsvSource;
    /// let source = CsvSource::path("contacts.csv");
    /// ```
    ///
    /// If the file changes while it is imported, the import ends with
    /// [`CsvErrorKind::SourceChanged`](crate::csv::CsvErrorKind::SourceChanged) before any change is sent.
    /// If the file is replaced, for example by a rename, the original is read to its end.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::new(Origin::Path(path.into()))
    }

    /// Creates a source from a reader, which is read to its end.
    ///
    /// ```no_run
    /// # async fn f() -> std::io::Result<()> {
    /// # use constant_contact::CsvSource;
    /// let source = CsvSource::reader(tokio::fs::File::open("contacts.csv").await?);
    /// # Ok(()) }
    /// ```
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::new(Origin::Chunks(Chunks::Reader(Box::pin(reader))))
    }

    /// Creates a source from a stream of chunks, which may begin and end anywhere.
    ///
    /// ```
    /// # use constant_contact::CsvSource;
    /// use std::convert::Infallible;
    ///
    /// let chunks = ["email\nann@exam", "ple.com\n"].map(Ok::<_, Infallible>);
    /// let source = CsvSource::stream(futures_util::stream::iter(chunks));
    /// ```
    ///
    /// If the stream yields an error, the import ends with an error of the kind
    /// [`ErrorKind::Source`], whose source is the error of the stream:
    ///
    /// ```no_run
    /// # use bytes::Bytes;
    /// # use futures_core::Stream;
    /// # #[derive(Debug)]
    /// # struct QueryError;
    /// # impl std::fmt::Display for QueryError {
    /// #     fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { Ok(()) }
    /// # }
    /// # impl std::error::Error for QueryError {}
    /// # async fn f(
    /// #     client: &constant_contact::Client,
    /// #     chunks: impl Stream<Item = Result<Bytes, QueryError>> + Send + 'static,
    /// # ) -> constant_contact::Result<()> {
    /// # use constant_contact::CsvSource;
    /// let import = client.import_csv(CsvSource::stream(chunks), ["list-id"]);
    /// if let Err(error) = import.send().await {
    ///     match error.find_source::<QueryError>() {
    ///         Some(error) => println!("the query failed: {error}"),
    ///         None => return Err(error),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn stream<T, E>(chunks: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self
    where
        T: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::new(Origin::Chunks(Chunks::Stream(from_stream(
            chunks,
            |chunk: T| Ok(chunk.into()),
        ))))
    }

    /// Sets the delimiter between the fields. Default: a comma.
    ///
    /// ```
    /// # use constant_contact::CsvSource;
    /// let source = CsvSource::path("kontakte.csv").delimiter(b';');
    /// ```
    ///
    /// Spreadsheets write semicolons in countries with a decimal comma, and tabs as an option. The server
    /// reads only commas, so the rows are rewritten with commas.
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Sets the encoding of the text. Default: UTF-8; other text is refused.
    ///
    /// ```
    /// use constant_contact::CsvSource;
    /// use constant_contact::csv::Encoding;
    ///
    /// let source = CsvSource::path("kontakte.csv").encoding(Encoding::WINDOWS_1252);
    /// ```
    ///
    /// A byte-order mark at the beginning takes precedence. Bytes that are invalid in the encoding are an
    /// error ([`CsvErrorKind::InvalidEncoding`](crate::csv::CsvErrorKind::InvalidEncoding)). Needs the
    /// feature `encodings`.
    #[cfg(feature = "encodings")]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// A stream of chunks of this crate.
    #[cfg(feature = "csv-rows")]
    pub(super) fn chunks(chunks: impl Stream<Item = Result<Bytes>> + Send + 'static) -> Self {
        Self::new(Origin::Chunks(Chunks::Stream(Box::pin(chunks))))
    }

    /// Opens the source, for one pass or several.
    pub(super) async fn open(self) -> Result<OpenSource> {
        let (chunks, stem) = match self.origin {
            Origin::Chunks(chunks) => (chunks, None),
            Origin::Path(path) => {
                let chunks = open(&path).await.map_err(|error| {
                    let message = format!("{}: {error}", path.display());
                    Error::new(ErrorKind::Io, message).with_source(error)
                })?;
                // The name of a pipe says nothing about its content.
                let stem = path.file_stem().filter(|_| chunks.can_rewind());
                let stem = stem.map(|stem| stem.to_string_lossy().into_owned());
                (chunks, stem)
            }
        };
        Ok(OpenSource {
            chunks,
            stem,
            delimiter: self.delimiter,
            #[cfg(feature = "encodings")]
            decoder: self.encoding.map(Encoding::decoder),
            bytes: Bytes::new(),
            is_at_end: false,
        })
    }
}
