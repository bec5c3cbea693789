//! An older and a newer build, derived from the contract by rule: what the report says of everything
//! in them, and that the way back restores every file.

use crate::tree::{Tree, contract, stderr, stdout};
use constant_contact_codegen::{Spec, overlay, read};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;

fn report(tree: &Tree, change: impl FnOnce(&mut Value)) -> Value {
    let output = tree.take_in(&tree.document(change), &["--dry-run", "--report", "json"]);
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

/// The changes as `effect subject element kind`, without what is said besides.
fn changes(report: &Value) -> BTreeSet<String> {
    let changes = report["changes"].as_array().unwrap().iter();
    changes
        .map(|change| {
            let parts = ["effect", "subject", "element", "kind"].map(|key| change[key].as_str());
            parts.map(Option::unwrap).join(" ")
        })
        .collect()
}

fn having<'a>(changes: &'a BTreeSet<String>, part: &str) -> Vec<&'a str> {
    let changes = changes.iter().map(String::as_str);
    changes.filter(|change| change.contains(part)).collect()
}

fn step(report: &Value) -> [&str; 2] {
    ["before_1.0.0", "from_1.0.0"].map(|when| report["step"][when].as_str().unwrap())
}

fn object<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Map<String, Value> {
    let value = document.pointer_mut(pointer).unwrap();
    value.as_object_mut().unwrap()
}

/// Names of definitions that no action of the overlay is about, in their order.
fn untouched(tree: &Tree) -> Vec<String> {
    let overlay = fs::read_to_string(tree.root().join("spec/overlay.yaml")).unwrap();
    let contract = contract(&tree.root());
    let names = contract["definitions"].as_object().unwrap().keys();
    names
        .filter(|name| !overlay.contains(*name))
        .cloned()
        .collect()
}

/// The area `Contact Tags` goes, and the last operation of each of three others.
fn older(document: &mut Value) {
    document["info"]["version"] = json!("3.0.100");
    let paths = object(document, "/paths");
    paths.retain(|_, item| !item.to_string().contains("\"tags\":[\"Contact Tags\"]"));
    for (path, verb) in [
        ("/segments/{segment_id}/name", "patch"),
        ("/contacts/resubscribe/{contact_id}", "put"),
        ("/partner/webhooks/subscriptions/{topic_id}", "delete"),
    ] {
        let item = paths[path].as_object_mut().unwrap();
        item.remove(verb).unwrap();
    }
    object(document, "/definitions/ContactList/properties")
        .remove("favorite")
        .unwrap();
}

#[test]
fn what_an_older_build_lacks_is_told_as_lost() {
    let tree = Tree::new();
    let report = report(&tree, older);
    let changes = changes(&report);
    assert_eq!(
        having(&changes, " area "),
        ["breaking area contact-tags removed"]
    );
    let operations = having(&changes, " operation ");
    assert_eq!(operations.len(), 5 + 3, "{operations:?}");
    for lost in ["update_segment_name", "delete_webhooks_subscriptions"] {
        let lost = format!("breaking operation {lost} removed");
        assert!(operations.contains(&&*lost), "{operations:?}");
    }
    assert!(changes.contains("breaking property ContactList.favorite removed"));
    assert!(having(&changes, " added").is_empty(), "{changes:?}");
    assert_eq!(step(&report), ["minor", "major"]);
    let gaps = report["gaps"].to_string();
    assert!(
        gaps.contains("words for the tag `Contact Tags`, which is gone"),
        "{gaps}"
    );
    assert!(!gaps.contains("has no words"), "{gaps}");
}

#[test]
fn what_a_newer_build_has_more_is_told_as_gained_and_the_way_back_restores_every_file() {
    let tree = Tree::new();
    let newest = tree.state();
    let output = tree.take_in(&tree.document(older), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(newest != tree.state(), "nothing was written");
    let swagger = tree.root().join("spec/swagger.yaml");
    let document = tree.raw(&newest[&swagger]);
    let dry = tree.take_in(&document, &["--dry-run", "--report", "json"]);
    let report: Value = serde_json::from_str(&stdout(&dry)).unwrap();
    let changes = changes(&report);
    assert_eq!(
        having(&changes, " area "),
        ["addition area contact-tags added"]
    );
    assert_eq!(having(&changes, " operation ").len(), 5 + 3);
    assert!(changes.contains("addition property ContactList.favorite added"));
    assert!(having(&changes, "breaking").is_empty(), "{changes:?}");
    assert_eq!(step(&report), ["patch", "minor"]);
    assert_eq!(report["gaps"], json!([]), "the words are there still");
    let back = tree.take_in(&document, &[]);
    assert!(back.status.success(), "{}", stderr(&back));
    assert!(newest == tree.state(), "the way back leaves a trace");
}

#[test]
fn a_scope_more_is_told_with_what_it_means() {
    let tree = Tree::new();
    let report = report(&tree, |document| {
        let segments = &mut document["paths"]["/segments"]["get"]["security"];
        for way in segments.as_array_mut().unwrap() {
            for scopes in way.as_object_mut().unwrap().values_mut() {
                scopes.as_array_mut().unwrap().push(json!("account_read"));
            }
        }
    });
    let [only] = &report["changes"].as_array().unwrap()[..] else {
        panic!("{report}")
    };
    assert_eq!(only["effect"], "invisible");
    let detail = only["detail"].as_str().unwrap();
    assert!(
        detail.starts_with("scopes contact_data → account_read contact_data; "),
        "{detail}"
    );
    assert!(detail.contains("403"), "{detail}");
    assert_eq!(step(&report), ["patch", "patch"]);
}

#[test]
fn new_enumerations_with_the_same_values_are_told_as_one_type_to_be() {
    let tree = Tree::new();
    let report = report(&tree, |document| {
        let moods = json!({"type": "string", "enum": ["glad", "sad"]});
        for definition in ["ContactList", "Tag", "CustomField"] {
            let properties = object(document, &format!("/definitions/{definition}/properties"));
            properties.insert("mood".to_owned(), moods.clone());
        }
    });
    let changes = report["changes"].as_array().unwrap().iter();
    let types: Vec<&Value> = changes
        .filter(|change| change["subject"] == "type")
        .collect();
    assert_eq!(types.len(), 3, "{types:?}");
    for added in types {
        let detail = added["detail"].as_str().unwrap();
        assert!(
            detail.starts_with("with the values of `") && detail.contains(" and `"),
            "{detail}"
        );
        assert!(detail.contains("x-type-name"), "{detail}");
    }
}

#[test]
fn definitions_renamed_without_a_change_on_the_wire_are_renamed_types_and_nothing_else() {
    let tree = Tree::new();
    let names: Vec<String> = untouched(&tree).into_iter().step_by(3).take(20).collect();
    assert_eq!(names.len(), 20);
    let report = report(&tree, |document| {
        for name in &names {
            let definitions = object(document, "/definitions");
            let definition = definitions.remove(name).unwrap();
            definitions.insert(format!("{name}Merged"), definition);
            let (from, to) = (
                format!("\"#/definitions/{name}\""),
                format!("\"#/definitions/{name}Merged\""),
            );
            *document = serde_json::from_str(&document.to_string().replace(&from, &to)).unwrap();
        }
    });
    let changes = changes(&report);
    let renamed = having(&changes, "breaking type ");
    assert_eq!(renamed.len(), changes.len(), "{changes:#?}");
    assert!(
        renamed.iter().all(|change| change.ends_with(" renamed")),
        "{renamed:#?}"
    );
    assert!(renamed.len() >= 10, "{renamed:#?}");
    assert!(
        report["changes"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("x-type-name")
    );
}

#[test]
fn new_operations_parameters_values_and_duties_are_told_with_what_they_ask_of_users() {
    let tree = Tree::new();
    let report = report(&tree, |document| {
        let lists = "/paths/~1contact_lists/get";
        let parameters = document
            .pointer_mut(&format!("{lists}/parameters"))
            .unwrap();
        let parameters = parameters.as_array_mut().unwrap();
        parameters.push(json!({"name": "colour", "in": "query", "type": "string"}));
        parameters
            .push(json!({"name": "owner", "in": "query", "type": "string", "required": true}));
        let mut copy = object(document, lists).clone();
        for (key, value) in [
            ("operationId", json!("getSurveys")),
            ("tags", json!(["Surveys"])),
        ] {
            copy.insert(key.to_owned(), value);
        }
        copy.remove("x-sdk-methodName");
        object(document, "/paths").insert("/surveys".to_owned(), json!({"get": copy}));
        let input = object(document, "/definitions/ContactCreateOrUpdateInput");
        input["properties"]["first_name"]["maxLength"] = json!(7);
        let required = input["required"].as_array_mut().unwrap();
        required.push(json!("last_name"));
        let edited = object(document, "/definitions/SegmentMaster/properties/edited_at");
        edited.insert("enum".to_owned(), json!(["today"]));
        edited.remove("format").unwrap();
    });
    let changes = changes(&report);
    for expected in [
        "addition area surveys added",
        "addition operation get_surveys added",
        "addition parameter get_all_lists.colour added",
        "addition parameter get_all_lists.owner added",
        "breaking property ContactCreateOrUpdateInput.last_name changed",
        "invisible property ContactCreateOrUpdateInput.first_name changed",
        "breaking property SegmentMaster.edited_at changed",
    ] {
        assert!(changes.contains(expected), "{expected} in {changes:#?}");
    }
    let details = report["changes"].to_string();
    assert!(
        details.contains("calls without it compile and end in an error"),
        "{details}"
    );
    let blockers = report["blockers"].to_string();
    assert!(blockers.contains("add `surveys = []`"), "{blockers}");
    let gaps = report["gaps"].to_string();
    for gap in [
        "tag `Surveys`",
        "operation `getSurveys`",
        "parameter `getLists.colour`",
    ] {
        assert!(
            gaps.contains(&format!("the {gap} has no words")),
            "{gap} in {gaps}"
        );
    }
}

#[test]
fn a_value_that_an_enumeration_gains_or_loses_is_told_with_its_type() {
    let tree = Tree::new();
    let place = "/paths/~1contact_lists/get/parameters";
    let report = report(&tree, |document| {
        let parameters = document.pointer_mut(place).unwrap().as_array_mut().unwrap();
        let status = parameters
            .iter_mut()
            .find(|one| one["name"] == "status")
            .unwrap();
        status["enum"] = json!(["active", "deleted", "asleep"]);
    });
    let changes = changes(&report);
    let values: Vec<&str> = having(&changes, " value ");
    assert!(
        values.iter().any(|value| value.ends_with(".asleep added")),
        "{changes:#?}"
    );
    assert!(
        values.iter().any(|value| value.ends_with(" removed")),
        "{changes:#?}"
    );
}

/// The provider corrects everything that the overlay corrects.
#[test]
fn corrections_that_the_provider_makes_are_told_as_needless_or_without_target() {
    let tree = Tree::new();
    let [_, file, _] = Spec::FILES;
    let bytes = fs::read(tree.root().join(file)).unwrap();
    let actions = overlay::read(file, &read::parse(file, &bytes).unwrap()).unwrap();
    let removals = read::parse(file, &bytes).unwrap()["actions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|action| action["remove"] == true)
        .count();
    let report = report(&tree, |document| {
        overlay::apply(file, &actions, document).unwrap();
    });
    assert_eq!(
        report["needless"].as_array().unwrap().len(),
        actions.len() - removals
    );
    assert_eq!(report["blockers"].as_array().unwrap().len(), removals);
    assert_eq!(report["changes"], json!([]), "the result is the same");
}

#[test]
fn a_conversion_that_would_erase_something_is_told_as_lost() {
    let tree = Tree::new();
    let report = report(&tree, |document| {
        object(document, "/definitions/ContactResource/properties").remove("anniversary");
    });
    let found = changes(&report);
    let lost = "breaking conversion From<Contact> for ContactPutRequest removed";
    assert!(found.contains(lost), "{found:?}");
    assert_eq!(step(&report), ["minor", "major"]);
}

#[test]
fn what_a_change_of_the_overlay_does_is_told_too() {
    let tree = Tree::new();
    let overlay = tree.root().join("spec/overlay.yaml");
    let text = fs::read_to_string(&overlay).unwrap();
    let renamed = text.replace("x-type-name: SmsChannel}", "x-type-name: SmsWay}");
    assert_ne!(text, renamed);
    fs::write(&overlay, renamed).unwrap();
    let found = changes(&report(&tree, |_| {}));
    assert!(
        found.contains("breaking type SmsChannel renamed"),
        "{found:?}"
    );
    let refreshed = tree.regen(&["--dry-run"]);
    let told = "breaking since the last time: type `SmsChannel` renamed: to `SmsWay`";
    assert!(stderr(&refreshed).contains(told), "{}", stderr(&refreshed));
}
