//! Writes reports to CSV files: the counts of all campaigns, and who opened and clicked one of them. The rows go to the
//! files page by page, so that reports of any size take little memory.
//!
//! ```sh
//! cargo run --example report_csv --features csv-rows      # offline, against a sandbox of the API
//! CONSTANT_CONTACT_ACCESS_TOKEN=… cargo run --example report_csv --features csv-rows -- <folder> [<campaign id>]
//! ```
//!
//! Without a campaign id, the last campaign that was sent is reported.

use constant_contact::types::{
    BulkEmailCampaignSummary, EmailCampaignActivityInput, EmailCampaignComplete, EmailScheduleInput,
};
use constant_contact::{Client, SendTime, Timestamp};
use constant_contact_sandbox::{Fault, NewContact, Sandbox};
use futures_util::{Stream, TryStreamExt};
use serde::Serialize;
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::pin::pin;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next() else {
        return offline().await;
    };
    let token = std::env::var("CONSTANT_CONTACT_ACCESS_TOKEN")?;
    let client = Client::builder().access_token(token).build()?;
    report(&client, Path::new(&folder), arguments.next()).await
}

async fn report(client: &Client, folder: &Path, campaign_id: Option<String>) -> Result<()> {
    // A row of the summary has no name.
    let mut names = HashMap::new();
    let mut campaigns = client.get_all_email_campaigns().limit(500).stream();
    while let Some(campaign) = campaigns.try_next().await? {
        names.extend(campaign.campaign_id.zip(campaign.name));
    }
    let summaries = client.get_email_campaign_report().limit(500).stream();
    let mut latest = None;
    let lines = summaries.map_ok(|row| {
        // The campaign that was sent last comes first.
        latest = latest.take().or_else(|| row.campaign_id.clone());
        CampaignLine::new(row, &names)
    });
    write(&folder.join("campaigns.csv"), lines).await?;

    let campaign_id = campaign_id.or(latest).ok_or("no campaign was sent yet")?;
    let campaign = client.get_email_campaign_by_id(campaign_id).send().await?;
    let activity_id = campaign
        .primary_activity_id()
        .ok_or("no primary activity")?;
    // Rows of reports are lines already: all members are written, under the names of the API.
    let opens = client
        .get_email_opens_report(activity_id)
        .limit(500)
        .stream();
    write(&folder.join("opens.csv"), opens).await?;
    let clicks = client.get_clicks_report(activity_id).limit(500).stream();
    write(&folder.join("clicks.csv"), clicks).await
}

/// A line about a campaign. The counts are of different contacts.
#[derive(Serialize)]
struct CampaignLine {
    campaign_id: Option<String>,
    name: Option<String>,
    last_sent: Option<Timestamp>,
    sends: Option<i64>,
    opens: Option<i64>,
    clicks: Option<i64>,
    bounces: Option<i64>,
    optouts: Option<i64>,
}

impl CampaignLine {
    fn new(row: BulkEmailCampaignSummary, names: &HashMap<String, String>) -> Self {
        let counts = row.unique_counts.unwrap_or_default();
        let name = row.campaign_id.as_ref().and_then(|id| names.get(id));
        Self {
            name: name.cloned(),
            campaign_id: row.campaign_id,
            last_sent: row.last_sent_date,
            sends: counts.sends,
            opens: counts.opens,
            clicks: counts.clicks,
            bounces: counts.bounces,
            optouts: counts.optouts,
        }
    }
}

/// Replaces a file by one with these rows, if all of them arrive. Otherwise, the old file stays as it is. Without rows,
/// the file is empty. Writing blocks the thread, which matters only if the program does something else meanwhile.
async fn write<T: Serialize>(
    path: &Path,
    rows: impl Stream<Item = constant_contact::Result<T>>,
) -> Result<()> {
    // It names people, so only its owner can read it. It is in the same folder, so that it can be renamed.
    let folder = path.parent().ok_or("no folder")?;
    let mut csv = csv::Writer::from_writer(tempfile::NamedTempFile::new_in(folder)?);
    let mut rows = pin!(rows);
    let mut count = 0;
    while let Some(row) = rows.try_next().await? {
        csv.serialize(row)?;
        count += 1;
    }
    let file = csv.into_inner().map_err(|error| error.into_error())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    println!("{}: {count} rows", path.display());
    Ok(())
}

/// Reports a campaign that was sent to 600 invented readers, more than fit on a page of a report. All of them opened it,
/// and two clicked.
async fn offline() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let list_id = sandbox.add_list("Readers");
    let readers: Vec<String> = (1..=600)
        .map(|number| format!("reader-{number}@example.com"))
        .collect();
    for reader in &readers {
        sandbox.add_contact(
            NewContact::new(reader)
                .name("A", "Reader, \"keen\"")
                .lists([&list_id]),
        );
    }
    let (owner, link) = ("owner@example.com", "https://example.com/may");
    let html = format!("<html><body>[[trackingImage]] <a href=\"{link}\">Books</a></body></html>");
    let content =
        EmailCampaignActivityInput::new(5, owner, "The Library", html, owner, "New books");
    let campaign = EmailCampaignComplete::new([content], "News of May");
    let campaign = client.create_email_campaign(campaign).send().await?;
    let activity_id = campaign
        .primary_activity_id()
        .ok_or("no primary activity")?;
    let activity = client
        .get_email_campaign_activity(activity_id)
        .send()
        .await?;
    let activity = activity.into_inner().contact_list_ids([list_id]);
    client
        .update_email_campaign_activity(activity_id, activity)
        .await?;
    let now = EmailScheduleInput::new(SendTime::Now);
    client
        .schedule_email_campaign_activity(activity_id, now)
        .await?;
    for reader in &readers {
        sandbox.campaigns().record_open(activity_id, reader)?;
    }
    for reader in &readers[..2] {
        sandbox
            .campaigns()
            .record_click(activity_id, reader, link)?;
    }

    let folder = tempfile::tempdir()?;
    report(&client, folder.path(), None).await?;
    let campaigns = std::fs::read_to_string(folder.path().join("campaigns.csv"))?;
    println!("\n{campaigns}");
    // The next report breaks off at the second page, so the complete file remains.
    let opens = "GET /reports/email_reports/{campaign_activity_id}/tracking/opens";
    sandbox.fail(Fault::MalformedAnswer).on(opens).after(1);
    let broken = report(&client, folder.path(), None).await;
    let error = broken.err().ok_or("half a report is a success")?;
    println!("{error}");
    match sandbox.violations().first() {
        None => check(folder.path(), &campaigns),
        Some(violation) => Err(violation.to_string().into()),
    }
}

/// Checks that the folder has the complete files and nothing else.
fn check(folder: &Path, campaigns: &str) -> Result<()> {
    for (name, rows) in [("campaigns.csv", 1), ("opens.csv", 600), ("clicks.csv", 2)] {
        let mut file = csv::Reader::from_path(folder.join(name))?;
        let lines: Vec<_> = file.records().collect::<std::result::Result<_, _>>()?;
        if lines.len() != rows {
            return Err(format!("{name} has {} rows", lines.len()).into());
        }
    }
    let is_right = campaigns.contains("News of May") && campaigns.contains(",600,600,2,0,0");
    match is_right && std::fs::read_dir(folder)?.count() == 3 {
        true => Ok(()),
        false => Err("the counts are wrong, or there is another file".into()),
    }
}
