//! The provider's document, wherever it lies. Each way to not get it is one line that says which.

use anyhow::{Context, Result, bail, ensure};
use constant_contact_codegen::read as parser;
use serde_json::Value;
use std::fs;
use std::process::Command;

/// How long a download may take, in seconds. The document has about half a megabyte.
const PATIENCE: &str = "120";

/// Reads the document at `place`, a file or a URL.
pub fn document(place: &str) -> Result<Value> {
    Ok(parser::parse(place, &fetch(place, PATIENCE)?)?)
}

fn fetch(place: &str, patience: &str) -> Result<Vec<u8>> {
    match place.split_once("://") {
        Some(("https", _)) => download(place, "=https", patience),
        // Nobody can change it on the way to this machine itself.
        Some(("http", rest)) if is_loopback(rest) => download(place, "=http,https", patience),
        Some((scheme, _)) => bail!(
            "{place}: `{scheme}` is no way to get the document unaltered; give an https URL, or \
             download it and give the file"
        ),
        None => fs::read(place)
            .with_context(|| format!("{place} cannot be read; give a file or an https URL")),
    }
}

fn is_loopback(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority
        .split_once(':')
        .map_or(authority, |(host, _)| host);
    ["127.0.0.1", "localhost"].contains(&host)
}

/// curl spares this task an HTTP client of its own.
fn download(url: &str, protocols: &str, patience: &str) -> Result<Vec<u8>> {
    let output = Command::new("curl")
        .args(["--fail", "--silent", "--show-error", "--location"])
        .args(["--proto", protocols, "--proto-redir", protocols])
        .args(["--max-time", patience, "--", url])
        .output()
        .context("curl is needed for URLs; without it, download the document and give the file")?;
    let said = String::from_utf8_lossy(&output.stderr);
    let said: Vec<&str> = said.split_whitespace().collect();
    ensure!(
        output.status.success(),
        "{url} cannot be fetched ({}); check the address in a browser, or download it there and \
         give the file",
        said.join(" ")
    );
    Ok(output.stdout)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    const DOCUMENT: &str = "swagger: '2.0'\n";

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
                let path = request.split(' ').nth(1).unwrap_or_default();
                answer(path, &mut stream);
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

    fn message(place: &str) -> String {
        let message = format!("{:#}", document(place).unwrap_err());
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(message.starts_with(place), "{message}");
        message
    }

    #[test]
    fn a_document_is_fetched_also_where_it_has_moved_to() {
        let url = serve(|path, stream| match path {
            "/new.yaml" => respond(stream, "200 OK", "", DOCUMENT),
            _ => respond(stream, "302 Found", "Location: /new.yaml\r\n", "moved"),
        });
        for path in ["/new.yaml", "/old.yaml"] {
            let document = document(&format!("{url}{path}")).unwrap();
            assert_eq!(document["swagger"], "2.0", "{path}");
        }
    }

    #[test]
    fn a_status_that_is_no_success_is_told() {
        let url = serve(|_, stream| respond(stream, "404 Not Found", "", DOCUMENT));
        let message = message(&format!("{url}/gone.yaml"));
        assert!(message.contains("error: 404"), "{message}");
        assert!(message.contains("download it there"), "{message}");
    }

    #[test]
    fn a_page_in_place_of_the_document_is_told() {
        let page = "<!DOCTYPE html>\n<title>Sorry</title>";
        let url = serve(move |_, stream| respond(stream, "200 OK", "", page));
        assert!(message(&url).contains("a web page or XML"));
    }

    #[test]
    fn an_answer_that_is_cut_off_is_refused_though_what_came_is_yaml() {
        let url = serve(|_, stream| {
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{DOCUMENT}"
            );
        });
        assert!(message(&url).contains("cannot be fetched (curl: (18)"));
    }

    #[test]
    fn a_redirect_without_end_is_refused() {
        let url = serve(|_, stream| respond(stream, "302 Found", "Location: /again\r\n", ""));
        assert!(message(&url).contains("redirects"));
    }

    #[test]
    fn a_redirect_to_a_file_of_this_machine_is_not_followed() {
        let here = format!(
            "Location: file://{}/Cargo.toml\r\n",
            env!("CARGO_MANIFEST_DIR")
        );
        let url = serve(move |_, stream| respond(stream, "302 Found", &here, ""));
        assert!(message(&url).contains("cannot be fetched"));
    }

    #[test]
    fn a_server_that_never_ends_is_given_up() {
        let url = serve(|_, stream| {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\n{DOCUMENT}");
            // Until the other side hangs up.
            let _ = stream.read(&mut [0; 16]);
        });
        let message = fetch(&url, "1").unwrap_err().to_string();
        assert!(message.contains("timed out"), "{message}");
    }

    #[test]
    fn nothing_that_can_be_altered_on_its_way_is_fetched() {
        for place in [
            "http://example.com/swagger.yaml",
            "http://127.0.0.1.example.com/swagger.yaml",
            "http://localhost@example.com/swagger.yaml",
            "ftp://example.com/swagger.yaml",
        ] {
            assert!(message(place).contains("give an https URL"), "{place}");
        }
    }

    #[test]
    fn what_is_no_file_is_told_by_its_name() {
        let folder = env!("CARGO_MANIFEST_DIR");
        assert!(message(folder).contains("cannot be read; give a file"));
        assert!(message("/nowhere/at/all.yaml").contains("No such file"));
    }
}
