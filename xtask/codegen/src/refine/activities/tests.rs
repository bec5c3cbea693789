//! What becomes of jobs, and what of their parts cannot be one.

use crate::fixture::{Contract, component, definition, object};
use serde_json::{Value, json};

fn text() -> Value {
    json!({"type": "string"})
}

/// The properties of a job, and what else it has.
fn job(more: Value) -> Value {
    let mut properties = json!({"activity_id": text(), "state": text()});
    for (name, property) in more.as_object().unwrap() {
        properties[name] = property.clone();
    }
    object(properties)
}

/// A contract with two jobs, `Import` and `Export`.
fn two(import: Value, export: Value) -> Contract {
    Contract::new()
        .definition("Import", job(import))
        .definition("Export", job(export))
        .answer(definition("Import"))
        .operation(
            "get",
            "/exports",
            json!({"operationId": "export",
                "responses": {"200": {"schema": definition("Export")}}}),
        )
}

#[test]
fn jobs_become_one_type_with_the_properties_of_all() {
    let api = two(json!({"imported": text()}), json!({"exported": text()}));
    let api = api.refined().unwrap();
    assert_eq!(api.schemas(), ["Activity"]);
    let activity = api.schema("Activity")["properties"].clone();
    let names: Vec<_> = activity.as_object().unwrap().keys().collect();
    assert_eq!(names, ["activity_id", "exported", "imported", "state"]);
    assert_eq!(api.answer(), component("Activity"));
}

#[test]
fn jobs_in_a_list_are_the_same_type() {
    let rows = object(json!({"activities": {"type": "array", "items": job(json!({}))}}));
    let api = two(json!({}), json!({}))
        .definition("Export", rows)
        .refined()
        .unwrap();
    let items = api.at("/components/schemas/Export/properties/activities/items");
    assert_eq!(items, component("Activity"));
}

#[test]
fn an_object_without_id_or_state_is_no_job() {
    for name in ["activity_id", "state"] {
        let api = Contract::new()
            .definition("Other", object(json!({(name): text()})))
            .answer(definition("Other"))
            .refined()
            .unwrap();
        assert_eq!(api.schemas(), ["Other"]);
    }
}

#[test]
fn a_request_with_id_and_state_is_no_job() {
    let api = Contract::new().body(job(json!({}))).refined().unwrap();
    assert_eq!(api.schemas(), ["PostThingBody"]);
}

#[test]
fn objects_inside_are_folded_whether_inline_or_referenced() {
    let inline = object(json!({"items_total": {"type": "integer"}}));
    let api = two(
        json!({"status": inline}),
        json!({"status": definition("ExportStatus")}),
    )
    .definition(
        "ExportStatus",
        object(json!({"error_count": {"type": "integer"}})),
    )
    .refined()
    .unwrap();
    assert_eq!(api.schemas(), ["Activity", "ActivityStatus"]);
    let status = api.schema("ActivityStatus")["properties"].clone();
    let names: Vec<_> = status.as_object().unwrap().keys().collect();
    assert_eq!(names, ["error_count", "items_total"]);
    let place = api.at("/components/schemas/Activity/properties/status");
    assert_eq!(place, component("ActivityStatus"));
}

#[test]
fn an_object_of_which_nothing_is_said_is_folded_too() {
    for nothing in [json!({"type": "object"}), json!({})] {
        let known = object(json!({"items_total": {"type": "integer"}}));
        for (import, export) in [(&known, &nothing), (&nothing, &known)] {
            let jobs = two(json!({"status": import}), json!({"status": export}));
            let api = jobs.refined().unwrap();
            let place = api.at("/components/schemas/Activity/properties/status");
            assert_eq!(place, component("ActivityStatus"));
        }
    }
}

#[test]
fn an_enumeration_says_more_than_a_text() {
    let state = json!({"type": "string", "enum": ["done"], "x-type-name": "State"});
    for (import, export) in [(state.clone(), text()), (text(), state)] {
        let jobs = two(json!({"phase": import}), json!({"phase": export}));
        let phase = jobs
            .refined()
            .unwrap()
            .at("/components/schemas/Activity/properties/phase");
        assert_eq!(phase, component("State"));
    }
}

#[test]
fn complaints_are_messages_in_either_form() {
    let texts = json!({"type": "array", "items": text()});
    let objects = json!({"type": "array", "items": object(json!({"message": text()}))});
    let jobs = two(
        json!({"activity_errors": texts}),
        json!({"activity_errors": objects}),
    );
    let api = jobs.refined().unwrap();
    let place = api.at("/components/schemas/Activity/properties/activity_errors/items");
    assert_eq!(place, component("ActivityMessage"));
    assert_eq!(api.schema("ActivityMessage"), json!({}), "written by hand");
}

#[test]
fn an_object_in_two_places_of_a_job_is_one_type() {
    let list = json!({"type": "array", "items": definition("Count")});
    let counts = json!({"before": definition("Count"), "after": definition("Count"), "all": list});
    let api = two(counts.clone(), counts)
        .definition("Count", object(json!({"total": {"type": "integer"}})))
        .refined()
        .unwrap();
    assert_eq!(api.schemas(), ["Activity", "ActivityAfter"]);
    for place in ["before", "after", "all/items"] {
        let found = api.at(&format!("/components/schemas/Activity/properties/{place}"));
        assert_eq!(found, component("ActivityAfter"), "{place}");
    }
}

#[test]
fn a_job_may_contain_a_job_directly_or_through_another_object() {
    let api = two(
        json!({"parent": definition("Export"), "status": definition("Status")}),
        json!({"parent": definition("Import")}),
    )
    .definition("Status", object(json!({"of": definition("Import")})))
    .refined()
    .unwrap();
    assert_eq!(api.schemas(), ["Activity", "ActivityStatus"]);
    for place in ["Activity/properties/parent", "ActivityStatus/properties/of"] {
        let found = api.at(&format!("/components/schemas/{place}"));
        assert_eq!(found, component("Activity"), "{place}");
    }
}

#[test]
fn an_object_that_is_a_job_in_one_place_only_is_refused() {
    two(
        json!({"parent": definition("Export")}),
        json!({"parent": definition("Other")}),
    )
    .definition("Other", object(json!({"a": text()})))
    .refused(
        "/definitions/Export",
        "`parent` of the Activity objects is Activity in some and something else in others",
    );
}

#[test]
fn a_name_that_a_type_of_the_crate_has_is_refused_at_the_jobs() {
    let inner = object(json!({"a": text()}));
    two(json!({"message": inner}), json!({})).refused(
        "/definitions/Import/properties/message",
        "the type name ActivityMessage is needed for what ImportMessage have in common",
    );
}

#[test]
fn properties_of_different_kinds_are_refused() {
    let number = json!({"type": "integer"});
    let list = |items: &Value| json!({"type": "array", "items": items});
    let colour = json!({"type": "string", "enum": ["red"], "x-type-name": "Colour"});
    let inner = object(json!({"a": text()}));
    for (import, export) in [
        (text(), number.clone()),
        (list(&text()), list(&number)),
        (colour, inner),
    ] {
        two(json!({"odd": import}), json!({"odd": export})).refused(
            "/definitions/Import/properties/odd",
            "`odd` of Import has another type than in the other Activity objects",
        );
    }
}

#[test]
fn columns_of_any_name_stay_and_have_one_type_in_all_jobs() {
    let column = |kind: &str| json!({"cf:any": {"type": kind}});
    let api = two(json!({}), column("string")).refined().unwrap();
    assert_eq!(api.schema("Activity")["additionalProperties"], text());
    two(column("integer"), column("string")).refused(
        "/definitions/Import",
        "the columns of any name have another type in Import than in the other Activity objects",
    );
}

#[test]
fn another_type_called_activity_is_refused() {
    let jobs = two(json!({"x": definition("Activity")}), json!({}))
        .definition("Activity", object(json!({"a": text()})));
    jobs.refused(
        "/definitions/Activity",
        "the type name Activity is needed for what Export and Import have",
    );
}
