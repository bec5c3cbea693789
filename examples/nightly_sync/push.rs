//! The second step: imports the customers who have changed.

use crate::beside;
use crate::database::Database;
use constant_contact::{BoxError, Client, CsvSource, FileJournal, PartReport};
use futures_util::stream;

/// Returns how many rows were imported.
pub async fn push(
    client: &Client,
    database: &mut Database,
    list_id: &str,
    part_lines: u64,
) -> Result<u64, BoxError> {
    let mut pushed = 0;
    // A push that was interrupted is resumed. After it, another one has what changed since it began.
    while let Some(id) = database.begin_push()? {
        // Each push has its own journal, with which the same import resumes.
        let journal = beside(database.path(), &format!("push-{id}.journal"));
        let rows = stream::iter(database.push_rows()?);
        let import = client
            .import_csv(CsvSource::row_stream(rows), [list_id])
            .check_headings() // the server ignores a column that it does not know
            .part_lines(part_lines)
            .journal(FileJournal::open(&journal).await?)
            .send()
            .await?;
        let report = import.finish().await?;
        println!("{report}");
        for message in report.messages().take(10) {
            println!("- {message}");
        }
        let has_ended = report.parts.iter().all(PartReport::has_ended);
        if has_ended && report.unsent_from.is_none() {
            database.end_push(&report)?;
            tokio::fs::remove_file(&journal).await?;
        }
        // If rows had errors, somebody has to correct them: the next night includes their parts again.
        pushed += report.into_result()?.rows_sent();
    }
    Ok(pushed)
}
