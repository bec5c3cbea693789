use super::*;

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "https://app.example.com/callback";

fn request(application: &Application, challenge: Option<&str>) -> CodeRequest {
    CodeRequest {
        client_id: application.client_id().to_owned(),
        redirect_uri: REDIRECT.to_owned(),
        scopes: offline(),
        challenge: challenge.map(str::to_owned),
    }
}

#[test]
fn a_code_works_once_and_using_it_again_revokes_what_it_gave() {
    let mut tokens = Tokens::new();
    let code = tokens.new_code(request(&confidential(), None), start());
    let mut redeem = |at| {
        let issued = tokens.redeem(&confidential(), &code, Some(REDIRECT), None, at);
        let access = issued.as_ref().map(|issued| issued.access_token.clone());
        let is_accepted = access.is_ok_and(|access| tokens.accepts(&access, at));
        (issued.is_ok(), is_accepted)
    };
    assert_eq!(redeem(start()), (true, true));
    assert_eq!(redeem(start() + TimeDelta::hours(1)), (false, false));
    let shown = &tokens.grants()[0];
    assert!(shown.is_revoked);
    assert!(!tokens.accepts(&shown.access_token, start()));
}

#[test]
fn a_code_ends_after_five_minutes() {
    for (seconds, expected) in [(299, true), (300, false)] {
        let mut tokens = Tokens::new();
        let code = tokens.new_code(request(&confidential(), None), start());
        let at = start() + TimeDelta::seconds(seconds);
        let issued = tokens.redeem(&confidential(), &code, Some(REDIRECT), None, at);
        assert_eq!(issued.is_ok(), expected, "{seconds}");
    }
}

#[test]
fn a_code_belongs_to_its_application_redirect_uri_and_verifier() {
    let long = "a".repeat(129);
    let other = "wBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let cases = [
        (public(), Some(REDIRECT), Some(VERIFIER), true),
        (device(), Some(REDIRECT), Some(VERIFIER), false),
        (
            public(),
            Some("https://app.example.com/callback/"),
            Some(VERIFIER),
            false,
        ),
        (public(), None, Some(VERIFIER), false),
        (public(), Some(REDIRECT), None, false),
        (public(), Some(REDIRECT), Some(other), false),
        (public(), Some(REDIRECT), Some(&*long), false),
    ];
    for (index, (application, redirect, verifier, expected)) in cases.into_iter().enumerate() {
        let mut tokens = Tokens::new();
        let code = tokens.new_code(request(&public(), Some(CHALLENGE)), start());
        let issued = tokens.redeem(&application, &code, redirect, verifier, start());
        assert_eq!(issued.is_ok(), expected, "case {index}");
        // An attempt that fails leaves the code as it is.
        let again = tokens.redeem(&public(), &code, Some(REDIRECT), Some(VERIFIER), start());
        assert_eq!(again.is_ok(), !expected, "case {index}");
    }
    let mut tokens = Tokens::new();
    let code = tokens.new_code(request(&confidential(), None), start());
    let issued = tokens.redeem(
        &confidential(),
        &code,
        Some(REDIRECT),
        Some(VERIFIER),
        start(),
    );
    assert!(issued.is_err(), "a verifier without a challenge");
}

#[test]
fn a_verifier_has_43_to_128_unreserved_characters() {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use hmac_sha256::Hash;
    let cases = [
        ("a".repeat(42), false),
        ("a".repeat(43), true),
        ("-._~".repeat(32), true),
        ("a".repeat(129), false),
        ("a b".repeat(20), false),
        ("é".repeat(30), false),
    ];
    for (verifier, expected) in cases {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Hash::hash(verifier.as_bytes()));
        assert_eq!(
            pkce::verifies(&challenge, &verifier),
            expected,
            "{verifier}"
        );
        assert!(!pkce::verifies(CHALLENGE, &verifier));
    }
    assert!(pkce::verifies(CHALLENGE, VERIFIER));
}

#[test]
fn a_challenge_is_required_of_public_applications_and_has_to_be_s256() {
    let cases = [
        (public(), None, None, false),
        (public(), Some(CHALLENGE), Some("S256"), true),
        (public(), Some(CHALLENGE), Some("plain"), false),
        (public(), Some(CHALLENGE), None, false),
        (public(), Some(VERIFIER), Some("S256"), true),
        (public(), Some("too-short"), Some("S256"), false),
        (confidential(), None, None, true),
        (confidential(), Some(CHALLENGE), Some("S256"), true),
        (confidential(), Some(CHALLENGE), Some("plain"), false),
    ];
    for (index, (application, challenge, method, expected)) in cases.into_iter().enumerate() {
        let checked = CodeRequest::check_challenge(&application, challenge, method);
        assert_eq!(checked.is_ok(), expected, "case {index}");
    }
}

#[test]
fn a_code_is_allowed_by_who_was_signed_in_then() {
    let mut tokens = Tokens::new();
    tokens.user = User::default().of_account("a07e1second");
    let code = tokens.new_code(request(&confidential(), None), start());
    tokens.user = User::default();
    let issued = tokens.redeem(&confidential(), &code, Some(REDIRECT), None, start());
    assert!(issued.is_ok());
    assert_eq!(tokens.grants()[0].account, "a07e1second");
}
