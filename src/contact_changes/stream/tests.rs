use super::*;
use reqwest::header::HeaderValue;

#[test]
fn a_page_was_requested_before_the_date_of_its_answer_or_else_before_now() {
    let now = DateTime::from_timestamp(1_000_000, 0).unwrap();
    let elapsed = Duration::from_secs(3);
    for (date, requested) in [
        (Some("Thu, 01 Jan 1970 00:01:40 GMT"), 97),
        (Some("yesterday"), 999_997),
        (None, 999_997),
    ] {
        let headers =
            date.map(|date| HeaderMap::from_iter([(DATE, HeaderValue::from_static(date))]));
        let time = server_time(headers.as_ref(), now, elapsed);
        assert_eq!(time.timestamp(), requested, "{date:?}");
    }
    assert_eq!(server_time(None, now, Duration::MAX), DateTime::UNIX_EPOCH);
}
