use super::*;
use secrecy::ExposeSecret;
use std::collections::HashSet;

#[test]
fn the_challenge_is_that_of_the_rfc() {
    // RFC 7636, appendix B.
    assert_eq!(
        challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    );
}

#[test]
fn states_and_verifiers_are_random_and_of_allowed_characters() {
    for (new, length) in [(state as fn() -> _, 22), (verifier, 43)] {
        let mut seen = HashSet::new();
        for _ in 0..100 {
            let secret: SecretString = new().unwrap();
            let text = secret.expose_secret().to_owned();
            assert_eq!(text.len(), length);
            assert!(
                text.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            );
            assert!(seen.insert(text));
        }
    }
}

#[test]
fn states_are_compared_as_a_whole() {
    assert!(is_same_state("state", "state"));
    for other in ["", "stat", "State", "state "] {
        assert!(!is_same_state("state", other), "{other}");
    }
}
