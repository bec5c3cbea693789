use super::super::tests::{draft, now, schedule};
use super::*;
use crate::state::details::Details;
use chrono::TimeDelta;

fn hours(hours: i64) -> DateTime<Utc> {
    now() + TimeDelta::hours(hours)
}

#[test]
fn an_activity_needs_an_audience_and_a_time_to_come() {
    let (mut campaigns, _, _, activity) = draft();
    let later = json!("2026-03-02");
    assert!(campaigns.schedule(&activity, &later, now()).is_err());
    schedule(&mut campaigns, &activity);
    assert!(campaigns.schedule(&activity, &later, now()).is_err());
    campaigns.unschedule(&activity, now()).expect("scheduled");
    for date in [json!(null), json!("soon"), json!("2026-02-28")] {
        let refusal = campaigns.schedule(&activity, &date, now());
        assert!(refusal.is_err(), "{date}");
    }
    campaigns
        .schedule(&activity, &later, now())
        .expect("a date");
}

#[test]
fn a_scheduled_activity_is_due_at_its_time_and_done_when_it_is_sent() {
    let (mut campaigns, _, id, activity) = draft();
    schedule(&mut campaigns, &activity);
    assert_eq!(campaigns.due(now()), None);
    let due = campaigns.due(hours(1)).expect("its time has come");
    assert_eq!((due.at, &due.activity), (hours(1), &activity));
    campaigns.sent(due, 3);
    let campaign = campaigns.get(&id).expect("there");
    assert_eq!(campaign.status(), "Done");
    assert_eq!(campaign.schedules_document(), json!([]));
    assert_eq!(campaign.primary.history[0].count, 3);
    assert_eq!(campaigns.due(hours(100)), None);
}

#[test]
fn unscheduling_restores_the_status() {
    let (mut campaigns, _, id, activity) = draft();
    schedule(&mut campaigns, &activity);
    campaigns.unschedule(&activity, now()).expect("scheduled");
    assert_eq!(campaigns.get(&id).expect("there").status(), "Draft");
    assert!(campaigns.unschedule(&activity, now()).is_err());
    schedule(&mut campaigns, &activity);
    let due = campaigns.due(hours(1)).expect("due");
    campaigns.sent(due, 1);
    campaigns
        .schedule(&activity, &json!("2026-03-05"), hours(1))
        .expect("a second sending");
    campaigns
        .unschedule(&activity, hours(1))
        .expect("scheduled");
    assert_eq!(campaigns.get(&id).expect("there").status(), "Done");
}

#[test]
fn what_was_sent_is_not_changed() {
    let (mut campaigns, _, _, activity) = draft();
    schedule(&mut campaigns, &activity);
    let put = |campaigns: &mut Campaigns| {
        let sent = super::super::tests::activity();
        campaigns.put_activity(&Details::default(), &activity, &sent, now())
    };
    assert!(put(&mut campaigns).is_err());
    let due = campaigns.due(hours(1)).expect("due");
    campaigns.sent(due, 1);
    assert!(put(&mut campaigns).is_err());
}
