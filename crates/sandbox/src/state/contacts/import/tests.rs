use super::*;
use crate::state::activities::Rows;
use crate::state::lists::{Choice, CustomField, List};
use chrono::{NaiveDate, TimeZone};
use serde_json::Value;

/// An account with lists and a custom field of each form, and what imports into it.
struct Import {
    account: Account,
    ids: Ids,
    lists: Vec<Id>,
    is_sms_explicit: bool,
}

fn now() -> DateTime<Utc> {
    Utc.timestamp_opt(1_700_000_000, 0).unwrap()
}

impl Import {
    fn new() -> Self {
        let (mut account, mut ids) = (Account::default(), Ids::default());
        let list = ids.id();
        account.lists.insert(list, List::new("Spring", now()));
        for (name, choices) in [("size", vec![]), ("colour", vec!["red", "green"])] {
            let choices = (1..).zip(choices).map(|(id, label)| Choice {
                id,
                label: label.to_owned(),
                order: id,
                created_at: now(),
                updated_at: now(),
            });
            let field = CustomField {
                label: name.to_owned(),
                name: name.to_owned(),
                kind: "string".to_owned(),
                version: 1,
                metadata: Value::Null,
                choices: choices.collect(),
                created_at: now(),
                updated_at: now(),
            };
            account.custom_fields.insert(ids.id(), field);
        }
        Self {
            account,
            ids,
            lists: vec![list],
            is_sms_explicit: false,
        }
    }

    fn row(&mut self, fields: &[(&str, &str)]) -> Result<Imported, String> {
        let columns = fields.iter().map(|(name, _)| (*name).to_owned());
        let mut rows = Rows::new(columns.collect());
        rows.push(fields.iter().map(|(_, value)| *value));
        let options = ImportOptions {
            lists: self.lists.clone(),
            is_sms_explicit: self.is_sms_explicit,
        };
        let row = rows.iter().next().unwrap();
        self.account.import_row(&mut self.ids, row, &options, now())
    }

    fn ada(&self) -> &Contact {
        self.account.contacts.by_address("ada@example.com").unwrap()
    }
}

const ADA: (&str, &str) = ("email", "ada@example.com");

#[test]
fn a_new_contact_has_an_implicit_permission_of_the_account() {
    let mut import = Import::new();
    assert!(
        import
            .row(&[ADA, ("first_name", "Ada")])
            .unwrap()
            .is_on_lists
    );
    let ada = import.ada();
    assert_eq!(ada.permission, Permission::Implicit);
    assert_eq!(ada.opt_in_source, Source::Account);
    assert_eq!(ada.first_name.as_deref(), Some("Ada"));
    assert_eq!(ada.lists, import.lists);
}

#[test]
fn an_existing_contact_keeps_what_the_row_does_not_have() {
    let mut import = Import::new();
    let whole = [
        ADA,
        ("first_name", "Ada"),
        ("job_title", "Analyst"),
        ("cf:size", "7"),
        ("street", "12 St James Square"),
        ("city", "London"),
        ("phone", "555-555-5555"),
        ("birthday_month", "12"),
        ("birthday_day", "10"),
    ];
    import.row(&whole).unwrap();
    let id = import.ada().id;
    // Another case of the address, a blank cell, and one part of the address.
    import
        .row(&[
            ("email", "ADA@example.com"),
            ("first_name", ""),
            ("city", "Ockham"),
        ])
        .unwrap();
    let ada = import.ada();
    assert_eq!(ada.id, id);
    assert_eq!(ada.first_name.as_deref(), Some("Ada"));
    let details = ada.details.as_ref().unwrap();
    assert_eq!(details.job_title.as_deref(), Some("Analyst"));
    assert_eq!(details.birthday, Some((12, 10)));
    assert_eq!(details.custom_fields[0].value.as_deref(), Some("7"));
    assert_eq!(&*details.phones[0].kind, "other");
    let [home] = &details.addresses[..] else {
        panic!("one address")
    };
    assert_eq!(home.street.as_deref(), Some("12 St James Square"));
    assert_eq!(home.city.as_deref(), Some("Ockham"));
    assert_eq!(&*home.kind, "home");
}

#[test]
fn a_contact_that_has_unsubscribed_is_updated_and_not_put_on_lists() {
    for source in [Source::Contact, Source::Account] {
        let mut import = Import::new();
        let lists = std::mem::take(&mut import.lists);
        import.row(&[ADA]).unwrap();
        let id = import.ada().id;
        let ada = import.account.contacts.get_mut(id).unwrap();
        ada.unsubscribe(source, None, now());
        import.lists = lists;
        let imported = import.row(&[ADA, ("first_name", "Ada")]).unwrap();
        assert!(!imported.is_on_lists);
        let ada = import.ada();
        assert_eq!(ada.permission, Permission::Unsubscribed);
        assert_eq!(ada.first_name.as_deref(), Some("Ada"));
        assert!(ada.lists.is_empty());
    }
}

#[test]
fn a_deleted_contact_is_revived() {
    let mut import = Import::new();
    import.row(&[ADA]).unwrap();
    let id = import.ada().id;
    import.account.contacts.get_mut(id).unwrap().delete(now());
    import.row(&[ADA]).unwrap();
    let ada = import.ada();
    assert_eq!((ada.id, ada.is_deleted(), ada.lists.len()), (id, false, 1));
}

#[test]
fn a_contact_is_on_fifty_lists_at_most() {
    let mut import = Import::new();
    import.lists = (1..=50).map(|_| import.ids.id()).collect();
    assert!(import.row(&[ADA]).unwrap().is_on_lists);
    import.lists = vec![import.ids.id()];
    assert!(!import.row(&[ADA]).unwrap().is_on_lists);
    assert_eq!(import.ada().lists.len(), 50);
}

#[test]
fn the_parts_of_a_row_are_kept_where_they_belong() {
    let mut import = Import::new();
    let row = [
        ADA,
        ("home_street", "1 Main"),
        ("home_street2", "Apt. 2"),
        ("work_city", "Rome"),
        ("other_zip", "60609"),
        ("home_phone", "1"),
        ("work_phone", "2"),
        ("mobile_phone", "3"),
        ("other_phone", "4"),
        ("cf:colour", "green"),
        ("cf:unknown", "x"),
    ];
    import.row(&row).unwrap();
    let details = import.ada().details.as_ref().unwrap();
    let kinds: Vec<_> = details.addresses.iter().map(|one| &*one.kind).collect();
    assert_eq!(kinds, ["home", "work", "other"]);
    assert_eq!(
        details.addresses[0].street.as_deref(),
        Some("1 Main Apt. 2")
    );
    let phones: Vec<_> = details.phones.iter().map(|one| &*one.number).collect();
    assert_eq!(phones, ["1", "2", "3"], "three at most");
    let [colour] = &details.custom_fields[..] else {
        panic!("the unknown field is ignored")
    };
    assert_eq!((colour.value.as_deref(), &*colour.choices[0]), (None, "2"));
}

#[test]
fn consent_to_text_messages_needs_a_permission_and_a_date() {
    let date = ("sms_consent_date", "07/03/2024");
    for (is_explicit, row, permission) in [
        (
            true,
            vec![("sms_number", "508-123-1235"), date],
            SmsPermission::Explicit,
        ),
        (
            true,
            vec![("sms_number", "508-123-1235")],
            SmsPermission::NotSet,
        ),
        (
            false,
            vec![("sms_number", "508-123-1235"), date],
            SmsPermission::NotSet,
        ),
    ] {
        let mut import = Import::new();
        import.is_sms_explicit = is_explicit;
        import.row(&row).unwrap();
        let contact = import.account.contacts.by_sms("15081231235").unwrap();
        assert_eq!(
            contact.sms_permission(),
            Some(permission),
            "{is_explicit} {row:?}"
        );
        assert_eq!(contact.address(), None);
    }
}

#[test]
fn a_number_belongs_to_one_contact() {
    let mut import = Import::new();
    let number = ("sms_number", "5081231235");
    import.row(&[number]).unwrap();
    // The contact gets the address, since it has none.
    import.row(&[ADA, number]).unwrap();
    assert_eq!(import.account.contacts.iter().count(), 1);
    assert_eq!(import.ada().permission, Permission::Implicit);
    let other = import.row(&[("email", "grace@example.com"), number]);
    assert!(other.is_err_and(|problem| problem.contains("another contact")));
    assert_eq!(
        import.account.contacts.iter().count(),
        1,
        "nothing is left of the row"
    );
}

#[test]
fn a_row_with_a_problem_changes_nothing_and_the_message_has_none_of_its_data() {
    let long = "x".repeat(51);
    for (row, words) in [
        (
            vec![("first_name", "Ada")],
            "email and sms_number are missing",
        ),
        (vec![("email", "ada")], "email does not have"),
        (vec![("email", "@example.com")], "email does not have"),
        (vec![("email", "ada@example")], "email does not have"),
        (vec![("email", "ada@example..com")], "email does not have"),
        (vec![("email", "a da@example.com")], "email does not have"),
        (
            vec![ADA, ("first_name", &long)],
            "first_name has more than 50",
        ),
        (vec![ADA, ("birthday_day", "1")], "birthday"),
        (
            vec![ADA, ("birthday_day", "1"), ("birthday_month", "13")],
            "birthday",
        ),
        (
            vec![ADA, ("anniversary", "soon")],
            "anniversary is not a date",
        ),
        (
            vec![ADA, ("sms_number", "+44 20 7946 0000")],
            "not a US number",
        ),
        (
            vec![ADA, ("cf:colour", "blue")],
            "cf:colour is not a choice",
        ),
    ] {
        let mut import = Import::new();
        let problem = import.row(&row).err().unwrap();
        assert!(problem.contains(words), "{row:?}: {problem}");
        assert!(!problem.contains("ada@example"), "{problem}");
        assert_eq!(import.account.contacts.iter().count(), 0, "{row:?}");
    }
}

#[test]
fn dates_are_read_in_the_documented_forms() {
    let day = NaiveDate::from_ymd_opt(2024, 7, 3);
    for text in [
        "07/03/2024",
        "7/3/2024",
        "2024/07/03",
        "2024/7/3",
        "2024-07-03",
        "2024-7-3",
        "7-3-2024",
        "7-03-2024",
    ] {
        assert_eq!(date(text), day, "{text}");
    }
    for text in [
        "",
        "2024",
        "03.07.2024",
        "13/13/2024",
        "24-7-3",
        "2024-02-30",
    ] {
        assert_eq!(date(text), None, "{text}");
    }
}
