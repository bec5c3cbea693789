//! A minimal HTTP/1.1 for the server with faults, since no framework can break a connection at a chosen byte.

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

pub type Connection = BufReader<TcpStream>;

pub struct Head {
    pub method: String,
    pub path: String,
    pub length: usize,
}

/// The name and the content of the file in a form, which is its first part.
pub fn file(form: &[u8]) -> (String, &[u8]) {
    let end = find(form, b"\r\n").unwrap();
    let boundary = [b"\r\n", &form[..end]].concat();
    let content = find(form, b"\r\n\r\n").unwrap() + 4;
    let head = std::str::from_utf8(&form[..content]).unwrap();
    let name = head
        .split("filename=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    // The rest after the file is short, and searching 4 MB is slow without optimisation.
    let tail = form.len().saturating_sub(4_096).max(content);
    let length = find(&form[tail..], &boundary).unwrap() + tail - content;
    (name.to_owned(), &form[content..content + length])
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

pub async fn head(connection: &mut Connection) -> Option<Head> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut words = head.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().unwrap())
    });
    let length = length.unwrap_or_default();
    Some(Head {
        method,
        path,
        length,
    })
}

pub async fn answer(connection: &mut Connection, status: u16, body: &str) -> Option<()> {
    let answer = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(answer.as_bytes()).await.ok()?;
    connection.flush().await.ok()
}

/// Sends half of an answer.
pub async fn answer_in_part(connection: &mut Connection, status: u16, body: &str) -> Option<()> {
    let (part, length) = (&body[..body.len() / 2], body.len());
    let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n\r\n{part}");
    connection.write_all(answer.as_bytes()).await.ok()?;
    connection.flush().await.ok()?;
    None
}
