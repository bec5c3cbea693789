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

/// The setter of a parameter, as progenitor calls the field; `None` if there is none.
pub fn setter(parameter: &str) -> Option<String> {
    let plain = parameter.to_snake_case();
    [format!("{plain}_"), plain]
        .into_iter()
        .rev()
        .find(|name| !name.starts_with('_') && is_identifier(name))
}

/// What every builder has already, so that no parameter can be called that.
pub(crate) const BUILDER_MEMBERS: [&str; 9] = [
    "body",
    "call",
    "client",
    "new",
    "pages",
    "pages_from",
    "send",
    "stream",
    "stream_from",
];

/// Names that generated code itself relies on.
const TAKEN_TYPES: [&str; 12] = [
    "Box", "Default", "Err", "From", "Into", "None", "Ok", "Option", "Result", "Some", "String",
    "Vec",
];

/// Whether a type can have that name.
pub(crate) fn is_type_name(name: &str) -> bool {
    is_identifier(name) && !TAKEN_TYPES.contains(&name)
}

/// Whether Rust takes the name as it is; a keyword is none.
pub(crate) fn is_identifier(name: &str) -> bool {
    name != "_" && syn::parse_str::<syn::Ident>(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setters_avoid_keywords_and_refuse_what_is_no_name() {
        assert_eq!(setter("sort_by").as_deref(), Some("sort_by"));
        assert_eq!(setter("pageSize").as_deref(), Some("page_size"));
        assert_eq!(setter("type").as_deref(), Some("type_"));
        assert_eq!(setter("filter[a b]").as_deref(), Some("filter_a_b"));
        assert_eq!(
            (setter("1st"), setter(""), setter("[]")),
            (None, None, None)
        );
    }

    #[test]
    fn types_are_not_called_like_what_generated_code_relies_on() {
        assert!(is_type_name("Contact"));
        for name in ["Option", "Self", "1", "", "_", "a b"] {
            assert!(!is_type_name(name), "{name}");
        }
    }

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
