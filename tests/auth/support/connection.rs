//! Connections of a port on which a test records who hung up before its response was written.
//!
//! The tests of several processes need this: which process may lose its tokens follows from whether it was killed
//! before the first byte of the response, which only the side that writes can tell.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone, Debug)]
pub struct Request {
    /// Path and query.
    pub target: String,
    pub authorization: Option<String>,
    pub body: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

pub fn json(status: u16, body: serde_json::Value) -> Reply {
    Reply {
        status,
        body: body.to_string().into_bytes(),
    }
}

/// Serves each connection to a port of this machine; returns the URL.
pub async fn listen<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    url
}

/// The client id in the `Authorization` header of a request.
pub fn client_id(request: &Request) -> String {
    let basic = request.authorization.as_deref().unwrap();
    let basic = BASE64_STANDARD.decode(basic.strip_prefix("Basic ").unwrap());
    let basic = String::from_utf8(basic.unwrap()).unwrap();
    basic.split_once(':').unwrap().0.to_owned()
}

/// The number of the pair whose refresh token is in a request.
pub fn sent_pair(request: &Request) -> u64 {
    let form = std::str::from_utf8(&request.body).unwrap();
    let mut fields = form.split('&');
    let number = fields.find_map(|field| field.strip_prefix("refresh_token=refresh-"));
    number.unwrap().parse().unwrap()
}

/// The response with the pair of this number.
pub fn grant(number: u64) -> Reply {
    json(
        200,
        serde_json::json!({
            "access_token": format!("access-{number}"), "refresh_token": format!("refresh-{number}"),
            "token_type": "Bearer", "expires_in": 86_400,
        }),
    )
}

pub fn encode(reply: &Reply) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        reply.status,
        reply.body.len()
    );
    [head.into_bytes(), reply.body.clone()].concat()
}

pub async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
            let header = |name: &str| {
                head.lines()
                    .skip(1)
                    .filter_map(|line| line.split_once(": "))
                    .find(|(key, _)| key.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.to_owned())
            };
            let length = header("content-length")
                .and_then(|length| length.parse().ok())
                .unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                let mut words = head.lines().next()?.split(' ');
                return Some(Request {
                    target: words.nth(1)?.to_owned(),
                    authorization: header("authorization"),
                    body: bytes[end + 4..end + 4 + length].to_vec(),
                });
            }
        }
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend(&part[..count]),
        }
    }
}
