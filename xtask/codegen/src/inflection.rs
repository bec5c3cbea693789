//! The singular and the plural of the contract's nouns, which are snake case names. Only the last word
//! of a name is changed.

/// One of several, by the name of all.
pub(crate) fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if let Some(stem) = name.strip_suffix("lves") {
        return format!("{stem}lf");
    }
    let one = match name.strip_suffix("es") {
        Some(one) if one.ends_with('s') && !is_plural(one) => one,
        _ if !is_plural(name) => name,
        _ => name.strip_suffix('s').unwrap_or(name),
    };
    one.to_owned()
}

/// All, by the name of one.
pub(crate) fn plural(name: &str) -> String {
    let vowels = ['a', 'e', 'i', 'o', 'u'];
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(vowels) => format!("{stem}ies"),
        _ if name.ends_with("lf") => format!("{}ves", name.trim_end_matches('f')),
        _ if name.ends_with('s') => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

/// Whether the name is that of several.
pub(crate) fn is_plural(name: &str) -> bool {
    name.ends_with('s') && !["ss", "us"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests;
