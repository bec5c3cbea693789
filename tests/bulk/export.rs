//! Exports: the file is requested after it exists, and a download that breaks off is an error.

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
    /// Fewer bytes than the `Content-Length`.
    Short,
    /// Chunks without the last, empty one.
    Endless,
    Missing,
}

/// Serves one export, which is not completed at the first poll and has a wrong link until then.
async fn serve(sending: Sending, last_state: &'static str) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v3", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let polls = Arc::new(AtomicUsize::new(0));
        while let Ok((connection, _)) = listener.accept().await {
            let polls = Arc::clone(&polls);
            tokio::spawn(answer(connection, sending, last_state, polls));
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
    polls: Arc<AtomicUsize>,
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
        "/v3/activities/job" => match polls.fetch_add(1, Ordering::SeqCst) {
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
    let export = client.export_contacts(ContactsExport::new());
    export.interval(Duration::from_millis(1))
}

#[tokio::test]
async fn the_whole_file_is_read_in_every_way() {
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
async fn an_export_can_begin_and_be_fetched_later() {
    let client = serve(Sending::Whole, "completed").await;
    let begun = export(&client).start().await.unwrap();
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
async fn a_panic_while_reading_rows_does_not_look_like_the_end() {
    /// A type whose deserialization panics.
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
async fn rows_have_the_type_and_end_with_the_error_of_a_broken_download() {
    use constant_contact::Rows;
    use std::collections::HashMap;
    type Row = HashMap<String, String>;
    let rows: fn(_) -> Rows<Row> = constant_contact::ExportFile::rows;
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

#[cfg(unix)]
mod saved {
    //! A file that exists, and a file that cannot be replaced.

    use super::*;
    use crate::disk::{bind, fill, immutable, names, small_disk};
    use std::fs;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::path::Path;

    async fn save(path: &Path) -> Result<u64, constant_contact::Error> {
        let client = serve(Sending::Whole, "completed").await;
        export(&client).send().await.unwrap().save_to(path).await
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[tokio::test]
    async fn mode_owner_and_link_are_kept_and_a_new_file_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contacts.csv");
        save(&path).await.unwrap();
        assert_eq!(mode(&path), 0o600);
        let owned = std::os::unix::fs::chown(&path, Some(12_345), Some(12_346)).is_ok();
        for bits in [0o640, 0o600, 0o644, 0o666] {
            fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();
            save(&path).await.unwrap();
            assert_eq!(mode(&path), bits);
        }
        let data = fs::metadata(&path).unwrap();
        assert!(!owned || (data.uid(), data.gid()) == (12_345, 12_346));
        let (link, chain) = (
            folder.path().join("link.csv"),
            folder.path().join("chain.csv"),
        );
        symlink("real.csv", &link).unwrap();
        symlink(&link, &chain).unwrap();
        let real = folder.path().join("real.csv");
        // The link leads nowhere at first.
        for _ in 0..2 {
            assert_eq!(save(&chain).await.unwrap(), CSV.len() as u64);
            assert_eq!(fs::read_to_string(&real).unwrap(), CSV);
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert!(fs::symlink_metadata(&chain).unwrap().is_symlink());
            fs::write(&real, "older").unwrap();
        }
        assert_eq!(
            names(folder.path()),
            ["chain.csv", "contacts.csv", "link.csv", "real.csv"]
        );
    }

    #[tokio::test]
    async fn a_path_that_is_not_a_regular_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        std::process::Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap();
        for path in [
            &fifo,
            folder.path(),
            Path::new("/dev/null"),
            &folder.path().join("none/file"),
        ] {
            let error = save(path).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Io);
            assert!(
                error.to_string().contains(&*path.to_string_lossy()),
                "{error}"
            );
        }
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        assert_eq!(names(folder.path()), ["fifo"]);
    }

    #[tokio::test]
    async fn a_dropped_download_leaves_nothing_and_a_killed_one_is_cleaned_up_after() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contacts.csv");
        fs::write(&path, "older").unwrap();
        for turn in 0..40 {
            let client = serve(Sending::Chunked, "completed").await;
            let file = export(&client).send().await.unwrap();
            let moment = Duration::from_micros(150 * turn);
            tokio::time::timeout(moment, file.save_to(&path)).await.ok();
            let end = tokio::time::Instant::now() + Duration::from_secs(5);
            while names(folder.path()) != ["contacts.csv"] {
                // Work in another thread ends soon.
                assert!(
                    tokio::time::Instant::now() < end,
                    "{:?}",
                    names(folder.path())
                );
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let content = fs::read_to_string(&path).unwrap();
            assert!(content == CSV || content == "older");
        }
        fs::write(
            folder.path().join(".contacts.csv.0123456789abcdef.tmp"),
            "half",
        )
        .unwrap();
        save(&path).await.unwrap();
        assert_eq!(names(folder.path()), ["contacts.csv"]);
    }

    #[tokio::test]
    async fn a_full_disk_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let disk = folder.path().join("disk");
        let Some(_disk) = small_disk(&disk) else {
            return;
        };
        let real = disk.join("contacts.csv");
        // The new content needs another page of the disk than the old one.
        let older = "older".repeat(819);
        fs::write(&real, &older).unwrap();
        let inside = folder.path().join("contacts.csv");
        fs::write(&inside, "").unwrap();
        let Some(_mount) = bind(&real, &inside) else {
            return;
        };
        // Replaced, and overwritten in place.
        for path in [&real, &inside] {
            let before = names(&disk);
            let filler = fill(&disk);
            let error = save(path).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Io);
            let message = error.to_string();
            assert!(
                message.contains("contacts.csv") && message.contains("space"),
                "{message}"
            );
            assert_eq!(fs::read_to_string(path).unwrap(), older);
            fs::remove_file(filler).unwrap();
            assert_eq!(names(&disk), before);
        }
    }

    #[tokio::test]
    async fn a_mounted_file_or_one_in_a_closed_folder_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (outside, inside) = (
            folder.path().join("outside.csv"),
            folder.path().join("inside.csv"),
        );
        for older in ["", "older", &"longer\n".repeat(100)] {
            fs::write(&outside, older).unwrap();
            fs::write(&inside, "").unwrap();
            if let Some(_mount) = bind(&outside, &inside) {
                save(&inside).await.unwrap();
                assert_eq!(fs::read_to_string(&outside).unwrap(), CSV);
                assert_eq!(names(folder.path()), ["inside.csv", "outside.csv"]);
            }
            fs::write(&outside, older).unwrap();
            if let Some(_flag) = immutable(folder.path()) {
                save(&outside).await.unwrap();
                assert_eq!(fs::read_to_string(&outside).unwrap(), CSV);
                let error = save(&folder.path().join("new.csv")).await.unwrap_err();
                assert!(error.to_string().contains("new.csv"), "{error}");
            }
            if let Some(_flag) = immutable(&outside) {
                let error = save(&outside).await.unwrap_err();
                assert!(error.to_string().contains("immutable"), "{error}");
            }
        }
    }
}
