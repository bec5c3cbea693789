//! Imports a million rows through a sandbox with faults, and prints how much memory that took.
//!
//! ```text
//! cargo run --release -p constant-contact-sandbox --example million_rows
//! ```
//!
//! The client waits only seconds for jobs that are listed late, where it would wait minutes for the API.
//! Client and sandbox are one process, whose largest memory is printed.

use constant_contact::{Client, CsvSource, Unlimited};
use constant_contact_sandbox::{ErrorShape, Fault, Sandbox};
use futures_util::stream;
use std::convert::Infallible;
use std::error::Error;
use std::fmt::Write;
use std::time::Duration;

const ROWS: usize = 1_000_000;
const IMPORT: &str = "POST /activities/contacts_file_import";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(1), |seed| seed.parse())?;
    let sandbox = Sandbox::builder()
        .without_limits()
        .seed(seed)
        .start()
        .await?;
    let list = sandbox.add_list("Everybody");
    // The third is later than the client waits for a job before it sends a part again.
    let times = [0, 100, 2_000].map(Duration::from_millis);
    sandbox
        .jobs()
        .list_after_each(times)
        .take(Duration::from_secs(1));
    let faults = [
        Fault::LostRequest,
        Fault::LostAnswer,
        Fault::TruncatedAnswer,
        Fault::Status(503, ErrorShape::Html),
        Fault::StatusAfterEffect(503, ErrorShape::Empty),
        Fault::QueueFull,
        Fault::Throttled,
    ];
    let faults = faults.map(|fault| sandbox.fail(fault).on(IMPORT).with_probability(0.04));
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token("sandbox-access-token")
        .http(reqwest::Client::builder())
        .rate_limiter(Unlimited)
        .build()?;
    let pieces = (0..ROWS / 1_000).map(|piece| Ok::<_, Infallible>(rows(piece)));
    let source = CsvSource::stream(stream::iter(pieces));
    let started = std::time::SystemTime::now();
    let import = client
        .import_csv(source, [list])
        .resend_after(Duration::from_millis(500))
        .listing_timeout(Duration::from_secs(4));
    let report = import.send().await?.finish().await?;
    println!("{report}");
    let mut copies = [0; 4];
    for row in 0..ROWS {
        let times = sandbox.jobs().times_accepted(&address(row)) as usize;
        copies[times.min(3)] += 1;
    }
    let struck: u64 = faults.iter().map(|fault| fault.count()).sum();
    println!(
        "{} uploads, of which {struck} had a fault",
        sandbox.requests(IMPORT)
    );
    println!("rows at the sandbox never, once, twice and more often: {copies:?}");
    println!(
        "{} contacts, {:?}",
        sandbox.contacts().len(),
        started.elapsed()?
    );
    println!("{}", memory()?);
    assert_eq!((copies[0], sandbox.contacts().len()), (0, ROWS));
    let doubtful = report
        .parts
        .iter()
        .filter(|part| part.may_be_duplicated() || !part.duplicate_activity_ids.is_empty());
    let doubtful: u64 = doubtful.map(|part| part.row_count()).sum();
    let copied = (copies[2] + copies[3]) as u64;
    assert!(copied <= doubtful, "rows are there twice without a report");
    assert!(!report.is_clean() || copied == 0, "the report is not true");
    sandbox.assert_no_violations();
    Ok(())
}

fn address(row: usize) -> String {
    format!("p{row}@example.com")
}

/// A thousand rows, after the header if they are the first.
fn rows(piece: usize) -> String {
    let mut text = match piece {
        0 => "email,first_name\n".to_owned(),
        _ => String::new(),
    };
    for row in piece * 1_000..(piece + 1) * 1_000 {
        // Writing to a text does not fail.
        let _ = writeln!(text, "{},Ann", address(row));
    }
    text
}

/// The largest memory that the process had, as Linux says it.
fn memory() -> std::io::Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    Ok(line.unwrap_or("the memory is not known").to_owned())
}
