use crate::model::read_json;
use std::collections::BTreeMap;

open_enum! {
    /// A sample.
    Sample {
        /// One.
        One = "one",
        /// Two.
        TwoWords = "TWO WORDS"
    }
}

crate::model::read_enumeration!(Sample);

fn read(json: &str) -> Sample {
    serde_json::from_str(json).unwrap()
}

#[test]
fn values_in_maps_and_nested_lists_are_written_as_they_were_read() {
    let text = r#"{"a":"one","b":"ONE","c":"three"}"#;
    let map: BTreeMap<String, Sample> = read_json(text.as_bytes()).unwrap();
    assert_eq!(map["a"], Sample::One);
    assert_eq!(map["b"], "one");
    assert_eq!(serde_json::to_string(&map).unwrap(), text);
    let lists = r#"[["one"],["ONE"]]"#;
    let read: Vec<Vec<Sample>> = read_json(lists.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), lists);
}

#[test]
fn values_are_read_in_any_case_and_sent_as_declared() {
    assert_eq!(read(r#""ONE""#), Sample::One);
    assert_eq!(read(r#""two words""#), Sample::TwoWords);
    assert_eq!(
        serde_json::to_string(&Sample::TwoWords).unwrap(),
        r#""TWO WORDS""#
    );
}

#[test]
fn unknown_values_are_written_unchanged() {
    for json in [r#""Three""#, r#""""#, r#""a \" b""#] {
        assert_eq!(serde_json::to_string(&read(json)).unwrap(), json);
    }
    assert_eq!(read("7"), Sample::from("7"));
    assert_eq!(read("true"), Sample::from("true"));
}

#[test]
fn debug_hides_unknown_values_that_are_not_words() {
    let printed = format!(
        "{:?}",
        [read(r#""one""#), read(r#""Three""#), read(r#""a@b""#)]
    );
    assert_eq!(printed, r#"[One, Unknown("Three"), Unknown(…)]"#);
}

#[test]
fn strings_convert_to_exactly_matching_values() {
    assert_eq!(Sample::from("one"), Sample::One);
    for text in ["x", "One", "ONE"] {
        let value = Sample::from(text.to_owned());
        assert!(matches!(&value, Sample::Unknown(unknown) if unknown.as_str() == text));
        assert_eq!(serde_json::to_value(&value).unwrap(), text);
    }
    assert_eq!(Sample::KNOWN, ["one", "TWO WORDS"]);
}

#[test]
fn values_compare_with_texts_in_any_case_whether_or_not_they_are_known() {
    let later = Sample::from("Later");
    assert!(Sample::One == "ONE" && Sample::TwoWords == *"two words");
    assert!(later == "later" && later != "one" && Sample::One != "two words");
}
