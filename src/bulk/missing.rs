//! Rows that the server dropped without a word, told by what it counted.
//!
//! The items of a CSV include its header, by the contract; contacts are counted by themselves, but
//! two rows with one address can be one contact, and faulty ones none. A row is missing only if
//! neither count has it: were the header not counted after all, a clean import must not look short.

/// How many of `rows` neither count knows of. Nothing is missing as long as nothing is counted.
pub(super) fn missing(rows: u64, has_header: bool, items: u64, contacts: u64) -> u64 {
    if items == 0 {
        return 0;
    }
    let counted = items.saturating_sub(u64::from(has_header)).max(contacts);
    rows.saturating_sub(counted)
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn a_row_is_missing_if_no_count_has_it() {
        for (rows, has_header, items, contacts, expected) in [
            // All are there; two share an address, or one is faulty.
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
            // A server that does not count the header.
            (10, true, 10, 10, 0),
            // More than was sent.
            (10, true, 99, 99, 0),
        ] {
            assert_eq!(
                missing(rows, has_header, items, contacts),
                expected,
                "{rows} {has_header} {items} {contacts}"
            );
        }
    }
}
