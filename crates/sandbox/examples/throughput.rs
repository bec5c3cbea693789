//! Measures how many small requests a second a sandbox answers, without limits and with client and
//! server on this machine:
//!
//! ```sh
//! cargo run --release -p constant-contact-sandbox --example throughput
//! ```

use constant_contact_sandbox::Sandbox;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 16;
const TIME: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    let requests = [
        ("read", "GET", "", ""),
        (
            "create",
            "POST",
            "content-type: application/json\r\n",
            r#"{"name":"News"}"#,
        ),
    ];
    for (name, method, headers, body) in requests {
        let request = format!(
            "{method} /v3/contact_lists HTTP/1.1\r\nhost: sandbox\r\nauthorization: Bearer sandbox-access-token\r\n\
             {headers}content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let started = Instant::now();
        let connections: Vec<_> = (0..CONNECTIONS)
            .map(|_| tokio::spawn(send(sandbox.address(), request.clone(), started)))
            .collect();
        let mut answered = 0;
        for connection in connections {
            answered += connection.await??;
        }
        let seconds = started.elapsed().as_secs_f64();
        println!("{name}: {:.0} requests a second", answered as f64 / seconds);
    }
    sandbox.assert_no_violations();
    Ok(())
}

/// Sends a request again and again on one connection.
async fn send(
    address: std::net::SocketAddr,
    request: String,
    started: Instant,
) -> std::io::Result<u64> {
    let mut socket = TcpStream::connect(address).await?;
    socket.set_nodelay(true)?;
    let (mut answered, mut read) = (0, Vec::new());
    while started.elapsed() < TIME {
        socket.write_all(request.as_bytes()).await?;
        read.clear();
        while !is_whole(&read) {
            if socket.read_buf(&mut read).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        answered += 1;
    }
    Ok(answered)
}

/// Whether an answer was read completely.
fn is_whole(read: &[u8]) -> bool {
    let text = String::from_utf8_lossy(read);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        (name == "content-length").then(|| value.parse().ok())?
    });
    body.len() >= length.unwrap_or(0)
}
