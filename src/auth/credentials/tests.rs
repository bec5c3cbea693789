use super::*;

#[test]
fn a_token_is_taken_without_its_scheme() {
    let table = [
        ("eyJ.x", "eyJ.x"),
        (" eyJ.x\r\n", "eyJ.x"),
        ("\u{FEFF}eyJ.x", "eyJ.x"),
        ("Bearer eyJ.x", "eyJ.x"),
        ("bearer\teyJ.x\n", "eyJ.x"),
        ("BEARER Bearer  eyJ.x", "eyJ.x"),
        ("Bearer", ""),
        ("Bearer \n", ""),
        ("bearerx", "bearerx"),
        ("Bärer x", "Bärer x"),
        ("", ""),
    ];
    for (text, expected) in table {
        let bare = bare_token(&text.into());
        assert_eq!(bare.expose_secret(), expected, "{text:?}");
    }
}

#[tokio::test]
async fn an_empty_token_is_not_handed_out() {
    for empty in ["", " \n", "Bearer "] {
        let error = Credentials::token(empty).access_token().await.unwrap_err();
        assert_eq!(error.kind(), crate::auth::AuthErrorKind::Configuration);
        assert!(error.to_string().contains("empty"), "{error}");
    }
}
