use super::*;
use serde_json::{Value, json};

fn field(type_: &str, more: Value) -> CustomField {
    let mut document = json!({ "custom_field_id": "f1", "label": "Field", "type": type_ });
    document
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    serde_json::from_value(document).unwrap()
}

fn select(type_: &str) -> CustomField {
    let choices = json!([
        { "choice_id": 1, "choice_label": "Small" },
        { "choice_id": "9A63BC", "choice_label": "Medium" },
        { "choice_id": 3, "choice_label": "Large", "deleted_at": "2023-12-18" },
        { "choice_id": 4, "choice_label": "42" },
        { "choice_id": 5, "choice_label": "Twice" },
        { "choice_id": 6, "choice_label": "Twice" },
        { "choice_label": "New" },
    ]);
    field(type_, json!({ "choices": choices }))
}

/// What is sent, as text or ids; otherwise the end of the message.
fn sent(field: &CustomField, value: impl Into<CustomFieldInput>) -> Result<String, String> {
    match encode(field, value.into()) {
        Ok(Encoded::Text(text)) => Ok(text),
        Ok(Encoded::Choices(ids)) => Ok(format!("{ids:?}")),
        Err(error) => {
            assert!(error.is_invalid());
            let message = error.to_string();
            let start = "invalid request: the custom field \"Field\" ";
            Err(message.strip_prefix(start).unwrap_or(&message).to_owned())
        }
    }
}

fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2006, 1, 5).unwrap()
}

#[test]
fn a_type_takes_the_values_that_it_can_have_and_refuses_the_others() {
    let plain = |type_| field(type_, json!({}));
    let [text, area, number, money] = ["string", "text_area", "number", "currency"].map(plain);
    let [flag, day, time, unknown] = ["boolean", "date", "datetime", "color"].map(plain);
    let ok = |text: &str| Ok(text.to_owned());
    let refused = |reason: &str| Err(reason.to_owned());
    for (result, expected) in [
        (sent(&text, "4711"), ok("4711")),
        (sent(&text, " x "), ok(" x ")),
        (sent(&text, ""), ok("")),
        (sent(&text, true), ok("true")),
        (sent(&text, -7), ok("-7")),
        (sent(&text, date()), ok("2006-01-05")),
        (sent(&text, ["a"]), refused("takes one value")),
        (sent(&area, String::from("a\nb")), ok("a\nb")),
        (sent(&unknown, "red"), ok("red")),
        (sent(&number, 12), ok("12")),
        (sent(&number, " -12.50 "), ok("-12.50")),
        (
            sent(&number, "1,000"),
            refused("takes a number in digits, such as -12.5"),
        ),
        (
            sent(&number, "1e5"),
            refused("takes a number in digits, such as -12.5"),
        ),
        (
            sent(&number, "1."),
            refused("takes a number in digits, such as -12.5"),
        ),
        (
            sent(&number, ".5"),
            refused("takes a number in digits, such as -12.5"),
        ),
        (
            sent(&number, "--1"),
            refused("takes a number in digits, such as -12.5"),
        ),
        (
            sent(&number, "1.2.3"),
            refused("takes a number in digits, such as -12.5"),
        ),
        (
            sent(&number, ""),
            refused("takes a number in digits, such as -12.5"),
        ),
        (sent(&number, true), refused("takes a number")),
        (sent(&number, date()), refused("takes a number")),
        (sent(&money, 12), ok("12")),
        (sent(&money, "$12.50"), ok("$12.50")),
        (sent(&money, true), refused("takes an amount of money")),
        (sent(&money, date()), refused("takes an amount of money")),
        (sent(&flag, true), ok("true")),
        (sent(&flag, " FALSE"), ok("false")),
        (sent(&flag, "yes"), refused("takes true or false")),
        (sent(&flag, ""), refused("takes true or false")),
        (sent(&flag, 1), refused("takes true or false")),
        (sent(&day, date()), ok("2006-01-05")),
        (sent(&day, "01/05/2006"), ok("01/05/2006")),
        (sent(&day, 20060105), refused("takes a date")),
        (sent(&time, date()), ok("2006-01-05")),
        (sent(&time, false), refused("takes a date")),
    ] {
        assert_eq!(result, expected);
    }
}

#[test]
fn a_number_keeps_to_what_the_field_allows() {
    for (metadata, value, expected) in [
        (
            json!({ "allow_negative": false }),
            "-1",
            Err("takes no negative numbers"),
        ),
        (json!({ "allow_negative": false }), "-0.0", Ok("-0.0")),
        (json!({ "allow_negative": true }), "-1", Ok("-1")),
        // What is not said is left to the server.
        (json!({}), "-1.12345", Ok("-1.12345")),
        (
            json!({ "integer": true }),
            "1.5",
            Err("takes whole numbers only"),
        ),
        (json!({ "integer": true }), "1.0", Ok("1.0")),
        (json!({ "decimal_places": 2 }), "1.25", Ok("1.25")),
        (json!({ "decimal_places": 2 }), "1.250", Ok("1.250")),
        (
            json!({ "decimal_places": 2 }),
            "1.255",
            Err("takes at most 2 decimal places"),
        ),
        (json!({ "decimal_places": -1 }), "1.5", Ok("1.5")),
    ] {
        let field = field("number", json!({ "metadata": metadata }));
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(sent(&field, value), expected, "{value} {metadata}");
    }
}

#[test]
fn a_choice_is_sent_by_its_id() {
    let [single, multi] = ["single_select", "multi_select"].map(select);
    for (result, expected) in [
        (sent(&single, "Small"), Ok(r#"["1"]"#)),
        (sent(&single, " MEDIUM "), Ok(r#"["9A63BC"]"#)),
        (sent(&single, ["Small"]), Ok(r#"["1"]"#)),
        (sent(&single, 42), Ok(r#"["4"]"#)),
        (sent(&single, ["Small", "Medium"]), Err("takes one choice")),
        (sent(&single, Vec::<String>::new()), Err("takes one choice")),
        (sent(&multi, "Small"), Ok(r#"["1"]"#)),
        (
            sent(&multi, vec!["Medium", "Small", "small"]),
            Ok(r#"["9A63BC", "1"]"#),
        ),
        (sent(&multi, Vec::<String>::new()), Ok("[]")),
        (
            sent(&multi, "Smal"),
            Err("has no such choice; did you mean \"Small\"?"),
        ),
        (
            sent(&multi, ["Small", "ada@example.com"]),
            Err("has no such choice"),
        ),
        (sent(&multi, "9A63BC"), Err("has no such choice")),
        (sent(&multi, "Large"), Err("has no such choice")),
        (sent(&multi, "Twice"), Err("has 2 choices with that label")),
        (sent(&multi, "New"), Err("has that choice without an id")),
    ] {
        assert_eq!(result, expected.map(str::to_owned).map_err(str::to_owned));
    }
}

#[test]
fn a_field_of_an_unknown_type_takes_text_unless_it_has_choices() {
    let mut field = select("ranking");
    let refused = Err("has choices, but no type that this version knows".to_owned());
    assert_eq!(sent(&field, "Small"), refused);
    field.type_ = None;
    assert_eq!(sent(&field, "Small"), refused);
    field.choices.clear();
    assert_eq!(sent(&field, "Small"), Ok("Small".to_owned()));
}

#[test]
fn a_value_has_at_most_255_characters() {
    let field = field("text_area", json!({}));
    assert_eq!(sent(&field, "é".repeat(255)), Ok("é".repeat(255)));
    assert_eq!(
        sent(&field, "é".repeat(256)),
        Err("takes at most 255 characters".to_owned())
    );
}

#[test]
fn no_error_and_no_debug_shows_the_value() {
    let secret = "Lovelace";
    for type_ in ["number", "boolean", "single_select", "multi_select"] {
        let error = encode(&select(type_), secret.into()).unwrap_err();
        assert!(
            !format!("{error} {error:?}").contains(secret),
            "{type_}: {error}"
        );
    }
    assert!(!format!("{:?}", CustomFieldInput::from(secret)).contains(secret));
}
