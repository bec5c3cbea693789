use super::*;
use serde::Serializer;
use std::collections::HashMap;

#[derive(Serialize)]
struct Person {
    email: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<&'static str>,
    #[serde(rename = "cf:Shoe, size", skip_serializing_if = "Option::is_none")]
    size: Option<f32>,
}

fn person(first_name: Option<&'static str>, size: Option<f32>) -> Person {
    Person {
        email: "ann@example.com",
        first_name,
        size,
    }
}

fn written<T: Serialize>(rows: impl IntoIterator<Item = T>) -> Result<String> {
    let mut headings = Headings::default();
    let mut written = BytesMut::new();
    for (number, row) in (1..).zip(rows) {
        headings.write(&row, number, &mut written)?;
    }
    Ok(String::from_utf8(written.to_vec()).unwrap())
}

#[test]
fn headings_are_the_field_names_once() {
    let rows = [
        person(Some("Ann"), Some(8.5)),
        person(Some("A \"B\",\n"), Some(1e30)),
    ];
    assert_eq!(
        written(rows).unwrap(),
        "email,first_name,\"cf:Shoe, size\"\nann@example.com,Ann,8.5\n\
         ann@example.com,\"A \"\"B\"\",\n\",1e30\n"
    );
    assert_eq!(written([(); 0]).unwrap(), "");
}

#[test]
fn a_type_without_field_names_takes_its_headings_from_the_first_row() {
    let rows = [
        ("email", "city"),
        ("ann@example.com", ""),
        ("email", "city"),
    ];
    assert_eq!(
        written(rows).unwrap(),
        "email,city\nann@example.com,\nemail,city\n"
    );
    assert_eq!(written([vec!["email"], vec![""]]).unwrap(), "email\n\"\"\n");
}

#[test]
fn no_value_gets_into_the_column_of_another() {
    // Both rows have two cells.
    let error = written([person(Some("Ann"), None), person(None, Some(8.5))]).unwrap_err();
    assert!(error.is_invalid());
    assert!(
        error.to_string().contains("row 2 has different columns"),
        "{error}"
    );
    for rows in [
        [(Some("Ann"), None), (None, None)],
        [(None, None), (Some("Ann"), None)],
    ] {
        assert!(written(rows.map(|(name, size)| person(name, size))).is_err());
    }
}

/// A cell of which only some values are plain.
#[derive(Serialize)]
#[serde(untagged)]
enum Cell {
    Text(&'static str),
    List(Vec<&'static str>),
    Map(HashMap<&'static str, u8>),
    Nested { city: &'static str },
}

#[derive(Serialize)]
struct Row<T> {
    email: T,
}

#[test]
fn rows_that_csv_cannot_express_are_named_by_their_number() {
    for cell in [
        Cell::List(vec!["private"]),
        Cell::List(vec![]),
        Cell::Map(HashMap::from([("private", 1)])),
        Cell::Nested { city: "private" },
    ] {
        let rows = [Cell::Text("ann@example.com"), cell];
        let error = written(rows.map(|email| Row { email })).unwrap_err();
        assert!(error.is_invalid());
        let text = error.to_string();
        assert!(text.contains("row 2 cannot be written"), "{text}");
        assert!(error.find_source::<csv::Error>().is_some());
        assert!(!format!("{error:?}").contains("private"));
    }
    assert!(written([HashMap::from([("email", "ann@example.com")])]).is_err());
}

#[test]
fn an_error_of_the_type_itself_is_kept_and_not_printed() {
    struct Unwritable;
    impl Serialize for Unwritable {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("private"))
        }
    }
    let error = written([Row { email: Unwritable }]).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("private"));
    let source = error.find_source::<csv::Error>().unwrap().to_string();
    assert!(source.contains("private"), "{source}");
}
