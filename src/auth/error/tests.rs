use super::*;

#[test]
fn each_kind_has_a_stable_name() {
    let names = [
        (AuthErrorKind::Configuration, "configuration"),
        (AuthErrorKind::Redirect, "redirect"),
        (AuthErrorKind::Denied, "denied"),
        (AuthErrorKind::Expired, "expired"),
        (AuthErrorKind::NeedsAuthorization, "needs_authorization"),
        (AuthErrorKind::Refused, "refused"),
        (AuthErrorKind::Unavailable, "unavailable"),
        (AuthErrorKind::Store, "store"),
        (AuthErrorKind::TokenSource, "token_source"),
    ];
    for (number, (kind, name)) in names.into_iter().enumerate() {
        assert_eq!(kind as usize, number, "the table has every kind once");
        assert_eq!(kind.to_string(), name);
    }
}
