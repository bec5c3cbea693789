use super::*;
use constant_contact_codegen::Document;
use constant_contact_codegen::model::model;
use serde_json::json;

fn with(tags: &[&str]) -> Model {
    let paths = tags.iter().map(|tag| {
        let id = format!("get{}", tag.replace(' ', ""));
        let get =
            json!({"operationId": id, "tags": [tag], "responses": {"204": {"description": "x"}}});
        (format!("/{id}"), json!({"get": get}))
    });
    let paths: serde_json::Map<_, _> = paths.collect();
    let tags: Vec<_> = tags.iter().map(|tag| json!({"name": tag})).collect();
    let contract = json!({
        "swagger": "2.0", "info": {"title": "t", "version": "1"}, "host": "h",
        "tags": tags, "paths": paths,
    });
    model(&Document::new("f", &contract).unwrap()).unwrap()
}

const MANIFEST: &str = r#"[features]
default = ["all-areas"]
# Rows.
rows = ["books"]
gzip = []

# Areas.
all-areas = [
    "books",
    "readers",
    "shelves",
]
books = ["dep:csv"]
readers = []
shelves = []

[dependencies]
csv = "1"
"#;

#[test]
fn a_manifest_with_all_areas_stays_as_it_is() {
    let model = with(&["Shelves", "Books", "Readers"]);
    assert_eq!(with_areas(MANIFEST, &model).unwrap(), MANIFEST);
    let root = tempfile::tempdir().unwrap();
    assert_eq!(leftovers(root.path(), MANIFEST, &model).unwrap(), [""; 0]);
}

#[test]
fn new_areas_are_added_in_order_and_the_rest_stays_as_it_is() {
    let added = with_areas(
        MANIFEST,
        &with(&["Shelves", "Books", "Readers", "Audience Tools", "Visits"]),
    );
    let expected = MANIFEST
        .replace("    \"books\"", "    \"audience-tools\",\n    \"books\"")
        .replace("shelves\",\n]", "shelves\",\n    \"visits\",\n]")
        .replace("]\nbooks", "]\naudience-tools = []\nbooks")
        .replace("shelves = []", "shelves = []\nvisits = []");
    assert_eq!(added.unwrap(), expected);
}

#[test]
fn an_area_whose_name_is_taken_is_refused() {
    for taken in ["Gzip", "Csv", "Rows"] {
        let error = with_areas(MANIFEST, &with(&["Books", taken])).unwrap_err();
        let expected = format!("the area `{}` needs a feature", taken.to_lowercase());
        assert!(error.to_string().contains(&expected), "{error}");
    }
}

#[test]
fn areas_that_are_gone_are_removed_unless_something_needs_them() {
    let root = tempfile::tempdir().unwrap();
    let source = root.path().join("src/part/x.rs");
    fs::create_dir_all(source.parent().unwrap()).unwrap();
    fs::write(&source, "#[cfg(feature = \"readers\")]").unwrap();
    let model = with(&["Shelves"]);
    let expected = MANIFEST
        .replace("    \"books\",\n    \"readers\",\n", "")
        .replace("readers = []\n", "");
    let left = with_areas(MANIFEST, &model).unwrap();
    assert_eq!(left, expected);
    assert_eq!(
        leftovers(root.path(), MANIFEST, &model).unwrap(),
        [
            "Cargo.toml: the area `books` is gone; delete its feature, and what needs it",
            "src/part/x.rs needs the feature `readers`, whose area is gone",
        ]
    );
    // The feature that stays is reported until somebody deletes it.
    assert_eq!(
        leftovers(root.path(), &left, &model).unwrap(),
        ["Cargo.toml: the area `books` is gone; delete its feature, and what needs it"]
    );
}

#[test]
fn a_manifest_without_the_list_is_refused() {
    let error = with_areas("[features]\n", &with(&["Shelves"])).unwrap_err();
    assert!(error.to_string().contains("`all-areas = [`"), "{error}");
}
