use super::*;
use proptest::prelude::*;

const ID: &str = "0f4a3b1e-3772-11f1-9c2d-fa163e5bc304";

fn error(key: &str, message: &str) -> ApiError {
    ApiError {
        key: key.to_owned(),
        message: message.to_owned(),
    }
}

#[test]
fn only_the_id_of_a_contact_is_found_in_a_conflict() {
    let upper = ID.to_uppercase();
    let rows = [
        (format!("Email already exists for contact {ID}"), Some(ID)),
        (
            format!("Email already exists for contact {upper}."),
            Some(upper.as_str()),
        ),
        (format!("email exists (contact_id: {ID})"), Some(ID)),
        (format!("exists: Contact with the id '{ID}'"), Some(ID)),
        (format!("exists: contactId={ID}, list 1"), Some(ID)),
        (
            format!("list 11111111-3772-11f1-9c2d-fa163e5bc304 has contact {ID}"),
            Some(ID),
        ),
        (format!("Name already exists for list {ID}"), None),
        (format!("exists for contact_list {ID}"), None),
        (ID.to_owned(), None),
        (format!("exists for contact {ID}0"), None),
        (format!("exists for contact 0{ID}"), None),
        (format!("exists for contact {ID}-1"), None),
        (format!("exists for contact é{ID}"), None),
        (format!("exists for contact {}", &ID[..35]), None),
        (format!("exists for contact {}", ID.replace('f', "g")), None),
        (format!("exists for contact {}", ID.replace('-', "")), None),
        (
            "Validation failed: EmailAddress is not unique".to_owned(),
            None,
        ),
        (String::new(), None),
    ];
    for (message, expected) in &rows {
        let entries = [
            error("other", "text"),
            error("contacts.api.conflict", message),
        ];
        assert_eq!(existing_contact_id(&entries), *expected, "{message}");
    }
    assert_eq!(existing_contact_id(&[]), None);
}

proptest! {
    #[test]
    fn no_text_makes_the_search_panic(text in "\\PC{0,80}") {
        let _ = existing_contact_id(&[error("k", &text)]);
    }
}
