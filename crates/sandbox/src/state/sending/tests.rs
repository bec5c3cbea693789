use super::*;
use crate::id::Ids;
use crate::state::contacts::{Permission, Source};
use crate::state::lists::Segment;
use crate::state::tracking::Kind;
use serde_json::{Value, json};

fn at(hour: u32) -> DateTime<Utc> {
    format!("2026-03-01T{hour:02}:00:00Z")
        .parse()
        .expect("a time")
}

/// An account with contacts on the list 7, a draft for that list, and the id of its activity.
fn account(ids: &mut Ids) -> (Account, String) {
    let mut account = Account::default();
    for (address, permission, lists) in [
        ("ada@example.com", Permission::Explicit, vec![Id(7)]),
        ("bob@example.com", Permission::Unsubscribed, vec![Id(7)]),
        ("cleo@example.com", Permission::Implicit, vec![Id(8)]),
        ("dan@example.com", Permission::Implicit, vec![Id(7), Id(8)]),
    ] {
        add(&mut account, ids, address, permission, lists);
    }
    let owner = crate::state::details::OWNER;
    let content = json!({
        "format_type": 5, "from_name": "A", "from_email": owner, "reply_to_email": owner,
        "subject": "S", "html_content": "<body>[[trackingImage]]</body>",
        "contact_list_ids": [Id(7).to_string()],
    });
    let campaign = json!({"name": "First", "email_campaign_activities": [content]});
    let Account {
        campaigns, details, ..
    } = &mut account;
    let created = campaigns
        .create(details, ids, &campaign, at(0))
        .expect("valid");
    let activity = created.primary.id.clone();
    campaigns
        .put_activity(details, &activity, &content, at(0))
        .expect("valid");
    (account, activity)
}

fn add(
    account: &mut Account,
    ids: &mut Ids,
    address: &str,
    permission: Permission,
    lists: Vec<Id>,
) {
    let id = ids.id();
    let mut contact = Contact::new(id, Source::Account, at(0));
    contact.permission = permission;
    contact.lists = lists;
    account.contacts.add(contact);
    account.contacts.set_address(id, address);
}

fn sent_to(account: &Account, activity: &str) -> Vec<String> {
    let tracked = account.tracking.of(activity).expect("sent");
    let events = tracked.newest_first();
    let sends = events.filter(|event| event.kind == Kind::Send);
    let mut addresses: Vec<_> = sends.map(|event| event.email.to_string()).collect();
    addresses.sort();
    addresses
}

fn schedule(account: &mut Account, activity: &str, date: &str, now: DateTime<Utc>) {
    let date = Value::from(date);
    account
        .campaigns
        .schedule(activity, &date, now)
        .expect("valid");
}

#[test]
fn a_mail_goes_to_the_contacts_of_its_lists_who_may_be_mailed() {
    let mut ids = Ids::default();
    let (mut account, activity) = account(&mut ids);
    schedule(&mut account, &activity, "2026-03-01T05:00:00Z", at(0));
    account.send_due(&mut ids, at(4));
    assert!(account.tracking.of(&activity).is_none());
    account.send_due(&mut ids, at(5));
    assert_eq!(
        sent_to(&account, &activity),
        ["ada@example.com", "dan@example.com"]
    );
}

#[test]
fn a_second_sending_goes_to_new_contacts_only() {
    let mut ids = Ids::default();
    let (mut account, activity) = account(&mut ids);
    schedule(&mut account, &activity, "0", at(1));
    account.send_due(&mut ids, at(1));
    add(
        &mut account,
        &mut ids,
        "eve@example.com",
        Permission::Explicit,
        vec![Id(7)],
    );
    schedule(&mut account, &activity, "0", at(2));
    account.send_due(&mut ids, at(2));
    let (campaign, _) = account.campaigns.with_activity(&activity).expect("there");
    let counts: Vec<_> = campaign
        .primary
        .history
        .iter()
        .map(|one| one.count)
        .collect();
    assert_eq!(counts, [2, 1]);
}

#[test]
fn a_resend_goes_to_those_who_did_not_open() {
    let mut ids = Ids::default();
    let (mut account, activity) = account(&mut ids);
    let resend = json!({"resend_subject": "Again", "delay_minutes": 720});
    account
        .campaigns
        .add_resend(&activity, &mut ids, &resend, at(0))
        .expect("valid");
    schedule(&mut account, &activity, "0", at(1));
    account.send_due(&mut ids, at(1));
    let ada = account
        .contacts
        .by_address("ada@example.com")
        .expect("there")
        .id;
    account
        .tracking
        .record(&activity, ada, Kind::Open, at(2))
        .expect("sent");
    // Who did not get the first mail gets the resend too.
    add(
        &mut account,
        &mut ids,
        "eve@example.com",
        Permission::Explicit,
        vec![Id(7)],
    );
    account.send_due(&mut ids, at(13));
    let (campaign, _) = account.campaigns.with_activity(&activity).expect("there");
    let resend = campaign.resend.as_ref().expect("there").id.clone();
    assert_eq!(
        sent_to(&account, &resend),
        ["dan@example.com", "eve@example.com"]
    );
}

#[test]
fn a_mail_goes_to_the_contacts_of_its_segment() {
    let mut ids = Ids::default();
    let (mut account, activity) = account(&mut ids);
    let condition = json!({
        "source": "list_membership", "field": "list_id", "op": "eq", "value": Id(8).to_string(),
    });
    let segment = Segment {
        name: "Eight".to_owned(),
        criteria: json!({ "version": "1.0.0", "criteria": condition }).to_string(),
        is_evaluated: false,
        created_at: at(0),
        edited_at: at(0),
        is_deleted: false,
    };
    account.segments.insert(3, segment);
    let owner = crate::state::details::OWNER;
    let content = json!({
        "from_name": "A", "from_email": owner, "reply_to_email": owner, "subject": "S",
        "segment_ids": [3],
    });
    let put = account
        .campaigns
        .put_activity(&account.details, &activity, &content, at(0));
    put.expect("valid");
    schedule(&mut account, &activity, "0", at(1));
    account.send_due(&mut ids, at(1));
    assert_eq!(
        sent_to(&account, &activity),
        ["cleo@example.com", "dan@example.com"]
    );
}
