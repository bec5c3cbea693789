use super::{Exceeded, Limits, Usage};
use chrono::{DateTime, Utc};

const LIMITS: Limits = Limits {
    per_second: 2,
    per_day: 5,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn the_second_slides_and_refused_requests_do_not_count() {
    let mut usage = Usage::default();
    let taken = [
        ("2026-05-01T10:00:00.000Z", Ok(())),
        ("2026-05-01T10:00:00.900Z", Ok(())),
        ("2026-05-01T10:00:00.999Z", Err(Exceeded::Second)),
        ("2026-05-01T10:00:01.000Z", Ok(())),
        ("2026-05-01T10:00:01.899Z", Err(Exceeded::Second)),
        ("2026-05-01T10:00:01.900Z", Ok(())),
    ];
    for (time, expected) in taken {
        assert_eq!(usage.take("key", LIMITS, at(time)), expected, "{time}");
    }
}

#[test]
fn the_day_ends_at_midnight_of_utc() {
    let mut usage = Usage::default();
    for second in 0..5 {
        let time = at(&format!("2026-05-01T23:59:{}.000Z", 50 + second));
        assert_eq!(usage.take("key", LIMITS, time), Ok(()));
    }
    let last = at("2026-05-01T23:59:59.999Z");
    assert_eq!(usage.take("key", LIMITS, last), Err(Exceeded::Day));
    let midnight = at("2026-05-02T00:00:00Z");
    assert_eq!(usage.take("key", LIMITS, midnight), Ok(()));
}

#[test]
fn each_key_has_limits_of_its_own() {
    let mut usage = Usage::default();
    let now = at("2026-05-01T10:00:00Z");
    for key in ["a", "a", "b", "b"] {
        assert_eq!(usage.take(key, LIMITS, now), Ok(()), "{key}");
    }
    assert_eq!(usage.take("a", LIMITS, now), Err(Exceeded::Second));
}

#[test]
fn the_answers_are_the_documented_objects() {
    for (exceeded, body) in [
        (
            Exceeded::Second,
            r#"{"error_key":"throttled","error_message":"Too Many Requests"}"#,
        ),
        (
            Exceeded::Day,
            r#"{"error_key":"quota_exceeded","error_message":"Limit Exceeded"}"#,
        ),
    ] {
        let answer = exceeded.answer();
        assert_eq!((answer.status, &*answer.body), (429, body.as_bytes()));
    }
}
