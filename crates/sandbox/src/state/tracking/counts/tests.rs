use super::*;
use crate::state::campaigns::content::Content;
use crate::state::tracking::Tracking;
use chrono::DateTime;

/// An activity that was sent to four contacts: one opened twice and clicked, one bounced, one opted out.
fn counts() -> Counts {
    let content = Content {
        html: "<body>[[trackingImage]]<a href=\"https://a.example\">x</a></body>".to_owned(),
        ..Content::default()
    };
    let at = DateTime::UNIX_EPOCH;
    let recipients = [1, 2, 3, 4].map(|id| (Id(id), "x@example.com".into()));
    let mut tracking = Tracking::default();
    tracking.send("a", &content, recipients.to_vec(), at);
    for (contact, kind) in [
        (1, Kind::Open),
        (1, Kind::Open),
        (1, Kind::Click(0)),
        (2, Kind::Bounce(Bounce::MailboxFull)),
        (3, Kind::OptOut(None)),
    ] {
        tracking.record("a", Id(contact), kind, at).expect("sent");
    }
    Counts::of(tracking.of("a").expect("sent"))
}

#[test]
fn contacts_are_counted_once_and_events_each() {
    let document = Value::Object(counts().activity_document());
    for (name, expected) in [
        ("em_sends", 4),
        ("em_opens", 1),
        ("em_opens_all", 2),
        ("em_clicks", 1),
        ("em_clicks_all", 1),
        ("em_bounces", 1),
        ("em_bounces_mailbox_full", 1),
        ("em_bounces_blocked", 0),
        ("em_optouts", 1),
        ("em_not_opened", 2),
    ] {
        assert_eq!(document[name], expected, "{name}");
    }
}

#[test]
fn percentages_refer_to_what_was_sent_delivered_or_opened() {
    let percents = Value::Object(counts().campaign_percents_document());
    for (name, expected) in [
        ("bounce", 25.0),
        ("open", 33.33),
        ("did_not_open", 66.67),
        ("unsubscribe", 33.33),
        ("click", 100.0),
        ("desktop_open", 100.0),
        ("mobile_open", 0.0),
    ] {
        assert_eq!(percents[name], expected, "{name}");
    }
    let none = Value::Object(Counts::default().percents_document());
    assert_eq!(none["open"], 0.0);
}

#[test]
fn the_counts_of_a_campaign_are_those_of_its_activities() {
    let document = Value::Object(counts().plus(counts()).activity_document());
    assert_eq!(document["em_sends"], 8);
    assert_eq!(document["em_bounces_mailbox_full"], 2);
}
