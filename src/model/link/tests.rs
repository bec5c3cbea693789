use super::*;

#[test]
fn the_target_is_read_from_every_form_of_a_link() {
    for (json, href) in [
        (r#"{"href": "/v3/x"}"#, Some("/v3/x")),
        (r#"{"next": {"href": "/v3/x"}}"#, Some("/v3/x")),
        (r#""/v3/x""#, Some("/v3/x")),
        (r#"{"href": null}"#, None),
        (r#"{"href": 1}"#, None),
        ("{}", None),
        ("null", None),
        ("7", None),
    ] {
        let link: Link = serde_json::from_str(json).unwrap();
        assert_eq!(link.href.as_deref(), href, "{json}");
    }
}

#[test]
fn debug_hides_the_target_of_a_link() {
    let link: Link = serde_json::from_str(r#""/v3/contacts?email=a@b""#).unwrap();
    assert_eq!(format!("{link:?}"), "Link { href: Some(…) }");
    assert_eq!(format!("{:?}", Link::default()), "Link { href: None }");
}

#[test]
fn a_link_is_written_as_an_object_with_href() {
    let link = Link {
        href: Some("/v3/x".to_owned()),
    };
    assert_eq!(serde_json::to_string(&link).unwrap(), r#"{"href":"/v3/x"}"#);
    assert_eq!(serde_json::to_string(&Link::default()).unwrap(), "{}");
}
