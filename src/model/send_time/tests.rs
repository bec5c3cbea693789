use super::*;

#[test]
fn a_text_that_is_not_a_time_is_not_written() {
    for text in ["", " ", "0", "now", "tomorrow", "17.05.2026", "2026-13-01"] {
        let time = SendTime::At(text.into());
        assert!(serde_json::to_string(&time).is_err(), "{text}");
    }
}

#[test]
fn now_and_dates_are_written_and_read_back() {
    for (time, json) in [
        (SendTime::Now, r#""0""#),
        (SendTime::At("2026-05-17".into()), r#""2026-05-17""#),
    ] {
        assert_eq!(serde_json::to_string(&time).unwrap(), json);
        assert_eq!(serde_json::from_str::<SendTime>(json).unwrap(), time);
    }
}
