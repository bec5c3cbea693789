use super::*;
use chrono::DateTime;
use percent_encoding::percent_decode_str;

const READ: Operation = Operation {
    name: "read",
    method: reqwest::Method::GET,
    path: "/things/{thing_id}/parts/{part_ids}",
    partner: false,
    idempotent: true,
};

fn query(call: &Call) -> &str {
    match &call.target {
        Target::Path { query, .. } => query,
        Target::Link { .. } => "",
    }
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[test]
fn path_values_are_one_encoded_segment_each() {
    let mut call = Call::new(&READ);
    call.path("thing_id", text("a/b?c#d%é")).unwrap();
    call.joined_path("part_ids", Some(vec!["1".to_owned(), "2/3".to_owned()]))
        .unwrap();
    assert_eq!(
        call.resource(),
        "/things/a%2Fb%3Fc%23d%25%C3%A9/parts/1%2C2%2F3"
    );
}

#[test]
fn no_character_leaves_its_path_segment() {
    let characters: Vec<char> = ('\0'..=char::MAX).collect();
    let alone = characters[..0x100].iter().filter(|one| **one != '.');
    let values = alone.map(|one| one.to_string());
    let climbing = characters[..0x100].iter().map(|one| format!("..{one}.."));
    let many = characters.chunks(4_000).map(String::from_iter);
    for value in values.chain(climbing).chain(many) {
        let mut call = Call::new(&READ);
        call.path("thing_id", text(&value)).unwrap();
        call.joined_path("part_ids", Some(vec!["1".to_owned()]))
            .unwrap();
        let mut url = reqwest::Url::parse("https://api.cc.email/").unwrap();
        url.set_path(&format!("/v3{}", call.resource()));
        let read: Vec<_> = url
            .path_segments()
            .unwrap()
            .map(|segment| percent_decode_str(segment).decode_utf8().unwrap())
            .collect();
        assert_eq!(read, ["v3", "things", &value, "parts", "1"]);
        // Only unreserved characters are left, which all URL parsers read in the same way.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%/".contains(&byte);
        assert!(url.path().bytes().all(plain), "{url}");
    }
}

#[test]
fn values_that_would_address_something_else_are_refused() {
    for value in [text(""), text("."), text(".."), None] {
        assert!(Call::new(&READ).path("thing_id", value).is_err());
    }
    let none: Option<Vec<String>> = Some(Vec::new());
    assert!(
        Call::new(&READ)
            .joined_path("part_ids", none.clone())
            .is_err()
    );
    assert!(Call::new(&READ).required_joined_query("ids", none).is_err());
}

#[test]
fn empty_values_and_values_with_commas_are_refused_in_lists() {
    let list = |values: [&str; 2]| Some(values.map(str::to_owned).to_vec());
    for (values, said) in [(["1", "2,3"], "a comma"), (["", "2"], "empty")] {
        let error = Call::new(&READ).joined_path("part_ids", list(values));
        let error = error.unwrap_err();
        assert!(
            error.is_invalid() && error.to_string().contains(said),
            "{error}"
        );
    }
    for (values, said) in [
        (["1", "2,3"], "a comma"),
        (["1,", "2"], "a comma"),
        (["", "2"], "an empty value"),
        (["1", " \t"], "an empty value"),
    ] {
        let joined = Call::new(&READ).joined_query("ids", list(values));
        let required = Call::new(&READ).required_joined_query("ids", list(values));
        for error in [joined.unwrap_err(), required.unwrap_err()] {
            assert!(error.is_invalid() && error.operation() == Some("read"));
            assert!(error.to_string().contains(said), "{error}");
        }
        let repeated = Call::new(&READ).repeated_query("ids", list(values));
        assert_eq!(repeated.is_err(), said != "a comma");
    }
}

#[test]
fn query_values_are_encoded() {
    let mut call = Call::new(&READ);
    call.query("email", text("a+b@example.com"));
    call.query("gone", None::<String>);
    let texts = |values: [&str; 2]| Some(values.map(str::to_owned).to_vec());
    call.joined_query("ids", texts(["1", "2"])).unwrap();
    call.joined_query("none", Some(Vec::<String>::new()))
        .unwrap();
    call.repeated_query("code", texts(["B", "D,E"])).unwrap();
    call.query("limit", Some(50_u32));
    assert_eq!(
        query(&call),
        "email=a%2Bb%40example.com&ids=1%2C2&code=B&code=D%2CE&limit=50"
    );
}

#[test]
fn instants_are_rfc_3339_in_utc() {
    let instant = DateTime::parse_from_rfc3339("2022-01-01T18:37:59.091+02:00").unwrap();
    let mut call = Call::new(&READ);
    call.query("after", Some(instant.to_utc()));
    assert_eq!(query(&call), "after=2022-01-01T16%3A37%3A59.091Z");
}

#[test]
fn an_error_names_the_missing_parameter() {
    let error = Call::new(&READ)
        .required_query("start", None::<String>)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "read: invalid request: `start` is missing: set it with `.start(…)`"
    );
}

#[test]
fn serialization_errors_name_members_but_quote_no_content() {
    use serde::ser::Error as _;
    struct Refusing(String);
    impl Serialize for Refusing {
        fn serialize<S: serde::Serializer>(&self, _: S) -> std::result::Result<S::Ok, S::Error> {
            Err(S::Error::custom(&self.0))
        }
    }
    let refused = |said: &str| {
        let body = Some(Refusing(said.to_owned()));
        Call::new(&READ).body(body).unwrap_err().to_string()
    };
    for member in MEMBERS.iter().take(3) {
        let said = format!("`{member}` of the body is not set");
        assert_eq!(refused(&said), format!("read: invalid request: {said}"));
    }
    for other in [
        "ann@example.com is odd",
        "ann@example.com is not set",
        "`ann@example.com` of the body is not set",
    ] {
        assert_eq!(
            refused(other),
            "read: invalid request: the body cannot be written as JSON"
        );
    }
}
