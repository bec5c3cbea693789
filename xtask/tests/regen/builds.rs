//! An older and a newer build: the whole report on each, and that a change back restores every file.

use crate::workspace::{Workspace, changes, object, report, stderr, stdout};
use serde_json::{Value, json};

fn step(report: &Value) -> [&str; 2] {
    ["before_1.0.0", "from_1.0.0"].map(|when| report["step"][when].as_str().unwrap())
}

/// Removes the area `Readers`, an operation of each of the others, and a property.
fn older(document: &mut Value) {
    document["info"]["version"] = json!("3.0.1");
    let tags = document["tags"].as_array_mut().unwrap();
    tags.retain(|tag| tag["name"] != "Readers");
    let paths = object(document, "/paths");
    paths.retain(|_, item| !item.to_string().contains(r#""tags":["Readers"]"#));
    for (path, verb) in [
        ("/books/{book_id}/title", "patch"),
        ("/reports/overdue", "get"),
        ("/shelves/{shelf_id}", "delete"),
    ] {
        let item = paths[path].as_object_mut().unwrap();
        item.remove(verb).unwrap();
    }
    let shelf = object(document, "/definitions/Shelf/properties");
    shelf.remove("books_count").unwrap();
}

/// What `older` lacks.
const LACKING: [&str; 10] = [
    "area readers",
    "operation create_reader",
    "operation delete_shelf",
    "operation get_overdue_loans",
    "operation get_reader",
    "operation rename_book",
    "property Shelf.books_count",
    "type BookTitle",
    "type Reader",
    "type ReaderInput",
];

#[test]
fn what_an_older_build_lacks_is_reported_as_removed() {
    let workspace = Workspace::new();
    let report = report(&workspace, older);
    let lost = LACKING.map(|element| format!("breaking {element} removed"));
    assert_eq!(changes(&report), lost);
    assert_eq!(step(&report), ["minor", "major"]);
    assert_eq!(report["blockers"], json!([]));
    let gone = [
        "operation `deleteShelf`, which is gone",
        "operation `getOverdueLoans`, which is gone",
        "operation `patchBookTitle`, which is gone",
        "type `BookTitle`, which is gone",
        "property or value `Shelf.books_count`, which is gone",
        "property `email`, which no type needs",
    ]
    .map(|element| format!("there are words for the {element}"));
    let gaps = report["gaps"].as_array().unwrap();
    let (area, words) = gaps.split_last().unwrap();
    assert_eq!(words, gone);
    let area = area.as_str().unwrap();
    let counted = "the area `Readers` is missing, with 2 operations, 5 entries of spec/docs.yaml; ";
    assert!(area.starts_with(counted), "{area}");
}

#[test]
fn what_a_newer_build_adds_is_reported_and_a_change_back_restores_every_file() {
    let workspace = Workspace::new();
    let newest = workspace.state();
    let output = workspace.take_in(&workspace.document(older), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(newest != workspace.state(), "nothing was written");
    let swagger = workspace.root().join("spec/swagger.yaml");
    let document = workspace.raw(&newest[&swagger]);
    let dry = workspace.take_in(&document, &["--dry-run", "--report", "json"]);
    let report: Value = serde_json::from_str(&stdout(&dry)).unwrap();
    let gained = LACKING.map(|element| format!("addition {element} added"));
    assert_eq!(changes(&report), gained);
    assert_eq!(step(&report), ["patch", "minor"]);
    assert_eq!(report["gaps"], json!([]), "the words still exist");
    let back = workspace.take_in(&document, &[]);
    assert!(back.status.success(), "{}", stderr(&back));
    assert!(
        newest == workspace.state(),
        "a change back does not restore every file"
    );
}

#[test]
fn an_added_scope_is_reported_with_its_consequence() {
    let workspace = Workspace::new();
    let report = report(&workspace, |document| {
        let shelves = &mut document["paths"]["/shelves"]["get"]["security"];
        for way in shelves.as_array_mut().unwrap() {
            for scopes in way.as_object_mut().unwrap().values_mut() {
                scopes.as_array_mut().unwrap().push(json!("library_write"));
            }
        }
    });
    assert_eq!(
        changes(&report),
        ["invisible operation get_all_shelves changed"]
    );
    let detail = report["changes"][0]["detail"].as_str().unwrap();
    assert!(
        detail.starts_with("scopes library_read → library_read library_write; "),
        "{detail}"
    );
    assert!(detail.contains("403"), "{detail}");
    assert_eq!(step(&report), ["patch", "patch"]);
}

#[test]
fn new_enumerations_with_the_same_values_are_reported_with_the_advice_to_unite_them() {
    let workspace = Workspace::new();
    let report = report(&workspace, |document| {
        let moods = json!({"type": "string", "enum": ["glad", "sad"]});
        for definition in ["Loan", "Reader", "Shelf"] {
            let properties = object(document, &format!("/definitions/{definition}/properties"));
            properties.insert("mood".to_owned(), moods.clone());
        }
    });
    assert_eq!(
        changes(&report),
        [
            "addition property Loan.mood added",
            "addition property Reader.mood added",
            "addition property Shelf.mood added",
            "addition type LoanMood added",
            "addition type ReaderMood added",
            "addition type ShelfMood added",
        ]
    );
    let types = &report["changes"].as_array().unwrap()[3..];
    for (added, others) in types.iter().zip([
        "`ReaderMood` and `ShelfMood`",
        "`LoanMood` and `ShelfMood`",
        "`LoanMood` and `ReaderMood`",
    ]) {
        let advice = added["advice"].as_str().unwrap();
        let expected = format!("its values are those of {others}; ");
        assert!(advice.starts_with(&expected), "{advice}");
        assert!(advice.contains("`names`"), "{advice}");
    }
}

/// Links and the links of pages have fixed names.
#[test]
fn definitions_renamed_without_a_change_on_the_wire_are_renamed_types_and_nothing_else() {
    let workspace = Workspace::new();
    let report = report(&workspace, |document| {
        let definitions = object(document, "/definitions");
        let names: Vec<String> = definitions.keys().cloned().collect();
        for name in &names {
            // Otherwise an overlay action would lose its target.
            if ["Book", "BookDetail", "BookInput", "Loan"].contains(&&**name) {
                continue;
            }
            let definitions = object(document, "/definitions");
            let definition = definitions.remove(name).unwrap();
            definitions.insert(format!("{name}Merged"), definition);
            let [from, to] =
                [name, &format!("{name}Merged")].map(|name| format!("\"#/definitions/{name}\""));
            *document = serde_json::from_str(&document.to_string().replace(&from, &to)).unwrap();
        }
    });
    let renamed = [
        "BookPage",
        "BookTitle",
        "LoanPage",
        "LoanSummary",
        "Reader",
        "ReaderInput",
        "Shelf",
        "ShelfInput",
        "ShelfPage",
    ];
    assert_eq!(
        changes(&report),
        renamed.map(|name| format!("breaking type {name} renamed"))
    );
    for (change, name) in report["changes"].as_array().unwrap().iter().zip(renamed) {
        assert_eq!(change["detail"], format!("to `{name}Merged`"));
        let advice = change["advice"].as_str().unwrap();
        let expected = format!("`$.definitions.{name}Merged: {name}`");
        assert!(advice.contains(&expected), "{advice}");
    }
}

#[test]
fn new_operations_parameters_values_and_requirements_are_reported_with_their_consequences() {
    let workspace = Workspace::new();
    let report = report(&workspace, |document| {
        let shelves = "/paths/~1shelves/get";
        let mut copy = object(document, shelves).clone();
        let parameters = object(document, shelves)["parameters"]
            .as_array_mut()
            .unwrap();
        parameters.push(json!({"name": "colour", "in": "query", "type": "string"}));
        parameters
            .push(json!({"name": "owner", "in": "query", "type": "string", "required": true}));
        copy.insert("operationId".to_owned(), json!("getSurveys"));
        copy.insert("tags".to_owned(), json!(["Surveys"]));
        copy.insert("parameters".to_owned(), json!([]));
        copy.remove("x-sdk-methodName").unwrap();
        object(document, "/paths").insert("/surveys".to_owned(), json!({"get": copy}));
        let input = object(document, "/definitions/BookInput");
        input["properties"]["title"]["maxLength"] = json!(7);
        let required = input["required"].as_array_mut().unwrap();
        required.push(json!("shelf_id"));
        let lent = object(document, "/definitions/Loan/properties/lent_at");
        lent.insert("enum".to_owned(), json!(["today"]));
        lent.remove("format").unwrap();
    });
    assert_eq!(
        changes(&report),
        [
            "breaking parameter get_all_shelves.owner added",
            // Its type, and that `new` takes it.
            "breaking property BookInput.shelf_id changed",
            "breaking property Loan.lent_at changed",
            "addition area surveys added",
            "addition operation get_surveys added",
            "addition parameter get_all_shelves.colour added",
            "addition type LoanLentAt added",
            "invisible property BookInput.title changed",
            "invisible property Loan.lent_at changed",
        ]
    );
    let owner = &report["changes"][0];
    assert_eq!(owner["detail"], "required: the method takes it");
    assert_eq!(report["blockers"], json!([]));
    assert_eq!(
        report["gaps"],
        json!([
            "the tag `Surveys` has no words",
            "the operation `getSurveys` has no words",
            "the parameter `getShelves.colour` has no words",
            "the parameter `getShelves.owner` has no words",
            "the type `LoanLentAt` has no words",
            "the property or value `LoanLentAt.today` has no words",
        ])
    );
}

#[test]
fn added_and_removed_values_of_an_enumeration_are_reported_with_its_type() {
    let workspace = Workspace::new();
    let report = report(&workspace, |document| {
        let shelves = object(document, "/paths/~1shelves/get");
        let parameters = shelves["parameters"].as_array_mut().unwrap();
        let mut parameters = parameters.iter_mut();
        let status = parameters.find(|one| one["name"] == "status").unwrap();
        status["enum"] = json!(["open", "closed", "asleep"]);
    });
    assert_eq!(
        changes(&report),
        [
            "breaking value ShelfStatus.all removed",
            "addition value ShelfStatus.asleep added",
        ]
    );
}

#[test]
fn a_conversion_that_would_erase_something_is_reported_as_removed() {
    let workspace = Workspace::new();
    let report = report(&workspace, |document| {
        object(document, "/definitions/Shelf/properties").remove("room");
    });
    assert_eq!(
        changes(&report),
        [
            "breaking conversion From<Shelf> for ShelfInput removed",
            "breaking property Shelf.room removed",
        ]
    );
    assert_eq!(step(&report), ["minor", "major"]);
}
