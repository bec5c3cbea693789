use super::*;

fn seconds(seconds: i64) -> DateTime<Utc> {
    start() + TimeDelta::seconds(seconds)
}

fn waiting(tokens: &mut Tokens) -> DeviceCodes {
    tokens.new_device(&device(), offline(), start())
}

/// The error of a poll; "" for tokens.
fn poll(tokens: &mut Tokens, codes: &DeviceCodes, at: i64) -> &'static str {
    let issued = tokens.poll(&device(), &codes.device_code, seconds(at));
    issued.map_or_else(|error| error.code, |_| "")
}

#[test]
fn a_device_waits_until_a_person_allows_it_and_gets_its_tokens_once() {
    let mut tokens = Tokens::new();
    let codes = waiting(&mut tokens);
    assert_eq!(codes.interval, TimeDelta::seconds(5));
    assert_eq!(poll(&mut tokens, &codes, 5), "authorization_pending");
    assert!(tokens.decide_device(&codes.user_code, true, seconds(6)));
    assert_eq!(poll(&mut tokens, &codes, 10), "");
    assert_eq!(poll(&mut tokens, &codes, 15), "invalid_grant");
    assert_eq!(tokens.grants().len(), 1);
}

#[test]
fn a_poll_that_comes_too_early_lengthens_the_interval_by_five_seconds() {
    let mut tokens = Tokens::new();
    let codes = waiting(&mut tokens);
    let polls = [
        (1, "authorization_pending"),
        (5, "slow_down"),
        (14, "slow_down"),
        (29, "authorization_pending"),
        (43, "slow_down"),
        (63, "authorization_pending"),
    ];
    for (at, expected) in polls {
        assert_eq!(poll(&mut tokens, &codes, at), expected, "{at}");
    }
    assert!(tokens.decide_device(&codes.user_code, true, seconds(64)));
    assert_eq!(poll(&mut tokens, &codes, 65), "slow_down");
    assert_eq!(poll(&mut tokens, &codes, 100), "");
}

#[test]
fn a_denied_device_is_told_so() {
    let mut tokens = Tokens::new();
    let codes = waiting(&mut tokens);
    assert!(tokens.decide_device(&codes.user_code, false, start()));
    assert_eq!(poll(&mut tokens, &codes, 5), "access_denied");
    // What was decided is not decided again.
    assert!(!tokens.decide_device(&codes.user_code, true, start()));
    assert_eq!(poll(&mut tokens, &codes, 10), "access_denied");
}

#[test]
fn the_codes_end_after_ten_minutes() {
    let mut tokens = Tokens::new();
    let codes = waiting(&mut tokens);
    assert_eq!(poll(&mut tokens, &codes, 599), "authorization_pending");
    assert!(
        tokens
            .waiting_device(&codes.user_code, seconds(599))
            .is_some()
    );
    assert!(
        tokens
            .waiting_device(&codes.user_code, seconds(600))
            .is_none()
    );
    assert!(!tokens.decide_device(&codes.user_code, true, seconds(600)));
    assert_eq!(poll(&mut tokens, &codes, 605), "expired_token");
}

#[test]
fn a_device_code_belongs_to_its_application() {
    let mut tokens = Tokens::new();
    let codes = waiting(&mut tokens);
    assert!(tokens.decide_device(&codes.user_code, true, start()));
    let other = Application::device("another");
    let refused = tokens.poll(&other, &codes.device_code, start());
    assert_eq!(refused.map(|_| ()).unwrap_err().code, "invalid_grant");
    assert_eq!(poll(&mut tokens, &codes, 0), "");
}

#[test]
fn a_person_may_type_the_code_in_small_letters_and_without_the_hyphen() {
    let mut tokens = Tokens::new();
    let code = waiting(&mut tokens).user_code;
    assert_eq!(code.len(), 9);
    let typed = [
        code.to_lowercase(),
        code.replace('-', ""),
        format!(" {} ", code.replace('-', " ")),
    ];
    for typed in typed {
        assert!(tokens.waiting_device(&typed, start()).is_some(), "{typed}");
    }
    assert!(tokens.waiting_device("", start()).is_none());
    assert!(tokens.waiting_device(&code[..8], start()).is_none());
}

#[test]
fn a_sandbox_that_does_not_ask_decides_at_the_first_poll() {
    for (consent, expected) in [(Consent::Allow, ""), (Consent::Deny, "access_denied")] {
        let mut tokens = Tokens::new();
        tokens.consent = consent;
        let codes = waiting(&mut tokens);
        assert_eq!(poll(&mut tokens, &codes, 5), expected);
    }
}
