//! Which properties hold something about a person or a secret. Their values stay out of `Debug`.

/// Names that say so by themselves.
const WHOLE: [&str; 19] = [
    "address",
    "anniversary",
    "birthday",
    "birthday_day",
    "birthday_month",
    "city",
    "content",
    "email",
    "first_name",
    "last_name",
    "name",
    "notes",
    "password",
    "postal_code",
    "state",
    "street",
    "street2",
    "value",
    "zip",
];

/// Parts that say so in any name.
const PARTS: [&str; 10] = [
    "address_line",
    "email_address",
    "login",
    "phone",
    "sms_address",
    "sms_number",
    "street",
    "contact_name",
    "secret",
    "attendee",
];

/// Types whose `name`, `state` and `value` say nothing about a person.
const IMPERSONAL: [&str; 3] = ["name", "state", "value"];

/// Whether the value of `property` of the type `owner` is kept out of `Debug`.
pub(super) fn is_personal(owner: &str, property: &str) -> bool {
    if IMPERSONAL.contains(&property) {
        return property == "value" && owner.contains("CustomField");
    }
    WHOLE.contains(&property)
        || property == "emails"
        || PARTS.iter().any(|part| property.contains(part))
        || ["home_", "work_", "other_", "mobile_"]
            .iter()
            .any(|place| property.starts_with(place))
        || property.ends_with("_first_name")
        || property.ends_with("_last_name")
        || property.ends_with("email")
}

#[cfg(test)]
mod tests {
    use super::is_personal;

    #[test]
    fn people_are_recognised_and_things_are_not() {
        for property in [
            "email",
            "email_address",
            "first_name",
            "phone_number",
            "home_city",
            "full_sms_address",
            "from_email",
            "contact_email",
            "password",
            "street2",
        ] {
            assert!(is_personal("Any", property), "{property}");
        }
        for property in [
            "list_id",
            "state",
            "name",
            "email_opens",
            "status",
            "created_at",
            "email_campaign_id",
            "em_sends",
            "emails_sent",
        ] {
            assert!(!is_personal("Any", property), "{property}");
        }
        assert!(is_personal("ContactCustomField", "value"));
    }
}
