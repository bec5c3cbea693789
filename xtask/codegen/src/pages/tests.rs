use super::{AREAS, REPOSITORY, areas, front, operations, upload_facts};
use crate::docs;
use crate::fixture::{Contract, FILE, refused};
use crate::model::Model;
use serde_json::json;

fn model() -> Model {
    let file = json!({"name": "file", "in": "formData", "type": "file", "required": true});
    let contract = Contract::new()
        .operation("get", "/things", json!({}))
        .operation("put", "/things", json!({"tags": ["Other | things"]}))
        .operation(
            "post",
            "/things",
            json!({"operationId": "contactsCSVImport",
            "consumes": ["multipart/form-data"], "parameters": [file]}),
        );
    contract.model().unwrap()
}

#[test]
fn each_area_lists_its_operations_by_their_methods() {
    assert_eq!(
        areas(&model()),
        "| area | operations |\n|---|---|\n\
             | **Other \\| things** | [`put_thing`](crate::Client::put_thing) |\n\
             | **Things** | [`get_thing`](crate::Client::get_thing), \
             [`import_csv`](crate::Client::import_csv) |\n"
    );
}

#[test]
fn methods_for_any_number_come_first_where_their_area_is_on() {
    let contract = Contract::new()
        .operation("get", "/things", json!({}))
        .operation("put", "/jobs", json!({"tags": ["Bulk Activities"]}));
    let page = areas(&contract.model().unwrap());
    let rows: Vec<&str> = page.lines().skip(2).collect();
    let first = "| **Any number of contacts, lists or tags** | \
                 [`import_csv`](crate::Client::import_csv), ";
    assert!(rows[0].starts_with(first), "{page}");
    assert!(rows[1].starts_with("| **Bulk Activities** | "), "{page}");
    assert_eq!(rows.len(), 3);
}

#[test]
fn operations_are_found_by_what_they_do_by_address_and_by_the_providers_name() {
    let words = json!({"tags": {"Things": "All things.\n"},
        "operations": {"getThing": {"summary": "Reads one."}}});
    let page = operations(&model(), &docs::read("docs", &words).unwrap());
    let row = "* [`get_thing`](crate::Client::get_thing): Reads one.\
                   <br>`GET /things`, `getThing`\n";
    assert!(page.contains(row), "{page}");
    assert!(
        page.contains("# Things\n\nAll things.\n\nFeature `things`.\n\n* "),
        "{page}"
    );
}

#[test]
fn an_upload_has_facts_by_the_name_of_its_method() {
    let facts = upload_facts(&model(), "import_csv");
    assert!(
        facts.starts_with("* `POST /things` for each part.\n* Needs "),
        "{facts}"
    );
    assert_eq!(upload_facts(&model(), "other"), "");
}

#[test]
fn the_areas_stand_where_the_front_page_says() {
    let page = front(FILE, "a\n<!-- areas -->\nb", "| c |\n").unwrap();
    assert_eq!(page, "a\n| c |\nb");
    let [begin, end] = REPOSITORY;
    let readme = format!("{begin}x\n{end}a\n{AREAS}{begin}y\n{end}b");
    assert_eq!(front(FILE, &readme, "c\n").unwrap(), "a\nc\nb");
    refused(
        front(FILE, &format!("{AREAS}{begin}"), ""),
        "",
        "has no end",
    );
    refused(
        front(FILE, "a", ""),
        "",
        "expected one line `<!-- areas -->`",
    );
    refused(front(FILE, &AREAS.repeat(2), ""), "", "found 2");
}
