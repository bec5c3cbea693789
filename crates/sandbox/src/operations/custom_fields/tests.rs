use super::name;
use crate::operations::test_account::{TestAccount, id};
use serde_json::{Value, json};

#[test]
fn the_name_is_made_from_the_label() {
    for (label, expected) in [
        ("Customer ID", "customer_id"),
        ("  Shoe   size ", "shoe_size"),
        ("Color", "color"),
    ] {
        assert_eq!(name(label), expected);
    }
}

#[test]
fn a_field_is_created_and_its_choices_are_replaced() {
    let mut account = TestAccount::new();
    let body = json!({
        "label": "Fruit",
        "type": "single_select",
        "metadata": { "display_type": "radio" },
        "choices": [{ "choice_label": "Apple" }, { "choice_label": "Pear", "display_order": 5 }],
    });
    let created = account.ok("postCustomFields", "", "", body);
    let field = id(&created, "custom_field_id");
    assert_eq!(created["name"], "fruit");
    assert_eq!(created["choices"][0]["display_order"], 1);
    assert_eq!(created["choices"][1]["display_order"], 5);
    assert_eq!(
        account.ok("getCustomField", &field, "", Value::Null),
        created
    );
    let pear = &created["choices"][1]["choice_id"];
    let body = json!({
        "label": "Fruits",
        "choices": [{ "choice_id": pear, "choice_label": "Pears" }, { "choice_label": "Plum" }],
    });
    let updated = account.ok("putCustomField", &field, "", body);
    assert_eq!(updated["label"], "Fruits");
    assert_eq!(updated["name"], "fruit");
    assert_eq!(updated["type"], "single_select");
    assert_eq!(updated["choices"][0]["choice_id"], *pear);
    assert_eq!(updated["choices"][0]["choice_label"], "Pears");
    assert_eq!(updated["choices"].as_array().unwrap().len(), 2);
    // Choices that are omitted are erased.
    let updated = account.ok("putCustomField", &field, "", json!({ "label": "Fruits" }));
    assert!(updated.get("choices").is_none());
}

#[test]
fn a_contact_has_only_choices_of_the_field() {
    let mut account = TestAccount::new();
    let body = json!({
        "label": "Fruit", "type": "multi_select", "choices": [{ "choice_label": "Apple" }],
    });
    let field = account.ok("postCustomFields", "", "", body);
    let contact = |choice: &str| {
        let value = json!({ "custom_field_id": field["custom_field_id"], "choice_ids": [choice] });
        json!({ "create_source": "Account", "first_name": "Ada", "custom_fields": [value] })
    };
    let known = field["choices"][0]["choice_id"].to_string();
    let ada = account.contact(contact(&known));
    assert_eq!(
        account.read(&ada)["custom_fields"][0]["choice_ids"],
        json!([known])
    );
    assert_eq!(account.refused("createContact", "", contact("0")).0, 400);
}

#[test]
fn fields_that_are_not_possible_are_refused() {
    let mut account = TestAccount::new();
    account.ok(
        "postCustomFields",
        "",
        "",
        json!({ "label": "Shoe size", "type": "number" }),
    );
    let choices = |count: usize| vec![json!({ "choice_label": "One" }); count];
    let select = |display: &str, count: usize| {
        json!({
            "label": display,
            "type": "single_select",
            "metadata": { "display_type": display },
            "choices": choices(count),
        })
    };
    for (body, expected) in [
        (json!({ "label": "Shoe size", "type": "string" }), 409),
        (json!({ "label": "shoe_size", "type": "string" }), 409),
        (json!({ "label": "", "type": "string" }), 400),
        (json!({ "type": "string" }), 400),
        (json!({ "label": "A", "type": "color" }), 400),
        (json!({ "label": "A".repeat(51), "type": "string" }), 400),
        (
            json!({ "label": "A", "type": "string", "choices": choices(1) }),
            400,
        ),
        (select("radio", 21), 400),
        (select("checkbox", 21), 400),
        (select("dropdown", 101), 400),
        (select("radio", 20), 201),
        (select("dropdown", 100), 201),
    ] {
        let (status, _) = account.send("postCustomFields", "", "", body.clone());
        assert_eq!(status, expected, "{body}");
    }
}

#[test]
fn an_account_has_a_hundred_fields_at_most() {
    let mut account = TestAccount::new();
    let body = |number: usize| json!({ "label": format!("Field {number}"), "type": "string" });
    for number in 0..100 {
        account.ok("postCustomFields", "", "", body(number));
    }
    assert_eq!(account.refused("postCustomFields", "", body(100)).0, 400);
    let page = account.ok("getCustomFields", "", "limit=100", Value::Null);
    assert_eq!(page["custom_fields"].as_array().unwrap().len(), 100);
}
