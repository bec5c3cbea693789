//! The main job, without an account: a local server acts as the API and checks the requests.
//! Imports the CSV file beside this example, follows the job to its end, lists contacts with two
//! sub-resources, and downloads an export.
//!
//! ```sh
//! cargo run --example quickstart
//! ```
//!
//! With `CONSTANT_CONTACT_ACCESS_TOKEN` set, it runs the part that only reads against the real API.

#[path = "quickstart/mock.rs"]
mod mock;

use constant_contact::types::{Contact, ContactInclude, ContactStatus, ContactsExport};
use constant_contact::{Client, CsvSource, ProgressFeed, ProgressUpdates};
use futures_util::{StreamExt, TryStreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::time::Duration;
use tokio::io::AsyncReadExt;

type Done = Result<(), Box<dyn Error>>;

#[tokio::main]
async fn main() -> Done {
    if let Ok(token) = std::env::var("CONSTANT_CONTACT_ACCESS_TOKEN") {
        let client = Client::builder().access_token(token).build()?;
        println!("Reading from the real API.");
        return list(&client).await;
    }
    let api = mock::start().await;
    let client = Client::builder()
        .access_token(mock::TOKEN)
        .base_url(api.base_url())
        .build()?;
    println!("A local server acts as the API at {}.\n", api.base_url());
    import(&client).await?;
    list(&client).await?;
    export(&client).await?;
    api.assert_all_called();
    println!("\nThe server received the requests that it expects.");
    Ok(())
}

async fn import(client: &Client) -> Done {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contacts.csv");
    println!("Importing {file}");
    let feed = ProgressFeed::new();
    let bar = tokio::spawn(show(feed.updates()));
    let job = client
        .import_csv(CsvSource::path(file), [mock::LIST])
        .progress(feed)
        .send()
        .await?;
    let report = job.interval(Duration::from_millis(300)).finish().await?;
    bar.await?;
    println!("  {}", report.to_string().replace('\n', "\n  "));
    report.into_result()?;
    Ok(())
}

/// The bar is shown on a terminal only.
async fn show(mut updates: ProgressUpdates) {
    let bar = ProgressBar::new(100);
    if let Ok(style) = ProgressStyle::with_template("  {bar:40} {pos:>3} %") {
        bar.set_style(style);
    }
    while let Some(progress) = updates.next().await {
        bar.set_position(progress.percent().unwrap_or_default() as u64);
    }
    bar.finish();
}

async fn list(client: &Client) -> Done {
    println!("\nActive contacts");
    let mut contacts = client
        .get_all_contacts()
        .status([ContactStatus::Active])
        .include([
            ContactInclude::CustomFields,
            ContactInclude::ListMemberships,
        ])
        .limit(500)
        .stream();
    let mut count = 0;
    while let Some(contact) = contacts.try_next().await? {
        count += 1;
        println!("  {}", line(&contact));
    }
    println!("  {count} in all");
    Ok(())
}

fn line(contact: &Contact) -> String {
    let name =
        [&contact.first_name, &contact.last_name].map(|name| name.as_deref().unwrap_or_default());
    let address = contact
        .email_address
        .as_ref()
        .and_then(|email| email.address.as_deref());
    format!(
        "{:<20} {:<22} {} lists, {} custom fields",
        name.join(" "),
        address.unwrap_or("(no email)"),
        contact.list_memberships.len(),
        contact.custom_fields.len()
    )
}

async fn export(client: &Client) -> Done {
    println!("\nExporting every contact");
    let export = client.export_contacts(ContactsExport::default());
    let mut file = export.interval(Duration::from_millis(300)).send().await?;
    let mut text = String::new();
    file.read_to_string(&mut text).await?;
    for line in text.lines() {
        println!("  {line}");
    }
    Ok(())
}
