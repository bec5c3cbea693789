//! What is in the file, after a crash too.

use super::*;
use std::fs;

async fn lines(path: &Path) -> Vec<String> {
    let journal = FileJournal::open(path).await.unwrap();
    journal.load().await.unwrap()
}

#[tokio::test]
async fn a_line_that_was_cut_off_is_dropped_at_whichever_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = FileJournal::open(&path).await.unwrap();
    for line in [r#"{"a":1}"#, r#"{"b":2}"#] {
        journal.append(line).await.unwrap();
    }
    drop(journal);
    let whole = fs::read(&path).unwrap();
    assert_eq!(whole, b"{\"a\":1}\n{\"b\":2}\n");
    for length in 0..=whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let kept = lines(&path).await.len();
        assert_eq!(kept, length / 8, "{length} bytes");
        // The next line stands by itself.
        let journal = FileJournal::open(&path).await.unwrap();
        journal.append("{}").await.unwrap();
        drop(journal);
        assert_eq!(lines(&path).await.last().map(String::as_str), Some("{}"));
    }
}

#[tokio::test]
async fn what_a_failed_append_left_behind_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = FileJournal::open(&path).await.unwrap();
    journal.append("{}").await.unwrap();
    let mut torn = OpenOptions::new().append(true).open(&path).unwrap();
    torn.write_all(b"{\"torn").unwrap();
    journal.append("{\"whole\":1}").await.unwrap();
    drop(journal);
    assert_eq!(lines(&path).await, ["{}", "{\"whole\":1}"]);
}

#[tokio::test]
async fn a_foreign_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    for content in [&b"Dear Ann"[..], b"\xFF\xFE\n"] {
        fs::write(&path, content).unwrap();
        assert!(FileJournal::open(&path).await.is_err());
        assert_eq!(fs::read(&path).unwrap(), content);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    drop(FileJournal::open(&path).await.unwrap());
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
}
