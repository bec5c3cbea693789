use super::*;

#[test]
fn a_part_prints_without_the_name_of_its_file() {
    let part = PartReport {
        activity_id: Some("04fe9a97-a579".to_owned()),
        repeated_in: vec!["Ann".to_owned()],
        ..PartReport::new(1, 1..2, Some("Ann Doe.csv".to_owned()))
    };
    let printed = format!("{part:?}");
    assert!(printed.contains("04fe9a97-a579"), "{printed}");
    assert!(!printed.contains("Ann"), "{printed}");
}

#[test]
fn counts_beyond_all_reason_are_summed_without_a_panic() {
    let mut report = BulkReport::new("import");
    for number in 1..=3 {
        let mut part = PartReport::new(number, 1..2, None);
        let status = ActivityStatus {
            error_count: Some(i64::MAX),
            correctable_count: Some(i64::MAX),
            cannot_add_to_list_count: Some(i64::MAX),
            ..ActivityStatus::default()
        };
        part.see(Activity {
            state: Some(ActivityState::Completed),
            status: Some(status),
            ..Activity::default()
        });
        assert_eq!(part.state, PartState::CompletedWithErrors);
        report.parts.push(part);
    }
    assert_eq!(report.errors(), u64::MAX);
}
