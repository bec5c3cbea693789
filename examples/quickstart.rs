//! The main job, with no account: a local server plays the API and checks what it is sent. Imports
//! the CSV file beside this example, follows the job to its end, lists contacts with two
//! sub-resources, and downloads an export.
//!
//! ```sh
//! cargo run --example quickstart
//! ```
//!
//! With `CONSTANT_CONTACT_ACCESS_TOKEN` set, it does the part that only reads against the real API.

#[path = "quickstart/mock.rs"]
mod mock;

use constant_contact::types::{
    ActivityState, Contact, ContactInclude, ContactStatus, ContactsExport,
};
use constant_contact::{Client, CsvSource};
use futures_util::TryStreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::time::Duration;

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
    println!("A local server plays the API at {}.\n", api.base_url());
    import(&client).await?;
    list(&client).await?;
    export(&client).await?;
    api.assert_all_called();
    println!("\nThe server was sent what it expects.");
    Ok(())
}

async fn import(client: &Client) -> Done {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contacts.csv");
    println!("Importing {file}");
    let job = client
        .import_csv(CsvSource::path(file))
        .lists([mock::LIST])
        .send()
        .await?;
    let bar = ProgressBar::new(100)
        .with_style(ProgressStyle::with_template("  {bar:40} {pos:>3} % {msg}")?);
    let poller = client.activity(job.activity_id.clone().unwrap_or_default());
    let mut updates = poller.interval(Duration::from_millis(300)).updates();
    let mut last = None;
    while let Some(activity) = updates.try_next().await? {
        bar.set_position(activity.percent_done.unwrap_or_default().unsigned_abs());
        bar.set_message(
            activity
                .state
                .as_ref()
                .map_or_else(String::new, ActivityState::to_string),
        );
        last = Some(activity);
    }
    bar.finish();
    let activity = last.ok_or("the job was not seen")?;
    let status = activity.status.unwrap_or_default();
    println!(
        "  {} contacts, {} rows failed, {} complaints",
        status.person_count.unwrap_or_default(),
        status.error_count.unwrap_or_default(),
        activity.activity_errors.len()
    );
    Ok(())
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
        address.unwrap_or("(no e-mail)"),
        contact.list_memberships.len(),
        contact.custom_fields.len()
    )
}

async fn export(client: &Client) -> Done {
    println!("\nExporting every contact");
    let job = client
        .create_export_activity()
        .body(ContactsExport::default())
        .send()
        .await?;
    let poller = client.activity(job.activity_id.clone().unwrap_or_default());
    let activity = poller.interval(Duration::from_millis(300)).await?;
    let link = activity
        .links
        .and_then(|links| links.results)
        .and_then(|results| results.href);
    let link = link.ok_or("the job has no file")?;
    let file_id = link.rsplit('/').next().unwrap_or_default();
    let file = client
        .get_csv_export_file()
        .file_export_id(file_id)
        .send()
        .await?;
    let bytes: Vec<_> = file.into_inner_stream().try_collect().await?;
    for line in String::from_utf8(bytes.concat())?.lines() {
        println!("  {line}");
    }
    Ok(())
}
