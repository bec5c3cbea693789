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
fn methods_and_their_builders_do_not_hide_what_the_code_uses() {
    assert!(is_method("get_response"));
    for name in ["type", "2nd", "clone", "call", "response", "box_future"] {
        assert!(!is_method(name), "{name}");
    }
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
    // As progenitor spells it.
    assert_eq!(nested_type("U", "d"), "Ud");
}
