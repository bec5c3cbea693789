//! Where a CSV comes from, and reading it piece by piece.
//!
//! A [`CsvSource`] is opened once. A file or bytes can be read again from the beginning, which allows a
//! look at the whole before anything is sent; all else has one pass: a reader, a stream, and a path to
//! something that is no regular file, such as a pipe. What comes out are pieces of UTF-8 of any length,
//! at most one of them in memory.

use crate::bulk::csv::CsvErrorKind;
#[cfg(feature = "encodings")]
use crate::bulk::csv::{Decoder, Encoding};
use crate::error::{Error, ErrorKind, Result};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use std::fs::Metadata;
use std::future::poll_fn;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncSeekExt};
use tokio::sync::mpsc;

/// How much is read, and handed on, at once.
const PIECE: usize = 128 * 1024;

/// Where the CSV comes from, and how it is written.
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
/// A file or bytes are read twice: they are checked before anything is sent, so that a fault anywhere in
/// them is found in time. Whatever else can be read only once: a fault far in is found when the rows
/// before it are at the server. That is so for a reader, a stream, and a path that leads to no regular
/// file: a named pipe, `/dev/stdin`, or the `<(command)` of a shell.
///
/// The text has to be UTF-8, unless another encoding is named with `CsvSource::encoding`, which needs the
/// feature `encodings`.
pub struct CsvSource {
    origin: Origin,
    delimiter: u8,
    #[cfg(feature = "encodings")]
    encoding: Option<Encoding>,
}

enum Origin {
    Path(PathBuf),
    Pieces(Pieces),
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

    /// CSV that is in memory.
    ///
    /// ```
    /// # use constant_contact::CsvSource;
    /// let source = CsvSource::bytes("email\nann@example.com\n");
    /// ```
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        let whole = bytes.into();
        let rest = whole.clone();
        Self::new(Origin::Pieces(Pieces::Bytes { whole, rest }))
    }

    /// A file of any size, or something else that can be opened, such as a named pipe. It is opened
    /// when the import is sent.
    ///
    /// ```
    /// # use constant_contact::CsvSource;
    /// let source = CsvSource::path("contacts.csv");
    /// ```
    ///
    /// A file that changes while it is imported ends the import before anything of the change is sent,
    /// with [`CsvErrorKind::SourceChanged`]. One that is replaced, by a rename for instance, is read to
    /// its end as it was.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::new(Origin::Path(path.into()))
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
        Self::new(Origin::Pieces(Pieces::Reader(Box::pin(reader))))
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
        Self::new(Origin::Pieces(Pieces::Stream(Box::pin(stream))))
    }

    /// What separates the fields. Default: a comma.
    ///
    /// ```
    /// # use constant_contact::CsvSource;
    /// let source = CsvSource::path("kontakte.csv").delimiter(b';');
    /// ```
    ///
    /// Spreadsheets write a semicolon where the comma separates decimals, and a tab on request. The
    /// server reads commas only, so the rows are written anew with them.
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// How the characters are encoded. Default: UTF-8, and text that is not is refused.
    ///
    /// ```
    /// use constant_contact::CsvSource;
    /// use constant_contact::csv::Encoding;
    ///
    /// let source = CsvSource::path("kontakte.csv").encoding(Encoding::WINDOWS_1252);
    /// ```
    ///
    /// A byte-order mark at the beginning overrules it. Bytes that are no character in the encoding are
    /// an error ([`CsvErrorKind::InvalidEncoding`]). Needs the feature `encodings`.
    #[cfg(feature = "encodings")]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// Opens the source, for one pass or several.
    pub(super) async fn open(self) -> Result<OpenSource> {
        let (pieces, stem) = match self.origin {
            Origin::Pieces(pieces) => (pieces, None),
            Origin::Path(path) => {
                let pieces = open(&path).await.map_err(|error| {
                    let message = format!("{}: {error}", path.display());
                    Error::new(ErrorKind::Io, message).with_source(error)
                })?;
                // The name of a pipe says nothing about what comes through it.
                let stem = path.file_stem().filter(|_| pieces.can_rewind());
                let stem = stem.map(|stem| stem.to_string_lossy().into_owned());
                (pieces, stem)
            }
        };
        Ok(OpenSource {
            pieces,
            stem,
            delimiter: self.delimiter,
            #[cfg(feature = "encodings")]
            decoder: self.encoding.map(Encoding::decoder),
            bytes: Bytes::new(),
            is_at_end: false,
        })
    }
}

async fn open(path: &Path) -> io::Result<Pieces> {
    let metadata = tokio::fs::metadata(path).await?;
    if metadata.is_dir() {
        return Err(io::Error::other("this is a directory, not a CSV"));
    }
    if is_socket(&metadata) {
        let message = "this is a socket: connect to it, and use `CsvSource::reader`";
        return Err(io::Error::other(message));
    }
    if metadata.is_file() {
        return Ok(Pieces::File(File::open(path).await?));
    }
    read_in_thread(path.to_owned()).map(Pieces::Thread)
}

#[cfg(unix)]
fn is_socket(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_socket(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_socket(_: &Metadata) -> bool {
    false
}

/// Reads what may block for as long as somebody at the other end likes. A thread of its own does that:
/// the runtime waits for those of its own when it stops. An empty piece is the end.
fn read_in_thread(path: PathBuf) -> io::Result<mpsc::Receiver<io::Result<Bytes>>> {
    let (sender, receiver) = mpsc::channel(1);
    let read = move || {
        let mut file = match std::fs::File::open(path) {
            Ok(file) => file,
            Err(error) => return sender.blocking_send(Err(error)),
        };
        loop {
            let mut piece = vec![0; PIECE];
            let read = match file.read(&mut piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map(|length| {
                    piece.truncate(length);
                    Bytes::from(piece)
                }),
            };
            let is_last = read.as_ref().map_or(true, Bytes::is_empty);
            sender.blocking_send(read)?;
            if is_last {
                return Ok(());
            }
        }
    };
    std::thread::Builder::new()
        .name("csv-source".to_owned())
        // Without a receiver nobody needs the rest.
        .spawn(move || drop(read()))?;
    Ok(receiver)
}

/// A source that is being read.
pub(super) struct OpenSource {
    pieces: Pieces,
    /// The name of the file without its extension, if it is one.
    pub stem: Option<String>,
    pub delimiter: u8,
    #[cfg(feature = "encodings")]
    decoder: Option<Decoder>,
    /// What was read and not yet handed out.
    bytes: Bytes,
    is_at_end: bool,
}

/// A piece of text.
#[derive(Default)]
pub(super) struct Piece {
    pub text: Bytes,
    /// How many bytes of the source it takes.
    pub length: u64,
    /// What is wrong with the byte after it, if something is.
    pub fault: Option<CsvErrorKind>,
}

impl OpenSource {
    /// Whether it can be read again from the beginning.
    pub fn can_rewind(&self) -> bool {
        self.pieces.can_rewind()
    }

    /// Goes back to the beginning, if it can.
    pub async fn rewind(&mut self) -> Result<()> {
        self.is_at_end = false;
        self.bytes.clear();
        #[cfg(feature = "encodings")]
        if let Some(decoder) = &mut self.decoder {
            decoder.restart();
        }
        self.pieces.rewind().await.map_err(unreadable)
    }

    /// The next piece; none at the end.
    pub async fn next(&mut self) -> Result<Option<Piece>> {
        if self.is_at_end {
            return Ok(None);
        }
        if self.bytes.is_empty() {
            self.bytes = self.pieces.next().await.map_err(unreadable)?;
            self.is_at_end = self.bytes.is_empty();
        }
        let bytes = self.bytes.split_to(self.bytes.len().min(PIECE));
        let length = bytes.len() as u64;
        let (text, fault) = self.decode(bytes);
        Ok(Some(Piece {
            text,
            length,
            fault,
        }))
    }

    #[cfg(feature = "encodings")]
    fn decode(&mut self, bytes: Bytes) -> (Bytes, Option<CsvErrorKind>) {
        match &mut self.decoder {
            Some(decoder) => decoder.decode(&bytes, self.is_at_end),
            None => (bytes, None),
        }
    }

    #[cfg(not(feature = "encodings"))]
    fn decode(&mut self, bytes: Bytes) -> (Bytes, Option<CsvErrorKind>) {
        (bytes, None)
    }
}

fn unreadable(error: io::Error) -> Error {
    let message = format!("the CSV could not be read further: {error}");
    Error::new(ErrorKind::Io, message).with_source(error)
}

/// The bytes of a source.
enum Pieces {
    Bytes { whole: Bytes, rest: Bytes },
    File(File),
    Reader(Pin<Box<dyn AsyncRead + Send>>),
    Stream(Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>),
    Thread(mpsc::Receiver<io::Result<Bytes>>),
}

impl Pieces {
    fn can_rewind(&self) -> bool {
        matches!(self, Self::Bytes { .. } | Self::File(_))
    }

    async fn rewind(&mut self) -> io::Result<()> {
        match self {
            Self::Bytes { whole, rest } => {
                rest.clone_from(whole);
                Ok(())
            }
            Self::File(file) => file.rewind().await.map(|_| ()),
            Self::Reader(_) | Self::Stream(_) | Self::Thread(_) => Ok(()),
        }
    }

    /// The next bytes; none at the end.
    async fn next(&mut self) -> io::Result<Bytes> {
        match self {
            Self::Bytes { rest, .. } => {
                // Others get a turn while a long text is gone through.
                tokio::task::coop::consume_budget().await;
                Ok(rest.split_to(rest.len().min(PIECE)))
            }
            Self::File(file) => read(file).await,
            Self::Reader(reader) => read(reader).await,
            Self::Stream(stream) => loop {
                match poll_fn(|context| stream.as_mut().poll_next(context)).await {
                    None => return Ok(Bytes::new()),
                    Some(Ok(piece)) if piece.is_empty() => {}
                    Some(piece) => return piece,
                }
            },
            Self::Thread(pieces) => pieces.recv().await.unwrap_or_else(|| {
                let message = "the thread that read it has ended";
                Err(io::Error::other(message))
            }),
        }
    }
}

async fn read(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<Bytes> {
    let mut piece = BytesMut::with_capacity(PIECE);
    reader.read_buf(&mut piece).await?;
    Ok(piece.freeze())
}
