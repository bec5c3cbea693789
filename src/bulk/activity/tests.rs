use super::*;

#[test]
fn every_way_to_end_is_known() {
    for (state, is_final, is_failure) in [
        ("initialized", false, false),
        ("processing", false, false),
        ("completed", true, false),
        ("cancelled", true, true),
        ("failed", true, true),
        ("timed_out", true, true),
        ("time_out", true, true),
        ("paused", false, false),
    ] {
        let known = ActivityState::from(state);
        assert_eq!(
            (known.is_final(), known.is_failure()),
            (is_final, is_failure),
            "{state}"
        );
    }
}

#[test]
fn a_state_is_shown_if_it_is_a_word() {
    for (state, expected) in [
        (Some("processing"), "processing"),
        (Some("on-hold_2"), "on-hold_2"),
        (Some("ann@example.com"), "none that the API documents"),
        (Some(""), "not given"),
        (None, "not given"),
    ] {
        let activity = Activity {
            state: state.map(ActivityState::from),
            ..Activity::default()
        };
        assert_eq!(shown_state(&activity), expected);
    }
}

#[test]
fn waits_grow_to_the_longest() {
    let mut wait = FIRST_WAIT;
    let mut looks = 0;
    while wait < LONGEST_WAIT {
        wait = longer(wait);
        looks += 1;
    }
    assert_eq!((wait, looks), (LONGEST_WAIT, 7));
}
