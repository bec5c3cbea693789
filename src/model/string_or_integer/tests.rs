use super::*;

#[test]
fn both_forms_are_read_and_written_unchanged() {
    for json in [r#""9A63BC""#, r#""111""#, "111", "-1"] {
        let value: StringOrInteger = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
    }
}

#[test]
fn large_numbers_and_fractions_are_read_as_strings() {
    let read = |json| {
        serde_json::from_str::<StringOrInteger>(json)
            .unwrap()
            .to_string()
    };
    assert_eq!(read("18446744073709551615"), "18446744073709551615");
    assert_eq!(read("1.5"), "1.5");
}

#[test]
fn long_numbers_keep_every_digit() {
    for number in [
        "9007199254740993",
        "9223372036854775808",
        "18446744073709551616",
        "123456789012345678901234567890",
        "-18446744073709551616",
        "9007199254740993.0",
        "1e30",
    ] {
        for json in [number.to_owned(), format!("\"{number}\"")] {
            let value: StringOrInteger = crate::transport::read::read(json.as_bytes()).unwrap();
            assert_eq!(value.to_string(), number, "{json}");
        }
    }
}
