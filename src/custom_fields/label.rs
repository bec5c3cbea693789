//! How a label of the caller is compared with the labels of the account.

use crate::error::nearest;

/// The items that have a label.
#[derive(Debug, PartialEq)]
pub enum Found<'a, T> {
    One(&'a T),
    None,
    Several(usize),
}

/// Finds the item with exactly the wanted label. If there is none, case and white space around labels are ignored.
pub fn find<'a, T>(
    items: impl Iterator<Item = &'a T> + Clone,
    label: impl Fn(&T) -> Option<&str>,
    wanted: &str,
) -> Found<'a, T> {
    match one_of(items.clone().filter(|item| label(item) == Some(wanted))) {
        Found::None => {
            let wanted = normalised(wanted);
            let is_wanted = |item: &&T| label(item).map(normalised).as_ref() == Some(&wanted);
            one_of(items.filter(is_wanted))
        }
        exact => exact,
    }
}

fn one_of<'a, T>(mut found: impl Iterator<Item = &'a T>) -> Found<'a, T> {
    match (found.next(), found.count()) {
        (None, _) => Found::None,
        (Some(item), 0) => Found::One(item),
        (Some(_), more) => Found::Several(1 + more),
    }
}

fn normalised(label: &str) -> String {
    label.trim().to_lowercase()
}

/// The end of a message about an unknown label: the known one that is most similar, if one is.
pub fn suggestion<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    match nearest(wanted, known) {
        Some(label) => format!("; did you mean {label:?}?"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
