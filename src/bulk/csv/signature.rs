//! Files that are not CSV, recognised by their first bytes.

/// The first bytes of formats that are not text, and the name of each format in messages. None contains
/// a line end.
const SIGNATURES: [(&[u8], &str); 14] = [
    (
        b"PK\x03\x04",
        "an Excel or other spreadsheet, or a ZIP archive",
    ),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xD0\xCF\x11\xE0", "an old Excel spreadsheet"),
    (b"\x1F\x8B", "compressed with gzip"),
    (b"BZh91AY", "compressed with bzip2"),
    (b"\xFD7zXZ", "compressed with xz"),
    (b"\x28\xB5\x2F\xFD", "compressed with zstd"),
    (b"7z\xBC\xAF", "a 7z archive"),
    (b"Rar!\x1A", "a RAR archive"),
    (b"%PDF-", "a PDF document"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xFF\xFE", "UTF-16 text (little-endian)"),
    (b"\xFE\xFF", "UTF-16 text (big-endian)"),
];

/// What the first bytes of a source tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Signature {
    /// The format, which is not CSV.
    Format(&'static str),
    /// More bytes are needed to tell.
    Undecided,
    /// No format that is known.
    Unknown,
}

pub(super) fn signature(begin: &[u8]) -> Signature {
    let mut undecided = false;
    for (bytes, format) in SIGNATURES {
        if begin.starts_with(bytes) {
            return Signature::Format(format);
        }
        undecided |= bytes.starts_with(begin);
    }
    match undecided {
        true => Signature::Undecided,
        false => Signature::Unknown,
    }
}

/// The format of a text whose first line is not the header of a CSV, if that is a known one.
pub(super) fn text_format(line: &[u8]) -> Option<&'static str> {
    let line = line.trim_ascii_start();
    let begins = |with: &[u8]| {
        let begin = line.get(..with.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(with))
    };
    match line.first()? {
        b'<' => Some("HTML or XML"),
        b'{' if begins(b"{\\rtf") => Some("an RTF document"),
        b'{' | b'[' => Some("JSON"),
        _ if begins(b"BEGIN:VCARD") => Some("a vCard"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
