//! Where an answer does not fit the contract, said without repeating any of its content.
//!
//! serde tracks no path, and a tracking deserializer would have to be compiled once more for every
//! type and would allocate on the hot path. So the path is found afterwards, from the position
//! that the failed parse reports.

/// A description of `error` for the document `body`: the path, and what was expected there.
pub(crate) fn misfit(body: &[u8], error: &serde_json::Error) -> String {
    let place = path(body, offset(body, error.line(), error.column()));
    let text = error.to_string();
    let text = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(text, _)| text);
    format!("at {place}: {}", without_values(text))
}

fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let start: usize = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (start + column).min(body.len())
}

/// serde quotes the values that it did not expect; they may be anybody's data.
fn without_values(text: &str) -> String {
    let mut shown = String::new();
    let mut quote = None;
    for c in text.chars() {
        match quote {
            None => {
                shown.push(c);
                if matches!(c, '"' | '`') {
                    quote = Some(c);
                    shown.push('…');
                }
            }
            Some(open) if c == open => {
                quote = None;
                shown.push(c);
            }
            Some(_) => {}
        }
    }
    shown
}

/// The path of what stands just before `offset`, such as `contacts[3].email_address`.
fn path(body: &[u8], offset: usize) -> String {
    enum Step {
        Key(String),
        Index(usize),
    }
    let mut steps: Vec<Step> = Vec::new();
    let mut text: Option<Vec<u8>> = None;
    let mut last_text = Vec::new();
    let mut escaped = false;
    for &byte in body.get(..offset).unwrap_or(body) {
        if let Some(open) = &mut text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => last_text = text.take().unwrap_or_default(),
                _ => open.push(byte),
            }
            continue;
        }
        match byte {
            b'"' => text = Some(Vec::new()),
            b'{' => steps.push(Step::Key(String::new())),
            b'[' => steps.push(Step::Index(0)),
            b'}' | b']' => drop(steps.pop()),
            b':' => {
                if let Some(Step::Key(key)) = steps.last_mut() {
                    *key = String::from_utf8_lossy(&last_text).into_owned();
                }
            }
            b',' => match steps.last_mut() {
                Some(Step::Index(index)) => *index += 1,
                Some(Step::Key(key)) => key.clear(),
                None => {}
            },
            _ => {}
        }
    }
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(key) if key.is_empty() => {}
            Step::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&key);
            }
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    if path.is_empty() {
        "the top".to_owned()
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    #[derive(Clone, Default, PartialEq)]
    struct Row {
        count: Option<i64>,
        at: Option<Timestamp>,
    }
    crate::object! { Row { "count" => count: optional shown, "at" => at: optional shown } }

    #[derive(Clone, Default, PartialEq)]
    struct Page {
        rows: Vec<Row>,
    }
    crate::object! { Page { "rows" => rows: list shown } }

    fn said(body: &str) -> String {
        misfit(
            body.as_bytes(),
            &serde_json::from_str::<Page>(body).unwrap_err(),
        )
    }

    #[test]
    fn the_path_leads_to_the_value() {
        assert_eq!(
            said(r#"{"x": {"y": [1, 2]}, "rows": [{}, {"at": "a \" b", "count": "secret"}]}"#),
            "at rows[1].count: not a whole number"
        );
        assert!(said("{\"rows\": [\n{\"count\": 1.5}]}").starts_with("at rows[0].count: not a"));
        assert!(said(r#"{"rows": [{"count": {}}]}"#).starts_with("at rows[0].count: invalid"));
        assert!(said(r#"{"rows": 5}"#).starts_with("at rows: invalid type"));
        assert!(said("7").contains("expected an object (Page)"));
    }

    #[test]
    fn broken_documents_are_described_too() {
        assert!(said(r#"{"rows": [{"count": 1"#).starts_with("at rows[0].count: EOF"));
        assert!(said("").starts_with("at the top: EOF"));
        assert!(said("<html>").starts_with("at the top: expected value"));
    }
}
