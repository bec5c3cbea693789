use super::address;
use crate::webhook::WebhookErrorKind;

#[test]
fn the_address_is_fixed_and_only_a_loopback_address_replaces_it() {
    let fixed = address(None).unwrap();
    assert_eq!(
        fixed.as_str(),
        "https://developer.constantcontact.com/.well-known/jwks.json"
    );
    for test in [
        "http://127.0.0.1:8080/keys",
        "http://[::1]/keys",
        "https://localhost/keys",
    ] {
        assert_eq!(address(Some(test)).unwrap().as_str(), test);
    }
    for other in [
        "https://developer.constantcontact.com/.well-known/jwks.json",
        "https://example.com/keys",
        "http://127.0.0.1.example.com/keys",
        "http://localhost@example.com/keys",
        "/keys",
        "",
    ] {
        let error = address(Some(other)).unwrap_err();
        assert_eq!(error.kind(), WebhookErrorKind::Configuration, "{other}");
    }
}
