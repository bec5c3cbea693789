//! The provider's document, wherever it lies. Each way to not get it is one line that says which.

use anyhow::{Context, Result, bail, ensure};
use constant_contact_codegen::read as parser;
use serde_json::Value;
use std::fs;
use std::process::Command;

/// How long a download may take, in seconds. The document has about half a megabyte.
pub const PATIENCE: u32 = 120;

/// Reads the document at `place`, a file or a URL.
pub fn document(place: &str, patience: u32) -> Result<Value> {
    Ok(parser::parse(place, &fetch(place, patience)?)?)
}

fn fetch(place: &str, patience: u32) -> Result<Vec<u8>> {
    match place.split_once("://") {
        Some(("https", _)) => download(place, "=https", patience),
        // Nobody can change it on the way to this machine itself.
        Some(("http", rest)) if is_loopback(rest) => download(place, "=http,https", patience),
        Some((scheme, _)) => bail!(
            "{place}: `{scheme}` is no way to get the document unaltered; give an https URL, or \
             download it and give the file"
        ),
        None => fs::read(place)
            .with_context(|| format!("{place} cannot be read; give a file or an https URL")),
    }
}

fn is_loopback(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority
        .split_once(':')
        .map_or(authority, |(host, _)| host);
    ["127.0.0.1", "localhost"].contains(&host)
}

/// curl spares this task an HTTP client of its own.
fn download(url: &str, protocols: &str, patience: u32) -> Result<Vec<u8>> {
    let output = Command::new("curl")
        .args(["--fail", "--silent", "--show-error", "--location"])
        .args(["--proto", protocols, "--proto-redir", protocols])
        .args(["--max-time", &patience.to_string(), "--", url])
        .output()
        .context("curl is needed for URLs; without it, download the document and give the file")?;
    let said = String::from_utf8_lossy(&output.stderr);
    let said: Vec<&str> = said.split_whitespace().collect();
    ensure!(
        output.status.success(),
        "{url} cannot be fetched ({}); check the address in a browser, or download it there and \
         give the file",
        said.join(" ")
    );
    Ok(output.stdout)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
