//! The provider's document, read from a file or downloaded. If that fails, one line says why.

use anyhow::{Context, Result, bail, ensure};
use constant_contact_codegen::read as parser;
use serde_json::Value;
use std::fs;
use std::io::Read as _;
use std::process::{Command, Stdio};

/// How long a download may take, in seconds. The document has about half a megabyte.
pub const TIMEOUT: u32 = 120;

/// How many bytes a document may have. Another file is none.
const LARGEST: u64 = 32 << 20;

/// Reads the document at `place`, a file or a URL.
pub fn document(place: &str, timeout: u32) -> Result<Value> {
    let bytes = fetch(place, timeout)?;
    refuse_large(place, &bytes)?;
    Ok(parser::parse(place, &bytes)?)
}

fn fetch(place: &str, timeout: u32) -> Result<Vec<u8>> {
    match place.split_once("://") {
        Some(("https", _)) => download(place, "=https", timeout),
        // The connection does not leave this machine, so nobody can change the document on the way.
        Some(("http", rest)) if is_loopback(rest) => download(place, "=http,https", timeout),
        Some((scheme, _)) => bail!(
            "{place}: `{scheme}` does not protect the document from changes; give an https URL, or \
             download it and give the file"
        ),
        None => fs::read(place)
            .with_context(|| format!("{place} cannot be read; give a file or an https URL")),
    }
}

fn refuse_large(place: &str, bytes: &[u8]) -> Result<()> {
    ensure!(
        bytes.len() as u64 <= LARGEST,
        "{place} has more than {} MB, so it is not the document; check the address",
        LARGEST >> 20
    );
    Ok(())
}

fn is_loopback(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority
        .split_once(':')
        .map_or(authority, |(host, _)| host);
    ["127.0.0.1", "localhost"].contains(&host)
}

/// Runs curl, so that this crate needs no HTTP client.
fn download(url: &str, protocols: &str, timeout: u32) -> Result<Vec<u8>> {
    let mut curl = Command::new("curl")
        .args(["--fail", "--silent", "--show-error", "--location"])
        .args(["--proto", protocols, "--proto-redir", protocols])
        .args(["--max-time", &timeout.to_string(), "--", url])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("curl is needed for URLs; without it, download the document and give the file")?;
    let mut bytes = Vec::new();
    if let Some(body) = curl.stdout.take() {
        // One byte more tells a body that is too large. Without its reader, curl ends.
        body.take(LARGEST + 1).read_to_end(&mut bytes)?;
    }
    refuse_large(url, &bytes)?;
    let output = curl.wait_with_output()?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    let words: Vec<&str> = stderr.split_whitespace().collect();
    ensure!(
        output.status.success(),
        "{url} cannot be fetched ({}); check the address in a browser, or download it there and \
         give the file",
        words.join(" ")
    );
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
