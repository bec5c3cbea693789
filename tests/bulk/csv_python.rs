//! The parts of a source compared with it by Python's `csv`, where Python exists.

use crate::csv_property::split;
use crate::csv_strategies::{MARK, limits, source};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::json;
use std::io::Write;
use std::process::{Command, Stdio};

/// Compares the rows of each source with those of its parts.
const PYTHON: &str = r#"
import csv, io, json, sys

def rows(text):
    records = csv.reader(io.StringIO(text, newline=""))
    return [record for record in records if any(field.strip() for field in record)][1:]

for case in json.load(sys.stdin):
    parts = [row for part in case["parts"] for row in rows(part)]
    assert parts == rows(case["source"])[:len(parts)], case
    assert not case["is_complete"] or parts == rows(case["source"]), case
"#;

#[test]
fn python_reads_the_same_rows() {
    let mut runner = TestRunner::deterministic();
    let cases: Vec<_> = (0..500)
        .map(|_| {
            let case = (source(), limits()).new_tree(&mut runner).unwrap();
            let ((source, ..), limits) = case.current();
            let (parts, error) = split(&source, &[usize::MAX], limits);
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            let parts: Vec<_> = parts.iter().map(|part| text(&part.bytes)).collect();
            let source = text(source.strip_prefix(MARK).unwrap_or(&source));
            json!({ "source": source, "parts": parts, "is_complete": error.is_none() })
        })
        .collect();
    let python = Command::new("python3")
        .args(["-c", PYTHON])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut python = match python {
        Ok(python) => python,
        Err(error) => return eprintln!("skipped, since python3 cannot be run: {error}"),
    };
    let input = serde_json::to_vec(&cases).unwrap();
    python.stdin.take().unwrap().write_all(&input).unwrap();
    let output = python.wait_with_output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{message}");
}
