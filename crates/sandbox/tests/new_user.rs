//! What a new user writes from the page on testing: each test has at most 15 lines, and fails if the program lacks
//! what it tests.

use constant_contact::types::{
    ContactPostRequest, ContactSource, EmailAddressPost, ListInput, Provision,
};
use constant_contact::{Client, CsvSource};
use constant_contact_sandbox::{Fault, Sandbox};
use std::error::Error;
use std::time::Duration;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The program under test: returns the id of a contact, which is created if necessary.
async fn sign_up(client: &Client, address: &str) -> constant_contact::Result<Option<String>> {
    let email = EmailAddressPost::new(address);
    let new = ContactPostRequest::new(ContactSource::Contact).email_address(email);
    match client.create_contact(new).await {
        Ok(contact) => Ok(contact.into_inner().contact_id),
        Err(error) if error.is_conflict() => Ok(error.existing_contact_id().map(str::to_owned)),
        Err(error) => Err(error),
    }
}

#[tokio::test]
async fn an_import_adds_readers() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let list = sandbox.add_list("Readers");
    let csv = CsvSource::bytes("email\nada@example.com\n");
    let job = sandbox.client().import_csv(csv, [&list]).send().await?;
    assert!(job.finish().await?.is_clean());
    let ada = sandbox.contacts().by_email("ada@example.com")?;
    assert_eq!(ada.lists, [list]);
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_sign_up_finds_the_contact_with_the_address() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let ada = sandbox.add_contact("ada@example.com");
    let found = sign_up(&sandbox.client(), "ada@example.com").await?;
    assert_eq!(found, Some(ada));
    assert_eq!(sandbox.contacts().len(), 1);
    assert_eq!(sandbox.requests("POST /contacts"), 1);
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_import_whose_answer_is_lost_is_sent_once() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let list = sandbox.add_list("Readers");
    let import = "POST /activities/contacts_file_import";
    let lost = sandbox.fail(Fault::LostAnswer).on(import).times(1);
    let csv = CsvSource::bytes("email\nada@example.com\n");
    let job = sandbox.client().import_csv(csv, [&list]).send().await?;
    assert!(job.finish().await?.is_clean());
    assert_eq!((lost.count(), sandbox.requests(import)), (1, 1));
    assert_eq!(sandbox.contacts().len(), 1);
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_request_that_comes_too_early_is_sent_again() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    sandbox.add_list("Readers");
    let early = sandbox.fail(Fault::Throttled).on("GET /contact_lists");
    let early = early.times(2);
    let answer = sandbox.client().get_all_lists().await?;
    assert_eq!((answer.lists.len(), early.count()), (1, 2));
    assert_eq!(sandbox.requests("GET /contact_lists"), 3);
    Ok(())
}

#[tokio::test]
async fn an_expired_token_is_renewed_once() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let session = sandbox.session().await?;
    let client = sandbox.client().with_session(session);
    client.get_all_lists().await?;
    sandbox.clock().advance(Duration::from_secs(86_400));
    client.get_all_lists().await?;
    assert_eq!(sandbox.grants()[0].renewals, 1);
    Ok(())
}

#[tokio::test]
async fn work_goes_on_when_the_day_of_the_quota_has_ended() -> Result<()> {
    let sandbox = Sandbox::builder().daily(1).start().await?;
    let client = sandbox.client();
    client.get_all_lists().await?;
    let error = client.get_all_lists().await.expect_err("the day is used");
    assert!(error.is_quota_exceeded());
    sandbox.clock().advance(Duration::from_secs(86_400));
    client.get_all_lists().await?;
    Ok(())
}

#[tokio::test]
async fn a_partner_works_in_the_account_of_a_client() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let partner = sandbox.partner_client();
    let new = Provision::new("ada@example.com", "US", "ada.library", "NY");
    partner.create_account(new.password("password")).await?;
    let accounts = partner.get_accounts().await?.into_inner();
    let id = &accounts.site_owner_list[0].encoded_account_id;
    let id = id.as_deref().ok_or("no id")?;
    let client = partner.on_behalf_of(id);
    client.create_list(ListInput::new("Readers")).await?;
    assert_eq!(client.get_all_lists().await?.lists.len(), 1);
    assert!(sandbox.client().get_all_lists().await?.lists.is_empty());
    Ok(())
}
