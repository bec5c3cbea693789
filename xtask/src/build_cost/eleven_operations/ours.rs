//! An application that calls eleven operations.

use constant_contact::types::{
    ContactCreateOrUpdateInput, ContactPostRequest, ContactPutRequest, ContactSource, ListInput,
};
use constant_contact::{Client, CsvSource};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run())
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().access_token("token").build()?;
    let counts = client.get_contact_counts().send().await?;
    println!("{:?}", counts.total);
    let page = client.get_all_contacts().limit(500).send().await?;
    println!("{}", page.contacts.len());
    let contact = client.get_contact_by_id("id").send().await?;
    println!("{:?}", contact.first_name);
    let body = ContactPostRequest::new(ContactSource::Account).first_name("Ada");
    let contact = client.create_contact(body).send().await?;
    println!("{:?}", contact.contact_id);
    let body = ContactCreateOrUpdateInput::new(["list"]).email_address("ada@example.com");
    let signed_up = client.create_or_update_contact(body).send().await?;
    println!("{:?}", signed_up.contact_id);
    let body = ContactPutRequest::new(ContactSource::Account).first_name("Ada");
    let contact = client.update_contact("id", body).send().await?;
    println!("{:?}", contact.updated_at);
    client.delete_contact("id").send().await?;
    let page = client.get_all_lists().limit(500).send().await?;
    println!("{}", page.lists.len());
    let list = client.create_list(ListInput::new("Readers")).send().await?;
    println!("{:?}", list.list_id);
    let import = client
        .import_csv(CsvSource::path("contacts.csv"), ["list"])
        .send()
        .await?;
    println!("{}", import.finish().await?);
    let activity = client.get_activity_by_id("id").send().await?;
    println!("{:?}", activity.state);
    Ok(())
}
