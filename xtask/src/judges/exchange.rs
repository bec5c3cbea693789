//! One request over a connection of its own, and what the answer says about it.

use super::requests::Request;
use anyhow::{Context, Result};
use std::fmt;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What a judge says.
pub struct Verdict {
    pub status: u16,
    /// What is wrong; empty if nothing is.
    pub findings: String,
}

impl Verdict {
    pub fn is_accepted(&self) -> bool {
        self.findings.is_empty()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_accepted() {
            true => write!(f, "accepted ({})", self.status),
            false => write!(f, "{} ({})", self.findings, self.status),
        }
    }
}

/// The status and the header lines of an answer, and its body.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim())
    }
}

/// Sends a request to a port of this machine.
pub fn send(port: u16, base: &str, headers: &str, request: &Request) -> Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).context("connecting")?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let Request {
        method,
        target,
        body,
        media_type,
        ..
    } = request;
    let mut text = format!(
        "{method} {base}{target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}"
    );
    if let Some(body) = body {
        text += &format!(
            "Content-Type: {media_type}\r\nContent-Length: {}\r\n",
            body.len()
        );
    } else if method != "GET" {
        text += "Content-Length: 0\r\n";
    }
    text += "\r\n";
    stream.write_all(text.as_bytes())?;
    stream.write_all(body.as_deref().unwrap_or_default())?;
    let mut answer = Vec::new();
    stream
        .read_to_end(&mut answer)
        .with_context(|| format!("{method} {target}"))?;
    read(&answer).with_context(|| format!("{method} {target}: no answer of HTTP"))
}

pub fn read(answer: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n")?;
    Some(Answer {
        status: head.split(' ').nth(1)?.parse().ok()?,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}
