use super::*;

#[test]
fn a_part_prints_without_the_name_of_its_file() {
    let part = PartReport {
        activity_id: Some("04fe9a97-a579".to_owned()),
        duplicate_activity_ids: vec!["Ann".to_owned()],
        ..PartReport::new(1, 1..2, Some("Ann Doe.csv".to_owned()))
    };
    let printed = format!("{part:?}");
    assert!(printed.contains("04fe9a97-a579"), "{printed}");
    assert!(!printed.contains("Ann"), "{printed}");
}
