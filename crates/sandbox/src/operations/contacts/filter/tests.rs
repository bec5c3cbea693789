use super::*;
use crate::id::Id;
use crate::state::contacts::{Contacts, Permission, Source};
use chrono::TimeDelta;
use url::form_urlencoded;

fn day(number: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(number)
}

/// Six contacts, each with something of its own.
fn contacts() -> Contacts {
    let mut contacts = Contacts::default();
    for (number, permission) in [
        (1, Permission::Implicit),
        (2, Permission::Explicit),
        (3, Permission::PendingConfirmation),
        (4, Permission::TempHold),
        (5, Permission::NotSet),
        (6, Permission::Implicit),
    ] {
        let created = day(number as i64);
        contacts.add(Contact::new(Id(number), Source::Account, created));
        contacts.set_address(Id(number), &format!("{number}@example.com"));
        let contact = contacts.get_mut(Id(number)).unwrap();
        contact.permit(permission, Source::Account, created);
    }
    let mut all: Vec<_> = contacts.iter_mut().collect();
    all[0].lists = vec![Id(10), Id(11)];
    all[1].lists = vec![Id(11)];
    all[1].updated_at = day(9);
    all[1].details_mut().tags = vec![Id(20)];
    all[4].unsubscribe(Source::Contact, None, day(8));
    all[5].delete(day(7));
    contacts
}

fn found(query: &str) -> Option<Vec<u64>> {
    let query: Vec<_> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let filter = Filter::read(Query(&query)).ok()?;
    let contacts = contacts();
    let found = contacts.iter().filter(|contact| filter.matches(contact));
    Some(found.map(|contact| contact.id.0).collect())
}

#[test]
fn a_search_finds_the_contacts_that_meet_all_conditions() {
    let [list, other, tag] = [10, 11, 20].map(|number| Id(number).to_string());
    for (query, expected) in [
        (String::new(), vec![1, 2, 3, 4, 5]),
        ("status=all".to_owned(), vec![1, 2, 3, 4, 5, 6]),
        ("status=active".to_owned(), vec![1, 2]),
        ("status=deleted".to_owned(), vec![6]),
        ("status=unsubscribed,temp_hold".to_owned(), vec![4, 5]),
        ("status=pending_confirmation".to_owned(), vec![3]),
        (format!("lists={other}"), vec![1, 2]),
        (format!("lists={list},{}", Id(99)), vec![1]),
        ("lists=none".to_owned(), vec![]),
        (format!("lists={other}&tags={tag}"), vec![2]),
        ("created_after=1970-01-02".to_owned(), vec![2, 3, 4, 5]),
        ("created_before=1970-01-03T00:00:00Z".to_owned(), vec![1]),
        ("updated_after=1970-01-07".to_owned(), vec![2]),
        // An opt-out does not move the time of the last update; it has a filter of its own.
        ("optout_after=1970-01-08".to_owned(), vec![5]),
        ("optout_after=1970-01-09T00:00:00Z".to_owned(), vec![]),
        ("optout_before=1970-01-09T00:00:01Z".to_owned(), vec![5]),
        ("sms_status=all".to_owned(), vec![]),
    ] {
        assert_eq!(found(&query), Some(expected), "{query}");
    }
}

#[test]
fn values_that_a_filter_does_not_take_are_refused() {
    for query in [
        "status=alive",
        "sms_status=maybe",
        "created_after=soon",
        // A plus sign that was not encoded.
        "updated_after=2026-01-01T00:00:00+01:00",
    ] {
        assert_eq!(found(query), None, "{query}");
    }
}
