//! A server on loopback that answers GET requests with given bytes, and the median.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// What the server answers to a request for a path and query.
pub type Answer = Arc<dyn Fn(&str) -> Arc<[u8]> + Send + Sync>;

/// Starts the server on its own threads and returns its base URL.
pub fn serve(answer: Answer, delay: Duration) -> std::io::Result<String> {
    serve_with("", answer, delay)
}

/// The same with additional lines in the head of each answer.
pub fn serve_with(lines: &'static str, answer: Answer, delay: Duration) -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || connection(stream, lines, &answer, delay));
        }
    });
    Ok(format!("http://{address}/v3"))
}

fn connection(mut stream: TcpStream, lines: &str, answer: &Answer, delay: Duration) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let read = stream.read(&mut piece).ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&piece[..read]);
        if !request.ends_with(b"\r\n\r\n") {
            continue;
        }
        let line = String::from_utf8_lossy(&request);
        let target = line.split(' ').nth(1)?.to_owned();
        request.clear();
        thread::sleep(delay);
        let body = answer(&target);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{lines}content-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(&body).ok()?;
    }
}

/// The middle value.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
