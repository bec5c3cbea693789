//! What `Debug` of a type shows of a property. Texts are hidden by the types of the crate; this is the
//! rule for those that are not, because they are ids or times.

use super::facts::format;
use openapiv3::OpenAPI;

/// Ids that the partner or another system gives: a login or an address, as likely as not.
const OF_OTHERS: [&str; 2] = ["external_id", "partner_account_id"];

/// How the macro `object!` is told what to show besides numbers, booleans, enumerations and times.
pub(super) fn shown(api: &OpenAPI, schema: &str, property: &str) -> Option<&'static str> {
    by_name(property, format(api, schema, property))
}

fn by_name(property: &str, format: Option<&str>) -> Option<&'static str> {
    if property.contains("birth") || property.contains("anniversary") {
        // As a number and as a time too.
        return Some("presence");
    }
    if format == Some("uuid") {
        return Some("ids");
    }
    match property.rsplit('_').next()? {
        "id" | "ids" | "uuid" if !OF_OTHERS.contains(&property) => Some("ids"),
        "at" | "date" | "end" | "on" | "start" | "time" | "timestamp" => Some("times"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{by_name, shown};
    use crate::fixture::{Contract, definition, object};
    use serde_json::json;

    #[test]
    fn ids_and_times_are_shown() {
        for (property, expected) in [
            ("id", Some("ids")),
            ("contact_id", Some("ids")),
            ("registration_ids", Some("ids")),
            ("provision_uuid", Some("ids")),
            ("created_at", Some("times")),
            ("event_start", Some("times")),
            ("birthday_day", Some("presence")),
            ("birth_date", Some("presence")),
            ("external_id", None),
            ("email_address", None),
            ("name", None),
            ("paid", None),
            ("header_key", None),
        ] {
            assert_eq!(by_name(property, None), expected, "{property}");
        }
        assert_eq!(by_name("list_memberships", Some("uuid")), Some("ids"));
    }

    #[test]
    fn the_format_is_that_of_the_contract() {
        let id = json!({"type": "string", "format": "uuid"});
        let thing = object(json!({
            "one": id,
            "several": {"type": "array", "items": id},
            "other": {"type": "string"},
        }));
        let contract = Contract::new().definition("Thing", thing);
        let api = contract.answer(definition("Thing")).refined().unwrap().0;
        let of = |property: &str| shown(&api, "Thing", property);
        assert_eq!(
            (of("one"), of("several"), of("other")),
            (Some("ids"), Some("ids"), None)
        );
    }
}
