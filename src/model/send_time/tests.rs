use super::*;

#[test]
fn nothing_is_sent_at_a_time_that_was_not_chosen() {
    assert!(serde_json::to_string(&SendTime::default()).is_err());
}

#[test]
fn nothing_is_sent_at_a_time_that_is_none() {
    for text in ["", " ", "0", "now", "tomorrow", "17.05.2026", "2026-13-01"] {
        let time = SendTime::At(text.into());
        assert!(serde_json::to_string(&time).is_err(), "{text}");
    }
}

#[test]
fn now_and_dates_go_there_and_back() {
    for (time, json) in [
        (SendTime::Now, r#""0""#),
        (SendTime::At("2026-05-17".into()), r#""2026-05-17""#),
    ] {
        assert_eq!(serde_json::to_string(&time).unwrap(), json);
        assert_eq!(serde_json::from_str::<SendTime>(json).unwrap(), time);
    }
}
