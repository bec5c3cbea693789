//! Sources that change while they are imported, and paths that are not regular files.

use crate::fault_server::FaultServer;
use crate::import::{assert_complete, client, csv, finish, import};
use constant_contact::csv::CsvErrorKind;
use constant_contact::{BoxError, BoxFuture};
use constant_contact::{CsvSource, ErrorKind, FileJournal, Journal};
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

/// A journal that keeps nothing, and an action at the line with this number, counted from 1.
struct Hook {
    at: usize,
    lines: Mutex<Vec<String>>,
    action: Box<dyn Fn() + Send + Sync>,
}

impl Journal for Hook {
    fn load(&self) -> BoxFuture<'_, Result<Vec<String>, BoxError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, Result<(), BoxError>> {
        let mut lines = self.lines.lock().unwrap();
        lines.push(line.to_owned());
        if lines.len() == self.at {
            (self.action)();
        }
        Box::pin(async { Ok(()) })
    }
}

/// The first line is written when the source was checked and nothing was sent yet, the others while parts
/// are sent.
const BEFORE_SENDING: usize = 1;
const WHILE_SENDING: usize = 6;

const ROWS: usize = 40_000;

fn append(path: &Path, text: &str) {
    use std::io::Write;
    let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

fn cut(path: &Path, length: u64) {
    let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(length).unwrap();
}

#[tokio::test]
async fn no_change_of_a_file_is_sent_while_it_is_imported() {
    let text = csv(ROWS);
    let length = text.len() as u64;
    // In the middle of an address.
    let mid_row = text.find("p30000@exam").unwrap() as u64 + 9;
    // At the end of the tenth part.
    let at_part = text.find("p10090@").unwrap() as u64;
    let other = text.replace("@example.com", "@example.org");
    type Change = Box<dyn Fn(&Path) + Send + Sync>;
    let changes: Vec<(&str, Change)> = vec![
        ("cut in half", Box::new(move |path| cut(path, length / 2))),
        ("cut within a row", Box::new(move |path| cut(path, mid_row))),
        ("cut at a part", Box::new(move |path| cut(path, at_part))),
        ("cut within quotes", {
            let at = text.find("\"A \"\"quoted").unwrap() as u64 + 4;
            Box::new(move |path| cut(path, at))
        }),
        ("cut to nothing", Box::new(|path| cut(path, 0))),
        ("cut to its header", Box::new(|path| cut(path, 17))),
        (
            "rewritten",
            Box::new(move |path| std::fs::write(path, &other).unwrap()),
        ),
        (
            "extended",
            Box::new(|path| append(path, &"x@example.com,\n".repeat(2_000))),
        ),
        (
            "extended by a row without an end",
            Box::new(|path| append(path, "x@example.com")),
        ),
        (
            "filled with zeros",
            Box::new(move |path| {
                cut(path, length / 2);
                cut(path, length);
            }),
        ),
        ("rewritten at its end", {
            let tail = "y@example.com,Bob\n".repeat(1_000);
            Box::new(move |path| {
                cut(path, length - tail.len() as u64);
                append(path, &tail);
            })
        }),
    ];
    for (what, change) in changes {
        let change = std::sync::Arc::new(change);
        for at in [BEFORE_SENDING, WHILE_SENDING] {
            let server = FaultServer::start(21, 1, &[]).await;
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("contacts.csv");
            std::fs::write(&path, &text).unwrap();
            let (change, changed) = (change.clone(), path.clone());
            let journal = Hook {
                at,
                lines: Mutex::default(),
                action: Box::new(move || change(&changed)),
            };
            let import = import(&client(&server.url), CsvSource::path(&path)).part_lines(1_010);
            let error = import.journal(journal).send().await.unwrap_err();
            let fault = error.csv().unwrap_or_else(|| panic!("{what}: {error}"));
            assert_eq!(fault.kind(), CsvErrorKind::SourceChanged, "{what}");
            assert_eq!(error.kind(), ErrorKind::Io);
            let report = error.report().unwrap();
            let sent = report.rows_sent();
            assert_eq!((fault.rows(), report.unsent_from), (sent, Some(sent + 1)));
            assert!(!report.is_clean());
            // The first rows arrived as they were when they were checked.
            let arrived = server.rows();
            assert_eq!(arrived.len() as u64, sent, "{what}");
            assert!(arrived.iter().all(|times| *times == 1), "{what}");
            if what.starts_with("cut") && at == BEFORE_SENDING {
                assert!(sent <= 30_000, "{what}: {sent}");
            }
            if at == WHILE_SENDING {
                assert!(sent > 0, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn a_file_that_is_replaced_is_read_to_its_end_as_it_was() {
    for at in [BEFORE_SENDING, WHILE_SENDING] {
        let server = FaultServer::start(22, 1, &[]).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contacts.csv");
        std::fs::write(&path, csv(ROWS)).unwrap();
        let replaced = path.clone();
        let journal = Hook {
            at,
            lines: Mutex::default(),
            action: Box::new(move || {
                let new = replaced.with_extension("new");
                std::fs::write(&new, "email\nx@example.com\n").unwrap();
                std::fs::rename(&new, &replaced).unwrap();
            }),
        };
        let import = import(&client(&server.url), CsvSource::path(&path)).part_lines(1_010);
        let report = finish(import.journal(journal)).await.unwrap();
        assert_complete(&server, &report, ROWS);
    }
}

#[tokio::test]
async fn records_that_are_not_rows_may_change() {
    let server = FaultServer::start(23, 1, &[]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contacts.csv");
    std::fs::write(&path, csv(3_000)).unwrap();
    let changed = path.clone();
    let journal = Hook {
        at: BEFORE_SENDING,
        lines: Mutex::default(),
        action: Box::new(move || append(&changed, "\n\r\n,,\n")),
    };
    let import = import(&client(&server.url), CsvSource::path(&path));
    let report = finish(import.journal(journal)).await.unwrap();
    assert_complete(&server, &report, 3_000);
    assert_eq!(report.empty_rows, 1);
}

#[tokio::test]
async fn a_stream_that_is_shorter_than_in_the_first_run_is_an_error() {
    let server = FaultServer::start(26, 1, &[]).await;
    let folder = tempfile::tempdir().unwrap();
    let text = csv(3_000);
    let end = text.find("p2019@").unwrap();
    for (text, sent) in [(&text[..], 3_000), (&text[..end], 2_019)] {
        let piece = bytes::Bytes::copy_from_slice(text.as_bytes());
        let source = CsvSource::stream(futures_util::stream::iter([Ok::<_, Infallible>(piece)]));
        let import = import(&client(&server.url), source).part_lines(1_021);
        let journal = FileJournal::open(folder.path().join("journal"))
            .await
            .unwrap();
        let outcome = finish(import.journal(journal)).await;
        if sent == 3_000 {
            assert!(outcome.unwrap().is_clean());
            continue;
        }
        let error = outcome.unwrap_err();
        let kind = error.csv().unwrap_or_else(|| panic!("{error}")).kind();
        assert_eq!(kind, CsvErrorKind::SourceChanged);
        let report = error.report().unwrap();
        assert_eq!(
            (report.rows_sent(), report.unsent_from),
            (2_019, Some(2_020))
        );
    }
    assert_eq!(server.rows().len(), 3_000);
}

#[cfg(unix)]
fn fifo(folder: &Path) -> PathBuf {
    let path = folder.join("contacts.fifo");
    let made = Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    path
}

#[cfg(unix)]
#[tokio::test]
async fn a_named_pipe_is_read_once_and_whole() {
    let server = FaultServer::start(24, 1, &[]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = fifo(folder.path());
    let writer = path.clone();
    let writer = std::thread::spawn(move || {
        use std::io::Write;
        let mut pipe = std::fs::OpenOptions::new()
            .write(true)
            .open(writer)
            .unwrap();
        // In two writes, as by a slow program.
        let text = csv(20_000);
        let (one, other) = text.split_at(text.len() / 3);
        pipe.write_all(one.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(20));
        pipe.write_all(other.as_bytes()).unwrap();
    });
    let import = import(&client(&server.url), CsvSource::path(&path)).part_lines(4_001);
    let report = finish(import).await.unwrap();
    writer.join().unwrap();
    assert_complete(&server, &report, 20_000);
    // The name of a pipe is not used.
    assert!(report.import_id.starts_with("import-"));
}

/// Nobody writes into the pipe: the caller gives up, and the runtime stops.
#[cfg(unix)]
#[test]
fn a_pipe_without_a_writer_does_not_block_the_end_of_the_runtime() {
    let folder = tempfile::tempdir().unwrap();
    let path = fifo(folder.path());
    let (done, is_done) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let import = import(&client("http://127.0.0.1:9/v3"), CsvSource::path(path));
        let sending =
            async { tokio::time::timeout(Duration::from_millis(50), import.send()).await };
        let outcome = runtime.block_on(sending);
        drop(runtime);
        done.send(outcome.is_err()).unwrap();
    });
    assert_eq!(is_done.recv_timeout(Duration::from_secs(30)), Ok(true));
}

#[cfg(unix)]
#[tokio::test]
async fn an_unreadable_path_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for (path, words) in [
        (folder.path().to_owned(), "directory"),
        (socket, "socket"),
        (folder.path().join("none.csv"), "No such file"),
    ] {
        let source = CsvSource::path(&path);
        let sent = import(&client("http://127.0.0.1:9/v3"), source)
            .send()
            .await;
        let error = sent.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    // An empty device is an empty source; an endless device is not a CSV.
    for (device, kind) in [
        ("/dev/null", CsvErrorKind::NoHeader),
        ("/dev/zero", CsvErrorKind::Nul),
    ] {
        let source = CsvSource::path(device);
        let sent = import(&client("http://127.0.0.1:9/v3"), source)
            .send()
            .await;
        assert_eq!(sent.unwrap_err().csv().unwrap().kind(), kind, "{device}");
    }
}

const SOURCE: &str = "CONSTANT_CONTACT_TEST_SOURCE";
const URL: &str = "CONSTANT_CONTACT_TEST_SOURCE_URL";

/// The process that the shell starts in the next test. Without that test it does nothing.
#[tokio::test]
async fn child_process() {
    let (Ok(path), Ok(url)) = (std::env::var(SOURCE), std::env::var(URL)) else {
        return;
    };
    let report = finish(import(&client(&url), CsvSource::path(path)).part_lines(401)).await;
    let report = report.unwrap();
    assert!(report.is_clean(), "{report}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_path_from_a_shell_can_be_read() {
    if Command::new("bash").arg("-c").arg("true").status().is_err() {
        eprintln!("skipped: there is no bash");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contacts.csv");
    std::fs::write(&file, csv(2_000)).unwrap();
    for script in [
        // The path of a pipe, below /dev/fd or /proc/self/fd.
        r#"import <(cat "$FILE")"#,
        r#"cat "$FILE" | import /dev/stdin"#,
        r#"cat "$FILE" | import /proc/self/fd/0"#,
        r#"import /dev/stdin < "$FILE""#,
        r#"import /dev/fd/7 7< "$FILE""#,
        r#"import <(sed 's/^p/p/' "$FILE"; sleep 0.05)"#,
        // A link to the file.
        r#"ln -s "$FILE" "$FILE.link" && import "$FILE.link""#,
    ] {
        let server = FaultServer::start(25, 1, &[]).await;
        let import = r#"import() { CONSTANT_CONTACT_TEST_SOURCE="$1" "$EXE" --exact csv_source::child_process; }"#;
        let child = tokio::process::Command::new("bash")
            .args(["-c", &format!("set -o pipefail; {import}; {script}")])
            .env("EXE", std::env::current_exe().unwrap())
            .env("FILE", &file)
            .env(URL, &server.url)
            .stdout(std::process::Stdio::null())
            .kill_on_drop(true)
            .status();
        let status = tokio::time::timeout(Duration::from_secs(60), child).await;
        assert!(status.unwrap().unwrap().success(), "{script}");
        let rows = server.rows();
        assert_eq!(rows.len(), 2_000, "{script}");
        assert!(rows.iter().all(|times| *times == 1), "{script}");
    }
}
