use super::*;

#[test]
fn final_states_and_failures_are_told_apart() {
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
