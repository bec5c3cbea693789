//! The page of the sandbox, in a browser where one is installed, and as strict HTML everywhere.

use constant_contact_sandbox::{NewContact, Sandbox};
use std::process::Command;

/// A name that would be markup if it were not escaped.
const HOSTILE: &str = "<script>document.title = 'run'</script> & \"Co\"";
const ESCAPED: &str =
    "&lt;script&gt;document.title = &#39;run&#39;&lt;/script&gt; &amp; &quot;Co&quot;";

/// A sandbox without limits, with a hostile list, a contact on it, and a request that violates the contract.
async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let list = sandbox.add_list(HOSTILE);
    let contact = NewContact::new("ada@example.com")
        .name("Ada", "Lovelace")
        .lists([list]);
    sandbox.add_contact(contact);
    let url = format!("{}/contact_lists?limit=%3Cb%3E", sandbox.base_url());
    let request = http().get(url).bearer_auth(sandbox.access_token());
    let answer = request.send().await.unwrap();
    let violations = answer.headers()["x-sandbox-violations"].to_str().unwrap();
    assert_eq!(violations, "query limit has another type than declared");
    sandbox
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn address(sandbox: &Sandbox) -> String {
    format!("http://{}/", sandbox.address())
}

async fn page(sandbox: &Sandbox) -> String {
    let answer = http().get(address(sandbox)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    answer.text().await.unwrap()
}

/// The elements that the page has, after a check that each is closed and that no other is there.
fn elements(page: &str) -> Vec<&str> {
    const VOID: [&str; 1] = ["meta"];
    const KNOWN: [&str; 18] = [
        "html", "head", "title", "style", "body", "h1", "h2", "dl", "dt", "dd", "table", "thead",
        "tbody", "tr", "th", "td", "p", "meta",
    ];
    let page = page.strip_prefix("<!DOCTYPE html>\n").expect("a doctype");
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for part in page.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("a tag ends");
        assert!(!text.contains('>'), "{text}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{tag}");
            continue;
        }
        let name = tag.split(' ').next().unwrap();
        assert!(KNOWN.contains(&name), "{tag}");
        found.push(name);
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, [""; 0]);
    found
}

#[tokio::test]
async fn the_page_shows_state_requests_and_violations_but_no_person() {
    let sandbox = sandbox().await;
    let page = page(&sandbox).await;
    let count = |name: &str| elements(&page).iter().filter(|one| **one == name).count();
    assert_eq!((count("title"), count("table")), (1, 5));
    for row in [
        "<tr><td>a07e1ilt3hm1</td><td>1</td><td>1</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td></tr>",
        "<tr><td>active</td><td>1</td></tr>",
        "<td>GET /contact_lists</td><td>400</td><td>a07e1ilt3hm1</td>",
        "<td>GET /contact_lists</td><td>query limit</td><td>has another type than declared</td>",
        &format!("<tr><td>{ESCAPED}</td>"),
    ] {
        assert!(page.contains(row), "{row}\n{page}");
    }
    for secret in ["ada@example.com", "Ada", "Lovelace", sandbox.access_token()] {
        assert!(!page.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn the_page_does_not_show_the_requests_for_itself() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    page(&sandbox).await;
    assert!(
        page(&sandbox)
            .await
            .contains("<h2>The last 50 requests</h2>\n<p>None.</p>")
    );
}

#[tokio::test]
async fn a_browser_shows_the_page_and_runs_nothing() {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let is_installed = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
    let Some(browser) = names.iter().find(is_installed) else {
        eprintln!("skipped: neither of {names:?} is installed");
        return;
    };
    let sandbox = sandbox().await;
    let folder = std::env::temp_dir().join(format!("sandbox-page-{}", std::process::id()));
    let mut command = tokio::process::Command::new(browser);
    command
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-proxy-server",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", folder.display()))
        .arg(address(&sandbox));
    let output = command.output().await.unwrap();
    std::fs::remove_dir_all(folder).ok();
    let dom = String::from_utf8(output.stdout).unwrap();
    assert!(
        dom.contains("<title>Constant Contact sandbox</title>"),
        "{dom}"
    );
    assert!(!dom.contains("<script"), "{dom}");
    // As the browser writes the text that it shows.
    let shown = HOSTILE
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    assert!(dom.contains(&format!("<td>{shown}</td>")), "{dom}");
}
