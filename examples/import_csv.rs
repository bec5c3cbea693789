//! Imports a CSV of any size with a progress bar, and resumes where it stopped if it was killed.
//!
//! ```sh
//! cargo run --example import_csv                        # offline, against a sandbox of the API
//! CONSTANT_CONTACT_ACCESS_TOKEN=… cargo run --example import_csv -- contacts.csv <list id>
//! ```

use constant_contact::{
    Client, CsvSource, FileJournal, Phase, Progress, ProgressFeed, ProgressUpdates, Unlimited,
};
use constant_contact_sandbox::Sandbox;
use futures_util::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The lines of each part of the offline import: smaller than usual, to see several jobs.
const LINES: u64 = 1_001;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    match (
        std::env::var("CONSTANT_CONTACT_ACCESS_TOKEN"),
        arguments.next(),
        arguments.next(),
    ) {
        (Ok(token), Some(path), Some(list)) => {
            let client = Client::builder().access_token(token).build()?;
            import(
                &client,
                Path::new(&path),
                &list,
                constant_contact::CSV_MAX_LINES,
            )
            .await
        }
        _ => offline().await,
    }
}

async fn import(
    client: &Client,
    path: &Path,
    list: &str,
    lines: u64,
) -> Result<(), Box<dyn Error>> {
    // With the same journal, a second run resumes where the first one stopped.
    let mut journal = path.as_os_str().to_owned();
    journal.push(".journal");
    let feed = ProgressFeed::new();
    let bar = tokio::spawn(show(feed.updates()));
    let import = client
        .import_csv(CsvSource::path(path), [list])
        .part_lines(lines)
        .journal(FileJournal::open(PathBuf::from(journal)).await?)
        .progress(feed)
        .send()
        .await?;
    let report = import.finish().await?;
    drop(import);
    bar.await?;
    println!("{report}");
    for message in report.messages().take(10) {
        println!("- {message}");
    }
    report.into_result()?;
    Ok(())
}

async fn show(mut updates: ProgressUpdates) {
    let bar = ProgressBar::new(100);
    if let Ok(style) = ProgressStyle::with_template("{msg:>12} {bar:40} {pos:>3} %") {
        bar.set_style(style);
    }
    while let Some(progress) = updates.next().await {
        bar.set_message(message(&progress));
        bar.set_position(progress.percent().unwrap_or_default() as u64);
    }
    bar.finish();
}

fn message(progress: &Progress) -> &'static str {
    match progress.phase {
        Phase::Checking => "checking",
        Phase::Sending => "sending",
        Phase::Processing => "processing",
        _ => "done",
    }
}

/// Imports 20,000 invented people into a sandbox of the API, whose jobs take a second.
async fn offline() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("contacts.csv");
    let mut csv = "email,first_name\n".to_owned();
    for number in 1..=20_000 {
        writeln!(csv, "person-{number}@example.com,\"Person {number}\"")?;
    }
    tokio::fs::write(&path, csv).await?;
    let sandbox = Sandbox::builder().without_limits().start().await?;
    sandbox.jobs().take(Duration::from_secs(1));
    let client = Client::builder()
        .access_token(sandbox.access_token())
        .base_url(sandbox.base_url())
        .rate_limiter(Unlimited)
        .build()?;
    let list = sandbox.add_list("Readers");
    import(&client, &path, &list, LINES).await
}
