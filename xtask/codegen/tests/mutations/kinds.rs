//! The mutations: what is changed, where it can be, and whether it has to be refused.

use super::places::{self, Place};
use serde_json::{Map, Value, json};

/// How a mutant may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A rule covers it.
    Client,
    /// It has no meaning.
    Refusal,
    /// It depends on the place.
    Either,
}

pub struct Kind {
    pub name: &'static str,
    pub expected: Expected,
    places: fn(&Value) -> Vec<Place>,
    change: fn(&mut Value, &Place),
}

impl Kind {
    /// Whether what is changed is the document itself, which has no pointer.
    pub fn is_whole(&self) -> bool {
        std::ptr::fn_addr_eq(self.places, root as fn(&Value) -> Vec<Place>)
    }
}

const PLACES: usize = 3;

/// The mutants of one kind, each with the path of the API to look at.
pub fn mutants(kind: &Kind, contract: &Value) -> Vec<(String, Value)> {
    let places = (kind.places)(contract);
    assert!(!places.is_empty(), "{} applies nowhere", kind.name);
    places::choose(&places, PLACES)
        .into_iter()
        .map(|place| {
            let mut mutant = contract.clone();
            (kind.change)(&mut mutant, &place);
            assert!(mutant != *contract, "{} changes nothing", kind.name);
            (place.path, mutant)
        })
        .collect()
}

fn at<'a>(document: &'a mut Value, place: &Place) -> &'a mut Map<String, Value> {
    let value = document.pointer_mut(&place.pointer).unwrap();
    value.as_object_mut().unwrap()
}

fn set(document: &mut Value, place: &Place, key: &str, value: Value) {
    at(document, place).insert(key.to_owned(), value);
}

fn root(_: &Value) -> Vec<Place> {
    vec![Place {
        pointer: String::new(),
        path: "/contacts".to_owned(),
    }]
}

fn of_type(schema: &Value, name: &str) -> bool {
    schema["type"] == name && schema.get("x-native").is_none()
}

fn query(parameter: &Value) -> bool {
    parameter["in"] == "query"
}

fn bodied(contract: &Value) -> Vec<Place> {
    places::parameters(contract, |parameter| parameter["in"] == "body")
}

fn objects(contract: &Value) -> Vec<Place> {
    places::schemas(contract, |schema| schema["properties"].is_object())
}

fn texts(contract: &Value) -> Vec<Place> {
    places::schemas(contract, |schema| {
        of_type(schema, "string") && schema.get("format").is_none()
    })
}

fn lists(contract: &Value) -> Vec<Place> {
    places::schemas(contract, |schema| of_type(schema, "array"))
}

fn references(contract: &Value) -> Vec<Place> {
    places::schemas(contract, |schema| schema["$ref"].is_string())
}

fn queries(contract: &Value) -> Vec<Place> {
    places::parameters(contract, query)
}

fn paths(contract: &Value) -> Vec<Place> {
    places::parameters(contract, |parameter| parameter["in"] == "path")
}

/// Operations that are not the upload, which is known by name.
fn operations(contract: &Value) -> Vec<Place> {
    let mut all = places::operations(contract);
    all.retain(|place| place.path != "/activities/contacts_file_import");
    all
}

fn push_parameter(document: &mut Value, place: &Place, parameter: Value) {
    let list = at(document, place).entry("parameters").or_insert(json!([]));
    list.as_array_mut().unwrap().push(parameter);
}

fn sibling(document: &mut Value, place: &Place) -> Map<String, Value> {
    let mut copy = at(document, place).clone();
    copy.insert("operationId".to_owned(), json!("sibling"));
    copy.remove("x-sdk-methodName");
    copy
}

fn add_path(document: &mut Value, place: &Place, verb: &str, operation: Map<String, Value>) {
    let item = &mut document["paths"][&place.path];
    item[verb] = Value::Object(operation);
}

fn free_verb(document: &Value, place: &Place) -> &'static str {
    let item = &document["paths"][&place.path];
    ["patch", "put", "delete", "post", "get"]
        .into_iter()
        .find(|verb| item.get(verb).is_none())
        .unwrap()
}

fn rename_property(document: &mut Value, place: &Place, name: &str) {
    let properties = at(document, place)["properties"].as_object_mut().unwrap();
    properties.insert(name.to_owned(), json!({"type": "string"}));
}

fn rename_parameter(document: &mut Value, place: &Place, name: &str) {
    set(document, place, "name", json!(name));
}

fn nested(depth: usize, wrap: fn(Value) -> Value) -> Value {
    (0..depth).fold(json!({"type": "string"}), |inner, _| wrap(inner))
}

use Expected::{Client, Either, Refusal};

const fn kind(
    name: &'static str,
    expected: Expected,
    places: fn(&Value) -> Vec<Place>,
    change: fn(&mut Value, &Place),
) -> Kind {
    Kind {
        name,
        expected,
        places,
        change,
    }
}

pub const ALL: &[Kind] = &[
    // --- Types -----------------------------------------------------------------------------------
    kind("a property without type", Client, texts, |d, p| {
        at(d, p).remove("type");
    }),
    kind("an unknown type", Refusal, texts, |d, p| {
        set(d, p, "type", json!("file"))
    }),
    kind("a type that is a list", Refusal, texts, |d, p| {
        set(d, p, "type", json!(["string", "null"]));
    }),
    kind("a type that is null", Refusal, texts, |d, p| {
        set(d, p, "type", Value::Null)
    }),
    kind("a string that becomes an integer", Either, texts, |d, p| {
        set(d, p, "type", json!("integer"));
    }),
    kind("a string that becomes an object", Either, texts, |d, p| {
        set(d, p, "type", json!("object"));
    }),
    kind("a list that becomes a string", Either, lists, |d, p| {
        at(d, p).remove("items");
        set(d, p, "type", json!("string"));
    }),
    kind("a list without items", Refusal, lists, |d, p| {
        at(d, p).remove("items");
    }),
    kind("a list of anything", Either, lists, |d, p| {
        set(d, p, "items", json!({}))
    }),
    kind("a list that is an item of a list", Either, lists, |d, p| {
        let items = at(d, p)["items"].clone();
        set(d, p, "items", json!({"type": "array", "items": items}));
    }),
    kind(
        "an object that becomes free-form",
        Either,
        objects,
        |d, p| {
            at(d, p).clear();
        },
    ),
    kind("an object without type", Client, objects, |d, p| {
        at(d, p).insert("type".to_owned(), json!("x"));
        at(d, p).remove("type");
        set(d, p, "x-fact", json!(1));
    }),
    kind("an object without properties", Either, objects, |d, p| {
        at(d, p).remove("required");
        set(d, p, "properties", json!({}));
    }),
    kind("an object that is a map", Client, objects, |d, p| {
        set(d, p, "additionalProperties", json!({"type": "integer"}));
    }),
    kind("an object of any members", Client, objects, |d, p| {
        set(d, p, "additionalProperties", json!(true));
    }),
    kind(
        "a required property that is none",
        Refusal,
        objects,
        |d, p| {
            set(d, p, "required", json!(["no_such_property"]));
        },
    ),
    kind("properties that are a list", Refusal, objects, |d, p| {
        set(d, p, "properties", json!([]));
    }),
    kind("an object that contains itself", Either, objects, |d, p| {
        let own = p.pointer.strip_prefix("/definitions/").unwrap();
        let own = own.split('/').next().unwrap().to_owned();
        let reference = json!({"$ref": format!("#/definitions/{own}")});
        at(d, p)["properties"]["own"] = reference;
        set(d, p, "required", json!(["own"]));
    }),
    kind(
        "objects that contain each other",
        Either,
        objects,
        |d, p| {
            d["definitions"]["Left"] = json!({"type": "object", "required": ["right"],
            "properties": {"right": {"$ref": "#/definitions/Right"}}});
            d["definitions"]["Right"] = json!({"type": "object", "required": ["left"],
            "properties": {"left": {"$ref": "#/definitions/Left"}}});
            at(d, p)["properties"]["left"] = json!({"$ref": "#/definitions/Left"});
        },
    ),
    kind("a list of itself", Refusal, texts, |d, p| {
        d["definitions"]["Loop"] =
            json!({"type": "array", "items": {"$ref": "#/definitions/Loop"}});
        *at(d, p) = Map::from_iter([("$ref".to_owned(), json!("#/definitions/Loop"))]);
    }),
    kind("a reference to itself", Refusal, texts, |d, p| {
        d["definitions"]["Loop"] = json!({"$ref": "#/definitions/Loop"});
        *at(d, p) = Map::from_iter([("$ref".to_owned(), json!("#/definitions/Loop"))]);
    }),
    kind("lists nested 200 deep", Refusal, texts, |d, p| {
        let deep = nested(200, |inner| json!({"type": "array", "items": inner}));
        *d.pointer_mut(&p.pointer).unwrap() = deep;
    }),
    kind("objects nested 200 deep", Refusal, texts, |d, p| {
        let deep = nested(
            200,
            |inner| json!({"type": "object", "properties": {"a": inner}}),
        );
        *d.pointer_mut(&p.pointer).unwrap() = deep;
    }),
    kind("maps nested 200 deep", Refusal, texts, |d, p| {
        let deep = nested(
            200,
            |inner| json!({"type": "object", "additionalProperties": inner}),
        );
        *d.pointer_mut(&p.pointer).unwrap() = deep;
    }),
    kind("an unknown format", Client, texts, |d, p| {
        set(d, p, "format", json!("odd"))
    }),
    kind("a format that is a number", Refusal, texts, |d, p| {
        set(d, p, "format", json!(1))
    }),
    kind("an unknown member of a schema", Refusal, texts, |d, p| {
        set(d, p, "oneOf", json!([]));
    }),
    kind("a default of the wrong type", Client, texts, |d, p| {
        set(d, p, "default", json!({"a": 1}));
    }),
    kind("a limit of the wrong type", Client, texts, |d, p| {
        set(d, p, "maxLength", json!("many"));
    }),
    kind("a pattern that is none", Client, texts, |d, p| {
        set(d, p, "pattern", json!("(["))
    }),
    kind("a read-only that is a text", Refusal, texts, |d, p| {
        set(d, p, "readOnly", json!("yes"));
    }),
    // --- Enumerations ----------------------------------------------------------------------------
    kind("an enumeration on the list", Client, lists, |d, p| {
        set(d, p, "items", json!({"type": "string"}));
        set(d, p, "enum", json!(["a", "b"]));
    }),
    kind("an enumeration of numbers", Refusal, texts, |d, p| {
        set(d, p, "enum", json!([1, 2]))
    }),
    kind("an enumeration without values", Either, texts, |d, p| {
        set(d, p, "enum", json!([]))
    }),
    kind(
        "an enumeration that is an object",
        Refusal,
        texts,
        |d, p| set(d, p, "enum", json!({})),
    ),
    kind("an enumeration with odd values", Client, texts, |d, p| {
        set(
            d,
            p,
            "enum",
            json!([
                "type", "a b", "1", "ä", "self", "Self", "+", "A", "a", "x-y"
            ]),
        );
    }),
    kind(
        "an enumeration with an empty value",
        Either,
        texts,
        |d, p| {
            set(d, p, "enum", json!(["", "a"]));
        },
    ),
    kind(
        "an enumeration with the name of the unknown",
        Refusal,
        texts,
        |d, p| {
            set(d, p, "enum", json!(["unknown_value", "known"]));
        },
    ),
    kind("two values in one", Client, texts, |d, p| {
        set(d, p, "enum", json!(["A, B", "B, C"]))
    }),
    // --- References and definitions --------------------------------------------------------------
    kind("a reference to nothing", Refusal, references, |d, p| {
        set(d, p, "$ref", json!("#/definitions/Gone"));
    }),
    kind(
        "a reference to another file",
        Refusal,
        references,
        |d, p| {
            set(d, p, "$ref", json!("other.yaml#/definitions/A"));
        },
    ),
    kind("a reference into the paths", Refusal, references, |d, p| {
        set(d, p, "$ref", json!("#/paths/~1contacts"));
    }),
    kind(
        "a reference that is a number",
        Refusal,
        references,
        |d, p| set(d, p, "$ref", json!(1)),
    ),
    kind(
        "a reference with an unknown member",
        Refusal,
        references,
        |d, p| {
            set(d, p, "allOf", json!([]));
        },
    ),
    kind(
        "a definition that is a text",
        Refusal,
        references,
        |d, p| {
            let target = at(d, p)["$ref"].as_str().unwrap()[1..].to_owned();
            *d.pointer_mut(&target).unwrap() = json!("text");
        },
    ),
    kind(
        "a definition under another name",
        Either,
        references,
        |d, p| {
            let target = at(d, p)["$ref"].as_str().unwrap()[1..].to_owned();
            let whole = d.pointer(&target).unwrap().clone();
            d["definitions"]["Renamed-77"] = whole;
            let text = d
                .to_string()
                .replace(&format!("#{target}\""), "#/definitions/Renamed-77\"");
            *d = serde_json::from_str(&text).unwrap();
        },
    ),
    kind(
        "two definitions of one type name",
        Either,
        references,
        |d, p| {
            d["definitions"]["contact_list"] =
                json!({"type": "object", "properties": {"z": {"type": "string"}}});
            d["definitions"]["contactListDto"] =
                json!({"type": "object", "properties": {"y": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/contact_list"));
            d["definitions"]["contact_list"]["properties"]["w"] =
                json!({"$ref": "#/definitions/contactListDto"});
        },
    ),
    kind(
        "a definition with a digit for a name",
        Either,
        references,
        |d, p| {
            d["definitions"]["1"] =
                json!({"type": "object", "properties": {"z": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/1"));
        },
    ),
    kind(
        "a definition with signs for a name",
        Either,
        references,
        |d, p| {
            d["definitions"]["«+»"] =
                json!({"type": "object", "properties": {"z": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/«+»"));
        },
    ),
    kind("a definition without a name", Either, references, |d, p| {
        d["definitions"][""] = json!({"type": "object", "properties": {"z": {"type": "string"}}});
        set(d, p, "$ref", json!("#/definitions/"));
    }),
    kind(
        "a definition with a keyword for a name",
        Either,
        references,
        |d, p| {
            d["definitions"]["self"] =
                json!({"type": "object", "properties": {"z": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/self"));
        },
    ),
    kind(
        "a definition with the name of a Rust type",
        Either,
        references,
        |d, p| {
            d["definitions"]["option"] =
                json!({"type": "object", "properties": {"z": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/option"));
        },
    ),
    kind(
        "a definition in another script",
        Either,
        references,
        |d, p| {
            d["definitions"]["Größe"] =
                json!({"type": "object", "properties": {"größe": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/Größe"));
        },
    ),
    // --- Names of properties ---------------------------------------------------------------------
    kind(
        "a property with a keyword for a name",
        Client,
        objects,
        |d, p| {
            for name in ["type", "self", "crate", "super", "fn", "async", "gen", "_"] {
                rename_property(d, p, name);
            }
        },
    ),
    kind(
        "a property with odd signs in its name",
        Either,
        objects,
        |d, p| {
            for name in ["a b", "a-c", "1st", "ä", "$d", "e.f", "g:h"] {
                rename_property(d, p, name);
            }
        },
    ),
    kind(
        "properties that differ in signs only",
        Refusal,
        objects,
        |d, p| {
            for name in ["one_two", "oneTwo", "one-two"] {
                rename_property(d, p, name);
            }
        },
    ),
    kind("a property without a name", Either, objects, |d, p| {
        rename_property(d, p, "")
    }),
    kind("a property of signs", Either, objects, |d, p| {
        rename_property(d, p, "+")
    }),
    kind("a column of any name", Client, objects, |d, p| {
        rename_property(d, p, "cf:any")
    }),
    kind("two columns of any name", Either, objects, |d, p| {
        rename_property(d, p, "cf:any");
        let properties = at(d, p)["properties"].as_object_mut().unwrap();
        properties.insert("cf:other".to_owned(), json!({"type": "integer"}));
    }),
    kind(
        "a property called extra beside columns",
        Refusal,
        objects,
        |d, p| {
            rename_property(d, p, "cf:any");
            rename_property(d, p, "extra");
        },
    ),
    // --- Parameters ------------------------------------------------------------------------------
    kind("a parameter without type", Either, queries, |d, p| {
        at(d, p).remove("type");
    }),
    kind("an unknown type of parameter", Either, queries, |d, p| {
        set(d, p, "type", json!("object"));
    }),
    kind("a string default of an integer", Client, queries, |d, p| {
        set(d, p, "type", json!("integer"));
        set(d, p, "default", json!("50"));
    }),
    kind("an unknown collection format", Refusal, queries, |d, p| {
        set(d, p, "type", json!("array"));
        set(d, p, "items", json!({"type": "string"}));
        set(d, p, "collectionFormat", json!("pipes"));
    }),
    kind("a list parameter", Client, queries, |d, p| {
        set(d, p, "type", json!("array"));
        set(d, p, "items", json!({"type": "integer"}));
        set(d, p, "collectionFormat", json!("multi"));
        at(d, p).remove("enum");
    }),
    kind("a list of lists parameter", Either, queries, |d, p| {
        set(d, p, "type", json!("array"));
        set(
            d,
            p,
            "items",
            json!({"type": "array", "items": {"type": "string"}}),
        );
    }),
    kind(
        "an enumeration on a list parameter",
        Client,
        queries,
        |d, p| {
            at(d, p).remove("format");
            set(d, p, "type", json!("array"));
            set(d, p, "enum", json!(["a", "b"]));
            set(d, p, "collectionFormat", json!("csv"));
        },
    ),
    kind("a list parameter in the path", Client, paths, |d, p| {
        set(d, p, "type", json!("array"));
        set(d, p, "items", json!({"type": "string"}));
    }),
    kind("a repeated parameter in the path", Either, paths, |d, p| {
        set(d, p, "type", json!("array"));
        set(d, p, "items", json!({"type": "string"}));
        set(d, p, "collectionFormat", json!("multi"));
    }),
    kind(
        "a path parameter that is optional",
        Refusal,
        paths,
        |d, p| {
            set(d, p, "required", json!(false));
        },
    ),
    kind(
        "a path parameter that is not in the path",
        Refusal,
        paths,
        |d, p| {
            rename_parameter(d, p, "elsewhere");
        },
    ),
    kind(
        "a path parameter that says nothing of itself",
        Refusal,
        paths,
        |d, p| {
            at(d, p).remove("required");
        },
    ),
    kind("a parameter in a header", Refusal, queries, |d, p| {
        set(d, p, "in", json!("header"))
    }),
    kind("a parameter nowhere", Refusal, queries, |d, p| {
        at(d, p).remove("in");
    }),
    kind("a parameter without a name", Refusal, queries, |d, p| {
        at(d, p).remove("name");
    }),
    kind("a parameter with an empty name", Either, queries, |d, p| {
        rename_parameter(d, p, "")
    }),
    kind("a parameter of signs", Either, queries, |d, p| {
        rename_parameter(d, p, "[]")
    }),
    kind(
        "a parameter with a keyword for a name",
        Client,
        queries,
        |d, p| {
            rename_parameter(d, p, "type");
        },
    ),
    kind("a parameter called self", Either, queries, |d, p| {
        rename_parameter(d, p, "self")
    }),
    kind("a parameter called body", Either, queries, |d, p| {
        rename_parameter(d, p, "body")
    }),
    kind("a parameter called client", Either, queries, |d, p| {
        rename_parameter(d, p, "client")
    }),
    kind("a parameter called send", Either, queries, |d, p| {
        rename_parameter(d, p, "send")
    }),
    kind("a parameter called call", Either, queries, |d, p| {
        rename_parameter(d, p, "call")
    }),
    kind("a parameter called new", Either, queries, |d, p| {
        rename_parameter(d, p, "new")
    }),
    kind("a parameter called stream", Either, queries, |d, p| {
        rename_parameter(d, p, "stream")
    }),
    kind(
        "a parameter with odd signs in its name",
        Either,
        queries,
        |d, p| {
            rename_parameter(d, p, "filter[a b]");
        },
    ),
    kind(
        "a parameter that begins with a digit",
        Either,
        queries,
        |d, p| {
            rename_parameter(d, p, "1st");
        },
    ),
    kind("parameters of one name", Refusal, queries, |d, p| {
        let own = Value::Object(at(d, p).clone());
        let (operation, _) = p.pointer.rsplit_once("/parameters").unwrap();
        let place = Place {
            pointer: operation.to_owned(),
            path: p.path.clone(),
        };
        push_parameter(d, &place, own);
    }),
    kind(
        "parameters that differ in signs only",
        Either,
        operations,
        |d, p| {
            for name in ["one_two", "oneTwo"] {
                push_parameter(d, p, json!({"name": name, "in": "query", "type": "string"}));
            }
        },
    ),
    kind("a parameter by reference", Refusal, operations, |d, p| {
        d["parameters"] = json!({"a": {"name": "a", "in": "query", "type": "string"}});
        push_parameter(d, p, json!({"$ref": "#/parameters/a"}));
    }),
    kind(
        "parameters that are an object",
        Refusal,
        operations,
        |d, p| {
            set(d, p, "parameters", json!({}));
        },
    ),
    kind("parameters of a whole path", Refusal, operations, |d, p| {
        d["paths"][&p.path]["parameters"] = json!([]);
    }),
    // --- Bodies ----------------------------------------------------------------------------------
    kind("a second body", Refusal, bodied, |d, p| {
        let mut own = at(d, p).clone();
        own.insert("name".to_owned(), json!("another"));
        let (operation, _) = p.pointer.rsplit_once("/parameters").unwrap();
        let place = Place {
            pointer: operation.to_owned(),
            path: p.path.clone(),
        };
        push_parameter(d, &place, Value::Object(own));
    }),
    kind("a body without schema", Refusal, bodied, |d, p| {
        at(d, p).remove("schema");
    }),
    kind("a body of anything", Either, bodied, |d, p| {
        set(d, p, "schema", json!({}))
    }),
    kind("a body that is a text", Either, bodied, |d, p| {
        set(d, p, "schema", json!({"type": "string"}));
    }),
    kind("a body that is an enumeration", Either, bodied, |d, p| {
        set(
            d,
            p,
            "schema",
            json!({"type": "string", "enum": ["a", "b"]}),
        );
    }),
    kind("a body that is a list", Either, bodied, |d, p| {
        set(
            d,
            p,
            "schema",
            json!({"type": "array", "items": {"type": "string"}}),
        );
    }),
    kind("a body that is a map", Either, bodied, |d, p| {
        set(
            d,
            p,
            "schema",
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
        );
    }),
    kind("a body that is inline", Either, bodied, |d, p| {
        set(
            d,
            p,
            "schema",
            json!({"type": "object", "properties": {"a": {"type": "string"}}}),
        );
    }),
    kind("a body that is optional", Client, bodied, |d, p| {
        set(d, p, "required", json!(1));
        at(d, p).remove("required");
        set(d, p, "x-fact", json!(1));
    }),
    kind("a body of a second kind", Refusal, bodied, |d, p| {
        let (operation, _) = p.pointer.rsplit_once("/parameters").unwrap();
        let place = Place {
            pointer: operation.to_owned(),
            path: p.path.clone(),
        };
        set(
            d,
            &place,
            "consumes",
            json!(["application/json", "application/xml"]),
        );
    }),
    kind(
        "an upload without a counterpart",
        Refusal,
        operations,
        |d, p| {
            push_parameter(
                d,
                p,
                json!({"name": "file", "in": "formData", "type": "file"}),
            );
            set(d, p, "consumes", json!(["multipart/form-data"]));
        },
    ),
    // --- Operations ------------------------------------------------------------------------------
    kind("an operationId twice", Refusal, operations, |d, p| {
        let verb = free_verb(d, p);
        let mut copy = at(d, p).clone();
        copy.insert("x-sdk-methodName".to_owned(), json!("another"));
        add_path(d, p, verb, copy);
    }),
    kind("a method name twice", Refusal, operations, |d, p| {
        let verb = free_verb(d, p);
        let method = at(d, p).get("x-sdk-methodName").cloned();
        let method = method.unwrap_or_else(|| at(d, p)["operationId"].clone());
        let mut copy = sibling(d, p);
        copy.insert("x-sdk-methodName".to_owned(), method.clone());
        set(d, p, "x-sdk-methodName", method);
        add_path(d, p, verb, copy);
    }),
    kind(
        "an operation without operationId",
        Refusal,
        operations,
        |d, p| {
            at(d, p).remove("operationId");
        },
    ),
    kind("an operationId of signs", Refusal, operations, |d, p| {
        set(d, p, "x-sdk-methodName", json!("+"));
    }),
    kind(
        "an operationId that is a keyword",
        Either,
        operations,
        |d, p| {
            set(d, p, "x-sdk-methodName", json!("type"));
        },
    ),
    kind("an operationId that is self", Either, operations, |d, p| {
        set(d, p, "x-sdk-methodName", json!("self"));
    }),
    kind(
        "an operationId in another script",
        Either,
        operations,
        |d, p| {
            set(d, p, "x-sdk-methodName", json!("größeLesen"));
        },
    ),
    kind(
        "an operationId that is a number",
        Refusal,
        operations,
        |d, p| {
            set(d, p, "operationId", json!(7));
        },
    ),
    kind("an undeclared tag", Client, operations, |d, p| {
        set(d, p, "tags", json!(["New Area"]))
    }),
    kind("two tags", Refusal, operations, |d, p| {
        set(d, p, "tags", json!(["A", "B"]))
    }),
    kind("no tag", Refusal, operations, |d, p| {
        set(d, p, "tags", json!([]))
    }),
    kind("an empty tag", Either, operations, |d, p| {
        set(d, p, "tags", json!([""]))
    }),
    kind("a tag of signs", Either, operations, |d, p| {
        set(d, p, "tags", json!(["«»"]))
    }),
    kind(
        "an unknown member of an operation",
        Refusal,
        operations,
        |d, p| {
            set(d, p, "callbacks", json!({}));
        },
    ),
    kind("an unknown verb", Refusal, operations, |d, p| {
        let copy = sibling(d, p);
        add_path(d, p, "options", copy);
    }),
    kind("an empty path item", Client, operations, |d, _| {
        d["paths"]["/empty"] = json!({});
    }),
    kind("a path without its parameter", Refusal, paths, |d, p| {
        let (list, index) = p.pointer.rsplit_once('/').unwrap();
        let list = d.pointer_mut(list).unwrap().as_array_mut().unwrap();
        list.remove(index.parse().unwrap());
    }),
    kind("a deprecated operation", Client, operations, |d, p| {
        set(d, p, "deprecated", json!(true));
    }),
    kind("security that is an object", Refusal, operations, |d, p| {
        set(d, p, "security", json!({}));
    }),
    kind(
        "security with a scope that is a number",
        Refusal,
        operations,
        |d, p| {
            set(d, p, "security", json!([{"oauth2_implicit": [1]}]));
        },
    ),
    kind(
        "security of an unknown scheme",
        Either,
        operations,
        |d, p| {
            set(d, p, "security", json!([{"unheard_of": []}]));
        },
    ),
    // --- Responses -------------------------------------------------------------------------------
    kind("an odd success", Client, operations, |d, p| {
        at(d, p)["responses"]["209"] = json!({"description": "x"});
    }),
    kind("a second typed success", Either, operations, |d, p| {
        at(d, p)["responses"]["203"] = json!({"description": "x",
            "schema": {"type": "object", "properties": {"other": {"type": "string"}}}});
    }),
    kind("no success", Refusal, operations, |d, p| {
        set(d, p, "responses", json!({"404": {"description": "x"}}));
    }),
    kind("a status that is none", Refusal, operations, |d, p| {
        at(d, p)["responses"]["2XX"] = json!({"description": "x"});
    }),
    kind("a status out of range", Refusal, operations, |d, p| {
        at(d, p)["responses"]["999"] = json!({"description": "x"});
    }),
    kind("a default response", Client, operations, |d, p| {
        at(d, p)["responses"]["default"] = json!({"description": "x"});
    }),
    kind("a typed failure", Client, operations, |d, p| {
        at(d, p)["responses"]["418"] = json!({"description": "x", "schema": {"type": "string"}});
    }),
    kind("a success by reference", Refusal, operations, |d, p| {
        d["responses"] = json!({"a": {"description": "x"}});
        at(d, p)["responses"]["200"] = json!({"$ref": "#/responses/a"});
    }),
    kind(
        "an unknown member of a response",
        Refusal,
        operations,
        |d, p| {
            at(d, p)["responses"]["200"] = json!({"description": "x", "content": {}});
        },
    ),
    kind("an answer of anything", Client, operations, |d, p| {
        set(
            d,
            p,
            "responses",
            json!({"200": {"description": "x", "schema": {}}}),
        );
    }),
    kind("an answer that is a text", Either, operations, |d, p| {
        set(
            d,
            p,
            "responses",
            json!({"200": {"description": "x", "schema": {"type": "string"}}}),
        );
    }),
    kind("an answer that is a number", Either, operations, |d, p| {
        set(
            d,
            p,
            "responses",
            json!({"200": {"description": "x", "schema": {"type": "integer"}}}),
        );
    }),
    kind(
        "an answer that is a list of lists",
        Either,
        operations,
        |d, p| {
            set(
                d,
                p,
                "responses",
                json!({"200": {"description": "x", "schema": {"type": "array",
            "items": {"type": "array", "items": {"type": "integer"}}}}}),
            );
        },
    ),
    kind("an answer that is a map", Either, operations, |d, p| {
        set(
            d,
            p,
            "responses",
            json!({"200": {"description": "x", "schema": {"type": "object",
            "additionalProperties": {"type": "integer"}}}}),
        );
    }),
    kind("an answer that is a date", Either, operations, |d, p| {
        set(
            d,
            p,
            "responses",
            json!({"200": {"description": "x",
            "schema": {"type": "string", "format": "date-time"}}}),
        );
    }),
    kind("an answer in another format", Client, operations, |d, p| {
        set(d, p, "produces", json!(["text/plain"]));
    }),
    // --- The whole -------------------------------------------------------------------------------
    kind("another version of Swagger", Refusal, root, |d, p| {
        set(d, p, "swagger", json!("3.0.0"))
    }),
    kind("no host", Refusal, root, |d, p| {
        at(d, p).remove("host");
    }),
    kind("no paths", Refusal, root, |d, p| {
        at(d, p).remove("paths");
    }),
    kind("paths that are a list", Refusal, root, |d, p| {
        set(d, p, "paths", json!([]))
    }),
    kind("no definitions", Refusal, root, |d, p| {
        at(d, p).remove("definitions");
    }),
    kind("an unknown member of the whole", Refusal, root, |d, p| {
        set(d, p, "components", json!({}));
    }),
    kind("an unknown security type", Refusal, root, |d, _| {
        d["securityDefinitions"]["api_key"]["type"] = json!("mutual");
    }),
    kind("an unknown flow", Refusal, root, |d, _| {
        d["securityDefinitions"]["ctctPartnerAuthorizer"]["flow"] = json!("device");
    }),
    kind("50,000 properties", Client, root, |d, _| {
        let properties = (0..50_000).map(|n| (format!("p{n}"), json!({"type": "string"})));
        d["definitions"]["ContactList"]["properties"] = properties.collect::<Map<_, _>>().into();
    }),
];
