//! A line of the journal: an event as JSON, the number of the line, and a checksum over both.
//!
//! ```text
//! {"event":"accepted","part":3,"activity":"04fe9a97"} 8 5f1c0b9a72d3e640
//! ```
//!
//! The checksum tells a line that was changed or cut from a good one, as well as lines whose end
//! was lost and pieces of one that was torn apart. The numbers show that no line is missing, that all
//! are in their order, and that only one import wrote them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// How many bytes of the SHA-256 a line carries.
const SUM_BYTES: usize = 8;

pub(super) fn write<E: Serialize>(number: u64, event: &E) -> serde_json::Result<String> {
    let text = format!("{} {number}", serde_json::to_string(event)?);
    let sum = sum(&text);
    Ok(format!("{text} {sum}"))
}

/// The number and the event; none if the line is not one that was written here.
pub(super) fn read<E: DeserializeOwned>(line: &str) -> Option<(u64, E)> {
    let (text, found) = line.rsplit_once(' ')?;
    if found != sum(text) {
        return None;
    }
    let (json, number) = text.rsplit_once(' ')?;
    Some((number.parse().ok()?, serde_json::from_str(json).ok()?))
}

fn sum(text: &str) -> String {
    let hash = Sha256::digest(text);
    hash.iter()
        .take(SUM_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_line_comes_back_as_it_was_written() {
        let event = json!({"event": "begin", "import": "a b 7"});
        let line = write(7, &event).unwrap();
        assert!(line.starts_with(r#"{"event":"begin""#), "{line}");
        assert_eq!(read(&line), Some((7, event)));
    }

    #[test]
    fn a_line_that_was_cut_or_changed_is_none() {
        let line = write(7, &json!({"part": 1})).unwrap();
        for end in 0..line.len() {
            assert_eq!(read::<Value>(&line[..end]), None, "{end}");
            assert_eq!(read::<Value>(&line[end + 1..]), None, "{end}");
        }
        for at in 0..line.len() {
            for bit in 0..8 {
                let mut bytes = line.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                if let Ok(text) = String::from_utf8(bytes) {
                    assert_eq!(read::<Value>(&text), None, "{text}");
                }
            }
        }
        assert_eq!(read::<Value>(&format!("{line} ")), None);
        assert_eq!(read::<Value>(&line.to_uppercase()), None);
        assert_eq!(read::<Value>(""), None);
    }
}
