//! Conversion of other encodings to UTF-8, chunk by chunk.

use super::error::CsvErrorKind;
use bytes::Bytes;
use encoding_rs::DecoderResult;
use std::fmt;

/// The encoding of a text, for [`CsvSource::encoding`](crate::CsvSource::encoding).
///
/// ```
/// use constant_contact::csv::Encoding;
///
/// assert_eq!(Encoding::from_label("latin1"), Some(Encoding::LATIN_1));
/// assert_eq!(Encoding::from_label("klingon"), None);
/// ```
///
/// The encodings are those of the [WHATWG Encoding Standard](https://encoding.spec.whatwg.org), which
/// browsers support. Needs the feature `encodings`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// The encoding in which spreadsheets on Windows save a "CSV" in western Europe and America.
    pub const WINDOWS_1252: Self = Self(&encoding_rs::WINDOWS_1252_INIT);
    /// ISO 8859-1, which the standard reads as Windows-1252: the two differ only where Latin-1 has
    /// control characters.
    pub const LATIN_1: Self = Self::WINDOWS_1252;
    /// The encoding in which spreadsheets on Windows save "Unicode text", with tabs as delimiters.
    pub const UTF_16LE: Self = Self(&encoding_rs::UTF_16LE_INIT);
    /// UTF-16 with the high byte first.
    pub const UTF_16BE: Self = Self(&encoding_rs::UTF_16BE_INIT);

    /// The encoding with this name, such as `windows-1250`, `iso-8859-15`, `shift_jis` or `macintosh`.
    /// Letter case makes no difference.
    pub fn from_label(label: &str) -> Option<Self> {
        encoding_rs::Encoding::for_label_no_replacement(label.as_bytes()).map(Self)
    }

    /// Its name in the standard.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub(crate) fn decoder(self) -> Decoder {
        Decoder {
            encoding: self,
            decoder: self.0.new_decoder(),
            utf8: Some(Vec::new()),
            is_ascii: true,
        }
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Encoding").field(&self.name()).finish()
    }
}

/// Converts a text that comes in chunks to UTF-8.
pub(crate) struct Decoder {
    encoding: Encoding,
    decoder: encoding_rs::Decoder,
    /// The incomplete character at the end of the text so far; `None` if the text is not UTF-8.
    utf8: Option<Vec<u8>>,
    is_ascii: bool,
}

impl Decoder {
    pub fn restart(&mut self) {
        *self = self.encoding.decoder();
    }

    /// The text of the chunk up to the first byte that is invalid, and what is wrong with that byte.
    pub fn decode(&mut self, bytes: &[u8], is_last: bool) -> (Bytes, Option<CsvErrorKind>) {
        self.check_utf8(bytes);
        let encoding = self.encoding.name();
        let mut text = vec![0; bytes.len() + 16];
        let (mut rest, mut length) = (bytes, 0);
        let fault = loop {
            let space = text.get_mut(length..).unwrap_or_default();
            let (result, read, written) = self
                .decoder
                .decode_to_utf8_without_replacement(rest, space, is_last);
            rest = rest.get(read..).unwrap_or_default();
            length += written;
            match result {
                DecoderResult::OutputFull => text.resize(text.len() * 2, 0),
                DecoderResult::Malformed(..) => {
                    break Some(CsvErrorKind::InvalidEncoding { encoding });
                }
                DecoderResult::InputEmpty if is_last && self.is_utf8_instead() => {
                    break Some(CsvErrorKind::UnexpectedUtf8 { encoding });
                }
                DecoderResult::InputEmpty => break None,
            }
        };
        text.truncate(length);
        (Bytes::from(text), fault)
    }

    fn check_utf8(&mut self, bytes: &[u8]) {
        self.is_ascii &= bytes.is_ascii();
        if let Some(begun) = &mut self.utf8 {
            begun.extend_from_slice(bytes);
            match std::str::from_utf8(begun) {
                Ok(_) => begun.clear(),
                Err(error) if error.error_len().is_none() => {
                    begun.drain(..error.valid_up_to());
                }
                Err(_) => self.utf8 = None,
            }
        }
    }

    /// Whether the whole text is UTF-8, so that its other characters than ASCII were misread. Text in
    /// another encoding is not valid UTF-8 by accident.
    fn is_utf8_instead(&self) -> bool {
        let is_read_as_utf8 = self.decoder.encoding() == encoding_rs::UTF_8;
        let is_utf8 = self.utf8.as_ref().is_some_and(Vec::is_empty);
        is_utf8 && !self.is_ascii && !is_read_as_utf8
    }
}
