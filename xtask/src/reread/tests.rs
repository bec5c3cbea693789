use super::*;
use crate::changes::Effect;
use crate::files::root;
use crate::prose;
use crate::workspace::Workspace;
use constant_contact_codegen::Document;
use constant_contact_codegen::model::{TypeKind, model};
use serde_json::{Map, Value, json};

fn docs() -> Docs {
    let value = json!({
        "operations": {"getThing": {"summary": "x"}, "other": {"summary": "x"}},
        "properties": {"id": "x"},
        "schemas": {
            "Thing": {"description": "x", "properties": {"part": "x"}},
            "NamedThing": {"description": "x", "properties": {"a": "x"}},
        },
    });
    constant_contact_codegen::docs::read("d", &value).unwrap()
}

fn change(subject: &'static str, element: &str, kind: Kind, detail: &str) -> Change {
    Change {
        effect: Effect::Invisible,
        subject,
        element: element.to_owned(),
        kind,
        detail: detail.to_owned(),
        advice: String::new(),
    }
}

/// `get_thing` answers `NamedThing`, which has a `Thing` with these properties.
fn contract(properties: &[&str]) -> Model {
    let properties: Value = properties
        .iter()
        .map(|name| ((*name).to_owned(), json!({"type": "string"})))
        .collect::<Map<_, _>>()
        .into();
    let reference = |name: &str| json!({"$ref": format!("#/definitions/{name}")});
    let contract = json!({
        "swagger": "2.0", "info": {"title": "t", "version": "1"}, "host": "h",
        "paths": {"/things": {"get": {"operationId": "getThing", "tags": ["T"],
            "responses": {"200": {"description": "x", "schema": reference("NamedThing")}}}}},
        "definitions": {
            "NamedThing": {"type": "object", "properties": {"a": reference("Thing")}},
            "Thing": {"type": "object", "properties": properties},
        },
    });
    model(&Document::new("f", &contract).unwrap()).unwrap()
}

fn reread(changes: &[Change]) -> Vec<String> {
    let all = by_contract(changes, &docs(), &contract(&["part"]));
    all.iter().map(Reread::to_string).collect()
}

#[test]
fn the_operations_of_a_type_may_speak_of_its_property_too() {
    let changes = [change("property", "NamedThing.a", Kind::Changed, "a → b")];
    assert_eq!(
        reread(&changes),
        ["schemas.NamedThing.a: a → b; see also operations.getThing"]
    );
}

#[test]
fn general_words_for_a_new_property_are_named_and_own_ones_are_not() {
    let (old, new) = (contract(&["part"]), contract(&["part", "id", "kind"]));
    let all = by_general_words(&NewNames::default(), [&old, &new], &docs());
    let all: Vec<String> = all.iter().map(Reread::to_string).collect();
    assert_eq!(
        all,
        ["properties.id: these words now describe `Thing.id` too"]
    );
    assert_eq!(
        by_general_words(&NewNames::default(), [&new, &new], &docs()),
        []
    );
    let renamed = NewNames {
        types: vec![("Old".to_owned(), "Thing".to_owned())],
        ..NewNames::default()
    };
    assert_eq!(by_general_words(&renamed, [&old, &new], &docs()), []);
}

#[test]
fn the_words_for_what_has_changed_are_named_by_their_place() {
    for (subject, element, expected) in [
        ("operation", "get_thing", "operations.getThing: a → b"),
        ("parameter", "get_thing.q", "operations.getThing.q: a → b"),
        ("type", "Thing", "schemas.Thing: a → b"),
        ("property", "Thing.part", "schemas.Thing.part: a → b"),
        ("property", "Thing.id", "properties.id: a → b"),
    ] {
        let changes = [change(subject, element, Kind::Changed, "a → b")];
        assert_eq!(reread(&changes), [expected]);
    }
}

#[test]
fn the_words_for_a_whole_are_named_when_a_part_goes() {
    let changes = [
        change("parameter", "get_thing.old", Kind::Removed, ""),
        change("property", "Thing.old", Kind::Renamed, "to `new`"),
    ];
    assert_eq!(
        reread(&changes),
        [
            "operations.getThing: get_thing.old removed",
            "schemas.Thing: Thing.old renamed to `new`",
        ]
    );
}

#[test]
fn new_elements_removed_ones_and_those_without_words_are_not_to_be_read() {
    let changes = [
        change("property", "Thing.new", Kind::Added, ""),
        change("property", "Thing.new", Kind::Changed, "a → b"),
        change("type", "Other", Kind::Changed, "a → b"),
        change("type", "Thing", Kind::Removed, ""),
        change("operation", "get_thing", Kind::Removed, ""),
        change("scope", "a", Kind::Removed, ""),
    ];
    assert_eq!(reread(&changes), Vec::<String>::new());
}

#[test]
fn the_providers_text_is_shown_by_the_entry_of_ours_and_is_cut() {
    let reworded = |element: &str, new: &str, removed: usize| Reworded {
        element: element.to_owned(),
        new: new.to_owned(),
        removed,
    };
    let long = "ä".repeat(SHOWN + 1);
    let all = by_prose(
        vec![
            reworded("operations.getThing 409", "P.", 0),
            reworded("operations.other 409", "P.", 0),
            reworded("operations.other.body", "B.", 0),
            reworded("schemas.Thing.id", &long, 1),
            reworded("schemas.Thing.id", "", 2),
            reworded("schemas.Thing.unknown", "P.", 0),
            reworded("schemas.Unknown", "P.", 0),
        ],
        &docs(),
        &contract(&["part"]),
    );
    let entries: Vec<&str> = all.iter().map(|reread| &*reread.entry).collect();
    assert_eq!(
        entries,
        [
            "operations.getThing 409 (and 1 more with the same text)",
            "operations.other",
            "properties.id",
            "properties.id"
        ]
    );
    let whys: Vec<&str> = all.iter().map(|reread| &*reread.why).collect();
    let cut = format!(
        "the provider now says “{} …” and has dropped a sentence",
        "ä".repeat(SHOWN)
    );
    assert_eq!(
        whys,
        [
            "the provider now says “P.”",
            "the provider now says “B.”",
            &cut,
            "the provider has dropped 2 sentences"
        ]
    );
}

/// Of the contract under `spec/`, whatever build it is.
#[test]
fn every_text_of_the_provider_has_a_place_unless_its_type_is_hand_written() {
    let workspace = Workspace::read(root()).unwrap();
    let model = workspace.contract().unwrap().model;
    let places = workspace.docs.texts().into_iter();
    let places = places.map(|(place, _)| place).collect();
    let lock = std::fs::read_to_string(root().join(prose::FILE)).unwrap();
    let lines = lock.lines().filter(|line| !line.starts_with('#'));
    let is_fingerprint = |word: &&str| word.len() == 8 && !word.contains('.');
    let elements = lines.map(|line| {
        let words = line.split(' ').skip_while(is_fingerprint);
        words.collect::<Vec<_>>().join(" ")
    });
    let is_hand_written = |element: &str| {
        let name = element.split('.').nth(1).unwrap_or_default();
        let ty = model.get(name);
        ty.is_some_and(|ty| matches!(ty.kind, TypeKind::HandWritten))
    };
    let without_place: Vec<String> = elements
        .filter(|element| place(element, &workspace.docs, &places).is_none())
        .filter(|element| !is_hand_written(element))
        .collect();
    assert!(without_place.is_empty(), "{without_place:#?}");
}
