//! The singular and the plural of the nouns in the contract, which are names in snake case. Only the last word
//! of a name changes.

/// The singular of a plural name.
pub(super) fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let one = match name.strip_suffix("es") {
        Some(one) if one.ends_with('s') && !is_plural(one) => one,
        _ if !is_plural(name) => name,
        _ => name.strip_suffix('s').unwrap_or(name),
    };
    one.to_owned()
}

/// The plural of a singular name.
pub(super) fn plural(name: &str) -> String {
    let vowels = ['a', 'e', 'i', 'o', 'u'];
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(vowels) => format!("{stem}ies"),
        _ if name.ends_with('s') => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

/// Whether the name is a plural.
pub(super) fn is_plural(name: &str) -> bool {
    name.ends_with('s') && !["ss", "us"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests;
