use super::*;
use chrono::{DateTime, TimeDelta, Utc};

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

fn contacts(addresses: &[&str]) -> Contacts {
    let mut contacts = Contacts::default();
    for (number, address) in (1..).zip(addresses) {
        contacts.add(Contact::new(Id(number), Source::Account, now()));
        contacts.set_address(Id(number), address);
    }
    contacts
}

#[test]
fn a_contact_is_found_by_its_address_in_any_case() {
    let contacts = contacts(&["Ada@Example.com", "bob@example.com"]);
    for (address, id) in [
        ("ada@example.com", Some(Id(1))),
        (" ADA@example.com ", Some(Id(1))),
        ("bob@example.com", Some(Id(2))),
        ("eve@example.com", None),
    ] {
        let found = contacts.by_address(address).map(|contact| contact.id);
        assert_eq!(found, id, "{address}");
    }
}

#[test]
fn a_changed_address_is_the_only_one_that_finds_the_contact() {
    let mut contacts = contacts(&["ada@example.com"]);
    contacts.set_address(Id(1), "lovelace@example.com");
    assert!(contacts.by_address("ada@example.com").is_none());
    assert!(contacts.by_address("lovelace@example.com").is_some());
}

#[test]
fn an_opt_out_leaves_the_update_time_alone() {
    let mut contact = Contact::new(Id(1), Source::Account, now());
    contact.permit(Permission::Implicit, Source::Account, now());
    let later = now() + TimeDelta::days(1);
    contact.unsubscribe(Source::Contact, None, later);
    assert_eq!(contact.updated_at, now());
    assert_eq!(contact.address_updated_at, later);
    assert_eq!(contact.opt_out().unwrap().date, later);
    assert!(contact.has_opted_out());
}

#[test]
fn a_deleted_contact_leaves_its_lists_and_keeps_its_opt_out() {
    let mut contact = Contact::new(Id(1), Source::Account, now());
    contact.join(&[Id(7), Id(8), Id(7)]);
    assert_eq!(contact.lists, [Id(7), Id(8)]);
    contact.unsubscribe(Source::Contact, None, now());
    contact.delete(now());
    assert_eq!(contact.status(), Status::Deleted);
    assert_eq!(contact.lists, []);
    assert!(contact.has_opted_out());
}

#[test]
fn a_confirmation_brings_the_contact_back_to_the_lists_that_it_asked_for() {
    let mut contact = Contact::new(Id(1), Source::Account, now());
    contact.unsubscribe(Source::Contact, None, now());
    contact.details_mut().resubscribe = Some(vec![Id(7)]);
    contact.confirm(now());
    assert_eq!(contact.permission, Permission::Explicit);
    assert_eq!(contact.confirmation, Confirmation::Confirmed);
    assert_eq!(contact.lists, [Id(7)]);
    assert!(contact.opt_out().is_none());
    // There is still only one such mail.
    assert_eq!(contact.details_mut().resubscribe, Some(vec![]));
}

#[test]
fn the_debug_form_of_a_contact_hides_the_person() {
    let mut contact = Contact::new(Id(1), Source::Account, now());
    contact.address = Some("ada@example.com".into());
    contact.first_name = Some("Ada".into());
    let text = format!("{contact:?}");
    assert!(!text.to_lowercase().contains("ada"), "{text}");
}

#[test]
fn a_contact_is_small() {
    // A million contacts with names and a list need 400 MB with what they are found by.
    assert!(size_of::<Contact>() <= 184, "{}", size_of::<Contact>());
}
