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
mod tests;
