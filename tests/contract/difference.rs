//! Where two documents differ, in one short line.

use serde_json::Value;

/// The most characters of a value that a message shows.
const SHOWN: usize = 80;

/// `Err` names the first place at which `found` is not as `expected`, by its JSON pointer.
pub fn same(found: &Value, expected: &Value) -> Result<(), String> {
    compare(String::new(), Some(found), Some(expected))
}

fn compare(place: String, found: Option<&Value>, expected: Option<&Value>) -> Result<(), String> {
    match (found, expected) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let mut keys = b.keys().chain(a.keys().filter(|key| !b.contains_key(*key)));
            keys.try_for_each(|key| {
                let escaped = key.replace('~', "~0").replace('/', "~1");
                compare(format!("{place}/{escaped}"), a.get(key), b.get(key))
            })
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => (0..a.len().max(b.len()))
            .try_for_each(|index| compare(format!("{place}/{index}"), a.get(index), b.get(index))),
        _ if found == expected => Ok(()),
        _ => Err(format!(
            "at {}: {}, expected {}",
            if place.is_empty() { "the root" } else { &place },
            shown(found),
            shown(expected)
        )),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| short(&value.to_string()))
}

/// The beginning of a text.
pub fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[test]
fn the_first_difference_is_named_by_its_place_and_both_values() {
    use serde_json::json;
    let long = "x".repeat(1000);
    for (found, expected, said) in [
        (json!({"a": 1}), json!({"a": 1}), None),
        (
            json!(1),
            json!(2),
            Some("at the root: 1, expected 2".to_owned()),
        ),
        (
            json!({"a": [{"b/c": 1}]}),
            json!({"a": [{"b/c": 2}]}),
            Some("at /a/0/b~1c: 1, expected 2".to_owned()),
        ),
        (
            json!({"a": []}),
            json!({"a": [true]}),
            Some("at /a/0: nothing, expected true".to_owned()),
        ),
        (
            json!({"a": null}),
            json!({}),
            Some("at /a: null, expected nothing".to_owned()),
        ),
        (
            json!({"a": {"b": []}}),
            json!({"a": long}),
            Some(format!("at /a: {{\"b\":[]}}, expected \"{}…", &long[..79])),
        ),
    ] {
        assert_eq!(same(&found, &expected).err(), said);
    }
}
