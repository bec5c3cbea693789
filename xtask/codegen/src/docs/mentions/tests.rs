use super::super::read;
use super::*;
use crate::fixture::{Contract, object};
use serde_json::json;

fn model() -> Model {
    let kind = json!({"type": "string", "enum": ["one_kind"], "x-type-name": "Kind"});
    let thing =
        object(json!({"a_part": {"type": "string"}, "aShape": {"type": "string"}, "kind": kind}));
    let parameter = json!({"name": "thing_id", "in": "query", "type": "string"});
    let contract = Contract::new().operation(
        "get",
        "/a",
        json!({"parameters": [parameter], "security": [{"oauth2_implicit": ["thing_read"]}],
            "responses": {"200": {"schema": thing}}}),
    );
    contract.model().unwrap()
}

#[test]
fn names_that_are_gone_are_told_with_their_place() {
    let known = "`get_thing` `thing_id` `thing_read` `a_part` `aShape` `a_shape` `one_kind`";
    let others = "`word` `A_B` `a_b()` a_b `kebab-case` `Client::get_all`\n```\n`not_this`\n```\n";
    let docs = json!({
        "tags": {"Things": known},
        "operations": {"getThing": {
            "summary": "Reads `an_old_one`.", "description": others,
            "parameters": {"thing_id": "As in `old_1`."},
        }},
        "properties": {"a_part": "`from_elsewhere`", "aShape": "`anOld` `PascalCase`"},
        "schemas": {"Thing": {
            "description": "`old_1` and `old_2`", "properties": {"a_part": "`old_3`"},
        }},
        "foreign": ["from_elsewhere", "needed_by_nobody", "thing_id"],
    });
    let docs = read("d", &docs).unwrap();
    let told = [
        ("operations.getThing", "an_old_one"),
        ("operations.getThing.thing_id", "old_1"),
        ("properties.aShape", "anOld"),
        ("schemas.Thing", "old_1"),
        ("schemas.Thing", "old_2"),
        ("schemas.Thing.a_part", "old_3"),
    ]
    .map(|(place, name)| {
        format!("the words at `{place}` speak of `{name}`, which the contract does not have")
    });
    let needless = ["needed_by_nobody", "thing_id"]
        .map(|name| format!("`{name}` is listed as foreign, and no words need it"));
    assert_eq!(
        gaps(&docs, &model(), &BTreeSet::new()),
        [&told[..], &needless[..]].concat()
    );
}
