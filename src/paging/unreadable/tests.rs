use super::*;

const NEXT: &str = r#"{"next":{"href":"/v3/x?cursor=1"}}"#;

#[test]
fn the_next_link_is_found_in_a_broken_page() {
    let expected = Some(PagePosition::Link("/v3/x?cursor=1".to_owned()));
    for text in [
        format!(r#"{{"rows":[{{"count":"?"}}],"_links":{NEXT}}}"#),
        format!(r#"{{"_links" : {NEXT},"rows":[{{"count":1"#),
        format!(r#"{{"rows":[{{"a":]],"_links":{NEXT}}}"#),
        format!(r#"{{"rows":[{{"_links":{{"self":{{}}}}}},, ],"_links":{NEXT}}}"#),
        format!(r#"{{"_links":{NEXT},"rows":[{{"_links":{{"self":{{}}}}"#),
    ] {
        assert_eq!(next(&text), expected, "{text}");
    }
}

#[test]
fn no_position_is_found_without_a_next_page() {
    for text in [
        "",
        "<html>",
        r#"{"rows":["#,
        r#"{"rows":[{"note":"\"_links\":{\"next\":{\"href\":\"/v3/x\"}}"},"#,
        r#"{"_links":{"next":{"href":""}}, ["#,
        r#"{"_links":{"next":null}}"#,
        r#"{"_links":{"next":{"href":"/v3/x"#,
    ] {
        assert_eq!(next(text), None, "{text}");
    }
}

#[test]
fn the_next_cursor_is_found_before_the_link() {
    let expected = Some(PagePosition::Cursor("c+1=".to_owned()));
    for text in [
        r#"{"records":[{"a":}],"next_cursor":"c+1="}"#.to_owned(),
        format!(r#"{{"_links":{NEXT},"records":[{{"a":}}],"next_cursor":"c+1="}}"#),
        format!(r#"{{"_links":{NEXT},"records":[{{"a":"?"}}],"next_cursor":"c+1="}}"#),
    ] {
        assert_eq!(next(&text), expected, "{text}");
    }
}
