//! Exports: the file is followed to once it exists, and a download that breaks off is an error.

use constant_contact::types::ContactsExport;
use constant_contact::{Client, ErrorKind, ExportContacts, Unlimited};
use futures_util::TryStreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const CSV: &str = "email,first_name\nann@example.com,Ann\nbob@example.com,Bob\n";

/// How the file is sent.
#[derive(Clone, Copy, PartialEq)]
enum Sending {
    Whole,
    Chunked,
    /// Fewer bytes than announced.
    Short,
    /// Chunks without the last, empty one.
    Endless,
    Missing,
}

/// Serves one export: not completed at the first look, with a link that is wrong until then.
async fn serve(sending: Sending, last_state: &'static str) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v3", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let looks = Arc::new(AtomicUsize::new(0));
        while let Ok((connection, _)) = listener.accept().await {
            let looks = Arc::clone(&looks);
            tokio::spawn(answer(connection, sending, last_state, looks));
        }
    });
    Client::builder()
        .access_token("token")
        .base_url(url)
        .rate_limiter(Unlimited)
        .build()
        .unwrap()
}

async fn answer(
    connection: TcpStream,
    sending: Sending,
    last_state: &str,
    looks: Arc<AtomicUsize>,
) -> Option<()> {
    let mut connection = BufReader::new(connection);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1)?;
    let whole = |status: &str, body: &str| {
        format!(
            "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let job = |state: &str, file: &str| {
        format!(
            r#"{{"activity_id":"job","state":"{state}","_links":{{"results":{{"href":"{file}"}}}}}}"#
        )
    };
    let half = &CSV[..CSV.len() / 2];
    let answer = match path {
        "/v3/activities/contact_exports" => whole(
            "201 Created",
            &job("initialized", "/v3/contact_exports/early"),
        ),
        "/v3/activities/job" => match looks.fetch_add(1, Ordering::SeqCst) {
            0 => whole("200 OK", &job("processing", "/v3/contact_exports/early")),
            _ => whole("200 OK", &job(last_state, "/v3/contacts_exports/file")),
        },
        "/v3/contact_exports/file" => match sending {
            Sending::Whole => whole("200 OK", CSV),
            Sending::Short => whole("200 OK", CSV).replace(CSV, half),
            Sending::Missing => whole("404 Not Found", ""),
            Sending::Chunked | Sending::Endless => format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n\
                 {:x}\r\n{CSV}\r\n{}",
                CSV.len(),
                if sending == Sending::Chunked {
                    "0\r\n\r\n"
                } else {
                    ""
                }
            ),
        },
        _ => whole("404 Not Found", ""),
    };
    connection.write_all(answer.as_bytes()).await.ok()?;
    connection.shutdown().await.ok()
}

fn export(client: &Client) -> ExportContacts {
    let export = client.export_contacts(ContactsExport::default());
    export.interval(Duration::from_millis(1))
}

#[tokio::test]
async fn the_file_is_read_whole_in_every_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contacts.csv");
    std::fs::write(
        &path,
        "an older one, which is longer than the new one will be".repeat(9),
    )
    .unwrap();
    for sending in [Sending::Whole, Sending::Chunked] {
        let client = serve(sending, "completed").await;
        let mut text = String::new();
        let mut file = export(&client).send().await.unwrap();
        file.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, CSV);
        let file = client
            .exported_contacts("job")
            .interval(Duration::from_millis(1));
        let pieces: Vec<_> = file.send().await.unwrap().try_collect().await.unwrap();
        assert_eq!(pieces.concat(), CSV.as_bytes());
        let file = export(&client).send().await.unwrap();
        assert_eq!(file.length().is_some(), sending == Sending::Whole);
        assert_eq!(file.save_to(&path).await.unwrap(), CSV.len() as u64);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), CSV);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    }
}

#[tokio::test]
async fn a_download_that_breaks_off_is_an_error_and_leaves_nothing_behind() {
    for sending in [Sending::Short, Sending::Endless] {
        let client = serve(sending, "completed").await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contacts.csv");
        let error = export(&client)
            .send()
            .await
            .unwrap()
            .save_to(&path)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        let mut bytes = Vec::new();
        let mut file = export(&client).send().await.unwrap();
        assert!(file.read_to_end(&mut bytes).await.is_err());
        let file = export(&client).send().await.unwrap();
        assert!(file.try_collect::<Vec<_>>().await.is_err());
    }
}

#[tokio::test]
async fn a_failed_job_and_a_missing_file_are_errors() {
    for state in ["failed", "cancelled", "timed_out", "time_out"] {
        let client = serve(Sending::Whole, state).await;
        let error = export(&client).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Activity, "{state}");
        assert!(error.activity().is_some());
    }
    let client = serve(Sending::Missing, "completed").await;
    assert!(export(&client).send().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_job_can_be_begun_and_fetched_later() {
    let client = serve(Sending::Whole, "completed").await;
    let begun = export(&client).begin().await.unwrap();
    let file = client.exported_contacts(begun.activity_id.unwrap());
    let file = file
        .interval(Duration::from_millis(1))
        .send()
        .await
        .unwrap();
    assert_eq!(file.activity().activity_id.as_deref(), Some("job"));
}

#[cfg(feature = "csv-rows")]
#[tokio::test]
async fn rows_whose_reading_panics_do_not_look_like_the_end() {
    /// A type of the caller's with a fault.
    #[derive(Debug)]
    struct Panics;
    impl<'de> serde::Deserialize<'de> for Panics {
        fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            panic!("on purpose")
        }
    }
    let client = serve(Sending::Chunked, "completed").await;
    let mut rows = export(&client).send().await.unwrap().rows::<Panics>();
    let error = rows.try_next().await.unwrap_err();
    assert!(error.to_string().contains("cut off"), "{error}");
    assert!(rows.try_next().await.unwrap().is_none());
}

#[cfg(feature = "csv-rows")]
#[tokio::test]
async fn rows_come_typed_and_a_broken_download_is_their_last() {
    use constant_contact::Rows;
    use std::collections::HashMap;
    type Row = HashMap<String, String>;
    let rows: fn(_) -> Rows<Row> = constant_contact::ContactsFile::rows;
    let client = serve(Sending::Chunked, "completed").await;
    let read: Vec<Row> = rows(export(&client).send().await.unwrap())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(read.len(), CSV.lines().count() - 1);
    let client = serve(Sending::Short, "completed").await;
    let broken = rows(export(&client).send().await.unwrap());
    let error = broken.try_collect::<Vec<Row>>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    let client = serve(Sending::Whole, "completed").await;
    let misfit = export(&client).send().await.unwrap().rows::<(u8, u8)>();
    let error = misfit.try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("line 2"), "{error}");
}
