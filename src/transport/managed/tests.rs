use super::{PathParameter, path_parameters};

#[test]
fn values_of_placeholders_are_found_in_a_path() {
    let found = path_parameters("/a/{x}/b/{y}", "/a/1%2F2/b/3,4").unwrap();
    let expected = [("x", "1/2"), ("y", "3,4")].map(|(key, value)| PathParameter {
        path_param_key: key,
        path_param_value: value.into(),
    });
    assert_eq!(found, expected);
    assert_eq!(path_parameters("/a", "/a"), Some(vec![]));
}

#[test]
fn a_path_that_does_not_match_the_template_has_no_values() {
    for path in ["/a/1/c", "/a", "/a/1/b/2", ""] {
        assert_eq!(path_parameters("/a/{x}/b", path), None, "{path}");
    }
    assert_eq!(path_parameters("", "/automations"), None);
}
