//! The two judges as programs, which end with the command.

use super::exchange::{Verdict, send};
use super::requests::Request;
use crate::files::root;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// The name of a fact that the sandbox prints.
const PARTNER_TOKEN: &str = "partner access token";

/// Ends the program with the command.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Prism, which answers from a document.
pub struct Prism {
    port: u16,
    document: PathBuf,
    _running: Running,
}

impl Prism {
    pub fn start(program: &Path, document: &Value) -> Result<Self> {
        let name = format!("constant-contact-judges-{}.json", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, document.to_string())?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = Command::new(program)
            .args(["mock", "--verboseLevel", "error", "--port"])
            .arg(port.to_string())
            .arg(&path)
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut running = Running(child);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(running.0.try_wait()?.is_none(), "Prism has ended");
            sleep(Duration::from_millis(100));
        }
        Ok(Self {
            port,
            document: path,
            _running: running,
        })
    }

    pub fn judge(&self, request: &Request) -> Result<Verdict> {
        let answer = send(self.port, "", "Accept: */*\r\n", request)?;
        let findings = match answer.header("sl-violations") {
            Some(violations) => violations.to_owned(),
            None if answer.status < 400 => String::new(),
            None => answer.body.clone(),
        };
        Ok(Verdict {
            status: answer.status,
            findings,
        })
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        fs::remove_file(&self.document).ok();
    }
}

/// The sandbox's program, without limits.
pub struct Sandbox {
    port: u16,
    headers: String,
    partner_headers: String,
    _running: Running,
}

impl Sandbox {
    pub fn start() -> Result<Self> {
        let package = [
            "run",
            "--quiet",
            "--package",
            "constant-contact-sandbox",
            "--",
        ];
        let child = Command::new(env!("CARGO"))
            .current_dir(root())
            .args(package)
            .args(["--port", "0", "--no-limits"])
            .stdout(Stdio::piped())
            .spawn()
            .context("starting the sandbox")?;
        let mut running = Running(child);
        let output = running
            .0
            .stdout
            .take()
            .context("the sandbox has no output")?;
        // The last fact that it prints is the last that is needed.
        let mut facts = HashMap::new();
        for line in BufReader::new(output).lines() {
            if let Some((name, value)) = line?.split_once(": ") {
                facts.insert(name.to_owned(), value.to_owned());
            }
            if facts.contains_key(PARTNER_TOKEN) {
                break;
            }
        }
        let fact = |name| {
            let value = facts.get(name);
            value.with_context(|| format!("the sandbox prints no {name}"))
        };
        let bearer = |token| format!("Authorization: Bearer {token}\r\n");
        let port = fact("base URL")?.split([':', '/']).nth(4).map(str::parse);
        let api_key = fact("partner API key")?;
        Ok(Self {
            port: port.context("the base URL has no port")??,
            headers: bearer(fact("access token")?),
            partner_headers: bearer(fact(PARTNER_TOKEN)?) + &format!("x-api-key: {api_key}\r\n"),
            _running: running,
        })
    }

    pub fn judge(&self, request: &Request) -> Result<Verdict> {
        let headers = match request.is_partner {
            true => &self.partner_headers,
            false => &self.headers,
        };
        let answer = send(self.port, "/v3", headers, request)?;
        let findings = answer.header("x-sandbox-violations");
        Ok(Verdict {
            status: answer.status,
            findings: findings.unwrap_or_default().to_owned(),
        })
    }
}
