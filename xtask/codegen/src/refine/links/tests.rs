use crate::fixture::{Contract, component, definition, object};
use serde_json::{Value, json};

fn href() -> Value {
    object(json!({"href": {"type": "string"}}))
}

/// A page whose links have this schema, and the link definitions of a merge tool.
fn page(links: Value) -> Contract {
    Contract::new()
        .definition("Next-2", href())
        .definition("Link", href())
        .definition("Rows", object(json!({"_links": links})))
        .answer(definition("Rows"))
}

fn links_of(contract: &Contract) -> Value {
    let api = contract.refined().unwrap();
    api.at("/components/schemas/Rows/properties/_links")
}

#[test]
fn links_are_one_type_whatever_their_name() {
    for schema in [href(), definition("Next-2"), definition("Link")] {
        let contract = page(schema);
        assert_eq!(links_of(&contract), component("Link"));
        let api = contract.refined().unwrap();
        assert_eq!(api.schema("Link"), json!({}), "written by hand");
        assert_eq!(api.schemas(), ["Link", "Rows"]);
    }
}

#[test]
fn links_of_a_page_are_one_type_with_all_directions() {
    let next = object(json!({"next": definition("Next-2")}));
    let all = object(json!({"self": definition("Link"), "next": href(),
        "first": definition("Link"), "last": definition("Link"), "prev": {"$ref": "#/definitions/Link", "readOnly": true}}));
    let api = page(next)
        .definition("Other", object(json!({"_links": all})))
        .operation(
            "get",
            "/others",
            json!({"operationId": "others",
            "responses": {"200": {"schema": definition("Other")}}}),
        )
        .refined()
        .unwrap();
    assert_eq!(api.schemas(), ["Link", "Other", "PageLinks", "Rows"]);
    let directions = api.schema("PageLinks")["properties"].clone();
    let names: Vec<_> = directions.as_object().unwrap().keys().collect();
    assert_eq!(names, ["first", "last", "next", "prev", "self"]);
    assert_eq!(directions["next"], component("Link"));
}

#[test]
fn a_link_that_holds_the_next_one_is_a_link() {
    let nested = object(json!({"href": {"type": "string"}, "next": href()}));
    let contract = page(object(json!({"next": nested})));
    assert_eq!(links_of(&contract), component("PageLinks"));
    let next = contract
        .refined()
        .unwrap()
        .at("/components/schemas/PageLinks/properties/next");
    assert_eq!(next, component("Link"));
}

#[test]
fn objects_that_have_more_than_links_stay_as_they_are() {
    for links in [
        object(json!({"href": {"type": "string"}, "title": {"type": "string"}})),
        object(json!({"next": {"type": "string"}})),
        object(json!({"next": definition("Link"), "results": definition("Link")})),
        object(json!({"self": definition("Link")})),
        {
            let mut columns = object(json!({"next": definition("Link")}));
            columns["additionalProperties"] = json!({"type": "string"});
            columns
        },
    ] {
        let api = page(links.clone()).refined().unwrap();
        let kept: Vec<String> = links["properties"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        let found = api.schema("RowsLinks")["properties"].clone();
        let found: Vec<String> = found.as_object().unwrap().keys().cloned().collect();
        assert_eq!(found, kept, "the inline object keeps the name of its place");
    }
}

#[test]
fn something_else_called_like_a_link_is_refused() {
    let odd = object(json!({"odd": {"type": "string"}}));
    page(object(
        json!({"next": definition("Next-2"), "x": definition("Link")}),
    ))
    .definition("Link", odd.clone())
    .refused("/definitions/Link", "the type name Link is kept for links");
    page(object(
        json!({"links": object(json!({"next": href()})), "x": definition("PageLinks")}),
    ))
    .definition("PageLinks", odd)
    .refused(
        "/definitions/PageLinks",
        "the type name PageLinks is kept for links",
    );
}
