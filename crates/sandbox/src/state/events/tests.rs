use super::*;
use registration::Ticket;

fn now() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().expect("a time")
}

fn events() -> (Events, Ids, String) {
    let (mut events, mut ids) = (Events::default(), Ids::default());
    let created = events.create(&mut ids, Some("Party"), None, None, now());
    let id = created.expect("valid").id.clone();
    (events, ids, id)
}

fn set_status(events: &mut Events, id: &str, status: &str) {
    let event = events.get_mut(id).expect("there");
    event.document.insert("status".to_owned(), json!(status));
}

#[test]
fn a_new_event_is_a_draft_of_an_hour_with_a_name_of_its_own() {
    let (mut events, mut ids, id) = events();
    let document = events.get(&id).expect("there").document(true);
    assert_eq!(document["status"], "DRAFT");
    assert_eq!(document["event_start"], "2026-03-31T12:00:00.000Z");
    assert_eq!(document["event_end"], "2026-03-31T13:00:00.000Z");
    assert!(
        events
            .create(&mut ids, Some("party"), None, None, now())
            .is_err()
    );
    let unnamed = events.create(&mut ids, None, None, None, now());
    assert_eq!(unnamed.expect("valid").text("name"), "Event 2");
    let ended = events.create(
        &mut ids,
        Some("Past"),
        Some(now()),
        Some(now() - TimeDelta::hours(1)),
        now(),
    );
    assert!(ended.is_err());
}

#[test]
fn drafts_and_active_events_are_changed_and_deleted_ones_are_not_copied() {
    let (mut events, mut ids, id) = events();
    for (status, is_changed, is_copied) in [
        ("DRAFT", true, true),
        ("ACTIVE", true, true),
        ("COMPLETE", false, true),
        ("CANCELLED", false, true),
        ("DELETED", false, false),
    ] {
        set_status(&mut events, &id, status);
        let patched = events.patch(&id, &json!({"title": status}), now());
        assert_eq!(patched.is_ok(), is_changed, "{status}");
        let copied = events.copy(&mut ids, &id, status, &[], now());
        assert_eq!(copied.is_ok(), is_copied, "{status}");
        if let Ok((copy, _)) = copied {
            assert_eq!(copy.status(), "DRAFT");
            assert_ne!(copy.id, id);
        }
    }
}

#[test]
fn a_patch_keeps_what_is_not_sent_and_what_is_read_only() {
    let (mut events, _, id) = events();
    let sent = json!({"title": "New", "event_id": "other", "status": "ACTIVE"});
    events.patch(&id, &sent, now()).expect("a draft");
    let document = events.get(&id).expect("there").document(false);
    assert_eq!(document["title"], "New");
    assert_eq!(document["name"], "Party");
    assert_eq!(document["event_id"], id);
    assert_eq!(document["active_time"], "2026-03-01T12:00:00.000Z");
}

#[test]
fn tickets_are_checked_in_unless_their_registration_is_cancelled() {
    let (mut events, _, id) = events();
    let ticket = Ticket {
        key: "k1".to_owned(),
        checked_in: None,
    };
    let registration = Registration {
        id: "r1".to_owned(),
        email: "ada@example.com".to_owned(),
        at: now(),
        status: "REGISTERED".to_owned(),
        payment: "PENDING".to_owned(),
        price: 10.0,
        tickets: vec![ticket],
    };
    let event = events.get_mut(&id).expect("there");
    event.registrations.push(registration);
    assert!(event.check_in(&["k1"], Some(now())).is_err(), "a draft");
    set_status(&mut events, &id, "ACTIVE");
    let event = events.get_mut(&id).expect("there");
    for keys in [&[][..], &["k2"], &["k1", "k2"]] {
        assert!(event.check_in(keys, Some(now())).is_err(), "{keys:?}");
    }
    event.check_in(&["k1"], Some(now())).expect("active");
    assert_eq!(
        event.registrations[0].row("t")["checkin_status"],
        "CHECKED_IN"
    );
    event.registrations[0].status = "CANCELED".to_owned();
    assert!(event.check_in(&["k1"], Some(now())).is_err());
    event.check_in(&["k1"], None).expect("it is undone");
    assert_eq!(
        event.registrations[0].row("t")["checkin_status"],
        "NOT_CHECKED_IN"
    );
}
