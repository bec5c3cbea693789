use super::Names;
use crate::fixture::{Contract, definition, object};
use serde_json::json;

fn linked(text: &str) -> String {
    let kind = json!({"type": "string", "enum": ["Contact", "b"], "x-type-name": "Kind"});
    let contract = Contract::new()
        .definition("Contact", object(json!({"kind": kind})))
        .definition("Thing", object(json!({"of": definition("Contact")})))
        .body(definition("Thing"));
    Names::of(&contract.model().unwrap()).linked(text)
}

#[test]
fn methods_and_types_are_led_to() {
    assert_eq!(
        linked("See `post_thing`, `Client::post_thing` and `Thing`."),
        "See [`post_thing`](crate::Client::post_thing), \
             [`Client::post_thing`](crate::Client::post_thing) and [`Thing`](crate::types::Thing)."
    );
}

#[test]
fn everything_else_stays_as_it_is() {
    for text in [
        "a `name`, a `value`",
        "by the person (`Contact`)",
        "`Client::gone` and `gone_thing`",
        "[`Thing`](elsewhere)",
        "an open ` mark",
        "```\nlet x = `Thing`;\n```",
    ] {
        assert_eq!(linked(text), text);
    }
}

#[test]
fn methods_written_by_hand_are_led_to_where_their_area_is() {
    let contract =
        Contract::new().operation("get", "/things", json!({"tags": ["Bulk Activities"]}));
    let names = Names::of(&contract.model().unwrap());
    let text = names.linked("`Client::import_csv`");
    assert_eq!(text, "[`Client::import_csv`](crate::Client::import_csv)");
}

#[test]
fn parameters_and_properties_are_called_as_in_rust() {
    let kind = json!({"type": "string", "enum": ["aValue"], "x-type-name": "Kind"});
    let thing = object(json!({"colourOfAll": {"type": "string"}, "aValue": kind, "plain": kind}));
    let names = Names::of(&Contract::new().body(thing).model().unwrap());
    assert_eq!(
        names.linked("`colourOfAll`, `colour_of_all`, `aValue` and `plain`; colourOfAll"),
        "`colour_of_all`, `colour_of_all`, `aValue` and `plain`; colourOfAll"
    );
}
