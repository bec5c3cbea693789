use super::*;

const BOUND: Duration = Duration::from_secs(300);

#[test]
fn an_attempt_that_is_not_listed_in_time_did_not_arrive() {
    let now = Instant::now();
    let mut attempts = Attempts::default();
    attempts.begin(now);
    attempts.answer_lost(now + Duration::from_secs(10));
    attempts.begin(now + Duration::from_secs(100));
    attempts.not_listed(now + Duration::from_secs(309), BOUND);
    assert_eq!(attempts.unresolved.len(), 2, "it is not time yet");
    attempts.not_listed(now + Duration::from_secs(310), BOUND);
    assert_eq!(attempts.unresolved.len(), 1);
    attempts.not_listed(now + Duration::from_secs(399), BOUND);
    assert!(attempts.are_unresolved());
    attempts.not_listed(now + Duration::from_secs(400), BOUND);
    assert!(!attempts.are_unresolved());
}

#[test]
fn a_confirmed_attempt_is_not_given_up() {
    let now = Instant::now();
    let mut attempts = Attempts::restored(1, false, now);
    attempts.confirm();
    attempts.not_listed(now + BOUND * 9, BOUND);
    assert!(attempts.are_unresolved());
    attempts.job_found();
    assert!(!attempts.are_unresolved() && !attempts.are_confirmed());
}

#[test]
fn a_time_beyond_the_range_of_the_clock_never_comes() {
    let now = Instant::now();
    let mut attempts = Attempts::restored(1, false, now);
    attempts.not_listed(now + BOUND * 99, Duration::MAX);
    assert!(attempts.are_unresolved());
}
