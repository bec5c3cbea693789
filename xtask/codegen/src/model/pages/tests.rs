use crate::fixture::{Contract, object};
use crate::model::NextPage;
use serde_json::{Value, json};

fn rows() -> Value {
    json!({"type": "array", "items": object(json!({"name": {"type": "string"}}))})
}

fn links() -> Value {
    object(json!({"next": object(json!({"href": {"type": "string"}}))}))
}

/// How the pages of `GET /things` follow each other, and what their rows are.
fn style(answer: Value, parameters: Value) -> Option<(NextPage, String, String)> {
    let responses = json!({"200": {"schema": object(answer)}});
    let members = json!({"parameters": parameters, "responses": responses});
    let contract = Contract::new().operation("get", "/things", members);
    let operation = contract.model().unwrap().operations.remove(0);
    let found = operation.pages?;
    Some((found.next, found.rows, found.item.to_string()))
}

#[test]
fn one_list_of_objects_beside_the_links_of_a_page_is_a_page() {
    let found = style(
        json!({"rows": rows(), "_links": links(), "count": {}}),
        json!([]),
    );
    let item = "GetThingAnswerRowsItem".to_owned();
    let next = NextPage::Link {
        links: "links".to_owned(),
        next: "next".to_owned(),
    };
    assert_eq!(found, Some((next, "rows".to_owned(), item)));
}

#[test]
fn a_cursor_that_can_be_sent_back_leads_on_as_well() {
    let next = json!([{"in": "query", "name": "next", "type": "string"}]);
    let answer = json!({"rows": rows(), "next_cursor": {"type": "string"}});
    let cursor = NextPage::Cursor {
        cursor: "next_cursor".to_owned(),
    };
    assert_eq!(style(answer.clone(), next).unwrap().0, cursor);
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

/// A member of a page can have any name: a keyword, with dashes, beginning with a digit.
#[test]
fn pages_are_found_whatever_the_rows_are_called() {
    for (name, ident) in [
        ("type", "type_"),
        ("all-things", "all_things"),
        ("2things", "x2things"),
    ] {
        let contract = Contract::new().answer(object(json!({(name): rows(), "_links": links()})));
        let operation = contract.model().unwrap().operations.remove(0);
        let pages = operation.pages.unwrap();
        assert_eq!((&*pages.rows, &*pages.rows_ident), (name, ident));
        let source = contract.generated();
        assert!(source.contains(&format!("self.{ident}\n")), "{source}");
    }
}

/// Two names that become one in Rust are refused, whether or not they hold rows.
#[test]
fn members_of_a_page_that_collide_are_refused() {
    for other in ["allThings", "All_things"] {
        let page = object(json!({"all_things": rows(), (other): {}, "_links": links()}));
        let error = Contract::new().answer(page).model().unwrap_err();
        let message = error.to_string();
        assert!(
            message.contains("the field `all_things` is taken by"),
            "{message}"
        );
    }
}
