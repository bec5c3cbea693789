use super::*;
use crate::types::{Activity, ActivityState, ActivityStatus};

#[test]
fn the_sum_of_excessive_counts_does_not_overflow() {
    let mut report = BulkReport::new("import");
    for number in 1..=3 {
        let mut part = PartReport::new(number, 1..2, None);
        let status = ActivityStatus {
            error_count: Some(i64::MAX),
            correctable_count: Some(i64::MAX),
            cannot_add_to_list_count: Some(i64::MAX),
            ..ActivityStatus::default()
        };
        part.update(Activity {
            state: Some(ActivityState::Completed),
            status: Some(status),
            ..Activity::default()
        });
        assert_eq!(part.state, PartState::CompletedWithErrors);
        report.parts.push(part);
    }
    assert_eq!(report.errors(), u64::MAX);
}
