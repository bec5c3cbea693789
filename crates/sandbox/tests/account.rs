//! The account's details, by the client.

use constant_contact::Client;
use constant_contact::types::{
    AccountEmailConfirmStatus, AccountEmailInput, AccountPhysicalAddress, CustomerPut,
};
use constant_contact_sandbox::{Role, Sandbox, User};
use std::error::Error;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

async fn start() -> Result<(Sandbox, Client)> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    let client = sandbox.client();
    Ok((sandbox, client))
}

#[tokio::test]
async fn an_address_is_unconfirmed_until_its_link_is_followed() -> Result<()> {
    let (sandbox, client) = start().await?;
    let address = || AccountEmailInput::new("news@example.com");
    let added = client.add_account_email_address(address()).await?;
    assert_eq!(added.email_id, Some(2));
    let again = client.add_account_email_address(address()).await;
    assert!(again.unwrap_err().is_conflict());
    let count = async |status| {
        let addresses = client
            .get_all_account_email_addresses()
            .confirm_status(status)
            .await;
        addresses.map(|addresses| addresses.len())
    };
    assert_eq!(count(AccountEmailConfirmStatus::Unconfirmed).await?, 1);
    assert_eq!(count(AccountEmailConfirmStatus::ConfirmedShort).await?, 1);
    assert!(sandbox.confirm("news@example.com"));
    assert_eq!(count(AccountEmailConfirmStatus::Confirmed).await?, 2);
    let two = client
        .get_all_account_email_addresses()
        .confirm_status(AccountEmailConfirmStatus::Confirmed)
        .email_address("news@example.com");
    assert!(two.await.unwrap_err().is_invalid());
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_summary_is_changed_in_part_and_an_address_as_a_whole() -> Result<()> {
    let (sandbox, client) = start().await?;
    let change = CustomerPut::new().website("https://new.example.com");
    client.update_account(change).await?;
    let details = client.get_account_details().await?;
    assert_eq!(details.website.as_deref(), Some("https://new.example.com"));
    assert_eq!(details.first_name.as_deref(), Some("Sandbox"));
    assert!(details.physical_address.is_none());
    let with_address = client
        .get_account_details()
        .extra_fields(["physical_address"])
        .await?;
    assert!(with_address.physical_address.is_some());

    let address = || AccountPhysicalAddress::new("1 Road", "Town", "DE");
    let second = client.add_physical_address(address()).await;
    assert!(second.unwrap_err().is_conflict());
    let replaced = client.update_account_physical_address(address()).await?;
    assert_eq!(replaced.state_code, None);
    sandbox.remove_physical_address();
    client.add_physical_address(address()).await?;
    let read = client.get_account_physical_address().await?;
    assert_eq!(read.city.as_deref(), Some("Town"));
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn the_owner_has_the_privileges_that_operations_need() -> Result<()> {
    let (_sandbox, client) = start().await?;
    let privileges = client.get_user_privileges().await?;
    let mut names = privileges
        .iter()
        .filter_map(|one| one.privilege_name.as_deref());
    assert!(names.any(|name| name == "campaign:send"));
    Ok(())
}

#[tokio::test]
async fn a_campaign_creator_has_only_the_privileges_of_that_role() -> Result<()> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    sandbox.sign_in(User::new(Role::CampaignCreator));
    let grant = sandbox.grant(&sandbox.application(), &["account_read"]);
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(grant.access_token)
        .build()?;
    let privileges = client.get_user_privileges().await?;
    let names: Vec<_> = privileges
        .iter()
        .filter_map(|one| one.privilege_name.as_deref())
        .collect();
    assert!(names.contains(&"campaign:write") && names.contains(&"contacts:lists:read"));
    assert!(!names.contains(&"contacts:read") && !names.contains(&"account:read"));
    Ok(())
}
