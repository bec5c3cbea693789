use super::{Style, paged};
use crate::fixture::{Contract, object};
use serde_json::{Value, json};

fn rows() -> Value {
    json!({"type": "array", "items": object(json!({"name": {"type": "string"}}))})
}

fn links() -> Value {
    object(json!({"next": object(json!({"href": {"type": "string"}}))}))
}

/// How the pages of `GET /things` follow each other, and what their rows are.
fn style(answer: Value, parameters: Value) -> Option<(Style, String, String)> {
    let responses = json!({"200": {"schema": object(answer)}});
    let wishes = json!({"parameters": parameters, "responses": responses});
    let api = Contract::new()
        .operation("get", "/things", wishes)
        .refined()
        .unwrap()
        .0;
    let (_, _, operation) = api.operations().next()?;
    let found = paged(&api, operation)?;
    Some((found.style, found.rows, found.item))
}

#[test]
fn one_list_of_objects_beside_the_links_of_a_page_is_a_page() {
    let found = style(
        json!({"rows": rows(), "_links": links(), "count": {}}),
        json!([]),
    );
    let item = "GetThingAnswerRowsItem".to_owned();
    assert_eq!(found, Some((Style::Link, "rows".to_owned(), item)));
}

#[test]
fn a_cursor_that_can_be_sent_back_leads_on_as_well() {
    let next = json!([{"in": "query", "name": "next", "type": "string"}]);
    let answer = json!({"rows": rows(), "next_cursor": {"type": "string"}});
    assert_eq!(style(answer.clone(), next).unwrap().0, Style::Cursor);
    assert_eq!(style(answer, json!([])), None, "nowhere to send it");
}

#[test]
fn no_list_several_lists_or_lists_of_texts_are_no_page() {
    let texts = json!({"type": "array", "items": {"type": "string"}});
    for answer in [
        json!({"_links": links()}),
        json!({"_links": links(), "texts": texts}),
        json!({"_links": links(), "rows": rows(), "others": rows()}),
        json!({"rows": rows()}),
    ] {
        assert_eq!(style(answer.clone(), json!([])), None, "{answer}");
    }
}
