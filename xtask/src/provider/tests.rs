use super::*;

fn message(place: &str) -> String {
    let message = format!("{:#}", document(place, TIMEOUT).unwrap_err());
    assert!(message.starts_with(place), "{message}");
    message
}

#[test]
fn nothing_that_can_be_altered_on_its_way_is_fetched() {
    for place in [
        "http://example.com/swagger.yaml",
        "http://127.0.0.1.example.com/swagger.yaml",
        "http://localhost@example.com/swagger.yaml",
        "ftp://example.com/swagger.yaml",
    ] {
        assert!(message(place).contains("give an https URL"), "{place}");
    }
}

#[test]
fn a_missing_file_is_reported_by_its_name() {
    let folder = env!("CARGO_MANIFEST_DIR");
    assert!(message(folder).contains("cannot be read; give a file"));
    assert!(message("/nowhere/at/all.yaml").contains("No such file"));
}
