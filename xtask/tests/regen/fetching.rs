//! Documents that come from a server: as they should, in the wrong place, in parts, or not at all.

use crate::tree::{Tree, contract, refused, stderr, stdout};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// A server that gives each connection to `answer`, with the path that it asks for.
fn serve(answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 2048];
            let length = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            answer(request.split(' ').nth(1).unwrap_or_default(), &mut stream);
        }
    });
    format!("http://{address}")
}

fn respond(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
}

#[test]
fn a_document_is_fetched_from_where_it_has_moved_to() {
    let tree = Tree::new();
    let before = tree.state();
    let document = contract(&tree.root()).to_string();
    let url = serve(move |path, stream| match path {
        "/new.json" => respond(stream, "200 OK", "", &document),
        _ => respond(stream, "302 Found", "Location: /new.json\r\n", "moved"),
    });
    let output = tree.take_in(format!("{url}/old.json").as_ref(), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("changes: none"));
    assert!(before == tree.state(), "files changed");
}

#[test]
fn what_is_not_the_whole_document_is_refused_by_what_it_is() {
    let tree = Tree::new();
    let here = format!(
        "Location: file://{}\r\n",
        tree.root().join("spec/swagger.yaml").display()
    );
    let url = serve(move |path, stream| match path {
        "/gone" => respond(stream, "404 Not Found", "", "swagger: '2.0'\n"),
        "/page" => respond(
            stream,
            "200 OK",
            "",
            "<!DOCTYPE html>\n<title>Sorry</title>",
        ),
        "/empty" => respond(stream, "200 OK", "", ""),
        "/round" => respond(stream, "302 Found", "Location: /round\r\n", ""),
        "/file" => respond(stream, "302 Found", &here, ""),
        // What came is YAML, but not all of it.
        "/cut" => drop(write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nswagger: '2.0'\n"
        )),
        _ => {}
    });
    for (path, words) in [
        (
            "/gone",
            "cannot be fetched (curl: (22) The requested URL returned error: 404)",
        ),
        ("/page", "a web page or XML"),
        ("/empty", "empty"),
        ("/round", "redirects"),
        ("/file", "cannot be fetched (curl: (1)"),
        ("/cut", "cannot be fetched (curl: (18)"),
        ("/nothing", "cannot be fetched (curl: (52)"),
    ] {
        let place = format!("{url}{path}");
        refused(&tree, place.as_ref(), &[&place, words]);
    }
}

#[test]
fn a_server_that_never_ends_is_given_up() {
    let tree = Tree::new();
    let before = tree.state();
    let url = serve(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\nswagger: '2.0'\n");
        // Until the other side hangs up.
        let _ = stream.read(&mut [0; 16]);
    });
    let output = tree.take_in(url.as_ref(), &["--patience", "1"]);
    assert!(!output.status.success());
    assert!(stderr(&output).contains("timed out"), "{}", stderr(&output));
    assert!(before == tree.state(), "files changed");
}

#[test]
fn a_server_that_is_not_there_or_cannot_be_trusted_is_named() {
    let tree = Tree::new();
    // A port that was free a moment ago.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/swagger.yaml", closed.local_addr().unwrap());
    drop(closed);
    refused(&tree, url.as_ref(), &[&url, "cannot be fetched (curl: (7)"]);
    let plain = "http://example.com/swagger.yaml";
    refused(&tree, plain.as_ref(), &[plain, "give an https URL"]);
}
