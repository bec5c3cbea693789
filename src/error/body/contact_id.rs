//! The existing contact in a conflict.
//!
//! A conflict can say `Email already exists for contact <id>`. With that id a caller goes on
//! to update the contact without searching for it. A wrong id would change somebody
//! else's record, so an id is taken only when the words before it say that it is a contact's.

use super::api_error::ApiError;

const LENGTH: usize = 36;

/// The id of the contact that already has the address, if a conflict message names it.
///
/// Ask only for answers with status 409. The id is returned as it was written, in upper or
/// lower case. Of several ids, the first that follows the word `contact` (also `contact_id`,
/// `contact with id` and the like) counts; another wording of the same conflict
/// carries no id, and then the answer is `None`.
pub(crate) fn existing_contact_id(entries: &[ApiError]) -> Option<&str> {
    entries.iter().find_map(|entry| {
        uuids(&entry.message)
            .find(|(start, _)| entry.message.get(..*start).is_some_and(speaks_of_a_contact))
            .map(|(_, id)| id)
    })
}

/// Every UUID that stands by itself, with the place where it begins.
fn uuids(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.char_indices().filter_map(move |(start, _)| {
        let id = text.get(start..start.checked_add(LENGTH)?)?;
        let before = text.get(..start)?.chars().next_back();
        let after = text.get(start + LENGTH..)?.chars().next();
        (is_uuid(id) && !before.is_some_and(continues) && !after.is_some_and(continues))
            .then_some((start, id))
    })
}

fn is_uuid(text: &str) -> bool {
    text.len() == LENGTH
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn continues(neighbour: char) -> bool {
    neighbour.is_alphanumeric() || matches!(neighbour, '-' | '_')
}

/// Whether the last meaning word before an id is `contact`.
fn speaks_of_a_contact(before: &str) -> bool {
    const FILLERS: [&str; 6] = ["id", "uuid", "with", "is", "the", "having"];
    before
        .rsplit(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .find(|word| {
            !FILLERS
                .iter()
                .any(|filler| word.eq_ignore_ascii_case(filler))
        })
        .is_some_and(|word| {
            word.eq_ignore_ascii_case("contact") || word.eq_ignore_ascii_case("contactid")
        })
}
