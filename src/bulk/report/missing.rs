//! Rows that the server silently dropped, according to its counts.
//!
//! In the contract, the items of a CSV include its header. Contacts are counted separately, but two rows
//! with one address can be one contact, and rows with errors are not contacts. A row is missing only if neither
//! count includes it. So a clean import does not look incomplete if the server does not count the header.

/// How many of `rows` neither count includes; 0 if the server counted no items.
pub(super) fn missing(rows: u64, has_header: bool, items: u64, contacts: u64) -> u64 {
    if items == 0 {
        return 0;
    }
    let counted = items.saturating_sub(u64::from(has_header)).max(contacts);
    rows.saturating_sub(counted)
}

#[cfg(test)]
mod tests;
