//! Journals that pass.

#![allow(clippy::unwrap_used, reason = "tests")]

use constant_contact::FileJournal;
use constant_contact::conformance;

#[tokio::test]
async fn the_file_journal_passes() {
    let folder = tempfile::tempdir().unwrap();
    let open = async |name: &str| Ok(FileJournal::open(folder.path().join(name)).await?);
    conformance::journal(open).await.unwrap();
}
