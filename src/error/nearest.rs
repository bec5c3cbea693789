//! The known name that a message about an unknown one suggests.

/// How similar a name must be to be suggested: 1 is the same, 0 has nothing in common.
const SIMILAR: f64 = 0.85;

/// The known name that is most similar to a text, ignoring case; `None` if none is similar.
pub(crate) fn nearest<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let text = text.trim().to_lowercase();
    let similarity = |name: &str| strsim::jaro_winkler(&text, &name.to_lowercase());
    let rated = known.map(|name| (similarity(name), name));
    let (similarity, name) = rated.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    (similarity >= SIMILAR).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_a_similar_name_is_suggested() {
        let known = ["Customer number", "Shoe size", "Color", "Birthday"];
        for (text, expected) in [
            ("Custmer number", Some("Customer number")),
            ("customer_number", Some("Customer number")),
            ("Customer no.", Some("Customer number")),
            ("SHOESIZE", Some("Shoe size")),
            ("Colour", Some("Color")),
            ("Company", None),
            ("ada@example.com", None),
            ("", None),
        ] {
            assert_eq!(nearest(text, known.into_iter()), expected, "{text}");
        }
    }
}
