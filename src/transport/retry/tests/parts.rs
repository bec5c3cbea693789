//! The `Retry-After` header, and the paths of bulk activities.

use super::super::*;
use super::at;
use http::{HeaderMap, HeaderValue};

#[test]
fn retry_after_is_read_in_every_format() {
    let now = at(Duration::from_secs(784_111_717)); // 1994-11-06T08:48:37Z
    let rows = [
        ("0", Some(0)),
        (" 120 ", Some(120)),
        ("00007", Some(7)),
        ("99999999999999999999999", Some(u64::MAX)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(60)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", Some(60)),
        ("Sun Nov  6 08:49:37 1994", Some(60)),
        ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("Sun, 99 Nov 1994 08:49:37 GMT", None),
    ];
    for (value, seconds) in rows {
        let mut headers = HeaderMap::new();
        headers.insert("Retry-After", HeaderValue::from_static(value));
        assert_eq!(
            retry_after(&headers, now),
            seconds.map(Duration::from_secs),
            "{value}"
        );
    }
    assert_eq!(retry_after(&HeaderMap::new(), now), None);
    let mut headers = HeaderMap::new();
    headers.insert("Retry-After", HeaderValue::from_bytes(b"\xff1").unwrap());
    assert_eq!(retry_after(&headers, now), None);
}

#[test]
fn paths_of_bulk_activities_are_recognized() {
    for path in [
        "/activities",
        "/v3/activities",
        "activities/x",
        "/v3/activities/x?state=y",
        "//v3//activities",
    ] {
        assert!(is_activity_path(path), "{path}");
    }
    for path in [
        "",
        "/",
        "/v3",
        "/v3/emails/activities/x",
        "/contacts",
        "/v3/activitiesx",
        "/contacts?x=/activities",
    ] {
        assert!(!is_activity_path(path), "{path}");
    }
}
