//! Rewriting a record, for sources with another delimiter or other headings than are sent.

/// The line end of a record, if it has one.
pub(super) fn line_end(record: &[u8]) -> &[u8] {
    let text = record.strip_suffix(b"\n").unwrap_or(record);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    record.get(text.len()..).unwrap_or_default()
}

/// Writes a record with commas, and with quotes where they are needed.
pub(super) fn write_record<'a>(
    fields: impl Iterator<Item = &'a str>,
    line_end: &[u8],
    to: &mut Vec<u8>,
) {
    for (number, field) in fields.enumerate() {
        if number > 0 {
            to.push(b',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            to.push(b'"');
            to.extend(field.replace('"', "\"\"").bytes());
            to.push(b'"');
        } else {
            to.extend_from_slice(field.as_bytes());
        }
    }
    to.extend_from_slice(line_end);
}

#[cfg(test)]
mod tests;
