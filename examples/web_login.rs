//! A website whose visitors connect their Constant Contact accounts, with axum. Logins and tokens are in SQLite: each
//! request can be answered by any process, and a restart loses nothing.
//!
//! ```sh
//! cargo run --example web_login
//! ```
//!
//! By default, a sandbox acts as the provider, and the example plays the visitors. The real server is used if
//! `CONSTANT_CONTACT_CLIENT_ID` and `CONSTANT_CONTACT_CLIENT_SECRET` are set, with `CONSTANT_CONTACT_REDIRECT_URI` as
//! registered for the application (`https://…/callback`). The website then listens on port 3000 of this machine, where
//! a proxy with TLS passes it the requests.

#[path = "web_login/demonstration.rs"]
mod demonstration;
#[path = "web_login/failure.rs"]
mod failure;
#[path = "sqlite_store/store.rs"]
mod store;
#[path = "web_login/visitors.rs"]
mod visitors;
#[path = "web_login/website.rs"]
mod website;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, REFERRER_POLICY};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect};
use axum::routing::{get, post};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use constant_contact::auth::{OAuth, Scope};
use constant_contact::{BoxError, Client};
use failure::Failure;
use std::path::Path;
use std::time::Duration;
use website::Website;

/// The cookie of a browser whose visitor was sent to the provider.
const LOGIN: &str = "login";
/// The cookie of a browser whose visitor has connected an account.
const VISITOR: &str = "visitor";

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let Ok(client_id) = std::env::var("CONSTANT_CONTACT_CLIENT_ID") else {
        return demonstration::run().await;
    };
    let variable = |name| std::env::var(name).map_err(|_| format!("set {name}"));
    let secret = variable("CONSTANT_CONTACT_CLIENT_SECRET")?;
    let redirect_uri = variable("CONSTANT_CONTACT_REDIRECT_URI")?;
    let is_https = redirect_uri.starts_with("https:");
    let client = Client::builder().build()?;
    let oauth = OAuth::confidential(client_id, secret).redirect_uri(redirect_uri);
    let path = Path::new("constant-contact-web-login.db");
    let website = Website::open(client, oauth, path, is_https, Duration::from_secs(600)).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("Listening at http://{}.", listener.local_addr()?);
    let server = axum::serve(listener, router(website.clone()));
    let stopped = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    server.with_graceful_shutdown(stopped).await?;
    website.flush().await
}

fn router(website: Website) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/connect", get(connect))
        .route("/callback", get(callback))
        .route("/disconnect", post(disconnect))
        .with_state(website)
}

/// Sends a visitor to the provider. Only the same browser can finish the login, since it has the cookie.
async fn connect(
    State(website): State<Website>,
    jar: CookieJar,
) -> Result<(CookieJar, Redirect), Failure> {
    // To read the account, and to renew the tokens. Add what the other calls of your website need.
    let scopes = [Scope::AccountRead, Scope::OfflineAccess];
    let request = website.oauth.authorize(scopes)?;
    let visitors = &website.visitors;
    let login = visitors.begin(&request, website.login_lifetime).await?;
    let jar = jar.add(cookie(&website, LOGIN, login));
    Ok((jar, Redirect::to(request.url())))
}

/// The redirect URI, to which the provider sends the browser back.
async fn callback(
    State(website): State<Website>,
    jar: CookieJar,
    uri: Uri,
) -> Result<(CookieJar, Redirect), Failure> {
    let login = jar.get(LOGIN).ok_or(Failure::NO_LOGIN)?.value().to_owned();
    // axum drops this future if the browser closes the connection. A task of its own still saves the tokens.
    let finish = tokio::spawn(website.clone().finish(login, uri.to_string()));
    let visitor = finish.await.map_err(BoxError::from)??;
    let jar = jar.remove(cookie(&website, LOGIN, String::new()));
    let jar = jar.add(cookie(&website, VISITOR, visitor));
    Ok((jar, Redirect::to("/")))
}

/// Says whose account is connected.
async fn home(
    State(website): State<Website>,
    jar: CookieJar,
) -> Result<impl IntoResponse, Failure> {
    let Some(account) = account(&website, &jar).await? else {
        let text = r#"No account is connected. <a href="/connect">Connect</a>"#;
        return Ok(page(StatusCode::OK, text));
    };
    let client = website.client.with_session(website.session(&account));
    let details = client.get_account_details().send().await?.into_inner();
    let name = details.organization_name.unwrap_or_default();
    let text = format!("Connected to {name} ({account}).");
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let form = r#"<form method="post" action="/disconnect"><button>Disconnect</button></form>"#;
    Ok(page(StatusCode::OK, &(text + form)))
}

/// Ends the grant and removes the tokens. A form of another website comes without the cookie.
async fn disconnect(
    State(website): State<Website>,
    jar: CookieJar,
) -> Result<(CookieJar, Redirect), Failure> {
    if let Some(account) = account(&website, &jar).await? {
        let session = website.session(&account);
        if session.revoke().await.is_err() {
            // The provider cannot be reached: at least remove the tokens here.
            session.disconnect().await?;
        }
        website.visitors.forget(account).await?;
    }
    let jar = jar.remove(cookie(&website, VISITOR, String::new()));
    Ok((jar, Redirect::to("/")))
}

async fn account(website: &Website, jar: &CookieJar) -> Result<Option<String>, Failure> {
    match jar.get(VISITOR) {
        Some(cookie) => Ok(website.visitors.account(cookie.value().to_owned()).await?),
        None => Ok(None),
    }
}

/// A cookie that scripts cannot read, and that browsers do not send with forms and images of other websites.
fn cookie(website: &Website, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(website.is_https)
        .build()
}

/// A page that is not cached. Its address can have a code, so browsers do not send it to other websites.
pub(crate) fn page(status: StatusCode, text: &str) -> impl IntoResponse + use<> {
    let headers = [
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    let html = format!("<!doctype html><title>Account</title><p>{text}</p>");
    (status, headers, Html(html))
}
