//! A local server that acts as the provider: it publishes a key set and signs notifications.

use super::serve;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use std::error::Error;
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

/// The API key of the application that the notifications are for.
pub(crate) const API_KEY: &str = "b2f7c0de-example-key";

/// The key of the provider, and where its public half is published.
pub(crate) struct Provider {
    key: SigningKey,
    address: SocketAddr,
}

impl Provider {
    pub(crate) async fn start() -> Result<Self, Box<dyn Error>> {
        let key = SigningKey::generate()?;
        let jwks = json!({"keys": [key.jwk()]}).to_string();
        let router = Router::new().route("/jwks.json", get(async move || jwks));
        let address = serve(router, "127.0.0.1:0").await?;
        Ok(Self { key, address })
    }

    pub(crate) fn keys_url(&self) -> String {
        format!("http://{}/jwks.json", self.address)
    }

    /// The header with which a notification is sent.
    pub(crate) fn sign(&self, body: &str, at: SystemTime) -> String {
        let seconds = at
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        let header = json!({"alg": "RS256", "ts": seconds, "b64": false, "crit": ["b64"]});
        self.key.sign(&header.to_string(), body.as_bytes())
    }
}

/// An RSA key that is made when it is needed and never stored.
pub(crate) struct SigningKey(KeyPair);

impl SigningKey {
    pub(crate) fn generate() -> Result<Self, Box<dyn Error>> {
        let key = KeyPair::generate(KeySize::Rsa2048).map_err(|_| "no key can be made")?;
        Ok(Self(key))
    }

    /// The public half, without an id, as the provider publishes its keys.
    pub(crate) fn jwk(&self) -> serde_json::Value {
        let public = self.0.public_key();
        let modulus = public.modulus().big_endian_without_leading_zero().to_vec();
        let exponent = public.exponent().big_endian_without_leading_zero().to_vec();
        json!({
            "kty": "RSA",
            "use": "sig",
            "n": URL_SAFE_NO_PAD.encode(modulus),
            "e": URL_SAFE_NO_PAD.encode(exponent),
        })
    }

    /// Signs a body with any JWS header, as a detached JWS over the unencoded body.
    pub(crate) fn sign(&self, jws_header: &str, body: &[u8]) -> String {
        let header = URL_SAFE_NO_PAD.encode(jws_header);
        let signed = [header.as_bytes(), b".", body].concat();
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                &signed,
                &mut signature,
            )
            .expect("an RSA key of 2048 bits signs anything");
        format!("{header}..{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// The body of a notification.
pub(crate) fn body(event_type: &str, account_id: &str) -> String {
    json!({
        "url": format!("https://api.cc.email/v3/partner/accounts/{account_id}/plan"),
        "api_key": API_KEY,
        "event_type": event_type,
    })
    .to_string()
}

/// Sends a notification as the provider does.
pub(crate) async fn send(
    url: &str,
    signature: &str,
    body: &str,
) -> Result<StatusCode, reqwest::Error> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let request = client
        .post(url)
        .header("content-type", "application/json")
        .header("x-ctct-webhook-sig", signature)
        .body(body.to_owned());
    Ok(request.send().await?.status())
}
