use crate::fixture::{Contract, definition, object};
use serde_json::{Value, json};

fn thing() -> Value {
    object(json!({"a": {"type": "string"}}))
}

/// `GET` of this path in the area `tag`, which answers this definition.
fn get(contract: Contract, path: &str, tag: &str, name: &str) -> Contract {
    let answer = json!({"200": {"description": "OK", "schema": definition(name)}});
    let id = format!("get{}", path.replace('/', "_"));
    contract.operation(
        "get",
        path,
        json!({"operationId": id, "tags": [tag], "responses": answer}),
    )
}

/// A contract with this definition, which says nothing of its name.
fn with(name: &str, schema: Value) -> Contract {
    Contract::new().with(&format!("/definitions/{name}"), schema)
}

/// The names of the types of a contract.
fn names(contract: &Contract) -> Vec<String> {
    contract.converted().unwrap().schemas()
}

/// The type of a definition that an operation of `Social` answers.
fn named(name: &str) -> String {
    let contract = with(name, thing());
    names(&get(contract, "/social/x", "Social", name)).remove(0)
}

#[test]
fn one_word_is_led_by_what_it_is_part_of() {
    assert_eq!(named("PostDto"), "SocialPost");
    assert_eq!(named("Post"), "SocialPost");
    assert_eq!(named("post"), "SocialPost");
    assert_eq!(named("PostV3"), "SocialPostV3");
}

#[test]
fn several_words_stay_alone() {
    assert_eq!(named("HashtagGroupDto"), "HashtagGroup");
    assert_eq!(named("post_create"), "PostCreate");
}

#[test]
fn the_noun_of_the_area_stays_alone() {
    for (path, tag, name, expected) in [
        ("/contact_tags/x", "Contact Tags", "Tag", "Tag"),
        ("/contact_tags/x", "Contact Tags", "TagsDto", "Tags"),
        ("/activities", "Bulk Activities", "Activity", "Activity"),
        ("/contacts/x", "People", "Contact", "Contact"),
        ("/contacts/x", "People", "Note", "ContactNote"),
        ("/reports/x", "Loan Reporting", "Loan", "Loan"),
        ("/reports/x", "Loan Reporting", "Book", "ReportBook"),
        ("/shelves/x", "Furniture", "Shelf", "Shelf"),
        ("/events/{id}/tracks", "Events", "Item", "EventItem"),
    ] {
        let contract = with(name, thing());
        let path = path.replace("{id}", "1");
        assert_eq!(names(&get(contract, &path, tag, name)), [expected]);
    }
}

#[test]
fn a_word_of_the_tag_stays_alone() {
    let loan = with("Loan", thing());
    let loan = get(loan, "/reports/loans", "Loan Reporting", "Loan");
    assert_eq!(names(&loan), ["Loan"]);
}

#[test]
fn what_several_areas_use_stays_alone_and_so_does_what_has_a_name() {
    let shared = with("Post", thing());
    let shared = get(shared, "/social/posts", "Social", "Post");
    assert_eq!(names(&get(shared, "/events/x", "Events", "Post")), ["Post"]);

    let mut given = thing();
    given["x-type-name"] = json!("Post");
    let given = with("PostDto", given);
    assert_eq!(
        names(&get(given, "/social/x", "Social", "PostDto")),
        ["Post"]
    );
}

#[test]
fn what_is_used_through_another_definition_is_of_the_same_area() {
    let contract = with("Image", thing()).with(
        "/definitions/PostPage",
        object(json!({"image": definition("Image")})),
    );
    let contract = get(contract, "/social/posts", "Social", "PostPage");
    assert_eq!(names(&contract), ["PostPage", "SocialImage"]);
}

#[test]
fn what_is_inside_follows_its_name() {
    let part = object(json!({"b": {"type": "string"}}));
    let contract = with("Task", object(json!({"metadata": part})));
    let contract = get(contract, "/automations/x", "Automations", "Task");
    assert_eq!(
        names(&contract),
        ["AutomationTask", "AutomationTaskMetadata"]
    );
}

#[test]
fn the_noun_is_the_head_of_most_paths() {
    let contract = with("Post", thing()).with("/definitions/PostPage", thing());
    let contract = get(contract, "/media/posts", "Social", "Post");
    let contract = get(contract, "/social/posts", "Social", "PostPage");
    let contract = get(contract, "/social/pages", "Social", "PostPage");
    assert_eq!(names(&contract), ["PostPage", "SocialPost"]);
}

#[test]
fn a_name_that_is_taken_is_refused_with_the_way_out() {
    let other = object(json!({"b": {"type": "string"}}));
    let contract = |post: Value| {
        let contract = with("Post", post).with("/definitions/SocialPost", other.clone());
        let contract = get(contract, "/social/a", "Social", "Post");
        get(contract, "/social/b", "Social", "SocialPost")
    };
    let error = contract(thing()).converted().unwrap_err().to_string();
    assert!(
        error.contains("the type name SocialPost is taken by"),
        "{error}"
    );
    assert!(error.contains("`x-type-name`"), "{error}");
    let mut post = thing();
    post["x-type-name"] = json!("Post");
    assert_eq!(names(&contract(post)), ["Post", "SocialPost"]);
}
