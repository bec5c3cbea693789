use super::*;
use crate::state::details::OWNER;
use chrono::TimeDelta;

pub(super) fn now() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().expect("a time")
}

pub(super) fn activity() -> Value {
    json!({
        "format_type": 5,
        "from_name": "Ada",
        "from_email": OWNER,
        "reply_to_email": OWNER,
        "subject": "News",
        "html_content": "<html><body>[[trackingImage]]<p>Hi</p></body></html>",
    })
}

fn campaign(name: &str) -> Value {
    json!({ "name": name, "email_campaign_activities": [activity()] })
}

/// Campaigns with one draft, and the ids of the campaign and its activity.
pub(super) fn draft() -> (Campaigns, Ids, String, String) {
    let (mut campaigns, mut ids) = (Campaigns::default(), Ids::default());
    let details = Details::default();
    let created = campaigns
        .create(&details, &mut ids, &campaign("First"), now())
        .expect("valid");
    let (id, activity) = (created.id.clone(), created.primary.id.clone());
    (campaigns, ids, id, activity)
}

#[test]
fn a_campaign_needs_a_free_name_and_one_activity() {
    let (mut campaigns, mut ids, ..) = draft();
    let details = Details::default();
    for (sent, is_conflict) in [
        (campaign("first"), true),
        (campaign(""), false),
        (campaign(&"x".repeat(81)), false),
        (
            json!({"name": "Second", "email_campaign_activities": []}),
            false,
        ),
        (
            json!({"name": "Second", "email_campaign_activities": [activity(), activity()]}),
            false,
        ),
    ] {
        let refusal = campaigns
            .create(&details, &mut ids, &sent, now())
            .expect_err("not valid");
        assert_eq!(
            matches!(refusal, Refusal::Conflict(_)),
            is_conflict,
            "{refusal:?}"
        );
    }
    campaigns
        .create(&details, &mut ids, &campaign(&"x".repeat(80)), now())
        .expect("the longest name");
}

#[test]
fn a_campaign_is_renamed_unless_another_has_the_name_or_it_is_removed() {
    let (mut campaigns, mut ids, id, _) = draft();
    let second = campaign("Second");
    campaigns
        .create(&Details::default(), &mut ids, &second, now())
        .expect("valid");
    let later = now() + TimeDelta::hours(1);
    let conflict = campaigns.rename(&id, &json!("Second"), later);
    assert!(matches!(conflict, Err(Refusal::Conflict(_))));
    campaigns
        .rename(&id, &json!("FIRST"), later)
        .expect("its own name");
    assert_eq!(campaigns.get(&id).expect("there").updated, later);
    campaigns.remove(&id, later).expect("a draft");
    assert!(campaigns.rename(&id, &json!("Third"), later).is_err());
}

#[test]
fn a_removed_campaign_is_listed_and_its_activities_are_not_found() {
    let (mut campaigns, _, id, activity) = draft();
    campaigns.remove(&id, now()).expect("a draft");
    assert_eq!(campaigns.get(&id).expect("listed").status(), "Removed");
    assert!(campaigns.with_activity(&activity).is_err());
    assert_eq!(campaigns.remove(&id, now()), Err(Refusal::NotFound));
}

#[test]
fn a_scheduled_campaign_cannot_be_deleted() {
    let (mut campaigns, _, id, activity) = draft();
    schedule(&mut campaigns, &activity);
    assert!(campaigns.remove(&id, now()).is_err());
    campaigns.unschedule(&activity, now()).expect("scheduled");
    campaigns.remove(&id, now()).expect("a draft again");
}

/// Schedules an activity for a list, an hour from now.
pub(super) fn schedule(campaigns: &mut Campaigns, id: &str) {
    let mut sent = activity();
    sent["contact_list_ids"] = json!([crate::id::Id(9).to_string()]);
    campaigns
        .put_activity(&Details::default(), id, &sent, now())
        .expect("valid");
    campaigns
        .schedule(id, &json!("2026-03-01T13:00:00Z"), now())
        .expect("valid");
}

#[test]
fn an_ab_test_belongs_to_a_draft_and_changes_the_type() {
    let (mut campaigns, _, id, activity) = draft();
    let valid = json!({"alternative_subject": "Other", "test_size": 5, "winner_wait_duration": 48});
    for (name, value, problem) in [
        (
            "alternative_subject",
            json!(""),
            "alternative_subject is missing",
        ),
        (
            "test_size",
            json!(4),
            "test_size does not have a valid value",
        ),
        (
            "test_size",
            json!(51),
            "test_size does not have a valid value",
        ),
        (
            "winner_wait_duration",
            json!(7),
            "winner_wait_duration does not have a valid value",
        ),
    ] {
        let mut sent = valid.clone();
        sent[name] = value;
        let refusal = campaigns.add_ab_test(&activity, &sent, now());
        assert_eq!(refusal, Err(Refusal::invalid(problem)));
    }
    let code =
        |campaigns: &Campaigns| campaigns.get(&id).expect("there").row()["type_code"].clone();
    campaigns
        .add_ab_test(&activity, &valid, now())
        .expect("valid");
    assert_eq!(code(&campaigns), 57);
    let second = campaigns.add_ab_test(&activity, &valid, now());
    assert!(matches!(second, Err(Refusal::Conflict(_))));
    campaigns.remove_ab_test(&activity, now()).expect("a draft");
    assert_eq!(code(&campaigns), 10);
    schedule(&mut campaigns, &activity);
    assert!(campaigns.add_ab_test(&activity, &valid, now()).is_err());
}

#[test]
fn test_mails_go_to_five_addresses_at_once_and_fifty_a_day() {
    let (mut campaigns, _, _, activity) = draft();
    let to = |count| json!({"email_addresses": vec!["ada@example.com"; count]});
    for count in [0, 6] {
        assert!(campaigns.send_test(&activity, &to(count), now()).is_err());
    }
    for _ in 0..10 {
        campaigns
            .send_test(&activity, &to(5), now())
            .expect("below the limit");
    }
    let more = campaigns.send_test(&activity, &to(1), now());
    assert!(matches!(more, Err(Refusal::TooMany(_))));
    assert_eq!(campaigns.tests_sent(), 50);
    let tomorrow = now() + TimeDelta::days(1);
    campaigns
        .send_test(&activity, &to(1), tomorrow)
        .expect("another day");
    assert_eq!(campaigns.tests_sent(), 1);
}

#[test]
fn only_a_primary_activity_is_changed_scheduled_and_tested() {
    let (mut campaigns, _, id, _) = draft();
    let permalink = campaigns.get(&id).expect("there").permalink.clone();
    let details = Details::default();
    let to = json!({"email_addresses": ["ada@example.com"]});
    let date = json!("0");
    for result in [
        campaigns.put_activity(&details, &permalink, &activity(), now()),
        campaigns.schedule(&permalink, &date, now()),
        campaigns.send_test(&permalink, &to, now()),
        campaigns.unschedule(&permalink, now()),
    ] {
        assert_eq!(
            result,
            Err(Refusal::invalid("the role is not primary_email"))
        );
    }
    assert_eq!(
        campaigns.unschedule("unknown", now()),
        Err(Refusal::NotFound)
    );
}
