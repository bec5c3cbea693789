//! The id of the existing contact in a conflict.
//!
//! The message of a conflict can be `Email already exists for contact <id>`. With that id, a caller
//! can update the contact without searching for it. A wrong id would change another person's
//! contact, so an id is used only if the words before it say that it is the id of a contact.

use super::api_error::ApiError;

const UUID_LENGTH: usize = 36;

/// The id of the contact that already has the address, if a conflict message contains it.
///
/// Call this only for answers with status 409. The id keeps its upper or lower case. If there are
/// several ids, this returns the first that follows the word `contact` (also `contact_id`,
/// `contact with id` and the like). It returns `None` if the message has no such id, as in another
/// wording of the same conflict.
pub(crate) fn existing_contact_id(entries: &[ApiError]) -> Option<&str> {
    entries.iter().find_map(|entry| {
        uuids(&entry.message)
            .find(|(start, _)| entry.message.get(..*start).is_some_and(ends_with_contact))
            .map(|(_, id)| id)
    })
}

/// Every UUID that is not part of a longer word, with its position.
fn uuids(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.char_indices().filter_map(move |(start, _)| {
        let id = text.get(start..start.checked_add(UUID_LENGTH)?)?;
        let before = text.get(..start)?.chars().next_back();
        let after = text.get(start + UUID_LENGTH..)?.chars().next();
        (is_uuid(id) && !before.is_some_and(is_word_char) && !after.is_some_and(is_word_char))
            .then_some((start, id))
    })
}

fn is_uuid(text: &str) -> bool {
    text.len() == UUID_LENGTH
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// Whether the last word before an id that is not a filler is `contact`.
fn ends_with_contact(before: &str) -> bool {
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

#[cfg(test)]
mod tests;
