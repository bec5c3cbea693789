//! The secrets that the server makes: codes and tokens.

use super::scopes::Scopes;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use fastrand::Rng;
use serde_json::json;

/// The letters of user codes: no vowels, and none that look alike (RFC 8628, 6.1).
const USER_CODE: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";

/// Makes secrets. They differ between two sandboxes, so that a token of one is refused by the other.
pub(super) struct Secrets(Rng);

/// What an access token says about itself.
pub(super) struct Claims<'a> {
    pub client_id: &'a str,
    pub account: &'a str,
    pub scopes: &'a Scopes,
    pub issued: DateTime<Utc>,
    pub ends: DateTime<Utc>,
}

impl Secrets {
    pub fn new() -> Self {
        Self(Rng::new())
    }

    /// An opaque secret of 43 characters, the length of the provider's refresh tokens.
    pub fn opaque(&mut self) -> String {
        let bytes: [u8; 32] = std::array::from_fn(|_| self.0.u8(..));
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A code for a person to type.
    pub fn user_code(&mut self) -> String {
        let mut letters = || -> String {
            let letter = |_| char::from(USER_CODE[self.0.usize(..USER_CODE.len())]);
            (0..4).map(letter).collect()
        };
        format!("{}-{}", letters(), letters())
    }

    /// An access token: a JWT as long as those of the provider, with the claims that clients read. Its
    /// signature is random, since the sandbox publishes no keys.
    pub fn access_token(&mut self, claims: &Claims<'_>) -> String {
        let header = json!({ "alg": "RS256", "kid": "sandbox", "typ": "JWT" });
        let claims = json!({
            "ver": 1,
            "jti": format!("AT.{}.{}", self.opaque(), self.opaque()),
            "iss": "https://identity.constantcontact.com/oauth2/aus1lm3ry9mF7x2Ja0h8",
            "aud": "https://api.cc.email/v3",
            "iat": claims.issued.timestamp(),
            "exp": claims.ends.timestamp(),
            "cid": claims.client_id,
            "uid": self.opaque(),
            "scp": claims.scopes.names(),
            "sub": format!("owner@{}.example.com", claims.account),
            "platform_user_id": self.opaque(),
        });
        let signature: [u8; 256] = std::array::from_fn(|_| self.0.u8(..));
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let signature = encode(&signature);
        let header = encode(header.to_string().as_bytes());
        format!(
            "{header}.{}.{signature}",
            encode(claims.to_string().as_bytes())
        )
    }
}
