//! The main job, without an account: a sandbox on this machine acts as the API and checks the requests.
//! Creates a list and a custom field, imports the CSV file beside this example, follows the job to its
//! end, lists contacts with two sub-resources, and downloads an export.
//!
//! ```sh
//! cargo run --example quickstart
//! ```
//!
//! With `CONSTANT_CONTACT_ACCESS_TOKEN` set, it runs the part that only reads against the real API.

use constant_contact::types::{
    Contact, ContactInclude, ContactStatus, ContactsExport, CustomFieldRequest, CustomFieldType,
    ListInput,
};
use constant_contact::{Client, CsvSource, ProgressFeed, ProgressUpdates};
use constant_contact_sandbox::Sandbox;
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
    let sandbox = Sandbox::start().await?;
    let client = Client::builder()
        .access_token(sandbox.access_token())
        .base_url(sandbox.base_url())
        .build()?;
    println!("A sandbox acts as the API at {}.\n", sandbox.base_url());
    import(&client).await?;
    list(&client).await?;
    export(&client).await?;
    sandbox.assert_no_violations();
    assert_eq!(sandbox.contacts().len(), 3);
    println!("\nEach request was as the contract of the API has it.");
    Ok(())
}

async fn import(client: &Client) -> Done {
    let list = client.find_or_create_list(ListInput::new("Pioneers"));
    let list = list.send().await?;
    let list_id = list.list_id.ok_or("the list has no id")?;
    // The file has the column `cf:membership`.
    let field = CustomFieldRequest::new("membership", CustomFieldType::String);
    client.find_or_create_custom_field(field).send().await?;
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contacts.csv");
    println!("Importing {file}");
    let feed = ProgressFeed::new();
    let bar = tokio::spawn(show(feed.updates()));
    let job = client
        .import_csv(CsvSource::path(file), [list_id])
        .check_headings()
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
