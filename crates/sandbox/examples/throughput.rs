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
const NUMBER: &str = "NUMBER";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    let list = sandbox.add_list("News");
    let list_path = format!("/contact_lists/{list}");
    let address = format!("ada-{NUMBER}@example.com");
    let sign_up = format!(r#"{{"email_address":"{address}","list_memberships":["{list}"]}}"#);
    let requests = [
        ("read a list", "GET", &*list_path, ""),
        ("sign up", "POST", "/contacts/sign_up_form", &*sign_up),
    ];
    for (name, method, path, body) in requests {
        let media_type = match body {
            "" => "",
            _ => "content-type: application/json\r\n",
        };
        // Each request puts a number of eight digits into its body.
        let length = body.replace(NUMBER, "00000000").len();
        let request = format!(
            "{method} /v3{path} HTTP/1.1\r\nhost: sandbox\r\nauthorization: Bearer {}\r\n\
             {media_type}content-length: {length}\r\n\r\n{body}",
            sandbox.access_token()
        );
        let started = Instant::now();
        let connections: Vec<_> = (0..CONNECTIONS)
            .map(|index| {
                let first = index * 1_000_000;
                tokio::spawn(send(sandbox.address(), request.clone(), first, started))
            })
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
    first: usize,
    started: Instant,
) -> std::io::Result<usize> {
    let mut socket = TcpStream::connect(address).await?;
    socket.set_nodelay(true)?;
    let (mut answered, mut read) = (0, Vec::new());
    while started.elapsed() < TIME {
        let number = format!("{:08}", first + answered);
        let request = request.replace(NUMBER, &number);
        socket.write_all(request.as_bytes()).await?;
        read.clear();
        while !is_whole(&read) {
            if socket.read_buf(&mut read).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        if !read.starts_with(b"HTTP/1.1 20") {
            return Err(std::io::ErrorKind::InvalidData.into());
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
