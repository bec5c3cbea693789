//! A partner, and sandboxes that issue its token.

use crate::scripted::{answering, json};
use constant_contact::auth::{Endpoints, PartnerCredentials};
use constant_contact_sandbox::{Contents, Fault, Sandbox};
use std::sync::atomic::{AtomicU64, Ordering};

/// The key that a partner's requests carry.
pub const KEY: &str = "the-api-key";

/// The answer to a request for the token of a partner.
pub fn issued(token: &str) -> Fault {
    let body = format!(r#"{{"access_token": "{token}", "token_type": "Bearer"}}"#);
    json(200, &body)
}

/// A sandbox that issues the token `partner-1`, and does with each other request what `script` says, which gets
/// the request and its number among these from 0.
pub async fn issuing(script: impl Fn(&Contents, u64) -> Fault + Send + Sync + 'static) -> Sandbox {
    let others = AtomicU64::new(0);
    answering(move |request, _| match request.target.as_str() {
        "/token" => issued("partner-1"),
        _ => script(request, others.fetch_add(1, Ordering::SeqCst)),
    })
    .await
}

/// A partner whose token the server issues at `/token`.
pub fn partner(server: &Sandbox) -> PartnerCredentials {
    partner_with(server, KEY)
}

/// The same with this key.
pub fn partner_with(server: &Sandbox, key: &str) -> PartnerCredentials {
    let endpoints = Endpoints::default();
    let endpoints = endpoints.partner_token(&server.url("/token")).unwrap();
    PartnerCredentials::new("partner", "partner-secret", key).endpoints(endpoints)
}
