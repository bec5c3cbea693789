//! A Redis server for one test, on a port of its own.
//!
//! The tests that need one skip, and say so, where there is no `redis-server`. With `REQUIRE_REDIS=1` in the
//! environment they fail instead.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "a test server; each test file uses a part"
)]

use constant_contact_redis::Connection;
use constant_contact_redis::redis::cmd;
use rustix::process::{Pid, Signal, kill_process};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Whether the data of a server survives its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persistence {
    /// A restart loses the data.
    None,
    /// Each write is on the disk before its answer.
    Always,
}

/// A Redis server, which ends when this is dropped.
pub struct RedisServer {
    process: Child,
    port: u16,
    persistence: Persistence,
    folder: TempDir,
}

impl RedisServer {
    /// Starts a server without persistence; `None` if the test is to be skipped.
    pub fn start() -> Option<Self> {
        Self::start_with(Persistence::None)
    }

    pub fn start_with(persistence: Persistence) -> Option<Self> {
        if !is_installed() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        // Another process may get the port before the server does.
        let started = (0..10).find_map(|_| {
            let port = free_port();
            spawn(port, persistence, &folder).map(|process| (process, port))
        });
        let (process, port) = started.expect("redis-server starts");
        Some(Self {
            process,
            port,
            persistence,
            folder,
        })
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub fn connection(&self) -> Connection {
        Connection::open(self.url()).unwrap()
    }

    /// Ends the server at once, as a crash does. It stays away until [`restart`](Self::restart).
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts the server again on its port, with the data that it has on the disk.
    pub fn restart(&mut self) {
        self.process.kill().ok();
        self.process.wait().unwrap();
        self.process =
            spawn(self.port, self.persistence, &self.folder).expect("redis-server restarts");
    }

    /// Stops the server: its connections stay open, but nothing is answered.
    pub fn pause(&self) {
        self.signal(Signal::STOP);
    }

    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.process), signal).unwrap();
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn is_installed() -> bool {
    let version = Command::new("redis-server").arg("--version").output();
    let is_installed = version.is_ok_and(|output| output.status.success());
    if !is_installed {
        let is_required = std::env::var_os("REQUIRE_REDIS").is_some_and(|value| value == "1");
        assert!(
            !is_required,
            "no redis-server in the PATH, and REQUIRE_REDIS=1"
        );
        println!("skipped: there is no redis-server in the PATH");
    }
    is_installed
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// Starts a server, and returns it when it answers; `None` if it ended.
fn spawn(port: u16, persistence: Persistence, folder: &TempDir) -> Option<Child> {
    let port_text = port.to_string();
    let append_only = match persistence {
        Persistence::None => "no",
        Persistence::Always => "yes",
    };
    let mut process = Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--port", &port_text, "--save", ""])
        .args(["--appendonly", append_only, "--appendfsync", "always"])
        .arg("--dir")
        .arg(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    while process.try_wait().unwrap().is_none() {
        if is_ready(port) {
            return Some(process);
        }
        assert!(Instant::now() < deadline, "redis-server does not answer");
        std::thread::sleep(Duration::from_millis(5));
    }
    None
}

/// Whether the server answers and has loaded its data.
fn is_ready(port: u16) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else {
        return false;
    };
    stream
        .set_read_timeout(Some(Duration::from_secs(1)))
        .unwrap();
    let mut answer = [0; 5];
    stream.write_all(b"PING\r\n").is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && &answer == b"+PONG"
}

/// How many scripts the server has run.
pub async fn script_calls(server: &RedisServer) -> u64 {
    let statistics: String = cmd("INFO")
        .arg("commandstats")
        .query_async(&mut server.connection())
        .await
        .unwrap();
    let calls = statistics.split("cmdstat_evalsha:calls=").nth(1).unwrap();
    calls.split(',').next().unwrap().parse().unwrap()
}
