//! Checks of the crate's client in every application.

use constant_contact::{Client, ClientBuilder, ErrorKind, RetryPolicy, Unlimited};
use std::io::{Read, Write};
use std::net::TcpListener;

/// A server on this machine whose account has no lists; returns its base URL.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 12";
            let _ = write!(stream, "{head}\r\n\r\n{{\"lists\":[]}}");
        }
    });
    format!("http://{address}/v3")
}

/// The same server with an https address, which it does not speak.
fn https() -> String {
    serve().replace("http:", "https:")
}

fn client(base: String) -> ClientBuilder {
    let client = Client::builder().access_token("token").base_url(base);
    client.rate_limiter(Unlimited).retry(RetryPolicy::none())
}

/// The crate's own client reaches this machine.
pub async fn calls_this_machine() {
    call(client(serve())).await;
}

/// A client over the application's HTTP settings reaches this machine.
pub async fn calls_over(http: impl FnOnce(ClientBuilder) -> ClientBuilder) {
    call(http(client(serve()))).await;
}

async fn call(client: ClientBuilder) {
    let client = client.build().expect("nothing is missing");
    let lists = client.get_all_lists().send().await.expect("it answers");
    assert!(lists.lists.is_empty());
}

/// The crate's own client speaks TLS until the answer of a server that does not.
pub async fn speaks_tls() {
    let client = client(https()).build().expect("TLS is there");
    let error = client.get_all_lists().send().await.expect_err("no TLS");
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
}

/// The crate refuses https, and says what is missing.
pub fn refuses_https(what: &str) {
    let error = client(https()).build().expect_err("TLS is missing");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains(what), "{error}");
}

/// A client over HTTP settings without TLS fails at once, and says what is missing.
pub async fn lacks_tls(http: impl FnOnce(ClientBuilder) -> ClientBuilder) {
    let client = http(client(https()).retry(RetryPolicy::default()));
    let client = client.build().expect("nothing can be seen from outside");
    let error = client.get_all_lists().send().await.expect_err("no TLS");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert!(error.to_string().contains("`rustls`"), "{error}");
    assert!(!error.is_retryable(), "{error}");
}
