use super::*;

#[test]
fn only_the_answer_to_this_request_yields_a_code() {
    use AuthErrorKind::{Denied, Redirect, Refused, Unavailable};
    let redirect_uri = "https://app.example.com/cb";
    let accepted: &[&str] = &[
        "https://app.example.com/cb?code=C&state=S",
        "https://app.example.com:443/cb?state=S&code=C&iss=x#_",
        "/cb?code=C&state=S",
    ];
    for callback in accepted {
        assert_eq!(
            read_callback(redirect_uri, "S", callback)
                .unwrap()
                .expose_secret(),
            "C",
            "{callback}"
        );
    }
    let refused = [
        ("https://app.example.com/cb?code=C&state=T", Redirect),
        ("https://app.example.com/cb?code=C", Redirect),
        ("https://app.example.com/cb?code=C&state=", Redirect),
        ("https://app.example.com/cb?state=S", Redirect),
        ("https://app.example.com/cb?code=&state=S", Redirect),
        ("https://app.example.com/cb?code=C&code=D&state=S", Redirect),
        (
            "https://app.example.com/cb?code=C&state=S&state=S",
            Redirect,
        ),
        ("https://app.example.com/other?code=C&state=S", Redirect),
        ("https://app.example.com/cb/?code=C&state=S", Redirect),
        ("http://app.example.com/cb?code=C&state=S", Redirect),
        ("https://evil.example.com/cb?code=C&state=S", Redirect),
        ("//evil.example.com/cb?code=C&state=S", Redirect),
        ("https://app.example.com:444/cb?code=C&state=S", Redirect),
        ("cb?code=C&state=S", Redirect),
        (
            "https://app.example.com/cb?error=access_denied&state=T",
            Redirect,
        ),
        (
            "https://app.example.com/cb?error=access_denied&state=S&code=C",
            Denied,
        ),
        (
            "https://app.example.com/cb?error=something_new&state=S",
            Denied,
        ),
        (
            "https://app.example.com/cb?error=invalid_scope&state=S",
            Refused,
        ),
        (
            "https://app.example.com/cb?error=server_error&state=S",
            Unavailable,
        ),
    ];
    for (callback, kind) in refused {
        assert_eq!(
            read_callback(redirect_uri, "S", callback)
                .unwrap_err()
                .kind(),
            kind,
            "{callback}"
        );
    }
    assert!(read_callback(redirect_uri, "", "/cb?code=C&state=").is_err());
    let denied = read_callback(
        redirect_uri,
        "S",
        "/cb?error=x@y&error_description=joe%40example.com&state=S",
    )
    .unwrap_err();
    assert_eq!(
        (denied.code(), denied.description()),
        (Some("x@y"), Some("joe@example.com"))
    );
    assert!(!format!("{denied} {denied:?}").contains('@'));
}
