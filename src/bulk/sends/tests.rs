use super::*;

const BOUND: Duration = Duration::from_secs(300);

#[test]
fn what_is_not_listed_in_time_did_not_arrive() {
    let now = Instant::now();
    let mut sends = Sends::default();
    sends.begin(now);
    sends.answer_lost(now + Duration::from_secs(10));
    sends.begin(now + Duration::from_secs(100));
    sends.not_listed(now + Duration::from_secs(309), BOUND);
    assert_eq!(sends.open.len(), 2, "it is not time yet");
    sends.not_listed(now + Duration::from_secs(310), BOUND);
    assert_eq!(sends.open.len(), 1);
    sends.not_listed(now + Duration::from_secs(399), BOUND);
    assert!(sends.are_open());
    sends.not_listed(now + Duration::from_secs(400), BOUND);
    assert!(!sends.are_open());
}

#[test]
fn what_the_server_has_is_not_given_up() {
    let now = Instant::now();
    let mut sends = Sends::restored(1, false, now);
    sends.confirm();
    sends.not_listed(now + BOUND * 9, BOUND);
    assert!(sends.are_open());
    sends.found();
    assert!(!sends.are_open() && !sends.are_confirmed());
}

#[test]
fn a_time_beyond_any_clock_never_comes() {
    let now = Instant::now();
    let mut sends = Sends::restored(1, false, now);
    sends.not_listed(now + BOUND * 99, Duration::MAX);
    assert!(sends.are_open());
}
