use crate::StringOrInteger;
use crate::model::input::NUMBER;
use crate::model::{Read, deserialize, read_json};
use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer};
use serde_json::{Value, json};

#[derive(Clone, Default, PartialEq)]
struct Row {
    count: Option<i64>,
    share: Option<f64>,
    name: Option<String>,
    rows: Vec<Row>,
}
crate::object! { Row {
    "count" => count: optional, "share" => share: optional, "name" => name: optional, "rows" => rows: list
} }

/// Reads the object that stands for a number.
fn number<T: Read>(text: &str) -> Result<T, Error> {
    deserialize(MapDeserializer::new([(NUMBER, text)].into_iter()))
}

#[test]
fn numbers_are_read_in_the_form_of_the_feature_arbitrary_precision() {
    assert_eq!(number("1.5"), Ok(1.5));
    assert_eq!(number("3.0"), Ok(3));
    assert_eq!(number("1e20"), Ok("1e20".to_owned()));
    assert_eq!(number("0.5"), Ok(StringOrInteger::from("0.5")));
    assert_eq!(number("0.5"), Ok(json!(0.5)));
    assert!(number::<i64>("1.5").is_err());
    assert!(number::<bool>("1.5").is_err());
}

#[test]
fn a_member_with_the_name_of_that_form_is_kept_if_it_is_no_number() {
    let object = format!(r#"{{"{NUMBER}":"Ann"}}"#);
    let value: Value = read_json(object.as_bytes()).unwrap();
    assert_eq!(value.to_string(), object);
}

/// A type of the caller's, for which serde stores the values before they are read.
#[derive(Deserialize)]
struct Own {
    row: Option<Row>,
    none: Option<Row>,
    either: Either,
    #[serde(flatten)]
    rest: Row,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum Either {
    Number(u8),
    Row(Row),
}

#[test]
fn types_of_the_contract_are_read_within_types_of_the_caller() {
    let text = r#"{"row": {"count": "1", "share": 0.5}, "none": null, "either": {"name": "Ann"}, "count": 2,
        "rows": {"count": 3}}"#;
    let own: Own = serde_json::from_str(text).unwrap();
    let row = own.row.unwrap();
    assert_eq!((row.count, row.share), (Some(1), Some(0.5)));
    assert!(own.none.is_none());
    let ann = Row {
        name: Some("Ann".to_owned()),
        ..Row::default()
    };
    assert_eq!(own.either, Either::Row(ann));
    assert_eq!((own.rest.count, own.rest.rows.len()), (Some(2), 1));
}

#[test]
fn an_error_has_the_position_of_its_value_at_every_depth() {
    for (text, position) in [
        ("{\"count\": \"a\"}", "line 1 column 13"),
        ("{\"rows\": [{},\n{\"count\": \"a\"}]}", "line 2 column 13"),
        (
            "{\"rows\":\n{\"rows\":\n{\"count\": 1.5}}}",
            "line 3 column 13",
        ),
        ("{\"rows\": [{\"count\": 1},,]}", "line 1 column 24"),
    ] {
        let error = read_json::<Row>(text.as_bytes()).unwrap_err().to_string();
        assert!(error.ends_with(position), "{text} {error}");
    }
}

#[test]
fn an_error_quotes_nothing_of_the_value() {
    for text in [
        r#""Ann""#,
        r#"{"rows": "Ann"}"#,
        r#"{"rows": [{"rows": [["Ann"]]}]}"#,
    ] {
        let error = read_json::<Row>(text.as_bytes()).unwrap_err().to_string();
        assert!(!error.contains("Ann"), "{error}");
    }
}
