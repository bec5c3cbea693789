use super::missing;

#[test]
fn a_row_is_missing_if_no_count_includes_it() {
    for (rows, has_header, items, contacts, expected) in [
        // All rows were counted; two have the same address, or one has an error.
        (10, true, 11, 10, 0),
        (10, true, 11, 8, 0),
        (10, false, 10, 0, 0),
        // Some were dropped.
        (10, true, 10, 9, 1),
        (10, true, 6, 5, 5),
        (10, false, 9, 0, 1),
        // Nothing is counted yet, or only the header.
        (10, true, 0, 0, 0),
        (10, true, 1, 0, 10),
        // The server does not count the header.
        (10, true, 10, 10, 0),
        // The server counts more than was sent.
        (10, true, 99, 99, 0),
    ] {
        assert_eq!(
            missing(rows, has_header, items, contacts),
            expected,
            "{rows} {has_header} {items} {contacts}"
        );
    }
}
