use super::*;

fn fields(lists: &str) -> Fields {
    Fields {
        lists: lists.to_owned(),
        permission: None,
    }
}

#[test]
fn no_part_can_be_longer_than_the_server_reads() {
    assert!(limits(CSV_MAX_BYTES + 1, 2, &fields("id")).is_err());
    assert!(limits(1, CSV_MAX_LINES + 1, &fields("id")).is_err());
    let limits = limits(CSV_MAX_BYTES, CSV_MAX_LINES, &fields("id")).unwrap();
    assert!(limits.max_bytes < CSV_MAX_BYTES);
    assert_eq!(limits.max_lines, 40_000);
}
