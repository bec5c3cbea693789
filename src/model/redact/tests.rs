use super::*;
use crate::StringOrInteger;
use serde_json::json;

fn printed<T: Redact>(value: T, show: Show) -> String {
    let (flat, pretty) = (
        format!("{:?}", Redacted(&value, show)),
        format!("{:#?}", Redacted(&value, show)),
    );
    let squeezed = |text: &str| text.replace([' ', '\n', ','], "");
    assert_eq!(squeezed(&flat), squeezed(&pretty));
    flat
}

fn text(text: &str, show: Show) -> String {
    printed(text.to_owned(), show)
}

#[test]
fn strings_are_hidden_unless_the_rule_shows_their_kind() {
    for value in ["", "Ann", "7", "2026-02-05", "a@example.com"] {
        assert_eq!(text(value, Show::Values), "…");
        assert_eq!(text(value, Show::Presence), "…");
    }
    assert_eq!(text("2026-02-05", Show::Times), "\"2026-02-05\"");
    assert_eq!(text("Ann", Show::Times), "…");
}

#[test]
fn free_form_json_shows_nothing_but_how_much_there_is() {
    let object = json!({"ann": "a@example.com", "age": 7});
    let object = object.as_object().unwrap().clone();
    for show in [Show::Values, Show::Ids, Show::Times, Show::Presence] {
        assert_eq!(printed(json!([7]), show), "…");
        assert_eq!(printed(vec![object.clone()], show), "[{… 2 members}]");
    }
}

#[test]
fn ids_are_tokens_with_a_digit() {
    for id in [
        "1618ae62-4752-11e9-9c8a-fa163e6b01c1",
        "1100407204171",
        "p07e1l8cdif9dl",
        "ITEM123",
    ] {
        assert_eq!(text(id, Show::Ids), format!("{id:?}"));
    }
    for other in [
        "",
        "Ann",
        "ann@example.com",
        "ann.doe1@example.com",
        "+1 555 0100",
        "12 Main St",
        "zo\u{eb}1",
        &"1".repeat(65),
    ] {
        assert_eq!(text(other, Show::Ids), "…", "{other}");
    }
}

#[test]
fn lists_and_options_show_how_many_there_are() {
    let texts = Some(vec!["Ann".to_owned(), "Ben".to_owned()]);
    assert_eq!(printed(texts, Show::Values), "Some([…, …])");
    assert_eq!(printed(None::<String>, Show::Values), "None");
    assert_eq!(printed(vec![Some(7_i64)], Show::Values), "[Some(7)]");
    assert_eq!(printed(Some(7_i64), Show::Presence), "Some(…)");
}

#[test]
fn a_map_without_members_hides_nothing() {
    assert_eq!(printed(BTreeMap::<String, String>::new(), Show::Ids), "{}");
    assert_eq!(printed(serde_json::Map::new(), Show::Ids), "{}");
}

#[test]
fn free_form_members_show_neither_names_nor_values() {
    let map = BTreeMap::from([("Ann".to_owned(), "Doe".to_owned())]);
    assert_eq!(printed(map, Show::Ids), "{… 1 members}");
    assert_eq!(printed(serde_json::Map::new(), Show::Ids), "{}");
    assert_eq!(printed(json!({"Ann": 555}), Show::Ids), "…");
}

#[test]
fn the_string_of_a_string_or_integer_is_hidden() {
    assert_eq!(
        printed(StringOrInteger::from(7), Show::Values),
        "Integer(7)"
    );
    assert_eq!(
        printed(StringOrInteger::from("7"), Show::Values),
        "String(…)"
    );
    assert_eq!(
        printed(StringOrInteger::from("000001"), Show::Ids),
        "String(\"000001\")"
    );
}

#[test]
fn words_are_shown() {
    for word in ["", "TOMORROW", "time_out", "Read-Only2"] {
        assert_eq!(format!("{:?}", Word(word)), format!("{word:?}"));
    }
    for other in [
        "Ann Doe",
        "a@example.com",
        "15550100",
        "\u{dc}",
        &"x".repeat(41),
    ] {
        assert_eq!(format!("{:?}", Word(other)), "…", "{other}");
    }
}
