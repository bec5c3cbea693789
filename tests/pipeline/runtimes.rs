//! Calls outside a runtime, and one client in several: an answer or an error, never a hang.

use crate::calls::{Verb, builder};
use crate::scripted::{answering, fine, json, reply, scripted};
use constant_contact::{Client, CsvSource, ErrorKind, Result, Timeouts};
use constant_contact_sandbox::{Fault, Sandbox};
use futures_util::StreamExt;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

/// A server on a separate runtime.
fn server() -> (Runtime, Sandbox) {
    let runtime = multi_thread();
    let server = runtime.block_on(scripted([fine()]));
    (runtime, server)
}

/// A hang ends after a few seconds, as an error.
fn client(server: &Sandbox) -> Client {
    let hurried = Timeouts::default().read(Duration::from_secs(5));
    let client = builder(server.url("/v3")).access_token("t");
    client.timeouts(hurried).build().unwrap()
}

/// Polls a future as an executor without tokio does.
fn once<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits for a runtime that is not there"),
    }
}

#[test]
fn outside_a_runtime_calls_are_errors() {
    let (_runtime, server) = server();
    for client in [
        client(&server),
        client(&server).with_call_timeout(Duration::from_secs(1)),
    ] {
        let ended = Verb::METHODS.map(|verb| once(verb.call(&client)).unwrap_err());
        let request = client.request(constant_contact::http::Method::GET, "/x");
        let import = client.import_csv(CsvSource::bytes("email\na@example.com\n"), ["1"]);
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contacts.csv");
        let file = client.import_csv(CsvSource::path(file), ["1"]);
        let further = [
            once(request.send()).err().unwrap(),
            once(import.send()).err().unwrap(),
            once(file.send()).err().unwrap(),
            once(
                client
                    .import_contacts(
                        [constant_contact::types::JsonImportContact::default()],
                        ["1"],
                    )
                    .send(),
            )
            .err()
            .unwrap(),
            once(client.export_contacts(Default::default()).send())
                .err()
                .unwrap(),
            once(client.exported_contacts("1").send()).err().unwrap(),
            once(client.delete_contacts(["1"]).send()).err().unwrap(),
            once(client.activity("1").into_future()).err().unwrap(),
        ];
        let mut rows = pin!(client.get_all_lists().stream());
        let row = once(rows.next()).unwrap();
        for error in ended.into_iter().chain(further).chain(row.err()) {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
            assert!(error.to_string().contains("no tokio runtime"), "{error}");
        }
    }
    assert_eq!(server.request_count(), 0);
}

#[test]
fn a_call_that_was_begun_in_a_runtime_is_an_error_outside() {
    let runtime = multi_thread();
    let server = runtime.block_on(answering(|request, _| match &*request.target {
        "/v3/activities/j" => json(
            200,
            r#"{"state": "completed", "_links": {"results": {"href": "/v3/contact_exports/f"}}}"#,
        ),
        "/v3/contact_exports/f" => Fault::Answer(reply(200, "text/csv", "a\n")),
        _ => json(201, r#"{"activity_id": "j"}"#),
    }));
    let client = client(&server);
    let (job, file) = runtime.block_on(async {
        let import = client.import_csv(CsvSource::bytes("email\na@example.com\n"), ["1"]);
        let job = import.send().await.unwrap();
        (job, client.exported_contacts("j").send().await.unwrap())
    });
    let folder = tempfile::tempdir().unwrap();
    for error in [
        once(job.finish()).err().unwrap(),
        once(file.save_to(folder.path().join("f.csv")))
            .err()
            .unwrap(),
    ] {
        assert!(error.to_string().contains("no tokio runtime"), "{error}");
    }
}

/// Makes calls on these runtimes in turn, none of which runs between its calls.
fn in_turn(client: &Client, runtimes: &[Runtime]) -> Result<()> {
    for _ in 0..3 {
        for runtime in runtimes {
            for verb in [Verb::Post, Verb::Get] {
                runtime.block_on(verb.call(client))?;
            }
        }
    }
    Ok(())
}

#[test]
fn several_runtimes_share_a_client_and_none_waits_for_another() {
    let runtimes: [fn() -> Vec<Runtime>; 4] = [
        || vec![current_thread(), current_thread(), current_thread()],
        || vec![current_thread(), multi_thread()],
        || vec![multi_thread(), current_thread(), multi_thread()],
        || vec![multi_thread(), multi_thread()],
    ];
    for runtimes in runtimes {
        let (_runtime, server) = server();
        let runtimes = runtimes();
        in_turn(&client(&server), &runtimes).unwrap();
        assert_eq!(
            server.request_count(),
            6 * runtimes.len() as u64,
            "each request once"
        );
    }
}

#[test]
fn threads_with_a_runtime_each_share_a_client() {
    let (_runtime, server) = server();
    let client = client(&server);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| in_turn(&client, &[current_thread()]).unwrap());
        }
    });
    assert_eq!(server.request_count(), 4 * 6);
}

#[test]
fn the_connections_of_one_runtime_are_kept() {
    for runtime in [current_thread(), multi_thread()] {
        let (_runtime, server) = server();
        let client = client(&server);
        runtime.block_on(async {
            for _ in 0..20 {
                Verb::Get.call(&client).await.unwrap();
                // A connection goes back when the task that drives it has had its turn.
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        });
        assert!(server.connections() < 10, "{}", server.connections());
    }
}

#[test]
fn a_client_whose_first_runtime_has_ended_works_on_the_next() {
    let (_runtime, server) = server();
    for own_http in [false, true] {
        let mut client = builder(server.url("/v3")).access_token("t");
        if own_http {
            client = client.http(reqwest::Client::builder());
        }
        let client = client.build().unwrap();
        for _ in 0..3 {
            in_turn(&client, &[current_thread()]).unwrap();
        }
    }
}

#[test]
fn with_http_settings_of_the_caller_a_second_runtime_needs_a_separate_client() {
    let (_runtime, server) = server();
    let http = reqwest::Client::builder();
    let client = builder(server.url("/v3")).access_token("t").http(http);
    let client = client.build().unwrap();
    let (first, second) = (current_thread(), current_thread());
    first.block_on(Verb::Post.call(&client)).unwrap();
    let error = second.block_on(Verb::Post.call(&client)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(
        error.to_string().contains("another tokio runtime"),
        "{error}"
    );
    drop(first);
    second.block_on(Verb::Post.call(&client)).unwrap();
    assert_eq!(server.request_count(), 2);
}
