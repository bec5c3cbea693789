//! Answers that are files, which are passed on as they arrive. A 200 can also have a gateway's page, an error or an
//! empty body. So that these do not replace the caller's file, the beginning is checked first.

use super::byte_stream::ByteStream;
use super::history::History;
use super::response::Response;
use crate::error::{Error, ErrorKind, MAX_BODY, Result, parse};
use bytes::BytesMut;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::Value;

/// How many bytes are enough to recognize a file.
const PREFIX_LENGTH: usize = 64;

/// The file in an answer, if its beginning shows that it is one.
pub(crate) async fn checked(
    mut response: reqwest::Response,
    history: History,
) -> Result<Response<ByteStream>> {
    let headers = std::mem::take(response.headers_mut());
    let mut beginning = BytesMut::new();
    let mut broken = None;
    while beginning.trim_ascii_start().len() < PREFIX_LENGTH && beginning.len() < MAX_BODY {
        match response.chunk().await {
            Ok(Some(piece)) => beginning.extend_from_slice(&piece),
            Ok(None) => break,
            Err(error) => {
                broken = Some(error);
                break;
            }
        }
    }
    let is_cut_off = broken.is_some();
    let Some(fault) = fault(history.status, &headers, &beginning, is_cut_off) else {
        let file = ByteStream::new(response, history).after(beginning.freeze(), broken);
        return Ok(Response::new(history, headers, file));
    };
    while beginning.len() < MAX_BODY
        && let Ok(Some(piece)) = response.chunk().await
    {
        beginning.extend_from_slice(&piece);
    }
    let body = beginning.freeze();
    let error = history.describe(Error::new(ErrorKind::Decode, fault));
    Err(error
        .with_api_errors(parse(&body))
        .with_answer(headers, body))
}

/// Why an answer with this beginning is not a file. A file that is cut off within it fails later, when it is read.
fn fault(
    status: StatusCode,
    headers: &HeaderMap,
    beginning: &[u8],
    is_cut_off: bool,
) -> Option<&'static str> {
    let declared = headers.get(CONTENT_TYPE);
    let declared = declared.and_then(|declared| declared.to_str().ok());
    let declared = declared.unwrap_or_default().to_ascii_lowercase();
    let is = |kind: &str| {
        declared
            .split(';')
            .next()
            .is_some_and(|own| own.contains(kind))
    };
    let text = beginning.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(beginning);
    let text = text.trim_ascii_start();
    if status != StatusCode::OK {
        Some("a success status other than 200, without a file")
    } else if text.is_empty() && !is_cut_off {
        Some("an empty answer in place of a file")
    } else if is("html") || is("xml") || text.starts_with(b"<") {
        Some("an HTML or XML page in place of a file")
    } else if is("json") || is_json(text) {
        Some("JSON in place of a file")
    } else {
        None
    }
}

/// Whether a text begins like JSON, and unlike the header row of a CSV file.
fn is_json(text: &[u8]) -> bool {
    let Some((first, rest)) = text.split_first() else {
        return false;
    };
    match (first, rest.trim_ascii_start().first()) {
        (b'{', next) => matches!(next, Some(b'"' | b'}') | None),
        (b'[', next) => matches!(next, Some(b'{' | b']') | None),
        (b'"', _) => false,
        _ => serde_json::from_slice::<Value>(text).is_ok(),
    }
}

#[cfg(test)]
mod tests;
