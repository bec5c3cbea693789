//! Reading a source chunk by chunk.
//!
//! A file or bytes can be read again from the beginning, which allows a check of the whole source before
//! anything is sent. Anything else is read once. The chunks are UTF-8 of any length, and at most one of
//! them is in memory.

use crate::bulk::csv::CsvErrorKind;
#[cfg(feature = "encodings")]
use crate::bulk::csv::Decoder;
use crate::bulk::source::SourceStream;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::task::blocking;
use bytes::{Bytes, BytesMut};
use std::fs::Metadata;
use std::future::poll_fn;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncSeekExt};
use tokio::sync::mpsc;

/// The maximum number of bytes that are read and returned at once.
const CHUNK: usize = 128 * 1024;

/// A source that is being read.
pub(super) struct OpenSource {
    pub chunks: Chunks,
    /// The name of the file without its extension, if it is one.
    pub stem: Option<String>,
    pub delimiter: u8,
    #[cfg(feature = "encodings")]
    pub decoder: Option<Decoder>,
    /// The bytes that were read and not returned yet.
    pub bytes: Bytes,
    pub is_at_end: bool,
}

/// A chunk of text.
#[derive(Default)]
pub(super) struct Chunk {
    pub text: Bytes,
    /// Its length in bytes of the source.
    pub length: u64,
    /// What is wrong with the byte after it, if that byte is invalid.
    pub fault: Option<CsvErrorKind>,
}

impl OpenSource {
    /// Whether the source can be read again from the beginning.
    pub fn can_rewind(&self) -> bool {
        self.chunks.can_rewind()
    }

    /// Goes back to the beginning, if that is possible.
    pub async fn rewind(&mut self) -> Result<()> {
        self.is_at_end = false;
        self.bytes.clear();
        #[cfg(feature = "encodings")]
        if let Some(decoder) = &mut self.decoder {
            decoder.restart();
        }
        self.chunks.rewind().await
    }

    /// The next chunk; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Chunk>> {
        if self.is_at_end {
            return Ok(None);
        }
        if self.bytes.is_empty() {
            self.bytes = self.chunks.next().await?;
            self.is_at_end = self.bytes.is_empty();
        }
        let bytes = self.bytes.split_to(self.bytes.len().min(CHUNK));
        let length = bytes.len() as u64;
        let (text, fault) = self.decode(bytes);
        Ok(Some(Chunk {
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
    let message = format!("the CSV could not be read to its end: {error}");
    Error::new(ErrorKind::Io, message).with_source(error)
}

/// The bytes of a source.
pub(super) enum Chunks {
    Bytes { whole: Bytes, rest: Bytes },
    File(File),
    Reader(Pin<Box<dyn AsyncRead + Send>>),
    Stream(SourceStream<Bytes>),
    Thread(mpsc::Receiver<io::Result<Bytes>>),
}

impl Chunks {
    pub fn can_rewind(&self) -> bool {
        matches!(self, Self::Bytes { .. } | Self::File(_))
    }

    async fn rewind(&mut self) -> Result<()> {
        match self {
            Self::Bytes { whole, rest } => rest.clone_from(whole),
            Self::File(file) => {
                file.rewind().await.map_err(unreadable)?;
            }
            Self::Reader(_) | Self::Stream(_) | Self::Thread(_) => {}
        }
        Ok(())
    }

    /// The next bytes; empty at the end.
    async fn next(&mut self) -> Result<Bytes> {
        // Lets other tasks run during the reading of a long source that is always ready.
        tokio::task::coop::consume_budget().await;
        match self {
            Self::Bytes { rest, .. } => Ok(rest.split_to(rest.len().min(CHUNK))),
            Self::File(file) => read(file).await,
            Self::Reader(reader) => read(reader).await,
            Self::Stream(stream) => loop {
                match poll_fn(|context| stream.as_mut().poll_next(context)).await {
                    None => return Ok(Bytes::new()),
                    Some(Ok(chunk)) if chunk.is_empty() => {}
                    Some(chunk) => return chunk,
                }
            },
            Self::Thread(chunks) => {
                let chunk = chunks.recv().await.unwrap_or_else(|| {
                    let message = "the thread that reads it has ended";
                    Err(io::Error::other(message))
                });
                chunk.map_err(unreadable)
            }
        }
    }
}

async fn read(reader: &mut (impl AsyncRead + Unpin)) -> Result<Bytes> {
    let mut chunk = BytesMut::with_capacity(CHUNK);
    reader.read_buf(&mut chunk).await.map_err(unreadable)?;
    Ok(chunk.freeze())
}

pub(super) async fn open(path: &Path) -> io::Result<Chunks> {
    let path = path.to_owned();
    let opened = blocking(move || open_blocking(path)).await;
    opened.unwrap_or_else(|| Err(io::Error::other("the thread that opens it has ended")))
}

fn open_blocking(path: PathBuf) -> io::Result<Chunks> {
    let metadata = path.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::other("this is a directory, not a CSV"));
    }
    if is_socket(&metadata) {
        let message = "this is a socket: connect to it, and use `CsvSource::reader`";
        return Err(io::Error::other(message));
    }
    if metadata.is_file() {
        let file = std::fs::File::open(path)?;
        return Ok(Chunks::File(File::from_std(file)));
    }
    read_in_thread(path).map(Chunks::Thread)
}

#[cfg(unix)]
fn is_socket(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_socket(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_socket(_: &Metadata) -> bool {
    false
}

/// Reads a pipe or a device, which may block for any time. This needs a thread outside the runtime, since
/// a runtime that stops waits for its blocking threads. An empty chunk is the end.
fn read_in_thread(path: PathBuf) -> io::Result<mpsc::Receiver<io::Result<Bytes>>> {
    let (sender, receiver) = mpsc::channel(1);
    let read = move || {
        let mut file = match std::fs::File::open(path) {
            Ok(file) => file,
            Err(error) => return sender.blocking_send(Err(error)),
        };
        loop {
            let mut chunk = vec![0; CHUNK];
            let read = match file.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map(|length| {
                    chunk.truncate(length);
                    Bytes::from(chunk)
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
        // If the receiver was dropped, the rest is not needed.
        .spawn(move || drop(read()))?;
    Ok(receiver)
}
