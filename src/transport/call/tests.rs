use super::*;
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

fn text(value: &str) -> String {
    value.to_owned()
}

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

#[test]
fn path_values_are_one_encoded_segment_each() {
    let mut call = Call::new(&READ);
    call.path("thing_id", &text("a/b?c#d%é")).unwrap();
    call.joined_path("part_ids", &vec![text("1"), text("2/3")])
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
        call.path("thing_id", &text(&value)).unwrap();
        call.joined_path("part_ids", &vec![text("1")]).unwrap();
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
    for value in ["", ".", ".."] {
        assert!(Call::new(&READ).path("thing_id", &text(value)).is_err());
    }
    let none: Vec<String> = Vec::new();
    assert!(Call::new(&READ).required_list("ids", &none).is_err());
    assert!(Call::new(&READ).joined_path("part_ids", &none).is_err());
}

#[test]
fn empty_values_and_values_with_commas_are_refused_in_lists() {
    let list = |values: [&str; 2]| values.map(str::to_owned).to_vec();
    for (values, said) in [(["1", "2,3"], "a comma"), (["", "2"], "empty")] {
        let error = Call::new(&READ).joined_path("part_ids", &list(values));
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
        let joined = Call::new(&READ).joined_query("ids", &Some(list(values)));
        let error = joined.unwrap_err();
        assert!(error.is_invalid() && error.operation() == Some("read"));
        assert!(error.to_string().contains(said), "{error}");
        let repeated = Call::new(&READ).repeated_query("ids", &Some(list(values)));
        assert_eq!(repeated.is_err(), said != "a comma");
    }
}

#[test]
fn query_values_are_encoded() {
    let mut call = Call::new(&READ);
    call.query("email", &Some(text("a+b@example.com")));
    call.query("gone", &None::<String>);
    let texts = |values: [&str; 2]| Some(values.map(str::to_owned).to_vec());
    call.joined_query("ids", &texts(["1", "2"])).unwrap();
    call.joined_query("none", &Some(Vec::<String>::new()))
        .unwrap();
    call.repeated_query("code", &texts(["B", "D,E"])).unwrap();
    call.query("limit", &Some(50_u32));
    assert_eq!(
        query(&call),
        "email=a%2Bb%40example.com&ids=1%2C2&code=B&code=D%2CE&limit=50"
    );
}

#[test]
fn instants_are_rfc_3339_in_utc() {
    let mut call = Call::new(&READ);
    call.query("after", &Some(instant("2022-01-01T18:37:59.091+02:00")));
    assert_eq!(query(&call), "after=2022-01-01T16%3A37%3A59.091Z");
}

#[test]
fn a_value_that_is_needed_is_not_empty() {
    for (value, is_accepted) in [("a", true), (" a", true), ("", false), (" \t", false)] {
        let mut call = Call::new(&READ);
        let sent = call.required_query("name", &text(value));
        assert_eq!(sent.is_ok(), is_accepted, "{value:?}");
    }
    let error = Call::new(&READ).required_query("name", &text(""));
    assert_eq!(
        error.unwrap_err().to_string(),
        "read: invalid request: `name` is empty"
    );
}

#[test]
fn a_period_does_not_end_before_it_starts() {
    let (early, late) = ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.001Z");
    for (start, end, is_accepted) in [
        (early, late, true),
        (early, early, true),
        (late, early, false),
    ] {
        let call = Call::new(&READ);
        let checked = call.period(("start", instant(start)), ("end", instant(end)));
        assert_eq!(checked.is_ok(), is_accepted, "{start} {end}");
        if let Err(error) = checked {
            assert_eq!(
                error.to_string(),
                "read: invalid request: `end` is before `start`"
            );
        }
    }
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
        let body = Refusing(said.to_owned());
        Call::new(&READ).json(&body).unwrap_err().to_string()
    };
    for member in MEMBERS.iter().take(3) {
        for fault in [EMPTY, NOT_FINITE, NOT_A_TIME] {
            let said = format!("`{member}` of the body {fault}");
            assert_eq!(refused(&said), format!("read: invalid request: {said}"));
        }
    }
    for other in [
        "ann@example.com is odd",
        "ann@example.com is empty",
        "`ann@example.com` of the body is empty",
    ] {
        assert_eq!(
            refused(other),
            "read: invalid request: the body cannot be written as JSON"
        );
    }
}
