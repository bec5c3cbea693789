use super::*;
use crate::auth::AuthErrorKind;
use std::sync::{Arc, Mutex};

/// Revokes with a prepared response; returns the result and the request.
async fn revoke(
    oauth: OAuth,
    tokens: &Tokens,
    status: u16,
    body: &str,
) -> (Result<(), AuthError>, String) {
    let request = Arc::new(Mutex::new(String::new()));
    let (recorded, body) = (request.clone(), body.to_owned());
    let oauth = oauth.with_http_client(Arc::new(move |request| {
        let authorization = request.headers().get("authorization");
        let authorization = authorization.and_then(|value| value.to_str().ok());
        let form = String::from_utf8_lossy(request.body()).into_owned();
        *recorded.lock().unwrap() =
            format!("{} {} {form}", request.uri(), authorization.unwrap_or("-"));
        let response = HttpResponse::new(status, body.clone());
        Box::pin(async move { Ok(response) })
    }));
    let result = oauth.revoke(tokens).await;
    let request = request.lock().unwrap().clone();
    (result, request)
}

#[tokio::test(start_paused = true)]
async fn the_refresh_token_is_revoked_in_the_name_of_the_application() {
    let tokens = Tokens::new("A").with_refresh_token("R+");
    let (result, request) = revoke(OAuth::public("id"), &tokens, 200, "").await;
    result.unwrap();
    assert_eq!(
        request,
        "https://authz.constantcontact.com/oauth2/default/v1/revoke - \
             token=R%2B&token_type_hint=refresh_token&client_id=id"
    );
    let oauth = OAuth::confidential("i:d", "s ecret");
    let (result, request) = revoke(oauth, &Tokens::new("A"), 200, "").await;
    result.unwrap();
    // base64 of `i%3Ad:s+ecret`
    assert!(
        request.ends_with("Basic aSUzQWQ6cytlY3JldA== token=A&token_type_hint=access_token"),
        "{request}"
    );
    let (result, request) = revoke(OAuth::public("id"), &Tokens::new(""), 500, "").await;
    result.unwrap();
    assert_eq!(request, "", "there is nothing to revoke");
}

#[tokio::test(start_paused = true)]
async fn a_success_is_one_only_if_the_server_says_so() {
    use AuthErrorKind::{Refused, Unavailable};
    let tokens = Tokens::new("A").with_refresh_token("the-refresh-token");
    let table = [
        (200, "", None),
        (204, "", None),
        (200, "{}", None),
        (200, "\u{FEFF}{\"error\":null}", None),
        (200, "OK", None),
        (400, r#"{"error":"invalid_grant"}"#, None),
        (200, r#"{"error":"invalid_client"}"#, Some(Refused)),
        (
            200,
            r#"{"errorCode":"E0000021","errorSummary":"x"}"#,
            Some(Unavailable),
        ),
        (
            200,
            "<html>please sign in, the-refresh-token",
            Some(Unavailable),
        ),
        (200, r#"{"error":"cut of"#, Some(Unavailable)),
        (401, r#"{"error":"invalid_client"}"#, Some(Refused)),
        (400, r#"{"error":"unsupported_token_type"}"#, Some(Refused)),
        (404, "<html><title>Not Found</title>", Some(Refused)),
        (302, "", Some(Unavailable)),
        (503, "", Some(Unavailable)),
    ];
    for (status, body, expected) in table {
        let (result, _) = revoke(OAuth::public("id"), &tokens, status, body).await;
        let error = result.err();
        assert_eq!(
            error.as_ref().map(AuthError::kind),
            expected,
            "{status} {body}"
        );
        assert!(!format!("{error:?}").contains("the-refresh-token"));
    }
}
