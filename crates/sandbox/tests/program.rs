//! The sandbox as a program: its arguments, what it prints, and how it ends.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_constant-contact-sandbox"));
    command.args(arguments);
    command
}

/// What the program prints and its status, when it does not serve.
fn ended(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = program(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

/// A program that serves, and the facts that it printed.
struct Serving {
    child: Child,
    facts: HashMap<String, String>,
}

impl Serving {
    fn start(arguments: &[&str]) -> Self {
        let mut child = program(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut facts = HashMap::new();
        for line in output.lines() {
            let line = line.unwrap();
            match line.split_once(": ") {
                Some((name, value)) => facts.insert(name.to_owned(), value.to_owned()),
                None => break,
            };
        }
        Self { child, facts }
    }

    async fn get(&self, path: &str) -> reqwest::Response {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}{path}", self.facts["base URL"]);
        let request = http.get(url).bearer_auth(&self.facts["access token"]);
        request.send().await.unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A file that is removed with the test.
struct File(PathBuf);

impl File {
    fn new(name: &str, contents: &str) -> Self {
        let path = std::env::temp_dir().join(format!("{}-{name}", std::process::id()));
        std::fs::write(&path, contents).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

#[tokio::test]
async fn it_serves_the_contacts_of_a_csv() {
    let csv = "email,first_name,cf:shoe_size,lists\nada@example.com,Ada,38,News;Friends\nbo@example.com,,,News\n";
    let csv = File::new("seed.csv", csv);
    let serving = Serving::start(&["--port", "0", "--no-limits", "--seed", csv.path()]);
    for name in [
        "page",
        "authorize URL",
        "token URL",
        "client secret",
        "partner API key",
    ] {
        assert!(serving.facts.contains_key(name), "{name}");
    }
    let lists = serving
        .get("/contact_lists?include_membership_count=all")
        .await;
    let lists: serde_json::Value = serde_json::from_str(&lists.text().await.unwrap()).unwrap();
    let rows = lists["lists"].as_array().unwrap();
    let mut lists: Vec<_> = rows
        .iter()
        .map(|one| (one["name"].as_str(), one["membership_count"].as_u64()))
        .collect();
    lists.sort_unstable();
    assert_eq!(lists, [(Some("Friends"), Some(1)), (Some("News"), Some(2))]);
    let contacts = serving
        .get("/contacts?email=ada@example.com&include=custom_fields")
        .await;
    assert!(contacts.headers().get("x-sandbox-violations").is_none());
    let contacts: serde_json::Value =
        serde_json::from_str(&contacts.text().await.unwrap()).unwrap();
    assert_eq!(contacts["contacts"][0]["first_name"], "Ada");
    assert_eq!(contacts["contacts"][0]["custom_fields"][0]["value"], "38");
}

#[tokio::test]
async fn it_has_the_limits_of_its_arguments() {
    let serving = Serving::start(&["--port", "0", "--rate", "1000", "--daily", "2"]);
    for status in [200, 200, 429] {
        assert_eq!(serving.get("/contact_lists").await.status(), status);
    }
}

/// Where the browser is redirected that opens the authorization URL; none if it sees a page.
async fn redirected(serving: &Serving, redirect_uri: &str) -> Option<url::Url> {
    let none = reqwest::redirect::Policy::none();
    let http = reqwest::Client::builder().no_proxy().redirect(none);
    let mut url = url::Url::parse(&serving.facts["authorize URL"]).unwrap();
    url.query_pairs_mut()
        .append_pair("client_id", &serving.facts["client id with a secret"])
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("response_type", "code")
        .append_pair("scope", "contact_data")
        .append_pair("state", "x");
    let response = http.build().unwrap().get(url).send().await.unwrap();
    let location = response.headers().get("location")?;
    Some(location.to_str().unwrap().parse().unwrap())
}

#[tokio::test]
async fn it_redirects_to_the_uri_of_its_arguments_and_decides_at_once() {
    let uri = "http://localhost:8765/callback?from=sandbox";
    for (consent, parameter) in [("allow", "code"), ("deny", "error")] {
        let arguments = ["--port=0", "--redirect-uri", uri, "--consent", consent];
        let serving = Serving::start(&arguments);
        assert_eq!(serving.facts["redirect URI"], uri);
        let location = redirected(&serving, uri).await.unwrap();
        assert!(location.as_str().starts_with(uri), "{location}");
        let mut parameters = location.query_pairs();
        assert!(parameters.any(|(name, _)| name == parameter), "{location}");
        // It has replaced the usual one.
        let usual = redirected(&serving, "https://app.example.com/callback");
        assert_eq!(usual.await, None);
    }
}

#[tokio::test]
async fn without_arguments_it_asks_and_redirects_to_the_usual_uri() {
    let serving = Serving::start(&["--port", "0"]);
    let uri = "https://app.example.com/callback";
    assert_eq!(serving.facts["redirect URI"], uri);
    assert_eq!(redirected(&serving, uri).await, None);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_with_success() {
    let mut serving = Serving::start(&["--port", "0"]);
    let id = serving.child.id().to_string();
    // The `kill` of the shell: not every machine has the program.
    let sent = Command::new("sh")
        .args(["-c", "kill -s INT $0", &id])
        .status()
        .unwrap();
    assert!(sent.success());
    assert!(serving.child.wait().unwrap().success());
}

#[test]
fn help_and_version_are_printed() {
    let (status, output, errors) = ended(&["--help"]);
    assert_eq!((status, &*errors), (Some(0), ""));
    assert!(output.contains("--seed <FILE>"), "{output}");
    let version = concat!("constant-contact-sandbox ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(
        ended(&["--version"]),
        (Some(0), version.to_owned(), String::new())
    );
}

#[test]
fn an_error_is_one_line_and_a_status() {
    let row = File::new(
        "row.csv",
        "email,first_name\nada@example.com,Ada\nno address,Bo\n",
    );
    let busy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port().to_string();
    for (arguments, status, message) in [
        (
            &["--prot", "1"][..],
            2,
            "error: unknown argument \"--prot\"; --help lists the options\n".to_owned(),
        ),
        (
            &["--port", "0", "--seed", row.path()],
            1,
            format!(
                "error: {}: line 3, column \"email\": no email address\n",
                row.path()
            ),
        ),
    ] {
        let expected = (Some(status), String::new(), message);
        assert_eq!(ended(arguments), expected, "{arguments:?}");
    }
    let (status, output, errors) = ended(&["--port", &port]);
    assert_eq!((status, &*output), (Some(1), ""));
    assert!(
        errors.starts_with(&format!("error: port {port}: ")),
        "{errors}"
    );
    let (status, _, errors) = ended(&["--seed", "/no/such/file.csv"]);
    assert_eq!(status, Some(1));
    assert!(errors.starts_with("error: /no/such/file.csv: "), "{errors}");
}

#[test]
fn a_closed_output_is_an_error() {
    if !std::path::Path::new("/dev/full").exists() {
        eprintln!("skipped: this system has no /dev/full");
        return;
    }
    for arguments in [&["--help"][..], &["--port", "0"]] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let status = program(arguments).stdout(full).status().unwrap();
        assert_eq!(status.code(), Some(1), "{arguments:?}");
    }
}
