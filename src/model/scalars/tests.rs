use super::super::{Read, read_json};
use serde_json::{Value, json};
use std::fmt::Debug;

fn read<T: Read>(value: &Value) -> Result<T, String> {
    // From text, as answers are read, and not from a `Value`.
    read_json(value.to_string().as_bytes()).map_err(|error| error.to_string())
}

#[track_caller]
fn is_read_as<T: Read + PartialEq + Debug>(written: &[Value], value: T) {
    for written in written {
        assert_eq!(read::<T>(written).as_ref(), Ok(&value), "{written}");
    }
}

#[track_caller]
fn is_refused<T: Read + Debug>(written: &[Value]) {
    for written in written {
        let error = read::<T>(written).unwrap_err();
        assert!(
            !error.starts_with(super::super::NO_VALUE),
            "{written} {error}"
        );
    }
}

#[track_caller]
fn is_no_value<T: Read + Debug>(written: &[Value]) {
    for written in written {
        let error = read::<T>(written).unwrap_err();
        assert!(
            error.starts_with(super::super::NO_VALUE),
            "{written} {error}"
        );
    }
}

#[test]
fn whole_numbers_are_read_with_and_without_quotes() {
    is_read_as(
        &[
            json!(3129),
            json!("3129"),
            json!(" 3129 "),
            json!("+3129"),
            json!("03129"),
            json!(3129.0),
            json!("3129.0"),
            json!("3,129"),
            json!("3,129.00"),
            json!("3.129e3"),
            json!([3129]),
        ],
        3129,
    );
    is_read_as(&[json!(-1), json!("-1")], -1);
    is_read_as(&[json!("-1,234,567")], -1_234_567);
    is_read_as(
        &[
            json!(i64::MAX),
            json!(i64::MAX.to_string()),
            json!(format!("{}.0", i64::MAX)),
        ],
        i64::MAX,
    );
    is_refused::<i64>(&[
        json!("a"),
        json!("?"),
        json!(1.5),
        json!("1.5"),
        json!(u64::MAX),
        json!(1e300),
        json!(9_007_199_254_740_992.0),
        json!(true),
        json!([1, 2]),
        json!({"a": 1}),
    ]);
}

#[test]
fn commas_are_accepted_only_between_thousands() {
    for text in [
        "1,2", "10,08", "1,0800", ",080", "1,,080", "1080,", "1,080,", "1,08o", "0x1,080",
        "1.5,080",
    ] {
        is_refused::<i64>(&[json!(text)]);
        is_refused::<f64>(&[json!(text)]);
    }
}

#[test]
fn numbers_are_read_with_and_without_quotes() {
    is_read_as(
        &[
            json!(43),
            json!(43.0),
            json!("43"),
            json!("43.0"),
            json!(["43"]),
        ],
        43.0,
    );
    is_read_as(&[json!("1,043.5")], 1043.5);
    is_refused::<f64>(&[json!("43%"), json!("n/a"), json!(false)]);
}

#[test]
fn blank_and_not_finite_numbers_are_no_value() {
    let nothing = [
        json!(""),
        json!(" "),
        json!("NaN"),
        json!("nan"),
        json!("Infinity"),
        json!("-Infinity"),
        json!("inf"),
        json!("1e999"),
        json!([]),
        json!({}),
        json!(null),
    ];
    is_no_value::<i64>(&nothing);
    is_no_value::<f64>(&nothing);
}

#[test]
fn strings_are_read_without_quotes_too() {
    is_read_as(&[json!("12"), json!(12), json!(["12"])], "12".to_owned());
    is_read_as(&[json!(u64::MAX)], u64::MAX.to_string());
    is_read_as(&[json!(0.5)], "0.5".to_owned());
    is_read_as(&[json!(true)], "true".to_owned());
    is_read_as(&[json!("")], String::new());
    is_no_value::<String>(&[json!([]), json!({}), json!(null)]);
    is_refused::<String>(&[json!(["a", "b"]), json!({"a": "b"}), json!(1e20)]);
}

#[test]
fn booleans_are_read_in_quotes_and_as_numbers_too() {
    is_read_as(
        &[
            json!(true),
            json!("true"),
            json!("True"),
            json!(1),
            json!("1"),
        ],
        true,
    );
    is_read_as(
        &[json!(false), json!("false"), json!("FALSE "), json!(0)],
        false,
    );
    is_no_value::<bool>(&[json!(""), json!([]), json!({}), json!(null)]);
    is_refused::<bool>(&[json!("yes"), json!(2), json!(-1), json!(0.5)]);
}

#[test]
fn errors_do_not_repeat_the_value() {
    let error = read::<i64>(&json!("secret@example.com")).unwrap_err();
    assert!(error.starts_with("not a whole number"), "{error}");
    let error = read::<bool>(&json!("secret@example.com")).unwrap_err();
    assert!(!error.contains("secret"), "{error}");
}
