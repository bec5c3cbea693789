//! Contacts, lists, tags, custom fields and segments, by the client.

use constant_contact::types::{
    ContactCreateOrUpdateInput, ContactInclude, ContactPostRequest, ContactPutRequest,
    ContactResubscribeRequest, ContactSource, CustomFieldRequest, CustomFieldType,
    EmailAddressPost, EmailAddressPut, ListInput, PermissionToSend, SegmentData, TagPost,
};
use constant_contact::{Client, Unlimited};
use constant_contact_sandbox::{NewContact, Sandbox};
use futures_util::TryStreamExt;
use serde_json::json;
use std::error::Error;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

async fn start() -> Result<(Sandbox, Client)> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    // The client need not keep to the limits of the API.
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.access_token())
        .http(reqwest::Client::builder())
        .rate_limiter(Unlimited)
        .build()?;
    Ok((sandbox, client))
}

fn contact(address: &str) -> ContactPostRequest {
    let email = EmailAddressPost::new(address).permission_to_send(PermissionToSend::Implicit);
    ContactPostRequest::new(ContactSource::Account).email_address(email)
}

#[tokio::test]
async fn a_conflict_names_the_contact_that_has_the_address() -> Result<()> {
    let (sandbox, client) = start().await?;
    let ada = sandbox.add_contact("ada@example.com");
    let refusal = client.create_contact(contact("ada@example.com")).await;
    let refusal = refusal.unwrap_err();
    assert!(refusal.is_conflict());
    assert_eq!(refusal.existing_contact_id(), Some(&*ada));
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_deleted_contact_is_in_conflict_hidden_and_revived_by_an_update() -> Result<()> {
    let (sandbox, client) = start().await?;
    let list = sandbox.add_list("News");
    let ada = NewContact::new("ada@example.com").lists([&list]).deleted();
    let ada = sandbox.add_contact(ada);
    let refusal = client.create_contact(contact("ada@example.com")).await;
    let refusal = refusal.unwrap_err();
    assert!(refusal.is_conflict());
    assert_eq!(refusal.existing_contact_id(), None);
    assert!(client.find_contact("ada@example.com").await?.is_none());
    let found = client.find_contact("ada@example.com").include_deleted(true);
    assert_eq!(
        found.await?.and_then(|found| found.contact_id),
        Some(ada.clone())
    );
    let update = ContactPutRequest::new(ContactSource::Account);
    client
        .update_contact(&ada, update.list_memberships([&list]))
        .await?;
    let revived = sandbox.contacts().by_email("ada@example.com")?;
    assert_eq!((revived.status, revived.lists), ("active", vec![list]));
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn an_opt_out_by_the_contact_is_not_undone_by_the_account() -> Result<()> {
    let (sandbox, client) = start().await?;
    let ada = NewContact::new("ada@example.com").name("Ada", "Lovelace");
    let ada = sandbox.add_contact(ada);
    let before = sandbox.contacts().by_email("ada@example.com")?;
    sandbox.clock().advance(std::time::Duration::from_secs(60));
    client
        .unsubscribe_contact(&ada)
        .update_source(ContactSource::Contact)
        .await?;
    let after = sandbox.contacts().by_email("ada@example.com")?;
    assert_eq!(after.permission, "unsubscribed");
    assert_eq!(after.opt_out_source, Some("Contact"));
    assert_eq!(after.first_name.as_deref(), Some("Ada"));
    assert_eq!(after.updated_at, before.updated_at);
    let email = EmailAddressPut::new("ada@example.com");
    let email = email.permission_to_send(PermissionToSend::Implicit);
    let update = ContactPutRequest::new(ContactSource::Account).email_address(email);
    let refusal = client.update_contact(&ada, update).await.unwrap_err();
    assert_eq!(refusal.status().map(|status| status.as_u16()), Some(400));
    // The opt-outs are found by a filter of their own.
    let day = chrono::TimeDelta::days(1);
    let search = || client.get_all_contacts().limit(1);
    let since = after.created_at - day;
    let opted_out: Vec<_> = search().optout_after(since).stream().try_collect().await?;
    assert_eq!(opted_out.len(), 1);
    let updated = search().updated_after(before.updated_at).stream();
    assert!(updated.try_collect::<Vec<_>>().await?.is_empty());
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_contact_returns_to_its_lists_when_it_confirms() -> Result<()> {
    let (sandbox, client) = start().await?;
    let list = sandbox.add_list("News");
    let ada = sandbox.add_contact(NewContact::new("ada@example.com").unsubscribed());
    let body = || ContactResubscribeRequest::new([&list]);
    client.resubscribe_contact(&ada, body()).await?;
    let refusal = client.resubscribe_contact(&ada, body()).await;
    assert!(refusal.unwrap_err().is_conflict());
    assert_eq!(
        sandbox.contacts().by_email("ada@example.com")?.permission,
        "unsubscribed"
    );
    sandbox.confirm_contact("ada@example.com")?;
    let confirmed = sandbox.contacts().by_email("ada@example.com")?;
    assert_eq!(
        (confirmed.permission, confirmed.lists),
        ("explicit", vec![list])
    );
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_sign_up_creates_then_updates() -> Result<()> {
    let (sandbox, client) = start().await?;
    sandbox.set_confirmed_opt_in(true);
    let lists = ["News", "Sales"].map(|name| sandbox.add_list(name));
    for list in &lists {
        let form = ContactCreateOrUpdateInput::new([list]);
        client
            .create_or_update_contact(form.email_address("ada@example.com"))
            .await?;
    }
    let ada = sandbox.contacts().by_email("ada@example.com")?;
    assert_eq!(ada.lists, lists);
    assert_eq!(ada.permission, "explicit");
    assert_eq!(sandbox.contacts().len(), 1);
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn an_update_erases_what_it_omits_and_keeps_the_lists() -> Result<()> {
    let (sandbox, client) = start().await?;
    let ada = NewContact::new("ada@example.com")
        .name("Ada", "Lovelace")
        .lists(["News"]);
    let ada = sandbox.add_contact(ada);
    let update = ContactPutRequest::new(ContactSource::Account).last_name("King");
    client.update_contact(&ada, update).await?;
    let contact = sandbox.contacts().by_email("ada@example.com")?;
    assert_eq!(contact.first_name, None);
    assert_eq!(contact.last_name.as_deref(), Some("King"));
    assert_eq!(contact.lists.len(), 1);
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_stream_has_each_contact_once_and_its_sub_resources() -> Result<()> {
    let (sandbox, client) = start().await?;
    let list = sandbox.add_list("News");
    for number in 0..120 {
        let contact = NewContact::new(format!("{number}@example.com"));
        sandbox.add_contact(if number % 3 == 0 {
            contact.lists([&list])
        } else {
            contact
        });
    }
    let all: Vec<_> = client.get_all_contacts().stream().try_collect().await?;
    assert_eq!(all.len(), 120);
    // Three pages of 50, the default.
    assert_eq!(sandbox.requests("GET /contacts"), 3);
    let members = client.get_all_contacts().lists([&list]).limit(7);
    let members = members.include([ContactInclude::ListMemberships]).stream();
    let members: Vec<_> = members.try_collect().await?;
    assert_eq!(members.len(), 40);
    assert!(
        members
            .iter()
            .all(|member| member.list_memberships == [list.as_str()])
    );
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_stream_of_a_segment_waits_until_it_is_ready() -> Result<()> {
    let (sandbox, client) = start().await?;
    let list = sandbox.add_list("News");
    sandbox.add_contact(NewContact::new("ada@example.com").lists([&list]));
    sandbox.add_contact("bob@example.com");
    let condition = json!({
        "source": "list_membership", "field": "list_id", "op": "eq", "value": list,
    });
    let criteria = json!({
        "version": "1.0.0",
        "criteria": { "type": "and", "group": [condition] },
    });
    let body = SegmentData::new("Readers", criteria.to_string());
    let segment = client.create_segment(body).await?;
    let id = segment.segment_id.ok_or("no id")?;
    let found: Vec<_> = client
        .get_all_contacts()
        .segment_id(id)
        .stream()
        .try_collect()
        .await?;
    assert_eq!(found.len(), 1);
    assert_eq!(sandbox.requests("GET /contacts"), 2);
    let segments: Vec<_> = client.get_all_segments().stream().try_collect().await?;
    assert_eq!(segments.len(), 1);
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn lists_tags_and_custom_fields_are_found_or_created() -> Result<()> {
    let (sandbox, client) = start().await?;
    let list = || client.find_or_create_list(ListInput::new("News")).send();
    let tag = || client.find_or_create_tag(TagPost::new("VIP")).send();
    let field = || {
        let field = CustomFieldRequest::new("Customer ID", CustomFieldType::String);
        client.find_or_create_custom_field(field).send()
    };
    assert_eq!(list().await?.list_id, list().await?.list_id);
    assert_eq!(tag().await?.tag_id, tag().await?.tag_id);
    assert_eq!(
        field().await?.custom_field_id,
        field().await?.custom_field_id
    );
    assert_eq!(field().await?.name.as_deref(), Some("customer_id"));
    for operation in [
        "POST /contact_lists",
        "POST /contact_tags",
        "POST /contact_custom_fields",
    ] {
        assert_eq!(sandbox.requests(operation), 1, "{operation}");
    }
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn streams_of_lists_tags_and_custom_fields_follow_their_links() -> Result<()> {
    let (sandbox, client) = start().await?;
    for number in 0..3 {
        let name = number.to_string();
        client.create_list(ListInput::new(&name)).await?;
        client.post_tag(TagPost::new(&name)).await?;
        let field = CustomFieldRequest::new(&name, CustomFieldType::String);
        client.create_custom_fields(field).await?;
    }
    let lists: Vec<_> = client
        .get_all_lists()
        .limit(1)
        .stream()
        .try_collect()
        .await?;
    let tags: Vec<_> = client
        .get_all_tags()
        .limit(1)
        .stream()
        .try_collect()
        .await?;
    let fields = client.get_all_custom_fields().limit(1).stream();
    let fields: Vec<_> = fields.try_collect().await?;
    assert_eq!([lists.len(), tags.len(), fields.len()], [3; 3]);
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn the_debug_form_of_a_contact_hides_the_person() -> Result<()> {
    let (sandbox, _) = start().await?;
    let new = NewContact::new("ada@example.com").name("Ada", "Lovelace");
    sandbox.add_contact(new.clone());
    let contact = sandbox.contacts().iter().next().ok_or("no contact")?;
    let text = format!("{new:?} {contact:?} {sandbox:?} {:?}", sandbox.contacts());
    for secret in ["ada@", "Ada", "Lovelace"] {
        assert!(!text.contains(secret), "{text}");
    }
    let missing = sandbox.contacts().by_email("bob@example.com").unwrap_err();
    assert!(!missing.to_string().contains("bob"));
    Ok(())
}

#[tokio::test]
async fn a_test_arranges_a_contact_again() -> Result<()> {
    let (sandbox, _) = start().await?;
    let ada = || NewContact::new("ada@example.com");
    let id = sandbox.add_contact(ada().unsubscribed_by_account());
    let state = || sandbox.contacts().by_email("Ada@example.com");
    assert_eq!(state()?.opt_out_source, Some("Account"));
    assert_eq!(sandbox.add_contact(ada().unsubscribed()), id);
    assert_eq!(state()?.opt_out_source, Some("Contact"));
    sandbox.add_contact(ada().explicit().lists(["News"]));
    let contact = state()?;
    assert_eq!(
        (contact.permission, contact.opt_out_source),
        ("explicit", None)
    );
    // A list that is not known is added by its name.
    assert_eq!(contact.lists, [sandbox.add_list("News")]);
    sandbox.add_contact(ada().deleted());
    assert_eq!((state()?.status, sandbox.contacts().len()), ("deleted", 0));
    assert_eq!(sandbox.contacts().iter().count(), 1);
    Ok(())
}
