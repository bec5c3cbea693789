//! A technology partner with its client accounts, by the client.

use constant_contact::Client;
use constant_contact::types::{
    BillingStatus, ContactSource, ListInput, PartnerUnsubscribeRequest, PlanInfo, PlanType,
    Provision, SsoRole, SsoUser, WebhooksSubscriptionBody,
};
use constant_contact::types::{ContactPostRequest, EmailAddressPost};
use constant_contact_sandbox::Sandbox;
use futures_util::TryStreamExt;
use std::error::Error;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

async fn start() -> Result<(Sandbox, Client)> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    let client = sandbox.partner_client();
    Ok((sandbox, client))
}

fn provision(login: &str) -> Provision {
    Provision::new("client@example.com", "US", login, "MA").password("12345678")
}

/// Creates a client account.
async fn create(client: &Client, login: &str) -> Result<String> {
    let created = client.create_account(provision(login)).await?.into_inner();
    Ok(created.encoded_account_id.ok_or("no account id")?)
}

#[tokio::test]
async fn accounts_are_listed_by_offsets() -> Result<()> {
    let (sandbox, client) = start().await?;
    for number in 0..25 {
        create(&client, &format!("client_{number}")).await?;
    }
    let again = client.create_account(provision("client_1")).await;
    assert!(again.unwrap_err().is_conflict());
    let accounts = client.get_accounts().limit(10).stream();
    let accounts: Vec<_> = accounts.try_collect().await?;
    assert_eq!(accounts.len(), 25);
    assert_eq!(sandbox.requests("GET /partner/accounts"), 3);
    assert_eq!(accounts[24].billing_status, Some(BillingStatus::Trial));
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_trial_is_left_cancelled_and_reactivated() -> Result<()> {
    let (sandbox, client) = start().await?;
    let id = create(&client, "client_1").await?;
    let set = |plan| {
        let plan = PlanInfo::new().plan_type(plan).billing_day_of_month(5);
        client.update_account_billing_plan(&id).body(plan)
    };
    let gold = set(PlanType::Gold).await?;
    assert_eq!(gold.billing_status, Some(BillingStatus::Open));
    assert_eq!(gold.billing_day_of_month, Some(5));
    assert!(set(PlanType::Trial).await.unwrap_err().is_invalid());
    client.cancel_account_billing_plan(&id).await?;
    let plan = client.get_account_billing_plan(&id).await?;
    assert_eq!(plan.billing_status, Some(BillingStatus::Canceled));
    let silver = set(PlanType::Silver).await?;
    assert_eq!(silver.billing_status, Some(BillingStatus::Open));
    let unknown = client.get_account_billing_plan("a1").await;
    assert!(unknown.unwrap_err().is_not_found());
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_call_on_behalf_of_an_account_is_made_in_that_account() -> Result<()> {
    let (sandbox, client) = start().await?;
    let id = create(&client, "client_1").await?;
    let child = client.on_behalf_of(&id);
    let list = child
        .create_list(ListInput::new("News"))
        .await?
        .into_inner();
    let list = list.list_id.ok_or("no list id")?;
    let read = child.get_list(&list).await?;
    assert_eq!(read.name.as_deref(), Some("News"));
    let own = sandbox.client().get_list(&list).await;
    assert!(
        own.unwrap_err().is_not_found(),
        "the list is in the client account"
    );
    let again = child.create_list(ListInput::new("News")).await;
    assert!(again.unwrap_err().is_conflict());
    let stranger = client.on_behalf_of("a1").get_list(&list).await;
    assert!(stranger.unwrap_err().is_not_found());
    sandbox.assert_no_violations();
    let wrong = child.get_list("no id").await;
    assert!(wrong.unwrap_err().is_not_found());
    let violations = sandbox.violations();
    assert_eq!(violations[0].operation, "GET /contact_lists/{list_id}");
    Ok(())
}

#[tokio::test]
async fn contacts_are_unsubscribed_in_one_account_or_in_all() -> Result<()> {
    let (_sandbox, client) = start().await?;
    let mut accounts = Vec::new();
    for number in 0..2 {
        let id = create(&client, &format!("client_{number}")).await?;
        let address = EmailAddressPost::new("ada@example.com");
        let contact = ContactPostRequest::new(ContactSource::Account).email_address(address);
        client.on_behalf_of(&id).create_contact(contact).await?;
        accounts.push(id);
    }
    let request = || {
        PartnerUnsubscribeRequest::new(["ada@example.com", "x@example.com"], ContactSource::System)
    };
    let one = client
        .partner_unsubscribe_contacts(&accounts[0], request())
        .await?;
    assert_eq!(one.unsubscribed_count, Some(1));
    let global = request().global_unsubscribe(true);
    let refused = client
        .partner_unsubscribe_contacts(&accounts[0], global)
        .await;
    assert!(refused.unwrap_err().is_invalid());
    let global = PartnerUnsubscribeRequest::new(["ada@example.com"], ContactSource::Account);
    let global = global.global_unsubscribe(true).delete_contacts(true);
    let all = client
        .partner_unsubscribe_contacts(&accounts[0], global)
        .await?;
    assert_eq!(all.unsubscribed_count, Some(2));
    let found = client.on_behalf_of(&accounts[1]).get_all_contacts().await?;
    assert!(found.contacts.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_user_of_single_sign_on_is_created_once() -> Result<()> {
    let (_sandbox, client) = start().await?;
    let id = create(&client, "client_1").await?;
    let user = || {
        SsoUser::new(
            "ada@example.com",
            "1",
            "Provider",
            "Ada",
            "L",
            "ada",
            SsoRole::AccountManager,
        )
    };
    client.create_sso_user(&id, user()).await?;
    let again = client.create_sso_user(&id, user()).await;
    assert!(again.unwrap_err().is_conflict());
    Ok(())
}

#[tokio::test]
async fn a_topic_is_subscribed_tested_and_deleted() -> Result<()> {
    let (sandbox, client) = start().await?;
    let missing = client.get_webhooks_topic_by_id(1).await;
    assert!(missing.unwrap_err().is_not_found());
    let body = WebhooksSubscriptionBody::new("https://hooks.example.com/");
    client.update_webhooks_topic(1, body).await?;
    let test = client.test_send_webhooks_topic(1).await?;
    assert_eq!(test.hook_uri.as_deref(), Some("https://hooks.example.com/"));
    assert_eq!(sandbox.webhook_tests(), [1]);
    assert_eq!(client.get_all_webhooks().await?.len(), 1);
    client.delete_webhooks_subscriptions(1).await?;
    assert!(client.get_all_webhooks().await?.is_empty());
    sandbox.assert_no_violations();
    Ok(())
}
