//! Clients of the sandbox's authorization server. They have the addresses and the credentials as text, as programs
//! without the feature `oauth` of the sandbox do.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses a part")]

use constant_contact::auth::{
    Endpoints, ExposeSecret, MemoryStore, OAuth, Session, TokenStore, Tokens,
};
use constant_contact::{Client, Error};
use constant_contact_sandbox::{Application, Grant, Sandbox};
use http::Method;
use std::time::{Duration, SystemTime};

pub const DAY: Duration = Duration::from_secs(24 * 3600);

/// A sandbox that is not limited.
pub async fn sandbox() -> Sandbox {
    Sandbox::builder().without_limits().start().await.unwrap()
}

pub fn http() -> reqwest::ClientBuilder {
    let none = reqwest::redirect::Policy::none();
    reqwest::Client::builder().no_proxy().redirect(none)
}

pub fn endpoints(sandbox: &Sandbox) -> Endpoints {
    let endpoints = Endpoints::default().authorize(&sandbox.authorize_url());
    let endpoints = endpoints.unwrap().token(&sandbox.token_url()).unwrap();
    let endpoints = endpoints.device(&sandbox.device_url()).unwrap();
    let endpoints = endpoints.partner_token(&sandbox.partner_token_url());
    let endpoints = endpoints.unwrap().revocation(&sandbox.revocation_url());
    endpoints.unwrap()
}

pub fn oauth(sandbox: &Sandbox, application: &Application) -> OAuth {
    let oauth = match application.client_secret() {
        Some(secret) => OAuth::confidential(application.client_id(), secret),
        None => OAuth::public(application.client_id()),
    };
    let oauth = match application.redirect_uris().first() {
        Some(uri) => oauth.redirect_uri(uri),
        None => oauth,
    };
    let oauth = oauth.endpoints(endpoints(sandbox)).http(http()).unwrap();
    oauth.token_interval(Duration::from_millis(1))
}

pub fn client(sandbox: &Sandbox) -> Client {
    let client = Client::builder().base_url(sandbox.base_url()).http(http());
    client.build().unwrap()
}

/// A client of a grant, whose tokens it renews.
pub async fn renewing(sandbox: &Sandbox, application: &Application) -> (Client, MemoryStore) {
    let grant = sandbox.grant(application, &["contact_data", "offline_access"]);
    let tokens = Tokens::new(grant.access_token)
        .with_refresh_token(grant.refresh_token.unwrap())
        .with_expires_at(SystemTime::now() + DAY);
    let store = MemoryStore::default();
    let session = Session::start(oauth(sandbox, application), store.clone(), tokens);
    (client(sandbox).with_session(session.await.unwrap()), store)
}

/// A call that needs the scope `contact_data`.
pub async fn lists(client: &Client) -> Result<(), Error> {
    let request = client.request(Method::GET, "/contact_lists");
    request.send().await.map(|_| ())
}

pub fn newest(sandbox: &Sandbox) -> Grant {
    sandbox.grants().pop().unwrap()
}

pub async fn stored(store: &MemoryStore) -> (String, String) {
    let tokens = store.load().await.unwrap().unwrap();
    let refresh = tokens.refresh_token().unwrap().expose_secret().to_owned();
    (tokens.access_token().expose_secret().to_owned(), refresh)
}
