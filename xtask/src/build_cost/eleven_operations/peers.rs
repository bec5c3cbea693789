//! The same application with the client of openapi-generator.

use openapi::apis::bulk_activities_api::{contacts_csv_import, get_activity};
use openapi::apis::configuration::Configuration;
use openapi::apis::contact_lists_api::{create_list, get_lists};
use openapi::apis::contacts_api::{
    count_contact, create_contact, create_or_update_contact, delete_contact, get_contact,
    get_contacts, put_contact,
};
use openapi::models::{
    ContactCreateOrUpdateInput, ContactPostRequest, ContactPutRequest, ListInput,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run())
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let mut client = Configuration::new();
    client.oauth_access_token = Some("token".to_owned());
    let client = &client;
    let counts = count_contact(client, None).await?;
    println!("{:?}", counts.total);
    let page = get_contacts(
        client, None, None, None, None, None, None, None, None, None, None, None, None, None, None,
        Some(500),
    )
    .await?;
    println!("{}", page.contacts.unwrap_or_default().len());
    let contact = get_contact(client, "id", None).await?;
    println!("{:?}", contact.first_name);
    let mut body = ContactPostRequest::new();
    body.first_name = Some("Ada".to_owned());
    let contact = create_contact(client, body).await?;
    println!("{:?}", contact.contact_id);
    let mut body = ContactCreateOrUpdateInput::new(vec!["list".parse()?]);
    body.email_address = Some("ada@example.com".to_owned());
    let signed_up = create_or_update_contact(client, body).await?;
    println!("{:?}", signed_up.contact_id);
    let mut body = ContactPutRequest::new("Account".to_owned());
    body.first_name = Some("Ada".to_owned());
    let contact = put_contact(client, "id", body).await?;
    println!("{:?}", contact.updated_at);
    delete_contact(client, "id").await?;
    let page = get_lists(client, Some(500), None, None, None, None, None, None).await?;
    println!("{}", page.lists.unwrap_or_default().len());
    let list = create_list(client, ListInput::new("Readers".to_owned())).await?;
    println!("{:?}", list.list_id);
    let import = contacts_csv_import(client, "contacts.csv".into(), "list", None).await?;
    println!("{:?}", import.activity_id);
    let activity = get_activity(client, "id").await?;
    println!("{:?}", activity.state);
    Ok(())
}
