use super::*;

#[test]
fn a_limit_is_found_in_any_entry_and_the_daily_one_wins() {
    let (day, second) = (Some(Limit::PerDay), Some(Limit::PerSecond));
    let rows: [(&[&str], Option<Limit>); 9] = [
        (&[], None),
        (&["", "new.key"], None),
        (&["throttled"], second),
        (&["new.key", " Throttled "], second),
        (&["quota_exceeded"], day),
        (&["new.key", "quota_exceeded"], day),
        (&["", "", "QUOTA_EXCEEDED", "x"], day),
        (&["throttled", "quota_exceeded"], day),
        (&["quota_exceeded", "throttled"], day),
    ];
    for (keys, limit) in rows {
        assert_eq!(Limit::from_keys(keys.iter().copied()), limit, "{keys:?}");
    }
}
