//! Giving tokens back (RFC 7009).

use super::answer::{Outcome, Sent, classify, failure};
use super::error::AuthError;
use super::transport::{Answer, Turn};
use super::{OAuth, Tokens, form};
use crate::error::{decode, json};
use secrecy::ExposeSecret;
use serde_json::Value;

impl OAuth {
    /// Ends a grant at the authorization server (RFC 7009), for instance when a customer leaves.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, FileStore, OAuth, TokenStore};
    /// # async fn f(oauth: OAuth, store: FileStore) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    /// if let Some(tokens) = store.load().await? {
    ///     oauth.revoke(&tokens).await?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// The refresh token is revoked, with which the server ends its access tokens too, or the access token where
    /// there is none. Tokens that have ended already are no failure. What is stored stays as it is:
    /// [`Session::revoke`](super::Session::revoke) removes it too.
    ///
    /// The provider documents no such endpoint; [`Endpoints::revocation`](super::Endpoints::revocation) tells
    /// which one is used. Fails with kind `Refused` when the server refuses the application or has no such
    /// endpoint, `Transient` when asking later may help. Dropping the future after the request has left leaves open
    /// whether the grant has ended; revoking again does no harm.
    pub async fn revoke(&self, tokens: &Tokens) -> Result<(), AuthError> {
        self.revoke_in(&self.teller().turn().await?, tokens).await
    }

    /// As [`OAuth::revoke`], in a turn that was taken before.
    pub(crate) async fn revoke_in(&self, turn: &Turn, tokens: &Tokens) -> Result<(), AuthError> {
        let (token, kind) = match tokens.refresh_token() {
            Some(token) => (token.expose_secret(), "refresh_token"),
            None => (tokens.access_token().expose_secret(), "access_token"),
        };
        if token.is_empty() {
            return Ok(());
        }
        let request = form::post(
            &self.addresses().revocation,
            self.client_id(),
            self.client_secret(),
            &[("token", token), ("token_type_hint", kind)],
        )?;
        let sent = Sent::of(&request, self.client_secret());
        let answer = turn.send(request).await?;
        match classify(&answer, revoked) {
            // RFC 7009, 2.2: the purpose of the request is achieved.
            Ok(()) | Err(Outcome::GrantInvalid) => Ok(()),
            Err(_) if answer.status == 404 => Err(failure(&answer, Outcome::Refused, &sent)),
            Err(outcome) => Err(failure(&answer, outcome, &sent)),
        }
    }
}

/// Whether a success is one: not an error that is reported so, nor the page of something in between.
fn revoked(answer: &Answer) -> Option<()> {
    let text = decode(&answer.body);
    let text = text.trim();
    let is_error = match json(text) {
        Some(Value::Object(fields)) => ["error", "errorCode", "error_key"]
            .iter()
            .any(|name| fields.get(*name).is_some_and(|value| !value.is_null())),
        Some(_) => false,
        None => text.starts_with(['<', '{']),
    };
    (!is_error).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::AuthErrorKind;
    use std::sync::{Arc, Mutex};

    /// What comes of an answer, and the request.
    async fn revoke(
        oauth: OAuth,
        tokens: &Tokens,
        status: u16,
        body: &str,
    ) -> (Result<(), AuthError>, String) {
        let request = Arc::new(Mutex::new(String::new()));
        let (noted, body) = (request.clone(), body.to_owned());
        let oauth = oauth.over(Arc::new(move |request| {
            let authorization = request.headers().get("authorization");
            let authorization = authorization.and_then(|value| value.to_str().ok());
            let form = String::from_utf8_lossy(request.body()).into_owned();
            *noted.lock().unwrap() =
                format!("{} {} {form}", request.uri(), authorization.unwrap_or("-"));
            let answer = Answer::new(status, body.clone());
            Box::pin(async move { Ok(answer) })
        }));
        let result = oauth.revoke(tokens).await;
        let request = request.lock().unwrap().clone();
        (result, request)
    }

    #[tokio::test(start_paused = true)]
    async fn the_refresh_token_is_revoked_in_the_name_of_the_application() {
        let tokens = Tokens::new("A").set_refresh_token("R+");
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
        use AuthErrorKind::{Refused, Transient};
        let tokens = Tokens::new("A").set_refresh_token("the-refresh-token");
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
                Some(Transient),
            ),
            (
                200,
                "<html>please sign in, the-refresh-token",
                Some(Transient),
            ),
            (200, r#"{"error":"cut of"#, Some(Transient)),
            (401, r#"{"error":"invalid_client"}"#, Some(Refused)),
            (400, r#"{"error":"unsupported_token_type"}"#, Some(Refused)),
            (404, "<html><title>Not Found</title>", Some(Refused)),
            (302, "", Some(Transient)),
            (503, "", Some(Transient)),
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
}
