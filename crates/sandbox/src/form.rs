//! Upload forms (`multipart/form-data`), read strictly: what does not follow RFC 7578 is not a form.

#[cfg(test)]
mod tests;

use bytes::Bytes;
use memchr::memmem;

/// A field of a form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub name: String,
    pub file_name: Option<String>,
    pub media_type: Option<String>,
    pub data: Bytes,
}

/// The fields of a form, in their order; none if it cannot be read.
pub(crate) fn fields(content_type: &str, body: &Bytes) -> Option<Vec<Field>> {
    let boundary = parameter(content_type, "boundary")?;
    let is_valid = (1..=70).contains(&boundary.len());
    let delimiter = format!("\r\n--{}", is_valid.then_some(boundary)?);
    // The first delimiter has no line before it.
    let first = &delimiter.as_bytes()[2..];
    let mut at = body.starts_with(first).then_some(first.len())?;
    let mut fields = Vec::new();
    let finder = memmem::Finder::new(&delimiter);
    loop {
        match body.get(at..at + 2)? {
            b"\r\n" => at += 2,
            b"--" => return matches!(&body[at + 2..], b"" | b"\r\n").then_some(fields),
            _ => return None,
        }
        let end = at + finder.find(&body[at..])?;
        fields.push(field(&body.slice(at..end))?);
        at = end + delimiter.len();
    }
}

fn field(part: &Bytes) -> Option<Field> {
    let end = memmem::find(part, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&part[..end]).ok()?;
    let (mut disposition, mut media_type) = (None, None);
    for line in head.split("\r\n") {
        let (name, value) = line.split_once(':')?;
        match &*name.to_ascii_lowercase() {
            "content-disposition" => disposition = Some(value.trim()),
            "content-type" => media_type = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    let disposition = disposition.filter(|value| value.starts_with("form-data;"))?;
    Some(Field {
        name: parameter(disposition, "name")?,
        file_name: parameter(disposition, "filename"),
        media_type,
        data: part.slice(end + 4..),
    })
}

/// A parameter of a header, without its quotes. In names of files, browsers escape quotes and lines.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (key, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => (
                value.split(';').next()?.trim(),
                value.split_once(';').map_or("", |two| two.1),
            ),
        };
        if key.trim().eq_ignore_ascii_case(name) {
            let value = value.replace("%22", "\"");
            return Some(value.replace("%0D", "\r").replace("%0A", "\n"));
        }
        rest = after.trim_start_matches(';');
    }
}
