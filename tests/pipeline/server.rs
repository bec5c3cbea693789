//! A scripted server on a loopback port, which can also fail in many ways and keeps every request that
//! reached it.
//!
//! Connections stay open between requests, as those of the real server do, so that faults meet
//! reused connections as well as new ones.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

/// What the server does with one request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Answers, then reads the next request on the same connection.
    Answer(Reply),
    /// Answers after this time.
    Slow(Duration, Reply),
    /// Reads the request, then closes the connection without an answer.
    Drop,
    /// Announces the reply's whole body, sends half of it and closes the connection.
    Truncate(Reply),
    /// The same, but leaves the connection open.
    Stall(Reply),
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// An answer with a body of a declared type.
pub fn reply(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Reply {
    Reply {
        status,
        headers: vec![("content-type", content_type.to_owned())],
        body: body.into(),
    }
}

/// A JSON answer.
pub fn json(status: u16, body: &str) -> Act {
    Act::Answer(reply(status, "application/json", body))
}

/// A refusal in the object form of the gateway, with a key.
pub fn refuse(status: u16, key: &str) -> Act {
    let body = format!(r#"{{"error_key":"{key}","error_message":"said by the test server"}}"#);
    json(status, &body)
}

/// A document that every operation in the tests can read: it has a member of each answer.
pub const FINE: &str = r#"{"list_id":"l","state":"initialized","lists":[],"contacts":[],"activities":[],
    "failed_registration_ids":[],"site_owner_list":[]}"#;

/// A success that every operation can read.
pub fn fine() -> Act {
    json(200, FINE)
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub at: Instant,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let same = |(key, _): &&(String, String)| key.eq_ignore_ascii_case(name);
        self.headers
            .iter()
            .find(same)
            .map(|(_, value)| value.as_str())
    }

    pub fn bearer(&self) -> &str {
        let value = self.header("authorization").unwrap_or_default();
        value.strip_prefix("Bearer ").unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

type Script = dyn Fn(&Request, usize) -> Act + Send + Sync;

struct Shared {
    script: Mutex<Arc<Script>>,
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
}

#[derive(Clone)]
pub struct Server {
    shared: Arc<Shared>,
    pub address: SocketAddr,
}

impl Server {
    /// Handles each request by `script`, which gets the request and its number from 0.
    pub async fn with(script: impl Fn(&Request, usize) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, script)
    }

    /// Does these in turn, the last one again and again.
    pub async fn script(acts: impl IntoIterator<Item = Act>) -> Self {
        let server = Self::with(|_, _| Act::Drop).await;
        server.play(acts);
        server
    }

    /// Handles further requests by these, and forgets the requests so far.
    pub fn play(&self, acts: impl IntoIterator<Item = Act>) {
        let acts: Vec<Act> = acts.into_iter().collect();
        let script = move |_: &Request, number: usize| acts[number.min(acts.len() - 1)].clone();
        *self.shared.script.lock().unwrap() = Arc::new(script);
        self.shared.requests.lock().unwrap().clear();
    }

    pub fn on(
        listener: TcpListener,
        script: impl Fn(&Request, usize) -> Act + Send + Sync + 'static,
    ) -> Self {
        let server = Self {
            address: listener.local_addr().unwrap(),
            shared: Arc::new(Shared {
                script: Mutex::new(Arc::new(script)),
                requests: Mutex::default(),
                connections: AtomicUsize::new(0),
            }),
        };
        let this = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                this.shared.connections.fetch_add(1, Ordering::SeqCst);
                let this = this.clone();
                tokio::spawn(async move { this.serve(stream).await });
            }
        });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Every request so far, in the order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.shared.requests.lock().unwrap().len()
    }

    /// The requests to one path.
    pub fn count_of(&self, path: &str) -> usize {
        let requests = self.shared.requests.lock().unwrap();
        let to = |request: &&Request| request.target.split('?').next() == Some(path);
        requests.iter().filter(to).count()
    }

    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Waits, without a clock, until this many requests have arrived.
    pub async fn reached(&self, count: usize) {
        while self.count() < count {
            tokio::task::yield_now().await;
        }
    }

    async fn serve(&self, mut stream: TcpStream) {
        let mut left = Vec::new();
        while let Some(request) = read(&mut stream, &mut left).await {
            let number = {
                let mut requests = self.shared.requests.lock().unwrap();
                requests.push(request.clone());
                requests.len() - 1
            };
            let script = self.shared.script.lock().unwrap().clone();
            let goes_on = match script(&request, number) {
                Act::Answer(reply) => stream.write_all(&encode(&reply)).await.is_ok(),
                Act::Slow(time, reply) => {
                    tokio::time::sleep(time).await;
                    stream.write_all(&encode(&reply)).await.is_ok()
                }
                Act::Drop => false,
                Act::Truncate(reply) => {
                    stream.write_all(half(&encode(&reply), &reply)).await.ok();
                    false
                }
                Act::Stall(reply) => {
                    stream.write_all(half(&encode(&reply), &reply)).await.ok();
                    std::future::pending().await
                }
            };
            if !goes_on {
                return;
            }
        }
    }
}

fn encode(reply: &Reply) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} X\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", reply.body.len()));
    [head.into_bytes(), reply.body.clone()].concat()
}

/// The head of a reply and the first half of its body.
fn half<'a>(bytes: &'a [u8], reply: &Reply) -> &'a [u8] {
    &bytes[..bytes.len() - reply.body.len().div_ceil(2)]
}

/// Reads one request; none when the connection ends before it is whole.
async fn read(stream: &mut TcpStream, left: &mut Vec<u8>) -> Option<Request> {
    loop {
        if let Some((request, length)) = parse(left) {
            left.drain(..length);
            return Some(request);
        }
        if stream.read_buf(left).await.unwrap_or(0) == 0 {
            return None;
        }
    }
}

fn parse(bytes: &[u8]) -> Option<(Request, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ');
    let mut request = Request {
        method: words.next()?.to_owned(),
        target: words.next()?.to_owned(),
        headers: lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: Vec::new(),
        at: Instant::now(),
    };
    assert!(
        request.header("transfer-encoding").is_none(),
        "bodies have a length"
    );
    let length: usize = request
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    let all = end + 4 + length;
    request.body = bytes.get(end + 4..all)?.to_vec();
    Some((request, all))
}
