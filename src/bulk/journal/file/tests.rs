//! The content of the file, also after a crash.

use super::*;
use std::fs;

const BEGIN: &str = r#"{"event":"begin","version":1,"import":"id"}"#;

async fn lines(path: &Path) -> Vec<String> {
    let journal = FileJournal::open(path).await.unwrap();
    journal.load().await.unwrap()
}

#[tokio::test]
async fn a_line_that_was_cut_off_at_any_byte_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = FileJournal::open(&path).await.unwrap();
    let all = [BEGIN, r#"{"a":1}"#, r#"{"b":2}"#];
    for line in all {
        journal.append(line).await.unwrap();
    }
    drop(journal);
    let whole = fs::read(&path).unwrap();
    assert_eq!(
        whole,
        all.map(|line| format!("{line}\n")).concat().as_bytes()
    );
    for length in 0..=whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let ends = whole[..length].iter().filter(|byte| **byte == b'\n');
        let kept = ends.count();
        assert_eq!(lines(&path).await, all[..kept], "{length} bytes");
        assert_eq!(
            fs::read(&path).unwrap(),
            &whole[..length],
            "opening writes nothing"
        );
        // The next line is a line of its own.
        let journal = FileJournal::open(&path).await.unwrap();
        let next = if kept == 0 { BEGIN } else { "{}" };
        journal.append(next).await.unwrap();
        drop(journal);
        assert_eq!(lines(&path).await.last().map(String::as_str), Some(next));
    }
}

// Elsewhere, a lock keeps others from writing.
#[cfg(unix)]
#[tokio::test]
async fn the_remains_of_a_failed_append_are_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = FileJournal::open(&path).await.unwrap();
    journal.append(BEGIN).await.unwrap();
    let mut torn = OpenOptions::new().append(true).open(&path).unwrap();
    torn.write_all(b"{\"torn").unwrap();
    journal.append("{\"whole\":1}").await.unwrap();
    drop(journal);
    assert_eq!(lines(&path).await, [BEGIN, "{\"whole\":1}"]);
}

#[tokio::test]
async fn a_whole_line_counts_without_its_line_end_and_the_next_is_separate() {
    use crate::bulk::journal::{Begin, JournalState};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let begin = || {
        let (id, lists) = ("id".to_owned(), "a".to_owned());
        Begin::new(id, lists, None, (4_000, 40), None, None)
    };
    let journal = FileJournal::open(&path).await.unwrap();
    let mut state = JournalState::load(Box::new(journal)).await.unwrap();
    state.begin(begin()).await.unwrap();
    drop(state);
    let whole = fs::read(&path).unwrap();
    for bit in 0..9 {
        let mut bytes = whole.clone();
        match bit {
            8 => drop(bytes.pop()),
            bit => *bytes.last_mut().unwrap() ^= 1 << bit,
        }
        fs::write(&path, &bytes).unwrap();
        let journal = FileJournal::open(&path).await.unwrap();
        assert_eq!(journal.lines.len(), 1, "{bit}");
        journal.append("{}").await.unwrap();
        drop(journal);
        assert_eq!(fs::read(&path).unwrap(), [&*whole, b"{}\n"].concat());
    }
}

#[tokio::test]
async fn another_file_is_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("precious");
    let large = "a,b\n".repeat(1_000_000);
    let table: [&[u8]; 21] = [
        b"Dear Ann",
        b"\xFF\xFE\n",
        b"\xFF\xFE",
        b"email,first_name\nann@example.com,Ann\nbob@example.com,Bob",
        b"email,first_name\nann@example.com,Ann\n",
        br#"{"format":"constant-contact-tokens","version":1,"tokens":{"access_token":"a"}}"#,
        b"{\n  \"format\": \"constant-contact-tokens\",\n",
        b"{}",
        b"{}\n",
        b"{\n",
        b"[]",
        b"\n",
        b"\n\n\n",
        b" ",
        b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        br#" {"event":"begin"}"#,
        br#"{"event": "begin", "version": 1}"#,
        br#"{"event":"intent","part":1}"#,
        b"{\"event\":\"intent\",\"part\":1}\n{\"event\":\"begin\"}\n",
        b"\xEF\xBB\xBF{\"event\":\"begin\"}\n",
        large.as_bytes(),
    ];
    for content in table {
        fs::write(&path, content).unwrap();
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        let error = FileJournal::open(&path).await.err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Io);
        let message = error.to_string();
        assert!(
            message.contains("not a journal") && message.contains("precious"),
            "{message}"
        );
        assert!(fs::read(&path).unwrap() == content, "{message}");
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), modified);
    }
}

#[tokio::test]
async fn a_line_that_is_not_text_is_an_error_and_remains() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let content = [BEGIN.as_bytes(), b"\n{\"a\":\"\xFF\"}\n{}\n{\"torn"].concat();
    fs::write(&path, &content).unwrap();
    let error = FileJournal::open(&path).await.err().unwrap().to_string();
    assert!(error.contains("line 2"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), content);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_and_its_target_are_the_same_journal() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("link"));
    std::os::unix::fs::symlink("real", &link).unwrap();
    // The link is dangling at first.
    let journal = FileJournal::open(&link).await.unwrap();
    journal.append(BEGIN).await.unwrap();
    for path in [&link, &real] {
        let error = FileJournal::open(path).await.err().unwrap().to_string();
        assert!(error.contains("another import"), "{error}");
    }
    drop(journal);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(lines(&real).await, [BEGIN]);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "no other file"
    );
    for path in [folder.path(), Path::new("/dev/null")] {
        let error = FileJournal::open(path).await.err().unwrap().to_string();
        assert!(error.contains("regular file"), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    drop(FileJournal::open(&path).await.unwrap());
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
}
