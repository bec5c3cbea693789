use super::super::tests::{draft, now, schedule};
use super::*;

#[test]
fn the_delay_is_in_days_or_minutes_and_the_days_win() {
    for (sent, expected) in [
        (json!({"delay_days": 1}), Some(1440)),
        (json!({"delay_days": 10}), Some(14_400)),
        (json!({"delay_days": 2, "delay_minutes": 720}), Some(2880)),
        (json!({"delay_minutes": 720}), Some(720)),
        (json!({"delay_minutes": 14_400}), Some(14_400)),
        (json!({"delay_days": 0}), None),
        (json!({"delay_days": 11}), None),
        (json!({"delay_minutes": 719}), None),
        (json!({"delay_minutes": 14_401}), None),
        (json!({}), None),
    ] {
        let minutes = Delay::read(&sent).map(Delay::minutes).ok();
        assert_eq!(minutes, expected, "{sent}");
    }
}

#[test]
fn a_draft_has_one_resend_with_the_id_draft() {
    let (mut campaigns, mut ids, id, activity) = draft();
    let sent = json!({"resend_subject": "Again", "delay_minutes": 1000});
    let without = json!({"delay_days": 1});
    assert!(
        campaigns
            .add_resend(&activity, &mut ids, &without, now())
            .is_err()
    );
    campaigns
        .add_resend(&activity, &mut ids, &sent, now())
        .expect("valid");
    let second = campaigns.add_resend(&activity, &mut ids, &sent, now());
    assert!(matches!(second, Err(Refusal::Conflict(_))));
    let document = campaigns.get(&id).expect("there").resends_document();
    assert_eq!(
        document,
        json!([{"resend_subject": "Again", "resend_request_id": "DRAFT", "delay_minutes": 1000}])
    );
    let wrong = campaigns.remove_resend(&activity, "389093", now());
    assert_eq!(wrong, Err(Refusal::NotFound));
    campaigns
        .remove_resend(&activity, "DRAFT", now())
        .expect("its id");
    let document = campaigns.get(&id).expect("there").resends_document();
    assert_eq!(document, json!([]));
}

#[test]
fn a_resend_is_due_so_long_after_the_first_sending_and_then_stays() {
    let (mut campaigns, mut ids, id, activity) = draft();
    let sent = json!({"resend_subject": "Again", "delay_days": 2});
    campaigns
        .add_resend(&activity, &mut ids, &sent, now())
        .expect("valid");
    schedule(&mut campaigns, &activity);
    let document = campaigns.get(&id).expect("there").resends_document();
    assert_eq!(document[0]["resend_status"], "SCHEDULED");
    assert_ne!(document[0]["resend_request_id"], "DRAFT");
    let first = now() + TimeDelta::hours(1);
    let due = campaigns.due(first).expect("the first sending");
    campaigns.sent(due, 2);
    let second = first + TimeDelta::days(2);
    assert_eq!(campaigns.due(second - TimeDelta::seconds(1)), None);
    let due = campaigns.due(second).expect("the resend");
    assert_eq!(due.role, activity::Role::Resend);
    campaigns.sent(due, 1);
    let campaign = campaigns.get(&id).expect("there");
    let document = campaign.resends_document();
    assert_eq!(document[0]["resend_status"], "DONE");
    assert_eq!(document[0]["resend_date"], "2026-03-03T13:00:00.000Z");
    assert_eq!(document[0]["delay_days"], 2);
    assert_eq!(campaign.last_sent(), Some(second));
    let request_id = document[0]["resend_request_id"].as_str().expect("an id");
    let refusal = campaigns.remove_resend(&activity, request_id, second);
    assert!(matches!(refusal, Err(Refusal::Conflict(_))));
}

#[test]
fn a_resend_that_is_set_up_too_late_is_due_at_once() {
    let (mut campaigns, mut ids, _, activity) = draft();
    schedule(&mut campaigns, &activity);
    let first = now() + TimeDelta::hours(1);
    let due = campaigns.due(first).expect("due");
    campaigns.sent(due, 2);
    let late = first + TimeDelta::days(20);
    let sent = json!({"resend_subject": "Again", "delay_days": 2});
    campaigns
        .add_resend(&activity, &mut ids, &sent, late)
        .expect("valid");
    assert_eq!(campaigns.due(late).map(|due| due.at), Some(late));
}
