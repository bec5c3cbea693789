use super::*;
use crate::error::ErrorKind;
use http_body::Frame;
use reqwest::StatusCode;
use std::collections::VecDeque;
use std::io;

/// A body with these frames.
struct Frames(VecDeque<io::Result<Frame<Bytes>>>);

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Ready(self.0.pop_front())
    }
}

fn data(text: &'static str) -> io::Result<Frame<Bytes>> {
    Ok(Frame::data(Bytes::from_static(text.as_bytes())))
}

fn stream<const N: usize>(frames: [io::Result<Frame<Bytes>>; N]) -> ByteStream {
    let body = Body::wrap(Frames(frames.into()));
    let history = History::of_first("read", StatusCode::OK);
    ByteStream::new(http::Response::new(body).into(), history)
}

async fn texts(stream: &mut ByteStream) -> Result<String> {
    let mut texts = String::new();
    while let Some(bytes) = stream.chunk().await? {
        texts.push_str(std::str::from_utf8(&bytes).unwrap());
        texts.push(';');
    }
    Ok(texts)
}

#[tokio::test]
async fn pieces_come_in_order_and_trailers_are_left_out() {
    let trailers = || Ok(Frame::trailers(http::HeaderMap::new()));
    let mut body = stream([data("a"), trailers(), data("b"), trailers()]);
    assert_eq!(texts(&mut body).await.unwrap(), "a;b;");
    let begun = stream([data("b")]).after(Bytes::from_static(b"a"), None);
    assert_eq!(texts(&mut { begun }).await.unwrap(), "a;b;");
    let empty = stream([]).after(Bytes::new(), None);
    assert_eq!(texts(&mut { empty }).await.unwrap(), "");
}

#[tokio::test]
async fn an_error_says_what_failed_and_ends_the_stream() {
    for (fault, kind) in [
        (io::ErrorKind::TimedOut, ErrorKind::Timeout),
        (io::ErrorKind::ConnectionReset, ErrorKind::Transport),
    ] {
        let mut body = stream([data("a"), Err(fault.into()), data("b")]);
        let error = texts(&mut body).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.operation(), Some("read"));
        assert_eq!(error.status(), Some(StatusCode::OK));
        assert_eq!(texts(&mut body).await.unwrap(), "");
    }
}

#[test]
fn it_can_be_read_by_another_task() {
    fn is_send<T: Send + Unpin + 'static>(_: T) {}
    is_send(stream([]));
}
