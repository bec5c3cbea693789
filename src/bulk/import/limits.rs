//! How large a part of an import may be.

use super::form::Fields;
use super::name::{LONGEST_ID, part_name};
use crate::bulk::csv::Limits;
use crate::error::{Error, Result};

/// The longest form that the API reads to its end, in bytes: 4 MB.
pub const CSV_MAX_BYTES: usize = 4_000_000;

/// The most lines that the API reads, the header included.
pub const CSV_MAX_LINES: u64 = 40_000;

/// The limits of a part for which the API reads the whole form.
pub(super) fn limits(max_bytes: usize, max_lines: u64, fields: &Fields) -> Result<Limits> {
    if max_bytes > CSV_MAX_BYTES || max_lines > CSV_MAX_LINES {
        return Err(Error::invalid_request(format!(
            "a part of more than {CSV_MAX_BYTES} bytes or {CSV_MAX_LINES} lines would be cut off \
             by the server"
        )));
    }
    let max_bytes = fields.remaining(max_bytes, part_name("", u32::MAX).len() + LONGEST_ID);
    Ok(Limits::new(max_bytes, max_lines))
}

#[cfg(test)]
mod tests;
