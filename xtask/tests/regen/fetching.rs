//! Documents from a server: complete, moved, incomplete, or missing.

use crate::workspace::{Workspace, contract, refused, stderr, stdout};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// A server on a free port that gives each connection to `answer`, with the path that it asks for.
pub fn serve(answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> String {
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

/// Whether documents can be downloaded, which needs curl; prints that the test is skipped if not.
pub fn can_download() -> bool {
    let version = std::process::Command::new("curl").arg("--version").output();
    if version.is_err() {
        eprintln!("skipped: no `curl` on this machine");
    }
    version.is_ok()
}

pub fn respond(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
}

#[test]
fn redirects_are_followed() {
    if !can_download() {
        return;
    }
    let workspace = Workspace::new();
    let before = workspace.state();
    let document = contract(&workspace.root()).to_string();
    let url = serve(move |path, stream| match path {
        "/new.json" => respond(stream, "200 OK", "", &document),
        _ => respond(stream, "302 Found", "Location: /new.json\r\n", "moved"),
    });
    let output = workspace.take_in(format!("{url}/old.json").as_ref(), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("changes: none"));
    assert!(before == workspace.state(), "files changed");
}

#[test]
fn what_is_not_the_whole_document_is_refused_with_the_reason() {
    if !can_download() {
        return;
    }
    let workspace = Workspace::new();
    let here = format!(
        "Location: file://{}\r\n",
        workspace.root().join("spec/swagger.yaml").display()
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
        // The response is valid YAML, but incomplete.
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
        refused(&workspace, place.as_ref(), &[&place, words]);
    }
}

#[test]
fn a_response_without_an_end_times_out() {
    if !can_download() {
        return;
    }
    let workspace = Workspace::new();
    let before = workspace.state();
    let url = serve(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\nswagger: '2.0'\n");
        // Until the client closes the connection.
        let _ = stream.read(&mut [0; 16]);
    });
    let output = workspace.take_in(url.as_ref(), &["--timeout", "1"]);
    assert!(!output.status.success());
    assert!(stderr(&output).contains("timed out"), "{}", stderr(&output));
    assert!(before == workspace.state(), "files changed");
}

#[test]
fn a_response_that_does_not_end_is_refused_by_its_size() {
    if !can_download() {
        return;
    }
    let workspace = Workspace::new();
    let url = serve(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'#'; 1 << 16]).is_ok() {}
    });
    refused(&workspace, url.as_ref(), &[&url, "has more than 32 MB"]);
}

#[test]
fn an_unreachable_or_insecure_address_is_reported() {
    if !can_download() {
        return;
    }
    let workspace = Workspace::new();
    // A port that was free just now.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/swagger.yaml", closed.local_addr().unwrap());
    drop(closed);
    refused(
        &workspace,
        url.as_ref(),
        &[&url, "cannot be fetched (curl: (7)"],
    );
    let plain = "http://example.com/swagger.yaml";
    refused(&workspace, plain.as_ref(), &[plain, "give an https URL"]);
}
