//! The URL of a request, which is always below the base URL, whatever a caller or an answer contains.
//!
//! A token must not be sent to any other place. Paths are appended to the base URL. The links of an answer
//! are written for the API's own address (`/v3/contacts?cursor=…`, sometimes with the host), so they are
//! rewritten to be below the base URL, which may be that of a gateway with its own prefix. A link that
//! leads anywhere else is an error.

use crate::error::{Error, ErrorKind, Result};
use percent_encoding::percent_decode_str;
use reqwest::Url;
use url::Host;

/// The API's own base URL.
pub(crate) const API: &str = "https://api.cc.email/v3";
const API_HOST: &str = "api.cc.email";
const API_PATH: &str = "/v3";

/// The URL of a path below the base URL. The path and the query must already be encoded.
pub(crate) fn path_url(base: &Url, path: &str, query: &str) -> Result<Url> {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", prefix(base)));
    url.set_query((!query.is_empty()).then_some(query));
    match is_below(base, &url) {
        true => Ok(url),
        false => Err(Error::invalid_request("the path leaves the base URL")),
    }
}

/// The URL of a link in an answer of the resource at the path `from`.
pub(crate) fn link_url(base: &Url, from: &str, link: &str) -> Result<Url> {
    let refused = |what| Error::new(ErrorKind::Decode, format!("a link in the answer {what}"));
    let linked = path_url(base, from, "")?
        .join(link)
        .map_err(|_| refused("cannot be read as a URL"))?;
    // A gateway may have put its own prefix into the links. Without a prefix, the whole path is used.
    let prefixes = match prefix(base) {
        _ if has_user(&linked) => return Err(refused("has a user or a password")),
        _ if linked.origin() != base.origin() && is_api(&linked) => [API_PATH, API_PATH],
        _ if linked.origin() != base.origin() => return Err(refused("leads to another host")),
        "" => [API_PATH, ""],
        own => [own, API_PATH],
    };
    let rest = prefixes
        .into_iter()
        .find_map(|prefix| below(linked.path(), prefix))
        .filter(|rest| !has_dot_segment(rest))
        .ok_or_else(|| refused("leads out of the API"))?;
    path_url(base, rest, linked.query().unwrap_or_default())
}

/// The target of a redirect, if the token may be sent there too.
pub(crate) fn redirect_url(base: &Url, from: &Url, to: &str) -> Option<Url> {
    let to = from.join(to).ok()?;
    (is_below(base, &to) && !has_dot_segment(to.path())).then_some(to)
}

fn is_below(base: &Url, url: &Url) -> bool {
    url.origin() == base.origin() && !has_user(url) && below(url.path(), prefix(base)).is_some()
}

fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn is_api(url: &Url) -> bool {
    let is_host = url.host() == Some(Host::Domain(API_HOST));
    url.scheme() == "https" && is_host && url.port().is_none()
}

/// The path of the base URL, without a `/` at its end.
fn prefix(base: &Url) -> &str {
    base.path().trim_end_matches('/')
}

/// The path below `prefix`, which begins with `/`.
fn below<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    path.strip_prefix(prefix)
        .filter(|rest| rest.starts_with('/'))
}

/// Whether the path has a `.` or `..` segment for a server that decodes the path first.
fn has_dot_segment(path: &str) -> bool {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    decoded.split(['/', '\\']).any(is_dot_segment)
}

/// Whether a segment is `.` or `..`. Some servers ignore everything after a `;`.
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    let name = segment.split(';').next().unwrap_or_default();
    matches!(name, "." | "..")
}

#[cfg(test)]
mod tests;
