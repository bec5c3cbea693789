use super::*;
use reqwest::header::{HeaderValue, SET_COOKIE};

fn response(value: u32) -> Response<u32> {
    let mut headers = HeaderMap::new();
    headers.insert(SET_COOKIE, HeaderValue::from_static("cookie"));
    Response::new(
        History::of_first("read", StatusCode::CREATED),
        headers,
        value,
    )
}

#[test]
fn a_conversion_keeps_the_status_and_the_headers() {
    let converted = response(7).map(|value| value.to_string());
    assert_eq!(converted.status(), StatusCode::CREATED);
    assert_eq!(converted.headers()[SET_COOKIE], "cookie");
    assert_eq!(converted.into_inner(), "7");
}

#[test]
fn it_stands_for_its_value() {
    let mut changed = response(7);
    *changed += 1;
    assert_eq!(changed.checked_add(1), Some(9));
}

#[test]
fn debug_output_has_no_headers() {
    assert_eq!(
        format!("{:?}", response(7)),
        "Response { status: 201, value: 7, .. }"
    );
}
