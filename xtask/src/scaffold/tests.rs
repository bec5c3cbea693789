use super::*;
use constant_contact_codegen::Document;
use constant_contact_codegen::docs::read;
use serde_json::{Value, json};

fn contract() -> Contract {
    let reference = |name: &str| json!({"$ref": format!("#/definitions/{name}")});
    let parameters = json!([
        {"name": "thing_id", "in": "path", "required": true, "type": "string", "format": "uuid"},
        {"name": "limit", "in": "query", "type": "integer", "minimum": 1, "maximum": 500, "default": 50},
        {"name": "states", "in": "query", "type": "array",
            "items": {"type": "string", "enum": ["aa", "bb"], "x-type-name": "State"}},
        {"name": "name", "in": "query", "type": "string", "pattern": "^a'b$"},
    ]);
    let responses = json!({"200": {"description": "OK", "schema": reference("Thing")}});
    let get = json!({"operationId": "getThing", "tags": ["Things"], "parameters": parameters, "responses": responses});
    let value = json!({
        "swagger": "2.0", "info": {"title": "t", "version": "1"}, "host": "h",
        "tags": [{"name": "Things"}],
        "paths": {"/things/{thing_id}": {"get": get}},
        "definitions": {"Thing": {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string", "readOnly": true, "maxLength": 36},
            "part": reference("ThingPart"),
        }}, "ThingPart": {"type": "object", "properties": {"of": {"type": "array", "items": {"type": "string", "maxLength": 7}}}}},
    });
    Contract::new(Document::new("f", &value).unwrap()).unwrap()
}

fn gaps(docs: &Value, contract: &Contract) -> Vec<Gap> {
    read("d", docs).unwrap().coverage(&contract.model).gaps
}

#[test]
fn each_new_element_gets_a_draft_with_its_facts() {
    let contract = contract();
    let text = drafted(
        "tags:\noperations:\nschemas:\n",
        &gaps(&json!({}), &contract),
        &contract,
    );
    let docs = parsed(&text.unwrap()).unwrap();
    assert_eq!(
        docs,
        json!({
            "tags": {"Things": "TODO: `get_thing`"},
            "operations": {"getThing": {
                "summary": "TODO: `GET /things/{thing_id}`",
                "description": "TODO: answer `Thing`; statuses 200",
                "parameters": {
                    "thing_id": "TODO: path, required, `String`; format uuid",
                    "limit": "TODO: query, optional, `u32`; minimum 1; maximum 500; default 50",
                    "states": "TODO: query, optional, `Vec<State>`; entries: enum aa, bb",
                    "name": "TODO: query, optional, `String`; pattern ^a'b$",
                },
            }},
            "schemas": {
                "ThingPart": {"description": "TODO: an object in answers, used by `Thing.part`",
                    "properties": {"of": "TODO: optional, `Vec<String>`; entries: maxLength 7"}},
                "State": {"description": "TODO: an enumeration, used by `get_thing`",
                    "values": {"aa": "TODO: a value of `State`", "bb": "TODO: a value of `State`"}},
                "Thing": {"description": "TODO: an object in answers, used by `get_thing`",
                    "properties": {
                        "id": "TODO: optional, `String`; maxLength 36; readOnly true",
                        "part": "TODO: optional, `ThingPart`",
                    }},
            },
        })
    );
    let left = gaps(&docs, &contract);
    assert!(
        left.iter().all(|gap| matches!(gap, Gap::Draft(_))),
        "{left:?}"
    );
}

#[test]
fn what_has_words_or_a_draft_stays_as_it_is() {
    let contract = contract();
    let text = drafted("tags:\n", &gaps(&json!({}), &contract), &contract).unwrap();
    let docs = parsed(&text).unwrap();
    let again = drafted(&text, &gaps(&docs, &contract), &contract);
    assert_eq!(again.unwrap(), text);
}

#[test]
fn a_file_that_cannot_be_edited_by_lines_is_refused() {
    let contract = contract();
    let gaps = gaps(&json!({}), &contract);
    let error = drafted("tags: &all\n  Old: x\noperations: *all\n", &gaps, &contract).unwrap_err();
    assert!(error.to_string().contains("this layout"), "{error}");
}

#[test]
fn words_move_with_the_names_of_their_elements() {
    let docs = "operations:\n  readThing: {summary: x}\nschemas:\n  A:\n    description: x\n  C: {description: z}\n";
    let names = |old: &str, new: &str| (old.to_owned(), new.to_owned());
    let renamed = NewNames {
        types: vec![names("A", "B"), names("Gone", "New")],
        operations: vec![names("readThing", "getThing")],
    };
    assert_eq!(
        moved(docs, &renamed, &contract()).unwrap(),
        "operations:\n  # Things\n  getThing: {summary: x}\nschemas:\n  B:\n    description: x\n  C: {description: z}\n"
    );
}
