//! What is decided before anything is sent.

use super::*;

fn fields(lists: &str) -> Fields {
    Fields {
        lists: lists.to_owned(),
        permission: None,
    }
}

#[test]
fn one_to_fifty_lists_become_one_text() {
    let lists = |count: usize| vec!["id".to_owned(); count];
    assert_eq!(joined(&lists(2)).unwrap(), "id,id");
    assert!(joined(&lists(50)).is_ok());
    for bad in [
        lists(0),
        lists(51),
        vec![String::new()],
        vec!["a,b".to_owned()],
    ] {
        assert!(joined(&bad).is_err());
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
