use super::*;

fn token(claims: &str) -> String {
    format!("e30.{}.signature", URL_SAFE_NO_PAD.encode(claims))
}

#[test]
fn a_token_names_its_owner() {
    for (claims, expected) in [
        (r#"{"platform_user_id":"p","sub":"s"}"#, Some("p")),
        (r#"{"platform_user_id":12,"sub":"s"}"#, Some("12")),
        (r#"{"platform_user_id":null,"sub":"s"}"#, Some("s")),
        (r#"{"platform_user_id":"","sub":"s"}"#, Some("s")),
        (r#"{"sub":"s"}"#, Some("s")),
        (r#"{"sub":{}}"#, None),
        ("{}", None),
        ("[1]", None),
    ] {
        assert_eq!(subject(&token(claims)).as_deref(), expected, "{claims}");
    }
    let padded = token(r#"{"sub":"s"}"#).replace(".signature", "==.signature");
    assert_eq!(subject(&padded).as_deref(), Some("s"));
}

#[test]
fn a_token_that_is_not_a_jwt_names_no_owner() {
    for token in ["", "opaque", "a.b.c", "..", "a.b", "a.b.c.d", "e30.%.x"] {
        assert_eq!(subject(token), None, "{token}");
    }
}
