use super::*;
use serde::Deserialize;

#[derive(Debug, Deserialize, PartialEq)]
struct Row {
    id: u64,
    count: Option<u64>,
}

/// The rows before the first fault, and the message of that fault.
fn rows(text: impl AsRef<[u8]>) -> (Vec<Row>, Option<String>) {
    let mut reader = RowReader::new(text.as_ref());
    let mut rows = Vec::new();
    loop {
        match reader.next() {
            Ok(Some(row)) => rows.push(row),
            Ok(None) => return (rows, None),
            Err(error) => return (rows, Some(error.to_string())),
        }
    }
}

#[test]
fn lines_are_counted_as_in_an_editor() {
    for (text, line) in [
        ("id,count\r\n1,1\r\n2,2\r\n3,bad\r\n", 4),
        ("id,count\n1,1\n2,2\n3,bad\n", 4),
        ("id,count\r1,1\r3,bad\r", 3),
        ("id,count\r\nbad,1\r\n", 2),
        ("\u{feff}id,count\r\n\r\n\r\n3,bad", 4),
        ("id,count,x\r\n1,1,\"a\r\nb\nc\"\r\nbad,,\r\n", 5),
    ] {
        let (_, error) = rows(text);
        let error = error.unwrap();
        assert!(
            error.contains(&format!("line {line} of")),
            "{text:?}: {error}"
        );
        assert!(!error.contains("bad"), "{error}");
    }
    let (_, error) = rows("id,x,count\n3,,bad\n");
    assert!(error.unwrap().contains("in column 3"));
}

#[test]
fn other_text_than_utf8_and_columns_with_the_same_heading_are_named() {
    let (read, error) = rows(b"id,x\r\n1,a\r\n2,Zo\xEB\r\n");
    let error = error.unwrap();
    assert_eq!(read.len(), 1);
    assert!(
        error.contains("line 3 of the export is not UTF-8"),
        "{error}"
    );
    assert!(error.contains("Latin-1"), "{error}");
    let (_, error) = rows("x,id,count,id\n,1,2,3\n");
    let error = error.unwrap();
    assert!(error.contains("columns 2 and 4"), "{error}");
    // Columns with the same heading that the type does not name are ignored.
    assert_eq!(rows("x,id,x\n,1,\n").0.len(), 1);
    let (_, error) = rows("id,x\n1,\"a\n");
    assert!(error.unwrap().contains("never closed"));
}

#[test]
fn unusual_files_can_be_read() {
    let text = "\u{feff}id,count,note\r\n1,,a\0b\r\n\r\n2,7,\r\n3,8,\"x,\"\"\",more";
    let expected = [(1, None), (2, Some(7)), (3, Some(8))];
    let (read, error) = rows(text);
    assert_eq!(error, None);
    assert!(read.into_iter().map(|row| (row.id, row.count)).eq(expected));
    assert_eq!(rows("").0, []);
    assert_eq!(rows("id,count").1, None);
}
