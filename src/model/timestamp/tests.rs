use super::*;

#[test]
fn every_known_format_with_an_offset_and_a_date_is_an_instant() {
    for (text, utc) in [
        ("2026-04-28T21:46:22Z", "2026-04-28T21:46:22+00:00"),
        ("2026-04-28T21:47:35.000Z", "2026-04-28T21:47:35+00:00"),
        ("2016-03-03T10:53:04-05:00", "2016-03-03T15:53:04+00:00"),
        (
            "2026-02-05T07:32:49.766+0000",
            "2026-02-05T07:32:49.766+00:00",
        ),
        ("2019-01-01T00:00:00-0500", "2019-01-01T05:00:00+00:00"),
        ("2023-01-23 06:09:23 -0800", "2023-01-23T14:09:23+00:00"),
        ("2015-08-10", "2015-08-10T00:00:00+00:00"),
        ("2016-01-23T13:48Z", "2016-01-23T13:48:00+00:00"),
        ("2016-01-23T13:48+02:00", "2016-01-23T11:48:00+00:00"),
        ("2016-01-23 13:48 -0500", "2016-01-23T18:48:00+00:00"),
        ("2016-01-23 13:48:44Z", "2016-01-23T13:48:44+00:00"),
        ("2016-01-23T13:48:44.5+02", "2016-01-23T11:48:44.500+00:00"),
        ("2016-01-23T13:48:44,5Z", "2016-01-23T13:48:44.500+00:00"),
        (" 2016-01-23T13:48:44Z\n", "2016-01-23T13:48:44+00:00"),
    ] {
        let timestamp = Timestamp::from(text);
        assert_eq!(
            timestamp.to_utc().map(|t| t.to_rfc3339()).as_deref(),
            Some(utc),
            "{text}"
        );
        assert_eq!(serde_json::to_value(&timestamp).unwrap(), text);
    }
}

#[test]
fn the_latest_instant_of_a_text_without_an_offset_is_in_the_westernmost_time_zone() {
    for (text, latest) in [
        ("2026-04-28T21:46:22Z", Some("2026-04-28T21:46:22+00:00")),
        ("2026-04-28T21:46:22", Some("2026-04-29T09:46:22+00:00")),
        ("2026-04-28", Some("2026-04-29T12:00:00+00:00")),
        ("yesterday", None),
    ] {
        let found = Timestamp::from(text).latest().map(|at| at.to_rfc3339());
        assert_eq!(found.as_deref(), latest, "{text}");
    }
}

#[test]
fn the_date_is_in_the_offset_of_the_text() {
    let date = Timestamp::from("2016-03-03T23:53:04-05:00").date();
    assert_eq!(date, NaiveDate::from_ymd_opt(2016, 3, 3));
}

#[test]
fn a_time_without_an_offset_has_a_date_but_is_not_an_instant() {
    for text in [
        "2016-01-23T13:48:44",
        "2016-01-23T13:48:44.123",
        "2016-01-23T13:48",
        "2016-01-23 13:48:44",
        "2016-01-23 13:48",
        "2016-01-23 13:48:44.123456789",
        " 2016-01-23T13:48 ",
    ] {
        let timestamp = Timestamp::from(text);
        assert_eq!(
            timestamp.date(),
            NaiveDate::from_ymd_opt(2016, 1, 23),
            "{text}"
        );
        assert_eq!(timestamp.to_utc(), None, "{text}");
        assert_eq!(serde_json::to_value(&timestamp).unwrap(), text);
    }
}

#[test]
fn any_other_text_is_kept_but_is_not_an_instant() {
    for text in [
        "",
        "soon",
        "2026-13-01",
        "1456789",
        "2016-01-23T13:48:44-05:0",
        "2016-01-23T25:00",
        "2016-01-23T13",
        "2016-01-23T13:48:44+2",
        "2016-01",
    ] {
        let json = serde_json::Value::from(text).to_string();
        let timestamp: Timestamp = serde_json::from_str(&json).unwrap();
        assert_eq!(
            (timestamp.as_str(), timestamp.to_utc(), timestamp.date()),
            (text, None, None)
        );
    }
    assert_eq!(
        serde_json::from_str::<Timestamp>("1456789")
            .unwrap()
            .as_str(),
        "1456789"
    );
}

#[test]
fn debug_shows_only_times() {
    let printed = |text: &str| format!("{:?}", Timestamp::from(text));
    assert_eq!(printed("2015-08-10"), "Timestamp(\"2015-08-10\")");
    assert_eq!(printed("Ann, at noon"), "Timestamp(…)");
}

#[test]
fn instants_and_dates_are_written_in_rfc_3339() {
    let instant = DateTime::parse_from_rfc3339("2026-02-05T07:32:49+02:00").unwrap();
    assert_eq!(
        Timestamp::from(instant).as_str(),
        "2026-02-05T05:32:49.000Z"
    );
    let date = NaiveDate::from_ymd_opt(2026, 2, 5).unwrap();
    assert_eq!(Timestamp::from(date).as_str(), "2026-02-05");
}
