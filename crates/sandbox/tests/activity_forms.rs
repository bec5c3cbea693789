//! The bodies of imports: what is refused, and what is dropped beyond the limits.

mod jobs;

use constant_contact_sandbox::Sandbox;
use jobs::{csv, sandbox};
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use std::fmt::Write;
use std::time::Duration;

/// Sends a form that the client would not send.
async fn post(sandbox: &Sandbox, form: Form) -> (u16, Value) {
    let url = format!("{}/activities/contacts_file_import", sandbox.base_url());
    let request = reqwest::Client::new()
        .post(url)
        .bearer_auth("sandbox-access-token");
    let response = request.multipart(form).send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

fn file(content: impl Into<Vec<u8>>, name: &str, kind: &str) -> Part {
    let part = Part::bytes(content.into()).file_name(name.to_owned());
    part.mime_str(kind).unwrap()
}

#[tokio::test]
async fn a_form_is_read_strictly() {
    let sandbox = sandbox().await;
    let (list, other) = (sandbox.add_list("Spring"), sandbox.add_list("Autumn"));
    let good = || file(csv(1), "a.csv", "text/csv");
    let unknown = "ffffffff-0000-11f1-8000-fa163e0a0b0c".to_owned();
    let many = vec![list.as_str(); 51].join(",");
    let both = format!("{list},{other}");
    let array = format!("[\"{list}\"]");
    for (form, status) in [
        (
            Form::new()
                .part("file", good())
                .text("list_ids", list.clone()),
            201,
        ),
        (Form::new().part("file", good()).text("list_ids", both), 201),
        (
            Form::new()
                .text("list_ids", list.clone())
                .part("file", file(csv(1), "A.CSV", "text/csv; charset=utf-8")),
            201,
        ),
        (Form::new().part("file", good()), 400),
        (Form::new().text("list_ids", list.clone()), 400),
        (Form::new().part("file", good()).text("list_ids", ""), 400),
        (
            Form::new().part("file", good()).text("list_ids", unknown),
            400,
        ),
        (
            Form::new().part("file", good()).text("list_ids", array),
            400,
        ),
        (Form::new().part("file", good()).text("list_ids", many), 400),
        (
            Form::new()
                .part("file", good())
                .text("list_ids", list.clone())
                .text("list_ids", other.clone()),
            400,
        ),
        (
            Form::new()
                .part("file", good())
                .text("list_ids", list.clone())
                .text("name", "x"),
            400,
        ),
        (
            Form::new()
                .part("file", good())
                .text("list_ids", list.clone())
                .text("sms_permission_to_send", "maybe"),
            400,
        ),
        (
            Form::new()
                .part("file", file(csv(1), "a.xls", "text/csv"))
                .text("list_ids", list.clone()),
            415,
        ),
        (
            Form::new()
                .part("file", file(csv(1), "a.csv", "text/plain"))
                .text("list_ids", list.clone()),
            415,
        ),
        (
            Form::new()
                .part("file", file("first_name\nAda\n", "a.csv", "text/csv"))
                .text("list_ids", list.clone()),
            400,
        ),
        (
            Form::new()
                .part(
                    "file",
                    file("sms_number\n5081231235\n", "a.csv", "text/csv"),
                )
                .text("list_ids", list.clone()),
            400,
        ),
    ] {
        let what = format!("{form:?}");
        let (answered, body) = post(&sandbox, form).await;
        assert_eq!(answered, status, "{what}: {body}");
    }
    assert_eq!(sandbox.jobs().accepted(), 3);
}

#[tokio::test]
async fn what_is_beyond_the_limits_is_dropped_without_an_error() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    sandbox.jobs().take(Duration::ZERO);
    let form = |text: String| {
        let form = Form::new().part("file", file(text, "a.csv", "text/csv"));
        form.text("list_ids", list.clone())
    };
    // 40,000 lines with the header.
    let (status, _) = post(&sandbox, form(csv(40_100))).await;
    assert_eq!((status, sandbox.contacts().len()), (201, 39_999));
    assert_eq!(sandbox.jobs().all()[0].dropped_rows, 101);
    // 4 MB, of which the form takes some.
    let long = "x".repeat(200);
    let mut text = "email,street\n".to_owned();
    let mut fits = 0;
    for row in 0.. {
        writeln!(text, "q{row}@example.com,{long}").unwrap();
        fits += usize::from(text.len() <= 4_000_000);
        if text.len() > 4_100_000 {
            break;
        }
    }
    let before = sandbox.contacts().len();
    let (status, _) = post(&sandbox, form(text)).await;
    let kept = sandbox.contacts().len() - before;
    assert_eq!(status, 201);
    assert!(kept < fits && kept + 5 > fits, "{kept} of {fits}");
    // Nothing in the job says so.
    let job = sandbox.jobs().all().pop().unwrap();
    assert_eq!((job.state.as_str(), job.errors.len()), ("completed", 0));
    assert!(job.dropped_rows > 0);
}

#[tokio::test]
async fn a_json_document_is_cut_like_a_file() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    sandbox.jobs().take(Duration::ZERO);
    let long = "x".repeat(200);
    let contacts: Vec<_> = (0..20_000)
        .map(|row| serde_json::json!({ "email": format!("p{row}@example.com"), "street": long }))
        .collect();
    let body = serde_json::json!({ "import_data": contacts, "list_ids": [list] }).to_string();
    let (length, fits) = (body.len(), body[..4_000_000].matches("}").count());
    assert!(length > 4_000_000);
    let url = format!("{}/activities/contacts_json_import", sandbox.base_url());
    let request = reqwest::Client::new()
        .post(url)
        .bearer_auth("sandbox-access-token");
    let request = request
        .header("content-type", "application/json")
        .body(body);
    assert_eq!(request.send().await.unwrap().status(), 201);
    assert_eq!(sandbox.contacts().len(), fits);
    assert_eq!(sandbox.jobs().all()[0].dropped_rows, 20_000 - fits as u64);
}
