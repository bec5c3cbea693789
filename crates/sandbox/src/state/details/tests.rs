use super::*;

#[test]
fn a_postal_address_needs_the_members_of_its_country() {
    let base = json!({"address_line1": "1 Road", "city": "Town", "country_code": "US",
        "state_code": "MA", "postal_code": "02451"});
    for (name, value, expected) in [
        ("city", json!("Other"), None),
        ("city", json!(null), Some("city is missing")),
        ("state_code", json!(null), Some("state_code is missing")),
        (
            "state_name",
            json!("Massachusetts"),
            Some("state_name is not allowed for this country"),
        ),
        (
            "country_code",
            json!("DE"),
            Some(
                "state_code is not allowed for this country, postal_code is not allowed for this country",
            ),
        ),
        (
            "address_line2",
            json!("x".repeat(81)),
            Some("address_line2 is too long"),
        ),
    ] {
        let mut sent = base.clone();
        sent[name] = value;
        let refusal = Details::default().put_physical_address(&sent).err();
        assert_eq!(refusal, expected.map(Refusal::invalid), "{name}");
    }
}

#[test]
fn a_second_postal_address_conflicts_with_the_first() {
    let mut details = Details::default();
    let sent = json!({"address_line1": "2 Road", "city": "Town", "country_code": "DE"});
    assert!(matches!(
        details.add_physical_address(&sent),
        Err(Refusal::Conflict(_))
    ));
    details.remove_physical_address();
    details.add_physical_address(&sent).expect("none is there");
    assert_eq!(details.physical_address().expect("stored")["city"], "Town");
}

#[test]
fn a_summary_keeps_what_is_not_sent_and_takes_only_confirmed_addresses() {
    let mut details = Details::default();
    details
        .change_summary(&json!({"website": "https://new.example.com", "encoded_account_id": "x"}))
        .expect("valid");
    let summary = details.summary("a1", &[]);
    assert_eq!(summary["website"], "https://new.example.com");
    assert_eq!(summary["encoded_account_id"], "a1");
    assert_eq!(summary["contact_email"], OWNER);

    details.add_sender("new@example.com").expect("free");
    let change = json!({"contact_email": "new@example.com"});
    assert!(details.change_summary(&change).is_err());
    assert!(details.confirm("NEW@example.com", DateTime::UNIX_EPOCH));
    details.change_summary(&change).expect("confirmed");
    let without_state = json!({"country_code": "US"});
    assert!(details.change_summary(&without_state).is_err());
}

#[test]
fn an_address_is_confirmed_once_it_is_followed() {
    let mut details = Details::default();
    let new = details.add_sender("news@example.com").expect("free");
    assert_eq!((new.status(), new.id), ("UNCONFIRMED", 2));
    assert!(matches!(
        details.add_sender("News@example.com"),
        Err(Refusal::Conflict(_))
    ));
    assert!(!details.is_confirmed("news@example.com"));
    assert!(!details.confirm("other@example.com", DateTime::UNIX_EPOCH));
    assert!(details.confirm("news@example.com", DateTime::UNIX_EPOCH));
    assert!(details.is_confirmed("NEWS@example.com"));
}
