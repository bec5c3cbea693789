//! Where two documents differ, or where one cannot be read, in one short line.

use serde::de::DeserializeOwned;
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

/// Reads a document. `Err` names the place at which it cannot be read.
pub fn read<T: DeserializeOwned>(document: &Value) -> Result<T, String> {
    let text = document.to_string();
    serde_json::from_str(&text).map_err(|error| {
        let place = pointer(&text.as_bytes()[..error.column().min(text.len())]);
        format!("at {place}: {error}")
    })
}

/// The JSON pointer of the value in which a document breaks off. The document has no spaces.
fn pointer(json: &[u8]) -> String {
    let (mut place, mut text): (Vec<String>, Option<Vec<u8>>) = (Vec::new(), None);
    let (mut last, mut escaped) = (String::new(), false);
    for &byte in json {
        if let Some(within) = &mut text {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            match ends {
                true => last = String::from_utf8_lossy(&text.take().unwrap()).into_owned(),
                false => within.push(byte),
            }
            continue;
        }
        match byte {
            b'"' => text = Some(Vec::new()),
            b'{' => place.push(String::new()),
            b'[' => place.push("0".to_owned()),
            b'}' | b']' => drop(place.pop()),
            b':' => {
                place.pop();
                place.push(std::mem::take(&mut last));
            }
            b',' => {
                let index = place.pop().unwrap_or_default();
                let next = index.parse().map(|index: usize| (index + 1).to_string());
                place.push(next.unwrap_or(index));
            }
            _ => {}
        }
    }
    // An object that has just begun.
    place.pop_if(|part| part.is_empty());
    place.iter().map(|part| format!("/{part}")).collect()
}

#[test]
fn what_cannot_be_read_is_named_by_its_place() {
    type Lists = std::collections::BTreeMap<String, Vec<i64>>;
    let document = serde_json::json!({"a": [1], "b\"{": [1, 2, "x"]});
    let error = read::<Lists>(&document).unwrap_err();
    assert!(
        error.starts_with("at /b\\\"{/2: invalid type: string"),
        "{error}"
    );
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
