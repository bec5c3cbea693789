//! Token responses in all the forms in which servers send them.

use super::*;
use crate::auth::http_client::{HttpRequest, HttpResponse};
use secrecy::ExposeSecret;
use std::time::Duration;

fn response(status: u16, body: impl Into<Vec<u8>>) -> HttpResponse {
    HttpResponse::new(status, body)
}

fn read(response: &HttpResponse) -> Option<TokenResponse> {
    TokenResponse::read(response, &RequestSecrets::default())
}

/// The refresh token in a response.
fn refresh_token(tokens: &TokenResponse) -> Option<&str> {
    tokens
        .refresh_token
        .as_ref()
        .map(ExposeSecret::expose_secret)
}

/// What the response to a token request means, if it has no tokens.
fn outcome(response: &HttpResponse) -> Option<Outcome> {
    classify(response, read).err()
}

#[test]
fn only_an_oauth_error_says_anything_about_the_grant() {
    use Outcome::{CodeExpired, Denied, GrantInvalid, Pending, Refused, SlowDown, Transient};
    let okta = br#"{"errorCode":"E0000021","errorSummary":"Bad request","errorCauses":[]}"#;
    let api = br#"[{"error_key":"unauthorized","error_message":"x"}]"#;
    let huge = vec![b'x'; 10_000];
    let table: &[(u16, &[u8], Outcome)] = &[
        (
            400,
            br#"{"error":"invalid_grant","error_description":"no"}"#,
            GrantInvalid,
        ),
        (401, br#"{"error":"invalid_grant"}"#, GrantInvalid),
        (200, br#"{"error":"invalid_grant"}"#, GrantInvalid),
        (
            200,
            br#"{"access_token":null,"error":"invalid_grant"}"#,
            GrantInvalid,
        ),
        (
            400,
            b"\xEF\xBB\xBF{\"error\":\"invalid_grant\"}",
            GrantInvalid,
        ),
        (
            400,
            br#"{"errorCode":"invalid_grant","errorSummary":"no"}"#,
            GrantInvalid,
        ),
        (
            400,
            br#"{"error":"invalid_grant","error_description":"half \ud83d"}"#,
            GrantInvalid,
        ),
        (
            400,
            b"{\"error\":\"invalid_grant\",\"error_description\":\"ung\xFCltig\"}",
            GrantInvalid,
        ),
        (
            400,
            br#"{"error":"invalid_grant","error_description":"cut of"#,
            GrantInvalid,
        ),
        (400, br#"[{"error":"invalid_grant"}]"#, GrantInvalid),
        (
            400,
            b"error=invalid_grant&error_description=no",
            GrantInvalid,
        ),
        (429, br#"{"error":"invalid_grant"}"#, Transient),
        (500, br#"{"error":"invalid_grant"}"#, Transient),
        (302, br#"{"error":"invalid_grant"}"#, Transient),
        (400, br#"{"error":"authorization_pending"}"#, Pending),
        (200, br#"{"error":"authorization_pending"}"#, Pending),
        (400, br#"{"error":"slow_down"}"#, SlowDown),
        (403, br#"{"error":"access_denied"}"#, Denied),
        (400, br#"{"error":"expired_token"}"#, CodeExpired),
        (401, br#"{"error":"invalid_client"}"#, Refused),
        (
            401,
            br#"{"errorCode":"invalid_client","errorSummary":"no"}"#,
            Refused,
        ),
        (400, br#"{"error":"invalid_scope"}"#, Refused),
        (400, br#"{"error":"server_error"}"#, Transient),
        (400, br#"{"error":["invalid_grant"]}"#, Transient),
        (400, br#"{"error":{"code":"invalid_grant"}}"#, Transient),
        (400, br#"{"quoted":{"error":"invalid_grant"}}"#, Transient),
        (400, br#""invalid_grant""#, Transient),
        (400, br#"{"error":"invalid_gra"#, Transient),
        (400, okta, Transient),
        (401, api, Transient),
        (400, b"<html>invalid_grant</html>", Transient),
        (400, &huge, Transient),
        (503, b"", Transient),
        (200, b"", Transient),
        (204, b"", Transient),
        (200, b"<html><title>Sign in</title>", Transient),
        (200, br#"{}"#, Transient),
        (200, br#"[]"#, Transient),
        (200, br#"null"#, Transient),
        (200, br#"{"message":"down for maintenance"}"#, Transient),
        (200, br#"{"access_token":"","refresh_token":""}"#, Transient),
    ];
    for (status, body, expected) in table {
        let found = outcome(&response(*status, *body));
        assert_eq!(
            found,
            Some(*expected),
            "{status} {}",
            String::from_utf8_lossy(body)
        );
    }
}

#[test]
fn a_pair_is_found_in_every_form_of_a_response() {
    let utf16: Vec<u8> = "\u{FEFF}{\"access_token\":\"A\",\"refresh_token\":\"R\"}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let padding = "x".repeat(3_000_000);
    let table: &[&[u8]] = &[
        br#"{"access_token":"A","refresh_token":"R"}"#,
        br#"{"access_token":"A","refresh_token":"R"}  }garbage"#,
        br#"{"access_token":"A","refresh_token":"R"}{"access_token":"A","refresh_token":"R"}"#,
        br#"{"access_token":"A","refresh_token":"old","refresh_token":"R"}"#,
        br#"{"access_token":"A","refresh_token":"R","refresh_token":"R"}"#,
        br#"{"access_token":"A","access_token":"A","refresh_token":"R","refresh_token":null}"#,
        br#"{"scope":"a","scope":"b","access_token":"A","refresh_token":"R"}"#,
        br#"{"expires_in":1,"expires_in":2,"access_token":"A","refresh_token":"R"}"#,
        b"\xEF\xBB\xBF{\"access_token\":\"A\",\"refresh_token\":\"R\"}",
        b" \r\n {\"access_token\":\"A\",\"refresh_token\":\"R\"} \r\n",
        &utf16,
        br#"{"access_token":"A","who":"\ud83d","refresh_token":"R"}"#,
        b"{\"access_token\":\"A\",\"who\":\"J\xFCrgen\",\"refresh_token\":\"R\"}",
        b"{\"access_token\":\"A\",\"who\":\"a\nb\",\"refresh_token\":\"R\"}",
        br#"{"access_token":"A","who":"say "hi" now","refresh_token":"R"}"#,
        br#"{"access_token":"A","refresh_token":"R","id_token":"cut of"#,
        br#"{"access_token":"A","refresh_token":"R","expires_in":NaN}"#,
        br#"{"access_token":"A","refresh_token":"R",}"#,
        br#"{"data":{"access_token":"A","refresh_token":"R"}}"#,
        br#"[{"access_token":"A","refresh_token":"R"}]"#,
        br#""{\"access_token\":\"A\",\"refresh_token\":\"R\"}""#,
        br#"{"accessToken":"A","refreshToken":"R"}"#,
        br#"<pre>{"access_token":"A","refresh_token":"R"}</pre>"#,
        b"access_token=A&refresh_token=R&expires_in=86400&token_type=bearer",
        b"{\"access_token\":\" A\\n\",\"refresh_token\":\"R\\r\\n\"}",
    ];
    let padded = format!(r#"{{"access_token":"A","refresh_token":"R","id_token":"{padding}"#);
    for body in table.iter().copied().chain([padded.as_bytes()]) {
        let shown = String::from_utf8_lossy(body.get(..body.len().min(200)).unwrap());
        let found = read(&response(200, body)).unwrap_or_else(|| panic!("{shown}"));
        assert_eq!(found.access_token.expose_secret(), "A", "{shown}");
        assert_eq!(refresh_token(&found), Some("R"), "{shown}");
    }
}

#[test]
fn half_of_a_pair_is_not_accepted() {
    let cut = |body: &str| HttpResponse {
        complete: false,
        ..response(200, body)
    };
    assert!(read(&cut(r#"{"access_token":"A","refresh_token":"R"#)).is_none());
    assert!(read(&cut(r#"{"access_token":"A","refr"#)).is_none());
    assert!(read(&response(200, r#"{"access_token":"A","refr"#)).is_none());
    assert!(read(&cut(r#"{"access_token":"A","refresh_token":"R","sco"#)).is_some());
    assert!(
        read(&cut(r#"{"access_token":"A"}"#)).is_some(),
        "the document is whole"
    );
    let whole = read(&response(200, "{\"access_token\":\"A\",\"x\":\"\n\"}")).unwrap();
    assert!(whole.refresh_token.is_none());
}

#[test]
fn a_refresh_token_alone_is_accepted_unless_it_is_the_one_that_was_sent() {
    let request = HttpRequest::new(b"grant_type=refresh_token&refresh_token=old".to_vec());
    let secrets = RequestSecrets::of(&request, None);
    let read = |body: &str| TokenResponse::read(&response(200, body), &secrets);
    let found = read(r#"{"refresh_token":"new"}"#).unwrap();
    assert_eq!(found.access_token.expose_secret(), "");
    assert_eq!(refresh_token(&found), Some("new"));
    assert!(read(r#"{"refresh_token":"old"}"#).is_none());
}

#[test]
fn lifetimes_and_scopes_are_read_in_every_form() {
    let table = [
        (r#"{"access_token":"a","expires_in":86400}"#, Some(86_400)),
        (
            r#"{"access_token":"a","expires_in":"86400","token_type":"bearer"}"#,
            Some(86_400),
        ),
        (
            r#"{"access_token":"a","expires_in":" 86400.0 "}"#,
            Some(86_400),
        ),
        (
            r#"{"access_token":"a","expires_in":86400.0,"refresh_token":null,"scope":null}"#,
            Some(86_400),
        ),
        (r#"{"access_token":"a","expires_in":1767225600}"#, None),
        (r#"{"access_token":"a","expires_in":-5}"#, None),
        (r#"{"access_token":"a","expires_in":"soon"}"#, None),
        (r#"{"access_token":"a","expires_in":0}"#, None),
        (
            r#"{"access_token":"a","refresh_token":"","id_token":{"x":1}}"#,
            None,
        ),
        (r#"{"access_token":"a","expires_in":86400,}"#, Some(86_400)),
    ];
    for (body, seconds) in table {
        let found = read(&response(200, body)).unwrap();
        assert_eq!(found.lifetime, seconds.map(Duration::from_secs), "{body}");
        assert!(found.refresh_token.is_none());
    }
    for body in [
        r#"{"access_token":"a","scope":"contact_data  offline_access"}"#,
        r#"{"access_token":"a","scope":["contact_data","offline_access"]}"#,
        r#"{"access_token":"a","scope":"contact_data offline_access",}"#,
    ] {
        let scoped = read(&response(200, body)).unwrap();
        assert_eq!(scoped.scopes.map(|scopes| scopes.len()), Some(2), "{body}");
    }
}

#[test]
fn the_servers_message_is_in_the_error_and_what_was_sent_is_not() {
    let request = HttpRequest::new(
        b"grant_type=authorization_code&code=hunter&refresh_token=refresh-1%2F2".to_vec(),
    );
    let secrets = RequestSecrets::of(&request, Some(&"open".into()));
    let error = |status, body: &[u8]| {
        let response = response(status, body);
        outcome(&response).unwrap().into_error(&response, &secrets)
    };
    // status, body, code, description, what is printed
    type Row<'a> = (u16, &'a [u8], Option<&'a str>, Option<&'a str>, &'a str);
    let table: &[Row<'_>] = &[
        (
            400,
            br#"{"error":"invalid_grant","error_description":"The refresh token is invalid or expired."}"#,
            Some("invalid_grant"),
            Some("The refresh token is invalid or expired."),
            "says: The refresh token is invalid or expired.)",
        ),
        (
            400,
            br#"{"errorCode":"E0000021","errorSummary":"Bad request.","errorCauses":[{"errorSummary":"The grant is unknown"}]}"#,
            Some("E0000021"),
            Some("Bad request.; The grant is unknown"),
            "E0000021): try again later (the server says: Bad request.; The grant is unknown)",
        ),
        (
            200,
            b"{\"error\":\"invalid_grant\",\"error_description\":\"ung\xFCltig \\ud83d\"}",
            Some("invalid_grant"),
            Some("ungültig \u{FFFD}"),
            "(status 200, invalid_grant): authorise again (the server says: ungültig […])",
        ),
        (
            400,
            br#"{"error":"invalid_grant","error_description":"code hunter of jane@example.com, refresh-1/2, open"}"#,
            Some("invalid_grant"),
            Some("code [redacted] of jane@example.com, [redacted], [redacted]"),
            "says: code [redacted] of […] [redacted], [redacted])",
        ),
        (
            503,
            b"<html><title>Service Unavailable</title>refresh-1/2",
            None,
            Some("Service Unavailable"),
            "says: Service Unavailable)",
        ),
        (
            401,
            br#"[{"error_key":"unauthorized","error_message":"Unauthorized"}]"#,
            Some("unauthorized"),
            Some("Unauthorized"),
            "(status 401, an unlisted error code): try again later (the server says: Unauthorized)",
        ),
        (200, b"eyJ.a-new.token", None, None, "lacks the requested content"),
        (
            400,
            br#"{"error":"hunter"}"#,
            Some("[redacted]"),
            None,
            "an unlisted error code",
        ),
    ];
    for (status, body, code, description, printed) in table {
        let error = error(*status, body);
        let shown = format!("{error} {error:?}");
        assert_eq!(
            (error.code(), error.description()),
            (*code, *description),
            "{shown}"
        );
        assert!(shown.contains(printed), "{shown}");
        for secret in ["hunter", "refresh-1", "open", "jane", "eyJ"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    let long = format!(
        r#"{{"error":"x","error_description":"{}"}}"#,
        "word ".repeat(10_000)
    );
    let error = error(400, long.as_bytes());
    assert_eq!(
        error.description().map(|text| text.chars().count()),
        Some(1_000)
    );
    assert!(error.to_string().len() < 400, "{error}");
}

#[test]
fn a_secret_stays_out_of_the_debug_form() {
    let found = read(&response(200, r#"{"access_token":"secret-a"}"#)).unwrap();
    assert!(!format!("{found:?}").contains("secret-a"));
}
