use super::*;
use chrono::TimeDelta;

const LINK: &str = "https://a.example";

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
}

/// An activity that was sent to the contacts 1 and 2.
fn sent(html: &str) -> Tracking {
    let content = Content {
        html: html.to_owned(),
        ..Content::default()
    };
    let recipients = [1, 2].map(|id| (Id(id), format!("{id}@example.com").into()));
    let mut tracking = Tracking::default();
    tracking.send("a", &content, recipients.to_vec(), at(0));
    tracking
}

fn tracked() -> Tracking {
    sent("<body>[[trackingImage]]<a href=\"https://a.example\">x</a></body>")
}

fn kinds(tracking: &Tracking) -> Vec<&'static str> {
    let tracked = tracking.of("a").expect("sent");
    tracked
        .newest_first()
        .map(|event| event.kind.name())
        .collect()
}

#[test]
fn an_event_needs_a_mail_that_was_sent_to_the_contact() {
    let mut tracking = tracked();
    let record = |tracking: &mut Tracking, activity, id| {
        tracking.record(activity, Id(id), Kind::Open, at(1))
    };
    assert_eq!(record(&mut tracking, "b", 1), Err(Impossible::NotSent));
    assert_eq!(record(&mut tracking, "a", 3), Err(Impossible::NotSent));
    assert_eq!(record(&mut tracking, "a", 1), Ok(()));
    assert!(tracking.was_opened("a", Id(1)) && !tracking.was_opened("a", Id(2)));
    assert!(tracking.was_sent("a", Id(2)) && !tracking.was_sent("a", Id(3)));
}

#[test]
fn the_first_click_is_an_opening_too() {
    let mut tracking = tracked();
    assert_eq!(
        tracking.link("a", "https://b.example"),
        Err(Impossible::NoLink)
    );
    let link = tracking.link("a", LINK).expect("in the mail");
    for minute in [1, 2] {
        tracking
            .record("a", Id(1), Kind::Click(link), at(minute))
            .expect("sent");
    }
    let expected = ["em_clicks", "em_clicks", "em_opens", "em_sends", "em_sends"];
    assert_eq!(kinds(&tracking), expected);
}

#[test]
fn without_the_tracking_image_only_a_click_shows_an_opening() {
    let mut tracking = sent("<body><a href=\"https://a.example\">x</a></body>");
    tracking
        .record("a", Id(1), Kind::Open, at(1))
        .expect("sent");
    assert!(!tracking.was_opened("a", Id(1)));
    tracking
        .record("a", Id(1), Kind::Click(0), at(2))
        .expect("sent");
    assert!(tracking.was_opened("a", Id(1)));
}

#[test]
fn events_are_in_the_order_of_their_times() {
    let mut tracking = tracked();
    tracking
        .record("a", Id(1), Kind::Forward, at(5))
        .expect("sent");
    tracking
        .record("a", Id(2), Kind::Open, at(3))
        .expect("sent");
    assert_eq!(kinds(&tracking)[..2], ["em_forwards", "em_opens"]);
    assert_eq!(tracking.of("a").expect("sent").refreshed, at(5));
    let of_contact = tracking.of_contact(Id(1));
    let of_contact: Vec<_> = of_contact
        .iter()
        .map(|(_, event)| event.kind.name())
        .collect();
    assert_eq!(of_contact, ["em_forwards", "em_sends"]);
}
