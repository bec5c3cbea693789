//! The lists or tags that all contacts of a bulk job join or leave.

use crate::error::{Error, Result};

/// The maximum number of lists or tags of one job.
const MOST_IDS: usize = 50;

/// Makes sure that a job has 1 to 50 of these ids, and that each can be part of a comma-separated list. `name` is the
/// name of the member in the contract.
pub(crate) fn check_ids(name: &str, ids: &[String]) -> Result<()> {
    let is_id = |id: &String| !id.is_empty() && !id.contains(|c: char| c == ',' || c.is_control());
    if !(1..=MOST_IDS).contains(&ids.len()) {
        let count = ids.len();
        return Err(Error::invalid_request(format!(
            "`{name}` takes 1 to {MOST_IDS} ids, and {count} are set"
        )));
    }
    if !ids.iter().all(is_id) {
        return Err(Error::invalid_request(format!(
            "an id of `{name}` is empty or contains a comma or a control character"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
