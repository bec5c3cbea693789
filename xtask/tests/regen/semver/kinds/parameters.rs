//! Parameters in the path and the query.

use super::{ADDED, CHANGED, Kind, UNSEEN, parameter, push, set};
use crate::workspace::object;
use serde_json::{Value, json};

const LIST: &str = "/paths/~1shelves/get";
const PARAMETERS: &str = "/paths/~1shelves/get/parameters";

pub const ALL: &[Kind] = &[
    Kind::new("an optional parameter added", ADDED, |d| {
        push(
            d,
            PARAMETERS,
            json!({"name": "colour", "in": "query", "type": "string"}),
        );
    }),
    Kind::new("a required parameter added", CHANGED, |d| {
        let colour = json!({"name": "colour", "in": "query", "type": "string", "required": true});
        push(d, PARAMETERS, colour);
    }),
    Kind::new("a parameter made required", CHANGED, |d| {
        parameter(d, LIST, "limit")["required"] = json!(true);
    }),
    Kind::new("a parameter retyped", CHANGED, |d| {
        parameter(d, LIST, "room")["type"] = json!("integer");
    })
    .given(|d| room(d, false))
    .unseen(
        r#"client.get_all_shelves().room("a");"#,
        "client.get_all_shelves().room(1);",
    ),
    Kind::new("a parameter that takes several values", CHANGED, |d| {
        let texts = json!({"type": "string"});
        let room = parameter(d, LIST, "room");
        room["type"] = json!("array");
        room["collectionFormat"] = json!("multi");
        room["items"] = texts;
    })
    .given(|d| room(d, false))
    .unseen(
        r#"client.get_all_shelves().room("a");"#,
        r#"client.get_all_shelves().room(["a"]);"#,
    ),
    Kind::new("a required parameter retyped", CHANGED, |d| {
        parameter(d, LIST, "room")["type"] = json!("boolean");
    })
    .given(|d| room(d, true))
    .unseen(
        r#"client.get_all_shelves("a");"#,
        "client.get_all_shelves(true);",
    ),
    Kind::new("a parameter renamed", CHANGED, |d| {
        parameter(d, LIST, "limit")["name"] = json!("page_size");
    }),
    Kind::new("a parameter with other limits", UNSEEN, |d| {
        parameter(d, LIST, "limit")["maximum"] = json!(7);
    }),
    Kind::new("a parameter of the path renamed", UNSEEN, |d| {
        let paths = object(d, "/paths");
        let mut path = paths.remove("/shelves/{shelf_id}").unwrap();
        for operation in path.as_object_mut().unwrap().values_mut() {
            operation["parameters"][0]["name"] = json!("id");
        }
        paths.insert("/shelves/{id}".to_owned(), path);
    }),
    Kind::new("parameters of the path in another order", CHANGED, |d| {
        move_path(
            d,
            "/shelves/{shelf_id}/floors/{floor}",
            "/floors/{floor}/shelves/{shelf_id}",
        );
    })
    .given(|d| {
        let path = "/shelves/{shelf_id}/floors/{floor}";
        move_path(d, "/shelves/{shelf_id}", path);
        let floor = json!({"name": "floor", "in": "path", "required": true, "type": "integer"});
        for operation in object(d, "/paths")[path]
            .as_object_mut()
            .unwrap()
            .values_mut()
        {
            operation["parameters"]
                .as_array_mut()
                .unwrap()
                .insert(1, floor.clone());
        }
    })
    .unseen(
        r#"client.get_shelf("a", 1);"#,
        r#"client.get_shelf(1, "a");"#,
    ),
    Kind::new("required parameters in another order", CHANGED, |d| {
        let parameters = object(d, LIST)["parameters"].as_array_mut().unwrap();
        parameters.reverse();
    })
    .given(|d| {
        let kind = json!({"name": "kind", "in": "query", "type": "string", "required": true});
        let size = json!({"name": "size", "in": "query", "type": "integer", "required": true});
        push(d, PARAMETERS, kind);
        push(d, PARAMETERS, size);
    })
    .unseen(
        r#"client.get_all_shelves("a", 1);"#,
        r#"client.get_all_shelves(1, "a");"#,
    ),
    Kind::new(
        "required parameters of one type in another order",
        CHANGED,
        |d| {
            object(d, LIST)["parameters"]
                .as_array_mut()
                .unwrap()
                .reverse();
        },
    )
    .given(|d| {
        for name in ["kind", "room"] {
            let required = json!({"name": name, "in": "query", "type": "string", "required": true});
            push(d, PARAMETERS, required);
        }
    })
    .breaks("each argument is sent as the other parameter"),
    Kind::new("optional parameters in another order", UNSEEN, |d| {
        object(d, LIST)["parameters"]
            .as_array_mut()
            .unwrap()
            .reverse();
    }),
    Kind::new("a body made optional", CHANGED, |d| {
        parameter(d, "/paths/~1readers~1{reader_id}/put", "body")["required"] = json!(false);
    })
    .given(|d| put(d, Some(("Reader", true)))),
    Kind::new(
        "a body that requires something made optional",
        UNSEEN,
        |d| {
            parameter(d, "/paths/~1readers/post", "body")["required"] = json!(false);
        },
    ),
    Kind::new("a body retyped", CHANGED, |d| {
        let schema = json!({"$ref": "#/definitions/ShelfInput"});
        parameter(d, "/paths/~1readers/post", "body")["schema"] = schema;
    })
    .given(|d| {
        // The type of the body is still there after the change.
        let paths = object(d, "/paths");
        let mut path = paths["/readers"].clone();
        path["post"]["operationId"] = json!("createPerson");
        paths.insert("/persons".to_owned(), path);
    })
    .unseen(
        r#"client.create_reader(ReaderInput::new("a"));"#,
        r#"client.create_reader(ShelfInput::new("a"));"#,
    ),
    Kind::new("a required body added", CHANGED, |d| {
        put(d, Some(("Reader", true)))
    })
    .given(|d| put(d, None)),
    Kind::new("an optional body added", ADDED, |d| {
        put(d, Some(("Reader", false)))
    })
    .given(|d| put(d, None)),
    Kind::new(
        "an optional body that requires something added",
        CHANGED,
        |d| {
            put(d, Some(("ReaderInput", false)));
        },
    )
    .given(|d| put(d, None)),
];

/// `PUT /readers/{reader_id}`, which may take a document and may require it.
fn put(document: &mut Value, body: Option<(&str, bool)>) {
    let mut put = document["paths"]["/readers/{reader_id}"]["get"].clone();
    put["operationId"] = json!("putReader");
    if let Some((definition, required)) = body {
        let schema = json!({"$ref": format!("#/definitions/{definition}")});
        let body = json!({"name": "body", "in": "body", "required": required, "schema": schema});
        put["parameters"].as_array_mut().unwrap().push(body);
    }
    set(document, "/paths/~1readers~1{reader_id}", "put", put);
}

/// A parameter of the list of shelves.
fn room(document: &mut Value, required: bool) {
    let room = json!({"name": "room", "in": "query", "type": "string", "required": required});
    push(document, PARAMETERS, room);
}

fn move_path(document: &mut Value, from: &str, to: &str) {
    let paths = object(document, "/paths");
    let path = paths.remove(from).unwrap();
    paths.insert(to.to_owned(), path);
}
