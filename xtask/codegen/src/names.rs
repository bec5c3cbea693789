//! How names of the contract become names in Rust.

use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};

/// The method of an operation: `x-sdk-methodName`, as in the vendor's own clients, else the
/// `operationId` without what a server framework appended to it (`UsingGET`, `_2`).
pub(crate) fn method(operation_id: &str, sdk_name: Option<&str>) -> String {
    sdk_name
        .unwrap_or_else(|| base(operation_id))
        .to_snake_case()
}

fn base(operation_id: &str) -> &str {
    let mut name = operation_id;
    if let Some((head, tail)) = name.rsplit_once('_')
        && !head.is_empty()
        && !tail.is_empty()
        && tail.bytes().all(|b| b.is_ascii_digit())
    {
        name = head;
    }
    for verb in ["get", "post", "put", "patch", "delete"] {
        let suffix = format!("using{verb}");
        if name.len() > suffix.len() && name.to_ascii_lowercase().ends_with(&suffix) {
            return &name[..name.len() - suffix.len()];
        }
    }
    name
}

/// The type of a definition, an inline object or an enumeration; `Dto` says nothing to a caller.
pub(crate) fn type_name(name: &str) -> String {
    let camel = name.to_upper_camel_case();
    match camel.strip_suffix("Dto") {
        Some(head) if !head.is_empty() => head.to_owned(),
        _ => camel,
    }
}

/// The type of something inside `parent`.
pub(crate) fn nested_type(parent: &str, part: &str) -> String {
    format!("{parent}{}", part.to_upper_camel_case())
}

/// The cargo feature of an area, from the tag of its operations.
pub fn feature(tag: &str) -> String {
    tag.to_kebab_case()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sdk_name_wins() {
        assert_eq!(
            method("getContacts", Some("getAllContacts")),
            "get_all_contacts"
        );
        assert_eq!(
            method("postContactsExport", Some("getCSVExportFile")),
            "get_csv_export_file"
        );
    }

    #[test]
    fn framework_suffixes_are_cut_in_any_case() {
        assert_eq!(method("getEvent_2", None), "get_event");
        assert_eq!(
            method("findRegistrationsUsingGET", None),
            "find_registrations"
        );
        assert_eq!(method("createThingUsingPost_1", None), "create_thing");
        assert_eq!(method("usingGet", None), "using_get");
        assert_eq!(method("_2", None), "2".to_snake_case());
    }

    #[test]
    fn areas_and_types_follow_the_tag_and_the_definition() {
        assert_eq!(
            feature("Email Campaigns AB Tests"),
            "email-campaigns-ab-tests"
        );
        assert_eq!(type_name("Next-2"), "Next2");
        assert_eq!(type_name("TicketSummaryDto"), "TicketSummary");
        assert_eq!(
            nested_type("ContactDelete", "list_ids"),
            "ContactDeleteListIds"
        );
    }
}
