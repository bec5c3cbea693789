//! A proxy in front of Redis that loses answers.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "a test server; each test file uses a part"
)]

use constant_contact_redis::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A proxy, which ends with the runtime of the test.
pub struct Proxy {
    port: u16,
    to_lose: Arc<AtomicUsize>,
}

impl Proxy {
    /// Starts a proxy in front of the server at this URL.
    pub async fn start(url: &str) -> Self {
        let target = url.strip_prefix("redis://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let to_lose = Arc::new(AtomicUsize::new(0));
        let lost = to_lose.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&target).await;
                tokio::spawn(forward(client, server.unwrap(), lost.clone()));
            }
        });
        Self { port, to_lose }
    }

    pub fn connection(&self) -> Connection {
        Connection::open(format!("redis://127.0.0.1:{}", self.port)).unwrap()
    }

    /// Closes the connection after each of the next scripts was run, without its answer.
    pub fn lose_answers(&self, count: usize) {
        self.to_lose.store(count, Ordering::Relaxed);
    }

    /// How many answers are still to be lost.
    pub fn answers_to_lose(&self) -> usize {
        self.to_lose.load(Ordering::Relaxed)
    }
}

async fn forward(mut client: TcpStream, mut server: TcpStream, to_lose: Arc<AtomicUsize>) {
    let (mut request, mut answer) = ([0; 16_384], [0; 16_384]);
    loop {
        tokio::select! {
            read = client.read(&mut request) => {
                let Ok(length @ 1..) = read else { return };
                let is_script = request[..length].windows(7).any(|word| word == b"EVALSHA");
                server.write_all(&request[..length]).await.unwrap();
                let take = |left: usize| left.checked_sub(1);
                let order = Ordering::Relaxed;
                if is_script && to_lose.fetch_update(order, order, take).is_ok() {
                    let _ = server.read(&mut answer).await;
                    return;
                }
            }
            read = server.read(&mut answer) => {
                let Ok(length @ 1..) = read else { return };
                if client.write_all(&answer[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}
